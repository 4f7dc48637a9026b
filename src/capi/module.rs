//! `as_module`: a reusable bundle of registrations.

use std::ffi::c_char;
use std::sync::{Mutex, MutexGuard};

use super::context::set_group;
use super::error::{Result, as_error, as_status};
use super::guard;
use super::handle::{self, Header, handle_kind};
use super::native::UserData;
use super::register::{Target, register};
use crate::ffi::{Register, Registrar};
use crate::module::Module;
use crate::types::RegistrationError;

/// A bundle of registrations – a library of functions, a part of an engine – that can be installed into any number of
/// contexts.
///
/// One owner; one thread at a time. The contexts it was installed into do not need it any more.
#[cfg_attr(not(cbindgen), repr(C))]
pub struct as_module {
    header: Header,
    bundle: Mutex<Module>,
}

handle_kind!(as_module, b"ASmo");

impl as_module {
    fn lock(&self) -> MutexGuard<'_, Module> {
        self.bundle.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// The bundle.
    pub fn read<T>(&self, body: impl FnOnce(&Module) -> T) -> T {
        body(&self.lock())
    }
}

impl Target for as_module {
    fn register(
        &self,
        user_data: Option<UserData>,
        body: impl FnOnce(&mut Registrar<'_>) -> Result<(), RegistrationError>,
    ) -> Result<()> {
        register(&mut self.lock().registrar()?, user_data, body)
    }
}

/// A new empty bundle, owned by the caller.
#[unsafe(no_mangle)]
pub extern "C" fn as_module_new() -> *mut as_module {
    guard::plain(std::ptr::null_mut(), || {
        guard::silence_panics();
        handle::new_unique(as_module { header: handle::header::<as_module>(), bundle: Mutex::default() })
    })
}

/// Frees a bundle. NULL is allowed. Contexts into which it was installed are not affected.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_module_free(module: *mut as_module) {
    guard::free(module, drop);
}

/// Sets the namespace of what is registered next, in which its declarations look names up first.
///
/// `path`: `A::B`, or an empty text for the global namespace.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_module_set_namespace(
    module: *mut as_module,
    path: *const c_char,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(module, out_error, |m| {
        let path = handle::text(path, "namespace")?;
        m.register(None, |r| r.set_namespace(path))
    })
}

/// Sets the named group of what is registered next.
///
/// See `as_context_set_group`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_module_set_group(
    module: *mut as_module,
    name: *const c_char,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(module, out_error, |m| {
        let name = handle::optional_text(name, "group")?.unwrap_or_default();
        m.register(None, |r| set_group(r, name))
    })
}

/// Sets the access mask of what is registered next: a unit sees what shares a bit with its own mask. At first all bits
/// are set.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_module_set_access_mask(
    module: *mut as_module,
    mask: u32,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(module, out_error, |m| {
        m.register(None, |r| {
            r.set_access_mask(mask);
            Ok(())
        })
    })
}
