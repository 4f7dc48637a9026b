//! `string`: a value type of bytes.

pub(super) mod arrays;
mod format;
mod functions;
mod literal;
pub mod number;
pub mod regex;
mod search;
mod value;

use crate::ffi::{Register, TypeOptions};
use crate::module::Module;
use crate::types::{BehaviorKind, Intrinsic, NativeFunction, RegistrationError, StringFactory};
use crate::vm::StringValue;

use super::Options;
use functions as f;
pub use value::TooLarge;

/// Registers the type, the factory of literals and the functions that need no arrays.
pub fn install(to: &mut Module, options: Options) -> Result<(), RegistrationError> {
    to.register_type(
        "string",
        TypeOptions::value(size_of::<StringValue>() as u32)
            .aligned(8)
            .all_ints()
            .with_value_ops(&raw const f::OPS as usize),
    )?;
    let factory = StringFactory {
        get: literal::get as *const () as usize,
        release: literal::release as *const () as usize,
        raw: literal::raw as *const () as usize,
        user_data: 0,
    };
    to.set_string_factory("string", factory)?;
    to.register_behavior("string", BehaviorKind::Construct, "void f()", native!(f::construct))?;
    to.register_behavior("string", BehaviorKind::Construct, "void f(const string &in)", native!(f::copy))?;
    to.register_behavior("string", BehaviorKind::Destruct, "void f()", native!(vm f::destruct))?;
    for (declaration, function) in methods() {
        to.register_method("string", declaration, function)?;
    }
    install_conversions::<f64>(to, "double")?;
    install_conversions::<f32>(to, "float")?;
    install_conversions::<i64>(to, "int64")?;
    install_conversions::<u64>(to, "uint64")?;
    install_conversions::<bool>(to, "bool")?;
    let length = native!(f::length).with_intrinsic(Intrinsic::StringLength);
    if options.accessors {
        to.register_method("string", "uint get_length() const property", length)?;
        to.register_method("string", "void set_length(uint) property", native!(vm f::resize))?;
    } else {
        to.register_method("string", "uint length() const", length)?;
        to.register_method("string", "void resize(uint)", native!(vm f::resize))?;
    }
    if options.stl_names {
        for (declaration, function) in [
            ("uint size() const", length),
            ("bool empty() const", native!(f::is_empty)),
            ("int find(const string &in, uint start = 0) const", native!(vm f::find_first)),
            ("int rfind(const string &in, int start = -1) const", native!(vm f::find_last)),
        ] {
            to.register_method("string", declaration, function)?;
        }
    }
    for (declaration, function) in functions() {
        to.register_function(declaration, function)?;
    }
    Ok(())
}

/// Whether a type is the string of this add-on.
pub fn is_own_string(vm: &crate::vm::Vm, id: crate::base::TypeId) -> bool {
    let ffi = vm.types().ffi();
    id == ffi.string_type() && ffi.string_factory().is_some_and(is_own_factory)
}

/// Whether string literals are of this add-on's type.
pub fn is_own_factory(factory: &StringFactory) -> bool {
    factory.get == literal::get as *const () as usize
}

fn methods() -> Vec<(&'static str, NativeFunction)> {
    vec![
        ("string &opAssign(const string &in)", native!(vm f::assign)),
        ("string &opAddAssign(const string &in)", native!(vm f::append)),
        ("string opAdd(const string &in) const", native!(vm f::concat)),
        ("bool opEquals(const string &in) const", native!(f::equals)),
        ("int opCmp(const string &in) const", native!(f::compare)),
        ("bool isEmpty() const", native!(f::is_empty)),
        ("uint8 &opIndex(uint)", native!(vm f::index).with_intrinsic(Intrinsic::StringIndex)),
        ("const uint8 &opIndex(uint) const", native!(vm f::index_const).with_intrinsic(Intrinsic::StringIndex)),
        ("string substr(uint start = 0, int count = -1) const", native!(vm f::substr)),
        ("int findFirst(const string &in, uint start = 0) const", native!(vm f::find_first)),
        ("int findFirstOf(const string &in, uint start = 0) const", native!(vm f::find_first_of)),
        ("int findFirstNotOf(const string &in, uint start = 0) const", native!(vm f::find_first_not_of)),
        ("int findLast(const string &in, int start = -1) const", native!(vm f::find_last)),
        ("int findLastOf(const string &in, int start = -1) const", native!(vm f::find_last_of)),
        ("int findLastNotOf(const string &in, int start = -1) const", native!(vm f::find_last_not_of)),
        ("void insert(uint pos, const string &in other)", native!(vm f::insert)),
        ("void erase(uint pos, int count = -1)", native!(vm f::erase)),
        (
            "int regexFind(const string &in regex, uint start = 0, uint &out lengthOfMatch = void) const",
            native!(vm f::regex_find),
        ),
    ]
}

fn install_conversions<T: f::Shown + 'static>(to: &mut Module, ty: &str) -> Result<(), RegistrationError> {
    to.register_method("string", &format!("string &opAssign({ty})"), native!(vm f::assign_value::<T>))?;
    to.register_method("string", &format!("string &opAddAssign({ty})"), native!(vm f::append_value::<T>))?;
    to.register_method("string", &format!("string opAdd({ty}) const"), native!(vm f::concat_value::<T>))?;
    to.register_method("string", &format!("string opAdd_r({ty}) const"), native!(vm f::concat_value_r::<T>))
}

fn functions() -> Vec<(&'static str, NativeFunction)> {
    vec![
        ("int64 parseInt(const string &in, uint base = 10, uint &out byteCount = void)", native!(f::parse_int)),
        ("uint64 parseUInt(const string &in, uint base = 10, uint &out byteCount = void)", native!(f::parse_uint)),
        ("double parseFloat(const string &in, uint &out byteCount = void)", native!(f::parse_float)),
        ("string formatInt(int64 val, const string &in options = \"\", uint width = 0)", native!(vm f::format_int)),
        ("string formatUInt(uint64 val, const string &in options = \"\", uint width = 0)", native!(vm f::format_uint)),
        (
            "string formatFloat(double val, const string &in options = \"\", uint width = 0, uint precision = 0)",
            native!(vm f::format_float),
        ),
        (
            "string format(const string &in fmt, const ?&in ...)",
            NativeFunction::generic(format::format as *const () as usize, 0),
        ),
        ("uint scan(const string &in str, ?&out ...)", NativeFunction::generic(format::scan as *const () as usize, 0)),
    ]
}
