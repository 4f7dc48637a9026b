//! `array<T>` in the hands of the host.

use std::ffi::{c_char, c_void};

use super::error::{Result, as_error, as_status, fail};
use super::guard;
use super::handle;
use super::types::as_type_use;
use super::value::{as_object, object, raised};
use super::variant::{check_type, check_value};
use super::vm::as_vm;
use crate::addons::array;
use crate::base::NamespaceId;
use crate::ffi::find_type;
use crate::vm::{ArrayObject, object as objects, value_ops};

/// The array behind an object.
unsafe fn array_of(ptr: *const as_object) -> Result<*mut ArrayObject> {
    let (header, ty) = object(ptr)?;
    if !array::is_array(ty) {
        return fail(as_status::AS_ERROR_INVALID_TYPE, format!("the object is of type '{}', not an array", ty.name));
    }
    Ok(header.cast())
}

/// The same, to be changed: it must be of the VM's own context.
unsafe fn array_in(vm: &as_vm, ptr: *const as_object) -> Result<*mut ArrayObject> {
    let array = array_of(ptr)?;
    check_type(vm, &*(*array).header.ty)?;
    Ok(array)
}

/// Checks that an element exists.
fn check_index(index: usize, len: u32) -> Result<()> {
    if index >= len as usize {
        return fail(as_status::AS_ERROR_INDEX, format!("there is no element {index}: the array has {len}"));
    }
    Ok(())
}

/// A new array with default elements and one reference, which the caller gets (`as_object_release`). Arrays of a script's
/// own types are made by `as_object_new` with their type, as a global variable or parameter has it.
///
/// `type`: what scripts write: `array<float>`, `string[]`. `size`: how many elements. NULL in case of failure:
/// `AS_ERROR_INVALID_TYPE` if the context has no such array type, `AS_ERROR_GENERAL` with the text of the exception that
/// making an element raised, or if there is not enough memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_array_new(
    vm: *mut as_vm,
    type_: *const c_char,
    size: usize,
    out_error: *mut *mut as_error,
) -> *mut as_object {
    guard::make(vm, out_error, |vm| {
        let text = handle::text(type_, "type")?;
        let ty = match find_type(vm.get().types().ffi(), NamespaceId::GLOBAL, text) {
            Ok(ty) => vm.get().types().get(ty.type_id),
            Err(error) => return fail(as_status::AS_ERROR_INVALID_TYPE, error.to_string()),
        };
        if !array::is_array(ty) {
            return fail(as_status::AS_ERROR_INVALID_TYPE, format!("'{text}' is no array type"));
        }
        let made = array::new(vm.get(), ty).map_err(|_| raised(vm.get()))?;
        if let Err(error) = resize(vm, made, size) {
            objects::release(vm.get(), made.cast());
            return Err(error);
        }
        Ok(as_object::of(made.cast()))
    })
}

unsafe fn resize(vm: &as_vm, array: *mut ArrayObject, size: usize) -> Result<()> {
    let Ok(size) = u32::try_from(size) else {
        return fail(as_status::AS_ERROR_INVALID_ARGUMENT, "an array cannot have so many elements");
    };
    array::resize(vm.get(), array, size).map_err(|_| raised(vm.get()))
}

/// How many elements an array has; 0 for NULL and objects that are no arrays.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_array_size(array: *const as_object) -> usize {
    guard::plain(0, || array_of(array).map_or(0, |a| (*a).len as usize))
}

/// The type of an array's elements; without a type for NULL and objects that are no arrays.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_array_element_type(array: *const as_object) -> as_type_use {
    guard::plain(as_type_use::NONE, || {
        array_of(array).map_or(as_type_use::NONE, |a| as_type_use::of_value((*a).element))
    })
}

/// The distance from an element to the next in bytes; 0 for NULL and objects that are no arrays.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_array_stride(array: *const as_object) -> usize {
    guard::plain(0, || array_of(array).map_or(0, |a| (*a).stride as usize))
}

/// The elements, one behind the other: an `array<float>` is a `float *` and `as_array_size`, an `array<Vec3>` of a registered
/// value type a `Vec3 *`, an `array<string>` an `as_string *`. Elements that are handles or objects of reference types are
/// pointers to objects. NULL for an array without elements, and for objects that are no arrays; look at
/// `as_array_element_type` first.
///
/// The address is valid until the array is resized, by the host or a script. Numbers and plain values may be written;
/// strings are changed by `as_string_set`, handles and objects by `as_array_set`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_array_data(array: *mut as_object) -> *mut c_void {
    guard::plain(std::ptr::null_mut(), || match array_of(array) {
        Ok(a) if (*a).len > 0 => (*a).data.cast(),
        _ => std::ptr::null_mut(),
    })
}

/// Element number `index` by reference: the address of a number, value, string or handle, or the object itself in an array of
/// objects. NULL if there is none of this number. Valid until the array is resized.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_array_at(array: *mut as_object, index: usize) -> *mut c_void {
    guard::plain(std::ptr::null_mut(), || match array_of(array) {
        Ok(a) if index < (*a).len as usize => {
            value_ops::by_reference((*a).element, (*a).data.add(index * (*a).stride as usize)).cast()
        }
        _ => std::ptr::null_mut(),
    })
}

/// Assigns to element number `index`. Handles get a reference, objects and values are copied.
///
/// `value`: as `as_array_at` gives it – for handles the address of the pointer to the object, which may be NULL.
/// `AS_ERROR_INDEX`: there is no such element. `AS_ERROR_INVALID_OBJECT`: the object is of another class.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_array_set(
    vm: *mut as_vm,
    array: *mut as_object,
    index: usize,
    value: *const c_void,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(vm, out_error, |vm| {
        let a = array_in(vm, array)?;
        check_index(index, (*a).len)?;
        let value = check_value(vm, (*a).element, value)?;
        let at = (*a).data.add(index * (*a).stride as usize);
        value_ops::assign_from_reference(vm.get(), (*a).element, at, value).map_err(|_| raised(vm.get()))
    })
}

/// Inserts a copy of a value before element number `index`; with the size of the array behind the last one. See `as_array_set`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_array_insert(
    vm: *mut as_vm,
    array: *mut as_object,
    index: usize,
    value: *const c_void,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(vm, out_error, |vm| {
        let a = array_in(vm, array)?;
        if index != (*a).len as usize {
            check_index(index, (*a).len)?;
        }
        let value = check_value(vm, (*a).element, value)?;
        array::insert(vm.get(), a, index, value).map_err(|_| raised(vm.get()))
    })
}

/// Removes `count` elements from number `index` on. `AS_ERROR_INDEX`: there are not so many, and none is removed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_array_remove(
    vm: *mut as_vm,
    array: *mut as_object,
    index: usize,
    count: usize,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(vm, out_error, |vm| {
        let a = array_in(vm, array)?;
        let len = (*a).len as usize;
        if index > len || count > len - index {
            let text = format!("{count} elements from number {index} on are more than the array of {len} has");
            return fail(as_status::AS_ERROR_INDEX, text);
        }
        array::remove(vm.get(), a, index, count).map_err(|_| raised(vm.get()))
    })
}

/// Sets the number of elements: those behind are dropped, new ones are zero, null or default objects.
///
/// `AS_ERROR_GENERAL`: there is not enough memory, or making an element raised an exception, whose text the error has.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_array_resize(
    vm: *mut as_vm,
    array: *mut as_object,
    size: usize,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(vm, out_error, |vm| resize(vm, array_in(vm, array)?, size))
}
