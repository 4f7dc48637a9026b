//! Values of global variables and the objects they reach, as bytes and back: into the same program, or into one that was
//! built anew from changed sources.
//!
//! The stream ([`stream`]) tells everything by name and has nothing of a machine: no addresses, no sizes of words, all
//! numbers with the low byte first. The same state gives the same bytes everywhere.
//!
//! - [`save`] walks from the globals over all objects, each of which is written once, so that what was shared or a circle is
//!   so again. Nothing recurses with the depth of the graph.
//! - [`load`] checks the whole stream before it does anything. Then it makes the objects, and only when all are there it gives
//!   the globals their new values.
//! - What cannot be saved or restored is a [`Problem`], and leaves its place as it is; only damage and lack of memory are
//!   errors.
//!
//! Types of the host are written and read by functions of the host ([`HostTypes`]).

mod load;
mod number;
mod save;
pub mod stream;

use crate::vm::{RuntimeType, Vm};

pub use load::{LoadError, Loaded, load};
pub use save::{SaveError, Saved, save};

/// Something that could not be saved or restored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What and where, in terms of the script.
    pub text: String,
}

/// How values of the host's own types are written and read.
pub trait HostTypes {
    /// Whether there are functions for a type.
    fn knows(&self, ty: &RuntimeType) -> bool;

    /// Appends a value, or an object of a reference type, to `out`. `false`: it cannot be saved.
    fn save(&self, vm: &Vm, ty: &RuntimeType, value: *const u8, out: &mut Vec<u8>) -> bool;

    /// Gives a value of a value type, made by its default constructor, what was saved. `false`: it cannot be restored.
    fn load_value(&self, vm: &Vm, ty: &RuntimeType, value: *mut u8, data: &[u8]) -> bool;

    /// An object of a reference type, with a reference for the caller if its type is counted. Null: it cannot be restored.
    fn load_object(&self, vm: &Vm, ty: &RuntimeType, data: &[u8]) -> *mut u8;
}

/// For hosts without types to be saved.
pub struct NoHostTypes;

impl HostTypes for NoHostTypes {
    fn knows(&self, _: &RuntimeType) -> bool {
        false
    }

    fn save(&self, _: &Vm, _: &RuntimeType, _: *const u8, _: &mut Vec<u8>) -> bool {
        false
    }

    fn load_value(&self, _: &Vm, _: &RuntimeType, _: *mut u8, _: &[u8]) -> bool {
        false
    }

    fn load_object(&self, _: &Vm, _: &RuntimeType, _: &[u8]) -> *mut u8 {
        std::ptr::null_mut()
    }
}

/// Problems that are kept at most; of further ones only their number is.
const MOST_PROBLEMS: usize = 1000;

/// A list of problems, in the place that is worked on.
#[derive(Default)]
struct Problems {
    list: Vec<Problem>,
    more: usize,
    place: String,
}

impl Problems {
    fn add(&mut self, text: &str) {
        let text = format!("{}: {text}", self.place);
        if self.list.last().is_some_and(|last| last.text == text) {
            return;
        }
        if self.list.len() < MOST_PROBLEMS {
            self.list.push(Problem { text });
        } else {
            self.more += 1;
        }
    }

    fn finish(mut self) -> Vec<Problem> {
        if self.more > 0 {
            self.list.push(Problem { text: format!("and {} problems more", self.more) });
        }
        self.list
    }
}
