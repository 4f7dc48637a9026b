//! Calling scripts from native functions.

use crate::bytecode::{Instr, Trap};
use crate::vm::run_state::LinkedProgram;
use crate::vm::{FunctionObject, FunctionObjectKind, Program, Raised, RuntimeType, Vm};

use super::NativePlan;

/// Words of arguments a callback can have, `this` included.
const MAX_ARGS: usize = 16;

enum Target {
    Script(*const LinkedProgram, *const Instr),
    Native(*const NativePlan),
}

/// A function that a native function calls again and again while it runs: found once, called without further set-up.
///
/// The arguments are slots as [`crate::bytecode`] describes them; what the callee releases must be owned by the caller.
pub struct Callback<'vm> {
    vm: &'vm Vm,
    target: Target,
    /// The object of a delegate, with its slot.
    this: Option<(usize, *mut u8)>,
}

/// What became of a call whose exceptions are of no interest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quiet {
    /// It returned this.
    Returned(u64),
    /// It ended with an exception, which is forgotten.
    Failed,
    /// The execution is being aborted: the caller returns as soon as it can.
    Aborted,
}

impl<'vm> Callback<'vm> {
    /// For a function handle or delegate.
    ///
    /// # Safety
    ///
    /// `function` is null or a live function object of the VM, and stays alive as long as the callback.
    ///
    /// # Errors
    ///
    /// It is null, or an import that is not bound: the exception is raised.
    pub unsafe fn new(vm: &'vm Vm, function: *const FunctionObject) -> Result<Callback<'vm>, Raised> {
        let mut function = function;
        // SAFETY: promised by the caller; what an import is bound to is alive as long as its program.
        unsafe {
            loop {
                let Some(f) = function.as_ref() else { return Err(vm.raise_trap(Trap::UnboundFunction)) };
                let target = match f.kind {
                    FunctionObjectKind::Script if !f.code.is_null() => Target::Script(vm.state_of(f.program), f.code),
                    FunctionObjectKind::Native if !f.plan.is_null() => Target::Native(f.plan),
                    FunctionObjectKind::Import => {
                        function = (*vm.state_of(f.program)).import(f.function);
                        continue;
                    }
                    _ => return Err(vm.raise_trap(Trap::UnboundFunction)),
                };
                let this = f.is_delegate().then_some((f.this_slot as usize, f.object));
                return Ok(Callback { vm, target, this });
            }
        }
    }

    /// For a function of a script class, by its number in the class's unit. `None` for a type that is no script class.
    ///
    /// The object is the first argument of each call.
    pub fn method(vm: &'vm Vm, class: &RuntimeType, function: u32) -> Option<Callback<'vm>> {
        let program: &Program = class.program()?;
        // SAFETY: the program of a class is owned by an `Arc`.
        let state = unsafe { vm.state_of(program) };
        Some(Callback { vm, target: Target::Script(state, program.code_of(function)), this: None })
    }

    /// For a registered function.
    pub fn native(vm: &'vm Vm, plan: &'static NativePlan) -> Callback<'vm> {
        Callback { vm, target: Target::Native(plan), this: None }
    }

    /// Calls; gives the result slot.
    ///
    /// # Safety
    ///
    /// The function takes these arguments, at most 15 slots with the address for the result; its result is not a value
    /// type without such an address.
    ///
    /// # Errors
    ///
    /// It raised an exception, which is raised here again, or the execution is being aborted.
    #[inline]
    pub unsafe fn call(&self, args: &[u64]) -> Result<u64, Raised> {
        self.vm.enter_from_native()?;
        // SAFETY: promised by the caller; functions without arguments need one slot for the result.
        unsafe {
            match (&self.target, self.this) {
                (Target::Script(state, code), None) => self.vm.run_internal(*state, *code, args),
                (Target::Script(state, code), Some(this)) => {
                    let mut window = [0; MAX_ARGS];
                    let len = with_this(&mut window, this, args);
                    self.vm.run_internal(*state, *code, &window[..len])
                }
                (Target::Native(plan), this) => {
                    let mut window = [0; MAX_ARGS];
                    match this {
                        Some(this) => {
                            with_this(&mut window, this, args);
                        }
                        None => window[..args.len()].copy_from_slice(args),
                    }
                    (**plan).call(self.vm.as_raw(), window.as_mut_ptr());
                    if let Err(raised) = self.vm.check() {
                        (**plan).discard_result(self.vm.as_raw(), window[0], window[0]);
                        return Err(raised);
                    }
                    Ok(window[0])
                }
            }
        }
    }

    /// Calls; an exception is forgotten.
    ///
    /// # Safety
    ///
    /// As [`Callback::call`]; no exception waits to take effect.
    #[inline]
    pub unsafe fn call_quietly(&self, args: &[u64]) -> Quiet {
        // SAFETY: promised by the caller.
        match unsafe { self.call(args) } {
            Ok(value) => Quiet::Returned(value),
            Err(Raised) => match self.vm.take_raised() {
                Some(_) => Quiet::Failed,
                None => Quiet::Aborted,
            },
        }
    }
}

fn with_this(window: &mut [u64; MAX_ARGS], (slot, object): (usize, *mut u8), args: &[u64]) -> usize {
    let slot = slot.min(args.len());
    window[..slot].copy_from_slice(&args[..slot]);
    window[slot] = object as u64;
    window[slot + 1..=args.len()].copy_from_slice(&args[slot..]);
    args.len() + 1
}
