//! The standard add-ons, each registered like any host's types.
//!
//! None of them is built in: a host installs those it wants with [`install`], or its own types instead.

/// A function of the C convention, with the VM as first argument or without.
macro_rules! native {
    (vm $f:expr) => {
        $crate::types::NativeFunction::native($f as *const () as usize).with_vm()
    };
    (generic $f:expr) => {
        $crate::types::NativeFunction::generic($f as *const () as usize, 0)
    };
    ($f:expr) => {
        $crate::types::NativeFunction::native($f as *const () as usize)
    };
}
use native;

pub mod array;
mod basics;
mod dictionary;
mod math;
pub mod string;
mod variant;
#[cfg(test)]
mod tests;

use crate::module::Module;
use crate::types::{RegistrationError, ReturnCode};

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

/// A set of add-ons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddOns(pub u32);

impl AddOns {
    /// `string`, with `formatInt` and its like.
    pub const STRING: AddOns = AddOns(1);
    /// `array<T>`, also as `T[]`.
    pub const ARRAY: AddOns = AddOns(1 << 1);
    /// Mathematical functions.
    pub const MATH: AddOns = AddOns(1 << 2);
    /// `void print(const string &in)`, which writes to the process's standard output. Needs `STRING`.
    pub const PRINT: AddOns = AddOns(1 << 3);
    /// `void assert(bool)`.
    pub const ASSERT: AddOns = AddOns(1 << 4);
    /// `throw` and `getExceptionInfo`. Needs `STRING`.
    pub const EXCEPTIONS: AddOns = AddOns(1 << 5);
    /// All there are.
    pub const ALL: AddOns = AddOns((1 << 6) - 1);

    /// Whether all of `other` are among them.
    pub const fn has(self, other: AddOns) -> bool {
        self.0 & other.0 == other.0
    }
}

/// Registers a set of add-ons.
///
/// # Errors
///
/// A name of one is taken, or the set has bits that mean nothing.
pub fn install(to: &mut Module, set: AddOns, options: Options) -> Result<(), RegistrationError> {
    if !AddOns::ALL.has(set) {
        let text = format!("there are no add-ons {:#x}", set.0 & !AddOns::ALL.0);
        return Err(RegistrationError::new(ReturnCode::NotSupported, "", text));
    }
    if set.has(AddOns::STRING) {
        string::install(to, options)?;
    }
    if set.has(AddOns::ARRAY) {
        array::install(to, options)?;
    }
    if set.has(AddOns::MATH) {
        math::install(to, options)?;
    }
    if set.has(AddOns::PRINT) {
        basics::install_print(to)?;
    }
    if set.has(AddOns::ASSERT) {
        basics::install_assert(to)?;
    }
    if set.has(AddOns::EXCEPTIONS) {
        basics::install_exceptions(to)?;
    }
    Ok(())
}
