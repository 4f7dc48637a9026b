//! `ref`: a handle to an object of any reference type.

use std::ffi::c_void;

use crate::ffi::{Register, TypeOptions};
use crate::module::Module;
use crate::types::{BehaviorKind, ObjectFlags, RegistrationError};
use crate::vm::heap::GcVisitor;
use crate::vm::{RuntimeKind, RuntimeType, ValueType, Vm, object, value_ops};

use super::variant::{add_ref, can_cast};

/// The value: an object with its type as handle; both null for none.
#[repr(C)]
struct AnyHandle {
    object: *mut u8,
    ty: ValueType,
}

const NULL: AnyHandle = AnyHandle { object: std::ptr::null_mut(), ty: ValueType::NONE };

fn vm_of<'a>(vm: *mut c_void) -> &'a Vm {
    // SAFETY: these functions are called by the VM, which passes itself.
    unsafe { Vm::from_raw(vm) }
}

/// The handle that is meant by a `?`: a handle, an object, or a `ref`. `None`: something else.
unsafe fn handle_of(value: *const u8, ty: ValueType) -> Option<AnyHandle> {
    // SAFETY: the value is valid for its type.
    unsafe {
        if ty.is_none() {
            return Some(NULL);
        }
        if ty.ty().kind == RuntimeKind::Value {
            let is_own = is_ref(ty.ty());
            let other = value.cast::<AnyHandle>();
            return is_own.then(|| AnyHandle { object: (*other).object, ty: (*other).ty });
        }
        if ty.is_handle() {
            let object = *value.cast::<*mut u8>();
            return Some(if object.is_null() { NULL } else { AnyHandle { object, ty } });
        }
        ty.is_object_cell()
            .then(|| AnyHandle { object: value.cast_mut(), ty: ValueType::new(ty.ty_ptr(), true, false) })
    }
}

/// Whether a type is this add-on's `ref`.
pub fn is_ref(ty: &RuntimeType) -> bool {
    ty.kind == RuntimeKind::Value && ty.behaviors().destruct.plan().is_some_and(|p| p.code == destruct as *const c_void)
}

/// What a `ref` refers to: the object, borrowed, and its type as handle. Null and no type for none.
///
/// # Safety
///
/// `value` is a valid value of a type that [`is_ref`].
pub unsafe fn get(value: *const u8) -> (*mut u8, ValueType) {
    // SAFETY: promised by the caller.
    let value = unsafe { &*value.cast::<AnyHandle>() };
    (value.object, value.ty)
}

/// Makes a `ref` refer to an object, which gets a reference more; to none if it is null.
///
/// # Safety
///
/// `value` is a valid value of a type that [`is_ref`], `object` null or a live object that handles of type `ty` can have.
pub unsafe fn set(vm: &Vm, value: *mut u8, object: *mut u8, ty: ValueType) {
    // SAFETY: promised by the caller.
    let value = unsafe { &mut *value.cast::<AnyHandle>() };
    value.set(vm, if object.is_null() { NULL } else { AnyHandle { object, ty } });
}

impl AnyHandle {
    fn set(&mut self, vm: &Vm, to: AnyHandle) {
        // SAFETY: the new object is alive, and gets its reference before the old one loses its own.
        unsafe {
            if !to.object.is_null() {
                add_ref(vm, to.ty, to.object);
            }
            let mut old = std::mem::replace(self, to);
            if !old.object.is_null() {
                value_ops::destroy(vm, old.ty, (&raw mut old.object).cast());
            }
        }
    }
}

unsafe extern "C" fn construct(this: *mut AnyHandle) {
    // SAFETY: the VM gives memory for a value.
    unsafe { this.write(NULL) }
}

unsafe extern "C" fn copy(vm: *mut c_void, this: *mut AnyHandle, other: &AnyHandle) {
    // SAFETY: the VM gives memory for a value.
    unsafe {
        this.write(NULL);
        (*this).set(vm_of(vm), AnyHandle { object: other.object, ty: other.ty });
    }
}

unsafe extern "C" fn construct_any(vm: *mut c_void, this: *mut AnyHandle, value: *const u8, ty: ValueType) {
    // SAFETY: the VM gives memory for a value; `value` is valid for its type.
    unsafe {
        this.write(NULL);
        assign_any(vm, this, value, ty);
    }
}

extern "C" fn destruct(vm: *mut c_void, this: &mut AnyHandle) {
    this.set(vm_of(vm), NULL);
}

unsafe extern "C" fn enumerate(this: &AnyHandle, visitor: &mut GcVisitor) {
    if !this.object.is_null() {
        // SAFETY: the handle is valid.
        unsafe {
            let cell = (&raw const this.object).cast::<u8>().cast_mut();
            object::enumerate_value(this.ty, cell, &mut |object, ty| visitor.report(object, ty));
        }
    }
}

extern "C" fn release(vm: *mut c_void, this: &mut AnyHandle, _visitor: *mut c_void) {
    this.set(vm_of(vm), NULL);
}

unsafe extern "C" fn assign(vm: *mut c_void, this: *mut AnyHandle, other: *const AnyHandle) -> *mut AnyHandle {
    // SAFETY: both are valid, maybe the same.
    unsafe { (*this).set(vm_of(vm), AnyHandle { object: (*other).object, ty: (*other).ty }) };
    this
}

unsafe extern "C" fn assign_any(
    vm: *mut c_void,
    this: *mut AnyHandle,
    value: *const u8,
    ty: ValueType,
) -> *mut AnyHandle {
    let vm = vm_of(vm);
    // SAFETY: the value is valid for its type.
    unsafe {
        match handle_of(value, ty) {
            Some(handle) => (*this).set(vm, handle),
            None => {
                vm.raise("Only objects of reference types can be referred to");
            }
        }
    }
    this
}

unsafe extern "C" fn equals(this: &AnyHandle, other: &AnyHandle) -> bool {
    this.object == other.object
}

unsafe extern "C" fn equals_any(this: &AnyHandle, value: *const u8, ty: ValueType) -> bool {
    // SAFETY: the value is valid for its type.
    unsafe { handle_of(value, ty).is_some_and(|h| h.object == this.object) }
}

/// `cast<T>(r)`: the variable is a handle.
unsafe extern "C" fn cast(vm: *mut c_void, this: &AnyHandle, out: *mut u8, ty: ValueType) {
    if this.object.is_null() || !ty.is_handle() {
        return;
    }
    // SAFETY: the variable is a handle of its type, the object alive.
    unsafe {
        if can_cast(this.ty, this.object, ty) {
            let vm = vm_of(vm);
            add_ref(vm, ty, this.object);
            let mut old = out.cast::<*mut u8>().replace(this.object);
            value_ops::destroy(vm, ty, (&raw mut old).cast());
        }
    }
}

pub(super) fn install(to: &mut Module) -> Result<(), RegistrationError> {
    let options = TypeOptions::value(size_of::<AnyHandle>() as u32)
        .aligned(8)
        .all_ints()
        .with(ObjectFlags::ASHANDLE)
        .with(ObjectFlags::GC);
    to.register_type("ref", options)?;
    for (kind, declaration, function) in [
        (BehaviorKind::Construct, "void f()", native!(construct)),
        (BehaviorKind::Construct, "void f(const ref &in)", native!(vm copy)),
        (BehaviorKind::Construct, "void f(const ?&in)", native!(vm construct_any)),
        (BehaviorKind::Destruct, "void f()", native!(vm destruct)),
        (BehaviorKind::EnumRefs, "void f(int &in)", native!(enumerate)),
        (BehaviorKind::ReleaseRefs, "void f(int &in)", native!(vm release)),
    ] {
        to.register_behavior("ref", kind, declaration, function)?;
    }
    for (declaration, function) in [
        ("ref &opAssign(const ref &in)", native!(vm assign)),
        ("ref &opHndlAssign(const ref &in)", native!(vm assign)),
        ("ref &opHndlAssign(const ?&in)", native!(vm assign_any)),
        ("bool opEquals(const ref &in) const", native!(equals)),
        ("bool opEquals(const ?&in) const", native!(equals_any)),
        ("void opCast(?&out) const", native!(vm cast)),
    ] {
        to.register_method("ref", declaration, function)?;
    }
    Ok(())
}
