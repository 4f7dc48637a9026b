//! `as_function`: functions of scripts and of the host, for reading and for calling.

use std::ffi::c_char;
use std::mem::ManuallyDrop;
use std::sync::{Arc, OnceLock};

use super::guard;
use super::handle::{self, Header, handle_kind};
use super::text::as_str;
use super::types::{as_type, as_type_use};
use crate::base::{FunctionId, SourceMap};
use crate::bytecode::{Described, FunctionCode, FunctionInfo, LocalVar};
use crate::find;
use crate::types::{DataType, FfiRegistry, FunctionDef, FunctionKind, FunctionTraits};
use crate::vm::{Program, RuntimeType, RuntimeTypes, fits};

/// A function: global or method, of a script or of the host.
///
/// Borrowed: a function of a script lives as long as its unit, and as long as a VM that the unit is linked to; one of the
/// host as long as its context and everything built with it. Any thread. Texts handed out live as long as the function.
#[cfg_attr(not(cbindgen), repr(C))]
pub struct as_function {
    header: Header,
    of: FunctionOf,
    /// The declaration and the namespace of a host function, once they were asked for.
    texts: OnceLock<(Box<str>, Box<str>)>,
}

handle_kind!(as_function, b"ASfn");

/// What a function is for.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum as_function_kind {
    /// No function.
    AS_FUNCTION_NONE = 0,
    /// A global function.
    AS_FUNCTION_GLOBAL = 1,
    /// A method.
    AS_FUNCTION_METHOD = 2,
    /// A method of an interface.
    AS_FUNCTION_INTERFACE_METHOD = 3,
    /// A constructor.
    AS_FUNCTION_CONSTRUCTOR = 4,
    /// Makes an object of a reference type.
    AS_FUNCTION_FACTORY = 5,
    /// Makes an object from an initialisation list.
    AS_FUNCTION_LIST_CONSTRUCTOR = 6,
    /// A destructor.
    AS_FUNCTION_DESTRUCTOR = 7,
    /// Another behaviour, which scripts cannot name.
    AS_FUNCTION_BEHAVIOR = 8,
    /// The signature of a function type.
    AS_FUNCTION_SIGNATURE = 9,
    /// An imported function.
    AS_FUNCTION_IMPORT = 10,
    /// An anonymous function, or one of the compiler's own.
    AS_FUNCTION_HIDDEN = 11,
}

impl as_function_kind {
    fn of(kind: FunctionKind) -> as_function_kind {
        use as_function_kind as K;
        match kind {
            FunctionKind::Global => K::AS_FUNCTION_GLOBAL,
            FunctionKind::Method => K::AS_FUNCTION_METHOD,
            FunctionKind::InterfaceMethod => K::AS_FUNCTION_INTERFACE_METHOD,
            FunctionKind::Constructor => K::AS_FUNCTION_CONSTRUCTOR,
            FunctionKind::Factory => K::AS_FUNCTION_FACTORY,
            FunctionKind::ListConstructor => K::AS_FUNCTION_LIST_CONSTRUCTOR,
            FunctionKind::Destructor => K::AS_FUNCTION_DESTRUCTOR,
            FunctionKind::Behavior => K::AS_FUNCTION_BEHAVIOR,
            FunctionKind::Funcdef => K::AS_FUNCTION_SIGNATURE,
            FunctionKind::Import => K::AS_FUNCTION_IMPORT,
            FunctionKind::Lambda | FunctionKind::GlobalInit => K::AS_FUNCTION_HIDDEN,
        }
    }
}

/// `const`: does not change its object.
pub const AS_FUNCTION_IS_CONST: u32 = 1;
/// `final`
pub const AS_FUNCTION_IS_FINAL: u32 = 1 << 1;
/// `override`
pub const AS_FUNCTION_IS_OVERRIDE: u32 = 1 << 2;
/// `explicit`
pub const AS_FUNCTION_IS_EXPLICIT: u32 = 1 << 3;
/// An accessor of a virtual property.
pub const AS_FUNCTION_IS_PROPERTY: u32 = 1 << 4;
/// `delete`
pub const AS_FUNCTION_IS_DELETED: u32 = 1 << 5;
/// `private`
pub const AS_FUNCTION_IS_PRIVATE: u32 = 1 << 6;
/// `protected`
pub const AS_FUNCTION_IS_PROTECTED: u32 = 1 << 7;
/// `shared`
pub const AS_FUNCTION_IS_SHARED: u32 = 1 << 8;
/// `external`
pub const AS_FUNCTION_IS_EXTERNAL: u32 = 1 << 9;
/// The last parameter may be repeated.
pub const AS_FUNCTION_IS_VARIADIC: u32 = 1 << 10;
/// Made by the compiler.
pub const AS_FUNCTION_IS_GENERATED: u32 = 1 << 11;

const _: () = assert!(AS_FUNCTION_IS_VARIADIC == FunctionTraits::VARIADIC.0);
const _: () = assert!(AS_FUNCTION_IS_GENERATED == FunctionTraits::GENERATED.0);

/// Whose function it is. The owner keeps the function, so the address is valid.
#[derive(Clone, Copy)]
enum FunctionOf {
    Script(*const Program, u32),
    /// A function without code, by its place in [`UnitInfo::declared`](crate::bytecode::UnitInfo::declared).
    Declared(*const Program, u32),
    Host(*const RuntimeTypes, FunctionId),
}

// SAFETY: the owners are immutable and may be shared by threads.
unsafe impl Send for as_function {}
// SAFETY: as above.
unsafe impl Sync for as_function {}

/// The functions of a program or a registry, as long as it lives.
struct Functions(Box<[as_function]>);

/// All functions of a program, by index.
pub fn functions_of(program: &Program) -> &[as_function] {
    let made = program.companion.get_or_init(|| {
        let make = |i| as_function::new(FunctionOf::Script(program, i as u32));
        let declared = |i| as_function::new(FunctionOf::Declared(program, i as u32));
        let unit = program.unit();
        let all = (0..unit.functions.len()).map(make).chain((0..unit.info.declared.len()).map(declared));
        Box::new(Functions(all.collect()))
    });
    made.downcast_ref::<Functions>().map_or(&[], |f| &f.0)
}

/// The function of a program that runs. One that only calls a function of the host stands for that.
pub fn function_that_runs(program: &Program, index: u32) -> Option<&as_function> {
    let types = program.runtime_types();
    match program.unit().functions.get(index as usize)?.id {
        Some(id) if id.0 < types.ffi().function_count() => host_function(types, id),
        _ => functions_of(program).get(index as usize),
    }
}

/// A function of a script that has no code: a method of an interface, the signature of a function type.
pub fn declared_function(program: &Program, index: u32) -> Option<&as_function> {
    functions_of(program).get(program.unit().functions.len() + index as usize)
}

/// A function of the host.
pub fn host_function(types: &RuntimeTypes, id: FunctionId) -> Option<&as_function> {
    let first = types.ffi().parent().map_or(0, |p| p.function_count());
    if id.0 < first {
        return host_function(types.parent()?, id);
    }
    let made = types.companion.get_or_init(|| {
        let make = |id| as_function::new(FunctionOf::Host(types, FunctionId(id)));
        Box::new(Functions((first..types.ffi().function_count()).map(make).collect()))
    });
    made.downcast_ref::<Functions>()?.0.get((id.0 - first) as usize)
}

/// What scripts declare by themselves: no initialisers of variables, no anonymous functions.
pub fn is_listed(function: &FunctionCode) -> bool {
    let has_name = function.name.starts_with(|c: char| c == '_' || c.is_alphanumeric());
    has_name && function.owner.is_none() && function.len > 0 && function.declaration.contains('(')
}

/// The function of a program that a declaration denotes.
pub fn find_global<'p>(program: &'p Program, declaration: &str) -> Option<&'p as_function> {
    let functions = &program.unit().functions;
    let globals = (0..functions.len() as u32).filter(|&i| is_listed(&functions[i as usize]));
    functions_of(program).get(find::function(program, globals, declaration)? as usize)
}

impl as_function {
    fn new(of: FunctionOf) -> as_function {
        as_function { header: handle::header::<as_function>(), of, texts: OnceLock::new() }
    }

    /// The program of a script function, and its index there.
    #[inline]
    pub fn script(&self) -> Option<(ManuallyDrop<Arc<Program>>, u32)> {
        match self.of {
            FunctionOf::Script(program, index) => Some((handle::borrow_program(program), index)),
            FunctionOf::Declared(..) | FunctionOf::Host(..) => None,
        }
    }

    /// The number of a function of the host, and the registry it belongs to.
    pub fn host_id(&self) -> Option<(&RuntimeTypes, FunctionId)> {
        match self.of {
            // SAFETY: the owner keeps the function.
            FunctionOf::Host(types, id) => Some((unsafe { &*types }, id)),
            FunctionOf::Script(..) | FunctionOf::Declared(..) => None,
        }
    }

    /// Whether it is a constructor of a script class.
    pub(super) fn is_constructor(&self) -> bool {
        match (self.get(), self.info()) {
            (Of::Script(..), Some((_, info))) => info.kind == FunctionKind::Constructor,
            // Of a unit that was loaded: only constructors have the name of their class.
            (Of::Script(program, code), None) => {
                let owner = code.owner.and_then(|id| program.runtime_type(id));
                owner.is_some_and(|ty| ty.name.rsplit("::").next() == Some(&*code.name))
            }
            (Of::Host(..), _) => false,
        }
    }

    /// Whether it is a method of an interface that the host has registered: one without code.
    pub(super) fn is_of_interface(&self) -> bool {
        matches!(self.get(), Of::Host(_, _, def) if def.kind == FunctionKind::InterfaceMethod)
    }

    /// The function that objects of a class have for this method of a base or interface. None if there is none.
    pub(super) fn found_in(&self, ty: &RuntimeType) -> Option<&'static as_function> {
        let (class, own) = (ty.class.as_ref()?, ty.program()?);
        let is_it = |m: &&u32| {
            let code = &own.unit().functions[**m as usize];
            match self.get() {
                Of::Script(program, wanted) => fits::is_override(own, code, (program, wanted)),
                Of::Host(types, _, def) => self.is_of_interface() && fits::is_implementation(own, code, types, def.id),
            }
        };
        let found = class.methods.iter().find(is_it)?;
        // SAFETY: the class's program owns the function, and lives as long as the class.
        functions_of(own).get(*found as usize).map(|f| unsafe { &*std::ptr::from_ref(f) })
    }

    fn get(&self) -> Of<'_> {
        // SAFETY: the owner keeps the function.
        unsafe {
            match self.of {
                FunctionOf::Script(program, index) => {
                    Of::Script(&*program, &(&*program).unit().functions[index as usize])
                }
                FunctionOf::Declared(program, index) => {
                    Of::Script(&*program, &(&*program).unit().info.declared[index as usize].0)
                }
                FunctionOf::Host(types, id) => Of::Host(&*types, (&*types).ffi(), (&*types).ffi().function(id)),
            }
        }
    }

    /// What reflection knows of a script function.
    fn info(&self) -> Option<(&Program, &FunctionInfo)> {
        // SAFETY: the owner keeps the function.
        unsafe {
            match self.of {
                FunctionOf::Script(program, index) => {
                    Some((&*program, (&*program).unit().info.functions.get(index as usize)?))
                }
                FunctionOf::Declared(program, index) => {
                    Some((&*program, &(&*program).unit().info.declared.get(index as usize)?.1))
                }
                FunctionOf::Host(..) => None,
            }
        }
    }

    /// The program of a script function, and how its unit's metadata calls the function.
    pub(super) fn described(&self) -> Option<(&Program, Described)> {
        // SAFETY: the owner keeps the function.
        unsafe {
            match self.of {
                FunctionOf::Script(program, index) => Some((&*program, Described::Function(index))),
                FunctionOf::Declared(program, index) => Some((&*program, Described::Declared(index))),
                FunctionOf::Host(..) => None,
            }
        }
    }

    /// Declaration and namespace of a host function.
    fn texts(&self, ffi: &FfiRegistry, def: &FunctionDef) -> &(Box<str>, Box<str>) {
        self.texts.get_or_init(|| (ffi.declaration(def.id).into(), ffi.namespace_path(def.namespace).into()))
    }

    /// The program of a script function, and its variables in the order in which they come into being.
    fn variables(&self) -> (Option<&Program>, Vec<&LocalVar>) {
        let Of::Script(program, code) = self.get() else { return (None, Vec::new()) };
        let mut all: Vec<&LocalVar> = code.tables.locals.iter().filter(|v| !v.name.is_empty()).collect();
        all.sort_by_key(|v| (v.start, v.slot));
        (Some(program), all)
    }

    fn param_type(&self, index: usize) -> Option<as_type_use> {
        match self.get() {
            Of::Script(_, f) => f.params.get(index).map(|ty| self.type_use(*ty)),
            Of::Host(_, ffi, def) => ffi.params(def).get(index).map(|p| self.type_use(p.ty).auto_handle(p.auto_handle)),
        }
    }

    fn type_use(&self, ty: DataType) -> as_type_use {
        match self.get() {
            Of::Script(program, _) => as_type_use::of(ty, program.runtime_type(ty.type_id)),
            Of::Host(types, ..) => as_type_use::of(ty, Some(types.get(ty.type_id))),
        }
    }
}

/// A function with its owner.
enum Of<'f> {
    Script(&'f Program, &'f FunctionCode),
    Host(&'f RuntimeTypes, &'f FfiRegistry, &'f FunctionDef),
}

/// The name, without namespace and class. Empty for behaviours and anonymous functions.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_function_name(function: *const as_function) -> as_str {
    guard::get(function, as_str::EMPTY, |f| match f.get() {
        Of::Script(_, f) => as_str::from(&*f.name),
        Of::Host(_, ffi, def) => as_str::from(ffi.interner().text(def.name)),
    })
}

/// The whole declaration, as scripts would write it: `int Game::count(const string &in name, int from = 0)`. Default arguments
/// are those of host functions only.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_function_declaration(function: *const as_function) -> as_str {
    guard::get(function, as_str::EMPTY, |f| match f.get() {
        Of::Script(_, code) => as_str::from(&*code.declaration),
        Of::Host(_, ffi, def) => as_str::from(&*f.texts(ffi, def).0),
    })
}

/// Whether it is a method that does not change its object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_function_is_const(function: *const as_function) -> bool {
    guard::get(function, false, |f| match f.get() {
        Of::Script(_, f) => f.is_const,
        Of::Host(_, _, def) => def.traits.has(FunctionTraits::CONST),
    })
}

/// Whether it is a function of the host, not of a script.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_function_is_native(function: *const as_function) -> bool {
    guard::get(function, false, |f| matches!(f.of, FunctionOf::Host(..)))
}

/// The type it is a method, constructor or behaviour of; NULL for global functions.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_function_object_type(function: *const as_function) -> *const as_type {
    guard::get(function, std::ptr::null(), |f| match f.get() {
        Of::Script(program, f) => as_type::of_option(f.owner.and_then(|id| program.runtime_type(id))),
        Of::Host(types, _, def) if def.owner.is_some() && def.kind != FunctionKind::Funcdef => {
            as_type::of(types.get(def.owner))
        }
        Of::Host(..) => std::ptr::null(),
    })
}

/// What it returns.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_function_return_type(function: *const as_function) -> as_type_use {
    guard::get(function, as_type_use::NONE, |f| match f.get() {
        Of::Script(_, code) => f.type_use(code.ret.unwrap_or(DataType::VOID)),
        Of::Host(_, _, def) => f.type_use(def.ret).auto_handle(def.traits.has(FunctionTraits::AUTO_HANDLE_RETURN)),
    })
}

/// How many parameters it has.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_function_param_count(function: *const as_function) -> usize {
    guard::get(function, 0, |f| match f.get() {
        Of::Script(_, f) => f.params.len(),
        Of::Host(_, ffi, def) => ffi.params(def).len(),
    })
}

/// The type of parameter `index`; without a type if there is no such parameter.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_function_param_type(function: *const as_function, index: usize) -> as_type_use {
    guard::get(function, as_type_use::NONE, |f| f.param_type(index).unwrap_or(as_type_use::NONE))
}

/// The name of parameter `index`; empty if it has none, or if the unit was loaded without debug information.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_function_param_name(function: *const as_function, index: usize) -> as_str {
    guard::get(function, as_str::EMPTY, |f| match f.get() {
        Of::Script(program, code) => {
            if let Some(param) = f.info().and_then(|(_, info)| info.params.get(index)) {
                return as_str::from(&*param.name);
            }
            let FunctionOf::Script(_, number) = f.of else { return as_str::EMPTY };
            let slot = program.param_slot(number, index);
            let local = code.tables.locals.iter().find(|l| Some(l.slot) == slot && l.start == 0);
            local.map_or(as_str::EMPTY, |l| as_str::from(&*l.name))
        }
        Of::Host(_, ffi, def) => {
            ffi.params(def).get(index).map_or(as_str::EMPTY, |p| as_str::from(ffi.interner().text(p.name)))
        }
    })
}

/// The default argument of parameter `index`, as it was written; empty if it has none, or if the unit has no sources.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_function_param_default(function: *const as_function, index: usize) -> as_str {
    guard::get(function, as_str::EMPTY, |f| match f.get() {
        Of::Host(_, ffi, def) => match ffi.params(def).get(index) {
            Some(p) if p.has_default() => as_str::from(ffi.default_text(p.default)),
            _ => as_str::EMPTY,
        },
        Of::Script(..) => {
            let Some((program, info)) = f.info() else { return as_str::EMPTY };
            let span = info.params.get(index).and_then(|p| p.default);
            span.zip(program.source()).map_or(as_str::EMPTY, |(span, source)| as_str::from(source.bytes(span)))
        }
    })
}

/// What a function is for. Methods and constructors of units that were loaded, not built, cannot be told apart.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_function_get_kind(function: *const as_function) -> as_function_kind {
    guard::get(function, as_function_kind::AS_FUNCTION_NONE, |f| match (f.get(), f.info()) {
        (Of::Host(_, _, def), _) => as_function_kind::of(def.kind),
        (_, Some((_, info))) => as_function_kind::of(info.kind),
        // Loaded units know no more than what running needs.
        (Of::Script(_, code), None) if is_listed(code) => as_function_kind::AS_FUNCTION_GLOBAL,
        (Of::Script(_, code), None) if code.owner.is_some() => as_function_kind::AS_FUNCTION_METHOD,
        (_, None) => as_function_kind::AS_FUNCTION_HIDDEN,
    })
}

/// The bits of [`FunctionTraits`] that hosts see.
const PUBLIC_TRAITS: u32 = (AS_FUNCTION_IS_GENERATED << 1) - 1;

/// Its properties: a set of `AS_FUNCTION_IS_*`; none for functions of units that were loaded, not built.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_function_traits(function: *const as_function) -> u32 {
    guard::get(function, 0, |f| match (f.get(), f.info()) {
        (Of::Host(_, _, def), _) => def.traits.0 & PUBLIC_TRAITS,
        (_, Some((_, info))) => info.traits.0 & PUBLIC_TRAITS,
        (_, None) => 0,
    })
}

/// The namespace it is declared in, for members that of their type: `A::B`, empty for the global one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_function_namespace(function: *const as_function) -> as_str {
    guard::get(function, as_str::EMPTY, |f| match f.get() {
        Of::Script(program, code) => match code.owner {
            Some(id) => program.unit().info.ty(id).map_or(as_str::EMPTY, |t| as_str::from(&*t.namespace)),
            None => as_str::from(&*code.scope),
        },
        Of::Host(_, ffi, def) => as_str::from(&*f.texts(ffi, def).1),
    })
}

/// For accessors the name of the virtual property: `x` for `get_x` and `set_x`; empty for others.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_function_property(function: *const as_function) -> as_str {
    guard::get(function, as_str::EMPTY, |f| match (f.get(), f.info()) {
        (Of::Host(_, ffi, def), _) => as_str::from(ffi.interner().text(def.property)),
        (_, Some((_, info))) => as_str::from(&*info.property),
        (_, None) => as_str::EMPTY,
    })
}

/// Which units see a function of the host: its access mask. All bits for others.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_function_access_mask(function: *const as_function) -> u32 {
    guard::get(function, u32::MAX, |f| match f.get() {
        Of::Host(_, _, def) => def.access_mask,
        Of::Script(..) => u32::MAX,
    })
}

/// The named group that a function of the host was registered in; empty if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_function_group(function: *const as_function) -> as_str {
    guard::get(function, as_str::EMPTY, |f| match f.get() {
        Of::Host(_, ffi, def) => ffi.group_of_function(def.id).map_or(as_str::EMPTY, as_str::from),
        Of::Script(..) => as_str::EMPTY,
    })
}

/// How many type parameters a template function of the host has.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_function_type_param_count(function: *const as_function) -> usize {
    guard::get(function, 0, |f| match f.get() {
        Of::Host(_, ffi, def) => ffi.type_params(def.id).len(),
        Of::Script(..) => 0,
    })
}

/// Type parameter number `index`; NULL if there is none of this number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_function_type_param_at(function: *const as_function, index: usize) -> *const as_type {
    guard::get(function, std::ptr::null(), |f| match f.get() {
        Of::Host(types, ffi, def) => {
            ffi.type_params(def.id).get(index).map_or(std::ptr::null(), |id| as_type::of(types.get(*id)))
        }
        Of::Script(..) => std::ptr::null(),
    })
}

/// The name of the source in which a script function is declared; empty for others.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_function_file(function: *const as_function) -> as_str {
    guard::get(function, as_str::EMPTY, |f| match f.get() {
        Of::Script(program, code) => {
            program.source().and_then(|s| s.location(code.pos)).map_or(as_str::EMPTY, |l| as_str::from(l.file))
        }
        Of::Host(..) => as_str::EMPTY,
    })
}

/// The line in which a script function is declared, from 1; 0 for others.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_function_line(function: *const as_function) -> u32 {
    guard::get(function, 0, |f| match f.get() {
        Of::Script(program, code) => program.source().and_then(|s| s.location(code.pos)).map_or(0, |l| l.line),
        Of::Host(..) => 0,
    })
}

/// The column in which a script function is declared, from 1, in bytes; 0 for others.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_function_column(function: *const as_function) -> u32 {
    guard::get(function, 0, |f| match f.get() {
        Of::Script(program, code) => program.source().and_then(|s| s.location(code.pos)).map_or(0, |l| l.column),
        Of::Host(..) => 0,
    })
}

/// How many named variables a script function has: parameters that have names first, then local variables in the order in which they
/// come into being. None for others, and for units that were loaded without debug information. Constants that need no place
/// are not among them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_function_variable_count(function: *const as_function) -> usize {
    guard::get(function, 0, |f| f.variables().1.len())
}

/// The name of variable number `index`; empty if there is none of this number. Variables of different blocks may have the same name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_function_variable_name(function: *const as_function, index: usize) -> as_str {
    guard::get(function, as_str::EMPTY, |f| {
        f.variables().1.get(index).map_or(as_str::EMPTY, |v| as_str::from(&*v.name))
    })
}

/// The type of variable number `index`, of parameters without the reference; without a type if there is none of this number. What it holds is found while it runs: see
/// `as_vm_stack_variable_at`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_function_variable_type(function: *const as_function, index: usize) -> as_type_use {
    guard::get(function, as_type_use::NONE, |f| match f.variables() {
        (Some(program), variables) => variables
            .get(index)
            .map_or(as_type_use::NONE, |v| as_type_use::of(v.ty, program.runtime_type(v.ty.type_id))),
        (None, _) => as_type_use::NONE,
    })
}

/// The first line from `line` on that has code of a script function, for breakpoints; 0 if there is none, or if the
/// function is another or without lines.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_function_find_line(function: *const as_function, line: u32) -> u32 {
    guard::get(function, 0, |f| match f.get() {
        Of::Script(program, code) => program.source().map_or(0, |s| next_line(s, code, line)),
        Of::Host(..) => 0,
    })
}

fn next_line(sources: &SourceMap, code: &FunctionCode, line: u32) -> u32 {
    let Some(source) = sources.source_of(code.pos) else { return 0 };
    let starts = sources.line_starts(source);
    let offset = i64::from(sources.line_offset(source));
    let here = code.tables.lines.iter().filter(|l| sources.source_of(l.pos) == Some(source));
    let lines = here.map(|l| starts.partition_point(|s| *s <= l.pos) as i64 + offset);
    lines.filter(|l| *l >= i64::from(line)).min().and_then(|l| u32::try_from(l).ok()).unwrap_or(0)
}

/// The global function of the host that a declaration denotes; see `as_context_find_function`.
pub fn find_host_function<'t>(
    types: &'t RuntimeTypes,
    candidates: impl Iterator<Item = FunctionId>,
    text: &str,
) -> Option<&'t as_function> {
    let ffi = types.ffi();
    // Only functions of that name are worth writing out.
    let (_, wanted) = find::scoped_name(text);
    let named = candidates.map(|id| ffi.function(id)).filter(|def| ffi.interner().text(def.name) == wanted);
    let functions = named.map(|def| find::Registered {
        key: def.id,
        name: ffi.interner().text(def.name).into(),
        scope: ffi.namespace_path(def.namespace),
        is_const: false,
        ret: ffi.display(def.ret),
        params: ffi.params(def).iter().map(|p| ffi.display(find::parameter_type(p.ty))).collect(),
    });
    host_function(types, find::registered(functions, text)?)
}

/// The method of a type that a declaration denotes; see `as_type_find_method`.
pub fn find_method(ty: &as_type, text: *const c_char) -> *const as_function {
    // SAFETY: the text is the host's, who promises that it ends with a NUL.
    let Ok(text) = (unsafe { handle::text(text, "declaration") }) else { return std::ptr::null() };
    let found = match (ty.get().program(), &ty.get().class, ty.host()) {
        (Some(program), Some(class), _) => {
            let found = find::function(program, class.methods.iter().copied(), text);
            found.and_then(|i| functions_of(program).get(i as usize))
        }
        (_, _, Some((types, def))) => {
            let ffi = types.ffi();
            let methods = ffi.methods(def).iter().map(|m| {
                let def = ffi.function(m.function);
                find::Registered {
                    key: m.function,
                    scope: String::new(),
                    name: ffi.interner().text(def.name).into(),
                    is_const: def.traits.has(FunctionTraits::CONST),
                    ret: ffi.display(def.ret),
                    params: ffi.params(def).iter().map(|p| ffi.display(find::parameter_type(p.ty))).collect(),
                }
            });
            find::registered(methods, text).and_then(|id| host_function(types, id))
        }
        _ => ty.script().and_then(|(program, info)| {
            let methods = info.methods.iter().filter_map(|m| {
                let (code, _) = program.unit().info.declared.get(*m as usize)?;
                let text = |ty: DataType| find::data_type_text(program, ty);
                Some(find::Registered {
                    key: *m,
                    scope: String::new(),
                    name: code.name.to_string(),
                    is_const: code.is_const,
                    ret: text(code.ret.unwrap_or(DataType::VOID)),
                    params: code.params.iter().map(|p| text(find::parameter_type(*p))).collect(),
                })
            });
            declared_function(program, find::registered(methods, text)?)
        }),
    };
    found.map_or(std::ptr::null(), std::ptr::from_ref)
}
