//! The machine that runs compiled code.

pub mod heap;
pub mod native;
pub mod object;
mod program;
mod runtime_type;
mod runtime_types;
pub mod value_ops;

use std::ffi::c_void;

use crate::bytecode::Trap;

pub use program::Program;
pub use runtime_type::{
    Behavior, Behaviors, ClassField, ClassInfo, ManagedField, ManagedOps, RuntimeKind, RuntimeType, Storage, ValueType,
};
pub use runtime_types::RuntimeTypes;

use heap::Heap;
use object::ObjHeader;

/// A script exception was raised on the VM: whoever sees it stops what it does and returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Raised;

/// A running instance.
pub struct Vm {
    heap: Heap,
}

impl Vm {
    /// The address by which native functions know the VM.
    #[inline]
    pub fn as_raw(&self) -> *mut c_void {
        (self as *const Vm).cast_mut().cast()
    }

    /// The VM behind the address that a native function got.
    ///
    /// # Safety
    ///
    /// `vm` was given by the VM to a native function that is still running, or comes from [`Vm::as_raw`].
    #[inline]
    pub unsafe fn from_raw<'a>(vm: *mut c_void) -> &'a Vm {
        // SAFETY: promised by the caller.
        unsafe { &*vm.cast::<Vm>() }
    }

    /// The memory of its objects.
    #[inline]
    pub fn heap(&self) -> &Heap {
        &self.heap
    }

    /// Raises a script exception from a native function; it takes effect when the function returns.
    pub fn raise(&self, text: &str) -> Raised {
        let _ = text;
        todo!()
    }

    /// Raises one of the machine's own exceptions.
    pub fn raise_trap(&self, trap: Trap) -> Raised {
        self.raise(trap.text())
    }

    /// Raises the exception for an exhausted memory limit.
    pub fn raise_out_of_memory(&self) -> Raised {
        self.raise_trap(Trap::OutOfMemory)
    }

    /// Whether an exception was raised that has not taken effect yet.
    #[inline]
    pub fn check(&self) -> Result<(), Raised> {
        todo!()
    }

    /// Runs method or constructor number `function` of the class's unit on an object, inside the running call. An
    /// exception in it is raised again here.
    ///
    /// # Safety
    ///
    /// The function is one of the class `ty` or its bases, and takes `args`.
    pub unsafe fn run_method(&self, ty: &RuntimeType, function: u32, this: *mut ObjHeader, args: &[u64]) -> Result<(), Raised> {
        let _ = (ty, function, this, args);
        todo!()
    }

    pub(crate) unsafe fn run_destructor(&self, ty: &RuntimeType, function: u32, this: *mut ObjHeader) {
        let _ = (ty, function, this);
        todo!()
    }

    pub(crate) unsafe fn expire_weak_flag(&self, object: *mut ObjHeader) {
        let _ = object;
        todo!()
    }

    pub(crate) fn enter_destroy(&self) -> bool {
        todo!()
    }

    pub(crate) fn leave_destroy(&self) {
        todo!()
    }

    pub(crate) fn defer_destroy(&self, object: *mut ObjHeader) {
        let _ = object;
        todo!()
    }
}
