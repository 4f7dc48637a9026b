//! The kinds of type and how their objects live.

use crate::base::TypeId;

/// The types that are words of the language. The discriminant is the type's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum Primitive {
    Void = 0,
    Bool = 1,
    Int8 = 2,
    Int16 = 3,
    Int32 = 4,
    Int64 = 5,
    UInt8 = 6,
    UInt16 = 7,
    UInt32 = 8,
    UInt64 = 9,
    Float = 10,
    Double = 11,
}

impl Primitive {
    /// All of them, in the order of their ids.
    pub const ALL: [Primitive; 12] = [
        Primitive::Void,
        Primitive::Bool,
        Primitive::Int8,
        Primitive::Int16,
        Primitive::Int32,
        Primitive::Int64,
        Primitive::UInt8,
        Primitive::UInt16,
        Primitive::UInt32,
        Primitive::UInt64,
        Primitive::Float,
        Primitive::Double,
    ];

    /// Its type id; the same in every registry.
    #[inline]
    pub const fn id(self) -> TypeId {
        TypeId(self as u32)
    }

    /// The primitive with this id.
    #[inline]
    pub const fn from_id(id: TypeId) -> Option<Primitive> {
        if id.0 < 12 { Some(Self::ALL[id.0 as usize]) } else { None }
    }

    /// The word in scripts.
    pub const fn name(self) -> &'static str {
        ["void", "bool", "int8", "int16", "int", "int64", "uint8", "uint16", "uint", "uint64", "float", "double"]
            [self as usize]
    }

    /// Size in bytes; 0 for `void`.
    #[inline]
    pub const fn size(self) -> u32 {
        [0, 1, 1, 2, 4, 8, 1, 2, 4, 8, 4, 8][self as usize]
    }

    /// An integer type (not `bool`).
    #[inline]
    pub const fn is_integer(self) -> bool {
        (self as u8) >= 2 && (self as u8) <= 9
    }

    /// A signed integer type.
    #[inline]
    pub const fn is_signed(self) -> bool {
        (self as u8) >= 2 && (self as u8) <= 5
    }

    /// An unsigned integer type.
    #[inline]
    pub const fn is_unsigned(self) -> bool {
        (self as u8) >= 6 && (self as u8) <= 9
    }

    /// `float` or `double`.
    #[inline]
    pub const fn is_float(self) -> bool {
        (self as u8) >= 10
    }

    /// An integer or floating point type.
    #[inline]
    pub const fn is_number(self) -> bool {
        (self as u8) >= 2
    }
}

/// How objects of a reference type are kept alive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReferenceKind {
    /// The object starts with the VM's object header: the VM counts, destroys and collects it. Script classes, delegates
    /// and the containers of the add-ons.
    Managed,
    /// The host counts: add-ref and release behaviours.
    Counted,
    /// Handles without counting; the host guarantees the life (HOST-025).
    NoCount,
    /// No handles at all (HOST-026).
    NoHandle,
    /// One owner, destroyed by the release behaviour at the end of the scope (HOST-027).
    Scoped,
}

/// What sort of type a [`TypeDef`](super::TypeDef) is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TypeKind {
    /// A word of the language.
    Primitive(Primitive),
    /// The type of `null`.
    Null,
    /// `?` of registered declarations.
    Any,
    /// Stands for a type that could not be determined; the checker stays silent about it.
    Error,
    /// An enum; its values are 32-bit signed integers.
    Enum,
    /// A registered value type.
    Value,
    /// A registered reference type.
    Reference(ReferenceKind),
    /// A script class.
    Class,
    /// An interface, registered or scripted.
    Interface,
    /// A function type; variables of it are handles.
    Funcdef,
    /// A parameter (`T`) of a registered template type or function, by its position in the template's list.
    TemplateParam(u8),
}

impl TypeKind {
    /// A type whose objects are reached by pointer (TYPE-06).
    #[inline]
    pub const fn is_reference(self) -> bool {
        matches!(self, TypeKind::Reference(_) | TypeKind::Class | TypeKind::Interface | TypeKind::Funcdef)
    }
}
