//! Metadata of scripts: texts in brackets before declarations, by what they describe.

use super::error::as_status;
use super::function::as_function;
use super::guard;
use super::text::as_str;
use super::types::as_type;
use super::unit::as_unit;
use crate::bytecode::{Described, Metadata};

/// Sets whether the declarations of the unit's sources may have metadata in front, as `[editable, range(0, 10)] float
/// speed;`; at first not: a `[` there is an error then. Before building.
///
/// Metadata stands before classes, mixins, interfaces, enums and their values, funcdefs, functions, variables and members
/// of classes. Several brackets in a row are several texts. The library does not look into them; brackets in strings and
/// comments do not end them. Saved units keep them, except those of methods of interfaces and of funcdefs.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_set_metadata(unit: *mut as_unit, allowed: bool) -> as_status {
    guard::status(unit, std::ptr::null_mut(), |u| u.change(|unit| unit.set_metadata(allowed)))
}

fn text(all: &[Metadata], index: usize) -> as_str {
    all.get(index).map_or(as_str::EMPTY, |m| as_str::from(&*m.text))
}

fn of_function(f: &as_function) -> &[Metadata] {
    f.described().map_or(&[], |(program, of)| program.unit().info.metadata(of))
}

/// How many texts of metadata a function has; functions of the host have none. Accessors of a virtual property have those of
/// the property, methods from a mixin those that stand there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_function_metadata_count(function: *const as_function) -> usize {
    guard::get(function, 0, |f| of_function(f).len())
}

/// Text number `index` of a function's metadata, without the brackets; empty if there is none of this number. Lives as long
/// as the function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_function_metadata_at(function: *const as_function, index: usize) -> as_str {
    guard::get(function, as_str::EMPTY, |f| text(of_function(f), index))
}

fn of_type(t: &as_type, of: Described) -> &[Metadata] {
    t.get().declared_in().map_or(&[], |program| program.unit().info.metadata(of))
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// How many texts of metadata a type has; only types that scripts declare have any.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_metadata_count(type_: *const as_type) -> usize {
    guard::get(type_, 0, |t| of_type(t, Described::Type(t.get().id)).len())
}

/// Text number `index` of a type's metadata; empty if there is none of this number. Lives as long as the type.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_metadata_at(type_: *const as_type, index: usize) -> as_str {
    guard::get(type_, as_str::EMPTY, |t| text(of_type(t, Described::Type(t.get().id)), index))
}

/// How many texts of metadata property number `property` of a script class has, inherited ones as in the base class.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_property_metadata_count(type_: *const as_type, property: usize) -> usize {
    guard::get(type_, 0, |t| of_type(t, Described::Property(t.get().id, number(property))).len())
}

/// Text number `index` of these; empty if there is none of this number. Lives as long as the type.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_property_metadata_at(type_: *const as_type, property: usize, index: usize) -> as_str {
    guard::get(type_, as_str::EMPTY, |t| text(of_type(t, Described::Property(t.get().id, number(property))), index))
}

/// How many texts of metadata value number `value` of a script's enum has.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_enum_value_metadata_count(type_: *const as_type, value: usize) -> usize {
    guard::get(type_, 0, |t| of_type(t, Described::Value(t.get().id, number(value))).len())
}

/// Text number `index` of these; empty if there is none of this number. Lives as long as the type.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_enum_value_metadata_at(type_: *const as_type, value: usize, index: usize) -> as_str {
    guard::get(type_, as_str::EMPTY, |t| text(of_type(t, Described::Value(t.get().id, number(value))), index))
}

fn of_global(u: &as_unit, global: usize) -> &[Metadata] {
    u.program().map_or(&[], |program| program.unit().info.metadata(Described::Global(number(global))))
}

/// How many texts of metadata global variable number `global` of a unit has, in the order of `as_unit_global_name`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_global_metadata_count(unit: *const as_unit, global: usize) -> usize {
    guard::get(unit, 0, |u| of_global(u, global).len())
}

/// Text number `index` of these; empty if there is none of this number. Lives as long as the unit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_global_metadata_at(unit: *const as_unit, global: usize, index: usize) -> as_str {
    guard::get(unit, as_str::EMPTY, |u| text(of_global(u, global), index))
}
