//! Exceptions: how they are raised, and what is known of them afterwards.

use std::sync::atomic::Ordering;

use crate::bytecode::Trap;

use super::program::Program;
use super::{Raised, Vm, signals};

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Finished,
    Suspended,
    Aborted,
    Exception,
    /// It goes on in the other copy of the loop: somebody began or ceased to listen.
    Switched,
}

/// What is known of an exception.
#[derive(Clone, Default)]
pub(crate) struct Exception {
    pub text: String,
    /// The bytes that were raised, if they are no UTF-8; else empty.
    pub raw: Vec<u8>,
    /// Where it was raised: the program, the function's index, and the instruction's index in it.
    pub place: Option<(*const Program, u32, u32)>,
    /// It comes from an inner run and is raised again: the place is known already.
    pub is_relayed: bool,
    /// The instruction raised it before it had done anything: a call has not taken over its arguments.
    pub is_trap: bool,
}

impl Vm {
    /// Raises a script exception from a native function; it takes effect when the function returns, whose result is then
    /// dropped. A second one before that replaces the first.
    pub fn raise(&self, text: &str) -> Raised {
        // SAFETY: nobody holds a reference to the exception: it is only borrowed for the length of such statements.
        unsafe {
            let exception = &mut *self.exception.get();
            exception.text.clear();
            exception.text.push_str(text);
            exception.raw.clear();
            exception.is_relayed = false;
            exception.is_trap = false;
        }
        self.signal(signals::EXCEPTION);
        Raised
    }

    /// The same with the bytes of a script's text. Hosts see what is no UTF-8 with replacement characters.
    pub fn raise_bytes(&self, text: &[u8]) -> Raised {
        match std::str::from_utf8(text) {
            Ok(text) => self.raise(text),
            Err(_) => {
                let raised = self.raise(&String::from_utf8_lossy(text));
                // SAFETY: as in `raise`.
                let raw = unsafe { &mut (*self.exception.get()).raw };
                raw.extend_from_slice(text);
                raised
            }
        }
    }

    /// The text of the latest exception, byte by byte as it was raised.
    pub fn exception_bytes(&self) -> Vec<u8> {
        // SAFETY: as in `raise`.
        let exception = unsafe { &*self.exception.get() };
        if exception.raw.is_empty() { exception.text.clone().into_bytes() } else { exception.raw.clone() }
    }

    /// Raises one of the machine's own exceptions.
    pub fn raise_trap(&self, trap: Trap) -> Raised {
        self.raise(trap.text())
    }

    /// Raises an exception of an instruction that has done nothing else.
    pub(super) fn raise_instead(&self, trap: Trap) {
        self.raise_before_call(trap.text());
    }

    /// Raises an exception of a call that was not made.
    pub(super) fn raise_before_call(&self, text: &str) {
        self.raise(text);
        // SAFETY: as in `raise`.
        unsafe { (*self.exception.get()).is_trap = true };
    }

    /// Raises the exception for an exhausted memory limit.
    #[cold]
    pub fn raise_out_of_memory(&self) -> Raised {
        self.raise_trap(Trap::OutOfMemory)
    }

    /// Raises again the exception with which an inner run ended.
    pub(super) fn raise_again(&self) -> Raised {
        // SAFETY: as in `raise`.
        unsafe {
            let exception = &mut *self.exception.get();
            exception.is_relayed = true;
            exception.is_trap = false;
        }
        self.signal(signals::EXCEPTION);
        Raised
    }

    /// Whether an exception was raised that has not taken effect yet.
    #[inline]
    pub fn check(&self) -> Result<(), Raised> {
        if self.has_exception() { Err(Raised) } else { Ok(()) }
    }

    #[inline]
    pub(super) fn has_exception(&self) -> bool {
        // SAFETY: the signals are those of the running call or the VM's own.
        unsafe { (*self.signals.get()).load(Ordering::Relaxed) & signals::EXCEPTION != 0 }
    }

    pub(super) fn signal(&self, bits: u32) {
        // SAFETY: as above.
        unsafe { (*self.signals.get()).fetch_or(bits, Ordering::Relaxed) };
    }

    /// Signals all runs of the VM, the outer ones too.
    pub(super) fn signal_all(&self, bits: u32) {
        if self.depth.get() == 0 {
            return;
        }
        self.signal(bits);
        let mut outer = self.outer.get();
        // SAFETY: outer runs are on the native stack below.
        unsafe {
            while let Some(run) = outer.as_ref() {
                if !run.signals.is_null() {
                    (*run.signals).fetch_or(bits, Ordering::Relaxed);
                }
                outer = run.previous;
            }
        }
    }

    pub(super) fn take_signal(&self, bits: u32) {
        // SAFETY: as above.
        unsafe { (*self.signals.get()).fetch_and(!bits, Ordering::Relaxed) };
    }

    /// Takes back an exception that was raised and has not taken effect, and gives its text: for code that goes on
    /// without it, and for hosts that used the VM while no script ran.
    pub fn take_raised(&self) -> Option<String> {
        self.has_exception().then(|| {
            self.take_signal(signals::EXCEPTION);
            self.exception_text()
        })
    }

    /// The text of the last exception of the running call, also if it was caught; empty if there was none.
    pub fn exception_text(&self) -> String {
        // SAFETY: as in `raise`.
        unsafe { (*self.exception.get()).text.clone() }
    }

    /// The same, without a copy.
    ///
    /// # Safety
    ///
    /// The text is not used after another exception was raised, and not after the call has ended.
    pub unsafe fn borrow_exception_text(&self) -> &str {
        // SAFETY: promised by the caller.
        unsafe { &(*self.exception.get()).text }
    }
}
