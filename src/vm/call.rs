//! Calls: executions that a host prepares, runs, suspends and resumes.

use std::cell::{Cell, UnsafeCell};
use std::ffi::c_void;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::bytecode::{Instr, Trap};

use super::call_layout::{Kind, Layout, Param};
use super::exception::{Exception, Outcome};
use super::object::ObjHeader;
use super::program::Program;
use super::run_state::{CrossReturn, LinkedProgram, RunKind, leave_link};
use super::runtime_type::{Storage, ValueType};
use super::stack::Stack;
use super::unwind::Frame;
use super::{DESTRUCTORS_AFTER_STOP, SuspendReason, Vm, VmRef, signals, value_ops};

/// What a call is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallState {
    /// No function is prepared.
    Idle,
    /// A function is prepared and its arguments may be set.
    Prepared,
    /// It runs.
    Active,
    /// It stopped and can go on.
    Suspended,
    /// It ended; the result can be read.
    Finished,
    /// It was aborted.
    Aborted,
    /// An exception ended it. What it left on its stack lives until the call is prepared again or dropped.
    Exception,
}

/// Why something cannot be done with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// The call is in another state.
    #[error("the call is {0:?}")]
    State(CallState),
    /// There is no such function, or it has no code.
    #[error("there is no such function, or it has no code")]
    NoFunction,
    /// There is no such parameter.
    #[error("the function has no parameter {0}")]
    NoParameter(u32),
    /// A reference, object or value parameter was not set.
    #[error("argument {0} is not set")]
    NotSet(u32),
    /// The argument or result is of another kind.
    #[error("the argument or result is of another type")]
    Type,
    /// The program is not part of the VM, or belongs to another context.
    #[error("the program is not linked in the VM")]
    NotLinked,
    /// The function was loaded, and its code breaks a rule of the machine.
    #[error("the function was loaded, and its code is refused: as_unit_load_code tells why")]
    Refused,
    /// A registered function that takes what is not in its declaration.
    #[error(
        "constructors, members of templates, variadic functions and methods of interfaces of the host cannot be prepared: as_vm_run_function calls them"
    )]
    Unsupported,
    /// There is no memory for a stack.
    #[error("there is no memory for a stack")]
    NoStack,
}

/// Asks a call to stop, from any thread.
#[derive(Clone)]
pub struct Signaller(Arc<AtomicU32>);

impl Signaller {
    /// Asks it to suspend at the next loop or call. If the call does not run, it will do so when it is run.
    pub fn suspend(&self) {
        self.0.fetch_or(signals::SUSPEND, Ordering::Release);
    }

    /// Asks it to abort at the next loop or call.
    pub fn abort(&self) {
        self.0.fetch_or(signals::ABORT, Ordering::Release);
    }
}

/// One execution in a VM. Made once and prepared again and again, it allocates nothing.
pub struct Call {
    vm: VmRef,
    state: Cell<CallState>,
    stack: UnsafeCell<Option<Stack>>,
    program: UnsafeCell<Option<Arc<Program>>>,
    linked: Cell<*const LinkedProgram>,
    function: Cell<u32>,
    entry: Cell<*const Instr>,
    window: Cell<*mut u64>,
    layout: UnsafeCell<Layout>,
    is_plain: Cell<bool>,
    has_required: Cell<bool>,
    arg_slots: Cell<usize>,
    signals: Arc<AtomicU32>,
    /// Where it stopped.
    stopped: Cell<Option<Frame>>,
    limit: Cell<*mut u64>,
    returns: UnsafeCell<Vec<CrossReturn>>,
    exception: UnsafeCell<Exception>,
    /// It stopped with other programs in its frames, or their exception.
    is_wide: Cell<bool>,
    reason: Cell<SuspendReason>,
    /// The statement that was told before it was suspended there.
    resumed_at: Cell<*const Instr>,
    /// How the host knows it.
    handle: Cell<*mut c_void>,
    /// The object of a method, kept alive while it runs, and its type.
    object: Cell<(*mut u8, ValueType)>,
    /// Which value-type arguments have been set; bit 63 stands for all from there on.
    values_set: Cell<u64>,
    user_data: Cell<*mut c_void>,
}

impl Call {
    /// A call of a VM.
    pub fn new(vm: &Vm) -> Call {
        Call {
            vm: vm.to_owner(),
            state: Cell::new(CallState::Idle),
            stack: UnsafeCell::new(None),
            program: UnsafeCell::new(None),
            linked: Cell::new(std::ptr::null()),
            function: Cell::new(u32::MAX),
            entry: Cell::new(std::ptr::null()),
            window: Cell::new(std::ptr::null_mut()),
            layout: UnsafeCell::new(Layout::empty()),
            is_plain: Cell::new(true),
            has_required: Cell::new(false),
            arg_slots: Cell::new(0),
            signals: Arc::new(AtomicU32::new(0)),
            stopped: Cell::new(None),
            limit: Cell::new(std::ptr::null_mut()),
            returns: UnsafeCell::default(),
            exception: UnsafeCell::default(),
            is_wide: Cell::new(false),
            reason: Cell::new(SuspendReason::Requested),
            resumed_at: Cell::new(std::ptr::null()),
            handle: Cell::new(std::ptr::null_mut()),
            object: Cell::new((std::ptr::null_mut(), ValueType::NONE)),
            values_set: Cell::new(0),
            user_data: Cell::new(std::ptr::null_mut()),
        }
    }

    /// The VM.
    pub fn vm(&self) -> &Vm {
        &self.vm
    }

    /// What it is doing.
    #[inline]
    pub fn state(&self) -> CallState {
        self.state.get()
    }

    /// Why it was suspended or aborted.
    pub fn reason(&self) -> SuspendReason {
        self.reason.get()
    }

    /// Something that asks it to stop from any thread.
    pub fn signaller(&self) -> Signaller {
        Signaller(self.signals.clone())
    }

    /// The host's own pointer.
    pub fn user_data(&self) -> *mut c_void {
        self.user_data.get()
    }

    /// Sets the host's own pointer.
    pub fn set_user_data(&self, data: *mut c_void) {
        self.user_data.set(data);
    }

    /// The address by which the host knows the call; null if it was not told.
    pub fn handle(&self) -> *mut c_void {
        self.handle.get()
    }

    /// Tells by which address the host knows the call.
    pub fn set_handle(&self, handle: *mut c_void) {
        self.handle.set(handle);
    }

    /// The prepared function: program and index.
    pub fn function(&self) -> Option<(&Arc<Program>, u32)> {
        // SAFETY: the program is changed by `prepare` only, which is not called while the host reads this.
        unsafe { (*self.program.get()).as_ref() }.map(|p| (p, self.function.get()))
    }

    pub(super) fn layout(&self) -> &Layout {
        // SAFETY: changed by `prepare` only.
        unsafe { &*self.layout.get() }
    }

    /// Prepares a function: what the call held before is released, all arguments are zero.
    ///
    /// # Errors
    ///
    /// The call is active or suspended, the function has no code, or its program is not part of the VM.
    #[inline]
    pub fn prepare(&self, program: &Arc<Program>, function: u32) -> Result<(), CallError> {
        if function == self.function.get() && self.state.get() == CallState::Finished && self.is_plain.get() {
            // SAFETY: a function is prepared, so there is a program.
            let same = unsafe { (*self.program.get()).as_ref() }.is_some_and(|p| Arc::ptr_eq(p, program));
            if same {
                self.start_over();
                return Ok(());
            }
        }
        self.prepare_anew(program, function)
    }

    #[inline]
    fn start_over(&self) {
        // SAFETY: the window lies on the call's own stack.
        unsafe { std::ptr::write_bytes(self.window.get(), 0, self.arg_slots.get()) };
        self.state.set(CallState::Prepared);
    }

    #[inline(never)]
    fn prepare_anew(&self, program: &Arc<Program>, function: u32) -> Result<(), CallError> {
        match self.state.get() {
            state @ (CallState::Active | CallState::Suspended) => return Err(CallError::State(state)),
            _ => self.release(),
        }
        let code = program.unit().functions.get(function as usize).ok_or(CallError::NoFunction)?;
        if code.len == 0 {
            return Err(CallError::NoFunction);
        }
        let linked = self.vm.find_state(Arc::as_ptr(program)).ok_or(CallError::NotLinked)?;
        program.verify_function(function).map_err(|_| CallError::Refused)?;
        // SAFETY: nothing else reads these cells meanwhile.
        unsafe {
            let stack = &mut *self.stack.get();
            if stack.is_none() {
                *stack = Some(self.vm.new_stack().ok_or(CallError::NoStack)?);
            }
            let Some(stack) = stack else { return Err(CallError::NoStack) };
            let same = (*self.program.get()).as_ref().is_some_and(|p| Arc::ptr_eq(p, program));
            if !same {
                *self.program.get() = Some(program.clone());
            }
            if !same || self.function.get() != function {
                *self.layout.get() = Layout::of(program, code)?;
                self.function.set(function);
            }
            let layout = &*self.layout.get();
            self.is_plain.set(layout.is_plain);
            self.has_required.set(layout.has_required);
            self.arg_slots.set(layout.arg_slots);
            self.window.set(stack.start().add(layout.result_slots + 1));
            self.entry.set(program.code_of(function));
            self.use_state(linked);
            self.signals.store(0, Ordering::Relaxed);
            self.start_over();
            if layout.result_slots != 0 {
                *self.window.get() = stack.start() as u64;
            }
        }
        Ok(())
    }

    /// Releases what the call holds, and the function.
    ///
    /// # Errors
    ///
    /// The call is active or suspended.
    pub fn unprepare(&self) -> Result<(), CallError> {
        match self.state.get() {
            state @ (CallState::Active | CallState::Suspended) => Err(CallError::State(state)),
            _ => {
                self.release();
                self.function.set(u32::MAX);
                self.use_state(std::ptr::null());
                // SAFETY: nobody reads the cell meanwhile.
                drop(unsafe { (*self.program.get()).take() });
                Ok(())
            }
        }
    }

    /// The call is for a function of another program from now on, or of none.
    fn use_state(&self, state: *const LinkedProgram) {
        // SAFETY: states that calls use are kept; the new one was just found.
        unsafe {
            if let Some(state) = state.as_ref() {
                state.users.set(state.users.get() + 1);
            }
            if let Some(old) = self.linked.replace(state).as_ref() {
                old.users.set(old.users.get() - 1);
                if old.users.get() == 0 && !old.is_linked.get() {
                    self.vm.forget_unused();
                }
            }
        }
    }

    pub(super) fn param(&self, index: u32) -> Result<Param, CallError> {
        if self.state.get() != CallState::Prepared {
            return Err(CallError::State(self.state.get()));
        }
        self.layout().params.get(index as usize).copied().ok_or(CallError::NoParameter(index))
    }

    #[inline]
    pub(super) fn slot(&self, slot: u16) -> *mut u64 {
        self.window.get().wrapping_add(slot as usize)
    }

    /// Sets an argument of a primitive type of `SIZE` bytes from the low bytes of `value`.
    ///
    /// # Errors
    ///
    /// The call is not prepared, there is no such parameter, or it is of another type or size.
    #[inline]
    pub fn set_plain<const SIZE: u8>(&self, index: u32, value: u64) -> Result<(), CallError> {
        let param = self.param(index)?;
        if param.kind != Kind::Plain || param.size != SIZE {
            return Err(CallError::Type);
        }
        // SAFETY: the slot is in the window.
        unsafe { *self.slot(param.slot) = value };
        Ok(())
    }

    /// Sets an argument of a 32-bit integer type or enum.
    ///
    /// # Errors
    ///
    /// As [`Call::set_plain`].
    #[inline]
    pub fn set_i32(&self, index: u32, value: i32) -> Result<(), CallError> {
        self.set_plain::<4>(index, value as u32 as u64)
    }

    /// Sets an argument of a 64-bit integer type.
    ///
    /// # Errors
    ///
    /// As [`Call::set_plain`].
    #[inline]
    pub fn set_i64(&self, index: u32, value: i64) -> Result<(), CallError> {
        self.set_plain::<8>(index, value as u64)
    }

    /// Sets a `float` argument.
    ///
    /// # Errors
    ///
    /// As [`Call::set_plain`].
    #[inline]
    pub fn set_f32(&self, index: u32, value: f32) -> Result<(), CallError> {
        self.set_plain::<4>(index, value.to_bits() as u64)
    }

    /// Sets a `double` argument.
    ///
    /// # Errors
    ///
    /// As [`Call::set_plain`].
    #[inline]
    pub fn set_f64(&self, index: u32, value: f64) -> Result<(), CallError> {
        self.set_plain::<8>(index, value.to_bits())
    }

    /// Sets a reference argument: the address of a variable or value, or an object. The host keeps it alive until the
    /// call has ended.
    ///
    /// # Safety
    ///
    /// The address is that of a value as the parameter declares it.
    ///
    /// # Errors
    ///
    /// The call is not prepared, there is no such parameter, or it does not take an address.
    pub unsafe fn set_address(&self, index: u32, address: *mut u8) -> Result<(), CallError> {
        let param = self.param(index)?;
        if param.kind != Kind::Address {
            return Err(CallError::Type);
        }
        // SAFETY: the slot is in the window.
        unsafe { *self.slot(param.slot) = address as u64 };
        Ok(())
    }

    /// Sets a `?` argument: the address of a value and its type.
    ///
    /// # Safety
    ///
    /// As [`Call::set_address`].
    ///
    /// # Errors
    ///
    /// As [`Call::set_address`].
    pub unsafe fn set_any(&self, index: u32, address: *mut u8, ty: ValueType) -> Result<(), CallError> {
        let param = self.param(index)?;
        if param.kind != Kind::Any {
            return Err(CallError::Type);
        }
        // SAFETY: both slots are in the window.
        unsafe {
            *self.slot(param.slot) = address as u64;
            *self.slot(param.slot + 1) = ty.to_slot();
        }
        Ok(())
    }

    /// Sets an argument from a value in memory: handles get a reference, values and objects given by value are copied.
    ///
    /// # Safety
    ///
    /// `value` is the address of a value of the parameter's type, by reference as [`value_ops`] has it.
    ///
    /// # Errors
    ///
    /// The call is not prepared, there is no such parameter, it is of another kind, or the copying raised.
    pub unsafe fn set_value(&self, index: u32, value: *const u8) -> Result<(), CallError> {
        let param = self.param(index)?;
        let (Kind::Object(ty) | Kind::Value(ty)) = param.kind else { return Err(CallError::Type) };
        let bit = 1 << index.min(63);
        // SAFETY: the slots are in the window and hold what this function put there.
        unsafe {
            let slot: *mut u8 = self.slot(param.slot).cast();
            if self.values_set.get() & bit != 0 && index < 63 {
                value_ops::destroy(&self.vm, ty, slot);
                self.values_set.set(self.values_set.get() & !bit);
            }
            if value_ops::copy_construct_from_reference(&self.vm, ty, slot, value).is_err() {
                self.take_idle_exception();
                return Err(CallError::Type);
            }
        }
        self.values_set.set(self.values_set.get() | bit);
        Ok(())
    }

    /// Sets the object of a method of a script class; it gets a reference until the call has ended.
    ///
    /// # Safety
    ///
    /// `object` is null or a live object of the method's class.
    ///
    /// # Errors
    ///
    /// As [`Call::set_this`].
    pub unsafe fn set_object(&self, object: *mut ObjHeader) -> Result<(), CallError> {
        // SAFETY: as the caller promises.
        unsafe {
            let ty = if object.is_null() { ValueType::NONE } else { ValueType::new((*object).ty, true, false) };
            self.set_this(object.cast(), ty)
        }
    }

    /// Sets the object of a method: managed and counted objects get a reference until the call has ended.
    ///
    /// # Safety
    ///
    /// `object` is null or a live object of the method's class; `ty` is the type of a handle to it, or [`ValueType::NONE`] for what
    /// is not counted.
    ///
    /// # Errors
    ///
    /// The call is not prepared, the function is no method, or adding the reference raised.
    pub unsafe fn set_this(&self, object: *mut u8, ty: ValueType) -> Result<(), CallError> {
        if self.state.get() != CallState::Prepared {
            return Err(CallError::State(self.state.get()));
        }
        let slot = self.layout().this_slot.ok_or(CallError::Type)?;
        let mut held = std::ptr::null_mut::<u8>();
        // SAFETY: the object is live, the slot in the window.
        unsafe {
            if !object.is_null() && !ty.is_none() {
                let copied =
                    value_ops::copy_construct(&self.vm, ty, (&raw mut held).cast(), (&raw const object).cast());
                if copied.is_err() {
                    self.take_idle_exception();
                    return Err(CallError::Type);
                }
            }
            let before = self.object.replace((held, ty));
            self.release_object(before);
            *self.slot(slot) = object as u64;
        }
        self.is_plain.set(false);
        Ok(())
    }

    unsafe fn release_object(&self, (mut object, ty): (*mut u8, ValueType)) {
        if !object.is_null() {
            // SAFETY: the call owned a reference.
            unsafe { value_ops::destroy(&self.vm, ty, (&raw mut object).cast()) };
        }
    }

    /// An exception that was raised while the VM is used from outside is nobody's.
    fn take_idle_exception(&self) {
        self.vm.take_signal(signals::EXCEPTION);
    }

    /// Runs the prepared function, or goes on where it was suspended, and gives the state it is in then.
    ///
    /// # Errors
    ///
    /// The call is neither prepared nor suspended, or an argument that is a reference, an object or a value with constructors
    /// was not set.
    #[inline]
    pub fn run(&self) -> Result<CallState, CallError> {
        let vm: &Vm = &self.vm;
        let state = self.state.get();
        if !matches!(state, CallState::Prepared | CallState::Suspended) {
            return Err(CallError::State(state));
        }
        if vm.depth.get() >= vm.nested_limit.get() {
            return Ok(self.refuse(Trap::TooManyNestedCalls));
        }
        if !self.is_plain.get() && state == CallState::Prepared && self.lacks_object() {
            return Ok(self.refuse(Trap::NullPointer));
        }
        if self.has_required.get() && state == CallState::Prepared {
            self.check_required()?;
        }
        if vm.depth.get() == 0 {
            vm.destructors_left.set(DESTRUCTORS_AFTER_STOP);
        }
        let outer = vm.save_run();
        let active = vm.active.replace(self);
        let resumed_at = vm.resumed_at.replace(self.resumed_at.replace(std::ptr::null()));
        vm.go_deeper();
        vm.outer.set(&outer);
        vm.kind.set(RunKind::Call);
        vm.signals.set(&*self.signals);
        vm.returns.set(self.returns.get());
        // SAFETY: the stack is there since the call was prepared.
        let stack = unsafe { (*self.stack.get()).as_ref().unwrap_unchecked() };
        vm.stack.set(stack);
        if state == CallState::Prepared {
            let window = self.window.get();
            // SAFETY: below the window is room for the link.
            unsafe { *window.sub(1) = leave_link() };
            vm.pc.set(self.entry.get());
            vm.base.set(window);
            vm.limit.set(vm.first_limit(stack, window));
            vm.set_state(self.linked.get());
        } else if let Some(frame) = self.stopped.take() {
            vm.pc.set(frame.pc);
            vm.base.set(frame.base);
            vm.limit.set(self.limit.get());
            vm.set_state(frame.state);
        }
        self.state.set(CallState::Active);
        vm.suspend_reason.set(SuspendReason::Requested);
        // SAFETY: the registers describe the entry of a function with its window, or where the call was suspended.
        let outcome = unsafe { vm.run_loop() };
        let ended = if outcome == Outcome::Finished { CallState::Finished } else { self.note_stop(outcome) };
        self.state.set(ended);
        vm.restore_run(&outer);
        vm.active.set(active);
        let told = vm.resumed_at.replace(resumed_at);
        if ended == CallState::Suspended {
            self.resumed_at.set(told);
        }
        if ended == CallState::Finished && !self.is_plain.get() {
            self.release_held();
        }
        if vm.heap().is_due() && vm.depth() == 0 {
            vm.heap().paced_step(vm, 4096);
        }
        Ok(ended)
    }

    /// An argument that has no value unless it is set, and is not.
    #[inline(never)]
    fn check_required(&self) -> Result<(), CallError> {
        for (i, param) in self.layout().params.iter().enumerate() {
            // SAFETY: the slot is in the window.
            let is_zero = unsafe { *self.slot(param.slot) } == 0;
            let is_missing = match param.kind {
                Kind::Value(_) => i < 63 && self.values_set.get() & 1 << i == 0,
                _ => is_zero,
            };
            if is_missing && param.kind.is_required() {
                return Err(CallError::NotSet(i as u32));
            }
        }
        Ok(())
    }

    /// Whether a method was prepared, but its object not set (EXEC-06).
    fn lacks_object(&self) -> bool {
        // SAFETY: the slot is in the window.
        self.layout().this_slot.is_some_and(|slot| unsafe { *self.slot(slot) } == 0)
    }

    /// Remembers where the call stopped.
    #[inline(never)]
    fn note_stop(&self, outcome: Outcome) -> CallState {
        let vm: &Vm = &self.vm;
        self.stopped.set(Some(vm.frame()));
        self.limit.set(vm.limit.get());
        self.reason.set(vm.suspend_reason.get());
        self.note_programs(outcome);
        match outcome {
            Outcome::Suspended => CallState::Suspended,
            Outcome::Aborted => CallState::Aborted,
            Outcome::Exception | Outcome::Finished | Outcome::Switched => {
                // SAFETY: nobody holds a reference to either.
                unsafe { std::ptr::swap(self.exception.get(), vm.exception.get()) };
                CallState::Exception
            }
        }
    }

    /// Remembers, until the call is released, whether programs other than its own are in its frames or raised its exception.
    fn note_programs(&self, outcome: Outcome) {
        let vm: &Vm = &self.vm;
        // SAFETY: nobody holds a reference to either.
        let is_wide = unsafe {
            let foreign =
                |p: &(*const Program, u32, u32)| !std::ptr::eq(p.0, Arc::as_ptr(&(*self.linked.get()).program));
            !(*self.returns.get()).is_empty()
                || outcome == Outcome::Exception && (*vm.exception.get()).place.as_ref().is_some_and(foreign)
        };
        if is_wide && !self.is_wide.replace(true) {
            vm.wide_stops.set(vm.wide_stops.get() + 1);
        }
    }

    /// Ends a prepared call with an exception before it begins.
    #[cold]
    fn refuse(&self, trap: Trap) -> CallState {
        if self.state.get() == CallState::Prepared {
            self.release_args();
        } else {
            self.unwind_stopped();
        }
        self.stopped.set(None);
        // SAFETY: nobody holds a reference to the exception.
        unsafe {
            let exception = &mut *self.exception.get();
            exception.text.clear();
            exception.text.push_str(trap.text());
            exception.place = None;
        }
        self.state.set(CallState::Exception);
        CallState::Exception
    }

    /// Ends a suspended call; asks an active one to end.
    pub fn abort(&self) {
        match self.state.get() {
            CallState::Suspended => self.state.set(CallState::Aborted),
            _ => self.signaller().abort(),
        }
    }

    /// Releases arguments, result or frames, whatever there is, and gets idle.
    fn release(&self) {
        match self.state.get() {
            CallState::Prepared => self.release_args(),
            CallState::Finished => self.release_result(),
            CallState::Suspended | CallState::Aborted | CallState::Exception => self.unwind_stopped(),
            CallState::Idle | CallState::Active => {}
        }
        self.release_held();
        // SAFETY: nobody holds a reference to it.
        unsafe { (*self.exception.get()).place = None };
        if self.is_wide.replace(false) {
            self.vm.wide_stops.set(self.vm.wide_stops.get() - 1);
        }
        self.state.set(CallState::Idle);
    }

    fn release_held(&self) {
        let held = self.object.replace((std::ptr::null_mut(), ValueType::NONE));
        // SAFETY: the call owned the reference.
        unsafe { self.release_object(held) };
    }

    /// Releases arguments that no function has taken over.
    fn release_args(&self) {
        let set = self.values_set.replace(0);
        for (index, param) in self.layout().params.iter().enumerate() {
            let (Kind::Object(ty) | Kind::Value(ty)) = param.kind else { continue };
            let is_set = set >> index.min(63) & 1 != 0;
            // SAFETY: slots hold what `set_value` put there; a pointer that was not set is null.
            unsafe {
                let slot = self.slot(param.slot);
                if is_set && (index < 63 || ty.storage() != Storage::Value) {
                    value_ops::destroy(&self.vm, ty, slot.cast());
                    *slot = 0;
                }
            }
        }
    }

    fn release_result(&self) {
        self.values_set.set(0);
        let window = self.window.get();
        // SAFETY: the function has ended, so its result is there: in the first slot, or in the buffer.
        unsafe {
            match self.layout().result {
                Kind::Object(ty) => {
                    let mut held = window.replace(0);
                    value_ops::destroy(&self.vm, ty, (&raw mut held).cast());
                }
                Kind::Value(ty) => value_ops::destroy(&self.vm, ty, self.result_buffer()),
                _ => {}
            }
        }
    }

    fn result_buffer(&self) -> *mut u8 {
        // SAFETY: the stack is there since the call was prepared.
        unsafe { (*self.stack.get()).as_ref().map_or(std::ptr::null_mut(), |s| s.start().cast()) }
    }

    /// Releases everything that lives in the frames of a call that stopped.
    fn unwind_stopped(&self) {
        let Some(frame) = self.stopped.take() else { return };
        let vm: &Vm = &self.vm;
        self.values_set.set(0);
        self.signals.store(0, Ordering::Relaxed);
        let outer = vm.save_run();
        vm.go_deeper();
        vm.outer.set(&outer);
        vm.kind.set(RunKind::Internal);
        vm.signals.set(&*self.signals);
        vm.returns.set(self.returns.get());
        // SAFETY: the stack is there since the call was prepared.
        unsafe {
            if let Some(stack) = (*self.stack.get()).as_ref() {
                vm.stack.set(stack);
                vm.limit.set(stack.end());
            }
            vm.set_frame(&frame);
            // A call that was not made has not taken over its arguments; the exception was kept here.
            let raised = self.state.get() == CallState::Exception;
            (*vm.exception.get()).is_trap = std::mem::take(&mut (*self.exception.get()).is_trap) && raised;
            if !raised {
                // It stopped before an instruction; unwinding wants to be behind it.
                vm.pc.set(frame.pc.wrapping_add(1));
            }
        }
        vm.unwind_all();
        vm.restore_run(&outer);
        // SAFETY: nothing runs on this stack any more.
        unsafe { (*self.returns.get()).clear() };
        self.stopped.set(None);
    }

    /// Where the call stopped, if it did.
    pub(super) fn stopped_frame(&self) -> Option<Frame> {
        if self.state.get() == CallState::Active { None } else { self.stopped.get() }
    }

    pub(super) fn returns(&self) -> *mut Vec<CrossReturn> {
        self.returns.get()
    }

    pub(super) fn exception_cell(&self) -> &UnsafeCell<Exception> {
        &self.exception
    }

    /// The result's slot.
    fn result_slot(&self, kind: Kind) -> Result<u64, CallError> {
        if self.state.get() != CallState::Finished {
            return Err(CallError::State(self.state.get()));
        }
        if self.layout().result != kind {
            return Err(CallError::Type);
        }
        // SAFETY: the function has ended, its result is in the first slot.
        Ok(unsafe { *self.window.get() })
    }

    /// A primitive result; its value is in the low bytes.
    ///
    /// # Errors
    ///
    /// The call is not finished, or returns something else.
    #[inline]
    pub fn result_plain(&self) -> Result<u64, CallError> {
        self.result_slot(Kind::Plain)
    }

    /// The result of a function that returns a reference.
    ///
    /// # Errors
    ///
    /// As [`Call::result_plain`].
    pub fn result_address(&self) -> Result<*mut u8, CallError> {
        self.result_slot(Kind::Address).map(|a| a as *mut u8)
    }

    /// The handle or object the function returned, with its type; the call keeps the reference.
    ///
    /// # Errors
    ///
    /// As [`Call::result_plain`].
    pub fn result_object(&self) -> Result<(*mut u8, ValueType), CallError> {
        match self.layout().result {
            Kind::Object(ty) => self.result_slot(Kind::Object(ty)).map(|a| (a as *mut u8, ty)),
            _ => Err(CallError::Type),
        }
    }

    /// The same; the caller gets the reference.
    ///
    /// # Errors
    ///
    /// As [`Call::result_plain`].
    pub fn take_object(&self) -> Result<(*mut u8, ValueType), CallError> {
        let result = self.result_object()?;
        // SAFETY: the slot is in the window; what was in it is the caller's.
        unsafe { *self.window.get() = 0 };
        Ok(result)
    }

    /// The address of a value-type result, with its type. It lives until the call is prepared again.
    ///
    /// # Errors
    ///
    /// As [`Call::result_plain`].
    pub fn result_value(&self) -> Result<(*mut u8, ValueType), CallError> {
        match self.layout().result {
            Kind::Value(ty) => self.result_slot(Kind::Value(ty)).map(|_| (self.result_buffer(), ty)),
            _ => Err(CallError::Type),
        }
    }

    /// The address of argument `index`'s slot, for hosts that read and write them directly. Valid until the call is
    /// prepared again.
    ///
    /// # Errors
    ///
    /// The call is not prepared, or there is no such parameter.
    pub fn argument_slot(&self, index: u32) -> Result<*mut u64, CallError> {
        self.param(index).map(|p| self.slot(p.slot))
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        self.release();
        self.use_state(std::ptr::null());
        // SAFETY: the call is not used any more.
        if let Some(stack) = unsafe { (*self.stack.get()).take() } {
            self.vm.keep_stack(stack);
        }
    }
}
