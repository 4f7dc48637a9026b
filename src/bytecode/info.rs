//! What reflection tells of a unit beyond what its code needs. Running needs none of it.

use crate::base::{Span, TypeId};
use crate::types::{DataType, FunctionKind, FunctionTraits, MemberAccess, TypeFlags};

use super::FunctionCode;

/// Declarations of a unit, for editors and bindings.
#[derive(Clone, Debug, Default)]
pub struct UnitInfo {
    /// Of the unit's functions, by their numbers; what follows them has no declaration.
    pub functions: Vec<FunctionInfo>,
    /// Functions without code, which have no number: methods of interfaces, signatures of function types.
    pub declared: Vec<(FunctionCode, FunctionInfo)>,
    /// Classes, interfaces, enums and function types, by id.
    pub types: Vec<TypeInfo>,
    /// Names of other types, with their namespaces, sorted.
    pub typedefs: Vec<(Box<str>, DataType)>,
    /// Namespaces by path, the global one excluded.
    pub namespaces: Vec<Box<str>>,
    /// Texts that stand in brackets before declarations, sorted by what they describe.
    pub metadata: Vec<Metadata>,
}

/// A text before a declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metadata {
    /// What it describes.
    pub of: Described,
    /// What stands between the brackets.
    pub text: Box<str>,
}

/// What metadata can describe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Described {
    /// A function, by its number.
    Function(u32),
    /// A function without code, by its place in [`UnitInfo::declared`].
    Declared(u32),
    /// A type.
    Type(TypeId),
    /// Property of a class, by its number.
    Property(TypeId, u32),
    /// Value of an enum, by its number.
    Value(TypeId, u32),
    /// A global variable, by its number.
    Global(u32),
}

impl UnitInfo {
    /// What is known of a type.
    pub fn ty(&self, id: TypeId) -> Option<&TypeInfo> {
        let at = self.types.binary_search_by_key(&id, |t| t.id).ok()?;
        self.types.get(at)
    }

    /// The metadata of something, in the order of the text.
    pub fn metadata(&self, of: Described) -> &[Metadata] {
        let first = self.metadata.partition_point(|m| m.of < of);
        let behind = self.metadata[first..].partition_point(|m| m.of == of);
        &self.metadata[first..first + behind]
    }
}

/// A function beyond its code.
#[derive(Clone, Debug)]
pub struct FunctionInfo {
    /// What it is for.
    pub kind: FunctionKind,
    /// Its properties.
    pub traits: FunctionTraits,
    /// For accessors the name of the property.
    pub property: Box<str>,
    /// Its parameters; empty where no more is known of them than the code tells.
    pub params: Box<[ParamInfo]>,
}

/// A parameter beyond its type.
#[derive(Clone, Debug)]
pub struct ParamInfo {
    /// Its name; empty if it has none.
    pub name: Box<str>,
    /// Where its default argument stands in the sources.
    pub default: Option<Span>,
}

/// A type beyond what running needs.
#[derive(Clone, Debug)]
pub struct TypeInfo {
    /// Its id.
    pub id: TypeId,
    /// The namespace it is declared in.
    pub namespace: Box<str>,
    /// The type it belongs to, or [`TypeId::NONE`].
    pub parent: TypeId,
    /// Its properties.
    pub flags: TypeFlags,
    /// Position of the declaration.
    pub pos: u32,
    /// Enums: names and values.
    pub values: Vec<(Box<str>, i64)>,
    /// Interfaces: methods, inherited ones included, by their place in [`UnitInfo::declared`].
    pub methods: Vec<u32>,
    /// Interfaces: the interfaces it extends.
    pub interfaces: Vec<TypeId>,
    /// Function types: the place of the signature in [`UnitInfo::declared`].
    pub signature: Option<u32>,
    /// Classes: who may use the properties.
    pub access: Vec<MemberAccess>,
    /// Classes: constructors by their numbers.
    pub constructors: Vec<u32>,
}
