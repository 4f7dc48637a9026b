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

pub mod any;
pub mod array;
mod basics;
pub mod complex;
pub mod coroutine;
pub mod datetime;
pub mod dictionary;
pub mod files;
pub mod grid;
mod math;
pub mod reference;
mod socket;
pub mod string;
#[cfg(test)]
pub(crate) mod tests;
pub mod variant;
pub mod weakref;

use crate::base::NamespaceId;
use crate::module::Module;
use crate::types::{NameEntry, RegistrationError, ReturnCode};
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

/// A set of add-ons.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AddOns(pub u32);

impl AddOns {
    /// `string`, with formatting, parsing and regular expressions.
    pub const STRING: AddOns = AddOns(1);
    /// `array<T>`, also as `T[]`; with `STRING` also `split` and `join`.
    pub const ARRAY: AddOns = AddOns(1 << 1);
    /// Mathematical functions.
    pub const MATH: AddOns = AddOns(1 << 2);
    /// `void print(const string &in)`, which writes to the process's standard output. Needs `STRING`.
    pub const PRINT: AddOns = AddOns(1 << 3);
    /// `void assert(bool)`.
    pub const ASSERT: AddOns = AddOns(1 << 4);
    /// `throw` and `getExceptionInfo`. Needs `STRING`.
    pub const EXCEPTIONS: AddOns = AddOns(1 << 5);
    /// `dictionary` and `dictionaryValue`. Needs `STRING`; with `ARRAY` also `getKeys`.
    pub const DICTIONARY: AddOns = AddOns(1 << 6);
    /// `any`
    pub const ANY: AddOns = AddOns(1 << 7);
    /// `ref`
    pub const REF: AddOns = AddOns(1 << 8);
    /// `weakref<T>` and `const_weakref<T>`
    pub const WEAKREF: AddOns = AddOns(1 << 9);
    /// `complex`
    pub const COMPLEX: AddOns = AddOns(1 << 10);
    /// `grid<T>`
    pub const GRID: AddOns = AddOns(1 << 11);
    /// `datetime`
    pub const DATETIME: AddOns = AddOns(1 << 12);
    /// `yield`, `sleep` and `createCoRoutine`, for a [`coroutine::Scheduler`]. Needs `DICTIONARY`. Not among all, as it
    /// needs a host that runs a scheduler.
    pub const COROUTINE: AddOns = AddOns(1 << 13);
    /// `socket`. Needs `STRING`. Not among all: who runs scripts of others does not want them to open connections.
    pub const SOCKET: AddOns = AddOns(1 << 14);
    /// All that need nothing else of the host.
    pub const ALL: AddOns = AddOns((1 << 13) - 1);

    /// Those that work with strings, and with no other than those of `STRING`: the host's own type of that name would be
    /// taken for it.
    pub const USING_STRINGS: AddOns =
        AddOns::PRINT.with(AddOns::EXCEPTIONS).with(AddOns::DICTIONARY).with(AddOns::SOCKET);

    /// Whether there is one in both.
    pub const fn meets(self, other: AddOns) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether all of `other` are among them.
    pub const fn has(self, other: AddOns) -> bool {
        self.0 & other.0 == other.0
    }

    /// Both sets together.
    pub const fn with(self, other: AddOns) -> AddOns {
        AddOns(self.0 | other.0)
    }
}

/// Registers a set of add-ons. What connects two of them (such as `split`, which gives an array of strings) comes with the
/// second; `before`: those that were installed before.
///
/// # Errors
///
/// A name of one is taken, or the set has bits that mean nothing.
pub fn install(to: &mut Module, set: AddOns, before: AddOns, options: Options) -> Result<(), RegistrationError> {
    let known = AddOns::ALL.with(AddOns::COROUTINE).with(AddOns::SOCKET);
    if !known.has(set) {
        let text = format!("there are no add-ons {:#x}", set.0 & !known.0);
        return Err(RegistrationError::new(ReturnCode::NotSupported, "", text));
    }
    let both = |a: AddOns, b: AddOns| before.with(set).has(a.with(b)) && !before.has(a.with(b));
    if set.has(AddOns::STRING) {
        string::install(to, options)?;
    }
    if set.has(AddOns::ARRAY) {
        array::install(to, options)?;
    }
    if both(AddOns::STRING, AddOns::ARRAY) {
        string::arrays::install(to)?;
    }
    if set.has(AddOns::MATH) {
        math::install(to, options)?;
    }
    if set.has(AddOns::DICTIONARY) {
        dictionary::install(to, options)?;
    }
    if both(AddOns::DICTIONARY, AddOns::ARRAY) {
        dictionary::install_keys(to)?;
    }
    let simple: [(AddOns, fn(&mut Module) -> Result<(), RegistrationError>); 11] = [
        (AddOns::PRINT, basics::install_print),
        (AddOns::ASSERT, basics::install_assert),
        (AddOns::EXCEPTIONS, basics::install_exceptions),
        (AddOns::ANY, any::install),
        (AddOns::REF, reference::install),
        (AddOns::WEAKREF, weakref::install),
        (AddOns::COMPLEX, complex::install),
        (AddOns::GRID, grid::install),
        (AddOns::DATETIME, datetime::install),
        (AddOns::COROUTINE, coroutine::install),
        (AddOns::SOCKET, socket::install),
    ];
    for (addon, install) in simple {
        if set.has(addon) {
            install(to)?;
        }
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
