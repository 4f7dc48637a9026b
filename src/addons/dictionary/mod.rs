//! `dictionary`: values of any type by name, and `dictionaryValue`, such a value by itself.

mod functions;
pub mod host;
mod table;
mod value;

use crate::ffi::{Register, TypeOptions};
use crate::module::Module;
use crate::types::{BehaviorKind, ObjectFlags, RegistrationError};

use super::Options;
use super::variant::Variant;
use functions as f;
use value as v;
pub use value::is_dictionary_value;

pub(super) fn install(to: &mut Module, options: Options) -> Result<(), RegistrationError> {
    install_value(to)?;
    let ops = &raw const functions::OPS as usize;
    to.register_type("dictionary", TypeOptions::managed(size_of::<f::Dictionary>() as u32, ops).with(ObjectFlags::GC))?;
    to.register_behavior("dictionary", BehaviorKind::Factory, "dictionary@ f()", native!(vm f::factory))?;
    let list = native!(vm f::factory_list);
    to.register_behavior("dictionary", BehaviorKind::ListFactory, "dictionary@ f(int &in) {repeat {string, ?}}", list)?;
    for (declaration, function) in [
        ("dictionary &opAssign(const dictionary &in)", native!(vm f::assign)),
        ("void set(const string &in, const ?&in)", native!(vm f::set)),
        ("void set(const string &in, const int64 &in)", native!(vm f::set_int)),
        ("void set(const string &in, const double &in)", native!(vm f::set_float)),
        ("bool get(const string &in, ?&out) const", native!(vm f::get)),
        ("bool get(const string &in, int64 &out) const", native!(f::get_int)),
        ("bool get(const string &in, double &out) const", native!(f::get_float)),
        ("bool exists(const string &in) const", native!(f::exists)),
        ("bool isEmpty() const", native!(f::is_empty)),
        ("uint getSize() const", native!(f::size)),
        ("bool delete(const string &in)", native!(vm f::delete)),
        ("void deleteAll()", native!(vm f::delete_all)),
        ("dictionaryValue &opIndex(const string &in)", native!(vm f::index)),
        ("const dictionaryValue &opIndex(const string &in) const", native!(vm f::index_const)),
        ("uint64 opForBegin() const", native!(f::for_begin)),
        ("bool opForEnd(uint64) const", native!(f::for_end)),
        ("uint64 opForNext(uint64) const", native!(f::for_next)),
        ("const dictionaryValue &opForValue0(uint64) const", native!(vm f::for_value)),
        ("const string &opForValue1(uint64) const", native!(vm f::for_key)),
    ] {
        to.register_method("dictionary", declaration, function)?;
    }
    if options.stl_names {
        for (declaration, function) in [
            ("bool empty() const", native!(f::is_empty)),
            ("uint size() const", native!(f::size)),
            ("bool erase(const string &in)", native!(vm f::delete)),
            ("void clear()", native!(vm f::delete_all)),
        ] {
            to.register_method("dictionary", declaration, function)?;
        }
    }
    Ok(())
}

/// `getKeys` needs the array as well.
pub(super) fn install_keys(to: &mut Module) -> Result<(), RegistrationError> {
    to.register_method("dictionary", "array<string>@ getKeys() const", native!(vm f::keys))
}

fn install_value(to: &mut Module) -> Result<(), RegistrationError> {
    let name = "dictionaryValue";
    let options = TypeOptions::value(size_of::<Variant>() as u32)
        .aligned(8)
        .all_ints()
        .with(ObjectFlags::GC)
        .with(ObjectFlags::ASHANDLE);
    to.register_type(name, options)?;
    for (kind, declaration, function) in [
        (BehaviorKind::Construct, "void f()", native!(v::construct)),
        (BehaviorKind::Construct, "void f(const dictionaryValue &in)", native!(vm v::copy)),
        (BehaviorKind::Destruct, "void f()", native!(vm v::destruct)),
        (BehaviorKind::EnumRefs, "void f(int &in)", native!(v::enumerate)),
        (BehaviorKind::ReleaseRefs, "void f(int &in)", native!(vm v::release)),
    ] {
        to.register_behavior(name, kind, declaration, function)?;
    }
    for (declaration, function) in [
        ("dictionaryValue &opAssign(const dictionaryValue &in)", native!(vm v::assign)),
        ("dictionaryValue &opHndlAssign(const dictionaryValue &in)", native!(vm v::assign_handle_of)),
        ("dictionaryValue &opHndlAssign(const ?&in)", native!(vm v::assign_handle)),
        ("dictionaryValue &opAssign(const ?&in)", native!(vm v::assign_any)),
        ("dictionaryValue &opAssign(double)", native!(vm v::assign_float)),
        ("dictionaryValue &opAssign(int64)", native!(vm v::assign_int)),
        ("void opCast(?&out) const", native!(vm v::cast)),
        ("void opConv(?&out) const", native!(vm v::convert)),
        ("int64 opConv() const", native!(v::to_int)),
        ("double opConv() const", native!(v::to_float)),
    ] {
        to.register_method(name, declaration, function)?;
    }
    Ok(())
}
