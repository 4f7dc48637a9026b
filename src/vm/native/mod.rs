//! Calls of the host's functions (interim: the generic layer only).

use std::ffi::c_void;

/// A native function, ready to be called.
pub struct NativePlan {
    thunk: unsafe fn(plan: &NativePlan, vm: *mut c_void, window: *mut u64, result: *mut u64),
}

impl NativePlan {
    /// Calls the function with the arguments in `window`; the result goes to its first slot.
    ///
    /// # Safety
    /// The window holds arguments as the declaration wants them.
    #[inline(always)]
    pub unsafe fn call(&self, vm: *mut c_void, window: *mut u64) {
        // SAFETY: promised by the caller.
        unsafe { (self.thunk)(self, vm, window, window) }
    }
}
