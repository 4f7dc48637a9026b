//! The names that a compiled unit keeps, put together as one text while its functions are compiled.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::base::{NamespaceId, Symbol, Text, TypeId};

/// The texts so far. What it gives out is to be settled when no more come ([`Text::settle`]).
#[derive(Default)]
pub(super) struct Texts {
    all: String,
    symbols: FxHashMap<Symbol, Text>,
    /// The scope of the function before: those of a class follow each other.
    scope: Option<(TypeId, NamespaceId, Text)>,
}

impl Texts {
    /// What `write` appends.
    pub fn add(&mut self, write: impl FnOnce(&mut String)) -> Text {
        let start = self.all.len();
        write(&mut self.all);
        self.since(start)
    }

    fn since(&self, start: usize) -> Text {
        let end = self.all.len().min(u32::MAX as usize) as u32;
        Text::pending(start as u32..end)
    }

    /// A name, kept once.
    pub fn symbol(&mut self, symbol: Symbol, text: &str) -> Text {
        if let Some(known) = self.symbols.get(&symbol) {
            return known.clone();
        }
        let start = self.all.len();
        self.all.push_str(text);
        let text = self.since(start);
        self.symbols.insert(symbol, text.clone());
        text
    }

    /// The name of a class or namespace, which `write` appends unless it is the one of the function before.
    pub fn scope(&mut self, class: TypeId, namespace: NamespaceId, write: impl FnOnce(&mut String)) -> Text {
        if let Some((c, n, text)) = &self.scope {
            if (*c, *n) == (class, namespace) {
                return text.clone();
            }
        }
        let text = self.add(write);
        self.scope = Some((class, namespace, text.clone()));
        text
    }

    /// The whole text; from here on there is nothing in it.
    pub fn take(&mut self) -> Arc<str> {
        self.symbols.clear();
        self.scope = None;
        std::mem::take(&mut self.all).into()
    }
}
