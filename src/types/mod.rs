//! What a type and a function are, for both tiers, and the registry of the host's API.
//!
//! The FFI tier ([`FfiRegistry`]) is built once by [`FfiRegistryBuilder`] and then immutable; the script tier lives in
//! [`semantic`](crate::semantic). Both use the same [`TypeDef`], [`FunctionDef`] and [`DataType`].

mod data_type;
mod ffi_data_type;
mod ffi_expr;
pub mod ffi_registry;
mod function_def;
mod native;
mod type_def;
mod type_kind;

pub use data_type::{DataType, RefModifier};
pub use ffi_data_type::{FfiDataType, FfiName, Instantiation, TypeError, UnresolvedBaseType};
pub use ffi_expr::{FfiBinaryOp, FfiExpr, FfiUnaryOp};
pub use ffi_registry::{FfiRegistry, StringFactory};
pub use function_def::{FunctionDef, FunctionKind, FunctionTraits, ParamDef};
pub use native::{CallConvention, Intrinsic, NativeFunction};
pub use type_def::{
    AccessorDef, EnumValueDef, GlobalDef, ListPattern, MemberAccess, MethodEntry, NameEntry, PropertyDef, Range, TemplateArgument, TemplateArguments, TemplateCallbacks, TemplateVerdict,
    TypeBehaviors, TypeDef, TypeFlags,
};
pub use type_kind::{Primitive, ReferenceKind, TypeKind};
