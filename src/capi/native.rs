//! Functions of the host as they are given to the library.

use std::ffi::c_void;
use std::sync::{Mutex, PoisonError};

use super::error::{Result, as_status, fail_in};
use crate::types::{CallConvention, Intrinsic, NativeFunction};

/// The address of a function of the host, whatever its type. Functions are cast to it; the macros `AS_NATIVE` and
/// `AS_GENERIC` do so.
pub type as_code = Option<unsafe extern "C" fn()>;

/// Ends the life of user data.
pub type as_free_fn = Option<unsafe extern "C" fn(user_data: *mut c_void)>;

/// A function that gets its arguments as one structure.
pub type as_generic_fn = Option<unsafe extern "C" fn(call: *mut as_generic)>;

/// `void f(as_generic *)`: works for every declaration and on every platform.
pub const AS_CALL_GENERIC: u32 = 0;
/// A C function whose arguments are those of the registered declaration; methods get the object first.
pub const AS_CALL_NATIVE: u32 = 1;
/// The same, but methods get the object last.
pub const AS_CALL_NATIVE_OBJECT_LAST: u32 = 2;

/// Native conventions: the function gets the calling `as_vm *` before all other arguments.
pub const AS_NATIVE_PASS_VM: u32 = 1;
/// Native conventions: the function gets its user data after all other arguments.
pub const AS_NATIVE_PASS_USER_DATA: u32 = 2;

/// A function of the host with all the library must know to call it. Made by `AS_NATIVE(f)`, `AS_NATIVE_VM(f)`,
/// `AS_GENERIC(f)` and `as_native_with`.
///
/// With the native conventions the types of the C function are those of the declaration: `int8` to `uint64` are `int8_t`
/// to `uint64_t`, `float`, `double` and `bool` are themselves, enums are `int32_t`, handles and objects of reference types
/// are pointers to the object, references are pointers to the value, registered value types are the structure itself,
/// and `?` is two arguments: the address of the value and its type word (see `as_type_of_word`).
#[repr(C)]
#[derive(Clone, Copy)]
pub struct as_native {
    /// The function.
    pub code: as_code,
    /// One of `AS_CALL_*`.
    pub convention: u32,
    /// A set of `AS_NATIVE_PASS_*`.
    pub flags: u32,
    /// Whatever the host likes.
    pub user_data: *mut c_void,
    /// Called once with the user data when the function is not needed any more. May be NULL.
    pub user_data_free: as_free_fn,
    /// NULL.
    pub reserved: *mut c_void,
}

/// A call of a generic function. Lives during the call only.
///
/// `args[i]` points to the value of argument `i`:
///
/// | parameter | what `args[i]` is |
/// |---|---|
/// | number, `bool`, enum; by value or `&in` | the address of the value |
/// | handle; by value or `&in` | the address of the handle (of a pointer to the object) |
/// | `&out`, `&inout` of numbers and handles | the address of the variable |
/// | value type; by value or by reference | the address of the value |
/// | object of a reference type; by value or by reference | the object |
/// | `?` | the address of the value; for objects of reference types the object |
///
/// Read with `AS_ARG(call, int32_t, i)` and `AS_ARG_OBJECT(call, Type, i)`; answer with `AS_RETURN(call, int32_t, value)`.
#[repr(C)]
pub struct as_generic {
    /// The VM that calls.
    pub vm: *mut c_void,
    /// The function that is called, for the library's own use.
    pub function: *const c_void,
    /// The user data of the function.
    pub user_data: *mut c_void,
    /// The object of a method; for constructors of value types the memory to be initialised. NULL for global functions.
    pub object: *mut c_void,
    /// For factories and constructors of template types the type of the instance; for template functions a type whose
    /// arguments are the types of the call (`as_type_arg_at`); else NULL.
    pub instance: *const c_void,
    /// The arguments.
    pub args: *const *mut c_void,
    /// For `?` arguments their type words (see `as_type_of_word`), 0 for all others.
    pub arg_types: *const usize,
    /// How many arguments there are.
    pub arg_count: u32,
    /// 0.
    pub reserved: u32,
    /// Where the result goes: for numbers, handles and references eight zeroed bytes, for value types memory in which
    /// the function makes the result. A function that raises an exception leaves it alone.
    pub ret: *mut c_void,
}

/// User data of the host, given back exactly once.
pub struct UserData {
    data: *mut c_void,
    free: as_free_fn,
}

// SAFETY: the library only passes the pointer on; the header tells hosts that functions and their user data are used in
// the threads in which they use the library.
unsafe impl Send for UserData {}
// SAFETY: as above.
unsafe impl Sync for UserData {}

impl UserData {
    /// Takes user data from the host.
    pub fn new(data: *mut c_void, free: as_free_fn) -> UserData {
        UserData { data, free }
    }

    /// The host's pointer.
    pub fn get(&self) -> *mut c_void {
        self.data
    }

    /// Whether something happens when it is dropped.
    pub fn is_owned(&self) -> bool {
        self.free.is_some()
    }
}

impl Drop for UserData {
    fn drop(&mut self) {
        if let Some(free) = self.free {
            // SAFETY: the host gave the function for this one call.
            unsafe { free(self.data) };
        }
    }
}

/// Where a host keeps a pointer in something of the library's, from any thread.
#[derive(Default)]
pub struct HostPointer(Mutex<Option<UserData>>);

impl HostPointer {
    /// Puts another pointer there.
    pub fn set(&self, user_data: UserData) {
        // The old pointer is freed when the lock is open again: the host's function may ask for the new one.
        let old = self.0.lock().unwrap_or_else(PoisonError::into_inner).replace(user_data);
        drop(old);
    }

    /// The pointer; null if there is none.
    pub fn get(&self) -> *mut c_void {
        let data = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        data.as_ref().map_or(std::ptr::null_mut(), UserData::get)
    }
}

/// A function of the host with its user data taken.
pub struct TakenNative {
    native: as_native,
    /// The user data.
    pub user_data: UserData,
}

impl as_native {
    /// Takes the user data, so that it is given back whatever happens.
    pub fn take(self) -> TakenNative {
        TakenNative { native: self, user_data: UserData::new(self.user_data, self.user_data_free) }
    }
}

impl TakenNative {
    /// As the registry keeps it. `declaration`: what it is registered as.
    pub fn function(&self, declaration: &str) -> Result<NativeFunction> {
        let native = &self.native;
        let Some(code) = native.code else {
            return fail_in(as_status::AS_ERROR_NULL, declaration, "the function is NULL");
        };
        let convention = match native.convention {
            AS_CALL_GENERIC => CallConvention::Generic,
            AS_CALL_NATIVE => CallConvention::Native,
            AS_CALL_NATIVE_OBJECT_LAST => CallConvention::NativeObjectLast,
            other => {
                let text = format!("{other} is no calling convention");
                return fail_in(as_status::AS_ERROR_WRONG_CONVENTION, declaration, text);
            }
        };
        let invalid = |text: String| fail_in(as_status::AS_ERROR_INVALID_ARGUMENT, declaration, text);
        let unknown = native.flags & !(AS_NATIVE_PASS_VM | AS_NATIVE_PASS_USER_DATA);
        if unknown != 0 {
            return invalid(format!("the function has unknown flags {unknown:#x}"));
        }
        if !native.reserved.is_null() {
            return invalid("the reserved member of the function is not NULL".into());
        }
        if native.flags != 0 && convention == CallConvention::Generic {
            let flags = native.flags;
            return invalid(format!("flags {flags:#x}: generic functions get the VM and user data in their call"));
        }
        Ok(NativeFunction {
            address: code as usize,
            convention,
            pass_vm: native.flags & AS_NATIVE_PASS_VM != 0,
            pass_user_data: native.flags & AS_NATIVE_PASS_USER_DATA != 0,
            user_data: native.user_data as usize,
            intrinsic: Intrinsic::None,
            part: None,
        })
    }
}
