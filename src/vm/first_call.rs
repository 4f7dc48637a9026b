//! Loaded functions until they are called first.
//!
//! What is loaded is not trusted, but following the slots of each function takes far longer than reading it, and most of
//! a game's functions do not run in its first seconds. So each function of a loaded program begins with
//! [`Op::FirstCall`], which has the function checked and then gives way to the instruction that belongs there. A function
//! that is refused never runs: calling it raises an exception, and so does calling it again.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::bytecode::file::Verifier;
use crate::bytecode::{CodeUnit, Instr, Op, VerifyError};

use super::Vm;
use super::program::Program;

/// The code of a loaded program as it runs, and what checks it.
pub(super) struct FirstCalls {
    /// The unit's code, with `FirstCall` as first instruction of the functions that were not called yet. Words change
    /// once, from one instruction to the other, while other threads run them.
    code: Box<[AtomicU64]>,
    verifier: Mutex<Verifier>,
}

impl FirstCalls {
    /// For a unit of which the verifier has checked all but the code.
    pub fn new(unit: &CodeUnit, verifier: Verifier) -> FirstCalls {
        let mut code: Box<[AtomicU64]> = unit.code.iter().map(|i| AtomicU64::new(i.0)).collect();
        for f in unit.functions.iter().filter(|f| f.len > 0) {
            *code[f.entry as usize].get_mut() = Self::MARK.0;
        }
        FirstCalls { code, verifier: verifier.into() }
    }

    const MARK: Instr = Instr::ai(Op::FirstCall, 0, 0);

    /// The first word of the code.
    pub fn code(&self) -> *const Instr {
        self.code.as_ptr().cast()
    }

    fn is_open(&self, entry: u32) -> bool {
        self.code[entry as usize].load(Ordering::Relaxed) != Self::MARK.0
    }
}

/// The instruction at an address in code that runs.
///
/// # Safety
///
/// The address is that of an instruction of a live program, or of one of the machine's own.
#[inline(always)]
pub(crate) unsafe fn fetch(at: *const Instr) -> Instr {
    // SAFETY: instructions are aligned words, and words that may change meanwhile are atomic.
    Instr(unsafe { AtomicU64::from_ptr(at.cast_mut().cast()) }.load(Ordering::Relaxed))
}

impl Program {
    /// Whether the code of a function is known to be good: that of compiled units is, that of loaded ones from the first
    /// call on. Of others, tables of the function may be wrong in any way.
    pub(super) fn is_verified(&self, function: u32) -> bool {
        let entry = self.unit().functions[function as usize].entry;
        self.first_calls.as_ref().is_none_or(|calls| calls.is_open(entry))
    }

    /// Checks a function of a loaded program, if that was not done yet. Threads may do so at the same time.
    ///
    /// # Errors
    ///
    /// What is wrong in the function. It stays unusable.
    pub fn verify_function(&self, function: u32) -> Result<(), VerifyError> {
        let (Some(calls), unit) = (&self.first_calls, self.unit()) else { return Ok(()) };
        let f = &unit.functions[function as usize];
        if f.len == 0 || calls.is_open(f.entry) {
            return Ok(());
        }
        let mut verifier = calls.verifier.lock().unwrap_or_else(PoisonError::into_inner);
        verifier.function(unit, self.ffi(), function, &mut |_, _| {})?;
        // The word says all that others need to know, so nothing else must be seen before it.
        calls.code[f.entry as usize].store(unit.code[f.entry as usize].0, Ordering::Relaxed);
        Ok(())
    }

    /// Checks all functions of a loaded program that were not called yet.
    ///
    /// # Errors
    ///
    /// What is wrong in the first one that is.
    pub fn verify_all(&self) -> Result<(), VerifyError> {
        (0..self.unit().functions.len() as u32).try_for_each(|function| self.verify_function(function))
    }
}

impl Vm {
    /// Checks the function that was just entered, if it is called for the first time; the program counter is at its first
    /// instruction. If it is refused, the call raises an exception: gives the new budget then.
    #[cold]
    pub(super) fn first_call(&self, budget: i32) -> Option<i32> {
        let frame = self.frame();
        let program = frame.program();
        let function = program.function_at(frame.pc)?;
        let error = program.verify_function(function).err()?;
        // Its tables do not tell what the frame holds, but the caller's tell what was passed.
        match self.caller(&frame) {
            Some(caller) => self.set_frame(&caller),
            None => self.pc.set(frame.pc.wrapping_add(1)),
        }
        self.raise_refused(&error);
        Some(self.unwind(budget))
    }

    /// Checks a function that is to be called, if it is called for the first time. If it is refused, raises the exception.
    pub(super) fn may_call(&self, program: &Program, code: *const Instr) -> bool {
        let checked = program.function_at(code).map_or(Ok(()), |function| program.verify_function(function));
        checked.inspect_err(|error| self.raise_refused(error)).is_ok()
    }

    fn raise_refused(&self, error: &VerifyError) {
        self.raise_before_call(&format!("the loaded code of '{}' is refused: {}", error.name, error.what));
    }
}
