//! Where member variables lie in an object.

use crate::semantic::Registry;
use crate::types::{DataType, TypeKind};

/// Bytes of the VM's header of an object.
pub(super) const HEADER: u32 = 16;
/// The most bytes an object may have.
const MAX_SIZE: u32 = 1 << 30;

/// The layout of one class: fields one after the other at their natural alignment.
pub(super) struct Layout {
    end: u32,
    align: u32,
    /// The object would have more bytes than are possible.
    pub overflow: bool,
}

impl Layout {
    /// Behind the header.
    pub fn new() -> Layout {
        Layout { end: HEADER, align: 8, overflow: false }
    }

    /// Behind the fields of a base class.
    pub fn after(size: u32, align: u32) -> Layout {
        Layout { end: size.max(HEADER), align: align.max(8), overflow: false }
    }

    /// The offset of a further field.
    pub fn place(&mut self, size: u32, align: u32) -> i32 {
        let align = align.max(1);
        let at = self.end.next_multiple_of(align);
        self.align = self.align.max(align);
        match at.checked_add(size) {
            Some(end) if end <= MAX_SIZE => self.end = end,
            _ => self.overflow = true,
        }
        at as i32
    }

    /// Size and alignment of the whole.
    pub fn finish(&self) -> (u32, u32) {
        (self.end.next_multiple_of(self.align), self.align)
    }
}

/// Size and alignment of a value of this type as a member: handles and objects that are reached by pointer take a
/// pointer, everything else its own size.
pub(super) fn of_member(registry: &Registry<'_>, ty: DataType) -> (u32, u32) {
    if ty.is_handle {
        return (8, 8);
    }
    if let Some(p) = ty.as_primitive() {
        let size = p.size().max(1);
        return (size, size);
    }
    let def = registry.ty(ty.type_id);
    match def.kind {
        TypeKind::Value | TypeKind::Enum => (def.size.max(1), def.align.max(1)),
        _ => (8, 8),
    }
}

/// How many 8-byte cells a global of this type takes.
pub fn cells(registry: &Registry<'_>, ty: DataType) -> u32 {
    of_member(registry, ty).0.div_ceil(8)
}
