//! A unit made ready to run.

/// A unit made ready to run.
pub struct Program {}
