//! The standard add-ons, each registered like any host's types.

pub mod string;
