//! The functions of strings that need arrays.

use std::ffi::c_void;

use crate::addons::array;
use crate::ffi::Register;
use crate::module::Module;
use crate::types::{DataType, RegistrationError};
use crate::vm::{ArrayObject, StringValue, object};

use super::functions::{text, vm_of};
use super::search;

/// The parts between delimiters; the whole text if the delimiter is empty.
extern "C" fn split(vm: *mut c_void, this: &StringValue, delimiter: &StringValue) -> *mut ArrayObject {
    let vm = vm_of(vm);
    let (bytes, delimiter) = (this.as_bytes(), delimiter.as_bytes());
    vm.worked(bytes.len());
    let Ok(array) = array::new_of(vm, DataType::of(vm.types().ffi().string_type())) else {
        return std::ptr::null_mut();
    };
    let mut start = 0;
    loop {
        let end = if delimiter.is_empty() { None } else { search::first(bytes, delimiter, start) };
        let mut part = text(vm, &bytes[start..end.unwrap_or(bytes.len())]);
        // SAFETY: the array is of strings; the part is copied into it.
        let pushed = unsafe { array::push(vm, array, (&raw const part).cast()) };
        part.release(Some(vm.heap()));
        if pushed.is_err() || vm.check().is_err() {
            // SAFETY: the array was made here.
            unsafe { object::release(vm, array.cast()) };
            return std::ptr::null_mut();
        }
        match end {
            Some(end) => start = end + delimiter.len(),
            None => return array,
        }
    }
}

extern "C" fn join(vm: *mut c_void, array: &ArrayObject, delimiter: &StringValue) -> StringValue {
    let parts: &[StringValue] = if array.len == 0 {
        &[]
    } else {
        // SAFETY: the array is of strings, which lie side by side.
        unsafe { std::slice::from_raw_parts(array.data.cast(), array.len as usize) }
    };
    let parts: Vec<&[u8]> = parts.iter().map(StringValue::as_bytes).collect();
    let vm = vm_of(vm);
    let joined = parts.join(delimiter.as_bytes());
    vm.worked(joined.len());
    text(vm, &joined)
}

pub(in crate::addons) fn install(to: &mut Module) -> Result<(), RegistrationError> {
    to.register_method("string", "array<string>@ split(const string &in delimiter) const", native!(vm split))?;
    to.register_function("string join(const array<string> &in, const string &in delimiter)", native!(vm join))
}
