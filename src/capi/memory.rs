//! Values of any type in memory of the host: made, copied, assigned and ended.

use std::ffi::c_void;

use super::error::{Result, as_error, as_status, fail};
use super::guard;
use super::invoke::{check_concrete, value_type};
use super::types::as_type_use;
use super::value::raised;
use super::variant::check_value;
use super::vm::as_vm;
use crate::vm::{RuntimeKind, RuntimeType, Storage, ValueType, value_ops};

/// Memory of the host that has room for a value and is aligned for it.
fn place(ty: ValueType, memory: *mut c_void) -> Result<*mut u8> {
    if memory.is_null() {
        return fail(as_status::AS_ERROR_NULL, "the memory is NULL");
    }
    if memory.addr() % ty.align().max(1) != 0 {
        let text = format!("the memory is not aligned to {} bytes", ty.align());
        return fail(as_status::AS_ERROR_INVALID_ARGUMENT, text);
    }
    Ok(memory.cast())
}

fn is_by_behaviors(ty: ValueType) -> bool {
    let has_own = ty.ty().class.is_some() || ty.ty().managed.is_some() || ty.ty().value_ops.is_some();
    !matches!(ty.storage(), Storage::Plain | Storage::ManagedHandle | Storage::CountedHandle) && !has_own
}

fn cannot(ty: &RuntimeType, what: &str) -> Result<()> {
    fail(as_status::AS_ERROR_NO_FUNCTION, format!("'{}' has no {what}", ty.name))
}

fn check_makeable(ty: ValueType) -> Result<()> {
    let t = ty.ty();
    if ty.is_handle() {
        return Ok(());
    }
    if let (Some(class), Some(program)) = (&t.class, t.program()) {
        check_concrete(program, t)?;
        if class.default_constructor.is_none() {
            return cannot(t, "default constructor");
        }
    }
    let is_only_handle = matches!(t.kind, RuntimeKind::Interface | RuntimeKind::Funcdef);
    let own = t.managed.is_some_and(|ops| ops.construct.is_some());
    let needs = is_by_behaviors(ty) || t.managed.is_some() && !own;
    if is_only_handle || needs && !t.behaviors().construct.is_some() {
        return cannot(t, "default constructor");
    }
    Ok(())
}

fn check_assignable(ty: ValueType) -> Result<()> {
    let t = ty.ty();
    if ty.is_handle() {
        return Ok(());
    }
    let own = t.managed.is_some_and(|ops| ops.assign.is_some());
    let needs = is_by_behaviors(ty) || t.managed.is_some() && !own;
    let is_only_handle = matches!(t.kind, RuntimeKind::Interface | RuntimeKind::Funcdef);
    let is_bytes = t.is_pod && !t.is_reference();
    let has_assignment = is_bytes || !needs || t.behaviors().assign.is_some();
    if is_only_handle || !has_assignment {
        return fail(as_status::AS_ERROR_NOT_SUPPORTED, format!("'{}' has no assignment", t.name));
    }
    Ok(())
}

fn check_copyable(ty: ValueType) -> Result<()> {
    let t = ty.ty();
    let own = t.class.is_some() || t.managed.is_some_and(|ops| ops.copy.is_some());
    if ty.is_handle() || own || t.behaviors().copy.is_some() {
        return Ok(());
    }
    check_makeable(ty)?;
    check_assignable(ty)
}

/// Makes a default value in memory of the host: numbers zero, handles null, values and objects by their default constructor or
/// factory.
///
/// `type`: the type, with `AS_USE_HANDLE` for a handle. `memory`: as large and aligned as the type; for handles and objects of
/// reference types a pointer, which then has the object. End it with `as_value_release`, before the VM is gone. For values in
/// script objects and variables there is `as_value_set`: they are made already.
///
/// `AS_ERROR_NO_FUNCTION`: the type has no default constructor. `AS_ERROR_INVALID_TYPE`: there are no values of it.
/// `AS_ERROR_GENERAL`: an exception was raised, whose text the error has. The memory holds no value then.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_value_new(
    vm: *mut as_vm,
    type_: as_type_use,
    memory: *mut c_void,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(vm, out_error, |vm| {
        let ty = value_type(vm, type_)?;
        let memory = place(ty, memory)?;
        check_makeable(ty)?;
        value_ops::default_construct(vm.get(), ty, memory).map_err(|_| raised(vm.get()))
    })
}

/// Makes a copy of a value in memory of the host: handles get a reference, values and objects are copied.
///
/// `from`: the address of the number, value, string or handle; for objects of reference types the object. See also
/// `as_value_new`. `AS_ERROR_NO_FUNCTION`, `AS_ERROR_NOT_SUPPORTED`: the type cannot be copied. `AS_ERROR_INVALID_OBJECT`: the
/// object is of another class.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_value_new_copy(
    vm: *mut as_vm,
    type_: as_type_use,
    memory: *mut c_void,
    from: *const c_void,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(vm, out_error, |vm| {
        let ty = value_type(vm, type_)?;
        let memory = place(ty, memory)?;
        let from = check_value(vm, ty, from)?;
        check_copyable(ty)?;
        value_ops::copy_construct_from_reference(vm.get(), ty, memory, from).map_err(|_| raised(vm.get()))
    })
}

/// Assigns to a value: handles are rebound, with their references; values and objects are assigned by their own rules.
///
/// `to`: where the value lies – for objects of reference types the address of the pointer to the object, as members, global
/// variables and `as_value_new` have them. `from`: as for `as_value_new_copy`. `AS_ERROR_NOT_SUPPORTED`: the type has no
/// assignment, or it is a reference type and `AS_OPTION_DISALLOW_VALUE_ASSIGN_FOR_REF_TYPE` was on when the VM was made.
/// `AS_ERROR_GENERAL`: it raised an exception.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_value_set(
    vm: *mut as_vm,
    type_: as_type_use,
    to: *mut c_void,
    from: *const c_void,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(vm, out_error, |vm| {
        let ty = value_type(vm, type_)?;
        let to = place(ty, to)?;
        let from = check_value(vm, ty, from)?;
        if !ty.is_handle() && ty.ty().is_reference() && !vm.get().assigns_references() {
            let text =
                format!("objects of '{}' cannot be assigned: property 20 forbids it for reference types", ty.ty().name);
            return fail(as_status::AS_ERROR_NOT_SUPPORTED, text);
        }
        check_assignable(ty)?;
        value_ops::assign_from_reference(vm.get(), ty, to, from).map_err(|_| raised(vm.get()))
    })
}

/// Ends a value in memory of the host: handles and objects lose their reference, values are destroyed. A pointer is NULL
/// afterwards.
///
/// `value`: made by `as_value_new`, `as_value_new_copy` or `as_vm_run_function`, and not ended yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_value_release(
    vm: *mut as_vm,
    type_: as_type_use,
    value: *mut c_void,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(vm, out_error, |vm| {
        let ty = value_type(vm, type_)?;
        let value = place(ty, value)?;
        if !ty.is_handle() && !ty.is_object_cell() {
            value_ops::destroy(vm.get(), ty, value);
            return Ok(());
        }
        let mut held = value.cast::<*mut u8>().replace(std::ptr::null_mut());
        value_ops::destroy(vm.get(), ty, (&raw mut held).cast());
        Ok(())
    })
}
