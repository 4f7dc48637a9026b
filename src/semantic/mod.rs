//! Meaning: from syntax trees to bytecode.
//!
//! A build goes through the script's declarations first ([`declare`]: names, then types and signatures, then class
//! layouts), and then through function bodies one by one ([`body`]), each checked and emitted in one pass. The registry
//! does not change while bodies are compiled.

#![forbid(unsafe_code)]

pub mod body;
mod build;
pub mod declare;
pub mod fold;
pub mod resolve;
mod space;
pub mod types;

pub use build::{Build, CompileOptions, NameContext, Shadowing, extension_hint};
pub use space::{BuildSpace, Space};
pub use types::{FunctionDefView, LookupSpace, Registry};
