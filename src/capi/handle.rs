//! Handles: what a pointer that a host holds points to, and every cast between such pointers and Rust values.
//!
//! A handle starts with a [`Header`] whose magic number tells its kind, so that NULL, handles of another kind and –
//! mostly – released ones are told apart from good ones. This is help for the programmer, not protection: a pointer to
//! nothing readable cannot be noticed.

use std::ffi::{CStr, c_char};
use std::mem::ManuallyDrop;
use std::sync::Arc;

use super::error::{ApiError, Result, as_status};
use super::value::as_string;
use super::vm::as_vm;
use crate::base::{HandleHeader, begins_at, ended_at};
use crate::vm::{Program, StringValue, VmRef};

/// What every handle starts with.
pub type Header = HandleHeader;

/// The header of a handle of this kind.
pub const fn header<H: Handle>() -> Header {
    HandleHeader::new(H::MAGIC)
}

/// A kind of handle.
///
/// # Safety
///
/// The type is `#[repr(C)]` and its first field is the [`Header`] that [`Handle::header`] gives.
pub unsafe trait Handle {
    /// Tells this kind from the others.
    const MAGIC: u32;
    /// The name of the C type.
    const NAME: &'static str;

    /// Whether things of this kind are made as parts of others, and not one by one.
    const IS_PART: bool = matches!(&Self::MAGIC.to_le_bytes(), b"ASty" | b"ASfn" | b"ASdi" | b"ASic");

    /// Its header.
    fn header(&self) -> &Header;

    /// Whether it belongs to a VM that runs in another thread than this one.
    #[inline]
    fn is_elsewhere(&self) -> bool {
        false
    }
}

/// Implements [`Handle`] for a `#[repr(C)]` structure whose first field is `header`.
///
/// The third argument tells which VM it belongs to, if it is of one that only the thread may use in which that runs.
macro_rules! handle_kind {
    ($ty:ident, $magic:literal $(, $vm:expr)?) => {
        // SAFETY: the structure is `repr(C)` and starts with its header; the assertion below checks the place.
        unsafe impl $crate::capi::handle::Handle for $ty {
            const MAGIC: u32 = u32::from_le_bytes(*$magic);
            const NAME: &'static str = stringify!($ty);

            #[inline]
            fn header(&self) -> &$crate::capi::handle::Header {
                const { assert!(std::mem::offset_of!($ty, header) == 0) };
                &self.header
            }

            $(
                #[inline]
                fn is_elsewhere(&self) -> bool {
                    let vm: fn(&$ty) -> &$crate::vm::Vm = $vm;
                    vm(self).is_run_elsewhere()
                }
            )?
        }
    };
}
pub(crate) use handle_kind;

/// Names of the kinds, for messages.
const KINDS: &[(&[u8; 4], &str)] = &[
    (b"ASer", "as_error"),
    (b"ASct", "as_context"),
    (b"ASmo", "as_module"),
    (b"ASun", "as_unit"),
    (b"ASdi", "as_diagnostic"),
    (b"ASvm", "as_vm"),
    (b"AScl", "as_call"),
    (b"ASty", "as_type"),
    (b"ASfn", "as_function"),
    (b"ASic", "as_include"),
    (b"ASdb", "as_debugger"),
    (b"ASpf", "as_profiler"),
    (b"ASsh", "as_scheduler"),
    (b"ASsz", "as_serializer"),
    (b"ASwk", "as_weak"),
];

/// Whether the pointer is a good handle of this kind.
///
/// # Safety
///
/// `ptr` is NULL, or readable memory of at least eight bytes.
#[inline]
pub unsafe fn check<H: Handle>(ptr: *const H) -> Result<()> {
    if ptr.is_null() || !ptr.cast::<Header>().is_aligned() {
        return Err(bad_pointer::<H>(ptr.is_null()));
    }
    // Types, functions and messages end with what they are part of, and lie in rows of their own.
    if !H::IS_PART && ended_at(ptr) {
        return Err(wrong_kind::<H>(Header::DEAD));
    }
    let header = &*ptr.cast::<Header>();
    let magic = header.magic();
    if magic != H::MAGIC {
        return Err(wrong_kind::<H>(magic));
    }
    Ok(())
}

#[cold]
fn bad_pointer<H: Handle>(is_null: bool) -> ApiError {
    if is_null {
        ApiError::new(as_status::AS_ERROR_NULL, format!("the {} is NULL", H::NAME))
    } else {
        ApiError::new(as_status::AS_ERROR_WRONG_HANDLE, format!("the pointer is no {}", H::NAME))
    }
}

#[cold]
fn wrong_kind<H: Handle>(magic: u32) -> ApiError {
    let name = H::NAME;
    if magic == Header::DEAD {
        return ApiError::new(as_status::AS_ERROR_RELEASED, format!("the {name} was released before"));
    }
    let text = match KINDS.iter().find(|k| u32::from_le_bytes(*k.0) == magic) {
        Some((_, other)) => format!("an {other} was given where an {name} is expected"),
        None => format!("the pointer is no {name}"),
    };
    ApiError::new(as_status::AS_ERROR_WRONG_HANDLE, text)
}

/// The value behind a handle, if the pointer is good.
///
/// # Safety
///
/// See [`check`]; the handle is not released while the result is used.
#[inline]
pub unsafe fn borrow<'a, H: Handle>(ptr: *const H) -> Result<&'a H> {
    check(ptr)?;
    let value = &*ptr;
    if value.header().is_poisoned() {
        return Err(poisoned::<H>());
    }
    Ok(value)
}

#[cold]
fn poisoned<H: Handle>() -> ApiError {
    let text = format!("the {} cannot be used any more after an internal error", H::NAME);
    ApiError::new(as_status::AS_ERROR_POISONED, text)
}

/// A second owner of what a shared handle stands for.
///
/// # Safety
///
/// See [`check`]; the handle was made by [`new_shared`].
pub unsafe fn share<H: Handle>(ptr: *const H) -> Result<Arc<H>> {
    borrow(ptr)?;
    Arc::increment_strong_count(ptr);
    Ok(Arc::from_raw(ptr))
}

/// A handle with a counter, owned once by the caller.
pub fn new_shared<H: Handle + Send + Sync>(value: H) -> *mut H {
    into_shared(Arc::new(value))
}

/// Gives a reference away.
pub fn into_shared<H: Handle>(value: Arc<H>) -> *mut H {
    let raw = Arc::into_raw(value).cast_mut();
    begins_at(raw);
    raw
}

/// Adds a reference.
///
/// # Safety
///
/// A good handle made by [`new_shared`].
pub unsafe fn retain<H: Handle>(ptr: *const H) {
    Arc::increment_strong_count(ptr);
}

/// Drops a reference.
///
/// # Safety
///
/// A good handle made by [`new_shared`]; the caller owns a reference.
pub unsafe fn release<H: Handle>(ptr: *const H) {
    drop(Arc::from_raw(ptr));
}

/// A program by its address, as something that can be shared; counts nothing itself.
pub fn borrow_program(program: *const Program) -> ManuallyDrop<Arc<Program>> {
    // SAFETY: programs are made in an `Arc`, and whoever has the address of one has it from something that keeps it alive.
    // The counter is not changed: it is not dropped either.
    ManuallyDrop::new(unsafe { Arc::from_raw(program) })
}

/// A VM, owned by its handle.
pub fn own_vm(vm: VmRef) -> *mut as_vm {
    let raw = vm.as_raw();
    std::mem::forget(vm);
    begins_at(raw);
    raw.cast()
}

/// The owner that the handle of a VM stands for.
///
/// # Safety
///
/// A good handle made by [`own_vm`], owned by the caller.
pub unsafe fn take_vm(ptr: *mut as_vm) -> VmRef {
    VmRef::from_raw(ptr.cast())
}

/// A string as the host holds it.
pub fn string_words(value: StringValue) -> as_string {
    // SAFETY: both are plain memory of the same size and alignment (see `as_string`).
    unsafe { std::mem::transmute::<StringValue, as_string>(value) }
}

/// A handle with one owner.
pub fn new_unique<H: Handle>(value: H) -> *mut H {
    let raw = Box::into_raw(Box::new(value));
    begins_at(raw);
    raw
}

/// The value of a handle with one owner, back.
///
/// # Safety
///
/// A good handle made by [`new_unique`], owned by the caller.
pub unsafe fn take<H: Handle>(ptr: *mut H) -> Box<H> {
    Box::from_raw(ptr)
}

/// A text of the host that ends with a NUL. `what` names it in messages.
///
/// # Safety
///
/// `text` is NULL or ends with a NUL, and stays unchanged while the result is used.
pub unsafe fn text<'a>(text: *const c_char, what: &str) -> Result<&'a str> {
    if text.is_null() {
        return Err(ApiError::new(as_status::AS_ERROR_NULL, format!("the {what} is NULL")));
    }
    let text = CStr::from_ptr(text);
    text.to_str().map_err(|e| {
        let at = e.valid_up_to();
        let byte = text.to_bytes()[at];
        let message = format!("the {what} is not UTF-8 (byte {byte:#04x})");
        let column = u32::try_from(at + 1).unwrap_or(0);
        ApiError::in_declaration(as_status::AS_ERROR_INVALID_ARGUMENT, &text.to_string_lossy(), column, message)
    })
}

/// The same of a text that belongs to a type, which the error names if there is no text.
///
/// # Safety
///
/// See [`text`].
pub unsafe fn text_of<'a>(text: *const c_char, what: &str, owner: &str) -> Result<&'a str> {
    if text.is_null() {
        let message = format!("the {what} is NULL");
        return Err(ApiError::in_declaration(as_status::AS_ERROR_NULL, owner, 0, message));
    }
    self::text(text, what)
}

/// The same of any bytes: those that are no UTF-8 are replaced.
///
/// # Safety
///
/// See [`text`].
pub unsafe fn any_text<'a>(text: *const c_char, what: &str) -> Result<std::borrow::Cow<'a, str>> {
    if text.is_null() {
        return Err(ApiError::new(as_status::AS_ERROR_NULL, format!("the {what} is NULL")));
    }
    Ok(CStr::from_ptr(text).to_string_lossy())
}

/// The same where NULL means that there is none.
///
/// # Safety
///
/// See [`text`].
pub unsafe fn optional_text<'a>(ptr: *const c_char, what: &str) -> Result<Option<&'a str>> {
    if ptr.is_null() { Ok(None) } else { text(ptr, what).map(Some) }
}

/// Bytes of the host. NULL is good for no bytes. `what` names them in messages.
///
/// # Safety
///
/// `data` is NULL or `size` readable bytes, which stay unchanged while the result is used.
pub unsafe fn bytes<'a>(data: *const u8, size: usize, what: &str) -> Result<&'a [u8]> {
    if size == 0 {
        return Ok(&[]);
    }
    if data.is_null() {
        return Err(ApiError::new(as_status::AS_ERROR_NULL, format!("the {what} is NULL, but its size is {size}")));
    }
    if size > isize::MAX as usize {
        return Err(ApiError::new(
            as_status::AS_ERROR_INVALID_ARGUMENT,
            format!("the size of the {what} is too large"),
        ));
    }
    Ok(std::slice::from_raw_parts(data, size))
}

/// A place for a result.
pub struct Out<T>(*mut T);

impl<T> Out<T> {
    /// Stores the result.
    pub fn set(self, value: T) {
        // SAFETY: `out` has taken the promise that the place is valid.
        unsafe { self.0.write(value) }
    }
}

/// A place for a result that must not be NULL. `what` names it in messages.
///
/// # Safety
///
/// `place` is NULL or a valid place for a `T` while the result is used.
pub unsafe fn out<T>(place: *mut T, what: &str) -> Result<Out<T>> {
    if place.is_null() {
        return Err(ApiError::new(as_status::AS_ERROR_NULL, format!("the place for the {what} is NULL")));
    }
    Ok(Out(place))
}

/// Stores a result where the host wants one.
///
/// # Safety
///
/// `place` is NULL or a valid place for a `T`.
pub unsafe fn set_optional<T>(place: *mut T, value: T) {
    if !place.is_null() {
        place.write(value);
    }
}
