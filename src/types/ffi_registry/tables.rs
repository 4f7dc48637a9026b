//! Dense tables of the sealed registry.

use crate::types::Range;

/// A table of one layer, whose indices continue after those of the layers below it.
pub(crate) struct Rows<T> {
    first: u32,
    rows: Box<[T]>,
}

impl<T> Rows<T> {
    pub fn new(first: u32, rows: Vec<T>) -> Rows<T> {
        Rows { first, rows: rows.into() }
    }

    /// The index after the last row.
    #[inline]
    pub fn end(&self) -> u32 {
        self.first + self.rows.len() as u32
    }

    /// Row `i`, if it is of this layer.
    #[inline]
    pub fn get(&self, i: u32) -> Option<&T> {
        // Rows of lower layers wrap to indices beyond any table.
        self.rows.get(i.wrapping_sub(self.first) as usize)
    }

    /// A run of rows, if it is of this layer.
    #[inline]
    pub fn range(&self, range: Range) -> Option<&[T]> {
        if range.len == 0 {
            return Some(&[]);
        }
        let from = range.start.wrapping_sub(self.first) as usize;
        self.rows.get(from..from.wrapping_add(range.len as usize))
    }

    /// Index of the first row of this layer.
    pub fn first(&self) -> u32 {
        self.first
    }
}

#[derive(Clone, Copy)]
struct PairSlot<V> {
    a: u32,
    b: u32,
    value: Option<V>,
}

/// An open-addressed hash table from a pair of numbers (mostly a namespace and a name) to a small value.
#[derive(Clone)]
pub(crate) struct PairTable<V> {
    slots: Box<[PairSlot<V>]>,
    used: usize,
}

impl<V: Copy> Default for PairTable<V> {
    fn default() -> Self {
        PairTable { slots: Box::default(), used: 0 }
    }
}

#[inline]
fn pair_hash(a: u32, b: u32) -> usize {
    let h = (u64::from(a) << 32 | u64::from(b)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (h ^ (h >> 32)) as usize
}

impl<V: Copy> PairTable<V> {
    #[inline]
    pub fn get(&self, a: u32, b: u32) -> Option<V> {
        if self.slots.is_empty() {
            return None;
        }
        let mask = self.slots.len() - 1;
        let mut i = pair_hash(a, b) & mask;
        loop {
            let slot = &self.slots[i];
            slot.value?;
            if slot.a == a && slot.b == b {
                return slot.value;
            }
            i = (i + 1) & mask;
        }
    }

    /// The value of a pair, made by `make` if it has none yet.
    pub fn entry(&mut self, a: u32, b: u32, make: impl FnOnce() -> V) -> &mut V {
        if (self.used + 1) * 4 > self.slots.len() * 3 {
            self.grow();
        }
        let i = self.slot_of(a, b);
        let slot = &mut self.slots[i];
        if slot.value.is_none() {
            (slot.a, slot.b) = (a, b);
            self.used += 1;
        }
        slot.value.get_or_insert_with(make)
    }

    /// Sets the value of a pair.
    pub fn insert(&mut self, a: u32, b: u32, value: V) {
        *self.entry(a, b, || value) = value;
    }

    fn slot_of(&self, a: u32, b: u32) -> usize {
        let mask = self.slots.len() - 1;
        let mut i = pair_hash(a, b) & mask;
        while self.slots[i].value.is_some() && (self.slots[i].a, self.slots[i].b) != (a, b) {
            i = (i + 1) & mask;
        }
        i
    }

    #[cold]
    fn grow(&mut self) {
        let empty = PairSlot { a: 0, b: 0, value: None };
        let size = (self.slots.len() * 2).max(16);
        let old = std::mem::replace(&mut self.slots, vec![empty; size].into());
        for slot in old {
            if slot.value.is_some() {
                let i = self.slot_of(slot.a, slot.b);
                self.slots[i] = slot;
            }
        }
    }

    /// All pairs with their values, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u32, V)> {
        self.slots.iter().filter_map(|s| s.value.map(|v| (s.a, s.b, v)))
    }
}

/// An open-addressed set of numbers, found by a hash and a comparison of what they stand for.
#[derive(Default, Clone)]
pub(crate) struct IndexSet {
    slots: Vec<(u32, u32)>,
    used: usize,
}

const FREE: u32 = u32::MAX;

impl IndexSet {
    #[inline]
    pub fn find(&self, hash: u32, mut same: impl FnMut(u32) -> bool) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        let mask = self.slots.len() - 1;
        let mut i = hash as usize & mask;
        loop {
            let (h, index) = self.slots[i];
            if index == FREE {
                return None;
            }
            if h == hash && same(index) {
                return Some(index);
            }
            i = (i + 1) & mask;
        }
    }

    /// Adds a number that is not in the set.
    pub fn insert(&mut self, hash: u32, index: u32) {
        if (self.used + 1) * 4 > self.slots.len() * 3 {
            let size = (self.slots.len() * 2).max(16);
            let old = std::mem::replace(&mut self.slots, vec![(0, FREE); size]);
            for (h, i) in old {
                if i != FREE {
                    self.place(h, i);
                }
            }
        }
        self.place(hash, index);
        self.used += 1;
    }

    fn place(&mut self, hash: u32, index: u32) {
        let mask = self.slots.len() - 1;
        let mut i = hash as usize & mask;
        while self.slots[i].1 != FREE {
            i = (i + 1) & mask;
        }
        self.slots[i] = (hash, index);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_keep_their_values_while_the_table_grows() {
        let mut table = PairTable::default();
        for i in 0..1000u32 {
            table.insert(i % 7, i, i * 2);
        }
        assert!((0..1000).all(|i| table.get(i % 7, i) == Some(i * 2)));
        assert_eq!(table.get(8, 8), None);
        table.insert(0, 7, 1);
        assert_eq!(table.get(0, 7), Some(1));
        assert_eq!(table.iter().count(), 1000);
    }

    #[test]
    fn rows_of_lower_layers_are_not_found() {
        let rows = Rows::new(10, vec!['a', 'b', 'c']);
        assert_eq!(rows.get(11), Some(&'b'));
        assert_eq!(rows.get(9), None);
        assert_eq!(rows.range(Range { start: 11, len: 2 }), Some(&['b', 'c'][..]));
        assert_eq!(rows.range(Range { start: 3, len: 2 }), None);
        assert_eq!(rows.range(Range::EMPTY), Some(&[][..]));
        assert_eq!(rows.end(), 13);
    }
}
