//! Registering an API: the same functions for contexts and for modules.

use std::ffi::{c_char, c_void};
use std::sync::Arc;

use super::context::as_context;
use super::error::{ApiError, Result, as_error, as_status, fail_in};
use super::flags::AS_TYPE_ALIGN16;
use super::guard;
use super::handle;
use super::module::as_module;
use super::native::{UserData, as_free_fn, as_native};
use crate::ffi::{PropertyPlace, Registrar, TypeOptions};
use crate::types::{BehaviorKind, NativeFunction, ObjectFlags, ObjectPart, RegistrationError, StringFactory};

/// Something that takes registrations.
pub trait Target: handle::Handle {
    /// Registers by `body`, and keeps `user_data` as long as what was registered, if that succeeds.
    fn register(
        &self,
        user_data: Option<UserData>,
        body: impl FnOnce(&mut Registrar<'_>) -> Result<(), RegistrationError>,
    ) -> Result<()>;
}

/// What both kinds of target do.
pub fn register(
    registrar: &mut Registrar<'_>,
    user_data: Option<UserData>,
    body: impl FnOnce(&mut Registrar<'_>) -> Result<(), RegistrationError>,
) -> Result<()> {
    body(registrar)?;
    if let Some(user_data) = user_data {
        registrar.keep_alive(Arc::new(user_data));
    }
    Ok(())
}

/// Registers a global function.
///
/// `declaration`: as scripts would write it, `float lerp(float a, float b, float t = 0.5f)`; a scope in front of the name
/// (`Math::lerp`) is the namespace. `native`: the function, `AS_NATIVE(lerp)`.
///
/// Types may be registered later: names are looked up when the context is sealed. Fails if the declaration cannot be read
/// or the name stands for something else; the user data is taken in every case.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_register_function(
    context: *mut as_context,
    declaration: *const c_char,
    native: as_native,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(context, out_error, function(declaration, native))
}

/// Registers an object type.
///
/// `name`: `Vec3`; `list<class T>` for a template; `list<int>` for a specialisation of one. `size`: `sizeof` the C type;
/// 0 for reference types whose size does not matter. `flags`: `AS_TYPE_*`, with exactly one of `AS_TYPE_REF` and
/// `AS_TYPE_VALUE`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_register_type(
    context: *mut as_context,
    name: *const c_char,
    size: usize,
    flags: u32,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(context, out_error, object_type(name, size, flags))
}

/// Registers a method of a type.
///
/// `type_name`: the type, which may be registered later. `declaration`: `float length() const`; names like `opAdd` make
/// operators, `get_x` and `set_x` marked `property` a property. `native`: a function that gets the object as first
/// argument (`AS_CALL_NATIVE_OBJECT_LAST`: as last one); its user data is taken in every case.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_register_method(
    context: *mut as_context,
    type_name: *const c_char,
    declaration: *const c_char,
    native: as_native,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(context, out_error, method(type_name, declaration, native))
}

/// Registers a behaviour of a type: how its objects are made, copied, counted and destroyed.
///
/// `behavior`: `AS_BEHAVIOR_*`. `declaration`: its signature, `void f(int x)`; the name means nothing. `native`: the
/// function, which gets the object as first argument (factories and template callbacks have none); its user data is taken
/// in every case. Constructors initialise the memory they are given; factories return an object with one reference.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_register_behavior(
    context: *mut as_context,
    type_name: *const c_char,
    behavior: u32,
    declaration: *const c_char,
    native: as_native,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(context, out_error, behave(type_name, behavior, declaration, native))
}

/// Registers a property of a type that lies in the object.
///
/// `declaration`: `float x`; `const float x` if scripts must not write it; `T &x` if the object holds a pointer to it.
/// `offset`: `offsetof` the C member, from -32768 to 32767.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_register_property(
    context: *mut as_context,
    type_name: *const c_char,
    declaration: *const c_char,
    offset: i32,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(context, out_error, property(type_name, declaration, offset))
}

/// Registers a property of a type that lies in a part of the object.
///
/// `part_offset`: where the part lies in the object; `is_pointer`: there lies a pointer to the part, not the part itself;
/// `offset`: where the property lies in the part. For the rest see `as_register_property`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_register_part_property(
    context: *mut as_context,
    type_name: *const c_char,
    declaration: *const c_char,
    part_offset: i32,
    is_pointer: bool,
    offset: i32,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(context, out_error, part_property(type_name, declaration, part_offset, is_pointer, offset))
}

/// Registers a method of a type that is called on a part of the object.
///
/// `native`: gets the part as its object. `part_offset`: where the part lies in the object, from -32768 to 32767; `is_pointer`: there
/// lies a pointer to the part, not the part itself; if that is NULL, the call raises a null pointer exception. For the rest see
/// `as_register_method`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_register_part_method(
    context: *mut as_context,
    type_name: *const c_char,
    declaration: *const c_char,
    native: as_native,
    part_offset: i32,
    is_pointer: bool,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(context, out_error, part_method(type_name, declaration, native, part_offset, is_pointer))
}

/// Registers a global property, which scripts read and write in place.
///
/// `declaration`: `float gravity`; `const float gravity` if scripts must not write it; `Foo @current` for a pointer that
/// scripts may rebind. `address`: of the value, which must stay valid as long as scripts can run; for objects of reference
/// types of the object. Not NULL. Every VM sees the same value: guard against threads yourself.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_register_global(
    context: *mut as_context,
    declaration: *const c_char,
    address: *mut c_void,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(context, out_error, global(declaration, address))
}

/// Registers an enum; its values are 32-bit signed integers. Values are added by `as_register_enum_value`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_register_enum(
    context: *mut as_context,
    name: *const c_char,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(context, out_error, enumeration(name))
}

/// Adds a value to a registered enum.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_register_enum_value(
    context: *mut as_context,
    enum_name: *const c_char,
    name: *const c_char,
    value: i32,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(context, out_error, enum_value(enum_name, name, value))
}

/// Registers an interface that script classes may implement.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_register_interface(
    context: *mut as_context,
    name: *const c_char,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(context, out_error, interface(name))
}

/// Adds a method to a registered interface; script classes must have it. `declaration`: `void hit(float damage)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_register_interface_method(
    context: *mut as_context,
    interface_name: *const c_char,
    declaration: *const c_char,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(context, out_error, interface_method(interface_name, declaration))
}

/// Registers a function type: `bool Filter(int)`, or `bool Foo::Filter(int)` for one that belongs to a type.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_register_funcdef(
    context: *mut as_context,
    declaration: *const c_char,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(context, out_error, funcdef(declaration))
}

/// Registers another name of a primitive type. `name`: the new name; `type_name`: `int64`, say.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_register_typedef(
    context: *mut as_context,
    name: *const c_char,
    type_name: *const c_char,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(context, out_error, typedef(name, type_name))
}

/// Sets the type that string literals have, and the functions that make them.
///
/// Not needed with `AS_ADDON_STRING`. `factory`: its user data is taken in every case.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_register_string_factory(
    context: *mut as_context,
    type_name: *const c_char,
    factory: as_string_factory,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(context, out_error, string_factory(type_name, factory))
}

/// Sets the template that `T[]` stands for: one with one parameter.
///
/// Not needed with `AS_ADDON_ARRAY`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_register_default_array(
    context: *mut as_context,
    type_name: *const c_char,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(context, out_error, default_array(type_name))
}

/// Registers a global function.
///
/// See `as_register_function`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_module_register_function(
    module: *mut as_module,
    declaration: *const c_char,
    native: as_native,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(module, out_error, function(declaration, native))
}

/// Registers an object type.
///
/// See `as_register_type`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_module_register_type(
    module: *mut as_module,
    name: *const c_char,
    size: usize,
    flags: u32,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(module, out_error, object_type(name, size, flags))
}

/// Registers a method of a type.
///
/// See `as_register_method`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_module_register_method(
    module: *mut as_module,
    type_name: *const c_char,
    declaration: *const c_char,
    native: as_native,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(module, out_error, method(type_name, declaration, native))
}

/// Registers a behaviour of a type: how its objects are made, copied, counted and destroyed.
///
/// See `as_register_behavior`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_module_register_behavior(
    module: *mut as_module,
    type_name: *const c_char,
    behavior: u32,
    declaration: *const c_char,
    native: as_native,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(module, out_error, behave(type_name, behavior, declaration, native))
}

/// Registers a property of a type that lies in the object.
///
/// See `as_register_property`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_module_register_property(
    module: *mut as_module,
    type_name: *const c_char,
    declaration: *const c_char,
    offset: i32,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(module, out_error, property(type_name, declaration, offset))
}

/// Registers a property of a type that lies in a part of the object.
///
/// See `as_register_part_property`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_module_register_part_property(
    module: *mut as_module,
    type_name: *const c_char,
    declaration: *const c_char,
    part_offset: i32,
    is_pointer: bool,
    offset: i32,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(module, out_error, part_property(type_name, declaration, part_offset, is_pointer, offset))
}

/// Registers a method of a type that is called on a part of the object.
///
/// See `as_register_part_method`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_module_register_part_method(
    module: *mut as_module,
    type_name: *const c_char,
    declaration: *const c_char,
    native: as_native,
    part_offset: i32,
    is_pointer: bool,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(module, out_error, part_method(type_name, declaration, native, part_offset, is_pointer))
}

/// Registers a global property, which scripts read and write in place.
///
/// See `as_register_global`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_module_register_global(
    module: *mut as_module,
    declaration: *const c_char,
    address: *mut c_void,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(module, out_error, global(declaration, address))
}

/// Registers an enum; its values are 32-bit signed integers. Values are added by `as_module_register_enum_value`.
///
/// See `as_register_enum`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_module_register_enum(
    module: *mut as_module,
    name: *const c_char,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(module, out_error, enumeration(name))
}

/// Adds a value to a registered enum.
///
/// See `as_register_enum_value`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_module_register_enum_value(
    module: *mut as_module,
    enum_name: *const c_char,
    name: *const c_char,
    value: i32,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(module, out_error, enum_value(enum_name, name, value))
}

/// Registers an interface that script classes may implement.
///
/// See `as_register_interface`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_module_register_interface(
    module: *mut as_module,
    name: *const c_char,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(module, out_error, interface(name))
}

/// Adds a method to a registered interface; script classes must have it. `declaration`: `void hit(float damage)`.
///
/// See `as_register_interface_method`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_module_register_interface_method(
    module: *mut as_module,
    interface_name: *const c_char,
    declaration: *const c_char,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(module, out_error, interface_method(interface_name, declaration))
}

/// Registers a function type: `bool Filter(int)`, or `bool Foo::Filter(int)` for one that belongs to a type.
///
/// See `as_register_funcdef`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_module_register_funcdef(
    module: *mut as_module,
    declaration: *const c_char,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(module, out_error, funcdef(declaration))
}

/// Registers another name of a primitive type. `name`: the new name; `type_name`: `int64`, say.
///
/// See `as_register_typedef`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_module_register_typedef(
    module: *mut as_module,
    name: *const c_char,
    type_name: *const c_char,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(module, out_error, typedef(name, type_name))
}

/// Sets the type that string literals have, and the functions that make them.
///
/// See `as_register_string_factory`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_module_register_string_factory(
    module: *mut as_module,
    type_name: *const c_char,
    factory: as_string_factory,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(module, out_error, string_factory(type_name, factory))
}

/// Sets the template that `T[]` stands for: one with one parameter.
///
/// See `as_register_default_array`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_module_register_default_array(
    module: *mut as_module,
    type_name: *const c_char,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(module, out_error, default_array(type_name))
}

/// How string literals become objects. All functions may be called from any thread.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct as_string_factory {
    /// Gives an immutable string of this content, at an address that stays valid until it is released. Equal contents
    /// may share. `text` is not terminated. NULL if it cannot be made.
    pub get: Option<unsafe extern "C" fn(text: *const c_char, size: usize, user_data: *mut c_void) -> *const c_void>,
    /// Undoes one `get`. May be NULL.
    pub release: Option<unsafe extern "C" fn(string: *const c_void, user_data: *mut c_void)>,
    /// Gives the length of a string's content and, unless `text` is NULL, copies it there. May be NULL.
    pub raw: Option<unsafe extern "C" fn(string: *const c_void, text: *mut c_char, user_data: *mut c_void) -> usize>,
    /// Given to each of them.
    pub user_data: *mut c_void,
    /// Called once with the user data when it is not needed any more. May be NULL.
    pub user_data_free: as_free_fn,
}

// What the exports of both families do. Each takes the arguments of the host and gives the body for the guard; what it
// takes from the host is dropped with the body, whatever becomes of that.

unsafe fn function<T: Target>(declaration: *const c_char, native: as_native) -> impl FnOnce(&T) -> Result<()> {
    let native = native.take();
    move |target| {
        let declaration = handle::text(declaration, "declaration")?;
        let function = native.function(declaration)?;
        target.register(keep(native.user_data), |r| r.register_function(declaration, function))
    }
}

unsafe fn part_method<T: Target>(
    type_name: *const c_char,
    declaration: *const c_char,
    native: as_native,
    offset: i32,
    is_pointer: bool,
) -> impl FnOnce(&T) -> Result<()> {
    let native = native.take();
    move |target| {
        let type_name = handle::text(type_name, "type name")?;
        let declaration = handle::text_of(declaration, "declaration", type_name)?;
        if !(-32768..=32767).contains(&offset) {
            let text = format!("the offset {offset} of a part is not between -32768 and 32767");
            return fail_in(as_status::AS_ERROR_INVALID_ARGUMENT, declaration, text);
        }
        let function =
            NativeFunction { part: Some(ObjectPart { offset, is_pointer }), ..native.function(declaration)? };
        target.register(keep(native.user_data), |r| r.register_method(type_name, declaration, function))
    }
}

unsafe fn method<T: Target>(
    type_name: *const c_char,
    declaration: *const c_char,
    native: as_native,
) -> impl FnOnce(&T) -> Result<()> {
    let native = native.take();
    move |target| {
        let type_name = handle::text(type_name, "type name")?;
        let declaration = handle::text_of(declaration, "declaration", type_name)?;
        let function = native.function(declaration)?;
        target.register(keep(native.user_data), |r| r.register_method(type_name, declaration, function))
    }
}

unsafe fn behave<T: Target>(
    type_name: *const c_char,
    behavior: u32,
    declaration: *const c_char,
    native: as_native,
) -> impl FnOnce(&T) -> Result<()> {
    let native = native.take();
    move |target| {
        let type_name = handle::text(type_name, "type name")?;
        let declaration = handle::text_of(declaration, "declaration", type_name)?;
        let function = native.function(declaration)?;
        let Some(kind) = BehaviorKind::from_number(behavior) else {
            return fail_in(as_status::AS_ERROR_INVALID_ARGUMENT, declaration, format!("{behavior} is no behaviour"));
        };
        target.register(keep(native.user_data), |r| r.register_behavior(type_name, kind, declaration, function))
    }
}

/// User data that has to be given back; the rest needs no keeping.
fn keep(user_data: UserData) -> Option<UserData> {
    Some(user_data).filter(UserData::is_owned)
}

unsafe fn object_type<T: Target>(name: *const c_char, size: usize, flags: u32) -> impl FnOnce(&T) -> Result<()> {
    move |target| {
        let name = handle::text(name, "name")?;
        let invalid = |text: String| ApiError::in_declaration(as_status::AS_ERROR_INVALID_ARGUMENT, name, 0, text);
        let fitting = u32::try_from(size).ok().filter(|s| *s <= MAX_SIZE);
        let size =
            fitting.ok_or_else(|| invalid(format!("{size} bytes are too many: an object has {MAX_SIZE} at most")))?;
        let align = if flags & AS_TYPE_ALIGN16 != 0 { 16 } else { 0 };
        if flags & ObjectFlags::MANAGED.0 != 0 {
            return Err(invalid(format!("unknown type flags {:#x}", ObjectFlags::MANAGED.0)));
        }
        let flags = ObjectFlags(flags & !AS_TYPE_ALIGN16);
        target.register(None, |r| {
            r.register_type(name, TypeOptions { flags, size, align, validate: None, managed_ops: 0 })
        })
    }
}

/// The most bytes an object may have.
const MAX_SIZE: u32 = 1 << 24;

unsafe fn property<T: Target>(
    type_name: *const c_char,
    declaration: *const c_char,
    offset: i32,
) -> impl FnOnce(&T) -> Result<()> {
    move |target| {
        let type_name = handle::text(type_name, "type name")?;
        let declaration = handle::text_of(declaration, "declaration", type_name)?;
        target.register(None, |r| r.register_property(type_name, declaration, offset.into()))
    }
}

unsafe fn part_property<T: Target>(
    type_name: *const c_char,
    declaration: *const c_char,
    part_offset: i32,
    is_pointer: bool,
    offset: i32,
) -> impl FnOnce(&T) -> Result<()> {
    move |target| {
        let type_name = handle::text(type_name, "type name")?;
        let declaration = handle::text_of(declaration, "declaration", type_name)?;
        let place = PropertyPlace { offset, composite: Some((part_offset, is_pointer)) };
        target.register(None, |r| r.register_property(type_name, declaration, place))
    }
}

unsafe fn global<T: Target>(declaration: *const c_char, address: *mut c_void) -> impl FnOnce(&T) -> Result<()> {
    move |target| {
        let declaration = handle::text(declaration, "declaration")?;
        target.register(None, |r| r.register_global(declaration, address as usize))
    }
}

unsafe fn enumeration<T: Target>(name: *const c_char) -> impl FnOnce(&T) -> Result<()> {
    move |target| {
        let name = handle::text(name, "name")?;
        target.register(None, |r| r.register_enum(name))
    }
}

unsafe fn enum_value<T: Target>(
    enum_name: *const c_char,
    name: *const c_char,
    value: i32,
) -> impl FnOnce(&T) -> Result<()> {
    move |target| {
        let enum_name = handle::text(enum_name, "name of the enum")?;
        let name = handle::text_of(name, "name", enum_name)?;
        target.register(None, |r| r.register_enum_value(enum_name, name, value))
    }
}

unsafe fn interface<T: Target>(name: *const c_char) -> impl FnOnce(&T) -> Result<()> {
    move |target| {
        let name = handle::text(name, "name")?;
        target.register(None, |r| r.register_interface(name))
    }
}

unsafe fn interface_method<T: Target>(
    interface_name: *const c_char,
    declaration: *const c_char,
) -> impl FnOnce(&T) -> Result<()> {
    move |target| {
        let interface_name = handle::text(interface_name, "name of the interface")?;
        let declaration = handle::text_of(declaration, "declaration", interface_name)?;
        target.register(None, |r| r.register_interface_method(interface_name, declaration))
    }
}

unsafe fn funcdef<T: Target>(declaration: *const c_char) -> impl FnOnce(&T) -> Result<()> {
    move |target| {
        let declaration = handle::text(declaration, "declaration")?;
        target.register(None, |r| r.register_funcdef(declaration))
    }
}

unsafe fn typedef<T: Target>(name: *const c_char, type_name: *const c_char) -> impl FnOnce(&T) -> Result<()> {
    move |target| {
        let name = handle::text(name, "name")?;
        let type_name = handle::text_of(type_name, "type name", name)?;
        target.register(None, |r| r.register_typedef(name, type_name))
    }
}

unsafe fn string_factory<T: Target>(
    type_name: *const c_char,
    factory: as_string_factory,
) -> impl FnOnce(&T) -> Result<()> {
    let user_data = UserData::new(factory.user_data, factory.user_data_free);
    move |target| {
        let type_name = handle::text(type_name, "type name")?;
        let Some(get) = factory.get else {
            return fail_in(as_status::AS_ERROR_NULL, type_name, "the function that makes strings is NULL");
        };
        let factory = StringFactory {
            get: get as usize,
            release: factory.release.map_or(0, |f| f as usize),
            raw: factory.raw.map_or(0, |f| f as usize),
            user_data: user_data.get() as usize,
        };
        target.register(keep(user_data), |r| r.set_string_factory(type_name, factory))
    }
}

unsafe fn default_array<T: Target>(type_name: *const c_char) -> impl FnOnce(&T) -> Result<()> {
    move |target| {
        let type_name = handle::text(type_name, "type name")?;
        target.register(None, |r| r.set_default_array(type_name))
    }
}
