//! What a host may watch.
//!
//! Watching costs nothing while nobody does: statements are told by a second copy of the run loop, which is entered only
//! while somebody listens, and samples are taken where the loop looks for other reasons.

use std::cell::{Cell, UnsafeCell};
use std::rc::Rc;
use std::time::{Duration, Instant};

use super::interpreter::{CHUNK, SAMPLING_CHUNK};
use super::program::Program;
use super::{RuntimeType, Vm, signals};

/// A statement that is about to be executed.
#[derive(Clone, Copy)]
pub struct LineEvent<'a> {
    /// The program.
    pub program: &'a Program,
    /// The function, by index.
    pub function: u32,
    /// The first instruction of the statement, by index in the function.
    pub at: u32,
    /// The function was just called.
    pub is_entry: bool,
    /// Tells frames on one stack apart: those of callees are greater.
    pub frame: usize,
    /// Tells stacks apart.
    pub stack: usize,
}

/// Called before each statement.
pub type LineHook = Rc<dyn Fn(&Vm, &LineEvent<'_>)>;
/// Called when an exception is raised, with whether a script will catch it.
pub type ExceptionHook = Rc<dyn Fn(&Vm, bool)>;
/// Called about once in an interval while scripts run.
pub type SampleHook = Rc<dyn Fn(&Vm)>;

/// Called for each piece of garbage that a cycle of the collector has found, before it is taken apart.
pub type GarbageHook = Rc<dyn Fn(&Vm, *mut u8, &'static RuntimeType)>;

/// Who listens to statements; each has a place of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listener {
    /// Counts them.
    Profiler = 0,
    /// Stops at some of them.
    Debugger = 1,
    /// Whatever the host does.
    Host = 2,
}

/// The host's hooks of a VM.
#[derive(Default)]
pub(super) struct Hooks {
    line: UnsafeCell<[Option<LineHook>; 3]>,
    has_line: Cell<bool>,
    /// A line hook is being called: what it runs is not told.
    is_busy: Cell<bool>,
    exception: UnsafeCell<[Option<ExceptionHook>; 3]>,
    sample: UnsafeCell<Option<SampleHook>>,
    garbage: UnsafeCell<Option<GarbageHook>>,
    /// When the next sample is due, and how long it is from one to the next.
    sample_due: Cell<Option<Instant>>,
    sample_interval: Cell<Duration>,
}

impl Vm {
    /// Sets a function that is called before each statement, or none. Runs that are under way take notice at their next
    /// loop or call. While one is set, scripts run several times slower. What a hook runs itself is not told.
    pub fn set_line_hook(&self, listener: Listener, hook: Option<LineHook>) {
        // SAFETY: nobody holds a reference into the cell: callers clone what is in it. What was there is dropped when it is
        // out of it.
        let (before, is_any) = unsafe {
            let hooks = &mut *self.hooks.line.get();
            let before = std::mem::replace(&mut hooks[listener as usize], hook);
            (before, hooks.iter().any(Option::is_some))
        };
        self.hooks.has_line.set(is_any);
        self.signal_all(signals::HOOKS);
        drop(before);
    }

    /// Sets a function that is called when an exception is raised, with the stack still as it was (EXEC-16). It is told
    /// whether a script will catch the exception.
    pub fn set_exception_hook(&self, listener: Listener, hook: Option<ExceptionHook>) {
        // SAFETY: as above.
        drop(unsafe { std::mem::replace(&mut (&mut *self.hooks.exception.get())[listener as usize], hook) });
    }

    /// Sets a function that is called about once in an interval while scripts run, at a loop or call, or none.
    pub fn set_sample_hook(&self, interval: Duration, hook: Option<SampleHook>) {
        let is_set = hook.is_some();
        // SAFETY: as above.
        drop(unsafe { std::mem::replace(&mut *self.hooks.sample.get(), hook) });
        self.hooks.sample_interval.set(interval);
        self.hooks.sample_due.set(if is_set { Instant::now().checked_add(interval) } else { None });
        self.chunk.set(if is_set { SAMPLING_CHUNK } else { CHUNK });
    }

    /// Sets a function that is told of garbage in circles, or none.
    pub fn set_garbage_hook(&self, hook: Option<GarbageHook>) {
        // SAFETY: as above.
        drop(unsafe { std::mem::replace(&mut *self.hooks.garbage.get(), hook) });
    }

    /// What is told of garbage in circles.
    pub(super) fn garbage_hook(&self) -> Option<GarbageHook> {
        // SAFETY: cloned, so that the hook may replace itself.
        unsafe { (*self.hooks.garbage.get()).clone() }
    }

    /// Takes a line hook away if it is still set.
    pub fn remove_line_hook(&self, listener: Listener, hook: &LineHook) {
        // SAFETY: the cell is borrowed for this statement only.
        let is_set =
            unsafe { (&(*self.hooks.line.get()))[listener as usize].as_ref().is_some_and(|h| Rc::ptr_eq(h, hook)) };
        if is_set {
            self.set_line_hook(listener, None);
        }
    }

    /// Takes an exception hook away if it is still set.
    pub fn remove_exception_hook(&self, listener: Listener, hook: &ExceptionHook) {
        // SAFETY: as above.
        let set = unsafe { (&(*self.hooks.exception.get()))[listener as usize].clone() };
        if set.is_some_and(|h| Rc::ptr_eq(&h, hook)) {
            self.set_exception_hook(listener, None);
        }
    }

    /// Takes a sample hook away if it is still set.
    pub fn remove_sample_hook(&self, hook: &SampleHook) {
        // SAFETY: as above.
        let set = unsafe { (*self.hooks.sample.get()).clone() };
        if set.is_some_and(|h| Rc::ptr_eq(&h, hook)) {
            self.set_sample_hook(Duration::ZERO, None);
        }
    }

    /// Whether runs that begin now tell their statements.
    #[inline]
    pub(super) fn is_hooked(&self) -> bool {
        self.hooks.has_line.get() && !self.hooks.is_busy.get()
    }

    pub(super) fn call_line_hooks(&self, event: &LineEvent<'_>) {
        if self.hooks.is_busy.replace(true) {
            return;
        }
        for listener in [Listener::Profiler, Listener::Debugger, Listener::Host] {
            // SAFETY: cloned, so that the hook may replace itself.
            let hook = unsafe { (&(*self.hooks.line.get()))[listener as usize].clone() };
            if let Some(hook) = hook {
                hook(self, event);
            }
        }
        self.hooks.is_busy.set(false);
    }

    pub(super) fn call_exception_hooks(&self, caught: bool) {
        // SAFETY: the cell is borrowed for this statement only.
        if unsafe { (*self.hooks.exception.get()).iter().all(Option::is_none) } {
            return;
        }
        // What a hook runs may raise exceptions of its own.
        // SAFETY: nobody holds a reference to the exception.
        let kept = unsafe { (*self.exception.get()).clone() };
        for listener in [Listener::Profiler, Listener::Debugger, Listener::Host] {
            // SAFETY: as above.
            let hook = unsafe { (&(*self.hooks.exception.get()))[listener as usize].clone() };
            if let Some(hook) = hook {
                hook(self, caught);
            }
        }
        // SAFETY: as above.
        unsafe { *self.exception.get() = kept };
    }

    /// Takes a sample if one is due. The program counter is behind an instruction of the function that runs.
    pub(super) fn sample(&self) {
        let Some(due) = self.hooks.sample_due.get() else { return };
        let now = Instant::now();
        if now < due {
            return;
        }
        // SAFETY: as above.
        let hook = unsafe { (*self.hooks.sample.get()).clone() };
        if let Some(hook) = hook {
            hook(self);
        }
        if self.hooks.sample_due.get().is_some() {
            self.hooks.sample_due.set(now.checked_add(self.hooks.sample_interval.get()));
        }
    }
}
