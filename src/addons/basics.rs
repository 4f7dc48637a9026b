//! `print`, `assert`, and the functions for exceptions.

use std::ffi::c_void;

use crate::ffi::Register;
use crate::module::Module;
use crate::types::RegistrationError;
use crate::vm::{StringValue, Vm};

/// Writes bytes to the C library's standard output, so that they stay in order with what the host prints.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn write(bytes: &[u8]) {
    unsafe extern "C" {
        #[cfg_attr(target_os = "macos", link_name = "__stdoutp")]
        static stdout: *mut libc::FILE;
    }
    // SAFETY: the stream is the process's own; the bytes are valid for their length.
    unsafe {
        libc::fwrite(bytes.as_ptr().cast(), 1, bytes.len(), stdout);
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn write(bytes: &[u8]) {
    use std::io::Write;
    // There is nobody to tell when the output is closed.
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(bytes).and_then(|()| out.flush());
}

extern "C" fn print(text: &StringValue) {
    write(text.as_bytes());
}

extern "C" fn assert(vm: *mut c_void, condition: bool) {
    if !condition {
        // SAFETY: the VM passes itself.
        unsafe { Vm::from_raw(vm) }.raise("Assertion failed");
    }
}

extern "C" fn throw(vm: *mut c_void, text: &StringValue) {
    // SAFETY: the VM passes itself.
    unsafe { Vm::from_raw(vm) }.raise_bytes(text.as_bytes());
}

extern "C" fn exception_info(vm: *mut c_void) -> StringValue {
    // SAFETY: the VM passes itself.
    let vm = unsafe { Vm::from_raw(vm) };
    StringValue::new(Some(vm.heap()), &vm.exception_bytes()).unwrap_or(StringValue::EMPTY)
}

/// `print` needs the string type.
pub(super) fn install_print(to: &mut Module) -> Result<(), RegistrationError> {
    to.register_function("void print(const string &in)", native!(print))
}

/// `assert` needs nothing.
pub(super) fn install_assert(to: &mut Module) -> Result<(), RegistrationError> {
    to.register_function("void assert(bool)", native!(vm assert))
}

/// `throw` and `getExceptionInfo` need the string type.
pub(super) fn install_exceptions(to: &mut Module) -> Result<(), RegistrationError> {
    to.register_function("void throw(const string &in)", native!(vm throw))?;
    to.register_function("string getExceptionInfo()", native!(vm exception_info))
}
