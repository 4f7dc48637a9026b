//! Functions of both tiers, resolved.

use crate::base::{FunctionId, NamespaceId, Span, Symbol, TypeId};

use super::{DataType, Range};

/// What a function is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum FunctionKind {
    /// A global function.
    Global,
    /// A method; script methods are virtual.
    Method,
    /// A method of an interface.
    InterfaceMethod,
    /// Constructor of a value type or script class: initialises given memory.
    Constructor,
    /// Makes an object of a reference type and returns its handle.
    Factory,
    /// Constructor or factory that takes an initialisation list.
    ListConstructor,
    Destructor,
    /// Add-ref, release, GC and other behaviours that scripts cannot name.
    Behavior,
    /// The signature of a funcdef.
    Funcdef,
    /// A function of another unit, bound by the host.
    Import,
    /// An anonymous function.
    Lambda,
    /// Initialises a global variable.
    GlobalInit,
}

impl FunctionKind {
    /// An anonymous function.
    #[inline]
    pub const fn is_lambda(self) -> bool {
        matches!(self, FunctionKind::Lambda)
    }
}

/// Properties of a function, as a set of bits.
#[derive(Clone, Copy, PartialEq, Eq, Default, Hash, Debug)]
pub struct FunctionTraits(pub u32);

#[allow(missing_docs)]
impl FunctionTraits {
    pub const CONST: FunctionTraits = FunctionTraits(1);
    pub const FINAL: FunctionTraits = FunctionTraits(1 << 1);
    pub const OVERRIDE: FunctionTraits = FunctionTraits(1 << 2);
    pub const EXPLICIT: FunctionTraits = FunctionTraits(1 << 3);
    /// Marked `property` (or an accessor by the accessor mode).
    pub const PROPERTY: FunctionTraits = FunctionTraits(1 << 4);
    pub const DELETED: FunctionTraits = FunctionTraits(1 << 5);
    pub const PRIVATE: FunctionTraits = FunctionTraits(1 << 6);
    pub const PROTECTED: FunctionTraits = FunctionTraits(1 << 7);
    pub const SHARED: FunctionTraits = FunctionTraits(1 << 8);
    pub const EXTERNAL: FunctionTraits = FunctionTraits(1 << 9);
    /// The last parameter may be repeated (host functions).
    pub const VARIADIC: FunctionTraits = FunctionTraits(1 << 10);
    /// Made by the compiler: default and copy constructors, `opAssign`.
    pub const GENERATED: FunctionTraits = FunctionTraits(1 << 11);
    /// The returned handle is `@+`: the VM adds the reference.
    pub const AUTO_HANDLE_RETURN: FunctionTraits = FunctionTraits(1 << 12);
    /// The first declared parameter is the hidden type of a template instance (HOST-059); it is not among the params.
    pub const TAKES_TYPE: FunctionTraits = FunctionTraits(1 << 13);
    /// Some derived class overrides it (script methods; known when all classes are laid out).
    pub const OVERRIDDEN: FunctionTraits = FunctionTraits(1 << 14);

    /// Whether all bits of `other` are set.
    #[inline]
    pub const fn has(self, other: FunctionTraits) -> bool {
        self.0 & other.0 == other.0
    }

    /// Both sets together.
    #[inline]
    pub const fn with(self, other: FunctionTraits) -> FunctionTraits {
        FunctionTraits(self.0 | other.0)
    }

    /// These without those of `other`.
    #[inline]
    pub const fn without(self, other: FunctionTraits) -> FunctionTraits {
        FunctionTraits(self.0 & !other.0)
    }
}

/// A parameter, resolved.
#[derive(Clone, Copy, Debug)]
pub struct ParamDef {
    /// Its name; [`Symbol::EMPTY`] if it has none.
    pub name: Symbol,
    /// Its type with the reference mode.
    pub ty: DataType,
    /// Index of the default argument in the tier's table, or `u32::MAX`.
    pub default: u32,
    /// Declared `@+`.
    pub auto_handle: bool,
}

impl ParamDef {
    /// No default argument.
    pub const NO_DEFAULT: u32 = u32::MAX;

    /// Whether a call may leave it out.
    #[inline]
    pub const fn has_default(&self) -> bool {
        self.default != Self::NO_DEFAULT
    }
}

/// A function of either tier. The parameters lie in the tier's parameter table; read them through
/// [`FunctionDefView`](crate::semantic::FunctionDefView).
#[derive(Clone, Copy, Debug)]
pub struct FunctionDef {
    /// Its id.
    pub id: FunctionId,
    /// Its name, without namespace and type. Empty for behaviours and lambdas.
    pub name: Symbol,
    /// For accessors (`get_x`, `set_x` that count as properties): the property's name, else [`Symbol::EMPTY`].
    pub property: Symbol,
    /// The namespace it is declared in (for members: the one of its type).
    pub namespace: NamespaceId,
    /// The type it is a member of, or [`TypeId::NONE`].
    pub owner: TypeId,
    /// What it is for.
    pub kind: FunctionKind,
    /// Its properties.
    pub traits: FunctionTraits,
    /// What it returns, with reference mode `InOut` for returned references.
    pub ret: DataType,
    /// Its parameters in the tier's table.
    pub params: Range,
    /// For methods of script classes and interfaces: the position in the method table of its type. For native functions
    /// unused.
    pub slot: u32,
    /// Where it is declared; [`Span::NONE`] for registered functions.
    pub span: Span,
    /// Which modules see it (HOST-014).
    pub access_mask: u32,
}
