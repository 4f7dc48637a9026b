//! The border itself: no panic crosses it, and every entry looks at its handle before it does anything else.
//!
//! Every export consists of one call of a function of this module. The handle is checked first ([`handle::borrow`]);
//! what is wrong with it, what the body answers and a panic in the body all end as a status, with the text in an
//! [`as_error`]. A panic poisons the handle it happened on: its state is unknown, so that all later calls are refused.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use super::error::{ApiError, Result, as_error, as_status};
use super::handle::{self, Handle};
use super::vm::as_vm;

/// For functions that answer with a status. `out_error` is written in case of failure, unless it is NULL.
///
/// # Safety
///
/// `ptr` and `out_error` keep what the header promises for handles and outputs.
#[inline]
pub unsafe fn status<H: Handle>(
    ptr: *const H,
    out_error: *mut *mut as_error,
    body: impl FnOnce(&H) -> Result<()>,
) -> as_status {
    finish(run(ptr, body), out_error)
}

/// For functions that make something: NULL in case of failure.
///
/// # Safety
///
/// See [`status`].
#[inline]
pub unsafe fn make<H: Handle, T>(
    ptr: *const H,
    out_error: *mut *mut as_error,
    body: impl FnOnce(&H) -> Result<*mut T>,
) -> *mut T {
    match run(ptr, body) {
        Ok(made) => made,
        Err(error) => {
            error.write_to(out_error);
            std::ptr::null_mut()
        }
    }
}

/// For functions that only read: `default` for a handle that is NULL, of another kind or poisoned.
///
/// # Safety
///
/// See [`status`].
#[inline]
pub unsafe fn get<H: Handle, T>(ptr: *const H, default: T, body: impl FnOnce(&H) -> T) -> T {
    match run(ptr, |h| Ok(body(h))) {
        Ok(value) => value,
        Err(_) => default,
    }
}

/// The same for functions that any thread may call at any time.
///
/// # Safety
///
/// See [`status`].
#[inline]
pub unsafe fn get_anywhere<H: Handle, T>(ptr: *const H, default: T, body: impl FnOnce(&H) -> T) -> T {
    handle::borrow(ptr).and_then(|h| caught(|| Ok(body(h)))).unwrap_or(default)
}

/// For functions that have no handle.
#[inline]
pub fn plain<T>(default: T, body: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or(default)
}

/// For functions without a handle that answer with a status.
///
/// # Safety
///
/// See [`status`].
#[inline]
pub unsafe fn plain_status(out_error: *mut *mut as_error, body: impl FnOnce() -> Result<()>) -> as_status {
    finish(caught(body), out_error)
}

/// For functions that add a reference: gives the handle back, NULL if it is none.
///
/// # Safety
///
/// See [`status`].
#[inline]
pub unsafe fn retain<H: Handle>(ptr: *const H) -> *mut H {
    if handle::check::<H>(ptr).is_err() {
        return std::ptr::null_mut();
    }
    handle::retain(ptr);
    ptr.cast_mut()
}

/// For functions that drop a reference. NULL and handles of another kind are left alone.
///
/// # Safety
///
/// See [`status`]; the caller owns the reference.
#[inline]
pub unsafe fn release<H: Handle>(ptr: *mut H) {
    if handle::check::<H>(ptr).is_ok() {
        let _ = caught(|| {
            handle::release(ptr);
            Ok(())
        });
    }
}

/// For functions that end a handle that has one owner. NULL and handles of another kind are left alone.
///
/// # Safety
///
/// See [`status`]; the caller owns the handle.
#[inline]
pub unsafe fn free<H: Handle>(ptr: *mut H, body: impl FnOnce(Box<H>)) {
    if handle::check::<H>(ptr).is_ok() {
        let _ = caught(|| {
            body(handle::take(ptr));
            Ok(())
        });
    }
}

/// For functions that end a handle that has one owner, unless it is in use.
///
/// # Safety
///
/// See [`free`].
#[inline]
pub unsafe fn free_if<H: Handle>(ptr: *mut H, allowed: impl FnOnce(&H) -> bool) {
    if handle::check::<H>(ptr).is_ok() {
        let _ = caught(|| {
            if !(*ptr).is_elsewhere() && allowed(&*ptr) {
                drop(handle::take(ptr));
            }
            Ok(())
        });
    }
}

/// For the function that ends a VM: its owner is dropped, unless it runs.
///
/// # Safety
///
/// See [`free`].
pub unsafe fn free_vm(ptr: *mut as_vm) {
    if handle::check::<as_vm>(ptr).is_ok() {
        let _ = caught(|| {
            if !(*ptr).is_elsewhere() && (*ptr).get().depth() == 0 && (*ptr).header().give_back() {
                drop(handle::take_vm(ptr));
            }
            Ok(())
        });
    }
}

/// The handle checked, the body run, a panic caught.
#[inline]
unsafe fn run<H: Handle, T>(ptr: *const H, body: impl FnOnce(&H) -> Result<T>) -> Result<T> {
    let h = handle::borrow(ptr)?;
    if h.is_elsewhere() {
        return Err(elsewhere::<H>());
    }
    match catch_unwind(AssertUnwindSafe(|| body(h))) {
        Ok(result) => result,
        Err(payload) => {
            h.header().poison();
            Err(panicked(payload))
        }
    }
}

#[cold]
fn elsewhere<H: Handle>() -> ApiError {
    let text = format!("the VM of the {} runs in another thread", H::NAME);
    ApiError::new(as_status::AS_ERROR_WRONG_THREAD, text)
}

fn caught<T>(body: impl FnOnce() -> Result<T>) -> Result<T> {
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(result) => result,
        Err(payload) => Err(panicked(payload)),
    }
}

#[inline]
unsafe fn finish(result: Result<()>, out_error: *mut *mut as_error) -> as_status {
    match result {
        Ok(()) => as_status::AS_OK,
        Err(error) => error.write_to(out_error),
    }
}

thread_local! {
    /// Text and place of a panic on its way from the hook to the guard.
    static LAST_PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}

#[cold]
fn panicked(payload: Box<dyn std::any::Any + Send>) -> ApiError {
    let text = LAST_PANIC.with_borrow_mut(Option::take).unwrap_or_else(|| {
        let text = payload.downcast_ref::<&str>().copied().or(payload.downcast_ref::<String>().map(String::as_str));
        text.unwrap_or("unknown cause").to_string()
    });
    // A payload may panic when it is dropped; none of ours does, and a leak is the smaller evil.
    std::mem::forget(payload);
    ApiError::new(as_status::AS_ERROR_INTERNAL, format!("internal error of libangel: {text}"))
}

/// Keeps panics of the library from being printed by the standard hook: their text goes into the error instead. Panics
/// of other code in the process are reported as before.
pub fn silence_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        if cfg!(test) {
            return;
        }
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let Some(place) = info.location().filter(|l| is_ours(l.file())) else { return before(info) };
            let text = format!("{} ({}:{})", info.payload_as_str().unwrap_or("panic"), place.file(), place.line());
            let _ = LAST_PANIC.try_with(|last| last.replace(Some(text)));
        }));
    });
}

/// Whether a source file belongs to this crate: whether it lies in the directory two levels above this file's.
fn is_ours(file: &str) -> bool {
    let here = file!();
    let root = &here[..here.len() - "capi/guard.rs".len()];
    file.starts_with(root)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_status() {
        let mut error = std::ptr::null_mut();
        // SAFETY: the output is a valid place.
        let status = unsafe { plain_status(&mut error, || panic!("oh")) };
        assert_eq!(status, as_status::AS_ERROR_INTERNAL);
        // SAFETY: the error was just made.
        let error = unsafe { handle::take(error) };
        assert!(error.message().contains("oh"));
        assert_eq!(plain(7, || panic!("oh")), 7);
    }

    #[test]
    fn files_of_the_crate_are_known() {
        assert!(is_ours(file!()));
        assert!(is_ours(&file!().replace("capi/guard.rs", "vm/mod.rs")));
        assert!(!is_ours("/rustc/abc/library/core/src/option.rs"));
    }
}
