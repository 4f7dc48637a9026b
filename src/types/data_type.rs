//! A type as used: a type with constness, handle and reference mode.

use crate::base::TypeId;

use super::Primitive;

/// How a parameter or return value refers to its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[repr(u8)]
pub enum RefModifier {
    /// By value.
    #[default]
    None = 0,
    /// `&in`
    In = 1,
    /// `&out`
    Out = 2,
    /// `&inout` or plain `&`
    InOut = 3,
}

/// A type with its modifiers; eight bytes, copied freely.
///
/// For a type without `@`, `is_const` says that the object is read-only. For a handle, `is_handle_to_const` says so
/// (`const T@`) and `is_const` that the handle itself cannot be rebound (`T@ const`).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct DataType {
    /// The type.
    pub type_id: TypeId,
    /// Read-only object, or fixed handle.
    pub is_const: bool,
    /// `T@`
    pub is_handle: bool,
    /// `const T@`
    pub is_handle_to_const: bool,
    /// `&in`, `&out`, `&inout`.
    pub ref_modifier: RefModifier,
}

impl DataType {
    /// `void`
    pub const VOID: DataType = DataType::of(Primitive::Void.id());
    /// `bool`
    pub const BOOL: DataType = DataType::of(Primitive::Bool.id());
    /// `int`
    pub const INT: DataType = DataType::of(Primitive::Int32.id());
    /// `uint`
    pub const UINT: DataType = DataType::of(Primitive::UInt32.id());
    /// `int64`
    pub const INT64: DataType = DataType::of(Primitive::Int64.id());
    /// `uint64`
    pub const UINT64: DataType = DataType::of(Primitive::UInt64.id());
    /// `float`
    pub const FLOAT: DataType = DataType::of(Primitive::Float.id());
    /// `double`
    pub const DOUBLE: DataType = DataType::of(Primitive::Double.id());
    /// The type of `null`.
    pub const NULL: DataType = DataType {
        type_id: DataType::NULL_ID,
        is_const: false,
        is_handle: true,
        is_handle_to_const: false,
        ref_modifier: RefModifier::None,
    };
    /// A type that could not be determined.
    pub const ERROR: DataType = DataType::of(DataType::ERROR_ID);
    /// `?`
    pub const ANY: DataType = DataType::of(DataType::ANY_ID);

    /// Id of the type of `null`; the same in every registry.
    pub const NULL_ID: TypeId = TypeId(12);
    /// Id of `?`.
    pub const ANY_ID: TypeId = TypeId(13);
    /// Id of the undetermined type.
    pub const ERROR_ID: TypeId = TypeId(14);
    /// The first id that is not fixed by the library.
    pub const FIRST_FREE_ID: TypeId = TypeId(16);

    /// The plain type.
    #[inline]
    pub const fn of(type_id: TypeId) -> DataType {
        DataType {
            type_id,
            is_const: false,
            is_handle: false,
            is_handle_to_const: false,
            ref_modifier: RefModifier::None,
        }
    }

    /// The plain type of a primitive.
    #[inline]
    pub const fn primitive(p: Primitive) -> DataType {
        DataType::of(p.id())
    }

    /// `T@`, with the object's constness moved into the handle.
    #[inline]
    pub const fn handle(self) -> DataType {
        if self.is_handle {
            return self;
        }
        DataType { is_handle: true, is_handle_to_const: self.is_const, is_const: false, ..self }
    }

    /// The object type behind a handle, with its constness; the type itself if it is none.
    #[inline]
    pub const fn object(self) -> DataType {
        if !self.is_handle {
            return self;
        }
        DataType { is_handle: false, is_const: self.is_handle_to_const, is_handle_to_const: false, ..self }
    }

    /// With `is_const` as given.
    #[inline]
    pub const fn with_const(self, is_const: bool) -> DataType {
        DataType { is_const, ..self }
    }

    /// With the reference mode as given.
    #[inline]
    pub const fn with_ref(self, ref_modifier: RefModifier) -> DataType {
        DataType { ref_modifier, ..self }
    }

    /// Without reference mode and without the outermost `const`: the type of a value of it.
    #[inline]
    pub const fn value(self) -> DataType {
        DataType { is_const: false, ref_modifier: RefModifier::None, ..self }
    }

    /// Whether the object (behind the handle, if it is one) is read-only.
    #[inline]
    pub const fn object_is_const(self) -> bool {
        if self.is_handle { self.is_handle_to_const } else { self.is_const }
    }

    /// Passed or returned by reference.
    #[inline]
    pub const fn is_ref(self) -> bool {
        !matches!(self.ref_modifier, RefModifier::None)
    }

    /// The primitive it is, if it is one.
    #[inline]
    pub const fn as_primitive(self) -> Option<Primitive> {
        if self.is_handle { None } else { Primitive::from_id(self.type_id) }
    }

    /// Exactly `void`.
    #[inline]
    pub const fn is_void(self) -> bool {
        self.type_id.0 == 0 && !self.is_ref()
    }

    /// Exactly `bool`.
    #[inline]
    pub const fn is_bool(self) -> bool {
        self.type_id.0 == 1
    }

    /// The type of `null`.
    #[inline]
    pub const fn is_null(self) -> bool {
        self.type_id.0 == DataType::NULL_ID.0
    }

    /// The undetermined type.
    #[inline]
    pub const fn is_error(self) -> bool {
        self.type_id.0 == DataType::ERROR_ID.0
    }

    /// `?`
    #[inline]
    pub const fn is_any(self) -> bool {
        self.type_id.0 == DataType::ANY_ID.0
    }

    /// The same type when the outermost `const` and the reference mode are left out of account.
    #[inline]
    pub fn same_value(self, other: DataType) -> bool {
        self.type_id == other.type_id
            && self.is_handle == other.is_handle
            && self.is_handle_to_const == other.is_handle_to_const
    }
}

impl std::fmt::Debug for DataType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.object_is_const() {
            f.write_str("const ")?;
        }
        match Primitive::from_id(self.type_id) {
            Some(p) => f.write_str(p.name())?,
            None => write!(f, "#{}", self.type_id.0)?,
        }
        if self.is_handle {
            f.write_str(if self.is_const { "@ const" } else { "@" })?;
        }
        f.write_str(match self.ref_modifier {
            RefModifier::None => "",
            RefModifier::In => " &in",
            RefModifier::Out => " &out",
            RefModifier::InOut => " &inout",
        })
    }
}
