//! The problems found while sealing.

use rustc_hash::FxHashMap;

use super::display::TypeNames;
use super::scope::Scope;
use super::suggest::Nearest;
use super::type_rows::{TypeRows, View};
use crate::base::{NamespaceId, Symbol, TypeId};
use crate::types::{FfiName, NameEntry, Primitive, Range, ResolutionError, ResolutionErrorKind};

struct Problem {
    kind: ResolutionErrorKind,
    declaration: Range,
    column: u32,
    message: String,
    suggestions: Vec<String>,
}

/// Collects problems; there may be one per declaration, so looking for near names is done once per name.
#[derive(Default)]
pub(super) struct Problems {
    list: Vec<Problem>,
    near: FxHashMap<(Symbol, bool), Vec<String>>,
}

/// For how many different names near ones are looked for: each costs a walk over all names.
const MOST_SEARCHES: usize = 64;

/// Types that hosts expect to be there, but that are registered by add-ons only.
const ADDON_TYPES: [&str; 11] = [
    "string",
    "array",
    "dictionary",
    "dictionaryValue",
    "any",
    "ref",
    "weakref",
    "const_weakref",
    "complex",
    "grid",
    "datetime",
];

impl Problems {
    /// A problem at an offset into a declaration.
    pub fn at(&mut self, kind: ResolutionErrorKind, declaration: Range, offset: u32, message: String) {
        self.list.push(Problem { kind, declaration, column: offset + 1, message, suggestions: Vec::new() });
    }

    /// A problem of a whole declaration.
    pub fn whole(&mut self, kind: ResolutionErrorKind, declaration: Range, message: String) {
        self.list.push(Problem { kind, declaration, column: 0, message, suggestions: Vec::new() });
    }

    /// A name that does not exist, with those that may be meant.
    pub fn unknown(
        &mut self,
        kind: ResolutionErrorKind,
        scope: &Scope<'_>,
        types: &TypeRows<'_>,
        declaration: Range,
        offset: u32,
        name: FfiName,
    ) {
        let text = scope.pool.text(name.symbol);
        let only_types = kind == ResolutionErrorKind::UnknownType;
        let mut message = format!("unknown {} '{text}'", if only_types { "type" } else { "name" });
        if only_types && ADDON_TYPES.contains(&text) {
            message.push_str(", which the add-on of that name registers");
        }
        let key = (name.symbol, only_types);
        if !self.near.contains_key(&key) && self.near.len() < MOST_SEARCHES {
            self.near.insert(key, near_names(scope, types, text, only_types));
        }
        let suggestions = self.near.get(&key).cloned().unwrap_or_default();
        self.list.push(Problem { kind, declaration, column: offset + 1, message, suggestions });
    }

    /// How many problems there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// The problems from the first one given on lie in the text that names the type of a member, which is no part of the
    /// declaration that is shown.
    pub fn in_type_of_member(&mut self, first: usize, text: &str) {
        for problem in &mut self.list[first..] {
            problem.column = 0;
            problem.message.push_str(&format!(" (the member is registered for '{text}')"));
        }
    }

    /// All problems in the order of their declarations.
    pub fn finish(mut self, text: impl Fn(Range) -> String) -> Vec<ResolutionError> {
        // Texts are kept in the order of registration.
        self.list.sort_by_key(|p| (p.declaration.start, p.column));
        let make = |p: Problem| ResolutionError {
            kind: p.kind,
            declaration: text(p.declaration),
            column: p.column,
            message: p.message,
            suggestions: p.suggestions,
        };
        self.list.into_iter().map(make).collect()
    }
}

/// Registered names near to one. A name that exists elsewhere is the nearest of all.
fn near_names(scope: &Scope<'_>, types: &TypeRows<'_>, name: &str, only_types: bool) -> Vec<String> {
    let last = name.rsplit("::").next().unwrap_or(name);
    let mut nearest = Nearest::new(last);
    let view = View { scope, types };
    let mut offer = |namespace: u32, symbol: u32, is_type: bool| {
        if only_types && !is_type {
            return;
        }
        let own = scope.pool.text(Symbol(symbol));
        nearest.offer(own, || {
            let mut full = String::new();
            super::display::write_scope(&view, &mut full, NamespaceId(namespace));
            full.push_str(own);
            full
        });
    };
    for (namespace, symbol, entry) in scope.names.iter() {
        offer(namespace, symbol, matches!(entry, NameEntry::Type(_)));
    }
    for (namespace, symbol) in scope.values.keys() {
        offer(namespace.0, symbol.0, false);
    }
    let mut below = scope.parent;
    while let Some(registry) = below {
        for (namespace, symbol, entry) in registry.names.iter() {
            offer(namespace, symbol, matches!(entry, NameEntry::Type(_)));
        }
        below = registry.parent().map(|p| &**p);
    }
    for p in Primitive::ALL {
        offer(0, view.type_def(p.id()).name.0, true);
    }
    nearest.finish()
}

/// The name of a type for messages.
pub(super) fn type_text(scope: &Scope<'_>, types: &TypeRows<'_>, id: TypeId) -> String {
    let mut out = String::new();
    super::display::write_type_name(&View { scope, types }, &mut out, id);
    out
}
