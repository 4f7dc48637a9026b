//! Whether objects that come from outside are what a type says: what is looked at before a script gets them.

use crate::base::FunctionId;
use crate::bytecode::FunctionCode;
use crate::types::{DataType, FfiRegistry, FunctionTraits};

use super::RuntimeTypes;
use super::function_object::{FunctionObject, FunctionObjectKind};
use super::object::ObjHeader;
use super::program::Program;
use super::runtime_type::{RuntimeKind, RuntimeType, ValueType};

/// What a function takes and returns, with whose types they are.
struct Signature<'a> {
    types: Types<'a>,
    ret: DataType,
    params: Vec<DataType>,
}

enum Types<'a> {
    Host(&'a RuntimeTypes),
    Script(&'a Program),
}

impl Signature<'_> {
    fn of_code<'a>(program: &'a Program, code: &FunctionCode) -> Signature<'a> {
        let ret = code.ret.unwrap_or(DataType::VOID);
        Signature { types: Types::Script(program), ret, params: code.params.to_vec() }
    }

    fn host(types: &RuntimeTypes, function: FunctionId) -> Signature<'_> {
        let ffi: &FfiRegistry = types.ffi();
        let def = ffi.function(function);
        Signature { types: Types::Host(types), ret: def.ret, params: ffi.params(def).iter().map(|p| p.ty).collect() }
    }

    /// That of a function type. None if it is not known: of units that were loaded without it.
    fn of_type(ty: &RuntimeType) -> Option<Signature<'_>> {
        if let Some(types) = ty.table() {
            return Some(Signature::host(types, types.ffi().ty(ty.id).signature));
        }
        let program = ty.declared_in()?;
        let info = &program.unit().info;
        let (code, _) = info.declared.get(info.ty(ty.id)?.signature? as usize)?;
        Some(Signature::of_code(program, code))
    }

    /// That of what a function handle calls. None for imports, whose target may change.
    fn of_function<'a>(types: &'a RuntimeTypes, function: &'a FunctionObject) -> Option<Signature<'a>> {
        match function.kind {
            FunctionObjectKind::Script => {
                let (program, index) = function.script_function()?;
                Some(Signature::of_code(program, program.unit().functions.get(index as usize)?))
            }
            FunctionObjectKind::Native => Some(Signature::host(types, function.native_function()?)),
            FunctionObjectKind::Import => None,
        }
    }

    fn same_type(&self, a: DataType, other: &Signature<'_>, b: DataType) -> bool {
        let plain = |ty: DataType| (ty.is_const, ty.is_handle, ty.is_handle_to_const, ty.ref_modifier);
        let runtime = |s: &Signature<'_>, ty: DataType| match s.types {
            Types::Host(types) => Some(std::ptr::from_ref(types.get(ty.type_id))),
            Types::Script(program) => program.runtime_type(ty.type_id).map(std::ptr::from_ref),
        };
        let (x, y) = (runtime(self, a), runtime(other, b));
        plain(a) == plain(b) && x.is_some() && x == y
    }

    fn is_like(&self, other: &Signature<'_>) -> bool {
        self.params.len() == other.params.len()
            && self.same_type(self.ret, other, other.ret)
            && self.params.iter().zip(&other.params).all(|(a, b)| self.same_type(*a, other, *b))
    }
}

/// Whether a function of a program is what a method is in classes that override it or implement its interface: it has the same
/// name, takes and returns the same.
pub fn is_override(program: &Program, code: &FunctionCode, of: (&Program, &FunctionCode)) -> bool {
    let (a, b) = (Signature::of_code(program, code), Signature::of_code(of.0, of.1));
    code.name == of.1.name && code.is_const == of.1.is_const && a.is_like(&b)
}

/// The same for a method of a registered interface.
pub fn is_implementation(program: &Program, code: &FunctionCode, types: &RuntimeTypes, method: FunctionId) -> bool {
    let (ffi, def) = (types.ffi(), types.ffi().function(method));
    *code.name == *ffi.interner().text(def.name)
        && code.is_const == def.traits.has(FunctionTraits::CONST)
        && Signature::of_code(program, code).is_like(&Signature::host(types, method))
}

/// Whether an object can stand where one of type `ty` is wanted. `types`: those of its VM.
///
/// # Safety
///
/// `object` is a live object with the VM's header.
pub unsafe fn object(types: &RuntimeTypes, ty: &RuntimeType, object: *const ObjHeader) -> bool {
    // SAFETY: the object is live.
    let actual = unsafe { ObjHeader::ty(object) };
    if actual.is_a(ty) {
        return true;
    }
    if ty.kind != RuntimeKind::Funcdef || actual.kind != RuntimeKind::Funcdef {
        return false;
    }
    // SAFETY: objects of function types are function objects.
    let function = unsafe { &*object.cast::<FunctionObject>() };
    let found = Signature::of_function(types, function);
    found.zip(Signature::of_type(ty)).is_some_and(|(a, b)| a.is_like(&b))
}

/// Whether a value passed by reference – that of a handle by its address – can be one of type `ty`: objects with the VM's
/// header are looked at, and null handles are good. `types`: those of its VM.
///
/// # Safety
///
/// `value` is the address of a value of the type, or where that is an object with a header, of some such object.
pub unsafe fn value(types: &RuntimeTypes, ty: ValueType, value: *const u8) -> bool {
    if !(ty.is_handle() || ty.is_object_cell()) || !ty.ty().is_managed() {
        return true;
    }
    // SAFETY: promised by the caller.
    unsafe {
        let given = if ty.is_handle() { *value.cast::<*const ObjHeader>() } else { value.cast() };
        given.is_null() || is_object(given) && object(types, ty.ty(), given)
    }
}

/// Whether there is an object with the VM's header, as far as can be seen.
///
/// # Safety
///
/// `object` is readable memory whose second word is the address of readable memory.
unsafe fn is_object(object: *const ObjHeader) -> bool {
    // SAFETY: promised by the caller.
    unsafe {
        let ty = if object.is_aligned() { (*object).ty } else { std::ptr::null() };
        !ty.is_null() && ty.is_aligned() && (*ty).head().magic() == RuntimeType::MAGIC
    }
}
