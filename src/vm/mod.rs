//! The machine that runs compiled code.
//!
//! A [`Program`] is a compiled unit with its names resolved; it is immutable and shared. A [`Vm`] runs any number of
//! programs of one context: it has their globals and the heap of their objects. A [`Call`] is one execution in a VM,
//! with a stack of its own, so that it can be suspended.
//!
//! A VM, its calls and its objects are used by one thread at a time. They may be moved to another thread together while
//! nothing runs.

#[cfg(not(all(target_pointer_width = "64", target_endian = "little")))]
compile_error!("the virtual machine needs a 64-bit little-endian target");

mod call;
mod call_layout;
mod cast;
mod exception;
mod first_call;
pub mod fits;
mod function_names;
mod function_object;
pub mod heap;
mod hooks;
mod host_call;
mod imports;
mod inspect;
mod interpreter;
mod invoke;
mod layout;
mod link;
mod linked;
mod lists;
pub mod native;
pub mod object;
mod program;
mod run_state;
mod runtime_type;
mod runtime_types;
mod shared;
mod snippet;
mod stack;
mod string_value;
mod unwind;
pub mod value_ops;
mod weak;

#[cfg(test)]
mod tests;

use std::any::Any;
use std::cell::{Cell, UnsafeCell};
use std::ffi::c_void;
use std::ptr::NonNull;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::time::Instant;

use rustc_hash::FxHashMap;

use crate::base::{FunctionId, HandleHeader};
use crate::bytecode::Instr;

pub use call::{Call, CallError, CallState, Signaller};
pub use function_names::FunctionName;
pub use function_object::{FunctionObject, FunctionObjectKind};
pub use hooks::{ExceptionHook, GarbageHook, LineEvent, LineHook, Listener, SampleHook};
pub use imports::{BindError, ImportTarget};
pub use inspect::{StackFrame, Variable};
pub use invoke::{Argument, InvokeError};
pub use layout::ArrayObject;
pub use linked::{InitError, Place, Trace};
pub use program::{External, LinkError, Program};
pub use runtime_type::{
    Behavior, Behaviors, ClassField, ClassInfo, ManagedField, ManagedOps, RuntimeKind, RuntimeType, Storage, ValueOps,
    ValueType,
};
pub use runtime_types::RuntimeTypes;
pub use shared::SharedDifference;
pub use string_value::StringValue;
pub use weak::WeakFlag;

use exception::{Exception, Outcome};
use heap::Heap;
use hooks::Hooks;
use object::ObjHeader;
use run_state::{CrossReturn, LinkedProgram, Outer, RunKind};
use stack::Stack;

/// A script exception was raised on the VM: whoever sees it stops what it does and returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Raised;

/// Why a run is suspended (or aborted where it cannot be suspended).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SuspendReason {
    /// Someone asked for it.
    Requested,
    /// The instruction budget is used up.
    Fuel,
    /// The deadline has passed.
    Deadline,
}

/// What may be asked of a running call, as bits.
pub(crate) mod signals {
    /// An exception was raised and has not taken effect.
    pub const EXCEPTION: u32 = 1;
    /// Suspend at the next occasion.
    pub const SUSPEND: u32 = 2;
    /// Abort at the next occasion.
    pub const ABORT: u32 = 4;
    /// Somebody began or ceased to listen to statements.
    pub const HOOKS: u32 = 8;
    /// A native function has done much: the time may be over.
    pub const WORK: u32 = 16;
}

/// A running instance: the state that scripts of one context share.
///
/// All functions take a shared reference, as native functions call them while the VM runs.
#[repr(C)]
pub struct Vm {
    head: HandleHeader,
    // The registers and what instructions look at: one or two cache lines.
    pc: Cell<*const Instr>,
    base: Cell<*mut u64>,
    limit: Cell<*mut u64>,
    program: Cell<*const Program>,
    globals: Cell<*mut u64>,
    signals: Cell<*const AtomicU32>,
    state: Cell<*const LinkedProgram>,
    outcome: Cell<Outcome>,
    kind: Cell<RunKind>,
    unwinding: Cell<bool>,
    /// Destructors that may run although the run is to stop.
    destructors_left: Cell<u32>,
    /// How often native functions have called scripts.
    entries: Cell<u32>,
    depth: Cell<u32>,
    /// The thread in which it runs; 0 if it does not run.
    runner: AtomicUsize,
    outer: Cell<*const Outer>,
    stack: Cell<*const Stack>,
    returns: Cell<*mut Vec<CrossReturn>>,
    fuel: Cell<u64>,
    /// The statement that was told before the run stopped there.
    resumed_at: Cell<*const Instr>,
    /// The run that is under way tells its statements.
    runs_hooked: Cell<bool>,
    /// The call that runs, if one does.
    active: Cell<*const Call>,
    /// How many polls may pass between two looks at what limits the run.
    chunk: Cell<u64>,
    /// The extent of the function that a program counter is in, as it was asked last.
    extent_at: Cell<(*const Instr, usize)>,
    /// Destructors that were about to run; every so many look at the time.
    destructors: Cell<u32>,

    heap: Heap,
    nested_limit: Cell<u32>,
    /// Linking initialises global variables.
    initialises_on_link: Cell<bool>,
    /// Hosts may assign to objects of reference types.
    assigns_references: Cell<bool>,
    max_depth: Cell<u32>,
    deadline: Cell<Option<Instant>>,
    suspend_reason: Cell<SuspendReason>,
    stack_slots: Cell<usize>,
    destroy_depth: Cell<u32>,
    deferred: UnsafeCell<Vec<*mut ObjHeader>>,
    exception: UnsafeCell<Exception>,
    /// Boxed, because runs hold the entries' addresses.
    #[allow(clippy::vec_box)]
    linked: UnsafeCell<Vec<Box<LinkedProgram>>>,
    /// String literals of programs that were part of it: strings may view their bytes.
    kept_literals: UnsafeCell<Vec<Arc<program::Literals>>>,
    /// How many calls stopped with programs in their frames, or exceptions of programs, that are not those of their functions.
    wide_stops: Cell<u32>,
    native_handles: UnsafeCell<Vec<(FunctionId, *mut FunctionObject)>>,
    /// Registered functions that calls were prepared for.
    host_programs: UnsafeCell<FxHashMap<FunctionId, Arc<Program>>>,
    weak_flags: UnsafeCell<weak::WeakFlags>,
    /// What the host keeps with objects.
    object_companions: UnsafeCell<weak::Companions>,
    hooks: Hooks,
    idle_stack: UnsafeCell<Option<Stack>>,
    idle_returns: UnsafeCell<Vec<CrossReturn>>,
    idle_signals: AtomicU32,
    /// Stacks of calls that are gone.
    stacks: UnsafeCell<Vec<Stack>>,
    types: Arc<RuntimeTypes>,
    /// How many [`VmRef`]s there are.
    owners: Cell<usize>,
    user_data: Cell<*mut c_void>,
    /// What the functions of coroutines find.
    scheduler: Cell<*const c_void>,
    /// What the host's side keeps as long as the VM.
    companion: UnsafeCell<Option<Box<dyn Any>>>,
}

/// How deep destructions may nest before further ones wait until the outer ones are over.
const MAX_DESTROY_DEPTH: u32 = 32;

impl Vm {
    /// The slots of a call's stack, unless set otherwise: 8 MiB.
    pub const DEFAULT_STACK_SLOTS: usize = 1 << 20;
    /// How deep runs may nest, unless set otherwise.
    pub const DEFAULT_NESTED_LIMIT: u32 = 100;

    /// What a VM starts with in memory.
    pub const MAGIC: u32 = u32::from_le_bytes(*b"ASvm");

    /// What it starts with, for hosts that hold it by address.
    #[inline]
    pub fn head(&self) -> &HandleHeader {
        &self.head
    }

    /// The address by which native functions know the VM.
    #[inline]
    pub fn as_raw(&self) -> *mut c_void {
        std::ptr::from_ref(self).cast_mut().cast()
    }

    /// The VM behind the address that a native function got.
    ///
    /// # Safety
    ///
    /// `vm` was given by the VM to a native function that is still running, or comes from [`Vm::as_raw`] of a VM that is
    /// alive.
    #[inline]
    pub unsafe fn from_raw<'a>(vm: *mut c_void) -> &'a Vm {
        // SAFETY: promised by the caller.
        unsafe { &*vm.cast::<Vm>() }
    }

    /// Another owner of the VM.
    pub fn to_owner(&self) -> VmRef {
        self.owners.set(self.owners.get() + 1);
        VmRef(NonNull::from(self))
    }

    /// The memory of its objects.
    #[inline]
    pub fn heap(&self) -> &Heap {
        &self.heap
    }

    /// The descriptors of the context's types.
    #[inline]
    pub fn types(&self) -> &Arc<RuntimeTypes> {
        &self.types
    }

    /// The host's own pointer.
    pub fn user_data(&self) -> *mut c_void {
        self.user_data.get()
    }

    /// Sets the host's own pointer.
    pub fn set_user_data(&self, data: *mut c_void) {
        self.user_data.set(data);
    }

    /// What runs the VM's coroutines; null if there is nothing.
    pub fn scheduler(&self) -> *const c_void {
        self.scheduler.get()
    }

    /// Sets what runs the VM's coroutines: its address, which means something to it only.
    pub fn set_scheduler(&self, scheduler: *const c_void) {
        self.scheduler.set(scheduler);
    }

    /// Keeps something of the host as long as the VM: it is dropped after everything else, instead of what was kept
    /// before.
    pub fn set_companion(&self, companion: Box<dyn Any>) {
        // SAFETY: nobody holds a reference into the cell; what was there is dropped when it is out of it.
        drop(unsafe { (*self.companion.get()).replace(companion) });
    }

    /// Sets how many loop rounds and calls scripts may make from now on (fuel). When it is used up, calls are suspended,
    /// and runs that something waits for are aborted. `u64::MAX`: no limit.
    pub fn set_fuel(&self, fuel: u64) {
        self.fuel.set(fuel);
    }

    /// The fuel that is left. While a call runs, up to 4,096 units of it are handed out.
    pub fn fuel(&self) -> u64 {
        self.fuel.get()
    }

    /// Sets when calls are to be suspended (and runs that something waits for aborted).
    pub fn set_deadline(&self, deadline: Option<Instant>) {
        self.deadline.set(deadline);
    }

    /// Sets how many frames a call may have; 0 for as many as its stack holds. Counted exactly where all frames of a
    /// recursion are alike, else with an error that the sizes of frames allow.
    pub fn set_max_depth(&self, frames: u32) {
        self.max_depth.set(frames);
    }

    /// Sets how deep runs may nest: scripts that call native functions that call scripts.
    pub fn set_nested_limit(&self, depth: u32) {
        self.nested_limit.set(depth.max(1));
    }

    /// Sets whether linking a program initialises its global variables, as it does unless set otherwise; if not, they are
    /// zero and null until [`Vm::reset_globals`].
    pub fn set_initialises_on_link(&self, initialises: bool) {
        self.initialises_on_link.set(initialises);
    }

    /// Sets whether hosts may assign to objects of reference types, as they may unless set otherwise (HOST-154).
    pub fn set_assigns_references(&self, assigns: bool) {
        self.assigns_references.set(assigns);
    }

    /// Whether hosts may assign to objects of reference types.
    pub fn assigns_references(&self) -> bool {
        self.assigns_references.get()
    }

    /// Sets the size of the stacks of calls made from now on, in slots of eight bytes.
    pub fn set_stack_slots(&self, slots: usize) {
        self.stack_slots.set(slots.clamp(stack::FIRST_LIMIT, 1 << 27));
    }

    /// How deep runs nest at the moment; 0 when nothing runs.
    pub fn depth(&self) -> u32 {
        self.depth.get()
    }

    /// The innermost call that runs; `None` if none does, or if what runs was begun by the VM itself with no call around.
    pub fn active_call(&self) -> Option<&Call> {
        // SAFETY: a call is there as long as it runs.
        unsafe { self.active.get().as_ref() }
    }

    /// From a native function: suspends the call that runs it, when it returns.
    pub fn request_suspend(&self) {
        self.signal(signals::SUSPEND);
    }

    /// From a native function: aborts the call that runs it, when it returns.
    pub fn request_abort(&self) {
        self.signal(signals::ABORT);
    }

    /// Whether scripts are to stop as soon as they can: for functions of the host that wait.
    pub fn is_to_stop(&self) -> bool {
        self.has_signals() || self.deadline.get().is_some_and(|d| std::time::Instant::now() >= d)
    }

    /// Whether the call that runs needs attention.
    #[inline(always)]
    fn has_signals(&self) -> bool {
        // SAFETY: the signals are those of the running call or the VM's own.
        unsafe { (*self.signals.get()).load(Ordering::Relaxed) != 0 }
    }

    /// The stack for what runs while no call does.
    fn idle_stack(&self) -> Result<*const Stack, Raised> {
        // SAFETY: the stack is made once and stays until the VM goes.
        unsafe {
            let slot = &mut *self.idle_stack.get();
            if slot.is_none() {
                *slot = self.new_stack();
            }
            match slot {
                Some(stack) => Ok(std::ptr::from_ref(stack)),
                None => Err(self.raise_out_of_memory()),
            }
        }
    }

    fn new_stack(&self) -> Option<Stack> {
        // SAFETY: the list is borrowed for this statement only.
        let kept = unsafe { (*self.stacks.get()).pop() };
        kept.or_else(|| self.types.take_stack(self.stack_slots.get()))
    }

    /// Takes back the stack of a call that is gone.
    fn keep_stack(&self, stack: Stack) {
        // SAFETY: the list is borrowed for this block only.
        let stacks = unsafe { &mut *self.stacks.get() };
        if stacks.len() < 8 && stack.len() == self.stack_slots.get() && !stack.was_deep() {
            stacks.push(stack);
        }
    }

    /// Whether one destruction more may begin inside of the others.
    fn enter_destroy(&self) -> bool {
        let depth = self.destroy_depth.get();
        if depth >= MAX_DESTROY_DEPTH {
            return false;
        }
        self.destroy_depth.set(depth + 1);
        true
    }

    fn leave_destroy(&self) {
        let depth = self.destroy_depth.get();
        if depth == 1 {
            // SAFETY: the list is borrowed for the length of each of these statements only.
            while let Some(object) = unsafe { (*self.deferred.get()).pop() } {
                // SAFETY: the object waits here with the one reference that was to be dropped.
                unsafe { object::destroy_now(self, object) };
            }
        }
        self.destroy_depth.set(depth - 1);
    }

    fn defer_destroy(&self, object: *mut ObjHeader) {
        // SAFETY: borrowed for this statement only.
        unsafe { (*self.deferred.get()).push(object) };
    }
}

/// How many destructors may run after the fuel or the time of a run is used up, or it was aborted.
pub(crate) const DESTRUCTORS_AFTER_STOP: u32 = 1_000_000;

/// Owns a VM together with others of its kind: the host's handle, calls, objects that the host holds. When the last one
/// goes, all globals are released, garbage is collected, and everything is freed.
pub struct VmRef(NonNull<Vm>);

impl VmRef {
    /// An owner that was forgotten, again.
    ///
    /// # Safety
    ///
    /// `vm` is the address ([`Vm::as_raw`]) of a VM of which an owner was forgotten that nobody has taken since.
    pub unsafe fn from_raw(vm: *mut c_void) -> VmRef {
        // SAFETY: promised by the caller.
        VmRef(unsafe { NonNull::new_unchecked(vm.cast()) })
    }

    /// A VM of a context. Nothing but its own structure is allocated until it is needed.
    pub fn new(types: Arc<RuntimeTypes>) -> VmRef {
        let null = std::ptr::null_mut();
        let vm = Box::new(Vm {
            head: HandleHeader::new(Vm::MAGIC),
            pc: Cell::new(std::ptr::null()),
            base: Cell::new(std::ptr::null_mut()),
            limit: Cell::new(std::ptr::null_mut()),
            program: Cell::new(std::ptr::null()),
            globals: Cell::new(std::ptr::null_mut()),
            signals: Cell::new(std::ptr::null()),
            state: Cell::new(std::ptr::null()),
            outcome: Cell::new(Outcome::Finished),
            kind: Cell::new(RunKind::Idle),
            unwinding: Cell::new(false),
            destructors_left: Cell::new(DESTRUCTORS_AFTER_STOP),
            entries: Cell::new(0),
            depth: Cell::new(0),
            runner: AtomicUsize::new(0),
            outer: Cell::new(std::ptr::null()),
            stack: Cell::new(std::ptr::null()),
            returns: Cell::new(std::ptr::null_mut()),
            fuel: Cell::new(u64::MAX),
            resumed_at: Cell::new(std::ptr::null()),
            runs_hooked: Cell::new(false),
            active: Cell::new(std::ptr::null()),
            chunk: Cell::new(interpreter::CHUNK),
            extent_at: Cell::new((std::ptr::null(), 0)),
            destructors: Cell::new(0),
            heap: Heap::default(),
            nested_limit: Cell::new(Vm::DEFAULT_NESTED_LIMIT),
            initialises_on_link: Cell::new(true),
            assigns_references: Cell::new(true),
            max_depth: Cell::new(0),
            deadline: Cell::new(None),
            suspend_reason: Cell::new(SuspendReason::Requested),
            stack_slots: Cell::new(Vm::DEFAULT_STACK_SLOTS),
            destroy_depth: Cell::new(0),
            deferred: UnsafeCell::default(),
            exception: UnsafeCell::default(),
            linked: UnsafeCell::default(),
            kept_literals: UnsafeCell::default(),
            wide_stops: Cell::new(0),
            native_handles: UnsafeCell::default(),
            host_programs: UnsafeCell::default(),
            weak_flags: UnsafeCell::default(),
            object_companions: UnsafeCell::default(),
            hooks: Hooks::default(),
            idle_stack: UnsafeCell::new(None),
            idle_returns: UnsafeCell::default(),
            idle_signals: AtomicU32::new(0),
            stacks: UnsafeCell::default(),
            types,
            owners: Cell::new(1),
            user_data: Cell::new(null),
            scheduler: Cell::new(std::ptr::null()),
            companion: UnsafeCell::new(None),
        });
        vm.signals.set(&vm.idle_signals);
        vm.returns.set(vm.idle_returns.get());
        VmRef(NonNull::from(Box::leak(vm)))
    }
}

impl std::ops::Deref for VmRef {
    type Target = Vm;

    #[inline]
    fn deref(&self) -> &Vm {
        // SAFETY: the VM lives as long as its last owner.
        unsafe { self.0.as_ref() }
    }
}

impl Clone for VmRef {
    fn clone(&self) -> VmRef {
        self.to_owner()
    }
}

impl Drop for VmRef {
    fn drop(&mut self) {
        let owners = self.owners.get() - 1;
        self.owners.set(owners);
        if owners == 0 {
            // While it is shut down, destructors may make and drop owners again.
            self.owners.set(1 << 32);
            self.shut_down();
            // SAFETY: this was the last owner, and the VM came from a box.
            drop(unsafe { Box::from_raw(self.0.as_ptr()) });
        }
    }
}

impl Vm {
    fn shut_down(&self) {
        // SAFETY: the lists are not borrowed while anything foreign runs: entries are looked at one by one.
        unsafe {
            let count = || (*self.linked.get()).len();
            let state = |i: usize| &raw const *(&(*self.linked.get()))[i];
            let mut i = 0;
            while i < count() {
                self.release_globals(&*state(i));
                i += 1;
            }
            let mut i = 0;
            while i < count() {
                self.release_functions(&*state(i));
                i += 1;
            }
            while let Some((_, handle)) = (*self.native_handles.get()).pop() {
                object::release(self, handle.cast());
            }
            (0..count()).for_each(|i| self.release_leftovers(&*state(i)));
            // Destructors that have not run yet may use the values of globals.
            let mut renewed = Vec::new();
            if self.heap.has_pending_destructors() {
                (0..count()).for_each(|i| self.renew_values(&*state(i), &mut renewed));
            }
            self.heap.tear_down(self, || {
                renewed.drain(..).for_each(|(ty, value)| value_ops::destroy(self, ty, value));
            });
            let stacks = std::mem::take(&mut *self.stacks.get());
            let idle = (*self.idle_stack.get()).take();
            for stack in stacks.into_iter().chain(idle) {
                self.types.give_stack(stack);
            }
        }
    }
}
