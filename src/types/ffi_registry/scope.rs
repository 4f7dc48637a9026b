//! Names while sealing: namespaces and what is in them.

use rustc_hash::FxHashMap;

use super::declarations::{Declarations, NamespaceRow};
use super::names::NamePool;
use super::tables::PairTable;
use super::{FfiRegistry, NamespaceDef};
use crate::base::{GlobalId, NamespaceId, Symbol, TypeId};
use crate::types::{FfiName, NameEntry};

/// Where a declaration looks for names first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'p> {
    /// The namespace it is in.
    pub namespace: NamespaceId,
    /// Template parameters it can name.
    pub params: &'p [(Symbol, TypeId)],
    /// The type it is a member of: its child types are found by their names alone.
    pub owner: TypeId,
}

/// What a name in an expression stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Global(GlobalId),
    Enum(TypeId, i64),
    /// The name is one of several enums' values.
    AmbiguousEnum,
    Property,
    Functions,
    Type(TypeId),
}

/// The names of the registry that is being sealed, over those of the registry it extends.
pub(super) struct Scope<'d> {
    pub pool: &'d NamePool,
    pub parent: Option<&'d FfiRegistry>,
    first_namespace: u32,
    pub namespaces: Vec<NamespaceDef>,
    pub namespace_table: PairTable<NamespaceId>,
    pub names: PairTable<NameEntry>,
    /// Values of the enums of a namespace by name; complete for the names it has.
    pub values: FxHashMap<(NamespaceId, Symbol), Vec<(TypeId, i64)>>,
    /// Values of enums by enum and name.
    values_of: PairTable<i64>,
    /// Accessors exist for these global virtual properties.
    pub properties: PairTable<()>,
    /// Child types by owner and name.
    pub children: PairTable<TypeId>,
    /// The same as they are meant inside their owner: over its own parameters.
    pub children_inside: PairTable<TypeId>,
}

impl<'d> Scope<'d> {
    /// The namespaces of the declarations with their final ids, which are returned by row.
    pub fn new(d: &'d Declarations, parent: Option<&'d FfiRegistry>) -> (Scope<'d>, Vec<NamespaceId>) {
        let first_namespace = parent.map_or(0, |p| p.namespace_count());
        let mut scope = Scope {
            pool: &d.names,
            parent,
            first_namespace,
            namespaces: Vec::new(),
            namespace_table: PairTable::default(),
            names: PairTable::default(),
            values: FxHashMap::default(),
            values_of: PairTable::default(),
            properties: PairTable::default(),
            children: PairTable::default(),
            children_inside: PairTable::default(),
        };
        let mut ids = Vec::with_capacity(d.namespaces.len());
        for row in &d.namespaces {
            ids.push(scope.add_namespace(row, &ids));
        }
        (scope, ids)
    }

    fn add_namespace(&mut self, row: &NamespaceRow, ids: &[NamespaceId]) -> NamespaceId {
        if row.base.is_some() {
            return row.base;
        }
        let parent = if row.parent.is_none() { NamespaceId::NONE } else { ids[row.parent.index()] };
        let id = NamespaceId(self.first_namespace + self.namespaces.len() as u32);
        self.namespaces.push(NamespaceDef { parent, name: row.name });
        if parent.is_some() {
            self.namespace_table.insert(parent.0, row.name.0, id);
        }
        id
    }

    pub fn namespace(&self, id: NamespaceId) -> (NamespaceId, Symbol) {
        match self.namespaces.get(id.0.wrapping_sub(self.first_namespace) as usize) {
            Some(def) => (def.parent, def.name),
            None => match self.parent {
                Some(p) => (p.namespace_parent(id), p.namespace_name(id)),
                None => (NamespaceId::NONE, Symbol::EMPTY),
            },
        }
    }

    pub fn find_namespace(&self, parent: NamespaceId, name: Symbol) -> Option<NamespaceId> {
        self.namespace_table.get(parent.0, name.0).or_else(|| self.parent.and_then(|p| p.find_namespace(parent, name)))
    }

    /// What a name denotes in a namespace itself.
    pub fn lookup(&self, namespace: NamespaceId, name: Symbol) -> Option<NameEntry> {
        self.names.get(namespace.0, name.0).or_else(|| self.parent.and_then(|p| p.lookup(namespace, name)))
    }

    fn type_in(&self, namespace: NamespaceId, name: Symbol) -> Option<TypeId> {
        match self.lookup(namespace, name) {
            Some(NameEntry::Type(id)) => Some(id),
            _ => None,
        }
    }

    /// The child type of this name, as seen from outside its owner.
    pub fn find_child(&self, owner: TypeId, name: Symbol) -> Option<TypeId> {
        self.children.get(owner.0, name.0).or_else(|| self.parent.and_then(|p| p.find_child(owner, name)))
    }

    /// Finds a type as a declaration at `place` means it (TYPE-19, NS-04).
    pub fn find_type(&self, place: &Place<'_>, name: FfiName) -> Option<TypeId> {
        if name.is_qualified {
            let (global, path, last) = self.split(name)?;
            return self.outward(place.namespace, global, |from| {
                if let Some(found) = self.descend(from, &path).and_then(|ns| self.type_in(ns, last)) {
                    return Some(found);
                }
                let (owner, path) = path.split_last()?;
                let owner = self.type_in(self.descend(from, path)?, *owner)?;
                // Inside a template its own child is the one over its parameters.
                let inside = if owner == place.owner { self.children_inside.get(owner.0, last.0) } else { None };
                inside.or_else(|| self.find_child(owner, last))
            });
        }
        let symbol = name.symbol;
        if let Some((_, id)) = place.params.iter().find(|(s, _)| *s == symbol) {
            return Some(*id);
        }
        if place.owner.is_some() {
            if let Some(id) = self.children_inside.get(place.owner.0, symbol.0) {
                return Some(id);
            }
        }
        self.outward(place.namespace, false, |ns| self.type_in(ns, symbol))
    }

    /// Finds a constant, property or function as an expression at `place` means it.
    pub fn find_value(&self, place: &Place<'_>, name: FfiName) -> Option<Value> {
        let (global, path, last) = if name.is_qualified { self.split(name)? } else { (false, Vec::new(), name.symbol) };
        self.outward(place.namespace, global, |from| {
            if let Some(found) = self.descend(from, &path).and_then(|ns| self.value_in(ns, last)) {
                return Some(found);
            }
            let (owner, path) = path.split_last()?;
            let owner = self.type_in(self.descend(from, path)?, *owner)?;
            self.value_of_enum(owner, last)
        })
    }

    fn value_in(&self, namespace: NamespaceId, name: Symbol) -> Option<Value> {
        match self.lookup(namespace, name) {
            Some(NameEntry::Global(id)) => return Some(Value::Global(id)),
            Some(NameEntry::Functions(_)) => return Some(Value::Functions),
            Some(NameEntry::Type(id)) => return Some(Value::Type(id)),
            None => {}
        }
        if self.properties.get(namespace.0, name.0).is_some()
            || self.parent.is_some_and(|p| !p.global_accessors(namespace, name).is_empty())
        {
            return Some(Value::Property);
        }
        let list = match self.values.get(&(namespace, name)) {
            Some(list) => list.as_slice(),
            None => self.parent.map_or(&[][..], |p| p.enum_values_named(namespace, name)),
        };
        let (ty, value) = *list.first()?;
        Some(if list.len() > 1 { Value::AmbiguousEnum } else { Value::Enum(ty, value) })
    }

    /// The value of an enum under a name.
    pub fn value_of_enum(&self, ty: TypeId, name: Symbol) -> Option<Value> {
        if let Some(value) = self.values_of.get(ty.0, name.0) {
            return Some(Value::Enum(ty, value));
        }
        let parent = self.parent.filter(|p| ty.0 < p.type_count())?;
        let value = parent.enum_value(parent.ty(ty), name)?;
        Some(Value::Enum(ty, value))
    }

    /// Adds the value of an enum that is declared in a namespace.
    pub fn add_value(&mut self, namespace: NamespaceId, ty: TypeId, name: Symbol, value: i64) {
        self.values_of.insert(ty.0, name.0, value);
        let parent = self.parent;
        let list = self.values.entry((namespace, name)).or_insert_with(|| match parent {
            Some(p) => p.enum_values_named(namespace, name).to_vec(),
            None => Vec::new(),
        });
        list.push((ty, value));
    }

    /// Tries a namespace and those around it.
    fn outward<T>(&self, from: NamespaceId, global: bool, find: impl Fn(NamespaceId) -> Option<T>) -> Option<T> {
        let mut namespace = if global { NamespaceId::GLOBAL } else { from };
        while namespace.is_some() {
            if let Some(found) = find(namespace) {
                return Some(found);
            }
            namespace = self.namespace(namespace).0;
        }
        None
    }

    fn descend(&self, from: NamespaceId, path: &[Symbol]) -> Option<NamespaceId> {
        path.iter().try_fold(from, |ns, name| self.find_namespace(ns, *name))
    }

    /// Whether it starts with `::`, the names before the last one, and the last one.
    fn split(&self, name: FfiName) -> Option<(bool, Vec<Symbol>, Symbol)> {
        let text = self.pool.text(name.symbol);
        let (global, text) = match text.strip_prefix("::") {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let mut path = Vec::new();
        for part in text.split("::") {
            path.push(self.pool.find(part)?);
        }
        let last = path.pop()?;
        Some((global, path, last))
    }
}
