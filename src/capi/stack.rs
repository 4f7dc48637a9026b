//! Call stacks: of a VM while it runs, and of calls that stopped.

use std::ffi::{c_char, c_void};

use super::call::as_call;
use super::error::{Result, as_status, fail};
use super::function::{as_function, function_that_runs};
use super::guard;
use super::handle;
use super::text::as_str;
use super::types::{as_type, as_type_use};
use super::vm::as_vm;
use crate::vm::{StackFrame, Variable};

/// A function on a call stack. The texts live as long as the unit.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct as_frame {
    /// `sizeof(as_frame)`, set by the caller.
    pub size: usize,
    /// The function; borrowed.
    pub function: *const as_function,
    /// The name of its source; empty if positions are not known.
    pub file: as_str,
    /// The line that is executed, from 1; on outer levels that of the call. 0 if it is not known.
    pub line: u32,
    /// The column, from 1; 0 if it is not known.
    pub column: u32,
    /// The object of a method; NULL for other functions.
    pub object: *mut c_void,
    /// The class of the method; NULL for other functions. The object may be of a derived class (`as_object_type`).
    pub object_type: *const as_type,
    /// How many named variables the function has; see `as_vm_stack_variable_at`.
    pub variable_count: usize,
    /// A function of the host or the VM itself began the run that this is the outermost function of, while another one was
    /// under way, which is found on the next level.
    pub is_nested: bool,
}

/// A named variable of a function on a call stack.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct as_variable {
    /// `sizeof(as_variable)`, set by the caller.
    pub size: usize,
    /// Its name; lives as long as the unit.
    pub name: as_str,
    /// Its type, without reference.
    pub type_: as_type_use,
    /// Where its value lies: a number, a value type, or the pointer of a handle or object. For references what they refer
    /// to. It may be changed there, with care for the references that handles count. Valid as long as the stack does not
    /// move on. NULL where there is no value: outside of the scope, and where an object is not made yet or gone already.
    pub address: *mut c_void,
    /// Whether the place that is executed lies in its scope.
    pub in_scope: bool,
    /// Whether it is a parameter.
    pub is_parameter: bool,
}

/// A structure of the caller that says its own size. `what` names it in messages.
///
/// # Safety
///
/// `place` is NULL or begins with a readable size.
pub unsafe fn sized<T>(place: *mut T, what: &str) -> Result<()> {
    if place.is_null() {
        return fail(as_status::AS_ERROR_NULL, format!("the place for the {what} is NULL"));
    }
    if place.cast::<usize>().read() != size_of::<T>() {
        return fail(as_status::AS_ERROR_INVALID_ARGUMENT, format!("the {what} does not say its size"));
    }
    Ok(())
}

fn frame_at<'f, 'a>(frames: &'f [StackFrame<'a>], level: usize) -> Result<&'f StackFrame<'a>> {
    match frames.get(level) {
        Some(frame) => Ok(frame),
        None => {
            fail(as_status::AS_ERROR_INDEX, format!("the stack has {}", crate::base::counted(frames.len(), "level")))
        }
    }
}

unsafe fn write_frame(frame: &StackFrame<'_>, out: *mut as_frame) -> Result<()> {
    sized(out, "frame")?;
    let location = frame.location();
    let object_type = frame.function().owner.and_then(|id| frame.program().runtime_type(id));
    *out = as_frame {
        size: size_of::<as_frame>(),
        function: function_that_runs(frame.program(), frame.function_index())
            .map_or(std::ptr::null(), std::ptr::from_ref),
        file: location.as_ref().map_or(as_str::EMPTY, |l| as_str::from(l.file)),
        line: location.as_ref().map_or(0, |l| l.line),
        column: location.as_ref().map_or(0, |l| l.column),
        object: frame.this().map_or(std::ptr::null_mut(), |o| o.cast()),
        object_type: as_type::of_option(object_type),
        variable_count: frame.function().tables.locals.len(),
        is_nested: frame.is_nested(),
    };
    Ok(())
}

unsafe fn write_variable(frame: &StackFrame<'_>, found: Option<Variable<'_>>, out: *mut as_variable) -> Result<()> {
    sized(out, "variable")?;
    let Some(v) = found else { return fail(as_status::AS_ERROR_INDEX, "there is no such variable") };
    *out = as_variable {
        size: size_of::<as_variable>(),
        name: as_str::from(v.name),
        type_: as_type_use::of(v.ty, frame.program().runtime_type(v.ty.type_id)),
        address: v.address.cast(),
        in_scope: v.in_scope,
        is_parameter: v.is_parameter,
    };
    Ok(())
}

/// The variable that a name means at the place that is executed: the innermost one in scope.
fn find_variable<'a>(frame: &StackFrame<'a>, name: &str) -> Option<Variable<'a>> {
    frame.variables().filter(|v| v.in_scope && v.name == name).last()
}

/// While scripts run, from a function that a script calls or a callback: how many functions are on the stack, those of outer
/// calls included. 0 if nothing runs.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_stack_count(vm: *const as_vm) -> usize {
    guard::get(vm, 0, |vm| vm.get().call_stack().len())
}

/// The function on level `level` of the stack of a VM that runs, where 0 is the innermost, with the place that is executed.
///
/// `out`: its `size` is set by the caller. `AS_ERROR_INDEX`: there is no such level.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_stack_at(vm: *const as_vm, level: usize, out: *mut as_frame) -> as_status {
    guard::status(vm, std::ptr::null_mut(), |vm| write_frame(frame_at(&vm.get().call_stack(), level)?, out))
}

/// Variable `index` of the function on level `level` of the stack of a VM that runs: parameters come first, then the others
/// in the order of their declarations. Constants that the compiler knows the value of are not among them, nor are
/// temporaries; a unit that was saved without debug information has none.
///
/// `out`: its `size` is set by the caller. `AS_ERROR_INDEX`: there is no such level or variable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_stack_variable_at(
    vm: *const as_vm,
    level: usize,
    index: usize,
    out: *mut as_variable,
) -> as_status {
    guard::status(vm, std::ptr::null_mut(), |vm| {
        let stack = vm.get().call_stack();
        let frame = frame_at(&stack, level)?;
        write_variable(frame, frame.variables().nth(index), out)
    })
}

/// The same for the variable that a name means at the place that is executed. `AS_ERROR_INDEX`: none of this name is in
/// scope.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_stack_find_variable(
    vm: *const as_vm,
    level: usize,
    name: *const c_char,
    out: *mut as_variable,
) -> as_status {
    guard::status(vm, std::ptr::null_mut(), |vm| {
        let name = handle::text(name, "name")?;
        let stack = vm.get().call_stack();
        let frame = frame_at(&stack, level)?;
        write_variable(frame, find_variable(frame, name), out)
    })
}

/// While scripts run: the declaration of the function on level `level` of the stack. Lives as long as the unit; empty if there
/// is no such level.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_stack_function(vm: *const as_vm, level: usize) -> as_str {
    guard::get(vm, as_str::EMPTY, |vm| read(&vm.get().call_stack(), level, as_str::EMPTY, declaration))
}

/// While scripts run: the line that level `level` of the stack is at; 0 if there is no such level.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_stack_line(vm: *const as_vm, level: usize) -> u32 {
    guard::get(vm, 0, |vm| read(&vm.get().call_stack(), level, 0, line))
}

/// While scripts run: the name of the source that level `level` of the stack is in. Lives as long as the unit; empty if
/// there is no such level.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_stack_file(vm: *const as_vm, level: usize) -> as_str {
    guard::get(vm, as_str::EMPTY, |vm| read(&vm.get().call_stack(), level, as_str::EMPTY, file))
}

/// How many levels the stack of a call has that is suspended, was aborted or ended by an exception. Its variables live until
/// the call is prepared again, reset or freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_stack_count(call: *const as_call) -> usize {
    guard::get(call, 0, |c| c.get().call_stack().len())
}

/// As `as_vm_stack_at`, for a call that is suspended, was aborted or ended by an exception.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_stack_at(call: *const as_call, level: usize, out: *mut as_frame) -> as_status {
    guard::status(call, std::ptr::null_mut(), |c| write_frame(frame_at(&c.get().call_stack(), level)?, out))
}

/// As `as_vm_stack_variable_at`, for a call that is suspended, was aborted or ended by an exception.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_stack_variable_at(
    call: *const as_call,
    level: usize,
    index: usize,
    out: *mut as_variable,
) -> as_status {
    guard::status(call, std::ptr::null_mut(), |c| {
        let stack = c.get().call_stack();
        let frame = frame_at(&stack, level)?;
        write_variable(frame, frame.variables().nth(index), out)
    })
}

/// As `as_vm_stack_find_variable`, for a call that is suspended, was aborted or ended by an exception.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_stack_find_variable(
    call: *const as_call,
    level: usize,
    name: *const c_char,
    out: *mut as_variable,
) -> as_status {
    guard::status(call, std::ptr::null_mut(), |c| {
        let name = handle::text(name, "name")?;
        let stack = c.get().call_stack();
        let frame = frame_at(&stack, level)?;
        write_variable(frame, find_variable(frame, name), out)
    })
}

/// The declaration of the function on level `level` of the stack, where 0 is the innermost; empty if there is no such level.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_stack_function(call: *const as_call, level: usize) -> as_str {
    guard::get(call, as_str::EMPTY, |c| read(&c.get().call_stack(), level, as_str::EMPTY, declaration))
}

/// The name of the source that level `level` of the stack is in.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_stack_file(call: *const as_call, level: usize) -> as_str {
    guard::get(call, as_str::EMPTY, |c| read(&c.get().call_stack(), level, as_str::EMPTY, file))
}

/// The line that level `level` of the stack is at, from 1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_stack_line(call: *const as_call, level: usize) -> u32 {
    guard::get(call, 0, |c| read(&c.get().call_stack(), level, 0, line))
}

/// The column that level `level` of the stack is at, from 1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_stack_column(call: *const as_call, level: usize) -> u32 {
    guard::get(call, 0, |c| read(&c.get().call_stack(), level, 0, |f| f.location().map_or(0, |l| l.column)))
}

fn read<T>(frames: &[StackFrame<'_>], level: usize, default: T, read: impl FnOnce(&StackFrame<'_>) -> T) -> T {
    frames.get(level).map_or(default, read)
}

fn declaration(frame: &StackFrame<'_>) -> as_str {
    as_str::from(&*frame.function().declaration)
}

fn file(frame: &StackFrame<'_>) -> as_str {
    frame.location().map_or(as_str::EMPTY, |l| as_str::from(l.file))
}

fn line(frame: &StackFrame<'_>) -> u32 {
    frame.location().map_or(0, |l| l.line)
}
