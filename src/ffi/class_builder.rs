//! Object types and their properties.

use super::convert::Conversion;
use super::{Registrar, syntax_error};
use crate::base::Symbol;
use crate::syntax::ast::RefMode;
use crate::syntax::{parse_property_decl, parse_type_decl, parse_type_name_decl};
use crate::types::{
    DataType, FfiDataType, FfiName, FfiPropertyDef, FfiTypeDef, FfiTypeKind, NO_OWNER, ObjectFlags, RegistrationError,
    ReturnCode, TemplateCallbacks, TemplateValidator, UNKNOWN_OFFSET, UnresolvedBaseType,
};

/// What a host says about a type it registers.
#[derive(Clone, Copy, Debug)]
pub struct TypeOptions {
    /// What the type is; see [`ObjectFlags`].
    pub flags: ObjectFlags,
    /// Bytes of an object. Needed for value types; 0 for most reference types; [`UNKNOWN_SIZE`](crate::types::UNKNOWN_SIZE)
    /// where sealing is to find one.
    pub size: u32,
    /// Alignment of an object in bytes: a power of two up to 16, or 0 for the largest (up to 8) that the size allows.
    pub align: u32,
    /// Templates: judges the arguments of each instance.
    pub validate: Option<TemplateValidator>,
    /// For types whose objects have the VM's header: see [`TypeOptions::managed`]. 0 for others.
    pub managed_ops: usize,
}

impl TypeOptions {
    /// A value type of so many bytes, which needs constructors and a destructor.
    pub const fn value(size: u32) -> TypeOptions {
        TypeOptions { flags: ObjectFlags::VALUE, size, align: 0, validate: None, managed_ops: 0 }
    }

    /// A value type of so many plain bytes.
    pub const fn pod(size: u32) -> TypeOptions {
        TypeOptions { flags: ObjectFlags::VALUE.with(ObjectFlags::POD), size, align: 0, validate: None, managed_ops: 0 }
    }

    /// A reference type counted by the host.
    pub const fn reference() -> TypeOptions {
        TypeOptions { flags: ObjectFlags::REF, size: 0, align: 0, validate: None, managed_ops: 0 }
    }

    /// A reference type whose objects have the VM's header and so many bytes with it. `ops` is the address of a `'static`
    /// table ([`vm::ManagedOps`](crate::vm::ManagedOps)).
    pub const fn managed(size: u32, ops: usize) -> TypeOptions {
        TypeOptions {
            flags: ObjectFlags::REF.with(ObjectFlags::MANAGED),
            size,
            align: 8,
            validate: None,
            managed_ops: ops,
        }
    }

    /// A value type of the library's own; `ops` is the address of a `'static` table
    /// ([`vm::ValueOps`](crate::vm::ValueOps)).
    pub const fn with_value_ops(self, ops: usize) -> TypeOptions {
        TypeOptions { managed_ops: ops, ..self }
    }

    /// With further flags.
    pub const fn with(self, flags: ObjectFlags) -> TypeOptions {
        TypeOptions { flags: self.flags.with(flags), ..self }
    }

    /// All members of the structure are integers or pointers: C functions may pass it by value.
    pub const fn all_ints(self) -> TypeOptions {
        self.with(ObjectFlags::APP_CLASS).with(ObjectFlags::APP_CLASS_ALLINTS)
    }

    /// All members of the structure are floats of one size: C functions may pass it by value.
    pub const fn all_floats(self) -> TypeOptions {
        self.with(ObjectFlags::APP_CLASS).with(ObjectFlags::APP_CLASS_ALLFLOATS)
    }

    /// With an alignment in bytes.
    pub const fn aligned(self, align: u32) -> TypeOptions {
        TypeOptions { align, ..self }
    }

    /// With a judge of template arguments.
    pub const fn validated(self, validate: TemplateValidator) -> TypeOptions {
        TypeOptions { validate: Some(validate), ..self }
    }
}

/// Where a property lies in its object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PropertyPlace {
    /// Bytes from the start of the object, or of the part that holds the property;
    /// [`UNKNOWN_OFFSET`](crate::types::UNKNOWN_OFFSET) where sealing is to find a place.
    pub offset: i32,
    /// The part of the object that holds the property (HOST-041): bytes from the start of the object, and whether a
    /// pointer to the part is stored there.
    pub composite: Option<(i32, bool)>,
}

impl From<i32> for PropertyPlace {
    fn from(offset: i32) -> Self {
        PropertyPlace { offset, composite: None }
    }
}

impl PropertyPlace {
    /// In a part that lies in the object itself.
    pub const fn inside(part: i32, offset: i32) -> PropertyPlace {
        PropertyPlace { offset, composite: Some((part, false)) }
    }

    /// In a part to which the object has a pointer.
    pub const fn behind(pointer: i32, offset: i32) -> PropertyPlace {
        PropertyPlace { offset, composite: Some((pointer, true)) }
    }
}

/// A parsed type name, owned.
struct TypeName {
    name: Symbol,
    path: Option<(bool, Box<[Symbol]>)>,
    params: Box<[Symbol]>,
    args: Box<[FfiDataType]>,
}

impl Registrar<'_> {
    fn parse_type_name(&mut self, text: &str) -> Result<TypeName, RegistrationError> {
        let pool = self.decls.names_mut();
        let base = pool.base().clone();
        self.scratch.with(&base, |arena, interner, options| {
            let parsed = parse_type_name_decl(arena, interner, text.as_bytes(), options)
                .map_err(|d| syntax_error(ReturnCode::InvalidName, text, &d))?;
            let mut c = Conversion { interner, pool, text };
            let scope = &parsed.scope;
            let path = if scope.is_none() {
                None
            } else {
                Some((scope.global, scope.path.iter().map(|i| c.symbol(i.name)).collect()))
            };
            let mut args = Vec::with_capacity(parsed.args.len());
            for arg in parsed.args {
                args.push(c.data_type(arg, RefMode::None)?.0);
            }
            Ok(TypeName {
                name: c.symbol(parsed.name.name),
                path,
                params: parsed.params.iter().map(|p| c.symbol(p.name)).collect(),
                args: args.into(),
            })
        })
    }

    /// Adds a type that is named by a plain name, with a scope at most.
    pub(super) fn add_named_type(&mut self, text: &str, kind: FfiTypeKind) -> Result<(), RegistrationError> {
        let name = self.plain_type_name(text, &kind)?;
        self.add_type(text, name, kind)
    }

    /// A name without template parameters.
    fn plain_type_name(&mut self, text: &str, kind: &FfiTypeKind) -> Result<TypeName, RegistrationError> {
        let name = self.parse_type_name(text)?;
        if !name.params.is_empty() || !name.args.is_empty() {
            let message = format!("the name of a {} has no parameters", kind.name());
            return Err(RegistrationError::new(ReturnCode::InvalidName, text, message));
        }
        Ok(name)
    }

    fn add_type(&mut self, text: &str, name: TypeName, kind: FfiTypeKind) -> Result<(), RegistrationError> {
        let namespace = self.scope_namespace(name.path);
        let def = FfiTypeDef {
            name: name.name,
            namespace,
            kind,
            params: name.params,
            specialized: name.args,
            owner: NO_OWNER,
            access_mask: self.decls.access_mask(),
            declaration: self.decls.add_text(text),
        };
        self.decls.add_type(def).map(|_| ())
    }

    /// Registers an object type: `Foo`, `array<class T>`, or `array<int>` for a specialisation.
    pub fn register_type(&mut self, text: &str, options: TypeOptions) -> Result<(), RegistrationError> {
        let mut name = self.parse_type_name(text)?;
        let wants_template = options.flags.has(ObjectFlags::TEMPLATE);
        if wants_template && name.params.is_empty() {
            // `array<T>` with the flag declares a parameter too; without the flag it is a specialisation.
            let simple: Option<Box<[Symbol]>> = name.args.iter().map(simple_name).collect();
            if let Some(params) = simple {
                name.params = params;
                name.args = Box::default();
            }
        }
        let is_template = !name.params.is_empty();
        if let Err(message) = options.flags.check(options.size, is_template) {
            return Err(RegistrationError::new(ReturnCode::InvalidArgument, text, message));
        }
        let invalid = |message: &str| Err(RegistrationError::new(ReturnCode::InvalidArgument, text, message));
        if options.align != 0 && (!options.align.is_power_of_two() || options.align > 16) {
            return invalid("an alignment is a power of two up to 16");
        }
        if name.params.len() > 32 {
            return invalid("a template has 32 parameters at most");
        }
        if (1..name.params.len()).any(|i| name.params[..i].contains(&name.params[i])) {
            return Err(RegistrationError::new(ReturnCode::InvalidName, text, "two parameters have the same name"));
        }
        let align8 = options.flags.has(ObjectFlags::APP_CLASS_ALIGN8);
        let kind = FfiTypeKind::Object {
            flags: options.flags,
            size: options.size,
            align: if options.align == 0 && align8 { 8 } else { options.align },
            callbacks: TemplateCallbacks { validate: options.validate },
            managed_ops: options.managed_ops,
        };
        self.add_type(text, name, kind)
    }

    /// The row of a type that something is registered for. The type may be registered later.
    pub(super) fn owner(&mut self, text: &str) -> Result<u32, RegistrationError> {
        let symbol = self.decls.names_mut().intern(text);
        if let Some(row) = self.decls.find_owner(symbol) {
            return Ok(row);
        }
        let pool = self.decls.names_mut();
        let base = pool.base().clone();
        let ty = self.scratch.with(&base, |arena, interner, options| {
            let parsed = parse_type_decl(arena, interner, text.as_bytes(), options)
                .map_err(|d| syntax_error(ReturnCode::InvalidType, text, &d))?;
            let mut c = Conversion { interner, pool, text };
            c.data_type(&parsed, RefMode::None)
        })?;
        let (name, args) = match ty.0 {
            FfiDataType::Unresolved { base, is_handle: false, is_const: false, .. } => match base {
                UnresolvedBaseType::Simple(name) => (name, Box::default()),
                UnresolvedBaseType::Template { name, args } => (name, args),
                _ => return Err(not_a_type(text)),
            },
            _ => return Err(not_a_type(text)),
        };
        Ok(self.decls.add_owner(symbol, name, args))
    }

    /// The same for a type that was part of a declaration.
    pub(super) fn owner_of(&mut self, base: UnresolvedBaseType) -> u32 {
        let (name, args): (FfiName, Box<[FfiDataType]>) = match base {
            UnresolvedBaseType::Simple(name) => (name, Box::default()),
            UnresolvedBaseType::Template { name, args } => (name, args),
            // A scope is never written as one of these.
            UnresolvedBaseType::Array(_) | UnresolvedBaseType::Child { .. } => {
                (FfiName::simple(Symbol::EMPTY), Box::default())
            }
        };
        let text = self.decls.names().text(name.symbol).to_owned();
        let text = if args.is_empty() { text } else { format!("{text}<…{}>", self.decls.function_count()) };
        let symbol = self.decls.names_mut().intern(&text);
        self.decls.add_owner(symbol, name, args)
    }

    /// Registers a property of a type.
    pub fn register_property(&mut self, ty: &str, text: &str, place: PropertyPlace) -> Result<(), RegistrationError> {
        let pool = self.decls.names_mut();
        let base = pool.base().clone();
        let (name, name_column, data_type, is_ref) = self.scratch.with(&base, |arena, interner, options| {
            let parsed = parse_property_decl(arena, interner, text.as_bytes(), options)
                .map_err(|d| syntax_error(ReturnCode::InvalidDeclaration, text, &d))?;
            let mut c = Conversion { interner, pool, text };
            if !parsed.scope.is_none() {
                return Err(c.invalid(parsed.scope.span.lo, "the name of a property has no scope"));
            }
            let (data_type, auto_handle) = c.data_type(&parsed.ty, RefMode::None)?;
            if auto_handle {
                return Err(c.invalid(0, "'@+' belongs to parameters and results"));
            }
            Ok((c.symbol(parsed.name.name), parsed.name.span.lo, data_type, parsed.is_ref))
        })?;
        let invalid = |code, message: &str| Err(RegistrationError::new(code, text, message));
        let (part, behind) = place.composite.unwrap_or((0, false));
        let is_unknown = place.offset == UNKNOWN_OFFSET;
        if [place.offset, part].iter().any(|o| !(-32768..=32767).contains(o)) && !is_unknown {
            return invalid(ReturnCode::InvalidArgument, "an offset is between -32768 and 32767");
        }
        if behind && is_ref {
            return invalid(ReturnCode::NotSupported, "a reference cannot be stored in a part behind a pointer");
        }
        let (offset, indirect) = match (behind, is_ref) {
            (_, is_ref) if is_unknown => (UNKNOWN_OFFSET, (behind || is_ref).then_some(0)),
            (true, _) => (part, Some(place.offset)),
            (false, true) => (part + place.offset, Some(0)),
            (false, false) => (part + place.offset, None),
        };
        let def = FfiPropertyDef {
            owner: self.owner(ty)?,
            name,
            data_type,
            offset,
            indirect,
            namespace: self.decls.namespace(),
            access_mask: self.decls.access_mask(),
            declaration: self.decls.add_text(text),
            name_column,
        };
        self.decls.add_property(def);
        Ok(())
    }
}

fn not_a_type(text: &str) -> RegistrationError {
    RegistrationError::new(ReturnCode::InvalidType, text, "expected the name of a registered type")
}

/// The name of a template's parameter.
fn simple_name(arg: &FfiDataType) -> Option<Symbol> {
    match arg {
        FfiDataType::Unresolved {
            base: UnresolvedBaseType::Simple(name), is_const: false, is_handle: false, ..
        } => (!name.is_qualified).then_some(name.symbol),
        _ => None,
    }
}

impl Registrar<'_> {
    /// A type by its text, for typedefs.
    pub(super) fn parse_type(&mut self, text: &str) -> Result<FfiDataType, RegistrationError> {
        let pool = self.decls.names_mut();
        let base = pool.base().clone();
        self.scratch.with(&base, |arena, interner, options| {
            let parsed = parse_type_decl(arena, interner, text.as_bytes(), options)
                .map_err(|d| syntax_error(ReturnCode::InvalidType, text, &d))?;
            let mut c = Conversion { interner, pool, text };
            Ok(c.data_type(&parsed, RefMode::None)?.0)
        })
    }

    /// Registers another name of a primitive type (HOST-086).
    pub fn register_typedef(&mut self, name: &str, ty: &str) -> Result<(), RegistrationError> {
        let target = self.parse_type(ty)?;
        let wrong = match &target {
            FfiDataType::Resolved(ty) => ty.as_primitive().is_none() || *ty == DataType::VOID || *ty != ty.value(),
            FfiDataType::Unresolved {
                base: UnresolvedBaseType::Simple(_), is_const: false, is_handle: false, ..
            } => false,
            FfiDataType::Unresolved { .. } => true,
        };
        if wrong {
            let message = "a typedef stands for a primitive type";
            return Err(RegistrationError::new(ReturnCode::InvalidType, ty, message));
        }
        let kind = FfiTypeKind::Typedef(target);
        let parsed = self.plain_type_name(name, &kind)?;
        self.add_type(&format!("typedef {ty} {name}"), parsed, kind)
    }
}
