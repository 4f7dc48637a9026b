//! Script objects and strings in the hands of the host.

use std::ffi::{c_char, c_void};

use super::error::{ApiError, Result, as_error, as_status, fail};
use super::guard;
use super::handle;
use super::text::as_str;
use super::types::as_type;
use super::variant::check_type;
use super::vm::as_vm;
use crate::addons::array::{self, CompareError};
use crate::addons::string::TooLarge;
use crate::vm::object::{self, ObjHeader};
use crate::vm::{RuntimeType, StringValue, Vm};

/// An object with the library's own header: of a script class, a function handle, or a container of an add-on.
///
/// The pointer is what scripts have in their handles. A reference is owned by whoever adds one (`as_object_retain`), made
/// the object, or is said to get one. Objects belong to their VM: they are used by its thread, and gone when it is.
#[cfg_attr(not(cbindgen), repr(transparent))]
pub struct as_object {
    header: ObjHeader,
}

impl as_object {
    /// The handle of an object.
    pub fn of(object: *mut ObjHeader) -> *mut as_object {
        object.cast()
    }
}

/// The object behind a pointer, and its type, if the pointer is good.
///
/// # Safety
///
/// `ptr` is NULL, or readable memory whose second word is readable memory.
pub unsafe fn object<'a>(ptr: *const as_object) -> Result<(*mut ObjHeader, &'a RuntimeType)> {
    if ptr.is_null() {
        return fail(as_status::AS_ERROR_NULL, "the as_object is NULL");
    }
    let object = ptr.cast::<ObjHeader>().cast_mut();
    if !object.is_aligned() {
        return fail(as_status::AS_ERROR_WRONG_HANDLE, "the pointer is no as_object");
    }
    let ty = (*object).ty.cast::<as_type>();
    match handle::borrow(ty) {
        Ok(ty) => Ok((object, ty.get())),
        Err(_) => fail(as_status::AS_ERROR_WRONG_HANDLE, "the pointer is no as_object"),
    }
}

/// A new object of a script class by its default constructor, with one reference, which the caller gets. NULL in case of
/// failure: `AS_ERROR_INVALID_TYPE` for types that are not managed, `AS_ERROR_GENERAL` with the text of the exception if
/// the constructor raised one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_object_new(
    vm: *mut as_vm,
    type_: *const as_type,
    out_error: *mut *mut as_error,
) -> *mut as_object {
    guard::make(vm, out_error, |vm| {
        let ty = handle::borrow(type_)?.get();
        if !ty.is_managed() {
            return fail(as_status::AS_ERROR_INVALID_TYPE, format!("'{}' is no type of script objects", ty.name));
        }
        if ty.class.as_ref().is_some_and(|class| class.default_constructor.is_none()) {
            return fail(as_status::AS_ERROR_NO_FUNCTION, format!("'{}' has no default constructor", ty.name));
        }
        // SAFETY: the type lives as long as the VM, or the host keeps it, as the header says.
        let ty: &'static RuntimeType = &*std::ptr::from_ref(ty);
        let made = object::new_default(vm.get(), ty);
        made.map(as_object::of).map_err(|_| raised(vm.get()))
    })
}

/// The exception that a piece of code of the VM has raised, as an error.
pub fn raised(vm: &Vm) -> ApiError {
    ApiError::new(as_status::AS_ERROR_GENERAL, vm.take_raised().unwrap_or_else(|| "aborted".into()))
}

/// A copy of an object, as scripts would make it, with one reference, which the caller gets. NULL in case of failure.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_object_new_copy(
    vm: *mut as_vm,
    from: *const as_object,
    out_error: *mut *mut as_error,
) -> *mut as_object {
    guard::make(vm, out_error, |vm| {
        let (from, _) = object(from)?;
        object::new_copy(vm.get(), from).map(as_object::of).map_err(|_| raised(vm.get()))
    })
}

/// Adds a reference, and returns the object. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_object_retain(vm: *mut as_vm, object: *mut as_object) -> *mut as_object {
    guard::get(vm, std::ptr::null_mut(), |_| match self::object(object) {
        Ok((header, _)) => {
            object::add_ref(header);
            object
        }
        Err(_) => std::ptr::null_mut(),
    })
}

/// Drops a reference; the object ends with its last one. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_object_release(vm: *mut as_vm, object: *mut as_object) {
    guard::get(vm, (), |vm| {
        if let Ok((header, _)) = self::object(object) {
            object::release(vm.get(), header);
        }
    });
}

/// The true type of an object; NULL if it is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_object_type(object: *const as_object) -> *const as_type {
    guard::plain(std::ptr::null(), || self::object(object).map_or(std::ptr::null(), |(_, ty)| as_type::of(ty)))
}

/// Compares two objects as scripts do: by `opCmp` of the class that they have in common, or of the nearest base that has one.
///
/// `out`: negative, 0 or positive. `AS_ERROR_NO_FUNCTION`: there is no such method, or several. `AS_ERROR_GENERAL`: it raised an
/// exception.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_object_get_order(
    vm: *mut as_vm,
    a: *mut as_object,
    b: *mut as_object,
    out: *mut i32,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(vm, out_error, |vm| {
        let order = compare(vm, a, b, false)?;
        handle::set_optional(out, order.signum());
        Ok(())
    })
}

/// Whether two objects are equal, as scripts see it: by `opEquals`, or by `opCmp` if there is none. For errors see
/// `as_object_get_order`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_object_get_equal(
    vm: *mut as_vm,
    a: *mut as_object,
    b: *mut as_object,
    out: *mut bool,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(vm, out_error, |vm| {
        let order = compare(vm, a, b, true)?;
        handle::set_optional(out, order == 0);
        Ok(())
    })
}

unsafe fn compare(vm: &as_vm, a: *mut as_object, b: *mut as_object, is_equality: bool) -> Result<i32> {
    let ((a, a_type), (b, b_type)) = (object(a)?, object(b)?);
    check_type(vm, a_type)?;
    check_type(vm, b_type)?;
    array::compare(vm.get(), a, b, is_equality).map_err(|e| {
        let status = match &e {
            CompareError::NoOperator(_) => as_status::AS_ERROR_NO_FUNCTION,
            CompareError::Failed => as_status::AS_ERROR_GENERAL,
        };
        ApiError::new(status, e.to_string())
    })
}

/// The number of references to an object; 0 if it is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_object_ref_count(object: *const as_object) -> u32 {
    guard::plain(0, || self::object(object).map_or(0, |(header, _)| (*header).refs))
}

/// The address of a property of a script object by its name; NULL if it has none of that name.
///
/// There lies the value: a number, a value type, or the pointer of a handle or object. It is valid as long as the object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_object_find_property(object: *mut as_object, name: *const c_char) -> *mut c_void {
    guard::plain(std::ptr::null_mut(), || {
        let (Ok((header, ty)), Ok(name)) = (self::object(object), handle::text(name, "name")) else {
            return std::ptr::null_mut();
        };
        // A property of a derived class comes after, and hides, one of the base.
        let field = ty.class.as_ref().and_then(|c| c.fields.iter().rev().find(|f| *f.name == *name));
        field.map_or(std::ptr::null_mut(), |f| header.cast::<u8>().add(f.offset as usize).cast())
    })
}

/// The same by the number of the property in the object's type; see `as_type_property_count`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_object_property_at(object: *mut as_object, index: usize) -> *mut c_void {
    guard::plain(std::ptr::null_mut(), || {
        let Ok((header, ty)) = self::object(object) else { return std::ptr::null_mut() };
        let field = ty.class.as_ref().and_then(|c| c.fields.get(index));
        field.map_or(std::ptr::null_mut(), |f| header.cast::<u8>().add(f.offset as usize).cast())
    })
}

/// A string of scripts, with `AS_ADDON_STRING`. Native functions get a pointer to it for `const string &in` and return it
/// by value for `string`. It can be moved in memory. Its content is bytes, by convention UTF-8.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct as_string {
    /// For the library only.
    pub words: [u64; 2],
}

const _: () = assert!(size_of::<as_string>() == size_of::<StringValue>());
const _: () = assert!(align_of::<as_string>() == align_of::<StringValue>());

impl as_string {
    const EMPTY: as_string = as_string { words: [0; 2] };

    /// # Safety
    ///
    /// `string` is NULL or a string.
    unsafe fn get<'a>(string: *const as_string) -> &'a StringValue {
        if string.is_null() { const { &StringValue::EMPTY } } else { &*string.cast() }
    }

    fn of(value: StringValue) -> as_string {
        handle::string_words(value)
    }
}

/// The content of a string; valid as long as the string is neither changed nor moved. Empty for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_string_get(string: *const as_string) -> as_str {
    guard::plain(as_str::EMPTY, || as_str::from(as_string::get(string).as_bytes()))
}

/// A new string, to be returned from a native function, given to a script or freed by `as_string_free`. If the memory
/// limit of the VM is reached, an exception is raised in the running script and the string is empty.
///
/// `vm`: where it is used. `text`, `size`: its content; `text` may be NULL if `size` is 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_string_new(vm: *mut as_vm, text: *const c_char, size: usize) -> as_string {
    guard::get(vm, as_string::EMPTY, |vm| {
        let Ok(bytes) = handle::bytes(text.cast(), size, "text") else { return as_string::EMPTY };
        match StringValue::new(Some(vm.get().heap()), bytes) {
            Ok(value) => as_string::of(value),
            Err(TooLarge) => {
                vm.get().raise_out_of_memory();
                as_string::EMPTY
            }
        }
    })
}

/// Changes the content of a string.
///
/// `AS_ERROR_OUT_OF_MEMORY`: the memory limit of the VM is reached; the string is as it was.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_string_set(
    vm: *mut as_vm,
    string: *mut as_string,
    text: *const c_char,
    size: usize,
) -> as_status {
    guard::status(vm, std::ptr::null_mut(), |vm| {
        if string.is_null() {
            return fail(as_status::AS_ERROR_NULL, "the string is NULL");
        }
        let bytes = handle::bytes(text.cast(), size, "text")?;
        let heap = Some(vm.get().heap());
        let Ok(value) = StringValue::new(heap, bytes) else {
            return fail(as_status::AS_ERROR_OUT_OF_MEMORY, "the string is too large");
        };
        (*string.cast::<StringValue>()).replace(heap, value);
        Ok(())
    })
}

/// Frees the content of a string that was made by `as_string_new` and not given away; it is empty then.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_string_free(vm: *mut as_vm, string: *mut as_string) {
    guard::get(vm, (), |vm| {
        if !string.is_null() {
            (*string.cast::<StringValue>()).replace(Some(vm.get().heap()), StringValue::EMPTY);
        }
    });
}
