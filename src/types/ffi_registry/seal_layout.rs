//! Places of what the host did not place itself: an API that comes from a configuration file has no code and no memory.
//! Types of unknown size get one that holds their properties, and global properties get zeroed memory, so that scripts
//! that run against such an API never touch memory that is not theirs.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::seal::Sealer;
use super::{Keep, StringFactory};
use crate::base::TypeId;
use crate::types::{DataType, FfiTypeKind, PropertyDef, Range, ResolutionErrorKind, TypeKind};

/// The size of a type whose host does not tell it: sealing makes it large enough for its properties.
pub const UNKNOWN_SIZE: u32 = u32::MAX;
/// The offset of a property whose host does not tell it: sealing finds a place.
pub const UNKNOWN_OFFSET: i32 = i32::MIN;
/// The address of a global property without memory: sealing gives it zeroed memory, which the registry owns.
pub const UNKNOWN_ADDRESS: usize = usize::MAX;

/// Offsets above this one are not given to properties; see [`Layout::place`].
const LAST_OFFSET: u32 = 32_000;
/// Bytes of memory for all global properties together.
const MOST_MEMORY: usize = 1 << 28;
/// Size and alignment of what can only be empty: objects without known properties.
const EMPTY: (u32, u32) = (8, 8);

impl StringFactory {
    /// A factory for an API without code: all literals are one zeroed object, which the registry owns.
    pub const STUB: StringFactory = StringFactory { get: usize::MAX, release: 0, raw: 0, user_data: 0 };
}

/// Gives the zeroed object that `user_data` points to.
extern "C" fn stub_string(_: *const u8, _: usize, user_data: *mut u8) -> *const u8 {
    user_data
}

/// Zeroed memory for values, aligned for all of them.
#[repr(align(16))]
struct Block(#[allow(dead_code)] [AtomicU64; 2]);

#[derive(Clone, Copy, PartialEq)]
enum State {
    Unknown,
    /// Being laid out: a property of the same type cannot lie in it.
    Open,
    Done,
}

/// What is placed in a type so far.
struct Layout {
    size: u32,
    align: u32,
    /// Where a pointer lies that is always null.
    null: Option<u32>,
}

impl Layout {
    fn add(&mut self, size: u32, align: u32) -> u32 {
        let at = self.size.next_multiple_of(align);
        self.size = at + size;
        self.align = self.align.max(align);
        at
    }

    /// Finds a place for a property. What cannot lie in the object is said to lie behind a null pointer: using it raises
    /// an exception.
    fn place(&mut self, property: &mut PropertyDef, inside: Option<(u32, u32)>) {
        if property.indirect.is_none() {
            if let Some((size, align)) = inside.filter(|s| self.size.saturating_add(s.0) < LAST_OFFSET) {
                property.offset = self.add(size, align) as i32;
                return;
            }
        }
        let at = match self.null {
            Some(at) => at,
            None => self.add(8, 8),
        };
        self.null = Some(at);
        property.offset = at as i32;
        property.indirect = Some(0);
    }
}

impl Sealer<'_> {
    /// Gives sizes, offsets and addresses to what has none.
    pub fn place_unknown(&mut self) {
        let mut states = vec![State::Unknown; self.types.rows.len()];
        for i in 0..self.type_ids.len() {
            if matches!(self.d.types[i].kind, FfiTypeKind::Object { .. }) {
                self.lay_out(self.type_ids[i], &mut states, 0);
            }
        }
        self.place_globals();
    }

    /// Size and alignment of objects of a type; `None` inside of itself.
    fn lay_out(&mut self, id: TypeId, states: &mut [State], depth: u32) -> Option<(u32, u32)> {
        let def = self.types.get(id);
        let known = (def.size, def.align);
        if !matches!(def.kind, TypeKind::Value | TypeKind::Reference(_)) {
            return Some(if known.0 == 0 { EMPTY } else { known });
        }
        let row = id.0.wrapping_sub(self.types.first) as usize;
        match states.get(row) {
            None | Some(State::Done) => return Some(if known.0 == 0 { EMPTY } else { known }),
            Some(State::Open) => return None,
            Some(State::Unknown) if depth > 64 => return None,
            Some(State::Unknown) => states[row] = State::Open,
        }
        // Instances have the properties of their template.
        let members = self.types.get(if def.is_instance() { def.template } else { id }).properties;
        let start = members.start.wrapping_sub(self.firsts.properties) as usize;
        let own = start..start.wrapping_add(members.len as usize);
        let is_unknown = known.0 == UNKNOWN_SIZE;
        let needs_places =
            self.out.properties.get(own.clone()).is_some_and(|p| p.iter().any(|p| p.offset == UNKNOWN_OFFSET));
        if is_unknown || needs_places {
            let mut layout = Layout { size: 0, align: 1, null: None };
            for i in own {
                let Some(&(mut property)) = self.out.properties.get(i) else { break };
                if property.offset == UNKNOWN_OFFSET {
                    let inside = self.size_of(property.ty, states, depth);
                    layout.place(&mut property, inside);
                    self.out.properties[i] = property;
                }
            }
            let size = layout.size.next_multiple_of(layout.align);
            if let Some(def) = self.types.own(id) {
                let is_value = def.kind == TypeKind::Value;
                if is_unknown {
                    (def.size, def.align) = match size {
                        0 if is_value => EMPTY,
                        0 => (0, EMPTY.1),
                        size => (size, layout.align),
                    };
                } else if is_value {
                    def.size = def.size.max(size).next_multiple_of(layout.align);
                    def.align = def.align.max(layout.align);
                }
            }
        }
        states[row] = State::Done;
        let def = self.types.get(id);
        Some(if def.size == 0 { EMPTY } else { (def.size, def.align) })
    }

    /// What a variable of a type takes; `None` where that is not known.
    fn size_of(&mut self, ty: DataType, states: &mut [State], depth: u32) -> Option<(u32, u32)> {
        if ty.is_handle || ty.is_ref() {
            return Some((8, 8));
        }
        match self.types.get(ty.type_id).kind {
            TypeKind::TemplateParam(_) => None,
            TypeKind::Interface | TypeKind::Funcdef => Some((8, 8)),
            _ => self.lay_out(ty.type_id, states, depth + 1),
        }
    }

    /// Memory for global properties that have none, and for the object that all string literals are.
    fn place_globals(&mut self) {
        let mut end = 0usize;
        let mut add = |size: u32| {
            let at = end;
            end += (size as usize).next_multiple_of(16);
            at
        };
        let mut places = Vec::new();
        for (i, global) in self.out.globals.iter().enumerate() {
            if global.address == UNKNOWN_ADDRESS {
                let def = self.types.get(global.ty.type_id);
                let size = if global.ty.is_handle { 8 } else { def.size.max(8) };
                // Properties of an object of unknown size lie within the largest offset there is.
                let size = if def.kind.is_reference() && !global.ty.is_handle {
                    self.reach_of(global.ty.type_id)
                } else {
                    size
                };
                places.push((Some(i), add(size)));
            }
        }
        if self.d.string_factory.is_some_and(|(_, f)| f == StringFactory::STUB) && self.string_type.is_some() {
            let size = self.types.get(self.string_type).size.max(self.reach_of(self.string_type));
            places.push((None, add(size)));
        }
        if places.is_empty() {
            return;
        }
        if end > MOST_MEMORY {
            let message =
                format!("global properties without memory of their own take {end} bytes; {MOST_MEMORY} are the limit");
            self.problems.whole(ResolutionErrorKind::Limit, Range::EMPTY, message);
            return;
        }
        let zero = |_| Block([AtomicU64::new(0), AtomicU64::new(0)]);
        let memory: Box<[Block]> = (0..end.div_ceil(16)).map(zero).collect();
        let base = memory.as_ptr() as usize;
        for (global, at) in places {
            match global {
                Some(i) => self.out.globals[i].address = base + at,
                None => {
                    let get = stub_string as extern "C" fn(_, _, _) -> _ as *const () as usize;
                    let user_data = base + at;
                    self.out.string_factory = Some(StringFactory { get, release: 0, raw: 0, user_data });
                }
            }
        }
        let memory: Keep = Arc::new(memory);
        self.out.keep.push(memory);
    }

    /// How many bytes of an object its size and its properties reach.
    fn reach_of(&self, id: TypeId) -> u32 {
        let def = self.types.get(id);
        let range: Range = def.properties;
        let start = range.start.wrapping_sub(self.firsts.properties) as usize;
        let own = self.out.properties.get(start..start.wrapping_add(range.len as usize)).unwrap_or_default();
        let end = |p: &PropertyDef| {
            let size =
                if p.indirect.is_some() || p.ty.is_handle { 8 } else { self.types.get(p.ty.type_id).size.max(8) };
            p.offset.max(0) as u32 + size
        };
        own.iter().map(end).max().unwrap_or(0).max(def.size).max(8)
    }
}
