//! What a type and a function are, for both tiers, and the registry of the host's API.
//!
//! The FFI tier ([`FfiRegistry`]) is built once by [`FfiRegistryBuilder`] and then immutable; the script tier lives in
//! [`semantic`](crate::semantic). Both use the same [`TypeDef`], [`FunctionDef`] and [`DataType`].
#![forbid(unsafe_code)]

mod data_type;
mod engine_properties;
mod ffi_data_type;
mod ffi_expr;
pub mod ffi_function;
pub mod ffi_registry;
mod function_def;
mod native;
mod native_shape;
mod object_flags;
mod registration_error;
mod type_def;
mod type_kind;

pub use data_type::{DataType, RefModifier};
pub use engine_properties::{EngineProperties, InvalidProperty};
pub use ffi_data_type::{FfiDataType, FfiName, Instantiation, TypeError, UnresolvedBaseType};
pub use ffi_expr::{FfiBinaryOp, FfiExpr, FfiUnaryOp};
pub use ffi_function::{
    FfiDefault, FfiEnumValueDef, FfiFunctionDef, FfiGlobalDef, FfiListPattern, FfiOwner, FfiParam, FfiPropertyDef,
    FfiTypeDef, FfiTypeKind, NO_OWNER, ResolvedFunctionDef,
};
pub use ffi_registry::{
    Declarations, FfiRegistry, FfiRegistryBuilder, GroupDef, InstanceMaker, Keep, NamePool, StringFactory, TypeNames,
    UNKNOWN_ADDRESS, UNKNOWN_OFFSET, UNKNOWN_SIZE, template_argument, write_data_type, write_scope, write_type,
    write_type_name,
};
pub use function_def::{FunctionDef, FunctionKind, FunctionTraits, ParamDef};
pub use native::{CallConvention, Intrinsic, NativeFunction, ObjectPart};
pub use native_shape::{EightByte, NativeShape};
pub use object_flags::{BehaviorKind, ObjectFlags};
pub use registration_error::{RegistrationError, ResolutionError, ResolutionErrorKind, ReturnCode};
pub use type_def::{
    AccessorDef, EnumValueDef, GlobalDef, ListPattern, MemberAccess, MethodEntry, NameEntry, PropertyDef, Range,
    TemplateArgument, TemplateArguments, TemplateCallbacks, TemplateValidator, TemplateVerdict, TypeBehaviors, TypeDef,
    TypeFlags,
};
pub use type_kind::{Primitive, ReferenceKind, TypeKind};
