//! Values as text, for people.

use std::fmt::Write;
use std::rc::Rc;

use crate::addons::string::is_own_string;
use crate::types::Primitive;
use crate::vm::{ArrayObject, FunctionObject, RuntimeKind, RuntimeType, StringValue, ValueType, Vm};

use super::containers::{Container, container};
use super::paths::{Found, object_in};

/// Elements and members that are shown at most.
const MOST_PARTS: u32 = 50;
/// Bytes of a text after which it is cut short.
const MOST_TEXT: usize = 100_000;
/// Bytes of a string that are shown at most.
const MOST_BYTES: usize = 500;

/// Tells the value at an address.
pub type TypeText = Rc<dyn Fn(*const u8) -> String>;

/// What a value is told with.
struct Teller<'a> {
    vm: &'a Vm,
    /// How values of a type are told, if the host has said so.
    texts: &'a dyn Fn(&RuntimeType) -> Option<TypeText>,
}

/// A value as text; of objects, members to a depth of `levels`. `texts`: how values of a type are told that are not told by
/// their members.
pub fn describe(vm: &Vm, value: Found, levels: u32, texts: &dyn Fn(&RuntimeType) -> Option<TypeText>) -> String {
    let mut out = String::new();
    write_value(&Teller { vm, texts }, &mut out, value, levels);
    out
}

/// Whether values of a type are arrays of the library's add-on, or handles to them.
pub(super) fn is_array(vm: &Vm, ty: ValueType) -> bool {
    let ffi = vm.types().ffi();
    // Only the add-on's array is managed and the default array at once.
    let is_default = ffi.default_array().is_some() && ty.ty().template == ffi.default_array();
    is_default && ty.ty().kind == RuntimeKind::Managed
}

/// Tells the members of an object or value; false if there is no object.
pub(super) fn members(of: Found, tell: &mut dyn FnMut(&str, Found)) -> bool {
    let is_cell = of.ty.is_handle() || of.ty.is_object_cell();
    // SAFETY: the value is alive.
    let (object, ty) = match is_cell {
        true => match unsafe { object_in(of) } {
            Some(object) => object,
            None => return false,
        },
        false => (of.address, of.ty.ty()),
    };
    if let Some(class) = &ty.class {
        // Members of derived classes come later, and hide those of bases.
        for field in &class.fields {
            tell(&field.name, Found { ty: field.ty, address: object.wrapping_add(field.offset as usize) });
        }
        return true;
    }
    let Some(types) = ty.table() else { return true };
    let ffi = types.ffi();
    for p in ffi.properties(ffi.ty(ty.id)) {
        let mut address = object.wrapping_offset(p.offset as isize);
        if let Some(inner) = p.indirect {
            // SAFETY: the host has said that a pointer lies there.
            address = unsafe { address.cast::<*mut u8>().read_unaligned() };
            if address.is_null() {
                continue;
            }
            address = address.wrapping_offset(inner as isize);
        }
        let member = ValueType::new(types.get(p.ty.type_id), p.ty.is_handle, p.ty.is_handle_to_const);
        // Members that are objects of reference types lie there themselves: there is no cell with their pointer.
        if !member.is_none() && !member.is_object_cell() {
            tell(ffi.interner().text(p.name), Found { ty: member, address });
        }
    }
    true
}

fn write_value(teller: &Teller<'_>, out: &mut String, value: Found, levels: u32) {
    let (ty, at) = (value.ty, value.address);
    if let Some(p) = ty.as_primitive() {
        return write_primitive(out, p, at);
    }
    // SAFETY: the value is alive, and of its type.
    unsafe {
        if is_own_string(teller.vm, ty.ty().id) && !ty.is_handle() {
            return write_string(out, (*at.cast::<StringValue>()).as_bytes());
        }
        match ty.ty().kind {
            RuntimeKind::Enum => {
                return write_enum(out, ty, read_integer(at, ty.as_number().unwrap_or(Primitive::Int32)));
            }
            RuntimeKind::Value if !ty.is_handle() => {
                if let Some(text) = (teller.texts)(ty.ty()) {
                    return out.push_str(&text(at));
                }
                if let Some(container) = container(at, ty.ty()) {
                    return write_container(teller, out, &container, &ty.ty().name, levels);
                }
                return write_members(teller, out, value, &ty.ty().name, levels);
            }
            _ => {}
        }
        let Some((object, true_type)) = object_in(value) else { return out.push_str("null") };
        if let Some(text) = (teller.texts)(true_type) {
            return out.push_str(&text(object));
        }
        if true_type.kind == RuntimeKind::Funcdef {
            let function = object.cast::<FunctionObject>();
            match (*function).script_function() {
                Some((program, index)) => out.push_str(&program.unit().functions[index as usize].declaration),
                None => out.push_str(&true_type.name),
            }
            return;
        }
        if is_array(teller.vm, ValueType::of(true_type)) {
            return write_array(teller, out, &*object.cast::<ArrayObject>(), levels);
        }
        if let Some(container) = container(object, true_type) {
            return write_container(teller, out, &container, &true_type.name, levels);
        }
        write_members(teller, out, value, &true_type.name, levels);
    }
}

/// What a container of an add-on holds.
fn write_container(teller: &Teller<'_>, out: &mut String, container: &Container, name: &str, levels: u32) {
    if let Container::Text(text) = container {
        return out.push_str(text);
    }
    out.push_str(name);
    if levels == 0 {
        return out.push_str(" {…}");
    }
    let below = levels - 1;
    out.push_str(" {");
    let is_long = |out: &String| out.len() > MOST_TEXT;
    match container {
        Container::Text(_) | Container::Holder(None) => {}
        Container::Holder(Some(value)) => write_value(teller, out, *value, below),
        Container::Handle(object, _) if object.is_null() => out.push_str("null"),
        Container::Handle(object, ty) => {
            let mut cell = *object;
            write_value(teller, out, Found { ty: *ty, address: (&raw mut cell).cast() }, below);
        }
        Container::Dictionary(entries) => {
            let (mut at, mut count) = (0, 0);
            while let Some((i, key, value)) = entries.next(at) {
                if count == MOST_PARTS || is_long(out) {
                    let _ = write!(out, ", … {} …", entries.len() as u32 - count);
                    break;
                }
                out.push_str(if count > 0 { ", " } else { "" });
                write_string(out, key.as_bytes());
                out.push_str(" = ");
                // SAFETY: values of a dictionary are alive.
                let (ty, address) = unsafe { ((*value).ty(), (*value).address()) };
                if ty.is_none() {
                    out.push_str("nothing");
                } else {
                    write_value(teller, out, Found { ty, address }, below);
                }
                (at, count) = (i + 1, count + 1);
            }
        }
        Container::Grid { width, height, .. } => {
            for y in 0..*height {
                if y == MOST_PARTS || is_long(out) {
                    let _ = write!(out, ", … {} …", height - y);
                    break;
                }
                out.push_str(if y > 0 { ", {" } else { "{" });
                for x in 0..*width {
                    if x == MOST_PARTS || is_long(out) {
                        let _ = write!(out, ", … {} …", width - x);
                        break;
                    }
                    out.push_str(if x > 0 { ", " } else { "" });
                    match container.cell(x, y) {
                        Some(cell) => write_value(teller, out, cell, below),
                        None => break,
                    }
                }
                out.push('}');
            }
        }
    }
    out.push('}');
}

fn write_primitive(out: &mut String, p: Primitive, at: *mut u8) {
    use Primitive as P;
    // Writing to a string does not fail.
    // SAFETY: a value of the type lies there.
    let _ = unsafe {
        match p {
            P::Void => write!(out, "void"),
            P::Bool => write!(out, "{}", at.read() != 0),
            P::Int8 => write!(out, "{}", at.cast::<i8>().read()),
            P::UInt8 => write!(out, "{}", at.read()),
            P::Int16 => write!(out, "{}", at.cast::<i16>().read_unaligned()),
            P::UInt16 => write!(out, "{}", at.cast::<u16>().read_unaligned()),
            P::Int32 => write!(out, "{}", at.cast::<i32>().read_unaligned()),
            P::UInt32 => write!(out, "{}", at.cast::<u32>().read_unaligned()),
            P::Int64 => write!(out, "{}", at.cast::<i64>().read_unaligned()),
            P::UInt64 => write!(out, "{}", at.cast::<u64>().read_unaligned()),
            P::Float => {
                write_float(out, f64::from(at.cast::<f32>().read_unaligned()), at.cast::<f32>().read_unaligned())
            }
            P::Double => write_float(out, at.cast::<f64>().read_unaligned(), at.cast::<f64>().read_unaligned()),
        }
    };
}

/// A number with as many digits as tell it from others; very large and very small ones with an exponent.
fn write_float(out: &mut String, size: f64, shown: impl std::fmt::Display + std::fmt::LowerExp) -> std::fmt::Result {
    let is_usual = size == 0.0 || !size.is_finite() || (1e-5..1e17).contains(&size.abs());
    if is_usual { write!(out, "{shown}") } else { write!(out, "{shown:e}") }
}

fn write_string(out: &mut String, bytes: &[u8]) {
    let shown = &bytes[..bytes.len().min(MOST_BYTES)];
    let _ = write!(out, "{:?}", String::from_utf8_lossy(shown));
    if shown.len() < bytes.len() {
        let _ = write!(out, "… ({} bytes)", bytes.len());
    }
}

/// The value of an enum; of one of type `uint64` its bits.
///
/// # Safety
///
/// An integer of the type is at the address.
unsafe fn read_integer(at: *const u8, number: Primitive) -> i64 {
    use Primitive as P;
    // SAFETY: promised by the caller.
    unsafe {
        match number {
            P::Int8 => i64::from(at.cast::<i8>().read()),
            P::UInt8 => i64::from(at.read()),
            P::Int16 => i64::from(at.cast::<i16>().read_unaligned()),
            P::UInt16 => i64::from(at.cast::<u16>().read_unaligned()),
            P::UInt32 => i64::from(at.cast::<u32>().read_unaligned()),
            P::Int64 | P::UInt64 => at.cast::<i64>().read_unaligned(),
            _ => i64::from(at.cast::<i32>().read_unaligned()),
        }
    }
}

fn write_enum(out: &mut String, ty: ValueType, number: i64) {
    let ty = ty.ty();
    let mut name = None;
    if let Some(types) = ty.table() {
        let ffi = types.ffi();
        let value = ffi.enum_values(ffi.ty(ty.id)).iter().find(|v| v.value == number);
        name = value.map(|v| ffi.interner().text(v.name).to_string());
    } else if let Some(info) = ty.declared_in().and_then(|p| p.unit().info.ty(ty.id)) {
        name = info.values.iter().find(|v| v.1 == number).map(|v| v.0.to_string());
    }
    let _ = match name {
        Some(name) => write!(out, "{name} ({number})"),
        None => write!(out, "{number}"),
    };
}

fn write_members(teller: &Teller<'_>, out: &mut String, value: Found, name: &str, levels: u32) {
    out.push_str(name);
    if levels == 0 {
        return out.push_str(" {…}");
    }
    out.push_str(" {");
    let mut count = 0;
    members(value, &mut |member, place| {
        count += 1;
        if count > MOST_PARTS || out.len() > MOST_TEXT {
            return;
        }
        let _ = write!(out, "{}{member} = ", if count > 1 { ", " } else { "" });
        write_value(teller, out, place, levels - 1);
    });
    out.push_str(if count > MOST_PARTS { ", …}" } else { "}" });
}

unsafe fn write_array(teller: &Teller<'_>, out: &mut String, array: &ArrayObject, levels: u32) {
    if levels == 0 {
        let _ = write!(out, "{{… {} …}}", array.len);
        return;
    }
    out.push('{');
    for i in 0..array.len.min(MOST_PARTS) {
        if out.len() > MOST_TEXT {
            break;
        }
        if i > 0 {
            out.push_str(", ");
        }
        let address = array.data.wrapping_add(i as usize * array.stride as usize);
        write_value(teller, out, Found { ty: array.element, address }, levels - 1);
    }
    if array.len > MOST_PARTS {
        let _ = write!(out, ", … {} …", array.len - MOST_PARTS);
    }
    out.push('}');
}
