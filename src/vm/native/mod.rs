//! Calls of the host's functions.
//!
//! A registered function is made ready once, when a unit that uses it is linked: [`Signature`] tells what its declaration
//! means for the window of a call, `lower` which register or stack word of the platform's C convention each part goes to,
//! and [`NativePlan`] holds the code that moves it. There is no assembler: any C function whose arguments fit in registers
//! and sixteen words of stack is called through one of a few function types (`raw`), and frequent shapes have
//! functions of their own (`thunks`).
//!
//! # Platforms
//!
//! | platform | native convention |
//! |---|---|
//! | x86-64 but Windows (System V) | everything |
//! | AArch64 (AAPCS64, Apple) | everything; results by value of at most 256 bytes |
//! | x86-64 Windows | everything by the C rules; methods of C++ classes that return structures must be wrapped |
//! | others | generic convention only |
//!
//! # Structures by value
//!
//! How the C compiler passes a value type follows from its [`NativeShape`](crate::types::NativeShape), which sealing finds
//! out from the type's flags and properties; types that are `NON_TRIVIAL` go by address. Functions for which that is not
//! enough are refused when the API is sealed; if only an instance of a template needs to know, its call raises.
//!
//! # Results and arguments after the call
//!
//! The VM destroys value types and releases objects of reference types that were passed by value, releases handles passed
//! by `&in` and handles declared `@+`, and adds a reference to a returned `@+` handle. A plain handle passed by value
//! belongs to the function, which has to release it.
//!
//! # Variadic functions
//!
//! In the window of a call of a variadic function the arguments before the last declared parameter are followed by one slot
//! with the number of further arguments (u32), then by these, each as the last declared parameter says (two slots for `?`).

mod callback;
mod generic;
mod lower;
mod plan;
mod raw;
mod signature;
#[cfg(test)]
mod tests;
mod thunks;

pub use callback::{Callback, Quiet};
pub use generic::{GenericCall, GenericFunction};
pub use lower::Abi;
pub use plan::{AfterOp, NativePlan, ResultKind, Thunk};
pub use signature::{After, Param, Signature, SignatureError, Source, StructShape, TypeLookup, Value};
