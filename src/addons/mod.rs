//! The standard add-ons, each registered like any host's types.
//!
//! None of them is built in: a host installs those it wants with [`install`], or its own types instead.

pub mod string;
#[cfg(test)]
mod tests;

use crate::module::Module;
use crate::types::RegistrationError;

/// Which names the add-ons' members have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// `length` of strings and arrays is a property instead of a method.
    pub accessors: bool,
    /// Beside the usual names there are those of C++'s standard library: `size`, `empty`, `push_back`, ….
    pub stl_names: bool,
    /// The mathematical functions calculate in `double` instead of `float`.
    pub double_math: bool,
}
