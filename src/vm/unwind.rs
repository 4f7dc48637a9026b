//! Unwinding: frames are left by what the tables of their functions say.

use crate::bytecode::{CleanupKind, Instr};

use super::exception::Outcome;
use super::object::{self, ObjHeader};
use super::program::Program;
use super::run_state::{CrossReturn, LinkedProgram, is_leave, is_return_to_unit};
use super::runtime_type::ValueType;
use super::{Vm, signals, value_ops};

/// A frame as unwinding and inspection see it.
#[derive(Clone, Copy)]
pub(crate) struct Frame {
    pub state: *const LinkedProgram,
    /// Behind the instruction that is being executed.
    pub pc: *const Instr,
    pub base: *mut u64,
    /// How many entries of the returns lie below.
    pub returns: usize,
}

impl Frame {
    pub fn program(&self) -> &Program {
        // SAFETY: frames belong to programs that are linked in the VM.
        unsafe { (*self.state).program() }
    }

    /// The function and the instruction in it.
    pub fn place(&self) -> Option<(u32, u32)> {
        let program = self.program();
        let pc = self.pc.wrapping_sub(1);
        let function = program.function_at(pc)?;
        // SAFETY: both are in the code of the function.
        Some((function, unsafe { pc.offset_from(program.code_of(function)) } as u32))
    }
}

impl Vm {
    /// The frame that runs.
    pub(crate) fn frame(&self) -> Frame {
        // SAFETY: the returns of the running call.
        let returns = unsafe { (*self.returns.get()).len() };
        Frame { state: self.state.get(), pc: self.pc.get(), base: self.base.get(), returns }
    }

    /// The frame that called a frame, unless it is the outermost of its run.
    pub(crate) fn caller(&self, frame: &Frame) -> Option<Frame> {
        // SAFETY: the returns of the running call.
        unsafe { self.caller_in(frame, self.returns.get()) }
    }

    /// The same for a frame of any call.
    ///
    /// # Safety
    ///
    /// `returns` are those of the frame's call.
    pub(super) unsafe fn caller_in(&self, frame: &Frame, returns: *const Vec<CrossReturn>) -> Option<Frame> {
        // SAFETY: below a frame lies its link.
        unsafe {
            let link = *frame.base.sub(1);
            if is_leave(link) {
                return None;
            }
            let base = frame.base.sub((link >> 48) as usize);
            if is_return_to_unit(link) {
                let back = (&*returns)[frame.returns - 1];
                return Some(Frame { state: back.state, pc: back.pc, base, returns: frame.returns - 1 });
            }
            let pc = (link & super::interpreter::LINK_ADDRESS) as *const Instr;
            Some(Frame { pc, base, ..*frame })
        }
    }

    /// Makes a frame the one that runs.
    pub(crate) fn set_frame(&self, frame: &Frame) {
        self.pc.set(frame.pc);
        self.base.set(frame.base);
        // SAFETY: the returns of the running call.
        unsafe { (*self.returns.get()).truncate(frame.returns) };
        self.set_state(frame.state);
    }

    /// Takes the exception that was raised to its handler, or stops the run if there is none.
    pub(super) fn unwind(&self, budget: i32) -> i32 {
        self.take_signal(signals::EXCEPTION);
        let raised = self.frame();
        let handler = self.find_handler(&raised);
        self.note_exception(&raised, handler.is_some());
        let Some((target, handler, birth)) = handler else {
            self.give_back(budget);
            self.outcome.set(Outcome::Exception);
            return -1;
        };
        let unwinding = self.begin_unwinding();
        let mut frame = raised;
        while frame.base != target.base {
            self.set_frame(&frame);
            self.clean(&frame, 0, frame.base == raised.base);
            match self.caller(&frame) {
                Some(caller) => frame = caller,
                None => unreachable!("the handler's frame was reached this way before"),
            }
        }
        self.set_frame(&frame);
        self.clean(&frame, birth, frame.base == raised.base);
        self.end_unwinding(unwinding);
        if let Some((function, _)) = frame.place() {
            self.pc.set(frame.program().code_of(function).wrapping_add(handler as usize));
        }
        self.reset_stack_limit();
        budget
    }

    /// The innermost `try` around an exception in this run: its frame, the instruction of its handler, and the number of
    /// births before it.
    fn find_handler(&self, raised: &Frame) -> Option<(Frame, u32, u32)> {
        let mut frame = *raised;
        let end = self.stack_end();
        loop {
            // A frame that overflows the stack was not entered: what its handler called would go on beyond the end.
            if let Some((function, at)) = frame.place().filter(|_| frame.base <= end) {
                let program = frame.program();
                let is_good = program.is_verified(function);
                let tries = if is_good { &*program.unit().functions[function as usize].tables.tries } else { &[] };
                if let Some(t) = tries.iter().find(|t| t.start <= at && at < t.end) {
                    return Some((frame, t.handler, t.birth));
                }
            }
            frame = self.caller(&frame)?;
        }
    }

    /// Leaves all frames of this run, from the innermost outward.
    pub(super) fn unwind_all(&self) {
        let unwinding = self.begin_unwinding();
        let mut frame = self.frame();
        let raised = frame.base;
        loop {
            self.set_frame(&frame);
            self.clean(&frame, 0, frame.base == raised);
            match self.caller(&frame) {
                Some(caller) => frame = caller,
                None => break,
            }
        }
        self.end_unwinding(unwinding);
    }

    /// Releases what lives in a frame at its current instruction, the youngest first, but for what was born before
    /// `birth`. `raised_here` tells that the frame raised the exception itself and did not get it from a callee.
    fn clean(&self, frame: &Frame, birth: u32, raised_here: bool) {
        let Some((function, at)) = frame.place() else { return };
        let program = frame.program();
        if !program.is_verified(function) {
            return;
        }
        // What a call takes over is the caller's as long as the call has done nothing.
        // SAFETY: nobody holds a reference to the exception across this.
        let not_entered = raised_here && std::mem::take(unsafe { &mut (*self.exception.get()).is_trap });
        for cleanup in program.unit().functions[function as usize].tables.cleanups.iter().rev() {
            if cleanup.birth < birth {
                break;
            }
            let covered = cleanup.start <= at && at < cleanup.end;
            if !covered || (cleanup.consumed && cleanup.end == at + 1 && !not_entered) {
                continue;
            }
            // SAFETY: what the table says lives in the slot does.
            unsafe { self.clean_one(program, frame.base.add(cleanup.slot as usize), cleanup.kind) };
        }
    }

    unsafe fn clean_one(&self, program: &Program, slot: *mut u64, kind: CleanupKind) {
        // SAFETY: as the caller promises.
        unsafe {
            let at = |offset: u32| (*slot as *mut u8).add(offset as usize);
            let object_of = |ty: u32| {
                let ty = program.types[ty as usize];
                ValueType::new(ty.ty(), true, false)
            };
            match kind {
                CleanupKind::Release => object::release(self, *slot as *mut ObjHeader),
                CleanupKind::ReleaseT(ty) => {
                    value_ops::release_counted(self, object_of(ty).ty(), *slot as *mut u8);
                }
                CleanupKind::DestroyV(ty) => value_ops::destroy(self, program.types[ty as usize], slot.cast()),
                CleanupKind::DestroyAt { ty, offset } => {
                    value_ops::destroy(self, program.types[ty as usize], at(offset));
                }
                // Lists align what they hold to four bytes only.
                CleanupKind::ReleaseAt(offset) => {
                    object::release(self, at(offset).cast::<*mut ObjHeader>().read_unaligned());
                }
                CleanupKind::ReleaseTAt { ty, offset } => {
                    value_ops::release_counted(self, object_of(ty).ty(), at(offset).cast::<*mut u8>().read_unaligned());
                }
                CleanupKind::ListFree => self.list_free(*slot as *mut u8),
            }
        }
        // Whatever a destructor or behaviour raised stays here.
        self.take_signal(signals::EXCEPTION);
    }

    /// Writes down where an exception was raised, and tells the host's hook.
    fn note_exception(&self, raised: &Frame, caught: bool) {
        // SAFETY: nobody holds a reference to the exception across this.
        unsafe {
            let exception = &mut *self.exception.get();
            if std::mem::take(&mut exception.is_relayed) && exception.place.is_some() {
                return;
            }
            let place = raised.place();
            exception.place = place.map(|(function, at)| (std::ptr::from_ref(raised.program()), function, at));
        }
        self.call_exception_hooks(caught);
    }
}
