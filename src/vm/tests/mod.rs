//! Tests of the machine on hand-made units.

mod asm;
mod calls;
mod control;
mod exceptions;
mod host;
mod memory;
mod numeric;
mod objects;
mod programs;

pub(crate) use asm::{Asm, Code};
pub(crate) use host::{Host, take_log};

use super::*;
use crate::bytecode::{ClassCode, Cleanup, CleanupKind, FieldCode, FunctionRef, GlobalCode, Op, Trap, TryRange};
use crate::types::{DataType, RefModifier};

/// A program in a VM of its own.
pub(crate) struct Running {
    pub vm: VmRef,
    pub program: Arc<Program>,
}

impl Running {
    pub fn function(&self, name: &str) -> u32 {
        self.program.unit().functions.iter().position(|f| &*f.name == name).expect("a function of this name") as u32
    }

    /// A call of a function, prepared, with these arguments in its slots.
    pub fn call(&self, name: &str, args: &[u64]) -> Call {
        let call = Call::new(&self.vm);
        self.prepare(&call, name, args);
        call
    }

    pub fn prepare(&self, call: &Call, name: &str, args: &[u64]) {
        call.prepare(&self.program, self.function(name)).expect("the function can be prepared");
        for (i, arg) in args.iter().enumerate() {
            // SAFETY: the slots are those of the arguments.
            unsafe { *call.argument_slot(i as u32).expect("a parameter") = *arg };
        }
    }

    /// Runs a function to its end and gives the first slot, or the text of the exception.
    pub fn run(&self, name: &str, args: &[u64]) -> Result<u64, String> {
        let call = self.call(name, args);
        match call.run().expect("a prepared call runs") {
            CallState::Finished => Ok(call.result_plain().unwrap_or(0)),
            CallState::Exception => Err(call.exception_text().unwrap_or_default().to_owned()),
            state => panic!("the call is {state:?}"),
        }
    }
}
