//! `any`: one value of any type.

use std::ffi::c_void;

use crate::ffi::{Register, TypeOptions};
use crate::module::Module;
use crate::types::{BehaviorKind, ObjectFlags, RegistrationError};
use crate::vm::object::{self, ObjHeader};
use crate::vm::{ManagedOps, Raised, RuntimeType, ValueType, Vm};

use super::global_type;
use super::variant::Variant;

/// The object.
#[repr(C)]
struct AnyObject {
    header: ObjHeader,
    value: Variant,
}

static OPS: ManagedOps =
    ManagedOps { destroy: clear, enumerate, clear, construct: Some(construct), copy: Some(copy), assign: Some(assign) };

fn vm_of<'a>(vm: *mut c_void) -> &'a Vm {
    // SAFETY: these functions are called by the VM, which passes itself.
    unsafe { Vm::from_raw(vm) }
}

unsafe fn clear(vm: &Vm, object: *mut ObjHeader) {
    // SAFETY: the object is an `any`.
    unsafe { (*object.cast::<AnyObject>()).value.clear(vm) }
}

unsafe fn enumerate(object: *mut ObjHeader, visit: &mut dyn FnMut(*mut u8, &'static RuntimeType)) {
    // SAFETY: the object is an `any`.
    unsafe { (*object.cast::<AnyObject>()).value.enumerate(visit) }
}

unsafe fn construct(vm: &Vm, ty: &'static RuntimeType) -> Result<*mut ObjHeader, Raised> {
    let memory = vm.heap().alloc(size_of::<AnyObject>()).cast::<AnyObject>();
    if memory.is_null() {
        return Err(vm.raise_out_of_memory());
    }
    // SAFETY: the block has room for the object.
    unsafe { memory.write(AnyObject { header: ObjHeader::new(ty), value: Variant::EMPTY }) };
    Ok(memory.cast())
}

unsafe fn copy(vm: &Vm, from: *mut ObjHeader) -> Result<*mut ObjHeader, Raised> {
    // SAFETY: the object is an `any`.
    unsafe {
        let new = construct(vm, ObjHeader::ty(from))?;
        match assign(vm, new, from) {
            Ok(()) => Ok(new),
            Err(raised) => {
                object::release(vm, new);
                Err(raised)
            }
        }
    }
}

unsafe fn assign(vm: &Vm, to: *mut ObjHeader, from: *mut ObjHeader) -> Result<(), Raised> {
    // SAFETY: both are `any`, maybe the same.
    unsafe { (*to.cast::<AnyObject>()).value.assign(vm, &raw const (*from.cast::<AnyObject>()).value) }
}

/// The value of an `any`; `None` for objects of other types.
///
/// # Safety
///
/// `object` is a live managed object.
pub unsafe fn value_of(object: *mut ObjHeader) -> Option<*mut Variant> {
    // SAFETY: promised by the caller; an object with these operations is an `any`.
    unsafe {
        let is_any = ObjHeader::ty(object).managed.is_some_and(|ops| std::ptr::eq(ops, &OPS));
        is_any.then(|| &raw mut (*object.cast::<AnyObject>()).value)
    }
}

/// Makes an object and fills it; null after an exception.
fn make(vm: *mut c_void, fill: impl FnOnce(&Vm, &mut Variant) -> Result<(), Raised>) -> *mut AnyObject {
    let vm = vm_of(vm);
    let Some(ty) = global_type(vm, "any") else { return std::ptr::null_mut() };
    // SAFETY: the type is `any`.
    unsafe {
        let Ok(object) = construct(vm, ty) else { return std::ptr::null_mut() };
        let any = object.cast::<AnyObject>();
        if fill(vm, &mut (*any).value).is_err() {
            object::release(vm, object);
            return std::ptr::null_mut();
        }
        any
    }
}

unsafe extern "C" fn factory(vm: *mut c_void) -> *mut AnyObject {
    make(vm, |_, _| Ok(()))
}

unsafe extern "C" fn factory_any(vm: *mut c_void, value: *const u8, ty: ValueType) -> *mut AnyObject {
    // SAFETY: the value is valid for its type.
    make(vm, |vm, variant| unsafe { variant.set(vm, ty, value) })
}

unsafe extern "C" fn factory_int(vm: *mut c_void, value: &i64) -> *mut AnyObject {
    make(vm, |vm, variant| {
        variant.set_int(vm, *value);
        Ok(())
    })
}

unsafe extern "C" fn factory_float(vm: *mut c_void, value: &f64) -> *mut AnyObject {
    make(vm, |vm, variant| {
        variant.set_float(vm, *value);
        Ok(())
    })
}

unsafe extern "C" fn op_assign(vm: *mut c_void, this: *mut AnyObject, other: *mut AnyObject) -> *mut AnyObject {
    // SAFETY: both are live objects, maybe the same.
    let _ = unsafe { assign(vm_of(vm), this.cast(), other.cast()) };
    this
}

unsafe extern "C" fn store(vm: *mut c_void, this: *mut AnyObject, value: *const u8, ty: ValueType) {
    // SAFETY: the value is valid for its type.
    let _ = unsafe { (*this).value.set(vm_of(vm), ty, value) };
}

unsafe extern "C" fn store_int(vm: *mut c_void, this: *mut AnyObject, value: &i64) {
    // SAFETY: the object is alive.
    unsafe { (*this).value.set_int(vm_of(vm), *value) }
}

unsafe extern "C" fn store_float(vm: *mut c_void, this: *mut AnyObject, value: &f64) {
    // SAFETY: the object is alive.
    unsafe { (*this).value.set_float(vm_of(vm), *value) }
}

unsafe extern "C" fn retrieve(vm: *mut c_void, this: &AnyObject, out: *mut u8, ty: ValueType) -> bool {
    // Other than in dictionaries, truth values are no numbers (ANY-03).
    if !this.value.is_of_kind(ty) {
        return false;
    }
    // SAFETY: the variable is valid for its type.
    unsafe { this.value.get(vm_of(vm), ty, out, true).unwrap_or(false) }
}

extern "C" fn retrieve_int(this: &AnyObject, out: &mut i64) -> bool {
    if !this.value.is_number() {
        return false;
    }
    this.value.get_int().map(|n| *out = n).is_some()
}

extern "C" fn retrieve_float(this: &AnyObject, out: &mut f64) -> bool {
    if !this.value.is_number() {
        return false;
    }
    this.value.get_float().map(|x| *out = x).is_some()
}

pub(super) fn install(to: &mut Module) -> Result<(), RegistrationError> {
    let ops = &raw const OPS as usize;
    to.register_type("any", TypeOptions::managed(size_of::<AnyObject>() as u32, ops).with(ObjectFlags::GC))?;
    for (declaration, function) in [
        ("any@ f()", native!(vm factory)),
        ("any@ f(?&in) explicit", native!(vm factory_any)),
        ("any@ f(const int64 &in) explicit", native!(vm factory_int)),
        ("any@ f(const double &in) explicit", native!(vm factory_float)),
    ] {
        to.register_behavior("any", BehaviorKind::Factory, declaration, function)?;
    }
    for (declaration, function) in [
        ("any &opAssign(const any &in)", native!(vm op_assign)),
        ("void store(?&in)", native!(vm store)),
        ("void store(const int64 &in)", native!(vm store_int)),
        ("void store(const double &in)", native!(vm store_float)),
        ("bool retrieve(?&out) const", native!(vm retrieve)),
        ("bool retrieve(int64 &out) const", native!(retrieve_int)),
        ("bool retrieve(double &out) const", native!(retrieve_float)),
    ] {
        to.register_method("any", declaration, function)?;
    }
    Ok(())
}
