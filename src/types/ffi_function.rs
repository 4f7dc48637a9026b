//! Owned definitions of what a host registers, before all names are known.

use std::hash::{BuildHasher, Hasher};

use rustc_hash::FxBuildHasher;

use crate::base::{NamespaceId, Symbol, TypeId, names};

use super::{
    BehaviorKind, DataType, FfiDataType, FfiExpr, FfiName, FunctionKind, FunctionTraits, Instantiation, NativeFunction,
    ObjectFlags, Range, TemplateCallbacks, TypeError,
};

/// The owner of what does not belong to a type.
pub const NO_OWNER: u32 = u32::MAX;

/// A default argument with its source.
#[derive(Clone, Debug, PartialEq)]
pub struct FfiDefault {
    /// Its meaning.
    pub expr: FfiExpr,
    /// Its text, as bytes of the declaration.
    pub text: Range,
    /// For [`FfiExpr::Text`]: the names it uses, with their places in the declaration, so that sealing can tell which of
    /// them do not exist.
    pub names: Box<[(FfiName, u32)]>,
}

/// A parameter of a registered function.
#[derive(Clone, Debug, PartialEq)]
pub struct FfiParam {
    /// Its name; [`Symbol::EMPTY`] if it has none.
    pub name: Symbol,
    /// Its type with the reference mode.
    pub data_type: FfiDataType,
    /// The default argument.
    pub default_value: Option<Box<FfiDefault>>,
    /// Declared `@+`.
    pub auto_handle: bool,
    /// Where it stands: bytes from the start of the declaration.
    pub column: u32,
}

/// The pattern of a list constructor or list factory (HOST-070).
#[derive(Clone, Debug, PartialEq)]
pub enum FfiListPattern {
    /// `{ a, b, … }`
    List(Vec<FfiListPattern>),
    /// `repeat p`
    Repeat(Box<FfiListPattern>),
    /// `repeat_same p`
    RepeatSame(Box<FfiListPattern>),
    /// A value of a type.
    Type(FfiDataType),
}

/// A registered function, owned and with its types still to be resolved.
///
/// Names are symbols, `owner` and `namespace` rows of the [`Declarations`](super::Declarations) it belongs to.
#[derive(Clone, Debug, PartialEq)]
pub struct FfiFunctionDef {
    /// Its name; [`Symbol::EMPTY`] for behaviours.
    pub name: Symbol,
    /// For `get_x` and `set_x`: the symbol of `x`, else [`Symbol::EMPTY`].
    pub property: Symbol,
    /// The namespace it is declared in, for members the one in which they were registered.
    pub namespace: NamespaceId,
    /// The type it is a member of, or [`NO_OWNER`].
    pub owner: u32,
    /// What it is for.
    pub kind: FunctionKind,
    /// Which behaviour it is, if it is one.
    pub behavior: Option<BehaviorKind>,
    /// Its properties.
    pub traits: FunctionTraits,
    /// What it returns.
    pub return_type: FfiDataType,
    /// Its parameters, hidden ones included.
    pub params: Box<[FfiParam]>,
    /// Names of its own type parameters (`R f<T>(T)`).
    pub type_params: Box<[Symbol]>,
    /// The pattern after a list constructor or list factory.
    pub list_pattern: Option<Box<FfiListPattern>>,
    /// The host's code.
    pub native_fn: NativeFunction,
    /// Which modules see it (HOST-014).
    pub access_mask: u32,
    /// Its text, as a range of the declarations' texts.
    pub declaration: Range,
    /// Where the name stands in the text.
    pub name_column: u32,
}

impl FfiFunctionDef {
    /// Whether two declarations of one owner or namespace mean the same function, as far as their words tell: names are
    /// compared, so that a typedef differs from what it stands for. `map` turns the other's names into this one's.
    pub(crate) fn same_words(&self, other: &FfiFunctionDef, map: &impl Fn(Symbol) -> Option<Symbol>) -> bool {
        self.kind == other.kind
            && Some(self.name) == map(other.name)
            && self.traits.has(FunctionTraits::CONST) == other.traits.has(FunctionTraits::CONST)
            && self.params.len() == other.params.len()
            && self.params.iter().zip(&other.params).all(|(a, b)| a.data_type.same_words(&b.data_type, map))
            && (!is_conversion(self.name) || self.return_type.same_words(&other.return_type, map))
    }

    /// A hash that is equal for declarations of the [same words](FfiFunctionDef::same_words); `None` if a name has no
    /// counterpart.
    pub(crate) fn hash_words(&self, place: (u32, u32), map: &impl Fn(Symbol) -> Option<Symbol>) -> Option<u32> {
        let mut hash = FxBuildHasher.build_hasher();
        hash.write_u64(u64::from(place.0) << 32 | u64::from(place.1));
        hash.write_u32(map(self.name)?.0);
        for param in &self.params {
            param.data_type.hash_words(&mut hash, map)?;
        }
        let hash = hash.finish();
        Some((hash ^ (hash >> 32)) as u32)
    }

    /// Whether it may be registered once only: functions, methods, constructors and factories.
    pub(crate) fn is_overloadable(&self) -> bool {
        matches!(
            self.kind,
            FunctionKind::Global
                | FunctionKind::Method
                | FunctionKind::InterfaceMethod
                | FunctionKind::Constructor
                | FunctionKind::Factory
        )
    }
}

/// Methods of these names may be overloaded on what they return (HOST-047).
pub(crate) fn is_conversion(name: Symbol) -> bool {
    matches!(name, names::OP_CAST | names::OP_IMPL_CAST | names::OP_CONV | names::OP_IMPL_CONV)
}

/// The types of a function, resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedFunctionDef {
    /// What it returns.
    pub return_type: DataType,
    /// Types of its parameters, hidden ones included.
    pub params: Vec<DataType>,
}

impl FfiFunctionDef {
    /// The types of the function, when all types have names. See [`FfiDataType::resolve`].
    ///
    /// # Errors
    ///
    /// All types that cannot be resolved, with their places.
    pub fn resolve<L, I>(&self, lookup: &L, instantiate: &mut I) -> Result<ResolvedFunctionDef, Vec<TypeError>>
    where
        L: Fn(FfiName) -> Option<TypeId>,
        I: FnMut(Instantiation<'_>) -> Result<TypeId, String>,
    {
        let mut errors = Vec::new();
        let mut one = |ty: &FfiDataType| match ty.resolve(lookup, instantiate) {
            Ok(ty) => ty,
            Err(e) => {
                errors.push(e);
                DataType::ERROR
            }
        };
        let return_type = one(&self.return_type);
        let params = self.params.iter().map(|p| one(&p.data_type)).collect();
        if errors.is_empty() { Ok(ResolvedFunctionDef { return_type, params }) } else { Err(errors) }
    }
}

/// What sort of type is registered.
#[derive(Clone, Debug)]
pub enum FfiTypeKind {
    /// An object type.
    Object {
        /// Its properties.
        flags: ObjectFlags,
        /// Bytes of an object; 0 for most reference types.
        size: u32,
        /// Alignment of an object in bytes, a power of two; 0 if the host does not say.
        align: u32,
        /// Questions asked before instantiating a template.
        callbacks: TemplateCallbacks,
        /// See [`TypeDef::managed_ops`](super::TypeDef::managed_ops).
        managed_ops: usize,
    },
    /// An enum.
    Enum,
    /// An interface.
    Interface,
    /// Another name of a primitive.
    Typedef(FfiDataType),
    /// A function type, by the row of its signature among the functions.
    Funcdef(u32),
}

impl FfiTypeKind {
    /// How messages call it.
    pub fn name(&self) -> &'static str {
        match self {
            FfiTypeKind::Object { .. } => "type",
            FfiTypeKind::Enum => "enum",
            FfiTypeKind::Interface => "interface",
            FfiTypeKind::Typedef(_) => "typedef",
            FfiTypeKind::Funcdef(_) => "funcdef",
        }
    }
}

/// A registered type.
#[derive(Clone, Debug)]
pub struct FfiTypeDef {
    /// Its name, without template parameters.
    pub name: Symbol,
    /// The namespace it is declared in.
    pub namespace: NamespaceId,
    /// What it is.
    pub kind: FfiTypeKind,
    /// Names of a template's parameters.
    pub params: Box<[Symbol]>,
    /// For the specialisation of a template: the arguments it is for (HOST-036).
    pub specialized: Box<[FfiDataType]>,
    /// For child funcdefs: the type they belong to, or [`NO_OWNER`].
    pub owner: u32,
    /// Which modules see it.
    pub access_mask: u32,
    /// Its text.
    pub declaration: Range,
}

/// A type that something is registered for, by name: it may be registered later.
#[derive(Clone, Debug, PartialEq)]
pub struct FfiOwner {
    /// The namespace that was current when it was named.
    pub namespace: NamespaceId,
    /// Its name.
    pub name: FfiName,
    /// What stands in `<…>`: the names of a template's parameters, or the arguments of a specialisation.
    pub args: Box<[FfiDataType]>,
    /// The text by which it was named.
    pub text: Symbol,
}

/// A registered property of a type.
#[derive(Clone, Debug, PartialEq)]
pub struct FfiPropertyDef {
    /// The type it belongs to.
    pub owner: u32,
    /// Its name.
    pub name: Symbol,
    /// Its type. `T &name` (HOST-040) is `T` with `indirect`.
    pub data_type: FfiDataType,
    /// Bytes from the start of the object.
    pub offset: i32,
    /// At `offset` lies a pointer to the part that holds the property, this many bytes from its start.
    pub indirect: Option<i32>,
    /// The namespace in which it was registered.
    pub namespace: NamespaceId,
    /// Which modules see it.
    pub access_mask: u32,
    /// Its text.
    pub declaration: Range,
    /// Where the name stands in the text.
    pub name_column: u32,
}

/// A registered global property.
#[derive(Clone, Debug, PartialEq)]
pub struct FfiGlobalDef {
    /// Its name.
    pub name: Symbol,
    /// The namespace it is declared in.
    pub namespace: NamespaceId,
    /// Its type; const ones are read-only.
    pub data_type: FfiDataType,
    /// Address of the value.
    pub address: usize,
    /// Which modules see it.
    pub access_mask: u32,
    /// Its text.
    pub declaration: Range,
}

/// A registered value of an enum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FfiEnumValueDef {
    /// The enum.
    pub owner: u32,
    /// Its name.
    pub name: Symbol,
    /// The value.
    pub value: i32,
    /// Its text, `Enum::NAME`.
    pub declaration: Range,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::RefModifier;

    #[test]
    fn resolving_a_function_tells_every_unknown_type() {
        let named = |symbol, column| FfiDataType::named(FfiName::simple(Symbol(symbol)), column);
        let param =
            |data_type| FfiParam { name: Symbol::EMPTY, data_type, default_value: None, auto_handle: false, column: 0 };
        let mut def = FfiFunctionDef {
            name: Symbol(1),
            property: Symbol::EMPTY,
            namespace: NamespaceId::GLOBAL,
            owner: NO_OWNER,
            kind: FunctionKind::Global,
            behavior: None,
            traits: FunctionTraits::default(),
            return_type: named(10, 0),
            params: [param(named(11, 7).with_ref(RefModifier::In)), param(named(12, 12))].into(),
            type_params: Box::default(),
            list_pattern: None,
            native_fn: NativeFunction::STUB,
            access_mask: u32::MAX,
            declaration: Range::EMPTY,
            name_column: 0,
        };
        let lookup = |name: FfiName| (name.symbol.0 == 10).then_some(TypeId(20));
        let errors = def.resolve(&lookup, &mut |_| Err(String::new())).unwrap_err();
        let columns: Vec<u32> = errors
            .iter()
            .map(|e| match e {
                TypeError::Unknown { column, .. } | TypeError::Refused { column, .. } => *column,
            })
            .collect();
        assert_eq!(columns, [7, 12]);
        def.params = [param(named(10, 7).handle())].into();
        let resolved = def.resolve(&lookup, &mut |_| Err(String::new())).unwrap();
        assert_eq!(resolved.params, [DataType::of(TypeId(20)).handle()]);
        assert_eq!(resolved.return_type, DataType::of(TypeId(20)));
    }
}
