//! `as_scheduler`: runs scripts in turns.

use std::ffi::c_void;
use std::rc::Rc;

use super::call::{as_call, as_run, call_error};
use super::error::{ApiError, as_error, as_status, fail};
use super::function::as_function;
use super::guard;
use super::handle::{self, Header, handle_kind};
use super::native::{UserData, as_free_fn};
use super::vm::as_vm;
use crate::addons::coroutine::{Clock, EndHook, Fiber, Scheduler};
use crate::vm::{Call, CallState};

/// Runs scripts of one VM in turns: threads of scripts, each a ring of coroutines. Scripts switch by the functions of
/// `AS_ADDON_COROUTINE`.
///
/// One owner; used by the thread of its VM, which it keeps alive. A VM has one scheduler at a time.
#[cfg_attr(not(cbindgen), repr(C))]
pub struct as_scheduler {
    header: Header,
    scheduler: Scheduler,
}

handle_kind!(as_scheduler, b"ASsh", |s| s.scheduler.vm());

/// Told of a coroutine that has ended. `call`: its result or exception can be read; it is borrowed, and used again for others
/// afterwards. `result`: how it ended.
pub type as_coroutine_end_fn = Option<
    unsafe extern "C" fn(scheduler: *mut as_scheduler, call: *mut as_call, result: as_run, user_data: *mut c_void),
>;

/// Gives the time in milliseconds, from whenever.
pub type as_clock_fn = Option<unsafe extern "C" fn(user_data: *mut c_void) -> u64>;

impl Fiber for as_call {
    fn call(&self) -> &Call {
        self.get()
    }

    fn run(&self) -> CallState {
        self.run_scheduled()
    }

    fn reset(&self) {
        self.forget();
    }
}

fn handle_of(fiber: &Rc<dyn Fiber>) -> *mut as_call {
    fiber.call().handle().cast()
}

/// A new scheduler of a VM. The caller owns it. NULL if `vm` is NULL, or if it has a scheduler.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_scheduler_new(vm: *mut as_vm) -> *mut as_scheduler {
    guard::make(vm, std::ptr::null_mut(), |vm| {
        let Some(scheduler) = Scheduler::new(vm.get(), Box::new(|vm| as_call::scheduled(vm))) else {
            return fail(as_status::AS_ERROR_ALREADY_REGISTERED, "the VM has a scheduler");
        };
        Ok(handle::new_unique(as_scheduler { header: handle::header::<as_scheduler>(), scheduler }))
    })
}

/// Frees a scheduler with all its calls: what is suspended is unwound, with its destructors. NULL is allowed. Not while
/// `as_scheduler_run` runs: then nothing happens.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_scheduler_free(scheduler: *mut as_scheduler) {
    guard::free_if(scheduler, |s| !s.scheduler.is_running());
}

/// Adds a thread that begins with a function, and gives its call, prepared: set arguments there before the next round. The
/// call is borrowed until it has ended; it is not to be run, prepared again or freed by the host. NULL in case of failure.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_scheduler_add(
    scheduler: *mut as_scheduler,
    function: *const as_function,
    out_error: *mut *mut as_error,
) -> *mut as_call {
    guard::make(scheduler, out_error, |s| {
        let Some((program, index)) = handle::borrow(function)?.script() else {
            return fail(as_status::AS_ERROR_NOT_SUPPORTED, "functions of the host cannot be prepared");
        };
        match s.scheduler.add(Some((&program, index))) {
            Ok(fiber) => Ok(handle_of(&fiber)),
            Err(error) => Err(call_error(error)),
        }
    })
}

/// One round: each thread that does not sleep runs until it yields, sleeps, is suspended or ends. Gives how many threads there
/// are afterwards, sleeping ones included. Within a round nothing happens.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_scheduler_run(scheduler: *mut as_scheduler) -> usize {
    guard::get(scheduler, 0, |s| s.scheduler.run())
}

/// How many threads there are.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_scheduler_count(scheduler: *const as_scheduler) -> usize {
    guard::get(scheduler, 0, |s| s.scheduler.len())
}

/// Aborts all threads: what is suspended is unwound, with its destructors. Within a round, threads end when their turn comes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_scheduler_abort(scheduler: *mut as_scheduler) -> as_status {
    guard::status(scheduler, std::ptr::null_mut(), |s| {
        s.scheduler.abort();
        Ok(())
    })
}

/// Puts the thread of a call to sleep: it runs again in the first round whose time is later than `milliseconds` from now.
///
/// `AS_ERROR_NO_FUNCTION`: the call is none of the scheduler's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_scheduler_suspend(
    scheduler: *mut as_scheduler,
    call: *const as_call,
    milliseconds: u64,
) -> as_status {
    guard::status(scheduler, std::ptr::null_mut(), |s| {
        if s.scheduler.sleep(handle::borrow(call)?.get(), milliseconds) {
            return Ok(());
        }
        Err(ApiError::new(as_status::AS_ERROR_NO_FUNCTION, "the call is none of the scheduler's"))
    })
}

/// Sets the clock that sleeping threads go by; NULL is not allowed. At first it is the time since the scheduler was made. A
/// game gives the time of its frames here, so that scripts sleep as long as it pauses.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_scheduler_set_clock(
    scheduler: *mut as_scheduler,
    clock: as_clock_fn,
    user_data: *mut c_void,
    user_data_free: as_free_fn,
) -> as_status {
    guard::status(scheduler, std::ptr::null_mut(), {
        let user_data = UserData::new(user_data, user_data_free);
        move |s: &as_scheduler| {
            let Some(clock) = clock else { return fail(as_status::AS_ERROR_NULL, "the clock is NULL") };
            // SAFETY: the host gave the function for these calls.
            let clock: Clock = Rc::new(move || unsafe { clock(user_data.get()) });
            s.scheduler.set_clock(clock);
            Ok(())
        }
    })
}

/// Sets a function that is told of each coroutine that ends: finished, with an exception, or aborted; NULL for none.
/// Coroutines that end because the scheduler is freed or `as_scheduler_abort` is called between rounds are not told.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_scheduler_set_callback(
    scheduler: *mut as_scheduler,
    callback: as_coroutine_end_fn,
    user_data: *mut c_void,
    user_data_free: as_free_fn,
) -> as_status {
    guard::status(scheduler, std::ptr::null_mut(), {
        let user_data = UserData::new(user_data, user_data_free);
        move |s: &as_scheduler| {
            let hook = callback.map(|f| -> EndHook {
                Rc::new(move |fiber, state| {
                    let result = match state {
                        CallState::Finished => as_run::AS_RUN_FINISHED,
                        CallState::Aborted => as_run::AS_RUN_ABORTED,
                        CallState::Exception => as_run::AS_RUN_EXCEPTION,
                        _ => as_run::AS_RUN_ERROR,
                    };
                    // SAFETY: the host gave the function for these calls; a scheduler in a round is not freed.
                    unsafe { f(scheduler, handle_of(fiber), result, user_data.get()) }
                })
            });
            s.scheduler.set_end_hook(hook);
            Ok(())
        }
    })
}
