//! What the run loop leaves to others: stops, limits, exceptions, and calls that leave the current program.

use std::sync::atomic::Ordering;

use crate::bytecode::{Instr, Op, Trap};
use crate::vm::exception::Outcome;
use crate::vm::first_call::fetch;
use crate::vm::interpreter::LINK_ADDRESS;
use crate::vm::native::NativePlan;
use crate::vm::program::Program;
use crate::vm::run_state::{self, CrossReturn};
use crate::vm::runtime_type::RuntimeType;
use crate::vm::{FunctionObject, FunctionObjectKind, LineEvent, SuspendReason, Vm, signals, value_ops};

use super::run::LineRange;

/// Why the loop was left.
#[derive(Clone, Copy)]
pub(crate) enum Slow {
    /// The budget is used up; the program counter is where the run goes on.
    Poll,
    /// The same, and the run goes on with the instruction before, a loop's, which looks at an array's length again and
    /// takes its share of the budget.
    PollAgain,
    /// The frame just entered lies beyond the stack's limit.
    Stack,
    /// A function of a loaded program was entered for the first time.
    FirstCall,
    /// A function was entered by a slow path that has not looked at limit and budget.
    Entered,
    /// A native call ended and there are signals.
    Signals,
    /// A value operation raised an exception.
    Raised,
    /// The line hook left signals; the instruction has not been executed.
    Hook,
    /// One of the machine's own exceptions.
    Trap(Trap),
}

/// What [`Vm::handle`] returns when the run stops.
const STOP: i32 = -1;

/// How many polls may pass between two looks at what limits the run.
pub(crate) const CHUNK: u64 = 4096;
/// The same while samples are taken.
pub(crate) const SAMPLING_CHUNK: u64 = 256;

/// Bytes or elements that a native function must go through for it to be noticed.
const MUCH: usize = 16 * 1024;
/// So many of them count as one round of a script's loop.
const UNITS_OF_A_POLL: usize = 64;

/// Objects that the collector looks at in one step.
const GC_BUDGET: usize = 512;

impl Vm {
    /// Takes a share of the fuel.
    #[inline]
    pub(crate) fn grant(&self) -> i32 {
        let chunk = self.chunk.get();
        chunk.min(self.spend_fuel(chunk)) as i32
    }

    /// Takes as much of so many units of fuel as there is; where no limit was set, there is always enough. Gives what there was.
    #[inline]
    pub(crate) fn spend_fuel(&self, units: u64) -> u64 {
        let fuel = self.fuel.get();
        if fuel != u64::MAX {
            self.fuel.set(fuel.saturating_sub(units));
        }
        fuel
    }

    /// A native function goes through so many bytes or elements: it takes fuel as the loop of a script would, and where it is much
    /// the time is looked at when the function returns.
    #[inline]
    pub fn worked(&self, units: usize) {
        if units >= MUCH {
            self.worked_much(units);
        }
    }

    #[cold]
    fn worked_much(&self, units: usize) {
        self.spend_fuel((units / UNITS_OF_A_POLL) as u64);
        self.signal(signals::WORK);
    }

    /// Gives back what is left of a share.
    #[inline]
    pub(crate) fn give_back(&self, budget: i32) {
        self.fuel.set(self.fuel.get().saturating_add(budget.max(0) as u64));
    }

    /// Does what the loop was left for; the registers are in the VM afterwards. Gives the new budget, or [`STOP`]: then
    /// the outcome is set.
    #[cold]
    #[inline(never)]
    pub(super) fn handle(&self, pc: *const Instr, base: *mut u64, mut budget: i32, slow: Slow) -> i32 {
        self.pc.set(pc);
        self.base.set(base);
        let is_at_entry = match slow {
            Slow::FirstCall => {
                self.pc.set(pc.wrapping_sub(1));
                true
            }
            Slow::PollAgain => {
                self.pc.set(pc.wrapping_sub(1));
                // SAFETY: the instruction was just executed, in the frame that begins at the base.
                unsafe {
                    let i = fetch(self.pc.get());
                    if i.code() == Op::IncJLtLenLoop as u16 {
                        let counter = base.add(i.a() as usize);
                        *counter = u64::from((*counter as u32).wrapping_sub(1));
                    }
                }
                false
            }
            // SAFETY: the run goes on there.
            Slow::Poll | Slow::Stack | Slow::Entered | Slow::Hook => unsafe {
                fetch(self.pc.get()).code() == Op::FirstCall as u16
            },
            _ => false,
        };
        if is_at_entry {
            if let Some(refused) = self.first_call(budget) {
                return refused;
            }
        }
        match slow {
            Slow::FirstCall => budget,
            Slow::Poll => self.poll(),
            Slow::PollAgain => match self.poll() {
                STOP => STOP,
                budget => budget + 1,
            },
            Slow::Stack => self.stack_limit_reached(budget),
            Slow::Entered => {
                if self.base.get() > self.limit.get() {
                    return self.stack_limit_reached(budget);
                }
                budget -= 1;
                if budget < 0 { self.poll() } else { budget }
            }
            Slow::Signals => self.obey_signals(budget),
            Slow::Raised if self.has_exception() => self.unwind(budget),
            Slow::Raised => {
                // What the instruction waited for was aborted: so is this, at an instruction that has done nothing.
                self.pc.set(pc.wrapping_sub(1));
                self.signal(signals::ABORT);
                self.obey_signals(budget)
            }
            Slow::Hook => {
                // An exception of the hook is one of the instruction that would come next.
                if self.has_exception() {
                    self.pc.set(self.pc.get().wrapping_add(1));
                    self.unwind(budget)
                } else {
                    self.obey_signals(budget)
                }
            }
            Slow::Trap(trap) => {
                self.raise_instead(trap);
                self.unwind(budget)
            }
        }
    }

    fn stop(&self, outcome: Outcome, budget: i32) -> i32 {
        self.give_back(budget);
        self.outcome.set(outcome);
        STOP
    }

    /// The budget is used up: is there more?
    fn poll(&self) -> i32 {
        if self.has_signals() || self.outer_is_aborted() {
            let budget = self.obey_signals(0);
            if budget == STOP {
                return STOP;
            }
        }
        // Foreign code may run: for it the program counter is behind an instruction of the function.
        let pc = self.pc.get();
        self.pc.set(pc.wrapping_add(1));
        self.sample();
        if self.heap().is_due() && !self.is_unwinding() {
            self.heap().paced_step(self, GC_BUDGET);
        }
        self.pc.set(pc);
        if let Some(deadline) = self.deadline.get() {
            if std::time::Instant::now() >= deadline && !self.is_unwinding() {
                return self.stop_or_abort(SuspendReason::Deadline);
            }
        }
        match self.grant() {
            0 if self.is_unwinding() => CHUNK as i32,
            0 => self.stop_or_abort(SuspendReason::Fuel),
            budget => budget - 1,
        }
    }

    /// Suspends, or where something of the host waits for the run to end, aborts it.
    fn stop_or_abort(&self, reason: SuspendReason) -> i32 {
        if self.may_suspend() {
            self.suspend_reason.set(reason);
            return self.stop(Outcome::Suspended, 0);
        }
        self.request_abort();
        self.suspend_reason.set(reason);
        self.stop(Outcome::Aborted, 0)
    }

    /// Raises, suspends or aborts as the signals say.
    fn obey_signals(&self, budget: i32) -> i32 {
        if self.has_exception() {
            self.discard_native_result();
            return self.unwind(budget);
        }
        if self.is_unwinding() {
            return budget;
        }
        // SAFETY: the signals are those of the running call or the VM's own.
        let bits = unsafe { &*self.signals.get() };
        let now = bits.load(Ordering::Acquire);
        if now & signals::ABORT != 0 || self.outer_is_aborted() {
            return self.stop(Outcome::Aborted, budget);
        }
        if now & signals::SUSPEND != 0 && self.may_suspend() {
            bits.fetch_and(!signals::SUSPEND, Ordering::AcqRel);
            self.suspend_reason.set(SuspendReason::Requested);
            return self.stop(Outcome::Suspended, budget);
        }
        if now & signals::WORK != 0 {
            bits.fetch_and(!signals::WORK, Ordering::AcqRel);
            if self.deadline.get().is_some_and(|d| std::time::Instant::now() >= d) {
                self.give_back(budget);
                return self.stop_or_abort(SuspendReason::Deadline);
            }
            // What was handed out already is not worth what the function took.
            if self.fuel.get() == 0 {
                return self.stop_or_abort(SuspendReason::Fuel);
            }
        }
        if now & signals::HOOKS != 0 {
            bits.fetch_and(!signals::HOOKS, Ordering::AcqRel);
            if self.is_hooked() != self.runs_hooked.get() {
                return self.stop(Outcome::Switched, budget);
            }
        }
        budget
    }

    /// Gets rid of the result of a native function that raised an exception.
    fn discard_native_result(&self) {
        // SAFETY: the program counter is behind an instruction of the current program.
        let i = unsafe { fetch(self.pc.get().sub(1)) };
        let Some(op) = i.op() else { return };
        // SAFETY: the instruction was executed, so what it names exists.
        unsafe {
            let window = self.base.get().add(i.a() as usize);
            let plan: *const NativePlan = match op {
                Op::CallNative => (*self.program.get()).natives[i.imm() as u32 as usize],
                Op::CallHandle => {
                    match (*self.base.get().add(i.imm() as u32 as usize) as *const FunctionObject).as_ref() {
                        Some(function) => function.plan,
                        None => return,
                    }
                }
                Op::CallImport => match self.import_binding(i.imm() as u32).as_ref() {
                    Some(function) => function.plan,
                    None => return,
                },
                _ => return,
            };
            let Some(plan) = plan.as_ref() else { return };
            plan.discard_result(self.as_raw(), *window, *window);
        }
    }

    /// The frame just entered lies beyond the limit: is that the end, or a limit that was set only to be told?
    fn stack_limit_reached(&self, budget: i32) -> i32 {
        let base = self.base.get();
        let allowed = self.raise_stack_limit(base);
        if !allowed {
            // The first instruction of the function that was called raises.
            self.pc.set(self.pc.get().wrapping_add(1));
            self.raise_trap(Trap::StackOverflow);
            return self.unwind(budget);
        }
        if budget == 0 { self.poll() } else { budget - 1 }
    }

    /// Enters a function of another program: the link leads to an instruction that comes back here.
    ///
    /// # Safety
    ///
    /// `code` is the entry of a function of `program`, for which the window is laid out.
    #[cold]
    #[inline(never)]
    pub(super) unsafe fn enter_other(&self, window: usize, code: *const Instr, program: *const Program) {
        // SAFETY: the caller's frame is the current one; the window lies within the margin.
        unsafe {
            let returns = &mut *self.returns.get();
            returns.push(CrossReturn { pc: self.pc.get(), state: self.state.get() });
            let base = self.base.get().add(window);
            *base.sub(1) = run_state::return_to_unit_address() | (window as u64) << 48;
            self.base.set(base);
            self.pc.set(code);
            self.set_state(self.state_of(program));
        }
    }

    /// Goes back to the program that called into this one.
    #[cold]
    #[inline(never)]
    pub(super) fn return_to_unit(&self) {
        // SAFETY: whoever made the link that led here pushed an entry.
        unsafe {
            let returns = &mut *self.returns.get();
            let Some(back) = returns.pop() else { unreachable!("every call to another program leaves a way back") };
            self.pc.set(back.pc);
            self.set_state(back.state);
        }
    }

    /// Calls interface method `method` of the current program on an object of another program's class.
    ///
    /// # Safety
    ///
    /// The window is laid out for the method.
    #[cold]
    #[inline(never)]
    pub(super) unsafe fn enter_interface(&self, window: usize, method: u16, ty: *const RuntimeType) -> bool {
        // SAFETY: types of live objects are valid, and so is the current program.
        unsafe {
            match self.interface_slot(&*self.program.get(), u32::from(method), &*ty) {
                Some(slot) => {
                    self.enter_other(window, RuntimeType::method_code(ty, slot as usize), (*ty).program);
                    true
                }
                None => false,
            }
        }
    }

    /// Calls a function object that is not simply a function of the current program. The registers are in the VM before
    /// and after.
    ///
    /// # Safety
    ///
    /// The window is laid out for the object's signature.
    #[inline(never)]
    pub(super) unsafe fn call_function_object(&self, window: usize, function: *const FunctionObject) -> Option<Slow> {
        // SAFETY: the object is live, and the window belongs to it; one more slot than the caller gave is there because
        // nothing of the caller lies behind its window.
        unsafe {
            let f = &*function;
            let slots = self.base.get().add(window);
            if f.is_delegate() {
                // Once the arguments are moved, the caller's tables do not tell where they are.
                let is_unknown = f.kind == FunctionObjectKind::Script && fetch(f.code).code() == Op::FirstCall as u16;
                if is_unknown && !self.may_call(&*f.program, f.code) {
                    return Some(Slow::Raised);
                }
                if f.object.is_null() {
                    return Some(Slow::Trap(Trap::UnboundFunction));
                }
                let this = slots.add(f.this_slot as usize);
                if f.has_fixed_values {
                    self.move_up_fixed(f, this);
                } else {
                    std::ptr::copy(this, this.add(1), f.shift as usize);
                }
                *this = f.object as u64;
            }
            match f.kind {
                FunctionObjectKind::Script if f.program == self.program.get() => {
                    *slots.sub(1) = self.pc.get() as u64 | (window as u64) << 48;
                    self.base.set(slots);
                    self.pc.set(f.code);
                    Some(Slow::Entered)
                }
                FunctionObjectKind::Script => {
                    self.enter_other(window, f.code, f.program);
                    Some(Slow::Entered)
                }
                FunctionObjectKind::Native => {
                    (*f.plan).call(self.as_raw(), slots);
                    self.has_signals().then_some(Slow::Signals)
                }
                FunctionObjectKind::Import => {
                    let state = self.state_of(f.program);
                    self.call_bound(window, (*state).import(f.function))
                }
            }
        }
    }

    /// Moves the arguments of a delegate up by a slot, some of which must not be moved as bytes: those are copied to the side,
    /// and from there to their new place.
    ///
    /// # Safety
    ///
    /// From `this` on lie the arguments for the delegate.
    #[cold]
    unsafe fn move_up_fixed(&self, f: &FunctionObject, this: *mut u64) {
        let mut aside = Vec::new();
        for (slot, ty) in f.fixed_values(self) {
            let mut memory = vec![0u128; ty.size().div_ceil(16)];
            // SAFETY: the values are arguments in their slots; nothing of them is used after they were destroyed.
            unsafe {
                let value = this.add(slot).cast::<u8>();
                if value_ops::copy_construct(self, ty, memory.as_mut_ptr().cast(), value).is_ok() {
                    value_ops::destroy(self, ty, value);
                    aside.push((slot, ty, memory));
                }
            }
        }
        // SAFETY: one more slot than the caller gave is there.
        unsafe { std::ptr::copy(this, this.add(1), f.shift as usize) };
        for (slot, ty, mut memory) in aside {
            let from = memory.as_mut_ptr().cast::<u8>();
            // SAFETY: the place holds no value now. If it cannot be copied back, its bytes are left there instead: then the
            // exception that the copying raised ends the call.
            unsafe {
                let to = this.add(slot + 1).cast::<u8>();
                if value_ops::copy_construct(self, ty, to, from).is_ok() {
                    value_ops::destroy(self, ty, from);
                } else {
                    std::ptr::copy_nonoverlapping(from, to, ty.size());
                }
            }
        }
    }

    unsafe fn call_bound(&self, window: usize, bound: *const FunctionObject) -> Option<Slow> {
        if bound.is_null() {
            return Some(Slow::Trap(Trap::UnboundFunction));
        }
        // SAFETY: what an import is bound to is kept by the binding.
        unsafe { self.call_function_object(window, bound) }
    }

    /// Calls import number `import` of the current program.
    ///
    /// # Safety
    ///
    /// The window is laid out for the import's signature.
    #[inline(never)]
    pub(super) unsafe fn call_import(&self, window: usize, import: u32) -> Option<Slow> {
        // SAFETY: as the caller promises.
        unsafe { self.call_bound(window, self.import_binding(import)) }
    }

    fn import_binding(&self, import: u32) -> *const FunctionObject {
        // SAFETY: a program runs, so there is a state.
        unsafe { (*self.state.get()).import(import) }
    }

    /// Calls a function of another unit that the current one names.
    ///
    /// # Safety
    ///
    /// The window is laid out for the function.
    #[cold]
    #[inline(never)]
    pub(super) unsafe fn call_external(&self, window: usize, external: u32) {
        // SAFETY: the current program keeps the other one.
        unsafe {
            let external = &(&(*self.program.get()).externals)[external as usize];
            let program = &*external.program;
            self.enter_other(window, program.code_of(external.function), program);
        }
    }

    /// Goes on in function `external` of another program, whose frame is entered already, instead of the one that was
    /// called.
    #[cold]
    #[inline(never)]
    pub(super) unsafe fn go_on_elsewhere(&self, external: u32) {
        // SAFETY: below a frame lies its link; the current program keeps the other one.
        unsafe {
            let link = self.base.get().sub(1);
            if !run_state::is_leave(*link) && !run_state::is_return_to_unit(*link) {
                let pc = (*link & LINK_ADDRESS) as *const Instr;
                (*self.returns.get()).push(CrossReturn { pc, state: self.state.get() });
                *link = run_state::return_to_unit_address() | *link & !LINK_ADDRESS;
            }
            let external = &(&(*self.program.get()).externals)[external as usize];
            let program = &*external.program;
            self.pc.set(program.code_of(external.function));
            self.set_state(self.state_of(program));
        }
    }

    /// Tells the line hooks of a statement that begins, and gives the instructions of the one that runs. `before`: what it
    /// gave last in this run.
    #[cold]
    #[inline(never)]
    pub(super) fn line_event(&self, before: LineRange) -> LineRange {
        let (pc, base) = (self.pc.get(), self.base.get());
        // SAFETY: a program runs.
        let program = unsafe { &*self.program.get() };
        let Some(number) = program.function_at(pc) else {
            return LineRange { base: before.base, start: pc, end: pc.wrapping_add(1) };
        };
        let function = &program.unit().functions[number as usize];
        let entry = program.code_of(number);
        // SAFETY: both are in the same code.
        let at = unsafe { pc.offset_from(entry) } as u32;
        let next = function.tables.lines.partition_point(|l| l.at <= at);
        let start = if next == 0 { 0 } else { function.tables.lines[next - 1].at };
        let end = function.tables.lines.get(next).map_or(function.len, |l| l.at);
        let begins = next > 0 && start == at;
        if begins && self.resumed_at.replace(std::ptr::null()) != pc {
            let event = LineEvent {
                program,
                function: number,
                at,
                is_entry: at == 0 && before.base != base,
                frame: base as usize,
                stack: self.stack.get() as usize,
            };
            // While foreign code runs, the program counter is behind the instruction it belongs to.
            self.pc.set(pc.wrapping_add(1));
            self.call_line_hooks(&event);
            self.pc.set(pc);
        }
        LineRange { base, start: entry.wrapping_add(start as usize), end: entry.wrapping_add(end as usize) }
    }

    /// Whether there are signals that stop the run at a statement that was told. If it will go on there, the statement is
    /// not told again.
    ///
    /// A run that need not be watched any more is not switched here: it checks what code in the middle of a statement
    /// takes for granted, which the host may have changed. It is switched where nothing is taken for granted.
    #[cold]
    #[inline(never)]
    pub(super) fn must_stop_here(&self, pc: *const Instr) -> bool {
        if self.has_exception() {
            return true;
        }
        if self.is_unwinding() {
            return false;
        }
        // SAFETY: the signals are those of the running call or the VM's own.
        let bits = unsafe { &*self.signals.get() }.load(Ordering::Acquire);
        let suspends = bits & signals::SUSPEND != 0 && self.may_suspend();
        if suspends {
            self.resumed_at.set(pc);
        }
        suspends || bits & signals::ABORT != 0 || self.outer_is_aborted()
    }
}
