//! Cooperative execution of several scripts (CM-01 to CM-08): `yield`, `createCoRoutine` and `sleep`, and the scheduler that
//! runs what they switch between.
//!
//! A thread of the scheduler is a ring of coroutines, of which one is current; each coroutine is a [`Call`]. A round runs the
//! current coroutine of each thread that is awake until it yields, sleeps or ends.

use std::cell::{Cell, RefCell};
use std::ffi::c_void;
use std::rc::Rc;
use std::time::Instant;

use crate::ffi::Register;
use crate::module::Module;
use crate::types::RegistrationError;
use crate::vm::object::ObjHeader;
use crate::vm::{Call, CallError, CallState, FunctionObject, Program, Vm, VmRef};

/// Needs `dictionary`.
pub(super) fn install(to: &mut Module) -> Result<(), RegistrationError> {
    to.register_funcdef("void coroutine(dictionary@)")?;
    to.register_function("void yield()", native!(vm yield_now))?;
    to.register_function("void sleep(uint milliseconds)", native!(vm sleep))?;
    to.register_function("void createCoRoutine(coroutine@+ func, dictionary@+ args)", native!(vm create))
}

/// A call in whatever its host wraps calls in.
pub trait Fiber {
    /// The call.
    fn call(&self) -> &Call;

    /// Runs it, or goes on. A call that cannot be run stays as it is: it is idle or prepared afterwards.
    fn run(&self) -> CallState {
        self.call().run().unwrap_or(self.call().state())
    }

    /// Lets go of what it holds besides the call's own; called after the call was reset.
    fn reset(&self) {}
}

impl Fiber for Call {
    fn call(&self) -> &Call {
        self
    }
}

/// Makes a call.
pub type MakeFiber = Box<dyn Fn(&Vm) -> Rc<dyn Fiber>>;
/// Told of a coroutine that has ended, with how it ended, while its result or exception can still be read.
pub type EndHook = Rc<dyn Fn(&Rc<dyn Fiber>, CallState)>;
/// Gives the time in milliseconds.
pub type Clock = Rc<dyn Fn() -> u64>;

/// Ended calls that are kept to be used again.
const MOST_IDLE: usize = 64;

/// Coroutines, one after another.
struct Thread {
    ring: Vec<Rc<dyn Fiber>>,
    current: usize,
    /// It sleeps as long as the time is not later.
    asleep_until: Option<u64>,
}

/// What the functions of scripts find by their VM.
pub(super) struct Inner {
    threads: RefCell<Vec<Thread>>,
    idle: RefCell<Vec<Rc<dyn Fiber>>>,
    make: MakeFiber,
    clock: RefCell<Clock>,
    ended: RefCell<Option<EndHook>>,
    /// The coroutine that runs has yielded: the next one of its ring comes next.
    has_yielded: Cell<bool>,
    is_running: Cell<bool>,
    /// The thread that runs, by its place.
    running: Cell<usize>,
}

/// Runs scripts in turns, in one VM. A VM has one scheduler at a time.
pub struct Scheduler {
    vm: VmRef,
    inner: Rc<Inner>,
}

impl Scheduler {
    /// A scheduler for a VM; `None` if the VM has one already. `make` makes its calls.
    pub fn new(vm: &Vm, make: MakeFiber) -> Option<Scheduler> {
        if !vm.scheduler().is_null() {
            return None;
        }
        let start = Instant::now();
        let inner = Rc::new(Inner {
            threads: RefCell::default(),
            idle: RefCell::default(),
            make,
            clock: RefCell::new(Rc::new(move || start.elapsed().as_millis() as u64)),
            ended: RefCell::default(),
            has_yielded: Cell::new(false),
            is_running: Cell::new(false),
            running: Cell::new(0),
        });
        vm.set_scheduler(Rc::as_ptr(&inner).cast());
        Some(Scheduler { vm: vm.to_owner(), inner })
    }

    /// The VM.
    pub fn vm(&self) -> &Vm {
        &self.vm
    }

    /// Sets the clock that `sleep` goes by, in milliseconds. At first it counts from when the scheduler was made.
    pub fn set_clock(&self, clock: Clock) {
        let before = self.inner.clock.replace(clock);
        drop(before);
    }

    /// Sets what is told of coroutines that ended.
    pub fn set_end_hook(&self, hook: Option<EndHook>) {
        let before = self.inner.ended.replace(hook);
        drop(before);
    }

    /// Adds a thread that begins with a function, or with whatever the call is prepared for before the next round.
    ///
    /// # Errors
    ///
    /// The function cannot be prepared.
    pub fn add(&self, function: Option<(&std::sync::Arc<Program>, u32)>) -> Result<Rc<dyn Fiber>, CallError> {
        let fiber = self.inner.take_fiber(&self.vm);
        if let Some((program, function)) = function {
            fiber.call().prepare(program, function)?;
        }
        self.inner.add_thread(fiber.clone());
        Ok(fiber)
    }

    /// Runs the current coroutine of each thread that is awake until it yields, sleeps, is suspended or ends. Gives how many
    /// threads there are afterwards. Threads that are added meanwhile begin with the next round. Within a round of the same
    /// scheduler nothing happens.
    pub fn run(&self) -> usize {
        let inner = &self.inner;
        if inner.is_running.replace(true) {
            return self.len();
        }
        let now = inner.now();
        let mut left = self.len();
        let mut at = 0;
        while left > 0 && at < self.len() {
            left -= 1;
            let awake = inner.awake_fiber(at, now);
            let is_gone = awake.is_some_and(|fiber| self.run_one(at, &fiber));
            at += usize::from(!is_gone);
        }
        inner.is_running.set(false);
        self.len()
    }

    /// Runs one coroutine; whether its thread has ended by that.
    fn run_one(&self, at: usize, fiber: &Rc<dyn Fiber>) -> bool {
        let inner = &self.inner;
        inner.running.set(at);
        inner.has_yielded.set(false);
        let state = fiber.run();
        let is_gone = if state == CallState::Suspended {
            let mut threads = inner.threads.borrow_mut();
            let thread = &mut threads[at];
            if inner.has_yielded.get() {
                thread.current = (thread.current + 1) % thread.ring.len();
            }
            false
        } else {
            self.end(at, fiber, state)
        };
        if self.vm.depth() == 0 {
            self.vm.heap().step(&self.vm, 512);
        }
        is_gone
    }

    /// Takes a coroutine that ended off its ring; whether its thread has ended by that.
    fn end(&self, at: usize, fiber: &Rc<dyn Fiber>, state: CallState) -> bool {
        let inner = &self.inner;
        let is_gone = {
            let mut threads = inner.threads.borrow_mut();
            let thread = &mut threads[at];
            thread.ring.remove(thread.current);
            if thread.current >= thread.ring.len() {
                thread.current = 0;
            }
            let is_gone = thread.ring.is_empty();
            if is_gone {
                threads.remove(at);
            }
            is_gone
        };
        let hook = inner.ended.borrow().clone();
        if let Some(hook) = hook {
            hook(fiber, state);
        }
        inner.keep(fiber);
        is_gone
    }

    /// Aborts everything: suspended coroutines are unwound, with their destructors. From a function that a coroutine calls, that
    /// one is aborted when the function returns.
    pub fn abort(&self) {
        let running = self.inner.is_running.get().then(|| self.inner.running.get());
        let all: Vec<Rc<dyn Fiber>> = self.inner.threads.borrow().iter().flat_map(|t| t.ring.iter().cloned()).collect();
        for fiber in &all {
            fiber.call().abort();
        }
        if running.is_some() {
            // The round goes on and meets them one by one.
            self.inner.threads.borrow_mut().iter_mut().for_each(|t| t.asleep_until = None);
            return;
        }
        let threads = self.inner.threads.take();
        drop(threads);
        for fiber in all {
            self.inner.keep(&fiber);
        }
    }

    /// How many threads there are.
    pub fn len(&self) -> usize {
        self.inner.threads.borrow().len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether a round is under way.
    pub fn is_running(&self) -> bool {
        self.inner.is_running.get()
    }

    /// Puts the thread of a coroutine to sleep for a time from now; false if there is none that has the call.
    pub fn sleep(&self, call: &Call, milliseconds: u64) -> bool {
        let until = self.inner.now().saturating_add(milliseconds);
        let mut threads = self.inner.threads.borrow_mut();
        let thread = threads.iter_mut().find(|t| t.ring.iter().any(|f| std::ptr::eq(f.call(), call)));
        thread.map(|t| t.asleep_until = Some(until)).is_some()
    }
}

impl Drop for Scheduler {
    fn drop(&mut self) {
        self.vm.set_scheduler(std::ptr::null());
        // Destructors may run: they find no scheduler.
        let threads = self.inner.threads.take();
        drop(threads);
    }
}

impl Inner {
    /// The scheduler of the VM that calls.
    fn of(vm: &Vm) -> Option<Rc<Inner>> {
        let inner = vm.scheduler().cast::<Inner>();
        if inner.is_null() {
            return None;
        }
        // SAFETY: the scheduler has put its own address there, and takes it away before it goes.
        unsafe {
            Rc::increment_strong_count(inner);
            Some(Rc::from_raw(inner))
        }
    }

    fn now(&self) -> u64 {
        let clock = self.clock.borrow().clone();
        clock()
    }

    fn take_fiber(&self, vm: &Vm) -> Rc<dyn Fiber> {
        let idle = self.idle.borrow_mut().pop();
        idle.unwrap_or_else(|| (self.make)(vm))
    }

    /// Keeps a call that ended for others.
    fn keep(&self, fiber: &Rc<dyn Fiber>) {
        let is_reset = fiber.call().unprepare().is_ok();
        fiber.reset();
        if is_reset && self.idle.borrow().len() < MOST_IDLE {
            self.idle.borrow_mut().push(fiber.clone());
        }
    }

    fn add_thread(&self, fiber: Rc<dyn Fiber>) {
        self.threads.borrow_mut().push(Thread { ring: vec![fiber], current: 0, asleep_until: None });
    }

    /// The current coroutine of a thread that does not sleep.
    fn awake_fiber(&self, at: usize, now: u64) -> Option<Rc<dyn Fiber>> {
        let mut threads = self.threads.borrow_mut();
        let thread = &mut threads[at];
        if thread.asleep_until.is_some_and(|until| now <= until) {
            return None;
        }
        thread.asleep_until = None;
        Some(thread.ring[thread.current].clone())
    }

    /// The place of the thread whose coroutine calls.
    fn calling_thread(&self, vm: &Vm) -> Option<usize> {
        let at = self.is_running.get().then(|| self.running.get())?;
        let threads = self.threads.borrow();
        let thread = threads.get(at)?;
        let is_it = vm.active_call().is_some_and(|call| std::ptr::eq(thread.ring[thread.current].call(), call));
        is_it.then_some(at)
    }
}

fn vm_of<'a>(vm: *mut c_void) -> &'a Vm {
    // SAFETY: these functions are called by the VM, which passes itself.
    unsafe { Vm::from_raw(vm) }
}

unsafe extern "C" fn yield_now(vm: *mut c_void) {
    let vm = vm_of(vm);
    if let Some(inner) = Inner::of(vm).filter(|i| i.calling_thread(vm).is_some()) {
        inner.has_yielded.set(true);
    }
    vm.request_suspend();
}

unsafe extern "C" fn sleep(vm: *mut c_void, milliseconds: u32) {
    let vm = vm_of(vm);
    let Some(inner) = Inner::of(vm) else {
        vm.raise("sleep needs a scheduler");
        return;
    };
    let Some(at) = inner.calling_thread(vm) else {
        vm.raise("sleep is for scripts that a scheduler runs");
        return;
    };
    let until = inner.now().saturating_add(u64::from(milliseconds));
    inner.threads.borrow_mut()[at].asleep_until = Some(until);
    vm.request_suspend();
}

unsafe extern "C" fn create(vm: *mut c_void, function: *mut FunctionObject, args: *mut ObjHeader) {
    let vm = vm_of(vm);
    if function.is_null() {
        return;
    }
    let Some(inner) = Inner::of(vm) else {
        vm.raise("createCoRoutine needs a scheduler");
        return;
    };
    let fiber = inner.take_fiber(vm);
    // SAFETY: the caller keeps the function and the dictionary during the call; the argument is a handle, which is copied
    // from where it lies.
    let prepared = unsafe {
        let call = fiber.call();
        call.prepare_handle(function).and_then(|()| call.set_value(0, (&raw const args).cast()))
    };
    if prepared.is_err() {
        vm.raise("Only functions of scripts can be coroutines");
        return;
    }
    match inner.calling_thread(vm) {
        Some(at) => inner.threads.borrow_mut()[at].ring.push(fiber),
        None => inner.add_thread(fiber),
    }
}
