//! `as_type`: types of scripts and of the host, for reading.

use std::ffi::{c_char, c_void};

use super::error::as_status;
use super::function::{self, as_function, declared_function, functions_of, host_function};
use super::guard;
use super::handle::{self, Handle, Header};
use super::native::{HostPointer, UserData, as_free_fn};
use super::text::as_str;
use crate::base::HandleHeader;
use crate::bytecode::TypeInfo;
use crate::types::{DataType, RefModifier, TypeDef, TypeKind};
use crate::vm::{Program, RuntimeKind, RuntimeType, RuntimeTypes, ValueType};

/// A type: of the language, of the host, of a script, or an instance of a template.
///
/// Borrowed: a type of a script lives as long as its unit, and as long as a VM that the unit is linked to; one of the
/// host as long as its context and everything built with it. Types are equal if their addresses are. Any thread. Texts
/// handed out live as long as the type.
#[cfg_attr(not(cbindgen), repr(transparent))]
pub struct as_type {
    ty: RuntimeType,
}

// SAFETY: a runtime type is `repr(C)` and starts with the header.
unsafe impl Handle for as_type {
    const MAGIC: u32 = RuntimeType::MAGIC;
    const NAME: &'static str = "as_type";

    #[inline]
    fn header(&self) -> &Header {
        let header: &HandleHeader = self.ty.head();
        header
    }
}

/// What a type is.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum as_type_kind {
    /// No type.
    AS_KIND_NONE = 0,
    /// A word of the language: `void`, `bool`, `int8` to `uint64`, `float`, `double`.
    AS_KIND_PRIMITIVE = 1,
    /// An enum: a 32-bit signed integer.
    AS_KIND_ENUM = 2,
    /// A registered value type.
    AS_KIND_VALUE = 3,
    /// A registered reference type.
    AS_KIND_REFERENCE = 4,
    /// A class of a script.
    AS_KIND_CLASS = 5,
    /// An interface.
    AS_KIND_INTERFACE = 6,
    /// A function type.
    AS_KIND_FUNCDEF = 7,
    /// A parameter of a template: what `T` is in the members of `array<T>`.
    AS_KIND_TEMPLATE_PARAM = 8,
}

/// `const T`, or `const T@`: the object is read-only.
pub const AS_USE_CONST: u32 = 1;
/// `T@`
pub const AS_USE_HANDLE: u32 = 2;
/// `T@ const`: the handle cannot be rebound.
pub const AS_USE_CONST_HANDLE: u32 = 4;
/// `T &in`
pub const AS_USE_REF_IN: u32 = 8;
/// `T &out`
pub const AS_USE_REF_OUT: u32 = 16;
/// `T &`, `T &inout`
pub const AS_USE_REF_INOUT: u32 = 24;
/// `T@+`, in host functions: the library counts the handle.
pub const AS_USE_AUTO_HANDLE: u32 = 32;

/// A type as it is used by a variable, parameter or result.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct as_type_use {
    /// The type; NULL where there is none, as for `?`.
    pub type_: *const as_type,
    /// A set of `AS_USE_*`. `AS_USE_REF_INOUT` is both reference bits.
    pub flags: u32,
}

impl as_type_use {
    /// No type.
    pub const NONE: as_type_use = as_type_use { type_: std::ptr::null(), flags: 0 };

    /// A declared type.
    pub fn of(ty: DataType, runtime: Option<&RuntimeType>) -> as_type_use {
        let mut flags = 0;
        if ty.object_is_const() {
            flags |= AS_USE_CONST;
        }
        if ty.is_handle {
            flags |= AS_USE_HANDLE;
        }
        if ty.is_handle && ty.is_const {
            flags |= AS_USE_CONST_HANDLE;
        }
        flags |= match ty.ref_modifier {
            RefModifier::None => 0,
            RefModifier::In => AS_USE_REF_IN,
            RefModifier::Out => AS_USE_REF_OUT,
            RefModifier::InOut => AS_USE_REF_INOUT,
        };
        as_type_use { type_: as_type::of_option(runtime), flags }
    }

    /// The same, declared `@+`.
    pub fn auto_handle(self, is_auto: bool) -> as_type_use {
        as_type_use { flags: if is_auto { self.flags | AS_USE_AUTO_HANDLE } else { self.flags }, ..self }
    }

    /// The type of a value in memory.
    pub fn of_value(ty: ValueType) -> as_type_use {
        if ty.is_none() {
            return as_type_use::NONE;
        }
        let handle = if ty.is_handle() { AS_USE_HANDLE } else { 0 };
        let constant = if ty.is_const_handle() { AS_USE_CONST } else { 0 };
        as_type_use { type_: as_type::of(ty.ty()), flags: handle | constant }
    }
}

impl as_type_kind {
    fn of(kind: RuntimeKind) -> as_type_kind {
        use RuntimeKind as R;
        match kind {
            R::Primitive => as_type_kind::AS_KIND_PRIMITIVE,
            R::Enum => as_type_kind::AS_KIND_ENUM,
            R::Value => as_type_kind::AS_KIND_VALUE,
            R::Managed | R::Counted | R::NoCount | R::Scoped => as_type_kind::AS_KIND_REFERENCE,
            R::Class => as_type_kind::AS_KIND_CLASS,
            R::Interface => as_type_kind::AS_KIND_INTERFACE,
            R::Funcdef => as_type_kind::AS_KIND_FUNCDEF,
        }
    }
}

impl as_type {
    /// The handle of a type.
    pub fn of(ty: &RuntimeType) -> *const as_type {
        std::ptr::from_ref(ty).cast()
    }

    /// The handle of a type, NULL if there is none.
    pub fn of_option(ty: Option<&RuntimeType>) -> *const as_type {
        ty.map_or(std::ptr::null(), as_type::of)
    }

    /// The type behind the handle.
    pub fn get(&self) -> &RuntimeType {
        &self.ty
    }

    /// For types of the host: the registry and the definition.
    pub fn host(&self) -> Option<(&RuntimeTypes, &TypeDef)> {
        let types = self.ty.table()?;
        Some((types, types.ffi().ty(self.ty.id)))
    }

    /// For types that a script declares: its program, and what reflection knows of the type.
    pub fn script(&self) -> Option<(&Program, &TypeInfo)> {
        let program = self.ty.declared_in()?;
        Some((program, program.unit().info.ty(self.ty.id)?))
    }
}

/// Gives a type a pointer of the host, which means nothing to the library: for types of the host in all units and VMs of its
/// context, for types of scripts in all VMs of their unit. Any thread.
///
/// `user_data_free`, unless NULL, is called once when the pointer is replaced or the type is gone, which may be later than its
/// context or unit; also if this call fails.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_set_user_data(
    type_: *const as_type,
    user_data: *mut c_void,
    user_data_free: as_free_fn,
) -> as_status {
    guard::status(type_, std::ptr::null_mut(), {
        let user_data = UserData::new(user_data, user_data_free);
        move |ty: &as_type| {
            let pointer = ty.get().companion.get_or_init(|| Box::new(HostPointer::default()));
            if let Some(pointer) = pointer.downcast_ref::<HostPointer>() {
                pointer.set(user_data);
            }
            Ok(())
        }
    })
}

/// The pointer given by `as_type_set_user_data`; NULL if there is none. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_get_user_data(type_: *const as_type) -> *mut c_void {
    guard::get(type_, std::ptr::null_mut(), |ty| {
        let pointer = ty.get().companion.get().and_then(|p| p.downcast_ref::<HostPointer>());
        pointer.map_or(std::ptr::null_mut(), HostPointer::get)
    })
}

/// The name, as scripts write it: with namespace and template arguments.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_name(type_: *const as_type) -> as_str {
    guard::get(type_, as_str::EMPTY, |t| as_str::from(&*t.ty.name))
}

/// What the type is.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_get_kind(type_: *const as_type) -> as_type_kind {
    guard::get(type_, as_type_kind::AS_KIND_NONE, |t| match t.host() {
        Some((_, def)) if matches!(def.kind, TypeKind::TemplateParam(_)) => as_type_kind::AS_KIND_TEMPLATE_PARAM,
        _ => as_type_kind::of(t.ty.kind),
    })
}

/// Bytes of a value or an object; 0 where the library does not know.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_size(type_: *const as_type) -> usize {
    guard::get(type_, 0, |t| t.ty.size as usize)
}

/// Whether objects are reached by pointer: reference types, script classes, interfaces and function types.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_is_reference(type_: *const as_type) -> bool {
    guard::get(type_, false, |t| t.ty.is_reference())
}

/// Whether objects of the type are script objects (`as_object`): of script classes, function handles and containers of the
/// library's add-ons.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_is_managed(type_: *const as_type) -> bool {
    guard::get(type_, false, |t| t.ty.is_managed())
}

/// The base class of a script class; NULL if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_base(type_: *const as_type) -> *const as_type {
    guard::get(type_, std::ptr::null(), |t| as_type::of_option(t.ty.class.as_ref().and_then(|c| c.base)))
}

/// Whether a script class is another type, derives from it, or implements it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_is_a(type_: *const as_type, other: *const as_type) -> bool {
    guard::get(type_, false, |t| handle::borrow(other).is_ok_and(|o| t.ty.is_a(&o.ty)))
}

/// How many interfaces the type implements, inherited ones included.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_interface_count(type_: *const as_type) -> usize {
    guard::get(type_, 0, |t| match (&t.ty.class, t.script()) {
        (Some(class), _) => class.interfaces.len(),
        (None, Some((_, info))) => info.interfaces.len(),
        (None, None) => 0,
    })
}

/// Interface number `index`; NULL if there is none of this number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_interface_at(type_: *const as_type, index: usize) -> *const as_type {
    guard::get(type_, std::ptr::null(), |t| {
        if let Some(class) = &t.ty.class {
            return class.interfaces.get(index).map_or(std::ptr::null(), |i| i.cast());
        }
        let found = t.script().and_then(|(p, info)| p.runtime_type(*info.interfaces.get(index)?));
        as_type::of_option(found)
    })
}

/// How many template arguments the type has.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_arg_count(type_: *const as_type) -> usize {
    guard::get(type_, 0, |t| t.ty.args.len())
}

/// Template argument number `index`; without a type if there is none of this number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_arg_at(type_: *const as_type, index: usize) -> as_type_use {
    guard::get(type_, as_type_use::NONE, |t| {
        t.ty.args.get(index).map_or(as_type_use::NONE, |a| as_type_use::of_value(*a))
    })
}

/// How many methods the type has; for script classes inherited ones included.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_method_count(type_: *const as_type) -> usize {
    guard::get(type_, 0, |t| match (&t.ty.class, t.host()) {
        (Some(class), _) => class.methods.len(),
        (None, Some((types, def))) => types.ffi().methods(def).len(),
        (None, None) => t.script().map_or(0, |(_, info)| info.methods.len()),
    })
}

/// Method number `index`; NULL if there is none of this number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_method_at(type_: *const as_type, index: usize) -> *const as_function {
    guard::get(type_, std::ptr::null(), |t| {
        let found = match (&t.ty.class, t.host()) {
            (Some(class), _) => {
                class.methods.get(index).zip(t.ty.program()).and_then(|(m, p)| functions_of(p).get(*m as usize))
            }
            (None, Some((types, def))) => {
                types.ffi().methods(def).get(index).and_then(|m| host_function(types, m.function))
            }
            (None, None) => t.script().and_then(|(p, info)| declared_function(p, *info.methods.get(index)?)),
        };
        found.map_or(std::ptr::null(), std::ptr::from_ref)
    })
}

/// The method of a class, an interface or a type of the host that a declaration denotes, inherited ones included; NULL if there is none.
/// What is found is the method that objects of this very class have. Those of templates and their instances are written as they were
/// registered, with the template's parameters.
///
/// `declaration`: `void update(float) const`, where names of parameters and namespaces of types do not matter; or the name
/// alone if there is only one method with it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_find_method(type_: *const as_type, declaration: *const c_char) -> *const as_function {
    guard::get(type_, std::ptr::null(), |t| function::find_method(t, declaration))
}

/// The method that objects of a script class have for one that was found in a base class or interface: it has the same name and
/// parameters. NULL if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_find_override(
    type_: *const as_type,
    method: *const as_function,
) -> *const as_function {
    guard::get(type_, std::ptr::null(), |t| {
        let found = handle::borrow(method).ok().and_then(|m| m.found_in(&t.ty));
        found.map_or(std::ptr::null(), std::ptr::from_ref)
    })
}

/// How many properties objects of the type have; for script classes inherited ones included and first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_property_count(type_: *const as_type) -> usize {
    guard::get(type_, 0, |t| match (&t.ty.class, t.host()) {
        (Some(class), _) => class.fields.len(),
        (None, Some((types, def))) => types.ffi().properties(def).len(),
        (None, None) => 0,
    })
}

/// A property of a type.
struct Property<'t> {
    name: &'t str,
    ty: as_type_use,
    offset: i32,
}

fn property(t: &as_type, index: usize) -> Option<Property<'_>> {
    match (&t.ty.class, t.host()) {
        (Some(class), _) => {
            let f = class.fields.get(index)?;
            Some(Property { name: &f.name, ty: as_type_use::of_value(f.ty), offset: f.offset as i32 })
        }
        (None, Some((types, def))) => {
            let p = types.ffi().properties(def).get(index)?;
            let ty = as_type_use::of(p.ty, Some(types.get(p.ty.type_id)));
            Some(Property { name: types.ffi().interner().text(p.name), ty, offset: p.offset })
        }
        (None, None) => None,
    }
}

/// The name of property number `index`; empty if there is none of this number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_property_name(type_: *const as_type, index: usize) -> as_str {
    guard::get(type_, as_str::EMPTY, |t| property(t, index).map_or(as_str::EMPTY, |p| as_str::from(p.name)))
}

/// The type of property number `index`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_property_type(type_: *const as_type, index: usize) -> as_type_use {
    guard::get(type_, as_type_use::NONE, |t| property(t, index).map_or(as_type_use::NONE, |p| p.ty))
}

/// Where property number `index` lies in the object, in bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_property_offset(type_: *const as_type, index: usize) -> i32 {
    guard::get(type_, 0, |t| property(t, index).map_or(0, |p| p.offset))
}

/// How many values an enum has.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_enum_value_count(type_: *const as_type) -> usize {
    guard::get(type_, 0, |t| match (t.host(), t.script()) {
        (Some((types, def)), _) => types.ffi().enum_values(def).len(),
        (None, Some((_, info))) => info.values.len(),
        (None, None) => 0,
    })
}

/// Name and value of an enum's value.
fn enum_value(t: &as_type, index: usize) -> Option<(&str, i64)> {
    if let Some((types, def)) = t.host() {
        let value = types.ffi().enum_values(def).get(index)?;
        return Some((types.ffi().interner().text(value.name), value.value));
    }
    let (name, value) = t.script()?.1.values.get(index)?;
    Some((name, *value))
}

/// The name of value number `index` of an enum; empty if there is none of this number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_enum_value_name(type_: *const as_type, index: usize) -> as_str {
    guard::get(type_, as_str::EMPTY, |t| enum_value(t, index).map_or(as_str::EMPTY, |v| as_str::from(v.0)))
}

/// Value number `index` of an enum; 0 if there is none of this number. Values of `uint64` enums are to be cast.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_enum_value_at(type_: *const as_type, index: usize) -> i64 {
    guard::get(type_, 0, |t| enum_value(t, index).map_or(0, |v| v.1))
}

/// The type of a type word, as `?` arguments of native and generic functions have it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_of_word(word: usize) -> as_type_use {
    guard::plain(as_type_use::NONE, || as_type_use::of_value(ValueType::from_slot(word as u64)))
}
