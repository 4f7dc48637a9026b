//! Look-ups by name in long tables, so that a type of many members costs no more than the sum of them.

use rustc_hash::FxHashMap;

use crate::base::Symbol;

/// Types with at most so many members of their own are searched row by row, which is quicker.
pub(super) const SHORT: usize = 16;

/// The rows of a table by name, each name's in their order.
#[derive(Default)]
pub(super) struct Rows {
    /// The first and the last row of a name.
    ends: FxHashMap<Symbol, (u32, u32)>,
    /// The next row of the same name, for each row.
    next: Vec<Option<u32>>,
}

impl Rows {
    /// Takes in the names of a table, in place of what was there.
    pub fn fill(&mut self, names: impl Iterator<Item = Symbol>) {
        self.ends.clear();
        self.next.clear();
        names.for_each(|name| self.push(name));
    }

    /// Takes in the name of the next row.
    pub fn push(&mut self, name: Symbol) {
        let row = self.next.len() as u32;
        self.next.push(None);
        let ends = self.ends.entry(name).or_insert((row, row));
        if ends.1 != row {
            self.next[ends.1 as usize] = Some(row);
            ends.1 = row;
        }
    }

    /// The first row of a name.
    pub fn first(&self, name: Symbol) -> Option<usize> {
        self.ends.get(&name).map(|e| e.0 as usize)
    }

    /// The row after one of the same name.
    pub fn after(&self, row: usize) -> Option<usize> {
        self.next[row].map(|r| r as usize)
    }

    /// The rows of a name.
    pub fn of(&self, name: Symbol) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(self.first(name), |&row| self.after(row))
    }
}
