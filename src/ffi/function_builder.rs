//! Functions, methods, behaviours and function types.

use super::convert::Conversion;
use super::{Registrar, syntax_error};
use crate::base::{NamespaceId, Symbol};
use crate::syntax::ast::{FunctionDecl, ListPattern, Modifiers, RefMode, Scope};
use crate::syntax::{parse_funcdef_decl, parse_function_decl};
use crate::types::{
    BehaviorKind, CallConvention, DataType, FfiDataType, FfiFunctionDef, FfiListPattern, FfiParam, FfiTypeDef,
    FfiTypeKind, FunctionKind, FunctionTraits, NO_OWNER, NativeFunction, Range, RefModifier, RegistrationError,
    ReturnCode,
};

impl FfiFunctionDef {
    /// The definition of a parsed declaration: a global function in the global namespace, to be adjusted by who knows
    /// what it is. `declaration` is the range of its text among the bundle's.
    ///
    /// # Errors
    ///
    /// What the grammar allows and the language does not: a default argument followed by a parameter without one, a
    /// variadic parameter that is not the last, `auto`, a handle to a handle.
    pub fn from_parsed(
        parsed: &FunctionDecl<'_>,
        native_fn: NativeFunction,
        declaration: Range,
        c: &mut Conversion<'_, '_>,
    ) -> Result<FfiFunctionDef, RegistrationError> {
        let mut traits = FunctionTraits::default();
        for (word, bit) in [
            (Modifiers::CONST, FunctionTraits::CONST),
            (Modifiers::EXPLICIT, FunctionTraits::EXPLICIT),
            (Modifiers::PROPERTY, FunctionTraits::PROPERTY),
            (Modifiers::FINAL, FunctionTraits::FINAL),
        ] {
            if parsed.modifiers.has(word) {
                traits = traits.with(bit);
            }
        }
        for (word, text) in [(Modifiers::OVERRIDE, "override"), (Modifiers::DELETE, "delete")] {
            if parsed.modifiers.has(word) {
                return Err(c.invalid(0, format!("'{text}' means nothing in a registered declaration")));
            }
        }
        let mode = if parsed.ret_ref { RefMode::InOut } else { RefMode::None };
        let (return_type, auto_handle) = c.data_type(&parsed.ret, mode)?;
        if auto_handle {
            traits = traits.with(FunctionTraits::AUTO_HANDLE_RETURN);
        }
        let mut params = Vec::with_capacity(parsed.params.len());
        let mut needs_default = false;
        for (i, param) in parsed.params.iter().enumerate() {
            let (data_type, auto_handle) = c.data_type(&param.ty, param.mode)?;
            if param.variadic {
                if i + 1 != parsed.params.len() {
                    return Err(c.invalid(param.span.lo, "'...' must follow the last parameter"));
                }
                traits = traits.with(FunctionTraits::VARIADIC);
            }
            let default_value = param.default.map(|expr| Box::new(c.default(expr, declaration.start)));
            if needs_default && default_value.is_none() && !param.variadic {
                let message = "a parameter after one with a default argument needs one too";
                return Err(c.invalid(param.span.lo, message));
            }
            needs_default |= default_value.is_some();
            let name = param.name.map_or(Symbol::EMPTY, |n| c.symbol(n.name));
            if name != Symbol::EMPTY && params.iter().any(|p: &FfiParam| p.name == name) {
                let message = format!("another parameter is named '{}' already", c.pool.text(name));
                return Err(c.invalid(param.name.map_or(param.span, |n| n.span).lo, message));
            }
            params.push(FfiParam { name, data_type, default_value, auto_handle, column: param.span.lo });
        }
        let name = c.symbol(parsed.name.name);
        let accessed = c.pool.text(name).strip_prefix("get_").or_else(|| c.pool.text(name).strip_prefix("set_"));
        let property = match accessed.filter(|rest| !rest.is_empty()).map(str::to_owned) {
            Some(rest) => c.pool.intern(&rest),
            None => Symbol::EMPTY,
        };
        let mut type_params = Vec::with_capacity(parsed.type_params.len());
        for param in parsed.type_params {
            type_params.push(c.symbol(param.name));
        }
        let list_pattern = match parsed.list_pattern {
            Some(pattern) => Some(Box::new(list_pattern_of(pattern, c)?)),
            None => None,
        };
        Ok(FfiFunctionDef {
            name,
            property,
            namespace: NamespaceId::GLOBAL,
            owner: NO_OWNER,
            kind: FunctionKind::Global,
            behavior: None,
            traits,
            return_type,
            params: params.into(),
            type_params: type_params.into(),
            list_pattern,
            native_fn,
            access_mask: u32::MAX,
            declaration,
            name_column: parsed.name.span.lo,
        })
    }
}

fn list_pattern_of(pattern: &ListPattern<'_>, c: &mut Conversion<'_, '_>) -> Result<FfiListPattern, RegistrationError> {
    Ok(match pattern {
        ListPattern::List(items) => {
            FfiListPattern::List(items.iter().map(|p| list_pattern_of(p, c)).collect::<Result<_, _>>()?)
        }
        ListPattern::Repeat(p) => FfiListPattern::Repeat(Box::new(list_pattern_of(p, c)?)),
        ListPattern::RepeatSame(p) => FfiListPattern::RepeatSame(Box::new(list_pattern_of(p, c)?)),
        ListPattern::Type(ty) => FfiListPattern::Type(c.data_type(ty, RefMode::None)?.0),
    })
}

/// A function with the scope that stands before its name.
struct ParsedFunction {
    def: FfiFunctionDef,
    /// The names of the scope, and whether it starts with `::`.
    path: Option<(bool, Box<[Symbol]>)>,
    /// The scope as a type, where it can only be one or might be one.
    scope_type: Option<FfiDataType>,
    scope_has_args: bool,
    scope_column: u32,
}

/// What kind of text is to be read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Function,
    Funcdef,
}

impl Registrar<'_> {
    fn parse_function(
        &mut self,
        text: &str,
        native: NativeFunction,
        form: Form,
    ) -> Result<ParsedFunction, RegistrationError> {
        let declaration = self.decls.add_text(text);
        let pool = self.decls.names_mut();
        let base = pool.base().clone();
        self.scratch.with(&base, |arena, interner, options| {
            let wrong = |d: Vec<_>| syntax_error(ReturnCode::InvalidDeclaration, text, &d);
            let parsed = match form {
                Form::Function => parse_function_decl(arena, interner, text.as_bytes(), options).map_err(wrong)?,
                Form::Funcdef => {
                    &parse_funcdef_decl(arena, interner, text.as_bytes(), options).map_err(wrong)?.signature
                }
            };
            let mut c = Conversion { interner, pool, text };
            let def = FfiFunctionDef::from_parsed(parsed, native, declaration, &mut c)?;
            let scope = &parsed.scope;
            let scope_type = if scope.is_none() || scope.path.is_empty() { None } else { Some(c.scope_type(scope)?) };
            Ok(ParsedFunction {
                def,
                path: path_of(scope, &mut c),
                scope_type,
                scope_has_args: !scope.args.is_empty(),
                scope_column: scope.span.lo,
            })
        })
    }

    /// Registers a global function.
    pub fn register_function(&mut self, text: &str, native: NativeFunction) -> Result<(), RegistrationError> {
        let ParsedFunction { mut def, path, scope_has_args, scope_column, .. } =
            self.parse_function(text, native, Form::Function)?;
        let invalid =
            |column, message: &str| Err(RegistrationError::at(ReturnCode::InvalidDeclaration, text, column, message));
        if scope_has_args {
            return invalid(scope_column, "a function belongs to a namespace, which has no template arguments");
        }
        if def.traits.has(FunctionTraits::CONST) {
            return invalid(def.name_column, "a global function is not 'const'");
        }
        if def.traits.has(FunctionTraits::EXPLICIT) {
            return invalid(def.name_column, "a global function is not 'explicit'");
        }
        if native.convention == CallConvention::NativeObjectLast {
            let message = "a global function has no object that could be its last argument";
            return Err(RegistrationError::new(ReturnCode::WrongCallingConvention, text, message));
        }
        self.check_plain(&def, text)?;
        check_accessor(&def, self.decls.names().text(def.name), text)?;
        def.namespace = self.scope_namespace(path);
        def.access_mask = self.decls.access_mask();
        self.decls.add_function(def).map(|_| ())
    }

    /// The namespace of a scope before a name: relative to the current one unless it starts with `::`.
    pub(super) fn scope_namespace(&mut self, path: Option<(bool, Box<[Symbol]>)>) -> NamespaceId {
        let Some((global, path)) = path else { return self.decls.namespace() };
        let from = if global { NamespaceId::GLOBAL } else { self.decls.namespace() };
        path.iter().fold(from, |ns, name| self.decls.add_namespace(ns, *name))
    }

    /// What holds for functions and methods alike.
    fn check_plain(&self, def: &FfiFunctionDef, text: &str) -> Result<(), RegistrationError> {
        if def.list_pattern.is_some() {
            let message = "a list pattern belongs to a list constructor or list factory";
            return Err(RegistrationError::new(ReturnCode::InvalidDeclaration, text, message));
        }
        let generic = def.native_fn.convention == CallConvention::Generic;
        if def.traits.has(FunctionTraits::VARIADIC) && !generic {
            let message = "a variadic function is called by the generic convention only";
            return Err(RegistrationError::new(ReturnCode::NotSupported, text, message));
        }
        if !def.type_params.is_empty() && !generic {
            let message = "a template function is called by the generic convention only";
            return Err(RegistrationError::new(ReturnCode::NotSupported, text, message));
        }
        Ok(())
    }

    /// Registers a method of a type, or of an interface if it has no code.
    pub fn register_method(&mut self, ty: &str, text: &str, native: NativeFunction) -> Result<(), RegistrationError> {
        self.add_method(ty, text, native, FunctionKind::Method)
    }

    /// Registers a method of an interface.
    pub fn register_interface_method(&mut self, interface: &str, text: &str) -> Result<(), RegistrationError> {
        self.add_method(interface, text, NativeFunction::STUB, FunctionKind::InterfaceMethod)
    }

    /// Methods have no type parameters: scripts could not tell a call from a comparison.
    fn add_method(
        &mut self,
        ty: &str,
        text: &str,
        native: NativeFunction,
        kind: FunctionKind,
    ) -> Result<(), RegistrationError> {
        let ParsedFunction { mut def, path, scope_column, .. } = self.parse_function(text, native, Form::Function)?;
        if !def.type_params.is_empty() {
            let message = "a method has no type parameters of its own: register a template function";
            return Err(RegistrationError::new(ReturnCode::NotSupported, text, message));
        }
        if path.is_some() {
            let message = "the name of a method has no scope";
            return Err(RegistrationError::at(ReturnCode::InvalidDeclaration, text, scope_column, message));
        }
        self.check_plain(&def, text)?;
        check_accessor(&def, self.decls.names().text(def.name), text)?;
        def.owner = self.owner(ty)?;
        def.namespace = self.decls.namespace();
        def.access_mask = self.decls.access_mask();
        def.kind = kind;
        self.decls.add_function(def).map(|_| ())
    }

    /// Registers a behaviour of a type.
    pub fn register_behavior(
        &mut self,
        ty: &str,
        kind: BehaviorKind,
        text: &str,
        native: NativeFunction,
    ) -> Result<(), RegistrationError> {
        let mut def = self.parse_function(text, native, Form::Function)?.def;
        if let Err((column, message)) = check_behavior(kind, &def) {
            return Err(RegistrationError::at(ReturnCode::InvalidDeclaration, text, column, message));
        }
        def.owner = self.owner(ty)?;
        def.namespace = self.decls.namespace();
        def.access_mask = self.decls.access_mask();
        def.name = Symbol::EMPTY;
        def.property = Symbol::EMPTY;
        def.behavior = Some(kind);
        def.kind = match kind {
            BehaviorKind::Construct => FunctionKind::Constructor,
            BehaviorKind::Factory => FunctionKind::Factory,
            BehaviorKind::ListConstruct | BehaviorKind::ListFactory => FunctionKind::ListConstructor,
            BehaviorKind::Destruct => FunctionKind::Destructor,
            _ => FunctionKind::Behavior,
        };
        self.decls.add_function(def).map(|_| ())
    }

    /// Registers a function type: `bool Filter(int)`, or `bool array<T>::less(const T &in, const T &in)` for one that
    /// belongs to a type.
    pub fn register_funcdef(&mut self, text: &str) -> Result<(), RegistrationError> {
        let ParsedFunction { mut def, path, scope_type, scope_has_args, .. } =
            self.parse_function(text, NativeFunction::STUB, Form::Funcdef)?;
        if !def.type_params.is_empty() {
            let message = "a funcdef has no type parameters of its own";
            return Err(RegistrationError::new(ReturnCode::InvalidDeclaration, text, message));
        }
        let mut owner = NO_OWNER;
        let mut namespace = self.decls.namespace();
        // `A::f` is a child of the type A unless there is a namespace of that name.
        match (scope_type, &path) {
            (Some(FfiDataType::Unresolved { base, .. }), Some((global, names)))
                if scope_has_args || !self.has_namespace(*global, names) =>
            {
                owner = self.owner_of(base);
            }
            _ => namespace = self.scope_namespace(path),
        }
        def.namespace = namespace;
        def.access_mask = self.decls.access_mask();
        def.owner = owner;
        def.kind = FunctionKind::Funcdef;
        let ty = FfiTypeDef {
            name: def.name,
            namespace,
            kind: FfiTypeKind::Funcdef(self.decls.function_count()),
            params: Box::default(),
            specialized: Box::default(),
            owner,
            access_mask: def.access_mask,
            declaration: def.declaration,
        };
        self.decls.add_type(ty)?;
        self.decls.add_function(def).map(|_| ())
    }

    fn has_namespace(&self, global: bool, path: &[Symbol]) -> bool {
        let from = if global { NamespaceId::GLOBAL } else { self.decls.namespace() };
        self.decls.has_namespace(from, path)
    }
}

fn path_of(scope: &Scope<'_>, c: &mut Conversion<'_, '_>) -> Option<(bool, Box<[Symbol]>)> {
    if scope.is_none() {
        return None;
    }
    Some((scope.global, scope.path.iter().map(|ident| c.symbol(ident.name)).collect()))
}

const VOID: FfiDataType = FfiDataType::Resolved(DataType::VOID);

/// Functions marked `property` must have the shape of an accessor (PROP-06).
fn check_accessor(def: &FfiFunctionDef, name: &str, text: &str) -> Result<(), RegistrationError> {
    if !def.traits.has(FunctionTraits::PROPERTY) {
        return Ok(());
    }
    let wrong = if def.property.is_empty() {
        "the name of a property accessor starts with 'get_' or 'set_'"
    } else if name.starts_with("get_") && (def.return_type == VOID || def.params.len() > 1) {
        "a getter returns a value and takes at most an index"
    } else if name.starts_with("set_") && (def.return_type != VOID || !(1..=2).contains(&def.params.len())) {
        "a setter returns void and takes the value, after an index if there is one"
    } else {
        return Ok(());
    };
    Err(RegistrationError::at(ReturnCode::InvalidDeclaration, text, def.name_column, wrong))
}

/// The shape of a behaviour as far as it does not depend on its type (HOST-055 to HOST-063).
fn check_behavior(kind: BehaviorKind, def: &FfiFunctionDef) -> Result<(), (u32, String)> {
    let plain =
        |ty: &FfiDataType, want: DataType| matches!(ty, FfiDataType::Resolved(have) if have.with_const(false) == want);
    let returns = |want| plain(&def.return_type, want);
    let params = |want: &[DataType]| {
        def.params.len() == want.len() && def.params.iter().zip(want).all(|(p, w)| plain(&p.data_type, *w))
    };
    let reference = DataType::INT.with_ref(RefModifier::In);
    let (good, shape) = match kind {
        BehaviorKind::Construct => (returns(DataType::VOID), "returns void"),
        BehaviorKind::Factory => (def.return_type.is_handle(), "returns a handle"),
        BehaviorKind::ListConstruct | BehaviorKind::ListFactory => {
            let is_factory = kind == BehaviorKind::ListFactory;
            let returns = if is_factory { def.return_type.is_handle() } else { returns(DataType::VOID) };
            let takes = params(&[reference]) || params(&[reference, reference]);
            let shape = "takes 'int &in' (after the type, in templates) and has a list pattern";
            (returns && takes && def.list_pattern.is_some(), shape)
        }
        BehaviorKind::Destruct | BehaviorKind::AddRef | BehaviorKind::Release | BehaviorKind::SetGcFlag => {
            (returns(DataType::VOID) && params(&[]), "is 'void f()'")
        }
        BehaviorKind::WeakRefFlag => {
            let flag = returns(DataType::INT.with_ref(RefModifier::InOut));
            (flag && params(&[]), "is 'int &f()'")
        }
        BehaviorKind::TemplateCallback => {
            let takes = params(&[reference, DataType::BOOL.with_ref(RefModifier::Out)]);
            (returns(DataType::BOOL) && takes, "is 'bool f(int &in, bool &out)'")
        }
        BehaviorKind::GetRefCount => (returns(DataType::INT) && params(&[]), "is 'int f()'"),
        BehaviorKind::GetGcFlag => (returns(DataType::BOOL) && params(&[]), "is 'bool f()'"),
        BehaviorKind::EnumRefs | BehaviorKind::ReleaseRefs => {
            (returns(DataType::VOID) && params(&[reference]), "is 'void f(int &in)'")
        }
    };
    if !good {
        return Err((def.name_column, format!("{} {shape}", kind.with_article())));
    }
    let is_list = matches!(kind, BehaviorKind::ListConstruct | BehaviorKind::ListFactory);
    if def.list_pattern.is_some() && !is_list {
        return Err((def.name_column, format!("{} has no list pattern", kind.with_article())));
    }
    if !def.type_params.is_empty() {
        return Err((def.name_column, format!("{} has no type parameters", kind.with_article())));
    }
    Ok(())
}
