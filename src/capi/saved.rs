//! Units as data: saved by one process, loaded by another.

use std::ffi::c_void;

use super::error::{Result, as_error, as_status, fail};
use super::guard;
use super::handle;
use super::text::as_write_fn;
use super::unit::{as_unit, unit_error};
use crate::unit::UnitError;

/// For `as_unit_save`: without positions and local variables. Exceptions still tell the function, but line 0.
pub const AS_SAVE_STRIP: u32 = 1;

/// Saves the program of a built unit, for `as_unit_load`. The same unit gives the same data on every platform. Texts of the
/// sources are not saved. Any thread.
///
/// `flags`: 0 or `AS_SAVE_STRIP`. `write`: called once or more, in this thread, before the function returns.
///
/// `AS_ERROR_NOT_BUILT`: there is no program. `AS_ERROR_WRITE_FAILED`: `write` has refused the data.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_save(
    unit: *const as_unit,
    flags: u32,
    write: as_write_fn,
    user_data: *mut c_void,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(unit, out_error, |u| save(u, flags, write, user_data))
}

unsafe fn save(u: &as_unit, flags: u32, write: as_write_fn, user_data: *mut c_void) -> Result<()> {
    if flags & !AS_SAVE_STRIP != 0 {
        return fail(as_status::AS_ERROR_INVALID_ARGUMENT, format!("{flags} is no combination of save flags"));
    }
    let Some(write) = write else { return fail(as_status::AS_ERROR_NULL, "the write function is NULL") };
    let unit = u.built().ok_or_else(|| unit_error(UnitError::NotBuilt))?;
    let file = unit.save(flags & AS_SAVE_STRIP != 0).map_err(unit_error)?;
    if !write(user_data, file.as_ptr().cast(), file.len()) {
        return fail(as_status::AS_ERROR_WRITE_FAILED, "the host has refused the data");
    }
    Ok(())
}

/// Makes the program of a unit from saved data, in place of adding sources and building. Afterwards the unit is built, or
/// has no program if the call fails; another attempt needs a new unit. `data` is not kept.
///
/// The data is bound to the registered API by the names and declarations of what it uses. It is checked so that damaged
/// data is refused: its tables at once, the code of each function when it is called first, which then raises an exception
/// (or by `as_unit_load_code`). Data that somebody has made with intent may still harm the process: load only what you
/// would run as native code of the host.
///
/// `AS_ERROR_BAD_DATA`: it is no saved unit, was saved by another version of the library, or is damaged.
/// `AS_ERROR_API_MISMATCH`: what it uses is not registered, or otherwise; the error's details have all of it.
/// `AS_ERROR_ALREADY_BUILT`: the unit was built or loaded before. `AS_ERROR_INVALID_ARGUMENT`: it has sources (and keeps
/// them). `AS_ERROR_INVALID_CONFIGURATION`: the context could not be sealed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_load(
    unit: *mut as_unit,
    data: *const c_void,
    size: usize,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(unit, out_error, |u| {
        let file = handle::bytes(data.cast(), size, "data")?;
        u.finish(|unit| unit.load(file))
    })
}

/// Loads the code of all functions of a loaded unit at once, that is, checks it, so that no call of one can be refused
/// later: for tools, and for hosts that would rather pay for it while they load. Of a unit that was built there is nothing
/// to check. May be called from any thread, also while scripts of the unit run.
///
/// `AS_ERROR_BAD_DATA`: a function is refused, and the error tells which and why. `AS_ERROR_NOT_BUILT`: there is no program.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_load_code(unit: *const as_unit, out_error: *mut *mut as_error) -> as_status {
    guard::status(unit, out_error, |u| {
        u.built().ok_or_else(|| unit_error(UnitError::NotBuilt))?.verify().map_err(unit_error)
    })
}

/// Whether the unit is built, or loaded, with positions and local variables.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_has_debug_info(unit: *const as_unit) -> bool {
    guard::get(unit, false, |u| u.built().is_some_and(|unit| unit.has_debug_info()))
}
