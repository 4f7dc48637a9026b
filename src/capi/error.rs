//! What went wrong: a status for programs, an owned error with text for people.

use std::ffi::CStr;

use super::guard;
use super::handle::{self, Header, handle_kind};
use super::text::as_str;

/// How a call ended: 0 is success, errors are negative. The numbers down to -28 are those of the C++ original.
///
/// New errors may be added; take any negative number for a failure.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum as_status {
    /// The call did what it was asked to do.
    AS_OK = 0,
    /// A failure without a number of its own; the error's text tells it.
    AS_ERROR_GENERAL = -1,
    /// The call, or the VM, is running.
    AS_ERROR_ACTIVE = -2,
    /// The call has not finished, so that there is no result.
    AS_ERROR_NOT_FINISHED = -3,
    /// Nothing is prepared in the call.
    AS_ERROR_NOT_PREPARED = -4,
    /// An argument has a value that it must not have.
    AS_ERROR_INVALID_ARGUMENT = -5,
    /// There is no such function.
    AS_ERROR_NO_FUNCTION = -6,
    /// The library does not do this.
    AS_ERROR_NOT_SUPPORTED = -7,
    /// A name is no identifier, or a reserved word.
    AS_ERROR_INVALID_NAME = -8,
    /// A name already stands for something else.
    AS_ERROR_NAME_TAKEN = -9,
    /// A declaration does not make sense.
    AS_ERROR_INVALID_DECLARATION = -10,
    /// An object is of the wrong type.
    AS_ERROR_INVALID_OBJECT = -11,
    /// A type is not possible here.
    AS_ERROR_INVALID_TYPE = -12,
    /// The same was registered before.
    AS_ERROR_ALREADY_REGISTERED = -13,
    /// More than one function matches.
    AS_ERROR_MULTIPLE_FUNCTIONS = -14,
    /// There is no such module.
    AS_ERROR_NO_MODULE = -15,
    /// There is no such global variable.
    AS_ERROR_NO_GLOBAL = -16,
    /// The registered API has errors, so that nothing can be built with it.
    AS_ERROR_INVALID_CONFIGURATION = -17,
    /// An imported function and the one bound to it have different signatures.
    AS_ERROR_INVALID_INTERFACE = -18,
    /// Some imported functions could not be bound.
    AS_ERROR_CANT_BIND_ALL = -19,
    /// Something of a type is registered in another named group than the type.
    AS_ERROR_WRONG_GROUP = -21,
    /// A behaviour that the flags of its type do not allow.
    AS_ERROR_ILLEGAL_BEHAVIOR = -23,
    /// A native function cannot be called in this way.
    AS_ERROR_WRONG_CONVENTION = -24,
    /// The unit is being built.
    AS_ERROR_BUILD_IN_PROGRESS = -25,
    /// The initialisation of a global variable raised an exception.
    AS_ERROR_INIT_FAILED = -26,
    /// There is not enough memory, or a limit is reached.
    AS_ERROR_OUT_OF_MEMORY = -27,

    /// The context is sealed: nothing can be registered any more.
    AS_ERROR_ALREADY_SEALED = -100,
    /// The context must be sealed first.
    AS_ERROR_NOT_SEALED = -101,
    /// A handle or an argument that must not be NULL is NULL.
    AS_ERROR_NULL = -102,
    /// A pointer that is no handle, or a handle of another kind.
    AS_ERROR_WRONG_HANDLE = -103,
    /// A handle that was released or freed. Debug builds of the library notice it, others only while its memory was not used
    /// for something else.
    AS_ERROR_RELEASED = -104,
    /// The library failed in itself (a bug). The handle it happened on cannot be used any more, only be released.
    AS_ERROR_INTERNAL = -105,
    /// The handle cannot be used any more since an earlier call failed with `AS_ERROR_INTERNAL`.
    AS_ERROR_POISONED = -106,
    /// The sources of a unit have errors: see the unit's diagnostics.
    AS_ERROR_BUILD_FAILED = -107,
    /// The unit is built already, and does not change any more.
    AS_ERROR_ALREADY_BUILT = -108,
    /// The unit is not built.
    AS_ERROR_NOT_BUILT = -109,
    /// Things of two different contexts, or of two different VMs, cannot be used together.
    AS_ERROR_FOREIGN = -110,
    /// The unit is not linked to this VM.
    AS_ERROR_NOT_LINKED = -111,
    /// An index is not below the number of things there are.
    AS_ERROR_INDEX = -112,
    /// Data that should be a saved unit is none, is damaged, or breaks a rule of the machine.
    AS_ERROR_BAD_DATA = -113,
    /// The registered API is not the one that a saved unit was built with: the error's details have everything that does
    /// not fit.
    AS_ERROR_API_MISMATCH = -114,
    /// The host's function that takes saved data has refused it.
    AS_ERROR_WRITE_FAILED = -115,
    /// The VM runs in another thread.
    AS_ERROR_WRONG_THREAD = -116,
}

/// A failure inside the library, before the host gets it.
#[derive(Debug)]
pub struct ApiError(Box<Body>);

/// What a function of this layer answers.
pub type Result<T, E = ApiError> = std::result::Result<T, E>;

#[derive(Clone, Debug)]
struct Body {
    status: as_status,
    message: String,
    details: Vec<Detail>,
}

/// One of several things that are wrong at once.
#[derive(Clone, Debug)]
pub struct Detail {
    /// Which sort of mistake it is.
    pub status: as_status,
    /// What is wrong.
    pub message: String,
    /// The declaration it stands in; empty if there is none.
    pub declaration: String,
    /// 1-based column in bytes; 0 if the mistake has no place.
    pub column: u32,
    /// 1-based line of a file; 0 if there is none.
    pub line: u32,
}

impl ApiError {
    /// A failure with a text: where there is none, as scripts may raise exceptions without, that is told.
    #[cold]
    pub fn new(status: as_status, message: impl Into<String>) -> ApiError {
        let mut message = message.into();
        if message.is_empty() {
            message.push_str("an exception without a text was raised");
        }
        ApiError(Box::new(Body { status, message, details: Vec::new() }))
    }

    /// A failure that consists of several.
    #[cold]
    pub fn with_details(status: as_status, message: impl Into<String>, details: Vec<Detail>) -> ApiError {
        ApiError(Box::new(Body { status, message: message.into(), details }))
    }

    /// A failure in a declaration or name of the host, told in the text and as a detail. `column`: as in [`Detail`].
    #[cold]
    pub fn in_declaration(status: as_status, declaration: &str, column: u32, message: impl Into<String>) -> ApiError {
        let message = message.into();
        let mut text = message.clone();
        if !declaration.is_empty() {
            text += &format!(", in '{declaration}'");
        }
        if column != 0 {
            text += &format!(" at column {column}");
        }
        let detail = Detail { status, message, declaration: declaration.into(), column, line: 0 };
        ApiError::with_details(status, text, vec![detail])
    }

    /// The same failure again.
    pub fn copy(&self) -> ApiError {
        ApiError(self.0.clone())
    }

    /// The text.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The status.
    pub fn status(&self) -> as_status {
        self.0.status
    }

    /// Gives the error to the host, if it wants it.
    ///
    /// # Safety
    ///
    /// `out_error` is NULL or a valid place.
    #[cold]
    pub unsafe fn write_to(self, out_error: *mut *mut as_error) -> as_status {
        let status = self.0.status;
        if !out_error.is_null() {
            out_error.write(handle::new_unique(as_error::new(self)));
        }
        status
    }
}

/// Shorthand for a failure with a text.
#[cold]
pub fn fail<T>(status: as_status, message: impl Into<String>) -> Result<T> {
    Err(ApiError::new(status, message))
}

/// The same in a declaration or name.
#[cold]
pub fn fail_in<T>(status: as_status, declaration: &str, message: impl Into<String>) -> Result<T> {
    Err(ApiError::in_declaration(status, declaration, 0, message))
}

/// What went wrong in a call, with a text for people and, where there are several things, the list of them.
///
/// One owner; may be used and freed in any thread. Texts it hands out live as long as the error.
#[cfg_attr(not(cbindgen), repr(C))]
pub struct as_error {
    header: Header,
    body: Box<Body>,
}

handle_kind!(as_error, b"ASer");

impl as_error {
    /// The handle of a failure.
    pub fn new(error: ApiError) -> as_error {
        as_error { header: handle::header::<as_error>(), body: error.0 }
    }

    /// The text.
    pub fn message(&self) -> &str {
        &self.body.message
    }
}

/// Frees an error. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_error_free(error: *mut as_error) {
    guard::free(error, drop);
}

/// The status that the failed call returned. `AS_OK` if `error` is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_error_status(error: *const as_error) -> as_status {
    guard::get(error, as_status::AS_OK, |e| e.body.status)
}

/// What went wrong, in one or more lines without a line feed at the end. Empty if `error` is NULL. Lives as long as the
/// error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_error_message(error: *const as_error) -> as_str {
    guard::get(error, as_str::EMPTY, |e| as_str::from(&*e.body.message))
}

/// How many things are wrong, for calls that report several at once, as `as_context_seal` does; 0 for all others. The
/// error's text contains all of them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_error_detail_count(error: *const as_error) -> usize {
    guard::get(error, 0, |e| e.body.details.len())
}

/// What sort of mistake number `index` is; `AS_OK` if there is none of this number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_error_detail_status(error: *const as_error, index: usize) -> as_status {
    guard::get(error, as_status::AS_OK, |e| e.body.details.get(index).map_or(as_status::AS_OK, |d| d.status))
}

/// What is wrong, as one sentence; empty if there is no mistake of this number. Lives as long as the error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_error_detail_message(error: *const as_error, index: usize) -> as_str {
    guard::get(error, as_str::EMPTY, |e| e.body.details.get(index).map_or(as_str::EMPTY, |d| as_str::from(&*d.message)))
}

/// The declaration in which mistake number `index` stands, as it was registered; empty if there is none. Lives as long
/// as the error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_error_detail_declaration(error: *const as_error, index: usize) -> as_str {
    guard::get(error, as_str::EMPTY, |e| {
        e.body.details.get(index).map_or(as_str::EMPTY, |d| as_str::from(&*d.declaration))
    })
}

/// Where in its declaration mistake number `index` stands: the column in bytes, from 1; 0 if it has no place.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_error_detail_column(error: *const as_error, index: usize) -> u32 {
    guard::get(error, 0, |e| e.body.details.get(index).map_or(0, |d| d.column))
}

/// The line of a file in which mistake number `index` stands, from 1; 0 if it stands in no file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_error_detail_line(error: *const as_error, index: usize) -> u32 {
    guard::get(error, 0, |e| e.body.details.get(index).map_or(0, |d| d.line))
}

/// The name of a status, as in this header: `AS_ERROR_NULL`; `AS_ERROR_UNKNOWN` for numbers that are none. Ends with a
/// NUL and lives as long as the library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_status_name(status: i32) -> *const std::ffi::c_char {
    guard::plain(c"".as_ptr(), || status_name(status).as_ptr())
}

macro_rules! names {
    ($($name:ident)*) => {
        fn status_name(status: i32) -> &'static CStr {
            $(if status == as_status::$name as i32 {
                const NAME: &CStr = match CStr::from_bytes_with_nul(concat!(stringify!($name), "\0").as_bytes()) {
                    Ok(name) => name,
                    Err(_) => c"",
                };
                return NAME;
            })*
            c"AS_ERROR_UNKNOWN"
        }
    };
}

names! {
    AS_OK AS_ERROR_GENERAL AS_ERROR_ACTIVE AS_ERROR_NOT_FINISHED AS_ERROR_NOT_PREPARED AS_ERROR_INVALID_ARGUMENT
    AS_ERROR_NO_FUNCTION AS_ERROR_NOT_SUPPORTED AS_ERROR_INVALID_NAME AS_ERROR_NAME_TAKEN AS_ERROR_INVALID_DECLARATION
    AS_ERROR_INVALID_OBJECT AS_ERROR_INVALID_TYPE AS_ERROR_ALREADY_REGISTERED AS_ERROR_MULTIPLE_FUNCTIONS
    AS_ERROR_NO_MODULE AS_ERROR_NO_GLOBAL AS_ERROR_INVALID_CONFIGURATION AS_ERROR_INVALID_INTERFACE
    AS_ERROR_CANT_BIND_ALL AS_ERROR_WRONG_GROUP AS_ERROR_ILLEGAL_BEHAVIOR AS_ERROR_WRONG_CONVENTION AS_ERROR_BUILD_IN_PROGRESS
    AS_ERROR_INIT_FAILED AS_ERROR_OUT_OF_MEMORY AS_ERROR_ALREADY_SEALED AS_ERROR_NOT_SEALED AS_ERROR_NULL
    AS_ERROR_WRONG_HANDLE AS_ERROR_RELEASED AS_ERROR_INTERNAL AS_ERROR_POISONED AS_ERROR_BUILD_FAILED
        AS_ERROR_WRONG_THREAD
    AS_ERROR_ALREADY_BUILT AS_ERROR_NOT_BUILT AS_ERROR_FOREIGN AS_ERROR_NOT_LINKED AS_ERROR_INDEX
    AS_ERROR_BAD_DATA AS_ERROR_API_MISMATCH AS_ERROR_WRITE_FAILED
}
