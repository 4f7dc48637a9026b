//! What a host may watch.

use std::cell::{Cell, UnsafeCell};
use std::rc::Rc;

use super::Vm;

/// Called before each statement.
pub type LineHook = Rc<dyn Fn(&Vm)>;
/// Called when an exception is raised, with whether a script will catch it.
pub type ExceptionHook = Rc<dyn Fn(&Vm, bool)>;

/// The host's hooks of a VM.
#[derive(Default)]
pub(super) struct Hooks {
    line: UnsafeCell<Option<LineHook>>,
    has_line: Cell<bool>,
    exception: UnsafeCell<Option<ExceptionHook>>,
}

impl Vm {
    /// Sets a function that is called before each statement. Takes effect when a call is run next. While one is set,
    /// scripts run several times slower.
    pub fn set_line_hook(&self, hook: Option<LineHook>) {
        self.hooks.has_line.set(hook.is_some());
        // SAFETY: nobody holds a reference into the cell: callers clone what is in it.
        unsafe { *self.hooks.line.get() = hook };
    }

    /// Sets a function that is called when an exception is raised, with the stack still as it was (EXEC-16). It is told
    /// whether a script will catch the exception.
    pub fn set_exception_hook(&self, hook: Option<ExceptionHook>) {
        // SAFETY: as above.
        unsafe { *self.hooks.exception.get() = hook };
    }

    #[inline]
    pub(super) fn is_hooked(&self) -> bool {
        self.hooks.has_line.get()
    }

    pub(super) fn call_line_hook(&self) {
        // SAFETY: cloned, so that the hook may replace itself.
        let hook = unsafe { (*self.hooks.line.get()).clone() };
        if let Some(hook) = hook {
            hook(self);
        }
    }

    pub(super) fn call_exception_hook(&self, caught: bool) {
        // SAFETY: as above.
        let hook = unsafe { (*self.hooks.exception.get()).clone() };
        if let Some(hook) = hook {
            hook(self, caught);
        }
    }
}
