//! The functions that are compiled so far.

use std::ops::Range;
use std::sync::Arc;

use crate::bytecode::FunctionCode;

/// Functions by number: the declared ones, or some of them, and behind all that are declared the ones that come up while
/// compiling: initialisers of globals, and lambdas.
#[derive(Default)]
pub(super) struct Finished {
    /// How many the unit declares.
    declared: u32,
    /// The number of the first in `list`.
    first: u32,
    list: Vec<FunctionCode>,
    further: Vec<FunctionCode>,
}

impl Finished {
    /// For those of the declared functions that are in the range.
    pub fn new(declared: usize, range: Range<usize>) -> Finished {
        let list = Vec::with_capacity(range.len());
        Finished { declared: declared as u32, first: range.start as u32, list, further: Vec::new() }
    }

    /// The number of a function that nobody declared.
    pub fn further(&mut self) -> u32 {
        self.further.push(FunctionCode::default());
        self.declared + self.further.len() as u32 - 1
    }

    /// How many functions nobody declared: for [`Finished::truncate`].
    pub fn further_count(&self) -> usize {
        self.further.len()
    }

    /// Forgets the functions that nobody declared, but for the first.
    pub fn truncate(&mut self, count: usize) {
        self.further.truncate(count);
    }

    /// The number that the next function nobody declared will have.
    pub fn next_further(&self) -> u32 {
        self.declared + self.further.len() as u32
    }

    /// A function is done. Declared ones come in their order, or nearly so.
    pub fn set(&mut self, number: u32, f: FunctionCode) {
        let (list, i) = if number < self.declared {
            (&mut self.list, (number - self.first) as usize)
        } else {
            (&mut self.further, (number - self.declared) as usize)
        };
        if i == list.len() {
            list.push(f);
            return;
        }
        if i > list.len() {
            list.resize_with(i + 1, FunctionCode::default);
        }
        list[i] = f;
    }

    /// Where the code of a function begins.
    pub fn entry(&self, number: u32) -> u32 {
        let f = if number < self.declared {
            self.list.get((number - self.first) as usize)
        } else {
            self.further.get((number - self.declared) as usize)
        };
        f.map_or(0, |f| f.entry)
    }

    /// Everything that was done.
    pub fn iter(&self) -> impl Iterator<Item = &FunctionCode> {
        self.list.iter().chain(&self.further)
    }

    /// The texts of the functions are parts of this one.
    pub fn settle_texts(&mut self, whole: &Arc<str>) {
        for f in self.list.iter_mut().chain(&mut self.further) {
            f.name.settle(whole);
            f.scope.settle(whole);
            f.declaration.settle(whole);
            f.tables.locals.iter_mut().for_each(|l| l.name.settle(whole));
        }
    }

    /// The declared functions, and the others.
    pub fn into_parts(self) -> (Vec<FunctionCode>, Vec<FunctionCode>) {
        (self.list, self.further)
    }

    /// All functions by number.
    pub fn into_all(mut self) -> Vec<FunctionCode> {
        self.list.resize_with(self.declared as usize, FunctionCode::default);
        self.list.append(&mut self.further);
        self.list
    }
}
