//! The machine that runs compiled code.

pub mod native;
