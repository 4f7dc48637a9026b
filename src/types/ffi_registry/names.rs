//! The names of a registration phase, owned.

use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;

use rustc_hash::FxBuildHasher;

use super::tables::IndexSet;
use crate::base::{FrozenInterner, Symbol};

/// An interner that owns its texts, continuing after a frozen layer. Unlike a build's
/// [`Interner`](crate::base::Interner) it can be kept as long as registering takes.
pub struct NamePool {
    base: Arc<FrozenInterner>,
    first: u32,
    texts: String,
    /// Where each text ends.
    ends: Vec<u32>,
    index: IndexSet,
}

fn hash(text: &str) -> u32 {
    let mut h = FxBuildHasher.build_hasher();
    h.write(text.as_bytes());
    let h = h.finish();
    (h ^ (h >> 32)) as u32
}

impl NamePool {
    /// No names but those of `base`.
    pub fn new(base: Arc<FrozenInterner>) -> NamePool {
        let first = base.len();
        NamePool { base, first, texts: String::new(), ends: Vec::new(), index: IndexSet::default() }
    }

    /// The layer below.
    pub fn base(&self) -> &Arc<FrozenInterner> {
        &self.base
    }

    /// The symbol of a text.
    pub fn intern(&mut self, text: &str) -> Symbol {
        let h = hash(text);
        if let Some(found) = self.find_own(text, h) {
            return found;
        }
        // Names of the layer below are met rarely but for the well-known ones, so they are looked up second.
        if let Some(found) = self.base.find(text) {
            return found;
        }
        let i = self.ends.len() as u32;
        self.texts.push_str(text);
        self.ends.push(self.texts.len() as u32);
        self.index.insert(h, i);
        Symbol(self.first + i)
    }

    fn find_own(&self, text: &str, h: u32) -> Option<Symbol> {
        self.index.find(h, |i| self.own(i) == text).map(|i| Symbol(self.first + i))
    }

    /// The symbol of a text that was met before.
    pub fn find(&self, text: &str) -> Option<Symbol> {
        self.find_own(text, hash(text)).or_else(|| self.base.find(text))
    }

    fn own(&self, i: u32) -> &str {
        let i = i as usize;
        let start = if i == 0 { 0 } else { self.ends[i - 1] };
        &self.texts[start as usize..self.ends[i] as usize]
    }

    /// The text of a symbol.
    pub fn text(&self, symbol: Symbol) -> &str {
        if symbol.0 < self.first { self.base.text(symbol) } else { self.own(symbol.0 - self.first) }
    }

    /// The names added to the layer below, in the order of their symbols.
    pub fn added(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len() as u32).map(|i| self.own(i))
    }

    /// The first symbol that is not of the layer below.
    pub fn first(&self) -> u32 {
        self.first
    }

    /// The names as an immutable layer.
    pub fn freeze(&self) -> FrozenInterner {
        FrozenInterner::new(self.base.clone(), self.added())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::names;

    #[test]
    fn freezing_keeps_every_symbol() {
        let mut pool = NamePool::new(FrozenInterner::root());
        let list: Vec<Symbol> = (0..500).map(|i| pool.intern(&format!("name{i}"))).collect();
        assert_eq!(pool.intern("opAdd"), names::OP_ADD);
        assert_eq!(pool.intern("name7"), list[7]);
        let frozen = pool.freeze();
        for (i, symbol) in list.iter().enumerate() {
            assert_eq!(frozen.text(*symbol), format!("name{i}"));
            assert_eq!(frozen.find(&format!("name{i}")), Some(*symbol));
            assert_eq!(pool.text(*symbol), frozen.text(*symbol));
        }
        assert_eq!(pool.find("nothing"), None);
    }
}
