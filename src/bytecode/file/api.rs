//! What a unit needs of the registered API, by name and declaration.
//!
//! | table | an entry |
//! |---|---|
//! | types | a tag, then: *fixed* the number; *registered* namespace, owner, name, shape, size, alignment, signature of a function type; *instance* template and arguments; *function* namespace, name, number of parameters and declaration of the template function that it stands for; *script* number among the unit's classes and other types |
//! | functions | owner, namespace, kind, name, number of parameters, declaration |
//! | properties of the host | namespace, name, type |
//! | member variables | type, name, type of the member, offset, offset behind a pointer |
//! | enum values | enum, name, value |

use crate::base::{FunctionId, GlobalId, NamespaceId, Symbol, TypeId};
use crate::types::{
    DataType, FfiRegistry, FunctionKind, FunctionTraits, NameEntry, PropertyDef, RefModifier, ReferenceKind, TypeDef,
    TypeFlags, TypeKind,
};

/// What stands before an entry of the table of types.
pub mod tag {
    pub const FIXED: u8 = 0;
    pub const REGISTERED: u8 = 1;
    pub const INSTANCE: u8 = 2;
    pub const SCRIPT: u8 = 3;
    pub const FUNCTION: u8 = 4;
}

/// A type's modifiers in five bits.
pub fn modifiers(ty: DataType) -> u64 {
    u64::from(ty.is_const)
        | u64::from(ty.is_handle) << 1
        | u64::from(ty.is_handle_to_const) << 2
        | (ty.ref_modifier as u64) << 3
}

/// A type with these modifiers.
pub fn with_modifiers(type_id: TypeId, bits: u64) -> DataType {
    DataType {
        type_id,
        is_const: bits & 1 != 0,
        is_handle: bits & 2 != 0,
        is_handle_to_const: bits & 4 != 0,
        ref_modifier: match bits >> 3 & 3 {
            0 => RefModifier::None,
            1 => RefModifier::In,
            2 => RefModifier::Out,
            _ => RefModifier::InOut,
        },
    }
}

/// The kind within a [`shape`] of value types, and of function types.
pub const VALUE: u32 = 2;
/// See [`VALUE`].
pub const FUNCDEF: u32 = 10;

/// What of a registered type decides how its values are handled, as a number; with [`shape_text`] for people.
pub fn shape(def: &TypeDef) -> u32 {
    let kind = match def.kind {
        TypeKind::Primitive(_) | TypeKind::Null | TypeKind::Any | TypeKind::Error | TypeKind::TemplateParam(_) => 0,
        TypeKind::Enum => 1,
        TypeKind::Value => VALUE,
        TypeKind::Reference(ReferenceKind::Managed) => 3,
        TypeKind::Reference(ReferenceKind::Counted) => 4,
        TypeKind::Reference(ReferenceKind::NoCount) => 5,
        TypeKind::Reference(ReferenceKind::NoHandle) => 6,
        TypeKind::Reference(ReferenceKind::Scoped) => 7,
        TypeKind::Class => 8,
        TypeKind::Interface => 9,
        TypeKind::Funcdef => FUNCDEF,
    };
    let flags = [
        def.flags.has(TypeFlags::POD),
        def.flags.has(TypeFlags::AS_HANDLE),
        def.flags.has(TypeFlags::IMPLICIT_HANDLE),
        def.flags.has(TypeFlags::TEMPLATE),
        def.behaviors.destruct.is_some(),
        def.behaviors.add_ref.is_some(),
        def.behaviors.release.is_some(),
        def.managed_ops != 0,
    ];
    flags.iter().enumerate().fold(kind, |shape, (bit, set)| shape | u32::from(*set) << (4 + bit))
}

/// A shape in words.
pub fn shape_text(shape: u32) -> String {
    const KINDS: [&str; 11] = [
        "no type of the host",
        "an enum",
        "a value type",
        "a managed reference type",
        "a counted reference type",
        "a reference type without counting",
        "a reference type without handles",
        "a scoped reference type",
        "a class",
        "an interface",
        "a function type",
    ];
    const FLAGS: [&str; 8] = [
        "plain",
        "acting as a handle",
        "with implicit handles",
        "a template",
        "with a destructor",
        "with an add-ref behaviour",
        "with a release behaviour",
        "of the library",
    ];
    let mut text = KINDS.get((shape & 15) as usize).copied().unwrap_or("unknown").to_string();
    for (bit, flag) in FLAGS.iter().enumerate() {
        if shape >> (4 + bit) & 1 != 0 {
            text.push_str(", ");
            text.push_str(flag);
        }
    }
    text
}

/// Whether size and alignment of a type are part of compiled code.
pub fn has_size(def: &TypeDef) -> bool {
    def.kind == TypeKind::Value
}

/// The kind of a function as a number.
pub fn kind_number(kind: FunctionKind) -> u8 {
    match kind {
        FunctionKind::Global => 0,
        FunctionKind::Method => 1,
        FunctionKind::InterfaceMethod => 2,
        FunctionKind::Constructor => 3,
        FunctionKind::Factory => 4,
        FunctionKind::ListConstructor => 5,
        FunctionKind::Destructor => 6,
        FunctionKind::Behavior => 7,
        FunctionKind::Funcdef => 8,
        FunctionKind::Import => 9,
        FunctionKind::Lambda => 10,
        FunctionKind::GlobalInit => 11,
    }
}

/// What is looked for in a registry.
pub struct WantedFunction<'a> {
    pub owner: Option<TypeId>,
    pub namespace: &'a str,
    pub kind: u8,
    pub name: &'a str,
    pub params: u32,
    pub takes_type: bool,
    pub declaration: &'a str,
}

/// The namespace with this path.
pub fn find_namespace(ffi: &FfiRegistry, path: &str) -> Option<NamespaceId> {
    if path.is_empty() {
        return Some(NamespaceId::GLOBAL);
    }
    path.split("::").try_fold(NamespaceId::GLOBAL, |ns, part| ffi.find_namespace(ns, ffi.interner().find(part)?))
}

/// The type of this name in a namespace, or inside a type.
pub fn find_type(ffi: &FfiRegistry, namespace: &str, owner: Option<TypeId>, name: &str) -> Option<TypeId> {
    let symbol = ffi.interner().find(name)?;
    if let Some(owner) = owner {
        return ffi.child_type(owner, symbol)?.ok();
    }
    match ffi.lookup(find_namespace(ffi, namespace)?, symbol)? {
        // A typedef leads to a type of another name: that is not the type meant.
        NameEntry::Type(id) if ffi.ty(id).name == symbol => Some(id),
        _ => None,
    }
}

/// The registered function that is looked for.
pub fn find_function(ffi: &FfiRegistry, wanted: &WantedFunction<'_>, text: &mut String) -> Option<FunctionId> {
    let mut fits = |id: FunctionId| {
        if id.is_none() {
            return false;
        }
        let def = ffi.function(id);
        if kind_number(def.kind) != wanted.kind
            || def.params.len != wanted.params
            || def.traits.has(FunctionTraits::TAKES_TYPE) != wanted.takes_type
        {
            return false;
        }
        text.clear();
        ffi.write_signature(text, id);
        text == wanted.declaration
    };
    let name = if wanted.name.is_empty() { Symbol::EMPTY } else { ffi.interner().find(wanted.name)? };
    let Some(owner) = wanted.owner else {
        let NameEntry::Functions(range) = ffi.lookup(find_namespace(ffi, wanted.namespace)?, name)? else {
            return None;
        };
        return ffi.function_list(range).iter().copied().find(|f| fits(*f));
    };
    let def = ffi.ty(owner);
    if name != Symbol::EMPTY {
        return ffi.methods_named(def, name).iter().map(|m| m.function).find(|f| fits(*f));
    }
    let b = &def.behaviors;
    let lists = ffi.function_list(b.constructors).iter().chain(ffi.function_list(b.factories)).copied();
    let single = [
        b.default_construct,
        b.copy_construct,
        b.list_construct,
        b.destruct,
        b.add_ref,
        b.release,
        b.weak_ref_flag,
        b.gc_get_ref_count,
        b.gc_set_flag,
        b.gc_get_flag,
        b.gc_enum_refs,
        b.gc_release_refs,
    ];
    lists.chain(single).find(|f| fits(*f))
}

/// The property of the host of this name.
pub fn find_global(ffi: &FfiRegistry, namespace: &str, name: &str) -> Option<GlobalId> {
    match ffi.lookup(find_namespace(ffi, namespace)?, ffi.interner().find(name)?)? {
        NameEntry::Global(id) => Some(id),
        _ => None,
    }
}

/// The member variable of this name.
pub fn find_property<'f>(ffi: &'f FfiRegistry, owner: TypeId, name: &str) -> Option<(u32, &'f PropertyDef)> {
    let name = ffi.interner().find(name)?;
    let all = ffi.properties(ffi.ty(owner));
    all.iter().position(|p| p.name == name).map(|i| (i as u32, &all[i]))
}
