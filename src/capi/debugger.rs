//! `as_debugger`: stops scripts where a front end wants, and shows their values.

use std::cell::RefCell;
use std::ffi::{c_char, c_void};
use std::rc::Rc;

use super::error::{ApiError, Result, as_error, as_status, fail};
use super::guard;
use super::handle::{self, Header, handle_kind};
use super::native::{UserData, as_free_fn};
use super::stack::{as_variable, sized};
use super::text::as_str;
use super::types::{as_type, as_type_use};
use super::vm::as_vm;
use crate::debug::{self, Answer, Breakpoint, Debugger, Found, Resume, StopAtExceptions, StopHook, StopReason, Wanted};
use crate::vm::Vm;

/// A debugger of one VM: breakpoints, steps, and values by name while a script is stopped.
///
/// One owner; used by the thread of its VM, which it keeps alive. A VM has one debugger at a time: a new one takes the
/// place of another. While a VM has one, its scripts are several times slower; a VM without one does not pay for it.
///
/// Functions of one expression are compiled in place of their calls, and nothing stops in them, unless the context was told not
/// to optimise (`AS_OPTION_OPTIMIZE_BYTECODE` set to 0) before the unit was built.
#[cfg_attr(not(cbindgen), repr(C))]
pub struct as_debugger {
    header: Header,
    debugger: Debugger,
    /// The text that was handed out last.
    text: RefCell<String>,
    /// The breakpoints, as they were counted last.
    listed: RefCell<Vec<Breakpoint>>,
}

handle_kind!(as_debugger, b"ASdb", |d| d.debugger.vm());

/// Why a script is stopped.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum as_stop_reason {
    /// At a breakpoint.
    AS_STOP_BREAKPOINT = 0,
    /// A step is done.
    AS_STOP_STEP = 1,
    /// `as_debugger_suspend` was called.
    AS_STOP_PAUSE = 2,
    /// An exception was raised that no script will catch; `as_vm_exception_text` has its text.
    AS_STOP_EXCEPTION = 3,
    /// An exception was raised that a script will catch.
    AS_STOP_CAUGHT_EXCEPTION = 4,
}

/// What to do after a stop: answer of an `as_stop_fn`.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum as_resume {
    /// Go on until something else stops the script.
    AS_RESUME_CONTINUE = 0,
    /// Stop at the next line, also of a function that is called.
    AS_RESUME_STEP_IN = 1,
    /// Stop at the next line of the function, or of the one it returns to.
    AS_RESUME_STEP_OVER = 2,
    /// Stop when the function has returned to another one.
    AS_RESUME_STEP_OUT = 3,
}

/// At which exceptions to stop.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum as_exception_stop {
    /// At none.
    AS_EXCEPTIONS_NEVER = 0,
    /// At those that no script catches.
    AS_EXCEPTIONS_UNCAUGHT = 1,
    /// At all.
    AS_EXCEPTIONS_ALL = 2,
}

/// Where a script is stopped. The stack is told by `as_vm_stack_at` and its like.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct as_stop {
    /// `sizeof(as_stop)`.
    pub size: usize,
    /// The VM.
    pub vm: *mut as_vm,
    /// Why.
    pub reason: as_stop_reason,
    /// The number of the breakpoint; 0 for other reasons.
    pub breakpoint: u32,
}

/// A front end: called where a script stops, before the line is executed. It returns when the script is to go on, and answers
/// with one of `as_resume`. It may look at the stack, change variables, change breakpoints, run calls (which do not stop), and
/// call `as_vm_suspend` or `as_vm_abort` to stop for good.
pub type as_stop_fn =
    Option<unsafe extern "C" fn(debugger: *mut as_debugger, stop: *const as_stop, user_data: *mut c_void) -> u32>;

/// A breakpoint.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct as_breakpoint {
    /// `sizeof(as_breakpoint)`, set by the caller.
    pub size: usize,
    /// Its number.
    pub id: u32,
    /// The line it was set to; 0 for breakpoints of functions.
    pub wanted_line: u32,
    /// The line with code where it is; 0 as long as no linked unit has it.
    pub line: u32,
    /// Whether it stops.
    pub is_enabled: bool,
    /// The source it was set in, or the function. Lives until the breakpoints are counted again.
    pub place: as_str,
    /// How often it was met.
    pub hits: u64,
}

/// Attaches a debugger to a VM. Scripts that run take notice at their next loop or call. A debugger that the VM has loses its
/// place: it stops nothing any more. The caller owns the new one. NULL if `vm` is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_debugger_new(vm: *mut as_vm) -> *mut as_debugger {
    guard::make(vm, std::ptr::null_mut(), |vm| {
        Ok(handle::new_unique(as_debugger {
            header: handle::header::<as_debugger>(),
            debugger: Debugger::new(vm.get()),
            text: RefCell::default(),
            listed: RefCell::default(),
        }))
    })
}

/// Takes a debugger off its VM: scripts go on. NULL is allowed. Not while it has stopped a script: then nothing happens.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_debugger_free(debugger: *mut as_debugger) {
    guard::free_if(debugger, |d| !d.debugger.is_stopped());
}

/// Sets the front end; NULL for none: then nothing stops.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_debugger_set_callback(
    debugger: *mut as_debugger,
    callback: as_stop_fn,
    user_data: *mut c_void,
    user_data_free: as_free_fn,
) -> as_status {
    guard::status(debugger, std::ptr::null_mut(), {
        let user_data = UserData::new(user_data, user_data_free);
        move |d: &as_debugger| {
            let hook = callback.map(|f| -> StopHook {
                Rc::new(move |vm: &Vm, reason| {
                    let (reason, breakpoint) = stop_reason(reason);
                    let vm = vm.as_raw().cast();
                    let stop = as_stop { size: size_of::<as_stop>(), vm, reason, breakpoint };
                    // SAFETY: the host gave the function for these calls. A debugger that has stopped is not freed.
                    match unsafe { f(debugger, &stop, user_data.get()) } {
                        1 => Resume::StepIn,
                        2 => Resume::StepOver,
                        3 => Resume::StepOut,
                        _ => Resume::Continue,
                    }
                })
            });
            d.debugger.set_stop_hook(hook);
            Ok(())
        }
    })
}

fn stop_reason(reason: StopReason) -> (as_stop_reason, u32) {
    match reason {
        StopReason::Breakpoint(id) => (as_stop_reason::AS_STOP_BREAKPOINT, id),
        StopReason::Step => (as_stop_reason::AS_STOP_STEP, 0),
        StopReason::Pause => (as_stop_reason::AS_STOP_PAUSE, 0),
        StopReason::Exception { caught: false } => (as_stop_reason::AS_STOP_EXCEPTION, 0),
        StopReason::Exception { caught: true } => (as_stop_reason::AS_STOP_CAUGHT_EXCEPTION, 0),
    }
}

/// Asks for a stop at the next statement. Any thread, as long as the debugger is not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_debugger_suspend(debugger: *const as_debugger) {
    guard::get_anywhere(debugger, (), |d| d.debugger.pause());
}

/// Says at which exceptions to stop; at none at first.
///
/// `which`: one of `as_exception_stop`. `AS_ERROR_INVALID_ARGUMENT`: it is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_debugger_set_exceptions(debugger: *mut as_debugger, which: u32) -> as_status {
    guard::status(debugger, std::ptr::null_mut(), |d| {
        d.debugger.stop_at_exceptions(match which {
            0 => StopAtExceptions::Never,
            1 => StopAtExceptions::Uncaught,
            2 => StopAtExceptions::All,
            other => return fail(as_status::AS_ERROR_INVALID_ARGUMENT, format!("{other} is no as_exception_stop")),
        });
        Ok(())
    })
}

/// Adds a breakpoint at a line. If the line has no code, it is at the next one that has; units that are linked later are
/// searched then.
///
/// `file`: the name of a source; directories do not matter. `line`: from 1. `out_id`: gets its number; NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_debugger_add_breakpoint(
    debugger: *mut as_debugger,
    file: *const c_char,
    line: u32,
    out_id: *mut u32,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(debugger, out_error, |d| {
        let file = handle::text(file, "file")?;
        if line == 0 {
            return fail(as_status::AS_ERROR_INVALID_ARGUMENT, "lines are counted from 1");
        }
        handle::set_optional(out_id, d.debugger.add_breakpoint(Wanted::Line(file.into(), line)).id);
        Ok(())
    })
}

/// Adds a breakpoint at the beginning of all functions of a name: `tick`, or with class or namespace `Enemy::tick`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_debugger_add_function_breakpoint(
    debugger: *mut as_debugger,
    function: *const c_char,
    out_id: *mut u32,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(debugger, out_error, |d| {
        let function = handle::text(function, "function")?;
        handle::set_optional(out_id, d.debugger.add_breakpoint(Wanted::Function(function.into())).id);
        Ok(())
    })
}

/// Removes a breakpoint. `AS_ERROR_INDEX`: there is none of this number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_debugger_remove_breakpoint(debugger: *mut as_debugger, id: u32) -> as_status {
    guard::status(debugger, std::ptr::null_mut(), |d| known(d.debugger.remove_breakpoint(id), id))
}

/// Switches a breakpoint on or off. `AS_ERROR_INDEX`: there is none of this number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_debugger_set_breakpoint_enabled(
    debugger: *mut as_debugger,
    id: u32,
    is_enabled: bool,
) -> as_status {
    guard::status(debugger, std::ptr::null_mut(), |d| known(d.debugger.enable_breakpoint(id, is_enabled), id))
}

fn known(is_known: bool, id: u32) -> Result<()> {
    if is_known { Ok(()) } else { fail(as_status::AS_ERROR_INDEX, format!("there is no breakpoint {id}")) }
}

/// How many breakpoints there are.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_debugger_breakpoint_count(debugger: *mut as_debugger) -> usize {
    guard::get(debugger, 0, |d| {
        d.listed.replace(d.debugger.breakpoints());
        d.listed.borrow().len()
    })
}

/// Breakpoint `index` of those that `as_debugger_breakpoint_count` counted last, in the order in which they were added.
///
/// `out`: its `size` is set by the caller. `AS_ERROR_INDEX`: there is none of this index.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_debugger_breakpoint_at(
    debugger: *const as_debugger,
    index: usize,
    out: *mut as_breakpoint,
) -> as_status {
    guard::status(debugger, std::ptr::null_mut(), |d| {
        sized(out, "breakpoint")?;
        let listed = d.listed.borrow();
        let Some(b) = listed.get(index) else { return fail(as_status::AS_ERROR_INDEX, "there is no such breakpoint") };
        let (place, wanted_line) = match &b.wanted {
            Wanted::Line(file, line) => (&**file, *line),
            Wanted::Function(name) => (&**name, 0),
        };
        *out = as_breakpoint {
            size: size_of::<as_breakpoint>(),
            id: b.id,
            wanted_line,
            line: b.line,
            is_enabled: b.is_enabled,
            place: as_str::from(place),
            hits: b.hits,
        };
        Ok(())
    })
}

impl as_debugger {
    unsafe fn find(&self, level: usize, path: *const c_char) -> Result<Found> {
        let path = handle::text(path, "path")?;
        let vm = self.debugger.vm();
        let stack = vm.call_stack();
        let Some(frame) = stack.get(level) else {
            return fail(
                as_status::AS_ERROR_INDEX,
                format!("the stack has {}", crate::base::counted(stack.len(), "level")),
            );
        };
        debug::find(vm, frame, path).map_err(|text| ApiError::new(as_status::AS_ERROR_INVALID_ARGUMENT, text))
    }
}

/// The value that a path means in a function on the stack of the VM, while it runs.
///
/// `level`: the function; 0 is the innermost. `path`: a variable, a member of `this`, or a global variable, followed by any
/// number of `.member` and `[index]`: `target.items[i].name`. `out`: gets type and address, its `name` is empty; its
/// `size` is set by the caller.
///
/// `AS_ERROR_INVALID_ARGUMENT`: the path means nothing there; the error says why.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_debugger_find_value(
    debugger: *mut as_debugger,
    level: usize,
    path: *const c_char,
    out: *mut as_variable,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(debugger, out_error, |d| {
        sized(out, "variable")?;
        let found = d.find(level, path)?;
        *out = as_variable {
            size: size_of::<as_variable>(),
            name: as_str::EMPTY,
            type_: as_type_use::of_value(found.ty),
            address: found.address.cast(),
            in_scope: true,
            is_parameter: false,
        };
        Ok(())
    })
}

/// The same value as text, for people: `42`, `"text"`, `Enemy {hp = 3, target = null}`.
///
/// `depth`: how many levels of members are shown. `out`: gets the text, which lives until the debugger is asked for
/// another one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_debugger_find_text(
    debugger: *mut as_debugger,
    level: usize,
    path: *const c_char,
    depth: u32,
    out: *mut as_str,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(debugger, out_error, |d| {
        let out = handle::out(out, "text")?;
        let found = d.find(level, path)?;
        let text = d.debugger.text_of(found, depth.min(16));
        d.text.replace(text);
        out.set(as_str::from(&**d.text.borrow()));
        Ok(())
    })
}

/// Tells a value of a type of the host as text, for people: `(1, 2)`. Writes at most `capacity` bytes of it and returns how many
/// there are; it is called again with more room if that was not enough.
///
/// `value`: the address of the value or object.
pub type as_type_text_fn = Option<
    unsafe extern "C" fn(value: *const c_void, buffer: *mut c_char, capacity: usize, user_data: *mut c_void) -> usize,
>;

/// Sets how the debugger tells values of a type; NULL: by their members.
///
/// `type_`: a type of the VM's context or its units. `user_data`: given to the function; freed by `user_data_free` when it is
/// replaced or the debugger goes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_debugger_set_type_text(
    debugger: *mut as_debugger,
    type_: *const as_type,
    text: as_type_text_fn,
    user_data: *mut c_void,
    user_data_free: as_free_fn,
) -> as_status {
    guard::status(debugger, std::ptr::null_mut(), {
        let user_data = UserData::new(user_data, user_data_free);
        move |d: &as_debugger| {
            let ty = handle::borrow(type_)?;
            let text = text.map(|f| -> debug::TypeText {
                Rc::new(move |value: *const u8| {
                    let mut buffer = vec![0u8; 256];
                    // Twice is enough for a function that keeps its word; what changes meanwhile is cut.
                    for _ in 0..2 {
                        // SAFETY: the host gave the function for values of the type.
                        let len = unsafe { f(value.cast(), buffer.as_mut_ptr().cast(), buffer.len(), user_data.get()) };
                        if len <= buffer.len() {
                            buffer.truncate(len);
                            break;
                        }
                        buffer.resize(len.min(MOST_TEXT), 0);
                    }
                    String::from_utf8_lossy(&buffer).into_owned()
                })
            });
            d.debugger.set_type_text(ty.get(), text);
            Ok(())
        }
    })
}

/// Bytes of a text by the host that are taken at most.
const MOST_TEXT: usize = 1 << 20;

/// What `as_debugger_run_command` answers if the script stays where it is.
pub const AS_COMMAND_STAY: u32 = 0xFFFF_FFFF;

/// Does what a line of text says, as a front end for terminals: `c` goes on, `s` steps into functions, `n` over them, `o` out of
/// this one, `b` and `r` set and remove breakpoints, `l` lists them, variables, members, globals or statistics, `p` prints a value,
/// `w` shows the call stack, `f` chooses one of its functions, `a` ends the script, `h` explains all of these. Where lines come
/// from and answers go to is up to the host. To be called by an `as_stop_fn`; breakpoints may be set and listed at any time.
///
/// `line`: what was typed; nonsense is answered with what is wrong with it. `out_text`: gets the answer, any number of whole lines;
/// it lives until the debugger is asked for another text. `out_resume`: gets what the `as_stop_fn` is to return, or
/// `AS_COMMAND_STAY` if another command is wanted first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_debugger_run_command(
    debugger: *mut as_debugger,
    line: *const c_char,
    out_text: *mut as_str,
    out_resume: *mut u32,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(debugger, out_error, |d| {
        let line = handle::text(line, "line")?;
        let out_text = handle::out(out_text, "text")?;
        let out_resume = handle::out(out_resume, "answer")?;
        let mut text = String::new();
        out_resume.set(match d.debugger.command(line, &mut text) {
            Answer::Stay => AS_COMMAND_STAY,
            Answer::GoOn(Resume::Continue) => as_resume::AS_RESUME_CONTINUE as u32,
            Answer::GoOn(Resume::StepIn) => as_resume::AS_RESUME_STEP_IN as u32,
            Answer::GoOn(Resume::StepOver) => as_resume::AS_RESUME_STEP_OVER as u32,
            Answer::GoOn(Resume::StepOut) => as_resume::AS_RESUME_STEP_OUT as u32,
        });
        d.text.replace(text);
        out_text.set(as_str::from(&**d.text.borrow()));
        Ok(())
    })
}

/// Where and why the script is stopped, as text for people, with the line of the source if its text is there: for a front end
/// to begin with.
///
/// `out_text`: as for `as_debugger_run_command`; empty if no script is stopped.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_debugger_get_stop_text(debugger: *mut as_debugger, out_text: *mut as_str) -> as_status {
    guard::status(debugger, std::ptr::null_mut(), |d| {
        let out_text = handle::out(out_text, "text")?;
        d.text.replace(d.debugger.stop_text());
        out_text.set(as_str::from(&**d.text.borrow()));
        Ok(())
    })
}
