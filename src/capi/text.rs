//! Text that is handed out.

use std::ffi::{c_char, c_void};

/// Text or bytes handed out by the library, borrowed: it stays valid as long as the function that returns it says.
///
/// `data` is never NULL. There is no NUL byte at the end, and texts of scripts may contain NUL bytes; print it with
/// `printf("%.*s", AS_STR_ARG(text))`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct as_str {
    /// First byte; UTF-8 unless told otherwise.
    pub data: *const c_char,
    /// Number of bytes.
    pub len: usize,
}

impl as_str {
    /// No text.
    pub const EMPTY: as_str = as_str { data: c"".as_ptr(), len: 0 };
}

impl From<&str> for as_str {
    fn from(text: &str) -> as_str {
        as_str::from(text.as_bytes())
    }
}

impl From<&[u8]> for as_str {
    fn from(bytes: &[u8]) -> as_str {
        if bytes.is_empty() {
            return as_str::EMPTY;
        }
        as_str { data: bytes.as_ptr().cast(), len: bytes.len() }
    }
}

/// Takes a part of what is written: `size` bytes at `data`, which are valid during the call only. The parts come in order.
/// Gives back whether it has taken them; after `false` it is not called again. Must not call into the handle that is being
/// written and must not throw.
pub type as_write_fn = Option<unsafe extern "C" fn(user_data: *mut c_void, data: *const c_void, size: usize) -> bool>;
