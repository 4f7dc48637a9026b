//! The generic convention: the function gets one pointer to a public structure and reads its arguments from memory.

use std::ffi::c_void;

/// A call of a function of the generic convention, `void f(as_generic *call)`.
///
/// `args[i]` points to the value of argument `i`, whatever its kind:
///
/// | parameter | `args[i]` is |
/// |---|---|
/// | primitive, enum (by value or `&in`) | the address of the value: `*(int32_t *)args[i]` |
/// | handle (by value or `&in`) | the address of the handle: `*(T **)args[i]` |
/// | `&out`, `&inout` of primitives and handles | the address of the variable |
/// | value type, by value or by reference | the address of the value |
/// | object of a reference type, by value or by reference | the object |
/// | `?` | the address of the value (of the object for objects of reference types, of the handle for handles) |
///
/// Everything in it is valid during the call only. The layout is part of the C interface and does not change.
#[repr(C)]
pub struct GenericCall {
    /// The VM that calls.
    pub vm: *mut c_void,
    /// The function that is called.
    pub function: *const c_void,
    /// The host's pointer given at registration.
    pub user_data: *mut c_void,
    /// The object of a method; the memory to initialise for constructors of value types; null for global functions.
    pub object: *mut c_void,
    /// For factories and constructors of template types: the type of the instance. For template functions: a type whose
    /// arguments are the types of the call. Null otherwise.
    pub instance: *const c_void,
    /// The arguments.
    pub args: *const *mut c_void,
    /// For `?` arguments their types, null for the others (which have the declared type).
    pub arg_types: *const *const c_void,
    /// Number of arguments; for variadic functions all that were passed.
    pub arg_count: u32,
    /// Zero.
    pub reserved: u32,
    /// Where the result goes: for primitives, handles and references eight zeroed bytes (`*(int32_t *)ret = 5`), for
    /// value types uninitialised memory in which the function constructs the result. A function that raises an exception
    /// leaves it alone.
    pub ret: *mut c_void,
}

/// A function of the generic convention.
pub type GenericFunction = unsafe extern "C" fn(call: *mut GenericCall);

impl GenericCall {
    /// Argument `i` as a value that lies in memory.
    ///
    /// # Safety
    /// There is an argument `i`, and its value is a `T`.
    #[inline]
    pub unsafe fn arg<T: Copy>(&self, i: usize) -> T {
        // SAFETY: promised by the caller; values of arguments are at least as aligned as their type.
        unsafe { (*self.args.add(i)).cast::<T>().read() }
    }

    /// The address of argument `i`.
    ///
    /// # Safety
    /// There is an argument `i`.
    #[inline]
    pub unsafe fn arg_address(&self, i: usize) -> *mut c_void {
        // SAFETY: promised by the caller.
        unsafe { *self.args.add(i) }
    }

    /// The runtime type of argument `i` if it was declared `?`.
    ///
    /// # Safety
    /// There is an argument `i`.
    #[inline]
    pub unsafe fn arg_type(&self, i: usize) -> *const c_void {
        // SAFETY: promised by the caller.
        unsafe { *self.arg_types.add(i) }
    }

    /// Stores the result.
    ///
    /// # Safety
    /// The function returns a `T`.
    #[inline]
    pub unsafe fn set_result<T>(&mut self, value: T) {
        // SAFETY: promised by the caller; the place is uninitialised or plain bytes.
        unsafe { self.ret.cast::<T>().write(value) }
    }
}
