//! Callbacks of a VM.

use std::ffi::c_void;
use std::rc::Rc;

use super::error::as_status;
use super::guard;
use super::native::{UserData, as_free_fn};
use super::vm::as_vm;
use crate::vm::{ExceptionHook, LineHook, Listener};

/// Called before a statement; the stack (`as_vm_stack_at`) tells where. It may look at variables and change them, and call
/// `as_vm_suspend`, `as_vm_abort` and `as_vm_raise`, which take effect before the statement is executed. Scripts that it
/// runs itself are not told to it.
pub type as_line_fn = Option<unsafe extern "C" fn(vm: *mut as_vm, user_data: *mut c_void)>;

/// Called when a script exception is raised, with the stack still as it was; `as_vm_exception_text` has its text.
/// `is_caught`: a script will catch it.
pub type as_exception_fn = Option<unsafe extern "C" fn(vm: *mut as_vm, is_caught: bool, user_data: *mut c_void)>;

/// Sets a function that is called before each statement of the scripts of a VM; NULL for none. Scripts that run take notice
/// at their next loop or call. While there is one, scripts are several times slower; while there is none, it costs nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_set_line_callback(
    vm: *mut as_vm,
    callback: as_line_fn,
    user_data: *mut c_void,
    user_data_free: as_free_fn,
) -> as_status {
    guard::status(vm, std::ptr::null_mut(), {
        let user_data = UserData::new(user_data, user_data_free);
        move |vm: &as_vm| {
            let hook = callback.map(|f| -> LineHook {
                // SAFETY: the host gave the function for these calls.
                Rc::new(move |vm, _| unsafe { f(vm.as_raw().cast(), user_data.get()) })
            });
            vm.get().set_line_hook(Listener::Host, hook);
            Ok(())
        }
    })
}

/// Sets a function that is called when a script exception is raised; NULL for none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_set_exception_callback(
    vm: *mut as_vm,
    callback: as_exception_fn,
    user_data: *mut c_void,
    user_data_free: as_free_fn,
) -> as_status {
    guard::status(vm, std::ptr::null_mut(), {
        let user_data = UserData::new(user_data, user_data_free);
        move |vm: &as_vm| {
            let hook = callback.map(|f| -> ExceptionHook {
                // SAFETY: the host gave the function for these calls.
                Rc::new(move |vm, caught| unsafe { f(vm.as_raw().cast(), caught, user_data.get()) })
            });
            vm.get().set_exception_hook(Listener::Host, hook);
            Ok(())
        }
    })
}
