//! Beginning and ending runs: what a VM remembers of the run around the one that begins, and the runs that the VM makes
//! itself (constructors, destructors, callbacks).

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::bytecode::{Instr, Op, Trap};

use super::exception::Outcome;
use super::interpreter::{self, LINK_ADDRESS};
use super::object::ObjHeader;
use super::program::Program;
use super::runtime_type::RuntimeType;
use super::stack::{FIRST_LIMIT, Stack};
use super::{FunctionObject, Raised, SuspendReason, Vm, signals};

static LEAVE: [Instr; 2] = [Instr::abc(Op::Leave, 0, 0, 0); 2];
static RETURN_TO_UNIT: [Instr; 2] = [Instr::abc(Op::ReturnToUnit, 0, 0, 0); 2];

/// The link of the outermost frame of a run.
pub(crate) fn leave_link() -> u64 {
    LEAVE.as_ptr() as u64
}

/// Whether a link is that of the outermost frame of a run.
pub(crate) fn is_leave(link: u64) -> bool {
    link & LINK_ADDRESS == LEAVE.as_ptr() as u64
}

/// The address in the links of functions that were called from another program.
pub(crate) fn return_to_unit_address() -> u64 {
    RETURN_TO_UNIT.as_ptr() as u64
}

/// Whether a link leads to another program.
pub(crate) fn is_return_to_unit(link: u64) -> bool {
    link & LINK_ADDRESS == RETURN_TO_UNIT.as_ptr() as u64
}

/// The way back to a program that called into another one.
#[derive(Clone, Copy)]
pub(crate) struct CrossReturn {
    pub pc: *const Instr,
    pub state: *const LinkedProgram,
}

/// What a VM keeps for a program it runs.
pub(crate) struct LinkedProgram {
    pub program: Arc<Program>,
    /// The global variables.
    pub globals: Rc<[Cell<u64>]>,
    /// Of a snippet, the cells of the variables that it adds to those of its base.
    pub own: Box<[Cell<u64>]>,
    /// Of a snippet, where the cells lie that it and the snippets that it adds to have: numbers from the end of `globals` on.
    pub added: Box<[*mut u64]>,
    /// How many globals, in the order of their initialisation, have been initialised.
    pub initialised: Cell<usize>,
    /// The host has linked it. The others are here because objects or shared code of theirs came.
    pub is_linked: Cell<bool>,
    /// Handles to the functions of the unit's reference table, made when they are asked for first.
    pub handles: Box<[Cell<*mut FunctionObject>]>,
    /// How many calls are prepared for its functions, and how many states of snippets that add to it there are.
    pub users: Cell<u32>,
    /// What the imports are bound to.
    pub imports: Rc<[Cell<*mut FunctionObject>]>,
}

impl LinkedProgram {
    #[inline]
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// Where a cell of a global variable lies.
    pub fn cell(&self, number: u32) -> Option<*mut u64> {
        let at = number as usize;
        let own = self.globals.get(at).map(Cell::as_ptr);
        own.or_else(|| self.added.get(at.checked_sub(self.globals.len())?).copied())
    }

    /// The cells that are the program's and no other's.
    pub fn own_cells(&self) -> &[Cell<u64>] {
        if self.program.base().is_some() { &self.own } else { &self.globals }
    }

    /// What an import is bound to.
    pub fn import(&self, import: u32) -> *const FunctionObject {
        self.imports.get(import as usize).map_or(std::ptr::null(), |cell| cell.get())
    }
}

/// A number of the thread that asks, which no other thread has at the same time; not 0.
#[inline]
fn this_thread() -> usize {
    #[cfg(unix)]
    // SAFETY: it only reads.
    return unsafe { libc::pthread_self() } as usize;
    #[cfg(not(unix))]
    {
        thread_local! {
            static HERE: u8 = const { 0 };
        }
        HERE.with(|here| std::ptr::from_ref(here) as usize)
    }
}

/// What runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RunKind {
    /// Nothing.
    Idle,
    /// A call of the host, which may be suspended.
    Call,
    /// Something the VM or a native function waits for.
    Internal,
}

/// The run around another one.
pub(crate) struct Outer {
    pub pc: *const Instr,
    pub base: *mut u64,
    pub limit: *mut u64,
    pub state: *const LinkedProgram,
    pub kind: RunKind,
    pub previous: *const Outer,
    pub signals: *const AtomicU32,
    pub stack: *const Stack,
    pub returns: *mut Vec<CrossReturn>,
}

impl Vm {
    /// Makes `state` the current program.
    #[inline(always)]
    pub(crate) fn set_state(&self, state: *const LinkedProgram) {
        self.state.set(state);
        if state.is_null() {
            return;
        }
        // SAFETY: states live as long as the VM.
        unsafe {
            self.program.set(Arc::as_ptr(&(*state).program));
            self.globals.set((*state).globals.as_ptr().cast_mut().cast());
        }
    }

    /// Where a cell lies that a snippet has added.
    ///
    /// # Safety
    ///
    /// A snippet runs that has this cell.
    #[inline]
    pub(crate) unsafe fn added_cell(&self, number: u32) -> *mut u64 {
        // SAFETY: as the caller promises; states live as long as the VM.
        unsafe { (&(*self.state.get()).added)[number as usize] }
    }

    /// Remembers what runs.
    #[inline(always)]
    pub(crate) fn save_run(&self) -> Outer {
        Outer {
            pc: self.pc.get(),
            base: self.base.get(),
            limit: self.limit.get(),
            state: self.state.get(),
            kind: self.kind.get(),
            previous: self.outer.get(),
            signals: self.signals.get(),
            stack: self.stack.get(),
            returns: self.returns.get(),
        }
    }

    /// Goes back to what ran.
    #[inline(always)]
    pub(crate) fn restore_run(&self, outer: &Outer) {
        self.pc.set(outer.pc);
        self.base.set(outer.base);
        self.limit.set(outer.limit);
        self.set_state(outer.state);
        self.kind.set(outer.kind);
        self.outer.set(outer.previous);
        self.signals.set(outer.signals);
        self.stack.set(outer.stack);
        self.returns.set(outer.returns);
        self.come_back();
    }

    /// A run begins. The outermost makes the VM the thread's own until it ends.
    #[inline(always)]
    pub(crate) fn go_deeper(&self) {
        let depth = self.depth.get();
        if depth == 0 {
            self.runner.store(this_thread(), Ordering::Relaxed);
        }
        self.depth.set(depth + 1);
    }

    /// A run ends.
    #[inline(always)]
    pub(crate) fn come_back(&self) {
        let depth = self.depth.get() - 1;
        self.depth.set(depth);
        if depth == 0 {
            self.runner.store(0, Ordering::Relaxed);
        }
    }

    /// Whether the VM runs in another thread than this one. May be asked by any thread.
    #[inline]
    pub fn is_run_elsewhere(&self) -> bool {
        let runner = self.runner.load(Ordering::Relaxed);
        runner != 0 && runner != this_thread()
    }

    /// Runs from the registers until the run ends.
    ///
    /// # Safety
    ///
    /// As [`interpreter::run`].
    #[inline(always)]
    pub(crate) unsafe fn run_loop(&self) -> Outcome {
        let before = self.runs_hooked.get();
        loop {
            let mut hooked = self.is_hooked();
            // It was suspended in the middle of a statement, and goes on with all checks as far as to where it may switch.
            if !hooked && self.resumed_at.get() == self.pc.get() {
                hooked = true;
                self.signal(signals::HOOKS);
            }
            self.runs_hooked.set(hooked);
            // SAFETY: promised by the caller; where a run is switched it goes on from the registers.
            unsafe { if hooked { interpreter::run::<true>(self) } else { interpreter::run::<false>(self) } }
            let outcome = self.outcome.get();
            if outcome != Outcome::Switched {
                self.runs_hooked.set(before);
                return outcome;
            }
        }
    }

    /// The first slot that nothing uses, on the stack that runs or on the VM's own if nothing does.
    fn top(&self) -> Result<*mut u64, Raised> {
        let base = self.base.get();
        if base.is_null() {
            let stack = self.idle_stack()?;
            self.stack.set(stack);
            // SAFETY: the stack is there.
            unsafe {
                self.limit.set(self.first_limit(&*stack, (*stack).start()));
                return Ok((*stack).start());
            }
        }
        // A native function that calls back does so many times.
        let (pc, mut extent) = self.extent_at.get();
        if pc != self.pc.get() {
            extent = self.current_extent();
        }
        // SAFETY: the frame lies below the limit or a little beyond; the margin has room for two frames.
        unsafe {
            let top = base.add(extent);
            let end = (*self.stack.get()).end();
            if top > if self.is_unwinding() { end.add(65_536) } else { end } {
                return Err(self.raise_trap(Trap::StackOverflow));
            }
            Ok(top)
        }
    }

    /// Slots of the frame that runs.
    #[inline(never)]
    fn current_extent(&self) -> usize {
        let frame = self.frame();
        let Some((function, _)) = frame.place() else { unreachable!("foreign code runs inside functions") };
        let extent = frame.program().extent(function);
        self.extent_at.set((frame.pc, extent));
        extent
    }

    /// Runs a function of a linked program inside of what runs, and gives the first slot of its frame when it is over. An
    /// exception in it is raised again here.
    ///
    /// # Safety
    ///
    /// The code is the entry of a function of the program that takes `args`.
    pub(crate) unsafe fn run_internal(
        &self,
        state: *const LinkedProgram,
        code: *const Instr,
        args: &[u64],
    ) -> Result<u64, Raised> {
        // SAFETY: as the caller promises.
        unsafe { self.run_internal_watched(state, code, args, || ()) }
    }

    /// The same; `failed` is called when an exception has ended the run and its frames are still there.
    ///
    /// # Safety
    ///
    /// As [`Vm::run_internal`].
    #[inline]
    pub(crate) unsafe fn run_internal_watched(
        &self,
        state: *const LinkedProgram,
        code: *const Instr,
        args: &[u64],
        failed: impl FnOnce(),
    ) -> Result<u64, Raised> {
        if self.has_exception() {
            // The caller goes on although it was told to stop.
            return Err(Raised);
        }
        if self.depth.get() >= self.nested_limit.get() {
            return Err(self.raise_trap(Trap::TooManyNestedCalls));
        }
        let top = self.top()?;
        // SAFETY: nothing uses the slots from `top` on; the margin has room for a frame.
        unsafe {
            *top = leave_link();
            let base = top.add(1);
            // Spelled out for the usual numbers: a call of `memcpy` takes longer.
            match *args {
                [] => {}
                [a] => *base = a,
                [a, b] => base.cast::<[u64; 2]>().write([a, b]),
                [a, b, c] => base.cast::<[u64; 3]>().write([a, b, c]),
                _ => std::ptr::copy_nonoverlapping(args.as_ptr(), base, args.len()),
            }
            let outer = self.save_run();
            self.go_deeper();
            self.outer.set(&outer);
            self.kind.set(RunKind::Internal);
            self.pc.set(code);
            self.base.set(base);
            self.set_state(state);
            let outcome = self.run_loop();
            match outcome {
                Outcome::Finished => {}
                Outcome::Exception => {
                    failed();
                    self.unwind_all();
                }
                Outcome::Aborted | Outcome::Suspended | Outcome::Switched => {
                    // It stopped before an instruction; unwinding wants to be behind it.
                    self.pc.set(self.pc.get().wrapping_add(1));
                    self.unwind_all();
                }
            }
            self.restore_run(&outer);
            match outcome {
                Outcome::Finished => Ok(*base),
                Outcome::Exception => Err(self.raise_again()),
                Outcome::Aborted | Outcome::Suspended | Outcome::Switched => Err(Raised),
            }
        }
    }

    /// Runs method or constructor number `function` of the class's unit on an object, inside of what runs. An exception
    /// in it is raised again here.
    ///
    /// # Safety
    ///
    /// The function is one of the class `ty` or its bases, and takes `args` (at most seven).
    ///
    /// # Errors
    ///
    /// The method raised, or the run was aborted.
    pub unsafe fn run_method(
        &self,
        ty: &RuntimeType,
        function: u32,
        this: *mut ObjHeader,
        args: &[u64],
    ) -> Result<(), Raised> {
        let Some(program) = ty.program() else { return Err(self.raise_trap(Trap::NotImplemented)) };
        self.enter_from_native()?;
        // SAFETY: as the caller promises.
        unsafe {
            let (state, code) = (self.state_of(program), program.code_of(function));
            match *args {
                [] => self.run_internal(state, code, &[this as u64]).map(drop),
                [a] => self.run_internal(state, code, &[this as u64, a]).map(drop),
                _ => {
                    let mut window = [0; 8];
                    window[0] = this as u64;
                    window[1..=args.len()].copy_from_slice(args);
                    self.run_internal(state, code, &window[..=args.len()]).map(drop)
                }
            }
        }
    }

    /// A native function of a run is about to call a script: such calls take fuel and time as others do, though those that are
    /// short never come to a poll of their own.
    ///
    /// # Errors
    ///
    /// Fuel or time is used up: the run is aborted.
    #[inline]
    pub(crate) fn enter_from_native(&self) -> Result<(), Raised> {
        let n = self.entries.get().wrapping_add(1);
        self.entries.set(n);
        if n & 63 != 0 { Ok(()) } else { self.look_at_limits(n) }
    }

    #[cold]
    fn look_at_limits(&self, n: u32) -> Result<(), Raised> {
        if self.depth.get() == 0 || self.is_unwinding() {
            return Ok(());
        }
        let mut over = None;
        if u64::from(n).is_multiple_of(interpreter::CHUNK) {
            if self.spend_fuel(interpreter::CHUNK) < interpreter::CHUNK {
                over = Some(SuspendReason::Fuel);
            }
        }
        if self.deadline.get().is_some_and(|d| std::time::Instant::now() >= d) {
            over = Some(SuspendReason::Deadline);
        }
        let Some(reason) = over else { return Ok(()) };
        self.request_abort();
        self.suspend_reason.set(reason);
        Err(Raised)
    }

    /// Whether there is something left to run destructors with. Each takes fuel; where that is used up, the time is over or
    /// the run was aborted, [`DESTRUCTORS_AFTER_STOP`] more may run, so that destructors that make objects come to an end.
    pub(crate) fn may_run_destructors(&self) -> bool {
        let fuel = self.spend_fuel(1);
        let n = self.destructors.get().wrapping_add(1);
        self.destructors.set(n);
        // SAFETY: the signals are those of the running call or the VM's own.
        let is_aborted = unsafe { &*self.signals.get() }.load(Ordering::Relaxed) & signals::ABORT != 0;
        let is_late = || self.deadline.get().is_some_and(|d| n & 63 == 0 && std::time::Instant::now() >= d);
        if fuel > 0 && !is_aborted && !self.outer_is_aborted() && !is_late() {
            return true;
        }
        // Whoever has destroyed the object returns to a run that has to stop.
        if self.depth.get() > 0 {
            self.signal(signals::WORK);
        }
        let left = self.destructors_left.get();
        self.destructors_left.set(left.saturating_sub(1));
        left > 0
    }

    /// Runs a destructor; nothing that goes wrong in it leaves it.
    pub(crate) unsafe fn run_destructor(&self, ty: &RuntimeType, function: u32, this: *mut ObjHeader) {
        let had_exception = self.has_exception();
        self.take_signal(signals::EXCEPTION);
        // What is known of the exception around this must survive, whether it waits to take effect, unwinds, or is caught.
        // SAFETY: nobody holds a reference to the exception across this.
        let kept = unsafe { (*self.exception.get()).clone() };
        // Destructors run also where calls nest too deeply for others, so that no object is left undone.
        let limit = self.nested_limit.get();
        self.nested_limit.set(limit.max(self.depth.get() + 2));
        // SAFETY: the destructor is the class's own.
        let ended = unsafe { self.run_method(ty, function, this, &[]) };
        self.nested_limit.set(limit);
        if ended.is_err() {
            self.take_signal(signals::EXCEPTION);
        }
        // SAFETY: as above.
        unsafe { *self.exception.get() = kept };
        if had_exception {
            self.signal(signals::EXCEPTION);
        }
    }

    /// Whether the run may be suspended: nothing of the host waits inside of it.
    pub(crate) fn may_suspend(&self) -> bool {
        self.kind.get() == RunKind::Call
    }

    /// Whether a run around this one is to be aborted.
    pub(crate) fn outer_is_aborted(&self) -> bool {
        let mut outer = self.outer.get();
        // SAFETY: outer runs are on the native stack below.
        unsafe {
            while let Some(run) = outer.as_ref() {
                if (*run.signals).load(Ordering::Relaxed) & signals::ABORT != 0 {
                    return true;
                }
                outer = run.previous;
            }
        }
        false
    }

    /// The first limit for frames from `base` on.
    #[inline]
    pub(crate) fn first_limit(&self, stack: &Stack, base: *mut u64) -> *mut u64 {
        let depth = self.max_depth.get();
        if depth == 0 {
            return stack.first_limit();
        }
        base.wrapping_add((depth as usize).min(FIRST_LIMIT)).min(stack.first_limit())
    }

    /// Sets the limit back to where the slow path takes its first look.
    pub(crate) fn reset_stack_limit(&self) {
        // SAFETY: a call runs, so there is a stack.
        unsafe {
            let stack = &*self.stack.get();
            self.limit.set(self.first_limit(stack, stack.start()));
        }
    }

    /// Beyond this no frame may begin.
    pub(crate) fn stack_end(&self) -> *mut u64 {
        // SAFETY: a call runs, so there is a stack.
        let end = unsafe { (*self.stack.get()).end() };
        // Destructors get some room more while an overflow unwinds.
        if self.is_unwinding() { end.wrapping_add(65_536) } else { end }
    }

    /// The frame at `base` lies beyond the limit: raises the limit if frames there are allowed.
    pub(crate) fn raise_stack_limit(&self, base: *mut u64) -> bool {
        // SAFETY: a call runs, so there is a stack.
        let stack = unsafe { &*self.stack.get() };
        let end = self.stack_end();
        if base > end {
            return false;
        }
        stack.note_depth();
        let max_depth = self.max_depth.get() as usize;
        let mut limit = end;
        if max_depth != 0 {
            let mut depth = 1;
            let mut frame = self.frame();
            while let Some(caller) = self.caller(&frame) {
                depth += 1;
                frame = caller;
            }
            if depth > max_depth {
                return false;
            }
            // Each further frame takes a slot at least, so none is missed.
            limit = limit.min(base.wrapping_add(max_depth - depth));
        }
        self.limit.set(limit);
        true
    }

    pub(crate) fn is_unwinding(&self) -> bool {
        self.unwinding.get()
    }

    pub(crate) fn begin_unwinding(&self) -> bool {
        self.unwinding.replace(true)
    }

    pub(crate) fn end_unwinding(&self, before: bool) {
        self.unwinding.set(before);
    }
}
