//! Names and member paths as they are meant at a place of a running script: `hp`, `this.target.name`, `list[3].x`,
//! `Game::score`.

use crate::base::NamespaceId;
use crate::types::NameEntry;
use crate::vm::object::ObjHeader;
use crate::vm::{ArrayObject, RuntimeKind, StackFrame, ValueType, Vm};

use super::containers::{Container, container};
use super::text::{is_array, members};

/// A value that was found.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    /// Its type.
    pub ty: ValueType,
    /// Where it lies; for handles and objects of reference types where the pointer lies.
    pub address: *mut u8,
}

/// The value that a path means in a frame.
///
/// # Errors
///
/// The text is no path, a name is not known there, something on the way is null or outside of its bounds: in words for
/// whoever wrote the path.
pub fn find(vm: &Vm, frame: &StackFrame<'_>, path: &str) -> Result<Found, String> {
    let mut rest = path.trim();
    let first = take_name(&mut rest, true).ok_or_else(|| format!("'{path}' does not begin with a name"))?;
    let mut found = first_of(vm, frame, first)?;
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return Ok(found);
        } else if let Some(member) = rest.strip_prefix('.') {
            rest = member.trim_start();
            let name = take_name(&mut rest, false).ok_or("after '.' comes the name of a member")?;
            found = member_of(found, name)?;
        } else if let Some(index) = rest.strip_prefix('[') {
            if let Some((key, after)) = take_key(index) {
                found = value_of_key(found, key)?;
                rest = after;
                continue;
            }
            let (numbers, after) = index.split_once(']').ok_or("']' is missing")?;
            let index_of = |number: &str| match number.trim().parse::<u32>() {
                Ok(index) => Ok(index),
                Err(_) => {
                    index_value(find(vm, frame, number)?).ok_or_else(|| format!("'{}' is no index", number.trim()))
                }
            };
            found = match numbers.split_once(',') {
                Some((x, y)) => cell_of(found, index_of(x)?, index_of(y)?)?,
                None => element_of(vm, found, index_of(numbers)?)?,
            };
            rest = after;
        } else {
            return Err(format!("names are followed by '.' or '[', not by '{rest}'"));
        }
    }
}

/// The key in quotes at the beginning of an index, and what is behind the index.
fn take_key(index: &str) -> Option<(&str, &str)> {
    let index = index.trim_start();
    let quote = index.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let (key, after) = index[1..].split_once(quote)?;
    Some((key, after.trim_start().strip_prefix(']')?))
}

/// The name at the beginning of a text, with scopes if these are allowed.
fn take_name<'t>(text: &mut &'t str, scoped: bool) -> Option<&'t str> {
    let is_part = |c: char| c == '_' || c.is_alphanumeric() || scoped && c == ':';
    let len = text.find(|c| !is_part(c)).unwrap_or(text.len());
    let (name, rest) = text.split_at(len);
    *text = rest;
    (!name.is_empty() && !name.starts_with(|c: char| c.is_ascii_digit())).then_some(name)
}

/// What a name means: a variable of the function, a member of its object, a global variable of a script or of the host.
fn first_of(vm: &Vm, frame: &StackFrame<'_>, name: &str) -> Result<Found, String> {
    let program = frame.program();
    if let Some(v) = frame.variables().filter(|v| v.in_scope && v.name == name).last() {
        let ty = program.value_type(v.ty.value()).ok_or_else(|| format!("the type of '{name}' is not known"))?;
        if v.address.is_null() {
            return Err(format!("'{name}' has no value here"));
        }
        return Ok(Found { ty, address: v.address });
    }
    let owner = frame.function().owner.and_then(|id| program.runtime_type(id));
    if let (Some(owner), Some(object)) = (owner, frame.this_place()) {
        let this = Found { ty: ValueType::new(owner, true, false), address: object };
        if name == "this" {
            return Ok(this);
        }
        if let Ok(found) = member_of(this, name) {
            return Ok(found);
        }
    }
    let wanted = name.trim_start_matches("::");
    let mut scope = if name.starts_with("::") { "" } else { &*frame.function().scope };
    loop {
        let whole = if scope.is_empty() { wanted.to_string() } else { format!("{scope}::{wanted}") };
        if let Some(index) = program.unit().globals.iter().position(|g| *g.name == *whole) {
            let ty = program.value_type(program.unit().globals[index].ty.value());
            let address = vm.global_address(program, index as u32);
            if let (Some(ty), Some(address)) = (ty, address) {
                return Ok(Found { ty, address });
            }
        }
        if let Some(found) = host_global(vm, &whole) {
            return Ok(found);
        }
        if scope.is_empty() {
            return Err(format!("'{name}' is not known here"));
        }
        scope = scope.rsplit_once("::").map_or("", |(outer, _)| outer);
    }
}

/// A property of the host, by its whole name.
fn host_global(vm: &Vm, name: &str) -> Option<Found> {
    let ffi = vm.types().ffi();
    let (scope, name) = name.rsplit_once("::").unwrap_or(("", name));
    let mut namespace = NamespaceId::GLOBAL;
    for part in scope.split("::").filter(|p| !p.is_empty()) {
        namespace = ffi.find_namespace(namespace, ffi.interner().find(part)?)?;
    }
    let NameEntry::Global(id) = ffi.lookup(namespace, ffi.interner().find(name)?)? else { return None };
    let global = ffi.global(id);
    let ty = ValueType::new(vm.types().get(global.ty.type_id), global.ty.is_handle, global.ty.is_handle_to_const);
    // Objects of reference types are registered by their own address: there is no place with the pointer.
    (global.address != 0 && !ty.is_object_cell()).then_some(Found { ty, address: global.address as *mut u8 })
}

/// The object or value itself, and what it is if it is a container.
fn container_of(of: Found) -> Option<Container> {
    // SAFETY: the value is alive.
    unsafe {
        if of.ty.as_primitive().is_some() {
            return None;
        }
        if of.ty.ty().kind == RuntimeKind::Value && !of.ty.is_handle() {
            return container(of.address, of.ty.ty());
        }
        if !of.ty.is_handle() && !of.ty.is_object_cell() {
            return None;
        }
        let (object, ty) = object_in(of)?;
        container(object, ty)
    }
}

/// The value of a key of a dictionary.
fn value_of_key(of: Found, key: &str) -> Result<Found, String> {
    match container_of(of) {
        Some(Container::Holder(Some(inner))) => value_of_key(inner, key),
        Some(container @ Container::Dictionary(_)) => match container.value_of_key(key.as_bytes()) {
            Some(found) if found.ty.is_none() => Err(format!("there is nothing at the key '{key}'")),
            found => found.ok_or_else(|| format!("there is no key '{key}'")),
        },
        _ => Err(format!("'{}' has no keys that can be shown", of.ty.ty().name)),
    }
}

/// A cell of a grid.
fn cell_of(of: Found, x: u32, y: u32) -> Result<Found, String> {
    match container_of(of) {
        Some(Container::Holder(Some(inner))) => cell_of(inner, x, y),
        Some(grid @ Container::Grid { width, height, .. }) => {
            grid.cell(x, y).ok_or_else(|| format!("the grid has {width} times {height} cells"))
        }
        _ => Err(format!("'{}' has no cells", of.ty.ty().name)),
    }
}

/// The member of a value. What holds one thing has the members of that.
fn member_of(of: Found, name: &str) -> Result<Found, String> {
    match container_of(of) {
        Some(Container::Holder(Some(inner))) => return member_of(inner, name),
        Some(Container::Handle(object, ty)) if !object.is_null() => {
            let mut cell = object;
            // Members lie in the object, not in the handle.
            return member_of(Found { ty, address: (&raw mut cell).cast() }, name);
        }
        _ => {}
    }
    let mut found = None;
    let is_object = members(of, &mut |member, place| {
        if member == name {
            found = Some(place);
        }
    });
    match found {
        Some(found) => Ok(found),
        None if !is_object => Err(format!("what '.{name}' is asked of is null")),
        None => Err(format!("'{}' has no member '{name}'", of.ty.ty().name)),
    }
}

/// An element of an array.
fn element_of(vm: &Vm, of: Found, index: u32) -> Result<Found, String> {
    // SAFETY: the value is alive; arrays have the array object's layout.
    unsafe {
        if !is_array(vm, of.ty) {
            return Err(format!("'{}' has no elements that can be shown by number", of.ty.ty().name));
        }
        let object = of.address.cast::<*mut ArrayObject>().read_unaligned();
        let Some(array) = object.as_ref() else { return Err("the array is null".into()) };
        if index >= array.len {
            return Err(format!("the array has {}", crate::base::counted(array.len as usize, "element")));
        }
        Ok(Found { ty: array.element, address: array.data.add(index as usize * array.stride as usize) })
    }
}

/// A number that may be an index.
fn index_value(found: Found) -> Option<u32> {
    use crate::types::Primitive as P;
    let at = found.address;
    // SAFETY: the value lies at its address.
    unsafe {
        match found.ty.as_primitive()? {
            P::Int32 | P::UInt32 => u32::try_from(at.cast::<i32>().read_unaligned()).ok(),
            P::Int64 | P::UInt64 => u32::try_from(at.cast::<i64>().read_unaligned()).ok(),
            P::Int16 | P::UInt16 => u32::try_from(at.cast::<i16>().read_unaligned()).ok(),
            P::Int8 | P::UInt8 => u32::try_from(at.cast::<i8>().read_unaligned()).ok(),
            _ => None,
        }
    }
}

/// The object in a cell that holds its pointer, with its true type.
///
/// # Safety
///
/// The value is alive.
pub(super) unsafe fn object_in(found: Found) -> Option<(*mut u8, &'static crate::vm::RuntimeType)> {
    // SAFETY: a handle or object cell holds a pointer; what has the VM's header knows its type.
    unsafe {
        let object = found.address.cast::<*mut u8>().read_unaligned();
        let ty = found.ty.ty();
        let has_header = ty.is_managed() || ty.kind == RuntimeKind::Interface;
        match object.is_null() {
            true => None,
            false if has_header => Some((object, &*(*object.cast::<ObjHeader>()).ty)),
            false => Some((object, ty)),
        }
    }
}
