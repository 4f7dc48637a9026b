//! The registry of the host's API: immutable, shared by every build and every VM.
//!
//! A registry is laid out for reading. Ids are dense numbers that index tables; members of a type and overloads of a
//! name are runs of table rows; names are symbols of one [`FrozenInterner`]. Nothing here takes a lock, and nothing is
//! done per build. The only thing that grows is the cache of template instances that scripts name
//! ([`FfiRegistry::instance`]).
//!
//! A registry may extend another one (its parent): ids and table indices continue after the parent's, look-ups that
//! find nothing fall through to it, and nothing of it is copied.

mod builder;
mod declarations;
mod display;
mod groups;
mod instances;
mod names;
mod problems;
mod read;
mod scope;
mod script_instances;
mod seal;
mod seal_defaults;
mod seal_functions;
mod seal_layout;
mod seal_members;
mod seal_shapes;
mod seal_types;
mod suggest;
mod tables;
mod type_rows;

pub use builder::FfiRegistryBuilder;
pub use declarations::Declarations;
pub use display::{TypeNames, write_data_type, write_scope, write_type, write_type_name};
pub use groups::GroupDef;
pub use names::NamePool;
pub use read::{InstanceMaker, template_argument};
pub use seal_layout::{UNKNOWN_ADDRESS, UNKNOWN_OFFSET, UNKNOWN_SIZE};

use std::sync::Arc;

use crate::base::{FrozenInterner, FunctionId, NamespaceId, Symbol, TypeId};

use super::{
    AccessorDef, DataType, EnumValueDef, FfiExpr, FunctionDef, GlobalDef, MethodEntry, NameEntry, NativeFunction,
    ParamDef, PropertyDef, Range, TypeDef,
};
pub(crate) use instances::{FIRST_CACHED, InstanceCache};
pub(crate) use script_instances::FIRST_SCRIPT_INSTANCE;
use tables::{IndexSet, PairTable, Rows};

/// How string literals become objects (HOST-089). Addresses of C functions, called by the VM only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct StringFactory {
    /// `const void *get(const char *bytes, size_t len, void *user_data)`: an immutable string object of this content, at
    /// an address that stays valid until it is released. Equal contents may share.
    pub get: usize,
    /// `void release(const void *object, void *user_data)`: undoes one `get`.
    pub release: usize,
    /// `size_t raw(const void *object, char *bytes, void *user_data)`: the length of the object's content in bytes,
    /// which is also copied to `bytes` unless that is NULL. 0 if the host offers none.
    pub raw: usize,
    /// Given to each of them.
    pub user_data: usize,
}

/// Something of the host that a registry owns: user data of functions, say.
pub type Keep = Arc<dyn std::any::Any + Send + Sync>;

/// A namespace by its full path.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NamespaceDef {
    pub parent: NamespaceId,
    pub name: Symbol,
}

/// The sealed API of a host. See the [module](self) for its layout.
///
/// All functions may be called from any number of threads at once.
pub struct FfiRegistry {
    parent: Option<Arc<FfiRegistry>>,
    layer: u32,
    interner: Arc<FrozenInterner>,
    types: Rows<TypeDef>,
    functions: Rows<FunctionDef>,
    natives: Rows<NativeFunction>,
    params: Rows<ParamDef>,
    /// Operators of some type have output parameters.
    pub has_assigning_operators: bool,
    /// Names of virtual properties.
    accessor_names: rustc_hash::FxHashSet<Symbol>,
    defaults: Rows<FfiExpr>,
    /// Text of each default argument, as ranges of `texts`.
    default_texts: Rows<Range>,
    texts: Box<str>,
    methods: Rows<MethodEntry>,
    accessors: Rows<AccessorDef>,
    properties: Rows<PropertyDef>,
    enum_values: Rows<EnumValueDef>,
    type_list: Rows<TypeId>,
    function_list: Rows<FunctionId>,
    globals: Rows<GlobalDef>,
    namespaces: Rows<NamespaceDef>,
    namespace_table: PairTable<NamespaceId>,
    names: PairTable<NameEntry>,
    /// Enum values by namespace and name, as ranges of `named_values`.
    value_table: PairTable<Range>,
    named_values: Box<[(TypeId, i64)]>,
    /// Accessors of global virtual properties, as ranges of `named_accessors`.
    accessor_table: PairTable<Range>,
    named_accessors: Box<[AccessorDef]>,
    /// Types declared in other types, by owner and name.
    child_table: PairTable<TypeId>,
    /// Type parameters of template functions, as ranges of `type_list`; sorted by function.
    type_params: Box<[(FunctionId, Range)]>,
    /// Names that typedefs give to types: they have a [`NameEntry`], but no type of their own.
    typedefs: Box<[(NamespaceId, Symbol, TypeId)]>,
    groups: Box<[GroupDef]>,
    /// Bit n: parameter n of the template is used as `T@` by some member; sorted by template.
    handle_params: Box<[(TypeId, u32)]>,
    /// Instances made when sealing, and registered specialisations.
    sealed_instances: IndexSet,
    cache: InstanceCache,
    string_type: TypeId,
    string_factory: Option<StringFactory>,
    default_array: TypeId,
    /// The engine property of the same name.
    allow_unsafe_references: bool,
    /// What the host wants to live as long as the registry.
    _keep: Vec<Keep>,
}

/// A type parameter stands in it: the members of a template are full of such types.
pub(crate) fn type_is_dependent(def: &TypeDef) -> bool {
    def.flags.has(super::TypeFlags::DEPENDENT) || matches!(def.kind, super::TypeKind::TemplateParam(_))
}

impl DataType {
    /// Itself with its modifiers applied to `arg`, which takes the place of a template parameter: `const T &in` over
    /// `Foo@` is `Foo@ const &in`, `const T@` over `Foo` is `const Foo@`, `T@` over `Foo@` is `Foo@`.
    pub fn substituted(self, arg: DataType) -> DataType {
        let mut ty = arg;
        if self.is_handle {
            ty = ty.handle();
            ty.is_handle_to_const |= self.is_handle_to_const;
        }
        ty.is_const |= self.is_const;
        ty.ref_modifier = self.ref_modifier;
        ty
    }
}
