//! Snippets: code that is compiled against a built unit, and text that is run at once.

use std::ffi::c_char;

use super::call::as_call;
use super::error::{ApiError, as_error, as_status, fail};
use super::function::functions_of;
use super::guard;
use super::handle;
use super::unit::{as_unit, unit_error};
use super::vm::{as_vm, init_error};
use crate::unit::{Unit, UnitError};

/// The function that `as_call_new_string` makes.
const NAME: &str = "__snippet";

/// A new unit that adds to a built one, in the VMs where that is linked: its functions see the classes, functions, variables and
/// imports of `base` as if they stood there. Sources are added, it is built and linked as others are, after `base`; then its
/// functions are found and called. So functions are entered at a console, or tried in a game that runs.
///
/// Its variables are initialised when it is linked. It has no imports of its own, and cannot be saved. Building it takes as long as building both. A snippet may be
/// the base of another. What was compiled before does not call the functions of a snippet, unless the host hands them over as
/// function handles. `base`: built, and not loaded from a file. The caller owns the unit.
///
/// NULL with an error: `AS_ERROR_NOT_BUILT`; `AS_ERROR_NOT_SUPPORTED`: `base` has no texts to compile with.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_new_snippet(base: *const as_unit, out_error: *mut *mut as_error) -> *mut as_unit {
    guard::make(base, out_error, |base| {
        let built = base.built().ok_or_else(|| unit_error(UnitError::NotBuilt))?;
        Ok(handle::new_shared(as_unit::open(Unit::new_snippet(built).map_err(unit_error)?)))
    })
}

/// Compiles text as the body of a function, with all that a unit declares, links it, and gives a call prepared for it: run it
/// with `as_call_run`, and read what it returns. The caller owns the call. Local variables end with it; what it does to the unit's
/// variables stays. What was compiled goes with the call, unless it makes function handles, or objects of types that `base` does not have
/// (as `array<Item@>` may be): then it stays as long as the VM.
///
/// `base`: a unit as for `as_unit_new_snippet` that is linked to the VM. `result`: the type of what the text returns, as in `return hp * 2;`;
/// NULL if nothing. `text`: statements.
///
/// NULL with an error: `AS_ERROR_BUILD_FAILED` with the messages, whose lines count from the beginning of the text, and those of
/// `as_unit_new_snippet` and `as_vm_link`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_new_string(
    vm: *mut as_vm,
    base: *const as_unit,
    result: *const c_char,
    text: *const c_char,
    out_error: *mut *mut as_error,
) -> *mut as_call {
    guard::make(vm, out_error, |vm| {
        let base = handle::borrow(base)?;
        let text = handle::text(text, "text")?;
        let ty = handle::optional_text(result, "result")?.unwrap_or("void");
        let built = base.built().ok_or_else(|| unit_error(UnitError::NotBuilt))?;
        let mut unit = Unit::new_snippet(built).map_err(unit_error)?;
        let whole = format!("{ty} {NAME}() {{\n{text}\n}}");
        unit.add_source("text", whole.as_bytes(), -1).map_err(unit_error)?;
        if let Err(error) = unit.build() {
            let messages: String = unit.diagnostics().iter().map(|d| d.render(unit.sources()).to_string()).collect();
            return match error {
                UnitError::Rejected(_) => fail(as_status::AS_ERROR_BUILD_FAILED, messages),
                error => Err(unit_error(error)),
            };
        }
        let Some(program) = unit.program() else { return Err(unit_error(UnitError::NotBuilt)) };
        let function = program.unit().functions.iter().rposition(|f| *f.name == *NAME && f.owner.is_none());
        let Some(function) = function else {
            let text = "the text ends the function that it stands in";
            return Err(ApiError::new(as_status::AS_ERROR_BUILD_FAILED, text));
        };
        vm.get().link(program).map_err(init_error)?;
        let made = as_call::make(vm.get());
        // It can be prepared: the function is of a program that is linked, and the call holds nothing.
        (*made).prepare(&raw const functions_of(program)[function]).inspect_err(|_| drop(handle::take(made)))?;
        // It lives as long as the call, or longer if function handles name it.
        vm.get().unlink(program);
        Ok(made)
    })
}
