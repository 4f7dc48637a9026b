//! Named groups of registrations (HOST-095, HOST-096): labels for editors and dumps, by which a host tells its parts apart.

use super::FfiRegistry;
use super::declarations::Declarations;
use super::seal::Sealer;
use crate::base::{FunctionId, GlobalId, Symbol, TypeId};
use crate::types::{FfiTypeKind, NO_OWNER, Range, RegistrationError, ResolutionErrorKind, ReturnCode};

/// How many rows of each sort there were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    types: u32,
    functions: u32,
    properties: u32,
    globals: u32,
    values: u32,
}

/// A group of declarations: what was registered between two calls.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GroupRow {
    pub name: Symbol,
    from: Counts,
    /// `None` while it is open.
    to: Option<Counts>,
}

/// A named group of a sealed registry.
#[derive(Clone, Copy, Debug)]
pub struct GroupDef {
    /// Its name.
    pub name: Symbol,
    /// Ids of its types.
    pub types: Range,
    /// Ids of its functions, members and behaviours included.
    pub functions: Range,
    /// Ids of its global properties.
    pub globals: Range,
    /// Its typedefs, among those of its layer ([`FfiRegistry::typedefs`]).
    pub typedefs: Range,
}

fn holds(range: Range, id: u32) -> bool {
    id.wrapping_sub(range.start) < range.len
}

impl Declarations {
    fn counts(&self) -> Counts {
        Counts {
            types: self.types.len() as u32,
            functions: self.functions.len() as u32,
            properties: self.properties.len() as u32,
            globals: self.globals.len() as u32,
            values: self.enum_values.len() as u32,
        }
    }

    /// Starts a named group: following declarations belong to it.
    ///
    /// # Errors
    ///
    /// A group is open, or there is one of this name.
    pub fn begin_group(&mut self, name: &str) -> Result<(), RegistrationError> {
        if let Some(open) = self.open_group() {
            let message = format!("groups do not nest: '{}' is open", self.names.text(open.name));
            return Err(RegistrationError::new(ReturnCode::NotSupported, name, message));
        }
        if name.is_empty() {
            return Err(RegistrationError::new(ReturnCode::InvalidName, name, "a group needs a name"));
        }
        self.check_group_name(name)?;
        let name = self.names.intern(name);
        let from = self.counts();
        self.groups.push(GroupRow { name, from, to: None });
        Ok(())
    }

    /// Ends the open group.
    ///
    /// # Errors
    ///
    /// No group is open.
    pub fn end_group(&mut self) -> Result<(), RegistrationError> {
        let now = self.counts();
        match self.groups.last_mut() {
            Some(group) if group.to.is_none() => {
                group.to = Some(now);
                Ok(())
            }
            _ => Err(RegistrationError::new(ReturnCode::Error, "", "no group is open")),
        }
    }

    /// The group that following declarations belong to.
    pub fn group_name(&self) -> Option<&str> {
        self.open_group().map(|g| self.names.text(g.name))
    }

    fn open_group(&self) -> Option<&GroupRow> {
        self.groups.last().filter(|g| g.to.is_none())
    }

    /// Whether there can be a new group of this name.
    ///
    /// # Errors
    ///
    /// There is one.
    pub fn check_group_name(&self, name: &str) -> Result<(), RegistrationError> {
        if !self.has_group(name) {
            return Ok(());
        }
        let message = format!("there is a group '{name}' already");
        Err(RegistrationError::new(ReturnCode::NameTaken, name, message))
    }

    fn has_group(&self, name: &str) -> bool {
        self.groups.iter().any(|g| self.names.text(g.name) == name)
            || self.base.as_ref().is_some_and(|b| b.has_group(name))
    }

    /// Whether the groups of a bundle can be added.
    pub(super) fn check_groups(&self, other: &Declarations) -> Result<(), RegistrationError> {
        for group in &other.groups {
            let name = other.names.text(group.name);
            if let Some(open) = self.group_name() {
                let message = format!("groups do not nest: '{open}' is open");
                return Err(RegistrationError::new(ReturnCode::NotSupported, name, message));
            }
            self.check_group_name(name)?;
        }
        Ok(())
    }

    /// Adds the groups of a bundle whose declarations follow.
    pub(super) fn append_groups(&mut self, other: &Declarations) {
        let (base, end) = (self.counts(), other.counts());
        let moved = |c: Counts| Counts {
            types: base.types + c.types,
            functions: base.functions + c.functions,
            properties: base.properties + c.properties,
            globals: base.globals + c.globals,
            values: base.values + c.values,
        };
        for group in &other.groups {
            let name = self.names.intern(other.names.text(group.name));
            self.groups.push(GroupRow { name, from: moved(group.from), to: Some(moved(group.to.unwrap_or(end))) });
        }
    }
}

/// The number of the group whose run holds a row.
fn group_at(groups: &[GroupRow], row: u32, count: impl Fn(&Counts) -> u32) -> Option<usize> {
    let at = groups.partition_point(|g| count(&g.from) <= row);
    // Groups without such rows start where the next one does.
    (0..at).rev().find(|i| groups[*i].to.is_none_or(|to| row < count(&to)))
}

impl Sealer<'_> {
    /// Reports members that are registered in another group than their type (HOST-096).
    pub fn check_groups(&mut self) {
        let groups = &self.d.groups;
        if groups.is_empty() {
            return;
        }
        let of_type: rustc_hash::FxHashMap<TypeId, Option<usize>> = (0..self.d.types.len())
            .map(|row| (self.type_ids[row], group_at(groups, row as u32, |c| c.types)))
            .collect();
        let mut wrong = Vec::new();
        let mut check = |owner: u32, group: Option<usize>, text: Range| {
            if owner == NO_OWNER {
                return;
            }
            let Some(ty) = self.owners[owner as usize].ty else { return };
            let Some(home) = of_type.get(&ty) else { return };
            if *home != group {
                wrong.push((ty, *home, text));
            }
        };
        for (row, def) in self.d.functions.iter().enumerate() {
            check(def.owner, group_at(groups, row as u32, |c| c.functions), def.declaration);
        }
        for (row, def) in self.d.properties.iter().enumerate() {
            check(def.owner, group_at(groups, row as u32, |c| c.properties), def.declaration);
        }
        for (row, def) in self.d.enum_values.iter().enumerate() {
            check(def.owner, group_at(groups, row as u32, |c| c.values), def.declaration);
        }
        for (ty, home, text) in wrong {
            let ty = self.type_text(ty);
            let message = match home {
                Some(i) => format!("'{ty}' belongs to group '{}', and so must this", self.d.names.text(groups[i].name)),
                None => format!("'{ty}' belongs to no group, and so must this"),
            };
            self.problems.whole(ResolutionErrorKind::WrongGroup, text, message);
        }
    }

    /// The groups with the ids of what they hold.
    pub(super) fn sealed_groups(&self) -> Vec<GroupDef> {
        let end = self.d.counts();
        let range = |first: u32, from: u32, to: u32| Range { start: first + from, len: to - from };
        let make = |group: &GroupRow| {
            let to = group.to.unwrap_or(end);
            let rows = group.from.types as usize..to.types as usize;
            let ids = self.type_ids[rows.clone()].iter().filter(|id| id.is_some());
            let (first, last) = (ids.clone().next(), ids.clone().next_back());
            let types = match (first, last) {
                (Some(first), Some(last)) => Range { start: first.0, len: last.0 - first.0 + 1 },
                _ => Range::EMPTY,
            };
            let typedefs = |r: std::ops::Range<usize>| {
                self.d.types[r].iter().filter(|t| matches!(t.kind, FfiTypeKind::Typedef(_)))
            };
            GroupDef {
                name: group.name,
                types,
                functions: range(self.firsts.functions, group.from.functions, to.functions),
                globals: range(self.firsts.globals, group.from.globals, to.globals),
                typedefs: Range { start: typedefs(0..rows.start).count() as u32, len: typedefs(rows).count() as u32 },
            }
        };
        self.d.groups.iter().map(make).collect()
    }
}

impl FfiRegistry {
    fn has_group(&self, name: &str) -> bool {
        self.groups.iter().any(|g| self.interner().text(g.name) == name)
            || self.parent().is_some_and(|p| p.has_group(name))
    }

    /// The named groups of this layer, in the order of registration.
    pub fn groups(&self) -> &[GroupDef] {
        &self.groups
    }

    fn group_where(&self, holds: &dyn Fn(&GroupDef) -> bool) -> Option<&str> {
        match self.groups.iter().find(|g| holds(g)) {
            Some(group) => Some(self.interner().text(group.name)),
            None => self.parent()?.group_where(holds),
        }
    }

    /// The group a type was registered in; that of the template for an instance.
    pub fn group_of_type(&self, id: TypeId) -> Option<&str> {
        let def = self.ty(id);
        let id =
            if def.is_instance() && !def.flags.has(super::super::TypeFlags::SPECIALIZED) { def.template } else { id };
        self.group_where(&|g| holds(g.types, id.0))
    }

    /// The group a function was registered in.
    pub fn group_of_function(&self, id: FunctionId) -> Option<&str> {
        self.group_where(&|g| holds(g.functions, id.0))
    }

    /// The group a global property was registered in.
    pub fn group_of_global(&self, id: GlobalId) -> Option<&str> {
        self.group_where(&|g| holds(g.globals, id.0))
    }
}
