//! What native calls need of the VM.

use std::ffi::c_void;

use crate::bytecode::Trap;

use super::native::Support;
use super::object::{self, ObjHeader};
use super::runtime_type::{Storage, ValueType};
use super::{Vm, value_ops};

/// The functions behind [`Support`]; types are words of [`ValueType`].
pub(crate) static SUPPORT: Support = Support { release, add_ref, destroy, not_implemented };

unsafe fn release(vm: *mut c_void, ty: *const c_void, mut object: *mut c_void) {
    // SAFETY: the plan was made with these types; a handle, or the cell of an object, is the pointer itself.
    unsafe { value_ops::destroy(Vm::from_raw(vm), ValueType::from_slot(ty as u64), (&raw mut object).cast()) }
}

unsafe fn add_ref(vm: *mut c_void, ty: *const c_void, object: *mut c_void) {
    // SAFETY: the plan was made with these types; the object is not null.
    unsafe {
        let ty = ValueType::from_slot(ty as u64);
        match ty.storage() {
            Storage::ManagedHandle | Storage::ManagedObject => object::add_ref(object.cast::<ObjHeader>()),
            Storage::CountedHandle | Storage::CountedObject => {
                value_ops::add_ref_counted(Vm::from_raw(vm), ty.ty(), object.cast());
            }
            Storage::Plain | Storage::Value | Storage::NoCountObject | Storage::ScopedObject => {}
        }
    }
}

unsafe fn destroy(vm: *mut c_void, ty: *const c_void, value: *mut c_void) {
    // SAFETY: the plan was made with these types.
    unsafe { value_ops::destroy(Vm::from_raw(vm), ValueType::from_slot(ty as u64), value.cast()) }
}

unsafe fn not_implemented(vm: *mut c_void) {
    // SAFETY: the VM calls.
    unsafe { Vm::from_raw(vm) }.raise_trap(Trap::NotImplemented);
}
