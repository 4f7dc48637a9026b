//! `ref` in the hands of the host.

use std::ffi::c_void;

use super::error::{Result, as_error, as_status, fail};
use super::guard;
use super::handle;
use super::types::{AS_USE_CONST, as_type, as_type_use};
use super::value::{as_object, object};
use super::variant::{check_object, check_type};
use super::vm::as_vm;
use crate::addons::reference;
use crate::addons::variant::can_cast;
use crate::vm::{RuntimeKind, ValueType};

/// A `ref` of scripts: a handle to an object of any reference type. It is what lies at the address of such a variable or
/// member (`as_vm_find_global`, `as_object_find_property`), and what native functions get for `ref &in`.
///
/// Only for the host to point to; as valid as the variable.
#[cfg_attr(not(cbindgen), repr(C))]
pub struct as_ref {
    words: [u64; 2],
}

/// What it refers to; none for NULL and pointers that are not aligned.
unsafe fn target(ptr: *const as_ref) -> (*mut u8, ValueType) {
    if ptr.is_null() || !ptr.is_aligned() {
        return (std::ptr::null_mut(), ValueType::NONE);
    }
    reference::get(ptr.cast())
}

/// The type of what a `ref` refers to, as handle: for script objects the type by which it was set, which may be a base or
/// interface of theirs (`as_object_type` tells their own). Without a type if it refers to nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_ref_type(reference: *const as_ref) -> as_type_use {
    guard::plain(as_type_use::NONE, || as_type_use::of_value(target(reference).1))
}

/// The object that a `ref` refers to: borrowed. For objects with the library's header an `as_object`, for others what the
/// host has made. NULL if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_ref_get(reference: *const as_ref) -> *mut c_void {
    guard::plain(std::ptr::null_mut(), || target(reference).0.cast())
}

/// The object that a `ref` refers to, if it has the library's header: borrowed. NULL if there is none, or one of another kind.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_ref_get_object(reference: *const as_ref) -> *mut as_object {
    guard::plain(std::ptr::null_mut(), || match target(reference) {
        (found, ty) if !found.is_null() && ty.ty().is_managed() => as_object::of(found.cast()),
        _ => std::ptr::null_mut(),
    })
}

/// The object that a `ref` refers to as one of another type: borrowed. NULL if it is none of it, as a cast of a script would
/// give.
///
/// `type`: a class, a base class, an interface or a registered type.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_ref_cast(reference: *const as_ref, type_: *const as_type) -> *mut c_void {
    guard::plain(std::ptr::null_mut(), || match (target(reference), handle::borrow(type_)) {
        ((found, ty), Ok(to)) if !found.is_null() && can_cast(ty, found, ValueType::new(to.get(), true, true)) => {
            found.cast()
        }
        _ => std::ptr::null_mut(),
    })
}

/// Makes a `ref` refer to an object, which gets a reference; to nothing for NULL.
///
/// `vm`: that of the `ref`. `type`: of the object; with `AS_USE_CONST` scripts can only read it. `AS_ERROR_INVALID_TYPE`: it is
/// no reference type, or one without counting. `AS_ERROR_INVALID_OBJECT`: the object has the library's header and is none of
/// the type.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_ref_set(
    vm: *mut as_vm,
    reference: *mut as_ref,
    type_: as_type_use,
    to: *mut c_void,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(vm, out_error, |vm| {
        if to.is_null() {
            return set(vm, reference, std::ptr::null_mut(), ValueType::NONE);
        }
        let ty = handle::borrow(type_.type_)?.get();
        check_type(vm, ty)?;
        if !(ty.is_managed() || ty.kind == RuntimeKind::Counted) {
            return fail(as_status::AS_ERROR_INVALID_TYPE, format!("there are no counted objects of '{}'", ty.name));
        }
        if ty.is_managed() {
            check_object(vm.get(), ty, to.cast(), "reference")?;
        }
        set(vm, reference, to.cast(), ValueType::new(ty, true, type_.flags & AS_USE_CONST != 0))
    })
}

/// The same for an object with the library's header, by its own type.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_ref_set_object(vm: *mut as_vm, reference: *mut as_ref, to: *mut as_object) -> as_status {
    guard::status(vm, std::ptr::null_mut(), |vm| {
        if to.is_null() {
            return set(vm, reference, std::ptr::null_mut(), ValueType::NONE);
        }
        let (header, ty) = object(to)?;
        check_type(vm, ty)?;
        set(vm, reference, header.cast(), ValueType::new(ty, true, false))
    })
}

unsafe fn set(vm: &as_vm, ptr: *mut as_ref, to: *mut u8, ty: ValueType) -> Result<()> {
    if ptr.is_null() {
        return fail(as_status::AS_ERROR_NULL, "the as_ref is NULL");
    }
    if !ptr.is_aligned() {
        return fail(as_status::AS_ERROR_WRONG_HANDLE, "the pointer is no as_ref");
    }
    reference::set(vm.get(), ptr.cast(), to, ty);
    Ok(())
}
