//! The C interface. `include/angel.h` is made from this module; what the header says of a function is the contract of
//! its export here.
//!
//! - One file for each kind of handle. [`handle`] has every cast between what hosts hold and Rust values, [`guard`] every
//!   guard: an export is one call of a function of [`guard`].
//! - A kind of handle is either shared (`retain` and `release`, any thread) or has one owner (`free`); [`handle`] makes
//!   both.
//! - State that changes lies behind a lock or in cells; exports get `&T`, never `&mut T`, because a host may call back
//!   into a handle that is in use.

// The exports are unsafe because hosts must keep what the header says; it tells them, in words for C programmers.
#![allow(clippy::missing_safety_doc)]
// In an export every operation leans on that same contract: repeating `unsafe` with the same reason would say nothing.
#![allow(unsafe_op_in_unsafe_fn)]
#![allow(non_camel_case_types)]

pub mod array;
pub mod call;
pub mod collector;
pub mod config;
pub mod context;
pub mod context_api;
pub mod debugger;
pub mod diagnostic;
pub mod dictionary;
pub mod directives;
pub mod error;
pub mod flags;
pub mod function;
pub mod guard;
pub mod handle;
pub mod hooks;
pub mod import;
pub mod invoke;
pub mod memory;
pub mod metadata;
pub mod module;
pub mod native;
pub mod object;
pub mod options;
pub mod profiler;
pub mod reference;
pub mod register;
pub mod saved;
pub mod scheduler;
pub mod serializer;
pub mod snippet;
pub mod stack;
pub mod text;
pub mod token;
pub mod type_details;
pub mod type_text;
pub mod types;
pub mod unit;
pub mod value;
pub mod variant;
pub mod version;
pub mod vm;
