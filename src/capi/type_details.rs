//! `as_type`, continued: what binding generators and editors ask.

use std::ffi::c_char;

use super::function::{as_function, declared_function, functions_of, host_function};
use super::guard;
use super::handle;
use super::text::as_str;
use super::types::as_type;
use crate::base::FunctionId;
use crate::find;
use crate::types::{BehaviorKind, MemberAccess, TypeDef, TypeFlags, TypeKind};
use crate::vm::{Program, RuntimeType, RuntimeTypes};

/// `abstract` class.
pub const AS_TRAIT_ABSTRACT: u32 = 1;
/// `final` class.
pub const AS_TRAIT_FINAL: u32 = 2;
/// `shared` type.
pub const AS_TRAIT_SHARED: u32 = 4;
/// `external` type.
pub const AS_TRAIT_EXTERNAL: u32 = 8;

/// Who may use a member.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum as_access {
    /// Everybody.
    AS_ACCESS_PUBLIC = 0,
    /// The class itself.
    AS_ACCESS_PRIVATE = 1,
    /// The class and those that derive from it.
    AS_ACCESS_PROTECTED = 2,
}

/// The namespace it is declared in: `A::B`, empty for the global one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_namespace(type_: *const as_type) -> as_str {
    guard::get(type_, as_str::EMPTY, |t| {
        // Names start with the namespace.
        let len = match (t.host(), t.script()) {
            (Some((types, def)), _) => types.ffi().namespace_path(def.namespace).len(),
            (None, Some((_, info))) => info.namespace.len(),
            (None, None) => 0,
        };
        as_str::from(t.get().name.get(..len).unwrap_or_default())
    })
}

/// The name alone, without namespace, owner and template arguments.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_short_name(type_: *const as_type) -> as_str {
    guard::get(type_, as_str::EMPTY, |t| match t.host() {
        Some((types, def)) => as_str::from(types.ffi().name_of(def)),
        None => as_str::from(t.get().name.rsplit("::").next().unwrap_or_default()),
    })
}

/// What the host said when it registered an object type: `AS_TYPE_*`. 0 for all other types.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_flags(type_: *const as_type) -> u32 {
    guard::get(type_, 0, |t| t.host().map_or(0, |(_, def)| def.object_flags.0))
}

/// What a script says of a type: a set of `AS_TRAIT_*`. 0 for types of the host.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_traits(type_: *const as_type) -> u32 {
    guard::get(type_, 0, |t| {
        let Some((_, info)) = t.script() else { return 0 };
        [
            (TypeFlags::ABSTRACT, AS_TRAIT_ABSTRACT),
            (TypeFlags::FINAL, AS_TRAIT_FINAL),
            (TypeFlags::SHARED, AS_TRAIT_SHARED),
            (TypeFlags::EXTERNAL, AS_TRAIT_EXTERNAL),
        ]
        .into_iter()
        .filter(|(flag, _)| info.flags.has(*flag))
        .fold(0, |all, (_, bit)| all | bit)
    })
}

/// The alignment of values or objects in bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_align(type_: *const as_type) -> usize {
    guard::get(type_, 0, |t| t.get().align as usize)
}

/// Which units see a type of the host: its access mask. All bits for others.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_access_mask(type_: *const as_type) -> u32 {
    guard::get(type_, u32::MAX, |t| t.host().map_or(u32::MAX, |(_, def)| def.access_mask))
}

/// The named group that a type of the host was registered in; empty if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_group(type_: *const as_type) -> as_str {
    guard::get(type_, as_str::EMPTY, |t| {
        let group = t.host().and_then(|(types, def)| types.ffi().group_of_type(def.id));
        group.map_or(as_str::EMPTY, as_str::from)
    })
}

/// Whether it is a template: its arguments are its parameters then.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_is_template(type_: *const as_type) -> bool {
    guard::get(type_, false, |t| t.host().is_some_and(|(_, def)| def.is_template()))
}

/// The template that an instance comes from; NULL for other types.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_template(type_: *const as_type) -> *const as_type {
    guard::get(type_, std::ptr::null(), |t| match t.host() {
        Some((types, def)) if def.is_instance() => as_type::of(types.get(def.template)),
        _ => std::ptr::null(),
    })
}

/// The type that a function type is declared in; NULL if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_owner(type_: *const as_type) -> *const as_type {
    guard::get(type_, std::ptr::null(), |t| match (t.host(), t.script()) {
        (Some((types, def)), _) if def.parent.is_some() => as_type::of(types.get(def.parent)),
        (None, Some((program, info))) if info.parent.is_some() => as_type::of_option(program.runtime_type(info.parent)),
        _ => std::ptr::null(),
    })
}

/// What functions of a function type look like; NULL for other types.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_signature(type_: *const as_type) -> *const as_function {
    guard::get(type_, std::ptr::null(), |t| {
        let found = match (t.host(), t.script()) {
            (Some((types, def)), _) if def.kind == TypeKind::Funcdef => host_function(types, def.signature),
            (None, Some((program, info))) => info.signature.and_then(|i| declared_function(program, i)),
            _ => None,
        };
        found.map_or(std::ptr::null(), std::ptr::from_ref)
    })
}

/// Behaviours of a host type in the order of their numbers, constructors or factories first.
fn behaviors(t: &as_type) -> Vec<(BehaviorKind, FunctionId)> {
    let Some((types, def)) = t.host() else { return Vec::new() };
    let TypeDef { behaviors: b, .. } = def;
    let is_value = def.kind == TypeKind::Value;
    let (make, range, list) = if is_value {
        (BehaviorKind::Construct, b.constructors, BehaviorKind::ListConstruct)
    } else {
        (BehaviorKind::Factory, b.factories, BehaviorKind::ListFactory)
    };
    let mut all: Vec<_> = types.ffi().function_list(range).iter().map(|f| (make, *f)).collect();
    let single = [
        (list, b.list_construct),
        (BehaviorKind::Destruct, b.destruct),
        (BehaviorKind::AddRef, b.add_ref),
        (BehaviorKind::Release, b.release),
        (BehaviorKind::WeakRefFlag, b.weak_ref_flag),
        (BehaviorKind::TemplateCallback, b.template_callback),
        (BehaviorKind::GetRefCount, b.gc_get_ref_count),
        (BehaviorKind::SetGcFlag, b.gc_set_flag),
        (BehaviorKind::GetGcFlag, b.gc_get_flag),
        (BehaviorKind::EnumRefs, b.gc_enum_refs),
        (BehaviorKind::ReleaseRefs, b.gc_release_refs),
    ];
    all.extend(single.into_iter().filter(|(_, f)| f.is_some()));
    all
}

/// The program of a type of a script that a type is or has among its arguments.
fn script_in(ty: &RuntimeType) -> Option<&Program> {
    ty.declared_in().or_else(|| ty.args.iter().filter(|a| !a.is_none()).find_map(|a| script_in(a.ty())))
}

/// The constructors or factories of a type of the host, also of an instance of a template over types of a script.
fn makers(t: &as_type) -> Option<(&RuntimeTypes, &[FunctionId])> {
    let (types, def) = t.host().or_else(|| {
        let types: &RuntimeTypes = script_in(t.get())?.runtime_types();
        t.get().template.is_some().then(|| (types, types.ffi().ty(t.get().template)))
    })?;
    let range = if def.kind == TypeKind::Value { def.behaviors.constructors } else { def.behaviors.factories };
    Some((types, types.ffi().function_list(range)))
}

/// How many behaviours were registered for a type of the host; for script classes, how many constructors there are.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_behavior_count(type_: *const as_type) -> usize {
    guard::get(type_, 0, |t| match t.script() {
        Some((_, info)) => info.constructors.len(),
        None => behaviors(t).len(),
    })
}

/// The function of behaviour number `index`; NULL if there is none of this number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_behavior_at(type_: *const as_type, index: usize) -> *const as_function {
    guard::get(type_, std::ptr::null(), |t| {
        let found = match (t.script(), t.host()) {
            (Some((program, info)), _) => {
                info.constructors.get(index).and_then(|f| functions_of(program).get(*f as usize))
            }
            (None, Some((types, _))) => behaviors(t).get(index).and_then(|b| host_function(types, b.1)),
            (None, None) => None,
        };
        found.map_or(std::ptr::null(), std::ptr::from_ref)
    })
}

/// The constructor of a script class, or the constructor or factory of a type of the host, that takes these parameters. NULL if
/// there is none. Call it with `as_vm_run_function`.
///
/// `declaration`: only what stands in parentheses matters, and of that not the names: `Foo(int, const string &in)`, `()`. Those of
/// templates and their instances are written as they were registered, with the template's parameters.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_find_constructor(
    type_: *const as_type,
    declaration: *const c_char,
) -> *const as_function {
    guard::get(type_, std::ptr::null(), |t| {
        let Ok(text) = handle::text(declaration, "declaration") else { return std::ptr::null() };
        let found = match (t.script(), makers(t)) {
            (Some((program, info)), _) => {
                let functions = &program.unit().functions;
                let params = |f: &u32| functions[*f as usize].params.iter().map(|p| find::parameter_type(*p));
                let texts = |f: &u32| params(f).map(|p| find::data_type_text(program, p)).collect();
                let all = info.constructors.iter().map(|f| (*f, texts(f)));
                find::by_parameters(all, text).and_then(|f| functions_of(program).get(f as usize))
            }
            (None, Some((types, makers))) => {
                let ffi = types.ffi();
                let params = |f: &FunctionId| ffi.params(ffi.function(*f)).iter().map(|p| find::parameter_type(p.ty));
                let all = makers.iter().map(|f| (*f, params(f).map(|p| ffi.display(p)).collect()));
                find::by_parameters(all, text).and_then(|f| host_function(types, f))
            }
            (None, None) => None,
        };
        found.map_or(std::ptr::null(), std::ptr::from_ref)
    })
}

/// Which behaviour number `index` is: `AS_BEHAVIOR_*`; `UINT32_MAX` if there is none of this number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_behavior_kind(type_: *const as_type, index: usize) -> u32 {
    guard::get(type_, u32::MAX, |t| match t.script() {
        Some((_, info)) if index < info.constructors.len() => BehaviorKind::Construct as u32,
        Some(_) => u32::MAX,
        None => behaviors(t).get(index).map_or(u32::MAX, |b| b.0 as u32),
    })
}

/// Who may use property number `index`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_property_access(type_: *const as_type, index: usize) -> as_access {
    guard::get(type_, as_access::AS_ACCESS_PUBLIC, |t| match t.script().and_then(|(_, info)| info.access.get(index)) {
        Some(MemberAccess::Private) => as_access::AS_ACCESS_PRIVATE,
        Some(MemberAccess::Protected) => as_access::AS_ACCESS_PROTECTED,
        _ => as_access::AS_ACCESS_PUBLIC,
    })
}

/// Which units see property number `index` of a type of the host: its access mask.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_property_access_mask(type_: *const as_type, index: usize) -> u32 {
    guard::get(type_, u32::MAX, |t| {
        let property = t.host().and_then(|(types, def)| types.ffi().properties(def).get(index));
        property.map_or(u32::MAX, |p| p.access_mask)
    })
}

/// Whether property number `index` lies behind a pointer, which is at the property's offset in the object.
///
/// `inner_offset`: gets where the property lies in what the pointer points to. May be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_property_is_behind_pointer(
    type_: *const as_type,
    index: usize,
    inner_offset: *mut i32,
) -> bool {
    guard::get(type_, false, |t| {
        let property = t.host().and_then(|(types, def)| types.ffi().properties(def).get(index));
        let Some(inner) = property.and_then(|p| p.indirect) else { return false };
        handle::set_optional(inner_offset, inner);
        true
    })
}

/// The name of the source in which a type of a script is declared; empty for others.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_file(type_: *const as_type) -> as_str {
    guard::get(type_, as_str::EMPTY, |t| {
        let location = t.script().and_then(|(program, info)| program.source()?.location(info.pos));
        location.map_or(as_str::EMPTY, |l| as_str::from(l.file))
    })
}

/// The line in which a type of a script is declared, from 1; 0 for others.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_line(type_: *const as_type) -> u32 {
    guard::get(type_, 0, |t| {
        t.script().and_then(|(program, info)| program.source()?.location(info.pos)).map_or(0, |l| l.line)
    })
}
