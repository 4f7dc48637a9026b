//! APIs as files: configuration files in and out, declarations for language servers, JSON.

use std::ffi::{c_char, c_void};

use super::context::{as_context, context_error};
use super::error::{ApiError, Detail, Result, as_error, as_status, fail};
use super::guard;
use super::handle;
use super::text::as_write_fn;
use crate::config::{self, LineError};
use crate::types::{EngineProperties, FfiRegistry};

/// Registers what a configuration file declares: the dump of another engine's API, or what `as_context_write_config` has
/// written. Scripts of a host can be checked and built without it: functions that come from a file raise an exception when
/// they are called, and global properties have zeroed memory of their own.
///
/// `text`, `size`: the file. Its engine properties are set as well, and default arguments that name what does not exist are
/// no problem until they are used. `AS_ERROR_INVALID_DECLARATION`: some lines are wrong in themselves; the error lists all
/// of them (`as_error_detail_line`, `as_error_detail_declaration`), and everything else is registered. Names are looked up
/// when the context is sealed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_load_config(
    context: *mut as_context,
    text: *const c_char,
    size: usize,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(context, out_error, |c| {
        let text = handle::bytes(text.cast(), size, "text")?;
        let wrong = c.open(|c| config::read(c, text).map_err(context_error))?;
        if wrong.is_empty() { Ok(()) } else { Err(line_errors(wrong)) }
    })
}

fn line_errors(wrong: Vec<LineError>) -> ApiError {
    let lines = crate::base::counted(wrong.len(), "line");
    let are = if wrong.len() == 1 { "is" } else { "are" };
    let mut text = format!("{lines} of the configuration file {are} wrong");
    for line in &wrong {
        text.push_str("\n  ");
        text.push_str(&line.to_string());
    }
    let status = as_status::AS_ERROR_INVALID_DECLARATION;
    let detail = |e: LineError| Detail { status, message: e.message, declaration: e.text, column: 0, line: e.line };
    ApiError::with_details(status, text, wrong.into_iter().map(detail).collect())
}

unsafe fn write(
    c: &as_context,
    write: as_write_fn,
    user_data: *mut c_void,
    make: impl FnOnce(&FfiRegistry, &EngineProperties) -> String,
) -> Result<()> {
    let Some(write) = write else { return fail(as_status::AS_ERROR_NULL, "the function that writes is NULL") };
    let context = c.sealed()?;
    let text = make(&*context.sealed().map_err(context_error)?, context.properties());
    if write(user_data, text.as_ptr().cast(), text.len()) {
        return Ok(());
    }
    fail(as_status::AS_ERROR_GENERAL, "the function that writes has stopped")
}

/// Writes the API of a context as a configuration file, which `as_context_load_config` loads into an equal API but for the
/// functions behind it. The context is sealed if it is not yet.
///
/// `write_fn`: gets the text, in one or several pieces. `AS_ERROR_GENERAL`: it answered false.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_write_config(
    context: *mut as_context,
    write_fn: as_write_fn,
    user_data: *mut c_void,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(context, out_error, |c| write(c, write_fn, user_data, config::write))
}

/// Writes the API of a context as declarations in the syntax of scripts: the file `as.predefined` by which language servers
/// know a host. For the rest see `as_context_write_config`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_write_predefined(
    context: *mut as_context,
    write_fn: as_write_fn,
    user_data: *mut c_void,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(context, out_error, |c| write(c, write_fn, user_data, |r, _| config::write_predefined(r)))
}

/// Writes the API of a context as JSON, for editors and generators of bindings. For the rest see `as_context_write_config`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_write_json(
    context: *mut as_context,
    write_fn: as_write_fn,
    user_data: *mut c_void,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(context, out_error, |c| write(c, write_fn, user_data, config::write_json))
}
