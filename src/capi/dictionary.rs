//! `dictionary` in the hands of the host.

use std::ffi::c_char;

use super::error::{Result, as_error, as_status, fail};
use super::guard;
use super::handle;
use super::text::as_str;
use super::value::{as_object, object, raised};
use super::variant::{as_variant, check_type};
use super::vm::as_vm;
use crate::addons::dictionary::host::{HostDictionary, is_dictionary};
use crate::base::NamespaceId;
use crate::ffi::find_type;
use crate::vm::object as objects;

/// The dictionary behind an object.
unsafe fn dictionary_of(ptr: *const as_object) -> Result<HostDictionary> {
    let (header, ty) = object(ptr)?;
    if !is_dictionary(ty) {
        return fail(as_status::AS_ERROR_INVALID_TYPE, format!("the object is of type '{}', no dictionary", ty.name));
    }
    Ok(HostDictionary::new(header))
}

/// The same, to be changed: it must be of the VM's own context.
unsafe fn dictionary_in(vm: &as_vm, ptr: *const as_object) -> Result<HostDictionary> {
    let dictionary = dictionary_of(ptr)?;
    check_type(vm, object(ptr)?.1)?;
    Ok(dictionary)
}

/// A new empty dictionary with one reference, which the caller gets (`as_object_release`). NULL in case of failure:
/// `AS_ERROR_INVALID_TYPE` if the VM's context has no `AS_ADDON_DICTIONARY`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_dictionary_new(vm: *mut as_vm, out_error: *mut *mut as_error) -> *mut as_object {
    guard::make(vm, out_error, |vm| {
        let found = find_type(vm.get().types().ffi(), NamespaceId::GLOBAL, "dictionary").ok();
        let Some(ty) = found.map(|ty| vm.get().types().get(ty.type_id)).filter(|ty| is_dictionary(ty)) else {
            return fail(as_status::AS_ERROR_INVALID_TYPE, "the context has no dictionary of the library's own");
        };
        objects::new_default(vm.get(), ty).map(as_object::of).map_err(|_| raised(vm.get()))
    })
}

/// How many keys a dictionary has; 0 for NULL and objects that are no dictionaries.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_dictionary_size(dictionary: *const as_object) -> usize {
    guard::plain(0, || dictionary_of(dictionary).map_or(0, |d| d.len()))
}

/// The value of a key; NULL if there is none. It stays at its address until the key is removed.
///
/// `key`, `size`: the bytes of the key.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_dictionary_find(
    dictionary: *const as_object,
    key: *const c_char,
    size: usize,
) -> *mut as_variant {
    guard::plain(std::ptr::null_mut(), || {
        let (Ok(d), Ok(key)) = (dictionary_of(dictionary), handle::bytes(key.cast(), size, "key")) else {
            return std::ptr::null_mut();
        };
        d.find(key).map_or(std::ptr::null_mut(), as_variant::of)
    })
}

/// The value of a key, which is added without a value if it is not there: `as_variant_set_int64(vm, as_dictionary_add(…), 5)`.
/// NULL in case of failure.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_dictionary_add(
    vm: *mut as_vm,
    dictionary: *mut as_object,
    key: *const c_char,
    size: usize,
    out_error: *mut *mut as_error,
) -> *mut as_variant {
    guard::make(vm, out_error, |vm| {
        let d = dictionary_in(vm, dictionary)?;
        let key = handle::bytes(key.cast(), size, "key")?;
        d.get_or_add(vm.get(), key).map(as_variant::of).map_err(|_| raised(vm.get()))
    })
}

/// Removes a key with its value; `false` if it is not there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_dictionary_remove(
    vm: *mut as_vm,
    dictionary: *mut as_object,
    key: *const c_char,
    size: usize,
) -> bool {
    guard::get(vm, false, |vm| {
        let (Ok(d), Ok(key)) = (dictionary_in(vm, dictionary), handle::bytes(key.cast(), size, "key")) else {
            return false;
        };
        d.remove(vm.get(), key)
    })
}

/// Removes all keys.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_dictionary_clear(vm: *mut as_vm, dictionary: *mut as_object) -> as_status {
    guard::status(vm, std::ptr::null_mut(), |vm| {
        dictionary_in(vm, dictionary)?.clear(vm.get());
        Ok(())
    })
}

/// Walks over the entries in the order in which their keys were added: begin with `*position` 0 and call until it answers
/// `false`. Values may be changed and keys removed meanwhile; if keys are added, others may be left out or met again.
///
/// `position`: where the walk is; only for this function. `out_key`: the key, valid until it is removed; may be NULL.
/// `out_value`: its value; may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_dictionary_next(
    dictionary: *const as_object,
    position: *mut usize,
    out_key: *mut as_str,
    out_value: *mut *mut as_variant,
) -> bool {
    guard::plain(false, || {
        let Ok(d) = dictionary_of(dictionary) else { return false };
        if position.is_null() {
            return false;
        }
        let Some((at, key, value)) = d.next(*position) else { return false };
        *position = at + 1;
        handle::set_optional(out_key, as_str::from(key.as_bytes()));
        handle::set_optional(out_value, as_variant::of(value));
        true
    })
}
