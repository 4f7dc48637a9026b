//! Names as numbers.
//!
//! Names are interned in two layers, like everything else: sealing a context freezes the names of the registered API
//! into a [`FrozenInterner`]; a build's [`Interner`] continues after it. A name that the API uses has the same
//! [`Symbol`] in every build, and looking a name up never copies the API's table.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use bumpalo::Bump;

use super::hash;

/// An interned name. Equal symbols of one build (or of the API it builds against) are equal names.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Symbol(pub u32);

impl Symbol {
    /// The empty name, for unnamed parameters and the like.
    pub const EMPTY: Symbol = Symbol(0);

    /// Whether this is the empty name.
    #[inline]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl std::fmt::Debug for Symbol {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Symbol({})", self.0)
    }
}

/// An entry of the open-addressed table: the upper hash bits filter before the text is compared.
#[derive(Clone, Copy)]
struct Slot {
    hash: u32,
    symbol: u32,
}

const EMPTY_SLOT: Slot = Slot { hash: 0, symbol: u32::MAX };

/// An open-addressed hash table from text to symbol; the texts live outside it.
#[derive(Default, Clone)]
struct Table {
    slots: Vec<Slot>,
    used: usize,
}

impl Table {
    /// Finds the symbol whose text satisfies `same`, or the slot where it belongs.
    #[inline]
    fn find(&self, hash: u32, mut same: impl FnMut(u32) -> bool) -> Result<u32, usize> {
        if self.slots.is_empty() {
            return Err(0);
        }
        let mask = self.slots.len() - 1;
        let mut i = hash as usize & mask;
        loop {
            let slot = self.slots[i];
            if slot.symbol == u32::MAX {
                return Err(i);
            }
            if slot.hash == hash && same(slot.symbol) {
                return Ok(slot.symbol);
            }
            i = (i + 1) & mask;
        }
    }

    fn insert(&mut self, hash: u32, symbol: u32, at: usize) {
        let at = if (self.used + 1) * 4 > self.slots.len() * 3 {
            self.grow();
            self.free_slot(hash)
        } else {
            at
        };
        self.slots[at] = Slot { hash, symbol };
        self.used += 1;
    }

    fn free_slot(&self, hash: u32) -> usize {
        let mask = self.slots.len() - 1;
        let mut i = hash as usize & mask;
        while self.slots[i].symbol != u32::MAX {
            i = (i + 1) & mask;
        }
        i
    }

    #[cold]
    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(64);
        let old = std::mem::replace(&mut self.slots, vec![EMPTY_SLOT; size]);
        for slot in old {
            if slot.symbol != u32::MAX {
                let at = self.free_slot(slot.hash);
                self.slots[at] = slot;
            }
        }
    }

    fn clear(&mut self) {
        // A table that one huge build has blown up is not worth clearing for the next small one.
        if self.slots.len() > 4096 && self.used * 16 < self.slots.len() {
            self.slots = Vec::new();
        }
        self.slots.fill(EMPTY_SLOT);
        self.used = 0;
    }
}

/// The names of a sealed API: immutable, shared by every build.
///
/// Layers stack: the registry of an extended context has its parent's names as `parent`. The lowest layer holds the
/// [well-known names](super::names).
pub struct FrozenInterner {
    parent: Option<Arc<FrozenInterner>>,
    first: u32,
    table: Table,
    /// All texts of this layer, one after the other.
    text: Box<str>,
    /// Where text `i` starts; one more entry than there are names.
    starts: Box<[u32]>,
}

impl FrozenInterner {
    /// The layer of the well-known names, the same for the whole process.
    pub fn root() -> Arc<FrozenInterner> {
        static ROOT: OnceLock<Arc<FrozenInterner>> = OnceLock::new();
        ROOT.get_or_init(|| Arc::new(FrozenInterner::layer(None, super::names::ALL.iter().copied()))).clone()
    }

    /// Freezes names in order; their symbols continue after `parent`'s. Texts must be distinct and not in `parent`.
    pub fn new<'s>(parent: Arc<FrozenInterner>, names: impl Iterator<Item = &'s str>) -> FrozenInterner {
        FrozenInterner::layer(Some(parent), names)
    }

    fn layer<'s>(parent: Option<Arc<FrozenInterner>>, names: impl Iterator<Item = &'s str>) -> FrozenInterner {
        let first = parent.as_ref().map_or(0, |p| p.len());
        let mut text = String::new();
        let mut starts = vec![0u32];
        let mut table = Table::default();
        for name in names {
            let symbol = first + starts.len() as u32 - 1;
            let h = hash::of_bytes(name.as_bytes());
            if let Err(at) = table.find(h, |_| false) {
                table.insert(h, symbol, at);
            }
            text.push_str(name);
            starts.push(text.len() as u32);
        }
        FrozenInterner { parent, first, table, text: text.into(), starts: starts.into() }
    }

    /// How many names there are, parents included.
    #[inline]
    pub fn len(&self) -> u32 {
        self.first + self.starts.len().saturating_sub(1) as u32
    }

    /// Whether there is no name at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The symbol of a name the API uses.
    pub fn find(&self, text: &str) -> Option<Symbol> {
        self.find_hashed(text, hash::of_bytes(text.as_bytes()))
    }

    #[inline]
    fn find_hashed(&self, text: &str, h: u32) -> Option<Symbol> {
        match self.table.find(h, |s| self.own(s) == text) {
            Ok(s) => Some(Symbol(s)),
            Err(_) => self.parent.as_ref().and_then(|p| p.find_hashed(text, h)),
        }
    }

    #[inline]
    fn own(&self, symbol: u32) -> &str {
        let i = (symbol - self.first) as usize;
        &self.text[self.starts[i] as usize..self.starts[i + 1] as usize]
    }

    /// The text of a symbol of this interner or its parents.
    pub fn text(&self, symbol: Symbol) -> &str {
        if symbol.0 < self.first {
            match &self.parent {
                Some(p) => p.text(symbol),
                None => "",
            }
        } else {
            self.own(symbol.0)
        }
    }
}

/// Names that can be read: those of a frozen layer, and those that one build added to it. Any thread may read them.
pub struct Names<'a> {
    base: Arc<FrozenInterner>,
    first: u32,
    texts: Vec<&'a str>,
    table: Table,
}

/// The names of one build (or of one registration phase): continues after a frozen layer. Texts live in the build's
/// arena.
pub struct Interner<'a> {
    names: Names<'a>,
    arena: &'a Bump,
}

impl<'a> Deref for Interner<'a> {
    type Target = Names<'a>;

    fn deref(&self) -> &Names<'a> {
        &self.names
    }
}

/// What an [`Interner`] leaves behind for the next build: its tables without their content.
#[derive(Default)]
pub struct InternerSpace {
    table: Table,
}

impl<'a> Interner<'a> {
    /// An interner whose symbols continue after those of `base`.
    pub fn new(base: Arc<FrozenInterner>, arena: &'a Bump) -> Interner<'a> {
        Interner::with_space(base, arena, InternerSpace::default())
    }

    /// The same with the tables of an earlier build.
    pub fn with_space(base: Arc<FrozenInterner>, arena: &'a Bump, space: InternerSpace) -> Interner<'a> {
        let first = base.len();
        Interner { names: Names { base, first, texts: Vec::new(), table: space.table }, arena }
    }

    /// Gives the tables back for the next build.
    pub fn into_space(mut self) -> InternerSpace {
        self.names.table.clear();
        InternerSpace { table: self.names.table }
    }

    /// The symbol of `text`; new names are copied into the arena.
    #[inline]
    pub fn intern(&mut self, text: &str) -> Symbol {
        let h = hash::of_bytes(text.as_bytes());
        let first = self.names.first;
        let texts = &self.names.texts;
        let frozen = &self.names.base;
        let own = self.names.table.find(h, |s| {
            let name = if s < first { frozen.text(Symbol(s)) } else { texts[(s - first) as usize] };
            name == text
        });
        match own {
            Ok(s) => Symbol(s),
            Err(at) => self.intern_new(text, h, at),
        }
    }

    #[cold]
    #[inline(never)]
    fn intern_new(&mut self, text: &str, h: u32, at: usize) -> Symbol {
        // Names of the API are entered here too once they are met, so that the next sight costs one probe.
        let symbol = match self.names.base.find_hashed(text, h) {
            Some(s) => s.0,
            None => {
                let s = self.names.first + self.names.texts.len() as u32;
                self.names.texts.push(self.arena.alloc_str(text));
                s
            }
        };
        self.names.table.insert(h, symbol, at);
        Symbol(symbol)
    }
}

impl Names<'_> {
    /// The symbol of `text` if the build or the API has met it.
    pub fn find(&self, text: &str) -> Option<Symbol> {
        let h = hash::of_bytes(text.as_bytes());
        match self.table.find(h, |s| self.text(Symbol(s)) == text) {
            Ok(s) => Some(Symbol(s)),
            Err(_) => self.base.find_hashed(text, h),
        }
    }

    /// The text of a symbol.
    #[inline]
    pub fn text(&self, symbol: Symbol) -> &str {
        if symbol.0 < self.first { self.base.text(symbol) } else { self.texts[(symbol.0 - self.first) as usize] }
    }

    /// How many names there are, the frozen ones included.
    pub fn len(&self) -> u32 {
        self.first + self.texts.len() as u32
    }

    /// Whether there is no name at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The names that this interner added to its base, in the order of their symbols.
    pub fn added(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().copied()
    }

    /// The frozen layer below.
    pub fn base(&self) -> &Arc<FrozenInterner> {
        &self.base
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_get_equal_symbols() {
        let arena = Bump::new();
        let mut names = Interner::new(FrozenInterner::root(), &arena);
        assert_eq!(names.intern(""), Symbol::EMPTY);
        let a = names.intern("alpha");
        for i in 0..1000 {
            names.intern(&format!("n{i}"));
        }
        assert_eq!(names.intern("alpha"), a);
        assert_eq!(names.text(a), "alpha");
        assert_eq!(names.find("beta"), None);
    }

    #[test]
    fn a_build_shares_the_symbols_of_the_api() {
        let base = Arc::new(FrozenInterner::new(FrozenInterner::root(), ["length", "x"].into_iter()));
        let length = base.find("length").unwrap();
        let next = Arc::new(FrozenInterner::new(base, ["y"].into_iter()));
        let arena = Bump::new();
        let mut names = Interner::new(next, &arena);
        assert_eq!(names.intern("length"), length);
        assert_eq!(names.intern("y"), Symbol(length.0 + 2));
        let z = names.intern("z");
        assert_eq!(z, Symbol(length.0 + 3));
        assert_eq!(names.text(length), "length");
        assert_eq!(names.text(z), "z");
        assert_eq!(names.find("length"), Some(length));
        assert_eq!(names.find("opAdd"), Some(crate::base::names::OP_ADD));
    }
}
