//! Members of classes that have many, by name: small tables are searched row by row, which is quicker.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use crate::base::{Symbol, TypeId};
use crate::types::{MethodEntry, PropertyDef};

/// Tables with more rows than this are indexed.
const WIDE: usize = 48;

/// Which rows of a table have a name: the first one, and the others.
type Rows = (u32, Vec<u32>);

/// The rows of tables by name.
#[derive(Debug, Default)]
struct Index {
    rows: FxHashMap<(TypeId, Symbol), Rows>,
    /// How many rows of a type are in `rows`.
    known: FxHashMap<TypeId, u32>,
}

/// The indices of all wide tables.
#[derive(Debug, Default)]
pub struct WideMembers {
    methods: Index,
    properties: Index,
}

impl Index {
    /// Takes up the rows of a table that are new.
    fn update<T>(&mut self, ty: TypeId, table: &[T], name: impl Fn(&T) -> Symbol) {
        if table.len() <= WIDE {
            return;
        }
        let known = self.known.entry(ty).or_default();
        for (row, entry) in table.iter().enumerate().skip(*known as usize) {
            match self.rows.entry((ty, name(entry))) {
                Entry::Vacant(new) => {
                    new.insert((row as u32, Vec::new()));
                }
                Entry::Occupied(mut old) => old.get_mut().1.push(row as u32),
            }
        }
        *known = table.len() as u32;
    }

    /// The rows with a name, if the table is wide and its index up to date.
    fn rows(&self, ty: TypeId, len: usize, name: Symbol) -> Option<Option<&Rows>> {
        if len <= WIDE || self.known.get(&ty).is_none_or(|&k| k as usize != len) {
            return None;
        }
        Some(self.rows.get(&(ty, name)))
    }
}

impl WideMembers {
    /// Takes up the methods of a type that are new since the last time. Their names do not change.
    pub fn update_methods(&mut self, ty: TypeId, table: &[MethodEntry]) {
        self.methods.update(ty, table, |m| m.name);
    }

    /// The same of member variables.
    pub fn update_properties(&mut self, ty: TypeId, table: &[PropertyDef]) {
        self.properties.update(ty, table, |p| p.name);
    }

    /// Calls `each` with the rows of all methods of a name, in their order.
    pub fn each_method(&self, ty: TypeId, table: &[MethodEntry], name: Symbol, mut each: impl FnMut(u32)) {
        match self.methods.rows(ty, table.len(), name) {
            Some(rows) => {
                if let Some((first, others)) = rows {
                    each(*first);
                    others.iter().copied().for_each(each);
                }
            }
            None => {
                for (row, m) in table.iter().enumerate() {
                    if m.name == name {
                        each(row as u32);
                    }
                }
            }
        }
    }

    /// The member variable of a name.
    pub fn property<'t>(&self, ty: TypeId, table: &'t [PropertyDef], name: Symbol) -> Option<&'t PropertyDef> {
        match self.properties.rows(ty, table.len(), name) {
            Some(rows) => rows.map(|r| &table[r.0 as usize]),
            None => table.iter().find(|p| p.name == name),
        }
    }
}
