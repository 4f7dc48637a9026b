//! Constructing, copying, assigning and dropping values of any type in memory: what containers and the VM itself need.
//!
//! A value *in memory* is what a field or an element holds: the bytes of a primitive or value type, the pointer of a
//! handle, and for objects of reference types held by value a cell with a pointer to the object, which the cell owns.
//! A value *by reference* is what a reference argument holds: the same address, except that for objects of reference
//! types it is the address of the object ([`by_reference`]).

use std::ptr::write_bytes;

use crate::bytecode::Trap;

use super::object::{self, ObjHeader};
use super::runtime_type::{Behavior, RuntimeKind, RuntimeType, Storage, ValueType};
use super::{Raised, Vm};

/// The address by which a value in memory is passed by reference.
///
/// # Safety
///
/// `value` is the address of a valid value of type `ty`.
#[inline]
pub unsafe fn by_reference(ty: ValueType, value: *mut u8) -> *mut u8 {
    // SAFETY: a cell holds a pointer.
    if ty.is_object_cell() { unsafe { *value.cast::<*mut u8>() } } else { value }
}

/// Makes a default value at `dst`: numbers zero, handles null, objects by their default constructor or factory.
///
/// # Safety
///
/// `dst` is the address of uninitialised memory for a value of type `ty`.
///
/// # Errors
///
/// The construction raised; `dst` holds no value then (a null pointer if it is a cell).
#[inline]
pub unsafe fn default_construct(vm: &Vm, ty: ValueType, dst: *mut u8) -> Result<(), Raised> {
    // SAFETY: the caller gives memory for a value of the type.
    unsafe {
        match ty.storage() {
            Storage::Plain => {
                write_bytes(dst, 0, ty.size());
                if !is_zero_by_default(ty) {
                    return construct_value(vm, ty.ty(), dst);
                }
            }
            Storage::ManagedHandle | Storage::CountedHandle => *dst.cast::<u64>() = 0,
            Storage::Value => return construct_value(vm, ty.ty(), dst),
            Storage::ManagedObject => {
                *dst.cast::<u64>() = 0;
                *dst.cast::<*mut ObjHeader>() = object::new_default(vm, ty.ty())?;
            }
            Storage::CountedObject | Storage::NoCountObject | Storage::ScopedObject => {
                *dst.cast::<u64>() = 0;
                *dst.cast::<*mut u8>() = factory(vm, ty.ty(), ty.ty().behaviors().construct, &[])?;
            }
        }
        Ok(())
    }
}

/// Whether a default value is nothing but zeros: plain bytes that have no constructor all the same.
#[inline]
pub fn is_zero_by_default(ty: ValueType) -> bool {
    let is_value = !ty.is_handle() && ty.ty().kind == RuntimeKind::Value;
    ty.storage() == Storage::Plain && !(is_value && ty.ty().behaviors().construct.is_some())
}

/// Makes a copy at `dst` of the value in memory at `src`.
///
/// # Safety
///
/// `dst` is uninitialised memory for a value of type `ty`, `src` a valid value of it.
///
/// # Errors
///
/// The copying raised; `dst` holds no value then (a null pointer if it is a cell or handle).
#[inline]
pub unsafe fn copy_construct(vm: &Vm, ty: ValueType, dst: *mut u8, src: *const u8) -> Result<(), Raised> {
    // SAFETY: as the caller promises.
    unsafe { copy_construct_from_reference(vm, ty, dst, by_reference(ty, src.cast_mut())) }
}

/// Makes a copy at `dst` (in memory) of the value passed by reference as `src`. For objects of reference types a null
/// `src` gives a null cell.
///
/// # Safety
///
/// `dst` is uninitialised memory for a value of type `ty`, `src` a valid value of it by reference.
///
/// # Errors
///
/// As [`copy_construct`].
#[inline]
pub unsafe fn copy_construct_from_reference(
    vm: &Vm,
    ty: ValueType,
    dst: *mut u8,
    src: *const u8,
) -> Result<(), Raised> {
    // SAFETY: the caller gives memory for a value of the type and a valid source.
    unsafe {
        match ty.storage() {
            Storage::Plain => copy_plain(dst, src, ty.size()),
            Storage::ManagedHandle => {
                let object = *src.cast::<*mut ObjHeader>();
                object::add_ref(object);
                *dst.cast::<*mut ObjHeader>() = object;
            }
            Storage::CountedHandle => {
                let object = *src.cast::<*mut u8>();
                add_ref_counted(vm, ty.ty(), object);
                *dst.cast::<*mut u8>() = object;
            }
            Storage::Value => return copy_value(vm, ty.ty(), dst, src),
            Storage::ManagedObject => {
                *dst.cast::<u64>() = 0;
                if !src.is_null() {
                    *dst.cast::<*mut ObjHeader>() = object::new_copy(vm, src.cast_mut().cast())?;
                }
            }
            Storage::CountedObject | Storage::NoCountObject | Storage::ScopedObject => {
                *dst.cast::<u64>() = 0;
                if !src.is_null() {
                    *dst.cast::<*mut u8>() = copy_by_behaviors(vm, ty.ty(), src)?;
                }
            }
        }
        Ok(())
    }
}

/// Assigns the value in memory at `src` to the one at `dst`. Handles are rebound, objects assigned by their own rules.
///
/// # Safety
///
/// Both are valid values of type `ty` in memory.
///
/// # Errors
///
/// The assignment raised; both are still valid.
#[inline]
pub unsafe fn assign(vm: &Vm, ty: ValueType, dst: *mut u8, src: *const u8) -> Result<(), Raised> {
    // SAFETY: as the caller promises.
    unsafe { assign_from_reference(vm, ty, dst, by_reference(ty, src.cast_mut())) }
}

/// Assigns the value passed by reference as `src` to the value in memory at `dst`.
///
/// # Safety
///
/// `dst` is a valid value of type `ty` in memory, `src` one by reference.
///
/// # Errors
///
/// As [`assign`].
#[inline]
pub unsafe fn assign_from_reference(vm: &Vm, ty: ValueType, dst: *mut u8, src: *const u8) -> Result<(), Raised> {
    // SAFETY: both values are valid; a handle's new reference is taken before the old one is dropped.
    unsafe {
        match ty.storage() {
            Storage::Plain => std::ptr::copy(src, dst, ty.size()),
            Storage::ManagedHandle => {
                let object = *src.cast::<*mut ObjHeader>();
                object::add_ref(object);
                object::release(vm, dst.cast::<*mut ObjHeader>().replace(object));
            }
            Storage::CountedHandle => {
                let object = *src.cast::<*mut u8>();
                add_ref_counted(vm, ty.ty(), object);
                release_counted(vm, ty.ty(), dst.cast::<*mut u8>().replace(object));
            }
            Storage::Value => return assign_by_behavior(vm, ty.ty(), dst, src),
            Storage::ManagedObject => {
                let target = *dst.cast::<*mut ObjHeader>();
                if target.is_null() {
                    return copy_construct_from_reference(vm, ty, dst, src);
                }
                return object::assign(vm, target, src.cast_mut().cast());
            }
            Storage::CountedObject | Storage::NoCountObject | Storage::ScopedObject => {
                let target = *dst.cast::<*mut u8>();
                if target.is_null() {
                    return copy_construct_from_reference(vm, ty, dst, src);
                }
                if src.is_null() {
                    return Err(vm.raise_trap(Trap::NullPointer));
                }
                return assign_by_behavior(vm, ty.ty(), target, src);
            }
        }
        Ok(())
    }
}

/// Drops the value in memory at `value`; the memory holds no value afterwards.
///
/// # Safety
///
/// `value` is a valid value of type `ty`, or for cells and handles null.
#[inline]
pub unsafe fn destroy(vm: &Vm, ty: ValueType, value: *mut u8) {
    // SAFETY: the value is valid and not used again.
    unsafe {
        match ty.storage() {
            Storage::Plain | Storage::NoCountObject => {}
            // What lies in a list is aligned to four bytes only.
            Storage::ManagedHandle | Storage::ManagedObject => {
                object::release(vm, value.cast::<*mut ObjHeader>().read_unaligned());
            }
            Storage::CountedHandle | Storage::CountedObject | Storage::ScopedObject => {
                release_counted(vm, ty.ty(), value.cast::<*mut u8>().read_unaligned());
            }
            Storage::Value => destroy_value(vm, ty.ty(), value),
        }
    }
}

/// Whether dropping a value of the type does anything.
#[inline]
pub fn needs_drop(ty: ValueType) -> bool {
    !matches!(ty.storage(), Storage::Plain | Storage::NoCountObject)
}

/// Adds a reference to an object that the host counts; null is left alone.
///
/// # Safety
///
/// `object` is null or a live object of type `ty`.
pub unsafe fn add_ref_counted(vm: &Vm, ty: &RuntimeType, object: *mut u8) {
    if !object.is_null() {
        if let Some(plan) = ty.behaviors().add_ref.plan() {
            // SAFETY: the behaviour takes the object alone.
            unsafe { plan.call(vm.as_raw(), [object as u64, 0].as_mut_ptr()) };
        }
    }
}

/// Drops a reference to an object that the host counts, or ends a scoped object; null is left alone.
///
/// # Safety
///
/// `object` is null or a live object of type `ty`, and the caller owns the reference.
pub unsafe fn release_counted(vm: &Vm, ty: &RuntimeType, object: *mut u8) {
    if !object.is_null() {
        if let Some(plan) = ty.behaviors().release.plan() {
            // SAFETY: the behaviour takes the object alone.
            unsafe { plan.call(vm.as_raw(), [object as u64, 0].as_mut_ptr()) };
        }
    }
}

#[inline]
unsafe fn copy_plain(dst: *mut u8, src: *const u8, size: usize) {
    // SAFETY: the caller gives `size` bytes at both ends. The common sizes are single moves.
    unsafe {
        match size {
            1 => *dst = *src,
            2 => dst.cast::<u16>().write_unaligned(src.cast::<u16>().read_unaligned()),
            4 => dst.cast::<u32>().write_unaligned(src.cast::<u32>().read_unaligned()),
            8 => dst.cast::<u64>().write_unaligned(src.cast::<u64>().read_unaligned()),
            _ => std::ptr::copy(src, dst, size),
        }
    }
}

/// Calls a constructor-like behaviour: `this`, the type if the behaviour takes it, then the arguments.
unsafe fn call_on(
    vm: &Vm,
    ty: &RuntimeType,
    behavior: Behavior,
    this: *mut u8,
    arg: Option<*const u8>,
) -> Result<(), Raised> {
    let Some(plan) = behavior.plan() else { return Err(vm.raise_trap(Trap::NotImplemented)) };
    let mut window = [this as u64, 0, 0, 0];
    let mut at = 1;
    if behavior.takes_type {
        window[at] = ValueType::of(ty).to_slot();
        at += 1;
    }
    if let Some(arg) = arg {
        window[at] = arg as u64;
    }
    // SAFETY: the window is laid out as the behaviour's declaration says.
    unsafe { plan.call(vm.as_raw(), window.as_mut_ptr()) };
    vm.check()
}

#[inline(never)]
unsafe fn construct_value(vm: &Vm, ty: &RuntimeType, dst: *mut u8) -> Result<(), Raised> {
    // SAFETY: the caller gives memory for a value of the type.
    unsafe {
        match ty.value_ops {
            Some(ops) => {
                (ops.construct)(vm, dst);
                Ok(())
            }
            None => call_on(vm, ty, ty.behaviors().construct, dst, None),
        }
    }
}

#[inline(never)]
unsafe fn copy_value(vm: &Vm, ty: &RuntimeType, dst: *mut u8, src: *const u8) -> Result<(), Raised> {
    // SAFETY: the caller gives memory for a value of the type and a valid value. Without a copy constructor a value is
    // made and assigned.
    unsafe {
        if let Some(ops) = ty.value_ops {
            (ops.copy)(vm, dst, src);
            return Ok(());
        }
        let behaviors = ty.behaviors();
        if behaviors.copy.is_some() {
            return call_on(vm, ty, behaviors.copy, dst, Some(src));
        }
        construct_value(vm, ty, dst)?;
        if let Err(raised) = assign_by_behavior(vm, ty, dst, src) {
            destroy_value(vm, ty, dst);
            return Err(raised);
        }
        Ok(())
    }
}

/// Runs the assignment behaviour of a registered type; plain value types without one are copied.
///
/// # Safety
///
/// Both are live objects or values of type `ty`.
///
/// # Errors
///
/// The assignment raised, or there is none.
pub(crate) unsafe fn assign_by_behavior(vm: &Vm, ty: &RuntimeType, dst: *mut u8, src: *const u8) -> Result<(), Raised> {
    if let Some(ops) = ty.value_ops {
        // SAFETY: both are values of the type.
        unsafe { (ops.assign)(vm, dst, src) };
        return Ok(());
    }
    let assign = ty.behaviors().assign;
    if !assign.is_some() && ty.is_pod && !ty.is_reference() {
        // SAFETY: plain values are bytes.
        unsafe { std::ptr::copy(src, dst, ty.size as usize) };
        return Ok(());
    }
    // SAFETY: `opAssign` takes the object and the address of the other one.
    unsafe { call_on(vm, ty, assign.without_type(), dst, Some(src)) }
}

#[inline(never)]
unsafe fn destroy_value(vm: &Vm, ty: &RuntimeType, value: *mut u8) {
    if let Some(ops) = ty.value_ops {
        // SAFETY: the value is one of the type and is not used again.
        return unsafe { (ops.destroy)(vm, value) };
    }
    if let Some(plan) = ty.behaviors().destruct.plan() {
        // SAFETY: the destructor takes the value alone.
        unsafe { plan.call(vm.as_raw(), [value as u64, 0].as_mut_ptr()) };
    }
}

/// Makes an object of a reference type by a factory; the caller owns its reference.
pub(crate) fn factory(vm: &Vm, ty: &RuntimeType, behavior: Behavior, args: &[u64]) -> Result<*mut u8, Raised> {
    let Some(plan) = behavior.plan() else { return Err(vm.raise_trap(Trap::NotImplemented)) };
    let mut window = [0u64; 4];
    let mut at = 0;
    if behavior.takes_type {
        window[0] = ValueType::of(ty).to_slot();
        at = 1;
    }
    window[at..at + args.len()].copy_from_slice(args);
    // SAFETY: the window is laid out as the factory's declaration says.
    unsafe {
        plan.call(vm.as_raw(), window.as_mut_ptr());
        if let Err(raised) = vm.check() {
            plan.discard_result(vm.as_raw(), 0, window[0]);
            return Err(raised);
        }
    }
    Ok(window[0] as *mut u8)
}

/// A copy of an object of a registered reference type: by its copy factory, else default and assignment.
///
/// # Safety
///
/// `src` is a live object of type `ty`.
pub(crate) unsafe fn copy_by_behaviors(vm: &Vm, ty: &RuntimeType, src: *const u8) -> Result<*mut u8, Raised> {
    let behaviors = ty.behaviors();
    if behaviors.copy.is_some() {
        return factory(vm, ty, behaviors.copy, &[src as u64]);
    }
    let mut cell = factory(vm, ty, behaviors.construct, &[])?;
    if cell.is_null() {
        return Ok(cell);
    }
    // SAFETY: both are live objects of the type.
    unsafe {
        if let Err(raised) = assign_by_behavior(vm, ty, cell, src) {
            destroy(vm, ValueType::of(ty), (&raw mut cell).cast());
            return Err(raised);
        }
    }
    Ok(cell)
}
