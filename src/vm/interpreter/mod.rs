//! The run loop.
//!
//! One `loop` around one `match` over the operation. What the loop keeps in registers is the program counter, the base
//! of the frame, the budget and the VM; everything else is read from the VM, whose fields of interest lie together. An
//! arm that needs something rare breaks out of the inner loop with a number that says what; there the registers are
//! stored to the VM, a function that is never inlined does the work, and the registers are loaded again.

mod numeric;
mod run;
mod slow;

pub(crate) use run::{LINK_ADDRESS, run};
pub(crate) use slow::{CHUNK, SAMPLING_CHUNK};
