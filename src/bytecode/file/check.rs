//! Whether the tables of a loaded unit make sense: everything that the machine, the linker and the host's look-ups take
//! for granted, apart from the instructions ([`verify`](crate::bytecode::verify())).

use crate::base::TypeId;
use crate::bytecode::verify::{Wrong, verify_function, verify_tables};
use crate::bytecode::{
    ClassCode, CleanupKind, CodeUnit, FunctionCode, FunctionRef, Op, ScriptTypeCode, ScriptTypeKind, SharedItem,
    VerifyError,
};
use crate::types::ffi_registry::FIRST_SCRIPT_INSTANCE;
use crate::types::{DataType, FfiRegistry, FunctionKind, Primitive, TypeDef, TypeFlags, TypeKind};

/// Slots that instructions can name.
const MAX_SLOTS: u32 = 1 << 16;
/// How deep a class may be derived.
const MAX_DEPTH: u32 = 256;
/// Bytes that the tables of interface methods may take together, for each byte of the tables they are made from.
const INTERFACE_TABLES: usize = 1 << 22;
/// Bytes of an object's header.
const OBJECT_HEADER: u32 = 16;

use super::flow::{self, Scratch};
use super::held::Held;
use super::window::{Known, Types};

type Checked<T = (), E = String> = Result<T, E>;

/// Checks a unit that was loaded against the registry it was bound to: its tables at once, each function when asked for.
///
/// What is checked: that all that names something by number names something that exists and is of the right kind; that
/// instructions are well formed, name slots that frames can have, and stay in their function; that functions do not
/// overlap; that objects have room for their fields, classes derive from classes without circles, method tables fit those
/// of their bases; that globals lie apart from each other; that templates accept their arguments.
///
/// What slots hold is followed through each function ([`flow`]): objects by their classes, addresses by what lies there,
/// which slots own references and values, and how long what is borrowed stays.
///
/// Functions are checked one by one, in any order: of others a function only needs to know what they take and give.
pub struct Verifier {
    places: Places,
    known: Known,
    scratch: Scratch,
}

impl Verifier {
    /// Checks all but the code of the functions. After that the unit can be linked and described.
    ///
    /// # Errors
    ///
    /// The first thing found wrong.
    pub fn new(unit: &CodeUnit, ffi: &FfiRegistry) -> Result<Verifier, VerifyError> {
        verify_tables(unit)?;
        let places = Places::new(unit);
        let check = Check { unit, ffi, places: &places };
        let whole = |what| VerifyError { function: 0, name: "".into(), at: 0, what };
        check.types().map_err(whole)?;
        check.tables().map_err(whole)?;
        check.classes().map_err(whole)?;
        check.globals().map_err(whole)?;
        check.entries().map_err(whole)?;
        for (number, f) in unit.functions.iter().enumerate() {
            check.signature(f).map_err(|what| VerifyError::new(number as u32, f, (0, what)))?;
        }
        Ok(Verifier { places, known: Known::new(unit), scratch: Scratch::default() })
    }

    /// Checks the code of a function. Unit and registry are those that the verifier was made for.
    ///
    /// `told` is told what the slots hold before each instruction that can be reached: the instruction's number in the
    /// function, and the slots; those beyond hold nothing that is of use. Where loops need several sweeps an instruction is
    /// told of several times, and the last time counts.
    ///
    /// # Errors
    ///
    /// The first thing found wrong.
    pub fn function(
        &mut self,
        unit: &CodeUnit,
        ffi: &FfiRegistry,
        number: u32,
        told: &mut impl FnMut(u32, &[Held]),
    ) -> Result<(), VerifyError> {
        let check = Check { unit, ffi, places: &self.places };
        let f = &unit.functions[number as usize];
        f.tables.check().map_err(|damage| VerifyError::new(number, f, (0, damage.to_string())))?;
        let mut types = Types { unit, ffi, check: &check, known: &mut self.known };
        verify_function(unit, f, &|at| types.known.function_at(at).is_some())
            .and_then(|()| check.body(f))
            .and_then(|()| flow::follow(&mut types, &mut self.scratch, number, f, told))
            .map_err(|wrong| VerifyError::new(number, f, wrong))
    }
}

/// Checks all of a unit that was loaded against the registry it was bound to.
///
/// # Errors
///
/// The first thing found wrong.
pub fn verify_loaded(unit: &CodeUnit, ffi: &FfiRegistry) -> Result<(), VerifyError> {
    verify_and_tell(unit, ffi, &mut |_, _, _| {})
}

/// The same, and tells of each function what [`Verifier::function`] tells, with its number.
///
/// # Errors
///
/// As [`verify_loaded`].
pub fn verify_and_tell(
    unit: &CodeUnit,
    ffi: &FfiRegistry,
    told: &mut impl FnMut(u32, u32, &[Held]),
) -> Result<(), VerifyError> {
    let mut verifier = Verifier::new(unit, ffi)?;
    (0..unit.functions.len() as u32)
        .try_for_each(|number| verifier.function(unit, ffi, number, &mut |at, slots| told(number, at, slots)))
}

fn ensure(holds: bool, what: &str) -> Checked {
    if holds { Ok(()) } else { Err(what.into()) }
}

/// What is asked about a type.
#[derive(Clone, Copy)]
enum Sort<'a> {
    Host(&'a TypeDef),
    Class(u32),
    Other(&'a ScriptTypeCode),
}

/// Where the types of a unit that are no classes stand among them, by their ids.
struct Places {
    /// The instances of templates.
    instances: Vec<u32>,
    /// The others.
    plain: Vec<u32>,
}

impl Places {
    fn new(unit: &CodeUnit) -> Places {
        let is_instance = |n: &u32| unit.script_types[*n as usize].id.0 >= FIRST_SCRIPT_INSTANCE;
        let (instances, plain) = (0..unit.script_types.len() as u32).partition(is_instance);
        Places { instances, plain }
    }
}

/// A unit whose tables are checked.
pub struct Check<'a> {
    unit: &'a CodeUnit,
    ffi: &'a FfiRegistry,
    places: &'a Places,
}

impl<'a> Check<'a> {
    fn other(&self, place: Option<&u32>) -> Option<Sort<'a>> {
        place.map(|at| Sort::Other(&self.unit.script_types[*at as usize]))
    }

    fn sort(&self, id: TypeId) -> Option<Sort<'a>> {
        if id.0 >= FIRST_SCRIPT_INSTANCE {
            return self.other(self.places.instances.get((id.0 - FIRST_SCRIPT_INSTANCE) as usize));
        }
        if self.ffi.owns_type(id) {
            return Some(Sort::Host(self.ffi.ty(id)));
        }
        let number = id.0.checked_sub(self.ffi.type_count())?;
        match number.checked_sub(self.unit.classes.len() as u32) {
            None => Some(Sort::Class(number)),
            Some(other) => self.other(self.places.plain.get(other as usize)),
        }
    }

    pub fn kind(&self, id: TypeId) -> Option<TypeKind> {
        Some(match self.sort(id)? {
            Sort::Host(def) => def.kind,
            Sort::Class(_) => TypeKind::Class,
            Sort::Other(t) => match &t.kind {
                ScriptTypeKind::Enum(_) => TypeKind::Enum,
                ScriptTypeKind::Interface => TypeKind::Interface,
                ScriptTypeKind::Funcdef { .. } => TypeKind::Funcdef,
                ScriptTypeKind::Instance { template, .. } => self.ffi.ty(*template).kind,
            },
        })
    }

    /// Bytes of a value of the type in memory; `None` if there are no values of it.
    pub fn size(&self, ty: DataType) -> Option<u32> {
        let kind = self.kind(ty.type_id)?;
        match kind {
            TypeKind::Primitive(Primitive::Void) | TypeKind::Null | TypeKind::Any | TypeKind::Error => None,
            TypeKind::TemplateParam(_) => None,
            _ if self.is_template(ty.type_id) => None,
            TypeKind::Primitive(_) | TypeKind::Enum | TypeKind::Value if ty.is_handle => None,
            TypeKind::Primitive(p) => Some(p.size()),
            TypeKind::Enum => Some(match self.sort(ty.type_id)? {
                Sort::Other(ScriptTypeCode { kind: ScriptTypeKind::Enum(number), .. }) => number.size(),
                _ => 4,
            }),
            TypeKind::Value => match self.sort(ty.type_id)? {
                Sort::Host(def) => Some(def.size.max(1)),
                // Members and size are the template's.
                Sort::Other(ScriptTypeCode { kind: ScriptTypeKind::Instance { template, .. }, .. }) => {
                    Some(self.ffi.ty(*template).size.max(1))
                }
                _ => None,
            },
            _ => Some(8),
        }
    }

    /// The template of an instance, and its arguments.
    pub fn instance_of(&self, id: TypeId) -> Option<(TypeId, &'a [DataType])> {
        match self.sort(id)? {
            Sort::Host(def) if def.is_instance() => Some((def.template, &def.args)),
            Sort::Other(ScriptTypeCode { kind: ScriptTypeKind::Instance { template, args, .. }, .. }) => {
                Some((*template, args))
            }
            _ => None,
        }
    }

    /// The parameters and the result of a function type, if they are known without the instance it belongs to.
    pub fn funcdef(&self, id: TypeId) -> Option<(Vec<DataType>, DataType)> {
        match self.sort(id)? {
            Sort::Other(ScriptTypeCode { kind: ScriptTypeKind::Funcdef { params, ret }, .. }) => {
                Some((params.to_vec(), *ret))
            }
            Sort::Host(def) if def.kind == TypeKind::Funcdef && def.signature.is_some() => {
                let signature = self.ffi.function(def.signature);
                let params: Vec<DataType> = self.ffi.params(signature).iter().map(|p| p.ty).collect();
                let is_open = params.iter().chain([&signature.ret]).any(|ty| self.ffi.is_dependent(*ty));
                (!is_open).then_some((params, signature.ret))
            }
            _ => None,
        }
    }

    fn is_template(&self, id: TypeId) -> bool {
        self.ffi.owns_type(id) && {
            let def = self.ffi.ty(id);
            def.is_template() || def.flags.has(TypeFlags::DEPENDENT)
        }
    }

    /// A type of values: of fields, globals, elements.
    fn value(&self, ty: DataType, what: &str) -> Checked<u32> {
        let size = if ty.is_ref() || ty.is_handle_to_const && !ty.is_handle { None } else { self.size(ty) };
        size.ok_or_else(|| format!("{what} is of a type that has no values"))
    }

    /// A type of parameters and results.
    fn passed(&self, ty: DataType) -> Checked {
        let known = self.kind(ty.type_id).is_some() && !self.is_template(ty.type_id);
        let good = known && (ty.is_any() || ty.is_void() || self.size(ty).is_some());
        ensure(good, "a parameter or result is of a type that has no values")
    }

    fn types(&self) -> Checked {
        let mut seen = 0;
        for t in &self.unit.script_types {
            if let ScriptTypeKind::Instance { template, args, .. } = &t.kind {
                ensure(self.ffi.owns_type(*template), "an instance is one of no template")?;
                for arg in args {
                    let place = arg.type_id.0.checked_sub(FIRST_SCRIPT_INSTANCE);
                    ensure(place.is_none_or(|p| p < seen), "an instance stands before its arguments")?;
                    self.value(*arg, "a template's argument")?;
                }
                self.instance(*template, args)?;
            }
            if let ScriptTypeKind::Funcdef { params, ret } = &t.kind {
                params.iter().chain([ret]).try_for_each(|ty| self.passed(*ty))?;
            }
            seen += u32::from(t.id.0 >= FIRST_SCRIPT_INSTANCE);
        }
        for t in &self.unit.types {
            if t.ty.type_id != DataType::NULL_ID {
                self.value(t.ty, "an entry of the table of types")?;
            }
        }
        Ok(())
    }

    /// Asks a template whether it accepts arguments that are types of the unit.
    fn instance(&self, template: TypeId, args: &[DataType]) -> Checked {
        let defs: Vec<TypeDef> = args.iter().map(|a| self.stand_in(a.type_id)).collect();
        self.ffi.accepts(template, args, &|id| {
            let own = args.iter().position(|a| a.type_id == id);
            own.map_or_else(|| self.ffi.ty(id), |at| &defs[at])
        })
    }

    /// What a template may ask of a type.
    fn stand_in(&self, id: TypeId) -> TypeDef {
        match self.sort(id) {
            Some(Sort::Host(def)) => def.clone(),
            Some(Sort::Other(ScriptTypeCode { kind: ScriptTypeKind::Instance { template, .. }, .. })) => {
                let mut def = self.ffi.ty(*template).clone();
                def.flags.0 &= !TypeFlags::TEMPLATE.0;
                def
            }
            sort => {
                let kind = self.kind(id).unwrap_or(TypeKind::Error);
                let mut def = TypeDef::new(id, crate::base::Symbol::EMPTY, crate::base::NamespaceId::GLOBAL, kind);
                if let Some(Sort::Class(number)) = sort {
                    let class = &self.unit.classes[number as usize];
                    if let Some(f) = class.default_constructor {
                        def.behaviors.default_construct = crate::base::FunctionId(f);
                    }
                }
                def
            }
        }
    }

    fn tables(&self) -> Checked {
        let (unit, ffi) = (self.unit, self.ffi);
        for &(function, instance) in &unit.natives {
            let def = ffi.function(function);
            let for_scripts = matches!(
                def.kind,
                FunctionKind::Global
                    | FunctionKind::Method
                    | FunctionKind::Constructor
                    | FunctionKind::Factory
                    | FunctionKind::ListConstructor
            );
            ensure(for_scripts, "a function is called that scripts cannot call")?;
            if let Some(template) = ffi.function_template(function) {
                let of = self.instance_of(instance).map(|i| i.0);
                ensure(of == Some(template), "a template function is called without its types")?;
            } else if def.owner.is_none() {
                ensure(instance.is_none(), "a function is a member of no type")?;
            } else if ffi.ty(def.owner).is_template() {
                let template = match self.sort(instance) {
                    Some(Sort::Host(def)) => def.template,
                    Some(Sort::Other(ScriptTypeCode { kind: ScriptTypeKind::Instance { template, .. }, .. })) => {
                        *template
                    }
                    _ => TypeId::NONE,
                };
                ensure(template == def.owner, "a member of a template is one of no instance")?;
            } else if instance.is_some() {
                // Specialisations are instances with members of their own.
                ensure(instance == def.owner, "a function is a member of another type")?;
            }
        }
        for &(interface, _) in &unit.interface_methods {
            ensure(self.kind(interface) == Some(TypeKind::Interface), "a method's interface is none")?;
        }
        let functions = unit.functions.len() as u32;
        for &(function, ty) in &unit.function_refs {
            ensure(self.kind(ty) == Some(TypeKind::Funcdef), "a function handle is of no function type")?;
            let exists = match function {
                FunctionRef::Script(f) => f < functions,
                FunctionRef::Native(id) => ffi.function(id).kind != FunctionKind::Funcdef,
                FunctionRef::Virtual { function, slot } => function < functions && self.is_in_slot(function, slot),
                FunctionRef::Interface(m) => (m as usize) < unit.interface_methods.len(),
                FunctionRef::Import(i) => (i as usize) < unit.imports.len(),
            };
            ensure(exists, "a function handle is one of no function")?;
        }
        for code in &unit.shared {
            let exists = match code.item {
                SharedItem::Type(id) => id.is_some() && !ffi.owns_type(id) && self.kind(id).is_some(),
                SharedItem::Function(f) => f < functions && unit.functions[f as usize].len > 0,
            };
            ensure(exists, "something shared does not exist")?;
        }
        Ok(())
    }

    fn classes(&self) -> Checked {
        let unit = self.unit;
        let mut depths = vec![0u32; unit.classes.len()];
        let mut tables = 0usize;
        let mut first_of = vec![None; unit.interface_methods.len()];
        for number in 0..unit.classes.len() {
            depths[number] = self.depth(number as u32, &depths)?;
            let class = &unit.classes[number];
            self.class(class)?;
            // The methods of an interface are known by those that implement them.
            for &(method, slot) in &class.interface_slots {
                let own = class.methods[slot as usize];
                let first = *first_of[method as usize].get_or_insert(own);
                ensure(self.same_signature(own, first), "a method differs from the one of its interface")?;
            }
            tables += self.interface_table(class);
        }
        ensure(tables <= INTERFACE_TABLES, "the tables of interface methods are too large")
    }

    /// How many classes a class derives from. `known`: of the classes before it.
    fn depth(&self, class: u32, known: &[u32]) -> Checked<u32> {
        let mut depth = 0;
        let mut at = class;
        while let Some(base) = self.unit.classes[at as usize].base {
            ensure((base as usize) < self.unit.classes.len(), "a class derives from no class")?;
            depth += 1;
            ensure(depth <= MAX_DEPTH, "a class derives from too many others, or from itself")?;
            if base < class {
                return Ok(depth + known[base as usize]).and_then(|depth| {
                    ensure(depth <= MAX_DEPTH, "a class derives from too many others").map(|()| depth)
                });
            }
            at = base;
        }
        Ok(depth)
    }

    fn class(&self, class: &ClassCode) -> Checked {
        let unit = self.unit;
        let functions = unit.functions.len() as u32;
        let mut end = OBJECT_HEADER;
        let mut fields: Vec<(u32, u32)> = Vec::with_capacity(class.fields.len());
        for field in &class.fields {
            fields.push((field.offset, self.value(field.ty, "a field")?));
        }
        fields.sort_unstable();
        for (offset, size) in fields {
            // Fields are as close as their alignment lets them.
            ensure(offset >= end && offset - end < 64, "fields of a class overlap or lie far apart")?;
            end = offset.checked_add(size).ok_or("a field lies outside of its object")?;
        }
        ensure(class.size >= end && class.size - end < 64, "an object is too small or too large for its fields")?;
        let has_code = |m: &u32| *m < functions && unit.functions[*m as usize].len > 0;
        ensure(class.methods.iter().all(has_code), "a method does not exist")?;
        ensure(class.methods.iter().all(|m| self.is_method(class, *m)), "a method is one of another class")?;
        if let Some(base) = class.base {
            let base = &unit.classes[base as usize];
            let same = |(a, b): (&crate::bytecode::FieldCode, &crate::bytecode::FieldCode)| {
                a.ty == b.ty && a.offset == b.offset
            };
            let fits = base.fields.len() <= class.fields.len() && base.fields.iter().zip(&class.fields).all(same);
            ensure(fits, "a class lacks fields of its base")?;
            ensure(base.methods.len() <= class.methods.len(), "a class lacks methods of its base")?;
            for (own, inherited) in class.methods.iter().zip(&base.methods) {
                let known = *inherited < functions;
                ensure(known && self.same_signature(*own, *inherited), "a method differs from the one it overrides")?;
            }
        }
        let special =
            [(class.destructor, 0), (class.default_constructor, 0), (class.copy_constructor, 1), (class.assign, 1)];
        for (function, params) in special {
            if let Some(function) = function {
                let fits = unit.functions.get(function as usize).is_some_and(|f| {
                    // They are given objects of this very class.
                    let borrows =
                        |ty: &DataType| ty.is_ref() && !ty.is_handle && self.is_class_or_base(class, ty.type_id);
                    let gives = f.ret.is_none_or(|ret| ret.is_void() || ret.is_ref());
                    f.params.len() == params && f.params.iter().all(borrows) && gives && f.len > 0
                });
                let fits = fits && self.is_method(class, function);
                ensure(fits, "a constructor, destructor or assignment is none")?;
            }
        }
        for interface in &class.interfaces {
            ensure(self.kind(*interface) == Some(TypeKind::Interface), "a class implements what is no interface")?;
        }
        let slots = &class.interface_slots;
        ensure(slots.is_sorted_by(|a, b| a.0 < b.0), "methods of interfaces are out of order")?;
        for &(method, slot) in slots {
            let known = (method as usize) < unit.interface_methods.len() && (slot as usize) < class.methods.len();
            ensure(known, "a method of an interface does not exist")?;
        }
        for (number, (interface, _)) in unit.interface_methods.iter().enumerate() {
            if class.interfaces.contains(interface) {
                let found = slots.binary_search_by_key(&(number as u32), |s| s.0).is_ok();
                ensure(found, "a class lacks a method of an interface")?;
            }
        }
        Ok(())
    }

    /// Whether what is in a slot of the method table of a function's class is called as the function is.
    fn is_in_slot(&self, function: u32, slot: u16) -> bool {
        let owner = self.unit.functions[function as usize].owner;
        let class = self.unit.classes.iter().find(|class| Some(class.id) == owner);
        let found = class.and_then(|class| class.methods.get(usize::from(slot)));
        found.is_some_and(|f| (*f as usize) < self.unit.functions.len() && self.same_signature(*f, function))
    }

    /// Whether a type is a class or one that it derives from.
    fn is_class_or_base(&self, class: &ClassCode, id: TypeId) -> bool {
        let mut at = Some(class);
        while let Some(class) = at {
            if class.id == id {
                return true;
            }
            at = class.base.map(|base| &self.unit.classes[base as usize]);
        }
        false
    }

    /// Whether a function is a method of a class or of one that it derives from.
    fn is_method(&self, class: &ClassCode, function: u32) -> bool {
        let owner = self.unit.functions[function as usize].owner;
        let mut at = Some(class);
        while let Some(class) = at {
            if owner == Some(class.id) {
                return true;
            }
            at = class.base.map(|base| &self.unit.classes[base as usize]);
        }
        false
    }

    fn same_signature(&self, a: u32, b: u32) -> bool {
        let (a, b) = (&self.unit.functions[a as usize], &self.unit.functions[b as usize]);
        let params = a.params.len() == b.params.len() && a.params.iter().zip(&b.params).all(|(a, b)| a == b);
        let ret = |f: &FunctionCode| f.ret.unwrap_or(DataType::VOID).value();
        params && (ret(a).type_id == ret(b).type_id || ret(a).is_handle && ret(b).is_handle)
    }

    /// Entries of the table of interface methods that is made when the unit is linked, at most.
    fn interface_table(&self, class: &ClassCode) -> usize {
        let largest = class.interface_slots.last().map_or(0, |s| s.0 as usize + 1);
        // Numbers without a gap have no collisions.
        if class.interface_slots.len() == largest { largest } else { (largest * 2).next_power_of_two() }
    }

    fn globals(&self) -> Checked {
        let mut ranges = Vec::with_capacity(self.unit.globals.len());
        for global in &self.unit.globals {
            let cells = self.value(global.ty, "a global")?.div_ceil(8);
            let end = global.cell.checked_add(cells).filter(|end| *end <= self.unit.global_cells);
            ranges.push((global.cell, end.ok_or("a global lies beyond the cells")?));
            if let Some(init) = global.init {
                let f = &self.unit.functions[init as usize];
                let fits = f.params.is_empty() && f.owner.is_none() && f.ret.is_none_or(DataType::is_void) && f.len > 0;
                ensure(fits, "a global is initialised by a function that is not for it")?;
            }
        }
        ranges.sort_unstable();
        let mut end = 0;
        for (from, to) in ranges {
            ensure(from >= end, "globals overlap")?;
            ensure(from - end <= 64, "globals lie far apart")?;
            end = to;
        }
        ensure(self.unit.global_cells - end <= 64, "there are cells that belong to no global")
    }

    /// Functions lie apart from each other.
    fn entries(&self) -> Checked {
        let functions = &self.unit.functions;
        let with_code = (0..functions.len() as u32).filter(|&f| functions[f as usize].len > 0);
        let mut order: Vec<_> = with_code.map(|f| (functions[f as usize].entry, f)).collect();
        if !order.is_sorted() {
            order.sort_unstable();
        }
        let end = |f: u32| functions[f as usize].entry + functions[f as usize].len;
        ensure(order.windows(2).all(|w| end(w[0].1) <= w[1].0), "functions overlap")
    }

    /// What is declared of a function.
    fn signature(&self, f: &FunctionCode) -> Checked {
        let mut slots = u32::from(f.owner.is_some());
        for ty in &f.params {
            self.passed(*ty)?;
            slots += match self.kind(ty.type_id) {
                _ if ty.is_any() => 2,
                Some(TypeKind::Value) if !ty.is_ref() && !ty.is_handle => self.size(*ty).unwrap_or(1).div_ceil(8),
                _ => 1,
            };
        }
        if let Some(ret) = f.ret {
            self.passed(ret)?;
            let by_address = !ret.is_ref() && !ret.is_handle && self.kind(ret.type_id) == Some(TypeKind::Value);
            slots += u32::from(by_address);
        }
        if let Some(owner) = f.owner {
            // Methods of interfaces have no code.
            let fits = match self.kind(owner) {
                Some(TypeKind::Class) => true,
                Some(TypeKind::Interface) => f.len == 0,
                _ => false,
            };
            ensure(fits, "a method belongs to no class")?;
        }
        ensure(slots <= f.arg_slots || f.len == 0, "the frame has no room for the arguments")?;
        let fits = f.arg_slots <= MAX_SLOTS && f.frame_size <= MAX_SLOTS;
        ensure(fits, "the frame is too large")
    }

    /// What is taken for granted of a function's code, and its tables.
    fn body(&self, f: &FunctionCode) -> Checked<(), Wrong> {
        let code = &self.unit.code[f.entry as usize..(f.entry + f.len) as usize];
        for (at, instr) in code.iter().enumerate() {
            let Some(op) = instr.op() else { continue };
            let wrong = |what: &str| Err((at as u32, what.to_string()));
            if op.slots_used(*instr) > MAX_SLOTS {
                return wrong("a slot lies beyond what frames can have");
            }
            match op {
                Op::New => {
                    let ty = self.unit.types[instr.imm() as u32 as usize].ty;
                    if ty.is_handle || self.kind(ty.type_id) != Some(TypeKind::Class) {
                        return wrong("an object is made of what is no class");
                    }
                }
                Op::ListNew if instr.imm() == 0 => return wrong("a list has no bytes"),
                _ => {}
            }
        }
        for c in &f.tables.cleanups {
            let beyond = |what: &str| (c.start, what.to_string());
            let types = &self.unit.types;
            let slots = match c.kind {
                CleanupKind::DestroyV(ty) => self.size(types[ty as usize].ty).unwrap_or(8).div_ceil(8),
                _ => 1,
            };
            if u32::from(c.slot) + slots > MAX_SLOTS {
                return Err(beyond("a cleanup names a slot beyond what frames can have"));
            }
        }
        // Exceptions lead forward: only jumps, which take fuel, make circles.
        if let Some(t) = f.tables.tries.iter().find(|t| t.handler < t.end) {
            return Err((t.start, "a handler lies before the end of its body".into()));
        }
        if !f.tables.cleanups.is_sorted_by_key(|c| c.birth) {
            return Err((0, "cleanups are out of order".into()));
        }
        for v in &f.tables.locals {
            let good =
                self.value(v.ty.value(), "a variable").is_ok() && u32::from(v.slot) < f.frame_size.max(f.arg_slots);
            if !good || v.end > f.len {
                return Err((v.start, "a variable is of no type, or nowhere".into()));
            }
        }
        if f.tables.lines.last().is_some_and(|l| l.at > f.len) {
            return Err((0, "positions lie beyond the function".into()));
        }
        Ok(())
    }
}
