//! Call stacks and exceptions, as hosts see them.

use crate::base::Location;
use crate::bytecode::{FunctionCode, LocalVar};
use crate::types::DataType;

use super::Vm;
use super::call::{Call, CallState};
use super::call_layout::{Kind, Layout};
use super::exception::Exception;
use super::linked::Trace;
use super::program::Program;
use super::run_state::RunKind;
use super::runtime_type::Storage;
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

/// A named variable of a frame.
#[derive(Clone, Copy)]
pub struct Variable<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its declared type, without reference.
    pub ty: DataType,
    /// Where the value lies: a primitive, a value type, or the pointer of a handle or of an object of a reference type. For
    /// references what they refer to. Null where there is no value: outside of the scope, and where an object is not
    /// constructed yet or destroyed already.
    pub address: *mut u8,
    /// Whether the place that is executed lies in its scope.
    pub in_scope: bool,
    /// Whether it is a parameter.
    pub is_parameter: bool,
}

impl<'a> StackFrame<'a> {
    fn of(frame: &Frame, exact: bool) -> Option<StackFrame<'a>> {
        // SAFETY: programs stay linked as long as the VM lives, which the caller holds.
        let program: &'a Program = unsafe { &*std::ptr::from_ref(frame.program()) };
        let behind = if exact { Frame { pc: frame.pc.wrapping_add(1), ..*frame } } else { *frame };
        let (function, at) = behind.place()?;
        Some(StackFrame { program, function, at, base: frame.base, is_nested: false })
    }

    /// Where an exception was raised, without variables.
    ///
    /// # Safety
    ///
    /// The program of the exception lives as long as the frame.
    unsafe fn raised(exception: &Exception) -> Option<StackFrame<'a>> {
        let (program, function, at) = exception.place?;
        // SAFETY: promised by the caller.
        let program = unsafe { &*program };
        Some(StackFrame { program, function, at, base: std::ptr::null_mut(), is_nested: false })
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
        // SAFETY: the frame is live as long as the call is stopped, which the caller sees to.
        self.this_place().map(|place| unsafe { *place.cast::<*mut u8>() })
    }

    /// Where the pointer to the object of a method lies.
    pub fn this_place(&self) -> Option<*mut u8> {
        self.function().owner.filter(|_| !self.base.is_null())?;
        Some(self.base.wrapping_add(self.program.this_slot(self.function) as usize).cast())
    }

    /// The instruction that is executed, by index in the function.
    pub fn instruction(&self) -> u32 {
        self.at
    }

    /// The named variables, parameters first, then in the order of their declarations. Constants that the compiler knows
    /// are not among them.
    pub fn variables(&self) -> impl Iterator<Item = Variable<'a>> {
        let (base, at, function) = (self.base, self.at, self.function());
        let layout = Layout::of(self.program, function).ok();
        let is_good = self.program.is_verified(self.function);
        function.tables.locals.iter().filter(move |_| is_good).map(move |v| {
            let params = layout.as_ref().filter(|_| v.start == 0).map_or(&[][..], |l| &l.params);
            let param = params.iter().position(|p| p.slot == v.slot);
            let in_scope = v.start <= at && at < v.end;
            let mut address = base.wrapping_add(v.slot as usize).cast::<u8>();
            if !in_scope || base.is_null() || !self.is_alive(v) {
                address = std::ptr::null_mut();
            } else if param.is_some_and(|p| params[p].kind == Kind::Address) && !self.is_object(v.ty) {
                // SAFETY: the frame is live as long as the call is stopped, which the caller sees to; the slot of a
                // reference holds an address.
                address = unsafe { *address.cast::<*mut u8>() };
            }
            Variable { name: &v.name, ty: v.ty, address, in_scope, is_parameter: param.is_some() }
        })
    }

    /// Whether a variable that must be destroyed holds something: where an exception would destroy it.
    fn is_alive(&self, v: &LocalVar) -> bool {
        let ty = self.program.value_type(v.ty.value());
        if ty.is_none_or(|ty| matches!(ty.storage(), Storage::Plain | Storage::NoCountObject)) {
            return true;
        }
        // The slot may have been another's before.
        let cleanups = &self.function().tables.cleanups;
        let mut its = cleanups.iter().filter(|c| c.slot == v.slot && c.start < v.end && c.end > v.start).peekable();
        its.peek().is_none() || its.any(|c| c.start <= self.at && self.at < c.end)
    }

    /// Whether values of the type are objects that slots hold the address of.
    fn is_object(&self, ty: DataType) -> bool {
        self.program.value_type(ty.value()).is_some_and(|ty| ty.is_object_cell())
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

impl Vm {
    /// Where the last exception of the innermost run was raised; `None` also if it was before anything ran.
    pub(super) fn exception_place(&self) -> Option<StackFrame<'_>> {
        // SAFETY: borrowed for this statement only; programs stay linked as long as the VM lives.
        unsafe { StackFrame::raised(&*self.exception.get()) }
    }

    /// What tells the frame that runs apart from others of its stack, and its stack from others.
    pub fn frame_place(&self) -> (usize, usize) {
        (self.base.get() as usize, self.stack.get() as usize)
    }
}

impl Call {
    /// Where the exception that ended the call was raised, to be kept; empty in other states.
    pub fn trace(&self) -> Trace {
        if self.state() != CallState::Exception {
            return Trace::default();
        }
        Trace::new(self.exception_place(), &self.call_stack())
    }

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
        unsafe { StackFrame::raised(&*self.exception_cell().get()) }
    }
}
