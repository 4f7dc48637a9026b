//! Call stacks and exceptions, as hosts see them.

use crate::base::Location;
use crate::bytecode::{FunctionCode, LocalVar};

use super::Vm;
use super::call::{Call, CallState};
use super::program::Program;
use super::run_state::RunKind;
use super::unwind::Frame;

/// A frame of a call stack.
#[derive(Clone, Copy)]
pub struct StackFrame<'a> {
    program: &'a Program,
    function: u32,
    /// The instruction, by index in the function.
    at: u32,
    base: *mut u64,
    /// A native function called the run this frame is the outermost of.
    is_nested: bool,
}

impl<'a> StackFrame<'a> {
    fn of(frame: &Frame, exact: bool) -> Option<StackFrame<'a>> {
        // SAFETY: programs stay linked as long as the VM lives, which the caller holds.
        let program: &'a Program = unsafe { &*std::ptr::from_ref(frame.program()) };
        let behind = if exact { Frame { pc: frame.pc.wrapping_add(1), ..*frame } } else { *frame };
        let (function, at) = behind.place()?;
        Some(StackFrame { program, function, at, base: frame.base, is_nested: false })
    }

    /// The program.
    pub fn program(&self) -> &'a Program {
        self.program
    }

    /// The function's index.
    pub fn function_index(&self) -> u32 {
        self.function
    }

    /// The function.
    pub fn function(&self) -> &'a FunctionCode {
        &self.program.unit().functions[self.function as usize]
    }

    /// Position in the source of what is being executed.
    pub fn position(&self) -> u32 {
        self.program.position_at(self.function, self.at)
    }

    /// File, line and column of what is being executed.
    pub fn location(&self) -> Option<Location<'a>> {
        self.program.source()?.location(self.position())
    }

    /// Whether a native function called the run that this frame is the outermost of.
    pub fn is_nested(&self) -> bool {
        self.is_nested
    }

    /// The object of a method.
    pub fn this(&self) -> Option<*mut u8> {
        self.function().owner?;
        let slot = self.program.this_slot(self.function) as usize;
        // SAFETY: the frame is live as long as the call is stopped, which the caller sees to.
        Some(unsafe { *self.base.add(slot) as *mut u8 })
    }

    /// The named variables with the addresses of their slots, and whether they are in scope.
    pub fn variables(&self) -> impl Iterator<Item = (&'a LocalVar, *mut u64, bool)> {
        let (base, at) = (self.base, self.at);
        self.function().locals.iter().map(move |v| (v, base.wrapping_add(v.slot as usize), v.start <= at && at < v.end))
    }
}

impl Vm {
    /// The call stack, the innermost frame first: for native functions and hooks, while the VM runs.
    pub fn call_stack(&self) -> Vec<StackFrame<'_>> {
        let mut frames = Vec::new();
        let mut outer = self.outer.get();
        let mut frame = self.frame();
        let mut kind = self.kind.get();
        let mut returns = self.returns.get();
        loop {
            if kind == RunKind::Idle || frame.base.is_null() {
                return frames;
            }
            loop {
                frames.extend(StackFrame::of(&frame, false));
                // SAFETY: these are the returns of the frame's call.
                match unsafe { self.caller_in(&frame, returns) } {
                    Some(caller) => frame = caller,
                    None => break,
                }
            }
            if let Some(last) = frames.last_mut() {
                last.is_nested = self.depth.get() > 1;
            }
            // SAFETY: outer runs are on the native stack below.
            let Some(run) = (unsafe { outer.as_ref() }) else { return frames };
            // SAFETY: the returns of a running call.
            let below = unsafe { (*run.returns).len() };
            frame = Frame { state: run.state, pc: run.pc, base: run.base, returns: below };
            (kind, outer, returns) = (run.kind, run.previous, run.returns);
        }
    }
}

impl Call {
    /// The call stack of a call that stopped, the innermost frame first. Empty in other states; natives and hooks ask
    /// the VM while it runs.
    pub fn call_stack(&self) -> Vec<StackFrame<'_>> {
        let mut frames = Vec::new();
        let mut next = self.stopped_frame();
        // An exception was met by the instruction before the program counter; other calls stopped there.
        let mut exact = self.state() != CallState::Exception;
        while let Some(frame) = next {
            frames.extend(StackFrame::of(&frame, exact));
            exact = false;
            // SAFETY: these are the returns of the frame's call.
            next = unsafe { self.vm().caller_in(&frame, self.returns()) };
        }
        frames
    }

    /// The text of the exception that ended the call.
    pub fn exception_text(&self) -> Option<&str> {
        // SAFETY: changed by running the call only.
        (self.state() == CallState::Exception).then(|| unsafe { (*self.exception_cell().get()).text.as_str() })
    }

    /// Where the exception that ended the call was raised; `None` also if it was before anything ran.
    pub fn exception_place(&self) -> Option<StackFrame<'_>> {
        if self.state() != CallState::Exception {
            return None;
        }
        // SAFETY: changed by running the call only; programs stay as long as the VM.
        unsafe {
            let (program, function, at) = (*self.exception_cell().get()).place?;
            Some(StackFrame { program: &*program, function, at, base: std::ptr::null_mut(), is_nested: false })
        }
    }
}
