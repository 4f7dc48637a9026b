//! Dictionaries in the hands of the host.

use crate::addons::string::TooLarge;
use crate::addons::variant::Variant;
use crate::vm::object::ObjHeader;
use crate::vm::{Raised, RuntimeType, StringValue, Vm};

use super::functions::{self, Dictionary};
use super::table::Table;

/// Whether a type is this add-on's `dictionary`.
pub fn is_dictionary(ty: &RuntimeType) -> bool {
    ty.managed.is_some_and(|ops| std::ptr::eq(ops, &functions::OPS))
}

/// A live dictionary of a VM.
#[derive(Clone, Copy)]
pub struct HostDictionary(*mut Dictionary);

impl HostDictionary {
    /// # Safety
    ///
    /// The object is live, stays so while the result is used, and its type [`is_dictionary`].
    pub unsafe fn new(object: *mut ObjHeader) -> HostDictionary {
        HostDictionary(object.cast())
    }

    /// Does one thing with the table, which runs no other code.
    fn with<T>(&self, body: impl FnOnce(&mut Table) -> T) -> T {
        // SAFETY: the dictionary is alive, and nobody else uses the table meanwhile.
        body(unsafe { &mut (*self.0).table })
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.with(|t| t.len())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of a key. It stays where it is until the key is removed.
    pub fn find(&self, key: &[u8]) -> Option<*mut Variant> {
        with_key(key, |key| {
            // SAFETY: entries are alive.
            self.with(|t| t.find(key)).map(|entry| unsafe { &raw mut (*entry).value })
        })
        .ok()
        .flatten()
    }

    /// The value of a key, which is added without a value if it is not there.
    ///
    /// # Errors
    ///
    /// The memory limit is reached; an exception is raised.
    pub fn get_or_add(&self, vm: &Vm, key: &[u8]) -> Result<*mut Variant, Raised> {
        if let Some(found) = self.find(key) {
            return Ok(found);
        }
        // The key of a new entry counts for the VM's memory.
        let Ok(mut key) = StringValue::new(Some(vm.heap()), key) else { return Err(vm.raise_out_of_memory()) };
        let entry = self.with(|t| t.get_or_add(vm, &key));
        key.release(Some(vm.heap()));
        match entry {
            // SAFETY: the entry is alive.
            Some(entry) => Ok(unsafe { &raw mut (*entry).value }),
            None => Err(vm.raise_out_of_memory()),
        }
    }

    /// Removes a key; `false` if it is not there.
    pub fn remove(&self, vm: &Vm, key: &[u8]) -> bool {
        let Ok(Some(entry)) = with_key(key, |key| self.with(|t| t.remove(key))) else { return false };
        // SAFETY: the entry is out of the table, and not used again.
        unsafe { Table::drop_entry(vm, entry) };
        true
    }

    /// Removes all keys.
    pub fn clear(&self, vm: &Vm) {
        // SAFETY: the dictionary is alive.
        unsafe { functions::clear(vm, self.0.cast()) }
    }

    /// The first entry at or behind a position, in the order in which keys were added: its position, key and value.
    pub fn next(&self, from: usize) -> Option<(usize, &StringValue, *mut Variant)> {
        let (at, entry) = self.with(|t| t.next(from).map(|at| (at, t.entries()[at])))?;
        // SAFETY: entries are alive until they are removed.
        unsafe { Some((at, &(*entry).key, &raw mut (*entry).value)) }
    }
}

/// Does something with a key that counts for no VM's memory.
fn with_key<T>(key: &[u8], body: impl FnOnce(&StringValue) -> T) -> Result<T, TooLarge> {
    let mut key = StringValue::new(None, key)?;
    let result = body(&key);
    key.release(None);
    Ok(result)
}
