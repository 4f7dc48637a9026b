//! Saving: from the globals over all objects.

use std::collections::HashMap;

use crate::addons::array::is_array;
use crate::addons::dictionary::host::{HostDictionary, is_dictionary};
use crate::addons::dictionary::is_dictionary_value;
use crate::addons::string::is_own_string;
use crate::addons::variant::{Variant, actual_type};
use crate::addons::{any, complex, datetime, grid, reference, weakref};
use crate::vm::object::ObjHeader;
use crate::vm::{
    ArrayObject, FunctionObject, FunctionObjectKind, Program, RuntimeKind, RuntimeType, StringValue, ValueType, Vm,
};

use super::number::{Number, PACKED};
use super::stream::{MAGIC, VERSION, content, put_bytes, put_number, put_value, value};
use super::{HostTypes, Problem, Problems};

/// Why nothing could be saved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SaveError {
    /// The program is not linked to the VM.
    #[error("the unit is not linked to the VM")]
    NotLinked,
}

/// What was saved.
pub struct Saved {
    /// The stream.
    pub data: Vec<u8>,
    /// What is not in it.
    pub problems: Vec<Problem>,
}

/// Saves the global variables of a program that are not constants, objects given by name besides, and all that they reach.
///
/// # Safety
///
/// The objects are live managed objects of the VM, and nothing runs in it.
///
/// # Errors
///
/// The program is not linked.
pub unsafe fn save(
    vm: &Vm,
    program: &Program,
    hosts: &dyn HostTypes,
    roots: &[(&str, *mut ObjHeader)],
) -> Result<Saved, SaveError> {
    if !vm.is_linked(program) {
        return Err(SaveError::NotLinked);
    }
    let mut saver = Saver {
        vm,
        hosts,
        types: Vec::new(),
        type_numbers: HashMap::new(),
        numbers: HashMap::new(),
        objects: Vec::new(),
        contents: Vec::new(),
        problems: Problems::default(),
    };
    let mut globals = Vec::new();
    let mut count = 0;
    // SAFETY: initialised variables have valid values; the caller vouches for the objects.
    unsafe {
        for (index, global) in program.unit().globals.iter().enumerate() {
            let Some(ty) = program.value_type(global.ty) else { continue };
            if global.ty.is_const || !vm.is_initialised(program, index as u32) {
                continue;
            }
            let Some(at) = vm.global_address(program, index as u32) else { continue };
            saver.problems.place = format!("global '{}'", global.name);
            put_bytes(&mut globals, global.name.as_bytes());
            saver.value(ty, at, &mut globals);
            count += 1;
        }
        let mut named = Vec::new();
        put_number(&mut named, roots.len() as u64);
        for (name, object) in roots {
            put_bytes(&mut named, name.as_bytes());
            let number = saver.object(object.cast(), ObjHeader::ty(*object));
            put_number(&mut named, u64::from(number));
        }
        saver.contents();
        Ok(saver.finish(count, &globals, &named))
    }
}

struct Saver<'a> {
    vm: &'a Vm,
    hosts: &'a dyn HostTypes,
    types: Vec<&'static RuntimeType>,
    type_numbers: HashMap<*const RuntimeType, u32>,
    numbers: HashMap<*mut u8, u32>,
    /// Objects by number; those behind `contents` wait.
    objects: Vec<(*mut u8, &'static RuntimeType)>,
    contents: Vec<(u32, Vec<u8>)>,
    problems: Problems,
}

impl Saver<'_> {
    fn finish(self, count: u64, globals: &[u8], roots: &[u8]) -> Saved {
        let mut data = Vec::new();
        data.extend_from_slice(MAGIC);
        data.push(VERSION);
        put_number(&mut data, self.types.len() as u64);
        for ty in &self.types {
            put_bytes(&mut data, ty.name.as_bytes());
            let fields = ty.class.as_ref().map_or(&[][..], |c| &c.fields);
            put_number(&mut data, fields.len() as u64);
            fields.iter().for_each(|f| put_bytes(&mut data, f.name.as_bytes()));
        }
        put_number(&mut data, self.contents.len() as u64);
        for (ty, bytes) in &self.contents {
            put_number(&mut data, u64::from(*ty));
            put_bytes(&mut data, bytes);
        }
        put_number(&mut data, count);
        data.extend_from_slice(globals);
        data.extend_from_slice(roots);
        Saved { data, problems: self.problems.finish() }
    }

    fn type_number(&mut self, ty: &'static RuntimeType) -> u32 {
        *self.type_numbers.entry(ty).or_insert_with(|| {
            self.types.push(ty);
            self.types.len() as u32 - 1
        })
    }

    /// The number of an object, which waits for being written if it is new.
    fn object(&mut self, object: *mut u8, ty: &'static RuntimeType) -> u32 {
        *self.numbers.entry(object).or_insert_with(|| {
            self.objects.push((object, ty));
            self.objects.len() as u32 - 1
        })
    }

    fn lost(&mut self, out: &mut Vec<u8>, text: &str) {
        self.problems.add(text);
        out.push(value::LOST);
    }

    unsafe fn reference(&mut self, ty: ValueType, object: *mut u8, out: &mut Vec<u8>) {
        if object.is_null() {
            return out.push(value::NULL);
        }
        if ty.ty().kind == RuntimeKind::Scoped {
            return self.lost(out, &format!("objects of '{}' have one owner, and are not saved", ty.ty().name));
        }
        // SAFETY: the object is alive.
        let actual = unsafe { actual_type(ty, object) };
        let number = self.object(object, actual);
        out.push(value::REF);
        put_number(out, u64::from(number));
    }

    /// A value in memory.
    unsafe fn value(&mut self, ty: ValueType, at: *mut u8, out: &mut Vec<u8>) {
        if ty.is_none() {
            return out.push(value::NULL);
        }
        // SAFETY: a valid value of the type lies there.
        unsafe {
            if let Some(number) = ty.as_number() {
                return put_value(out, Number::read(number, at));
            }
            if ty.is_handle() || ty.is_object_cell() {
                return self.reference(ty, *at.cast::<*mut u8>(), out);
            }
            let of = ty.ty();
            if self.hosts.knows(of) {
                let mut bytes = Vec::new();
                if !self.hosts.save(self.vm, of, at, &mut bytes) {
                    return self.lost(out, &format!("the host did not save a value of '{}'", of.name));
                }
                return self.opaque(of, &bytes, out);
            }
            if is_own_string(self.vm, of.id) {
                out.push(value::BYTES);
                return put_bytes(out, (*at.cast::<StringValue>()).as_bytes());
            }
            if is_dictionary_value(of) {
                return self.variant(&*at.cast::<Variant>(), out);
            }
            if reference::is_ref(of) {
                let (object, ty) = reference::get(at);
                return self.typed(ty, (&raw const object).cast_mut().cast(), out);
            }
            if weakref::is_weakref(of) {
                let (object, ty) = weakref::target(at);
                return self.reference(ty, object, out);
            }
            // Both are plain numbers, which lie with the low byte first.
            if complex::is_complex(of) || datetime::is_datetime(of) {
                return self.opaque(of, std::slice::from_raw_parts(at, 8), out);
            }
            self.lost(out, &format!("nothing is registered for saving values of '{}'", of.name));
        }
    }

    fn opaque(&mut self, ty: &'static RuntimeType, bytes: &[u8], out: &mut Vec<u8>) {
        let number = self.type_number(ty);
        out.push(value::OPAQUE);
        put_number(out, u64::from(number));
        put_bytes(out, bytes);
    }

    unsafe fn variant(&mut self, variant: &Variant, out: &mut Vec<u8>) {
        // SAFETY: a variant has a valid value of its type.
        unsafe { self.typed(variant.ty(), variant.address(), out) }
    }

    /// A value with its type.
    unsafe fn typed(&mut self, ty: ValueType, at: *mut u8, out: &mut Vec<u8>) {
        out.push(value::VARIANT);
        if ty.is_none() {
            put_number(out, 0);
            return out.push(value::NULL);
        }
        let number = self.type_number(ty.ty());
        let flags = u64::from(ty.is_handle()) | u64::from(ty.is_const_handle()) << 1;
        put_number(out, u64::from(number) * 4 + flags + 1);
        // SAFETY: promised by the caller.
        unsafe { self.value(ty, at, out) }
    }

    /// Writes all objects that wait, and those that these name.
    unsafe fn contents(&mut self) {
        while let Some(&(object, ty)) = self.objects.get(self.contents.len()) {
            let mut out = Vec::new();
            self.problems.place = format!("object of '{}'", ty.name);
            // SAFETY: objects that are reached live: nothing runs meanwhile but functions of the host that save.
            unsafe {
                if self.hosts.knows(ty) {
                    self.host_object(object, ty, &mut out);
                } else if ty.is_managed() {
                    self.content(object.cast(), ty, &mut out);
                } else {
                    self.problems.add(&format!("nothing is registered for saving objects of '{}'", ty.name));
                    out.push(content::LOST);
                }
            }
            let number = self.type_number(ty);
            self.contents.push((number, out));
        }
    }

    fn host_object(&mut self, object: *mut u8, ty: &'static RuntimeType, out: &mut Vec<u8>) {
        let mut bytes = Vec::new();
        if self.hosts.save(self.vm, ty, object, &mut bytes) {
            out.push(content::OPAQUE);
            put_bytes(out, &bytes);
        } else {
            self.problems.add("the host did not save it");
            out.push(content::LOST);
        }
    }

    unsafe fn content(&mut self, object: *mut ObjHeader, ty: &'static RuntimeType, out: &mut Vec<u8>) {
        // SAFETY: the object is alive, and what its type says.
        unsafe {
            if let Some(class) = &ty.class {
                out.push(content::CLASS);
                for field in &class.fields {
                    self.problems.place = format!("member '{}' of '{}'", field.name, ty.name);
                    self.value(field.ty, object.cast::<u8>().add(field.offset as usize), out);
                }
            } else if is_array(ty) {
                self.elements(&*object.cast::<ArrayObject>(), out);
            } else if grid::is_grid(ty) {
                let (width, height) = grid::size(object);
                out.push(content::GRID);
                put_number(out, u64::from(width));
                put_number(out, u64::from(height));
                self.elements(&*object.cast::<ArrayObject>(), out);
            } else if is_dictionary(ty) {
                self.dictionary(HostDictionary::new(object), out);
            } else if let Some(variant) = any::value_of(object) {
                out.push(content::ANY);
                self.variant(&*variant, out);
            } else if ty.kind == RuntimeKind::Funcdef {
                self.function(&*object.cast::<FunctionObject>(), out);
            } else {
                self.problems.add("it cannot be saved");
                out.push(content::LOST);
            }
        }
    }

    unsafe fn elements(&mut self, array: &ArrayObject, out: &mut Vec<u8>) {
        let packed = array.element.as_number().and_then(|p| PACKED.iter().position(|k| k.0 == p));
        if let Some(code) = packed {
            out.push(content::NUMBERS);
            out.push(code as u8);
            put_number(out, u64::from(array.len));
            if array.len > 0 {
                // SAFETY: so many numbers of this size lie side by side, with the low byte first.
                let bytes = unsafe { std::slice::from_raw_parts(array.data, array.len as usize * PACKED[code].1) };
                out.extend_from_slice(bytes);
            }
            return;
        }
        out.push(content::ARRAY);
        put_number(out, u64::from(array.len));
        for i in 0..array.len as usize {
            // SAFETY: the elements are valid.
            unsafe { self.value(array.element, array.data.add(i * array.stride as usize), out) };
        }
    }

    unsafe fn dictionary(&mut self, dictionary: HostDictionary, out: &mut Vec<u8>) {
        out.push(content::DICTIONARY);
        put_number(out, dictionary.len() as u64);
        let mut from = 0;
        while let Some((at, key, entry)) = dictionary.next(from) {
            from = at + 1;
            put_bytes(out, key.as_bytes());
            self.problems.place = format!("key '{}' of a dictionary", String::from_utf8_lossy(key.as_bytes()));
            // SAFETY: entries have valid values.
            unsafe { self.variant(&*entry, out) };
        }
    }

    unsafe fn function(&mut self, function: &FunctionObject, out: &mut Vec<u8>) {
        let script = function.script_function().map(|(program, index)| &program.unit().functions[index as usize]);
        match (script, function.object()) {
            (Some(code), None) if !function.is_delegate() => {
                out.push(content::FUNCTION);
                put_bytes(out, code.scope.as_bytes());
                put_bytes(out, code.declaration.as_bytes());
            }
            (Some(code), Some((object, ty))) => {
                // SAFETY: the object of a delegate lives as long as it.
                let number = self.object(object, unsafe { actual_type(ty, object) });
                out.push(content::DELEGATE);
                put_number(out, u64::from(number));
                put_bytes(out, code.declaration.as_bytes());
            }
            (None, None) if function.kind == FunctionObjectKind::Native => {
                let declaration = function.native_function().map(|id| self.vm.types().ffi().declaration(id));
                out.push(content::FUNCTION);
                put_bytes(out, b"");
                put_bytes(out, declaration.unwrap_or_default().as_bytes());
            }
            _ => {
                self.problems.add("handles to imports and to methods of the host's types are not saved");
                out.push(content::LOST);
            }
        }
    }
}
