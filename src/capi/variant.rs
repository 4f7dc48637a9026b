//! Values of any type: entries of dictionaries, and what an `any` holds.

use std::ffi::{c_char, c_void};

use super::error::{Result, as_error, as_status, fail};
use super::guard;
use super::handle;
use super::text::as_str;
use super::types::{AS_USE_CONST, AS_USE_HANDLE, as_type_use};
use super::value::{as_object, object, raised};
use super::vm::as_vm;
use crate::addons::string::{TooLarge, is_own_string};
use crate::addons::{any, variant::Variant};
use crate::types::Primitive;
use crate::vm::{RuntimeType, StringValue, ValueType, Vm, fits, value_ops};

/// A value of any type: of an entry of a dictionary, of a `dictionaryValue`, or of an `any`. Integers are kept as `int64`,
/// floats as `double`; other types as they are.
///
/// Borrowed from the object it is in: valid until its key is removed, or the object ends.
#[cfg_attr(not(cbindgen), repr(transparent))]
pub struct as_variant {
    value: Variant,
}

impl as_variant {
    /// The handle of a value.
    pub fn of(value: *mut Variant) -> *mut as_variant {
        value.cast()
    }
}

/// The value behind the pointer.
unsafe fn variant<'a>(ptr: *const as_variant) -> Result<&'a Variant> {
    match ptr.cast::<Variant>().as_ref() {
        Some(value) if ptr.is_aligned() => Ok(value),
        Some(_) => fail(as_status::AS_ERROR_WRONG_HANDLE, "the pointer is no as_variant"),
        None => fail(as_status::AS_ERROR_NULL, "the as_variant is NULL"),
    }
}

/// The value behind the pointer, to be changed.
unsafe fn variant_mut<'a>(ptr: *mut as_variant) -> Result<&'a mut Variant> {
    variant(ptr)?;
    Ok(&mut *ptr.cast::<Variant>())
}

/// Whether a type can have values in a VM: it is of its context, or of a unit linked to it.
pub fn check_type(vm: &as_vm, ty: &RuntimeType) -> Result<()> {
    let fits = match (ty.table(), ty.program().or(ty.declared_in())) {
        (Some(table), _) => vm.get().types().extends(table),
        (None, Some(program)) => vm.get().types().extends(program.runtime_types()),
        // An instance over types of a script.
        (None, None) => return ty.args.iter().filter(|a| !a.is_none()).try_for_each(|a| check_type(vm, a.ty())),
    };
    if !fits {
        return fail(as_status::AS_ERROR_FOREIGN, format!("the type '{}' is not of the VM's context", ty.name));
    }
    Ok(())
}

/// A value by reference that the host gives, if it can be one of the type as far as can be seen.
///
/// # Safety
///
/// `value` is NULL or a value of the type, or for objects with the library's header of any such type.
pub unsafe fn check_value(vm: &as_vm, ty: ValueType, value: *const c_void) -> Result<*const u8> {
    if value.is_null() {
        return fail(as_status::AS_ERROR_NULL, "the value is NULL");
    }
    let holds_object = ty.is_handle() || ty.is_object_cell();
    if !holds_object || !ty.ty().is_managed() {
        return Ok(value.cast());
    }
    let given = if ty.is_handle() { *value.cast::<*const as_object>() } else { value.cast() };
    if given.is_null() {
        return Ok(value.cast());
    }
    check_object(vm.get(), ty.ty(), given, "place")?;
    Ok(value.cast())
}

/// Whether an object with the library's header can stand where one of a type is wanted: in the `place` that messages tell.
///
/// # Safety
///
/// See [`object`].
pub unsafe fn check_object(vm: &Vm, wanted: &RuntimeType, given: *const as_object, place: &str) -> Result<()> {
    let (header, actual) = object(given)?;
    if fits::object(vm.types(), wanted, header) {
        return Ok(());
    }
    let text = format!("the object is of class '{}', the {place} of '{}'", actual.name, wanted.name);
    fail(as_status::AS_ERROR_INVALID_OBJECT, text)
}

/// The value of an `any`; NULL for objects that are none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_any_value(any: *mut as_object) -> *mut as_variant {
    guard::plain(std::ptr::null_mut(), || {
        let found = object(any).ok().and_then(|(header, _)| any::value_of(header));
        found.map_or(std::ptr::null_mut(), as_variant::of)
    })
}

/// The type of a value; without a type if there is no value.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_variant_type(value: *const as_variant) -> as_type_use {
    guard::plain(as_type_use::NONE, || variant(value).map_or(as_type_use::NONE, |v| as_type_use::of_value(v.ty())))
}

/// The value by reference: the address of a number, value, string or handle, or the object itself if an object is held by
/// value. NULL if there is no value. Valid until the value is set again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_variant_address(value: *mut as_variant) -> *mut c_void {
    guard::plain(std::ptr::null_mut(), || match variant(value) {
        Ok(v) if !v.ty().is_none() => value_ops::by_reference(v.ty(), v.address()).cast(),
        _ => std::ptr::null_mut(),
    })
}

/// Reads a number, `bool` or enum as integer; floats are cut. `false`: it is none of them, and `out` is left alone.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_variant_get_int64(value: *const as_variant, out: *mut i64) -> bool {
    guard::plain(false, || {
        let found = variant(value).ok().and_then(Variant::get_int);
        found.inspect(|n| handle::set_optional(out, *n)).is_some()
    })
}

/// Reads a number, `bool` or enum as `double`. `false`: it is none of them, and `out` is left alone.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_variant_get_double(value: *const as_variant, out: *mut f64) -> bool {
    guard::plain(false, || {
        let found = variant(value).ok().and_then(Variant::get_float);
        found.inspect(|x| handle::set_optional(out, *x)).is_some()
    })
}

/// Reads a string of the library's own. `false`: it is none, and `out` is left alone. The text is valid until the value is
/// set again or removed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_variant_get_string(vm: *mut as_vm, value: *const as_variant, out: *mut as_str) -> bool {
    guard::get(vm, false, |vm| {
        let Ok(v) = variant(value) else { return false };
        if v.ty().is_none() || v.ty().is_handle() || !is_own_string(vm.get(), v.ty().ty().id) {
            return false;
        }
        handle::set_optional(out, as_str::from((*v.address().cast::<StringValue>()).as_bytes()));
        true
    })
}

/// The script object that is held, by handle or by value: borrowed. NULL if there is none, or one of another kind.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_variant_get_object(value: *const as_variant) -> *mut as_object {
    guard::plain(std::ptr::null_mut(), || match variant(value) {
        Ok(v) if !v.ty().is_none() && v.ty().ty().is_managed() => as_object::of(*v.address().cast()),
        _ => std::ptr::null_mut(),
    })
}

/// Sets the value to an `int64`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_variant_set_int64(vm: *mut as_vm, value: *mut as_variant, to: i64) -> as_status {
    guard::status(vm, std::ptr::null_mut(), |vm| {
        variant_mut(value)?.set_int(vm.get(), to);
        Ok(())
    })
}

/// Sets the value to a `double`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_variant_set_double(vm: *mut as_vm, value: *mut as_variant, to: f64) -> as_status {
    guard::status(vm, std::ptr::null_mut(), |vm| {
        variant_mut(value)?.set_float(vm.get(), to);
        Ok(())
    })
}

/// Sets the value to a `bool`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_variant_set_bool(vm: *mut as_vm, value: *mut as_variant, to: bool) -> as_status {
    guard::status(vm, std::ptr::null_mut(), |vm| {
        let ty = ValueType::of(vm.get().types().get(Primitive::Bool.id()));
        set(vm, value, ty, (&raw const to).cast())
    })
}

/// Sets the value to a copy of a text, as a string of the library's own.
///
/// `AS_ERROR_NOT_SUPPORTED`: the context has another string type. `AS_ERROR_OUT_OF_MEMORY`: the limit of the VM is reached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_variant_set_string(
    vm: *mut as_vm,
    value: *mut as_variant,
    text: *const c_char,
    size: usize,
) -> as_status {
    guard::status(vm, std::ptr::null_mut(), |vm| {
        let bytes = handle::bytes(text.cast(), size, "text")?;
        let id = vm.get().types().ffi().string_type();
        if id.is_none() || !is_own_string(vm.get(), id) {
            return fail(as_status::AS_ERROR_NOT_SUPPORTED, "the context has no string of the library's own");
        }
        let heap = Some(vm.get().heap());
        let mut string = match StringValue::new(heap, bytes) {
            Ok(string) => string,
            Err(TooLarge) => return fail(as_status::AS_ERROR_OUT_OF_MEMORY, "the string is too large"),
        };
        let result = set(vm, value, ValueType::of(vm.get().types().get(id)), (&raw const string).cast());
        string.release(heap);
        result
    })
}

/// Sets the value to a handle to a script object, which gets a reference; NULL leaves no value.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_variant_set_object(
    vm: *mut as_vm,
    value: *mut as_variant,
    to: *mut as_object,
) -> as_status {
    guard::status(vm, std::ptr::null_mut(), |vm| {
        if to.is_null() {
            variant_mut(value)?.clear(vm.get());
            return Ok(());
        }
        let (header, ty) = object(to)?;
        check_type(vm, ty)?;
        set(vm, value, ValueType::new(ty, true, false), (&raw const header).cast())
    })
}

/// Sets the value to one of any type: numbers are widened, handles shared, objects and values copied.
///
/// `type`: what it is; with `AS_USE_HANDLE` a handle. `from`: as `as_variant_address` gives it. `AS_ERROR_GENERAL`: objects of
/// the type cannot be copied, or copying raised an exception; the value is as it was.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_variant_set(
    vm: *mut as_vm,
    value: *mut as_variant,
    type_: as_type_use,
    from: *const c_void,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(vm, out_error, |vm| {
        let ty = handle::borrow(type_.type_)?.get();
        check_type(vm, ty)?;
        let is_handle = type_.flags & AS_USE_HANDLE != 0;
        if is_handle && !ty.is_reference() || ty.size == 0 && !ty.is_reference() {
            return fail(as_status::AS_ERROR_INVALID_TYPE, format!("there are no such values of '{}'", ty.name));
        }
        set(vm, value, ValueType::new(ty, is_handle, type_.flags & AS_USE_CONST != 0), from)
    })
}

unsafe fn set(vm: &as_vm, value: *mut as_variant, ty: ValueType, from: *const c_void) -> Result<()> {
    let variant = variant_mut(value)?;
    let from = check_value(vm, ty, from)?;
    variant.set(vm.get(), ty, from).map_err(|_| raised(vm.get()))
}

/// Leaves no value.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_variant_clear(vm: *mut as_vm, value: *mut as_variant) -> as_status {
    guard::status(vm, std::ptr::null_mut(), |vm| {
        variant_mut(value)?.clear(vm.get());
        Ok(())
    })
}
