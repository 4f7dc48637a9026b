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

mod any;
pub mod array;
mod basics;
mod complex;
mod datetime;
mod dictionary;
mod grid;
mod math;
mod reference;
pub mod string;
#[cfg(test)]
mod tests;
mod variant;
mod weakref;

use crate::base::NamespaceId;
use crate::module::Module;
use crate::types::{NameEntry, RegistrationError};
use crate::vm::{RuntimeType, Vm};

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

/// Which add-ons are meant, as bits. The numbers are part of the C interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Addons(pub u32);

impl Addons {
    /// `string`, with formatting, parsing and regular expressions.
    pub const STRING: Addons = Addons(1);
    /// `array<T>`, also as `T[]`; with `STRING` also `split` and `join`.
    pub const ARRAY: Addons = Addons(1 << 1);
    /// `dictionary` and `dictionaryValue`. Needs `STRING`; with `ARRAY` also `getKeys`.
    pub const DICTIONARY: Addons = Addons(1 << 2);
    /// `any`
    pub const ANY: Addons = Addons(1 << 3);
    /// `ref`
    pub const REF: Addons = Addons(1 << 4);
    /// `weakref<T>` and `const_weakref<T>`
    pub const WEAKREF: Addons = Addons(1 << 5);
    /// Mathematical functions.
    pub const MATH: Addons = Addons(1 << 6);
    /// `complex`
    pub const COMPLEX: Addons = Addons(1 << 7);
    /// `grid<T>`
    pub const GRID: Addons = Addons(1 << 8);
    /// `datetime`
    pub const DATETIME: Addons = Addons(1 << 9);
    /// `throw` and `getExceptionInfo`. Needs `STRING`.
    pub const EXCEPTION: Addons = Addons(1 << 10);
    /// `void print(const string &in)`, which writes to the standard output. Needs `STRING`.
    pub const PRINT: Addons = Addons(1 << 11);
    /// `void assert(bool)`
    pub const ASSERT: Addons = Addons(1 << 12);
    /// All of them.
    pub const ALL: Addons = Addons((1 << 13) - 1);

    /// Whether all of `other` are meant.
    #[inline]
    pub const fn has(self, other: Addons) -> bool {
        self.0 & other.0 == other.0
    }

    /// Both sets together.
    #[inline]
    pub const fn with(self, other: Addons) -> Addons {
        Addons(self.0 | other.0)
    }

    /// With those that are needed by the ones that are meant.
    pub const fn complete(self) -> Addons {
        let needs_string = Addons::DICTIONARY.0 | Addons::EXCEPTION.0 | Addons::PRINT.0;
        if self.0 & needs_string != 0 { self.with(Addons::STRING) } else { self }
    }
}

/// Puts the registrations of add-ons into a bundle, those included that they need.
///
/// # Errors
///
/// Something of these names is registered in the bundle already.
pub fn install(addons: Addons, options: Options, to: &mut Module) -> Result<(), RegistrationError> {
    let addons = addons.complete();
    let has = |addon| addons.has(addon);
    if has(Addons::STRING) {
        string::install(to, options)?;
    }
    if has(Addons::ARRAY) {
        array::install(to, options)?;
        if has(Addons::STRING) {
            string::arrays::install(to)?;
        }
    }
    if has(Addons::DICTIONARY) {
        dictionary::install(to, options)?;
        if has(Addons::ARRAY) {
            dictionary::install_keys(to)?;
        }
    }
    let simple: [(Addons, fn(&mut Module) -> Result<(), RegistrationError>); 9] = [
        (Addons::ANY, any::install),
        (Addons::REF, reference::install),
        (Addons::WEAKREF, weakref::install),
        (Addons::COMPLEX, complex::install),
        (Addons::GRID, grid::install),
        (Addons::DATETIME, datetime::install),
        (Addons::EXCEPTION, basics::install_exceptions),
        (Addons::PRINT, basics::install_print),
        (Addons::ASSERT, basics::install_assert),
    ];
    for (addon, install) in simple {
        if has(addon) {
            install(to)?;
        }
    }
    if has(Addons::MATH) {
        math::install(to, options)?;
    }
    Ok(())
}

/// A type of the global namespace of a VM's context.
fn global_type(vm: &Vm, name: &str) -> Option<&'static RuntimeType> {
    let ffi = vm.types().ffi();
    let name = ffi.interner().find(name)?;
    match ffi.lookup(NamespaceId::GLOBAL, name)? {
        NameEntry::Type(id) => Some(vm.types().get(id)),
        _ => None,
    }
}
