//! How values of a type are held: what loads, stores, copies and releases them.

use std::cell::Cell;

use crate::base::TypeId;
use crate::bytecode::{CleanupKind, Op};
use crate::types::{DataType, Primitive, ReferenceKind, TypeFlags, TypeKind};

use super::FnCompiler;

/// How a value of a type is held in slots and memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repr {
    /// A number, truth value or enum.
    Prim(Primitive),
    /// A pointer to an object that is counted in some way.
    Ptr(Counting),
    /// A registered value type, in place.
    Value {
        /// Bytes.
        size: u32,
        /// Plain bytes.
        pod: bool,
    },
    /// `void` or something already reported.
    None,
}

/// How the references to an object are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counting {
    /// In the VM's object header.
    Managed,
    /// By behaviours of the host.
    Host,
    /// Not at all.
    Not,
}

/// How many types are known how they are held: what is asked most often while functions are compiled.
const RECENT: usize = 64;

/// How values of the types are held that were asked about last, by the last bits of their ids.
pub(super) type RecentReprs = [Cell<(TypeId, Repr)>; RECENT];

/// None is known.
pub(super) const fn no_recent_reprs() -> RecentReprs {
    [const { Cell::new((TypeId::NONE, Repr::None)) }; RECENT]
}

impl<'u, 'b, 'ast> FnCompiler<'u, 'b, 'ast> {
    /// How values of a type are held.
    #[inline]
    pub(super) fn repr(&self, ty: DataType) -> Repr {
        let id = ty.type_id;
        let recent = &self.u.reprs[id.0 as usize % RECENT];
        let (known, repr) = recent.get();
        if known == id {
            return repr;
        }
        let repr = self.repr_of(id);
        recent.set((id, repr));
        repr
    }

    fn repr_of(&self, id: TypeId) -> Repr {
        if id == DataType::VOID.type_id || id == DataType::ERROR_ID {
            return Repr::None;
        }
        if let Some(p) = Primitive::from_id(id) {
            return Repr::Prim(p);
        }
        let def = self.reg.ty(id);
        match def.kind {
            TypeKind::Primitive(p) => Repr::Prim(p),
            TypeKind::Enum => Repr::Prim(def.enum_primitive()),
            TypeKind::Value => Repr::Value { size: def.size, pod: def.flags.has(TypeFlags::POD) },
            TypeKind::Class | TypeKind::Interface | TypeKind::Funcdef | TypeKind::Null => Repr::Ptr(Counting::Managed),
            TypeKind::Reference(kind) => Repr::Ptr(match kind {
                ReferenceKind::Managed => Counting::Managed,
                ReferenceKind::Counted | ReferenceKind::Scoped => Counting::Host,
                ReferenceKind::NoCount | ReferenceKind::NoHandle => Counting::Not,
            }),
            TypeKind::Any | TypeKind::Error | TypeKind::TemplateParam(_) => Repr::None,
        }
    }

    /// The number whose operations a primitive or enum uses.
    pub(super) fn prim(&self, ty: DataType) -> Option<Primitive> {
        if ty.is_handle {
            return None;
        }
        match self.repr(ty) {
            Repr::Prim(p) => Some(p),
            _ => None,
        }
    }

    /// Whether it is an enum.
    pub(super) fn is_enum(&self, ty: DataType) -> bool {
        !ty.is_handle && matches!(self.reg.kind(ty.type_id), TypeKind::Enum)
    }

    /// A registered value type.
    pub(super) fn is_value_type(&self, ty: DataType) -> bool {
        !ty.is_handle && matches!(self.reg.kind(ty.type_id), TypeKind::Value)
    }

    /// An object type of any kind, not written as a handle: value type, class, registered reference type.
    pub(super) fn is_object(&self, ty: DataType) -> bool {
        !ty.is_handle
            && matches!(
                self.reg.kind(ty.type_id),
                TypeKind::Value | TypeKind::Class | TypeKind::Reference(_) | TypeKind::Interface
            )
    }

    /// Objects of the type are reached by pointer.
    pub(super) fn is_reference_type(&self, id: TypeId) -> bool {
        self.reg.kind(id).is_reference()
    }

    /// `@` may be put on the type.
    pub(super) fn supports_handles(&self, id: TypeId) -> bool {
        match self.reg.kind(id) {
            TypeKind::Reference(k) => !matches!(k, ReferenceKind::NoHandle | ReferenceKind::Scoped),
            TypeKind::Class | TypeKind::Interface | TypeKind::Funcdef => true,
            _ => false,
        }
    }

    /// A value type that acts as a handle itself (`ref`, `weakref`).
    pub(super) fn is_handle_like(&self, id: TypeId) -> bool {
        self.reg.ty(id).flags.has(TypeFlags::AS_HANDLE)
    }

    /// How many slots a value takes.
    pub(super) fn slot_count(&self, ty: DataType) -> usize {
        match self.repr(ty) {
            Repr::Value { size, .. } => (size as usize).div_ceil(8).max(1),
            Repr::None => 0,
            _ => 1,
        }
    }

    /// How a value of the type that a slot owns is given up; `None` where nothing needs to be done.
    pub(super) fn cleanup_kind(&mut self, ty: DataType) -> Option<CleanupKind> {
        match self.repr(ty) {
            Repr::Ptr(Counting::Managed) => Some(CleanupKind::Release),
            Repr::Ptr(Counting::Host) => {
                let t = self.u.tables.ty(ty.object());
                Some(CleanupKind::ReleaseT(t))
            }
            Repr::Value { pod: false, .. } if self.needs_destroy(ty.type_id) => {
                let t = self.u.tables.ty(ty);
                Some(CleanupKind::DestroyV(t))
            }
            _ => None,
        }
    }

    /// Whether values of a registered value type have a destructor.
    pub(super) fn needs_destroy(&self, id: TypeId) -> bool {
        let def = self.reg.ty(id);
        !def.flags.has(TypeFlags::POD) && def.behaviors.destruct.is_some()
    }

    /// The slot owns a value of this type from now on.
    pub(super) fn born_as(&mut self, slot: u16, ty: DataType) {
        if let Some(kind) = self.cleanup_kind(ty) {
            self.born(slot, kind);
        }
    }

    /// Adds a reference to the object in the slot.
    pub(super) fn emit_add_ref(&mut self, slot: u16, ty: DataType) {
        match self.repr(ty) {
            Repr::Ptr(Counting::Managed) => self.ai(Op::AddRef, slot, 0),
            Repr::Ptr(Counting::Host) => {
                let t = self.u.tables.ty(ty.object());
                self.ai(Op::AddRefT, slot, t as i32);
            }
            _ => {}
        }
    }

    /// Whether references to objects of the type are counted.
    pub(super) fn is_counted(&self, ty: DataType) -> bool {
        matches!(self.repr(ty), Repr::Ptr(Counting::Managed | Counting::Host))
    }
}
