//! The functions of `dictionary`.

use std::ffi::c_void;

use crate::addons::variant::{ListReader, Variant};
use crate::addons::{array, global_type};
use crate::types::DataType;
use crate::vm::object::{self, ObjHeader};
use crate::vm::{ManagedOps, Raised, RuntimeType, StringValue, ValueType, Vm};

use super::table::Table;

/// The object.
#[repr(C)]
pub(super) struct Dictionary {
    header: ObjHeader,
    pub(super) table: Table,
}

pub(super) static OPS: ManagedOps = ManagedOps {
    destroy,
    enumerate,
    clear,
    construct: Some(construct),
    copy: Some(copy_object),
    assign: Some(assign_object),
};

fn vm_of<'a>(vm: *mut c_void) -> &'a Vm {
    // SAFETY: these functions are called by the VM, which passes itself.
    unsafe { Vm::from_raw(vm) }
}

unsafe fn destroy(vm: &Vm, object: *mut ObjHeader) {
    // SAFETY: the object is a dictionary, whose table ends here.
    unsafe {
        clear(vm, object);
        (&raw mut (*object.cast::<Dictionary>()).table).drop_in_place();
    }
}

pub(super) unsafe fn clear(vm: &Vm, object: *mut ObjHeader) {
    // SAFETY: the object is a dictionary; its entries are taken out before code can run that looks at it.
    unsafe {
        let entries = (*object.cast::<Dictionary>()).table.take_all();
        for entry in entries {
            Table::drop_entry(vm, entry);
        }
    }
}

unsafe fn enumerate(object: *mut ObjHeader, visit: &mut dyn FnMut(*mut u8, &'static RuntimeType)) {
    // SAFETY: the object is a dictionary; its entries are alive.
    unsafe {
        for &entry in (*object.cast::<Dictionary>()).table.entries() {
            if !entry.is_null() {
                (*entry).value.enumerate(visit);
            }
        }
    }
}

unsafe fn construct(vm: &Vm, ty: &'static RuntimeType) -> Result<*mut ObjHeader, Raised> {
    let memory = vm.heap().alloc(size_of::<Dictionary>()).cast::<Dictionary>();
    if memory.is_null() {
        return Err(vm.raise_out_of_memory());
    }
    // SAFETY: the block has room for a dictionary.
    unsafe { memory.write(Dictionary { header: ObjHeader::new(ty), table: Table::default() }) };
    Ok(memory.cast())
}

unsafe fn copy_object(vm: &Vm, from: *mut ObjHeader) -> Result<*mut ObjHeader, Raised> {
    // SAFETY: the object is a dictionary.
    unsafe {
        let new = construct(vm, ObjHeader::ty(from))?;
        match assign_object(vm, new, from) {
            Ok(()) => Ok(new),
            Err(raised) => {
                object::release(vm, new);
                Err(raised)
            }
        }
    }
}

unsafe fn assign_object(vm: &Vm, to: *mut ObjHeader, from: *mut ObjHeader) -> Result<(), Raised> {
    if std::ptr::eq(to, from) {
        return Ok(());
    }
    // SAFETY: both are dictionaries. Copying a value may run code, so the other table is looked at anew for each entry.
    unsafe {
        clear(vm, to);
        let (to, from) = (to.cast::<Dictionary>(), from.cast::<Dictionary>());
        let mut at = 0;
        while let Some(i) = (*from).table.next(at) {
            let entry = (*from).table.entries()[i];
            let Some(new) = (*to).table.get_or_add(vm, &(*entry).key) else { return Err(vm.raise_out_of_memory()) };
            (*new).value.assign(vm, &raw const (*entry).value)?;
            at = i + 1;
        }
    }
    Ok(())
}

pub(super) unsafe extern "C" fn factory(vm: *mut c_void) -> *mut Dictionary {
    let vm = vm_of(vm);
    let Some(ty) = global_type(vm, "dictionary") else { return std::ptr::null_mut() };
    // SAFETY: the type is that of dictionaries.
    unsafe { construct(vm, ty).map_or(std::ptr::null_mut(), |d| d.cast()) }
}

/// The buffer holds a count, then pairs of a string and a value with its type.
pub(super) unsafe extern "C" fn factory_list(vm: *mut c_void, list: *const u8) -> *mut Dictionary {
    // SAFETY: the buffer is laid out by the pattern. Values are moved to where they are aligned before they are used.
    unsafe {
        let this = factory(vm);
        if this.is_null() {
            return this;
        }
        let vm = vm_of(vm);
        let mut reader = ListReader::new(list);
        let mut room = Vec::new();
        for _ in 0..reader.count() {
            let mut key = StringValue::EMPTY;
            let at = reader.value(size_of::<StringValue>());
            std::ptr::copy_nonoverlapping(at, (&raw mut key).cast::<u8>(), size_of::<StringValue>());
            let ty = reader.any();
            let by_reference = if ty.is_none() { std::ptr::null_mut() } else { reader.reference(ty, &mut room) };
            // The key belongs to the list: it is only looked at here.
            set(vm.as_raw(), this, &key, by_reference, ty);
            if vm.check().is_err() {
                object::release(vm, this.cast());
                return std::ptr::null_mut();
            }
        }
        this
    }
}

pub(super) unsafe extern "C" fn assign(
    vm: *mut c_void,
    this: *mut Dictionary,
    other: *mut Dictionary,
) -> *mut Dictionary {
    // SAFETY: both are live dictionaries, maybe the same.
    let _ = unsafe { assign_object(vm_of(vm), this.cast(), other.cast()) };
    this
}

/// The value of a key, made if there is none; null after an exception.
unsafe fn value_for(vm: &Vm, this: *mut Dictionary, key: &StringValue) -> *mut Variant {
    // SAFETY: the dictionary is alive.
    unsafe {
        match (*this).table.get_or_add(vm, key) {
            Some(entry) => &raw mut (*entry).value,
            None => {
                vm.raise_out_of_memory();
                std::ptr::null_mut()
            }
        }
    }
}

pub(super) unsafe extern "C" fn set(
    vm: *mut c_void,
    this: *mut Dictionary,
    key: &StringValue,
    value: *const u8,
    ty: ValueType,
) {
    let vm = vm_of(vm);
    // SAFETY: the value is valid for its type. It is copied before the key is added, so that nothing is added when that
    // fails, and code that runs meanwhile finds the dictionary as it was.
    unsafe {
        let mut new = Variant::EMPTY;
        if new.set(vm, ty, value).is_err() {
            return;
        }
        let place = value_for(vm, this, key);
        if place.is_null() {
            return new.clear(vm);
        }
        std::ptr::swap(place, &raw mut new);
        new.clear(vm);
    }
}

/// Numbers `&in` come as their address.
pub(super) unsafe extern "C" fn set_int(vm: *mut c_void, this: *mut Dictionary, key: &StringValue, value: &i64) {
    let vm = vm_of(vm);
    // SAFETY: the dictionary is alive.
    if let Some(place) = unsafe { value_for(vm, this, key).as_mut() } {
        place.set_int(vm, *value);
    }
}

pub(super) unsafe extern "C" fn set_float(vm: *mut c_void, this: *mut Dictionary, key: &StringValue, value: &f64) {
    let vm = vm_of(vm);
    // SAFETY: the dictionary is alive.
    if let Some(place) = unsafe { value_for(vm, this, key).as_mut() } {
        place.set_float(vm, *value);
    }
}

pub(super) unsafe extern "C" fn get(
    vm: *mut c_void,
    this: &Dictionary,
    key: &StringValue,
    out: *mut u8,
    ty: ValueType,
) -> bool {
    let Some(entry) = this.table.find(key) else { return false };
    if ty.is_none() {
        return false;
    }
    // SAFETY: the variable is valid for its type, the entry alive.
    unsafe { (*entry).value.get(vm_of(vm), ty, out, false).unwrap_or(false) }
}

pub(super) extern "C" fn get_int(this: &Dictionary, key: &StringValue, out: &mut i64) -> bool {
    // SAFETY: entries are alive.
    let found = this.table.find(key).and_then(|e| unsafe { (*e).value.get_int() });
    found.map(|n| *out = n).is_some()
}

pub(super) extern "C" fn get_float(this: &Dictionary, key: &StringValue, out: &mut f64) -> bool {
    // SAFETY: entries are alive.
    let found = this.table.find(key).and_then(|e| unsafe { (*e).value.get_float() });
    found.map(|x| *out = x).is_some()
}

pub(super) extern "C" fn exists(this: &Dictionary, key: &StringValue) -> bool {
    this.table.find(key).is_some()
}

pub(super) extern "C" fn is_empty(this: &Dictionary) -> bool {
    this.table.len() == 0
}

pub(super) extern "C" fn size(this: &Dictionary) -> u32 {
    this.table.len() as u32
}

pub(super) unsafe extern "C" fn delete(vm: *mut c_void, this: *mut Dictionary, key: &StringValue) -> bool {
    // SAFETY: the dictionary is alive; the entry is out of it before its value ends.
    unsafe {
        let Some(entry) = (*this).table.remove(key) else { return false };
        Table::drop_entry(vm_of(vm), entry);
        true
    }
}

pub(super) unsafe extern "C" fn delete_all(vm: *mut c_void, this: *mut Dictionary) {
    // SAFETY: the dictionary is alive.
    unsafe { clear(vm_of(vm), this.cast()) }
}

pub(super) unsafe extern "C" fn index(vm: *mut c_void, this: *mut Dictionary, key: &StringValue) -> *mut Variant {
    // SAFETY: the dictionary is alive.
    unsafe { value_for(vm_of(vm), this, key) }
}

pub(super) unsafe extern "C" fn index_const(vm: *mut c_void, this: &Dictionary, key: &StringValue) -> *const Variant {
    match this.table.find(key) {
        // SAFETY: entries are alive.
        Some(entry) => unsafe { &raw const (*entry).value },
        None => {
            vm_of(vm).raise("Invalid access to non-existing value");
            std::ptr::null()
        }
    }
}

/// All keys, in the order in which they were added.
pub(super) unsafe extern "C" fn keys(vm: *mut c_void, this: &Dictionary) -> *mut c_void {
    let vm = vm_of(vm);
    let string = DataType::of(vm.types().ffi().string_type());
    let made = array::new_of(vm, string).and_then(|array| {
        for &entry in this.table.entries() {
            if entry.is_null() {
                continue;
            }
            // SAFETY: entries are alive; the array's elements are strings.
            unsafe {
                if let Err(raised) = array::push(vm, array, (&raw const (*entry).key).cast()) {
                    object::release(vm, array.cast());
                    return Err(raised);
                }
            }
        }
        Ok(array)
    });
    made.map_or(std::ptr::null_mut(), |a| a.cast())
}

/// An iterator is the table's version, then the position of an entry.
pub(super) extern "C" fn for_begin(this: &Dictionary) -> u64 {
    iterator(this, 0)
}

fn iterator(this: &Dictionary, from: usize) -> u64 {
    let at = this.table.next(from).unwrap_or(u32::MAX as usize);
    (this.table.version() as u64) << 32 | at as u64
}

pub(super) extern "C" fn for_end(this: &Dictionary, iterator: u64) -> bool {
    iterator >> 32 != this.table.version() as u64 || iterator as u32 == u32::MAX
}

pub(super) extern "C" fn for_next(this: &Dictionary, at: u64) -> u64 {
    if for_end(this, at) { at } else { iterator(this, at as u32 as usize + 1) }
}

fn entry_at(vm: &Vm, this: &Dictionary, iterator: u64) -> Option<*mut super::table::Entry> {
    let entry = this.table.entries().get(iterator as u32 as usize).copied().filter(|e| !e.is_null());
    if entry.is_none() {
        vm.raise("Invalid access to non-existing value");
    }
    entry
}

pub(super) unsafe extern "C" fn for_value(vm: *mut c_void, this: &Dictionary, iterator: u64) -> *const Variant {
    // SAFETY: entries are alive.
    entry_at(vm_of(vm), this, iterator).map_or(std::ptr::null(), |e| unsafe { &raw const (*e).value })
}

pub(super) unsafe extern "C" fn for_key(vm: *mut c_void, this: &Dictionary, iterator: u64) -> *const StringValue {
    // SAFETY: entries are alive.
    entry_at(vm_of(vm), this, iterator).map_or(std::ptr::null(), |e| unsafe { &raw const (*e).key })
}
