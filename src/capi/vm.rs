//! `as_vm`: a running instance.

use std::ffi::{c_char, c_void};
use std::time::{Duration, Instant};

use super::call::as_call;
use super::context::{as_context, context_error};
use super::error::{ApiError, Result, as_error, as_status, fail};
use super::guard;
use super::handle::{self, Handle, Header};
use super::native::{UserData, as_free_fn};
use super::text::as_str;
use super::unit::as_unit;
use crate::vm::{InitError, Vm};

/// A running instance: the global variables of the units linked to it, and the objects that scripts make.
///
/// One owner. A VM with its calls and objects is used by one thread at a time, and may move to another thread while nothing
/// runs. Any number of VMs can run the same units at the same time. Calls keep their VM alive. Functions that another thread
/// calls while it runs change nothing and answer `AS_ERROR_WRONG_THREAD`; those that answer no status give what they give for NULL.
#[cfg_attr(not(cbindgen), repr(transparent))]
pub struct as_vm {
    vm: Vm,
}

// SAFETY: a VM is `repr(C)` and starts with the header.
unsafe impl Handle for as_vm {
    const MAGIC: u32 = Vm::MAGIC;
    const NAME: &'static str = "as_vm";

    #[inline]
    fn header(&self) -> &Header {
        self.vm.head()
    }

    #[inline]
    fn is_elsewhere(&self) -> bool {
        self.vm.is_run_elsewhere()
    }
}

impl as_vm {
    /// The VM.
    #[inline]
    pub fn get(&self) -> &Vm {
        &self.vm
    }

    /// The handle of a VM.
    pub fn of(vm: &Vm) -> &as_vm {
        // SAFETY: a handle is the VM and nothing else.
        unsafe { &*std::ptr::from_ref(vm).cast() }
    }
}

/// A new VM of a context, which is sealed if it is not yet. The caller owns it. NULL if the context is NULL or cannot be
/// sealed (`as_context_seal` tells why).
///
/// The VM takes the context's options about running as they are now: 4 and 31 (sizes of stacks), 27 (how deep executions
/// may nest), 16 (whether circles are collected by themselves), and 9 (whether `as_vm_link` initialises global variables).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_new(context: *mut as_context) -> *mut as_vm {
    guard::make(context, std::ptr::null_mut(), |c| Ok(handle::own_vm(c.sealed()?.new_vm().map_err(context_error)?)))
}

/// Frees a VM: its globals are released, destructors run, all objects go. NULL is allowed. Calls that still exist keep
/// it alive until they are freed. Not from a function that the VM calls.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_free(vm: *mut as_vm) {
    guard::free_vm(vm);
}

/// Makes a unit part of the VM: its global variables get memory and are initialised in order, unless property 9 is off:
/// then they are zero and null until `as_vm_reset_globals`. A unit that is linked already is left as it is.
///
/// `AS_ERROR_INIT_FAILED`: the initialiser of a variable raised an exception, whose text the error has.
/// `AS_ERROR_FOREIGN`: the unit was built with another context. `AS_ERROR_NOT_BUILT`: it was not built.
/// `AS_ERROR_NOT_LINKED`: it is a snippet, and the unit that it adds to is not linked.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_link(vm: *mut as_vm, unit: *const as_unit, out_error: *mut *mut as_error) -> as_status {
    guard::status(vm, out_error, |vm| vm.vm.link(handle::borrow(unit)?.program()?).map_err(init_error))
}

/// Releases the global variables of a unit and initialises them anew; a unit that is not linked is linked. For the errors
/// see `as_vm_link`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_reset_globals(
    vm: *mut as_vm,
    unit: *const as_unit,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(vm, out_error, |vm| {
        let program = handle::borrow(unit)?.program()?;
        not_running(&vm.vm)?;
        vm.vm.reset_globals(program).map_err(init_error)
    })
}

/// Takes a unit off the VM: its global variables are released, its imports are unbound. What scripts
/// hold of it, objects and function handles, goes on to work; its variables are zero and null for them. It may be linked again,
/// and then starts anew; to put a newer build in its place, link that one. Not while the VM runs.
///
/// `AS_ERROR_NOT_LINKED`: it is not linked. If it declares types, or function handles were made of its functions, what was
/// compiled of it stays in memory until the VM goes, since objects may live on; else it goes when the unit and all calls prepared
/// for it are freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_unlink(
    vm: *mut as_vm,
    unit: *const as_unit,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(vm, out_error, |vm| {
        let program = handle::borrow(unit)?.program()?;
        not_running(&vm.vm)?;
        if !vm.vm.is_linked(program) {
            return fail(as_status::AS_ERROR_NOT_LINKED, "the unit is not linked to the VM");
        }
        vm.vm.unlink(program);
        Ok(())
    })
}

pub(super) fn init_error(error: InitError) -> ApiError {
    let status = match &error {
        InitError::OtherContext => as_status::AS_ERROR_FOREIGN,
        InitError::NoBase => as_status::AS_ERROR_NOT_LINKED,
        InitError::Global { .. } => as_status::AS_ERROR_INIT_FAILED,
    };
    ApiError::new(status, error.to_string())
}

fn not_running(vm: &Vm) -> Result<()> {
    if vm.depth() > 0 { fail(as_status::AS_ERROR_ACTIVE, "the VM is running") } else { Ok(()) }
}

/// Whether a unit is linked to the VM.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_is_linked(vm: *const as_vm, unit: *const as_unit) -> bool {
    guard::get(vm, false, |vm| {
        handle::borrow(unit).and_then(|u| u.program()).is_ok_and(|program| vm.vm.is_linked(program))
    })
}

/// The address of global variable `index` of a unit, in the order of `as_unit_global_name`; NULL if there is none, or if
/// the unit is not linked.
///
/// There lies the value: a number, a value type, or the pointer of a handle or script object. It stays at this address until
/// the unit is unlinked, also when variables are reset.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_global_at(vm: *mut as_vm, unit: *const as_unit, index: usize) -> *mut c_void {
    guard::get(vm, std::ptr::null_mut(), |vm| {
        let Ok(program) = handle::borrow(unit).and_then(|u| u.program()) else { return std::ptr::null_mut() };
        let address = u32::try_from(index).ok().and_then(|i| vm.vm.global_address(program, i));
        address.map_or(std::ptr::null_mut(), |a| a.cast())
    })
}

/// The same for a variable by its name, with its namespace: `score`, `Game::score`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_find_global(vm: *mut as_vm, unit: *const as_unit, name: *const c_char) -> *mut c_void {
    guard::get(vm, std::ptr::null_mut(), |vm| {
        let null = std::ptr::null_mut();
        let Ok(name) = handle::text(name, "name") else { return null };
        let Ok(program) = handle::borrow(unit).and_then(|u| u.program()) else { return null };
        let index = program.unit().globals.iter().position(|g| *g.name == *name);
        let address = index.and_then(|i| vm.vm.global_address(program, i as u32));
        address.map_or(null, |a| a.cast())
    })
}

/// Gives the VM a pointer of the host, which functions called by scripts can ask for.
///
/// `user_data_free`, unless NULL, is called once when the pointer is replaced, or when the VM is gone with everything in
/// it; also if this call fails.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_set_user_data(
    vm: *mut as_vm,
    user_data: *mut c_void,
    user_data_free: as_free_fn,
) -> as_status {
    guard::status(vm, std::ptr::null_mut(), {
        let user_data = UserData::new(user_data, user_data_free);
        move |vm: &as_vm| {
            vm.vm.set_user_data(user_data.get());
            vm.vm.set_companion(Box::new(user_data));
            Ok(())
        }
    })
}

/// The pointer given by `as_vm_set_user_data`; NULL if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_get_user_data(vm: *const as_vm) -> *mut c_void {
    guard::get(vm, std::ptr::null_mut(), |vm| vm.vm.user_data())
}

/// Limits how much scripts may do from now on: the number of rounds of loops and calls they may make. It is handed out in
/// portions of 4,096, so calls may do so much more. Work of the add-ons counts too, 64 bytes or elements as a round, where it is
/// much. When it is used up, `as_call_run` returns `AS_RUN_SUSPENDED`; what runs for the library itself, as destructors and
/// comparators do, is aborted, and `as_call_run` returns `AS_RUN_ABORTED`. `UINT64_MAX`: no limit, as at first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_set_fuel(vm: *mut as_vm, fuel: u64) -> as_status {
    guard::status(vm, std::ptr::null_mut(), |vm| {
        vm.vm.set_fuel(fuel);
        Ok(())
    })
}

/// What is left of the limit; `UINT64_MAX` if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_get_fuel(vm: *const as_vm) -> u64 {
    guard::get(vm, 0, |vm| vm.vm.fuel())
}

/// Limits the time until which scripts may run, counted from now; then `as_call_run` returns `AS_RUN_SUSPENDED`, or
/// `AS_RUN_ABORTED` where a native function waits for a script. The clock is looked at now and then, and behind functions of the
/// add-ons that do much; a single call of one, such as sorting a large array, runs to its end.
///
/// `nanoseconds`: 0 for no limit, as at first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_set_time_limit(vm: *mut as_vm, nanoseconds: u64) -> as_status {
    guard::status(vm, std::ptr::null_mut(), |vm| {
        let end = (nanoseconds != 0).then(|| Instant::now().checked_add(Duration::from_nanos(nanoseconds))).flatten();
        vm.vm.set_deadline(end);
        Ok(())
    })
}

/// Limits the memory of objects and strings of scripts; what would exceed it raises an exception. `bytes`: 0 for no limit,
/// as at first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_set_memory_limit(vm: *mut as_vm, bytes: usize) -> as_status {
    guard::status(vm, std::ptr::null_mut(), |vm| {
        vm.vm.heap().set_limit(if bytes == 0 { usize::MAX } else { bytes });
        Ok(())
    })
}

/// The memory that objects and strings of scripts take at the moment, in bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_get_memory_used(vm: *const as_vm) -> usize {
    guard::get(vm, 0, |vm| vm.vm.heap().used())
}

/// Limits how deep calls of scripts may nest; deeper ones raise an exception. `frames`: 0 for as deep as the stack allows,
/// as at first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_set_max_depth(vm: *mut as_vm, frames: u32) -> as_status {
    guard::status(vm, std::ptr::null_mut(), |vm| {
        vm.vm.set_max_depth(frames);
        Ok(())
    })
}

/// Sets the size of the stacks of calls that are made from now on. `bytes`: 8 MiB at first, of which only what is used
/// takes memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_set_stack_size(vm: *mut as_vm, bytes: usize) -> as_status {
    guard::status(vm, std::ptr::null_mut(), |vm| {
        vm.vm.set_stack_slots(bytes / 8);
        Ok(())
    })
}

/// Frees all objects that are only kept by circles of references. Gives the number of objects freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_collect(vm: *mut as_vm) -> u64 {
    guard::get(vm, 0, |vm| vm.vm.heap().collect(&vm.vm))
}

/// Does a small piece of the work of `as_vm_collect`, of about `budget` objects. Gives whether more is to be done.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_collect_step(vm: *mut as_vm, budget: usize) -> bool {
    guard::get(vm, false, |vm| vm.vm.heap().step(&vm.vm, budget))
}

/// From a function that a script calls: raises a script exception, which takes effect when the function returns. Another
/// one before that replaces the first. The result is dropped: a native function still has to return a valid one (NULL for
/// a handle will do), a generic function makes none.
///
/// `text`: what it says. Bytes that are no UTF-8 are replaced: what it says may come from a script's text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_raise(vm: *mut as_vm, text: *const c_char) -> as_status {
    guard::status(vm, std::ptr::null_mut(), |vm| {
        let text = handle::any_text(text, "text")?;
        running(&vm.vm)?;
        vm.vm.raise(&text);
        Ok(())
    })
}

fn running(vm: &Vm) -> Result<()> {
    if vm.depth() == 0 { fail(as_status::AS_ERROR_NOT_PREPARED, "nothing runs in the VM") } else { Ok(()) }
}

/// From a function that a script calls: suspends the running call when the function returns.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_suspend(vm: *mut as_vm) -> as_status {
    guard::status(vm, std::ptr::null_mut(), |vm| {
        running(&vm.vm)?;
        vm.vm.request_suspend();
        Ok(())
    })
}

/// From a function that a script calls: aborts the running call when the function returns.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_abort(vm: *mut as_vm) -> as_status {
    guard::status(vm, std::ptr::null_mut(), |vm| {
        running(&vm.vm)?;
        vm.vm.request_abort();
        Ok(())
    })
}

/// How deep executions nest at the moment: 0 if nothing runs.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_depth(vm: *const as_vm) -> u32 {
    guard::get(vm, 0, |vm| vm.vm.depth())
}

/// The call that runs: the innermost one, if they are nested. NULL if none runs, or if what runs was begun by the VM itself:
/// an initialiser of a global variable, or a destructor while nothing else runs.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_active_call(vm: *const as_vm) -> *mut as_call {
    guard::get(vm, std::ptr::null_mut(), |vm| vm.vm.active_call().map_or(std::ptr::null_mut(), |c| c.handle().cast()))
}

/// While scripts run: the text of the last exception of the running call, also of one that was caught; empty if there was
/// none. Lives until the next exception, at most until the call ends.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_exception_text(vm: *const as_vm) -> as_str {
    guard::get(vm, as_str::EMPTY, |vm| as_str::from(vm.vm.borrow_exception_text()))
}
