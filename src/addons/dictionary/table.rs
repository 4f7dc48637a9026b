//! The table of a dictionary: entries at addresses that stay, found by the hash of their keys, in the order in which they
//! were added.

use crate::vm::{StringValue, Vm};

use crate::addons::variant::Variant;

/// A key with its value.
pub(super) struct Entry {
    /// Its position in the list of entries.
    position: u32,
    pub key: StringValue,
    pub value: Variant,
}

/// A place of the hash table.
#[derive(Clone, Copy)]
struct Slot {
    hash: u32,
    /// Null if the place is free.
    entry: *mut Entry,
}

const FREE: Slot = Slot { hash: 0, entry: std::ptr::null_mut() };

/// A hash table of entries.
#[derive(Default)]
pub(super) struct Table {
    /// As many as a power of two.
    slots: Vec<Slot>,
    /// Entries in order; removed ones leave null until they are many.
    entries: Vec<*mut Entry>,
    /// No entry is below this position.
    first: usize,
    len: usize,
    /// Changes whenever keys are added or removed.
    version: u32,
}

impl Table {
    pub fn len(&self) -> usize {
        self.len
    }

    pub fn version(&self) -> u32 {
        self.version
    }

    /// Entries by position, removed ones as null.
    pub fn entries(&self) -> &[*mut Entry] {
        &self.entries
    }

    /// The position of the first entry at or after a position.
    pub fn next(&self, from: usize) -> Option<usize> {
        (from.max(self.first)..self.entries.len()).find(|&i| !self.entries[i].is_null())
    }

    /// The place with the key, or the free one where it would be.
    #[inline]
    fn slot(&self, hash: u32, key: &StringValue) -> (usize, Option<*mut Entry>) {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let slot = self.slots[at];
            if slot.entry.is_null() {
                return (at, None);
            }
            // SAFETY: entries named by places are alive.
            if slot.hash == hash && unsafe { (*slot.entry).key.equals(key) } {
                return (at, Some(slot.entry));
            }
            at = (at + 1) & mask;
        }
    }

    /// The entry of a key.
    #[inline]
    pub fn find(&self, key: &StringValue) -> Option<*mut Entry> {
        if self.len == 0 { None } else { self.slot(key.hash(), key).1 }
    }

    /// The entry of a key, made without a value if there is none. `None`: the memory limit is reached.
    #[inline]
    pub fn get_or_add(&mut self, vm: &Vm, key: &StringValue) -> Option<*mut Entry> {
        let hash = key.hash();
        if !self.slots.is_empty() {
            let (slot, found) = self.slot(hash, key);
            if found.is_some() {
                return found;
            }
            if (self.entries.len() + 1) * 4 <= self.slots.len() * 3 {
                return self.add(vm, slot, hash, key);
            }
        }
        self.rebuild();
        self.add(vm, self.slot(hash, key).0, hash, key)
    }

    #[inline(never)]
    fn add(&mut self, vm: &Vm, slot: usize, hash: u32, key: &StringValue) -> Option<*mut Entry> {
        let entry = vm.heap().alloc_buffer(size_of::<Entry>()).cast::<Entry>();
        if entry.is_null() {
            return None;
        }
        // SAFETY: the buffer has room for an entry.
        unsafe { entry.write(Entry { position: self.entries.len() as u32, key: key.share(), value: Variant::EMPTY }) };
        self.entries.push(entry);
        self.slots[slot] = Slot { hash, entry };
        self.len += 1;
        self.version = self.version.wrapping_add(1);
        Some(entry)
    }

    /// Closes gaps and makes room for twice as many entries as there are.
    fn rebuild(&mut self) {
        self.entries.retain(|e| !e.is_null());
        self.first = 0;
        let size = (self.entries.len() * 2 + 8).next_power_of_two();
        self.slots = vec![FREE; size];
        for (i, &entry) in self.entries.iter().enumerate() {
            // SAFETY: the entries are alive.
            let hash = unsafe {
                (*entry).position = i as u32;
                (*entry).key.hash()
            };
            let mut at = hash as usize & (size - 1);
            while !self.slots[at].entry.is_null() {
                at = (at + 1) & (size - 1);
            }
            self.slots[at] = Slot { hash, entry };
        }
    }

    /// Takes an entry out; the caller ends it with [`Table::drop_entry`].
    pub fn remove(&mut self, key: &StringValue) -> Option<*mut Entry> {
        if self.len == 0 {
            return None;
        }
        let (mut hole, entry) = self.slot(key.hash(), key);
        let entry = entry?;
        let mask = self.slots.len() - 1;
        // SAFETY: the entry is alive.
        let position = unsafe { (*entry).position } as usize;
        self.entries[position] = std::ptr::null_mut();
        // What takes entries from the front goes on where it was.
        if position == self.first {
            let rest = &self.entries[position..];
            self.first += rest.iter().position(|e| !e.is_null()).unwrap_or(rest.len());
        }
        // Entries behind the hole that would not be found any more move into it.
        let mut at = hole;
        loop {
            at = (at + 1) & mask;
            let slot = self.slots[at];
            if slot.entry.is_null() {
                break;
            }
            let home = slot.hash as usize & mask;
            if (at.wrapping_sub(home) & mask) >= (at.wrapping_sub(hole) & mask) {
                self.slots[hole] = slot;
                hole = at;
            }
        }
        self.slots[hole] = FREE;
        self.len -= 1;
        self.version = self.version.wrapping_add(1);
        Some(entry)
    }

    /// Takes all entries out; the caller ends them.
    pub fn take_all(&mut self) -> Vec<*mut Entry> {
        self.slots = Vec::new();
        self.first = 0;
        self.len = 0;
        self.version = self.version.wrapping_add(1);
        let mut entries = std::mem::take(&mut self.entries);
        entries.retain(|e| !e.is_null());
        entries
    }

    /// Ends an entry that was taken out.
    ///
    /// # Safety
    ///
    /// The entry was taken out of a table of the VM and is not used again.
    pub unsafe fn drop_entry(vm: &Vm, entry: *mut Entry) {
        // SAFETY: promised by the caller.
        unsafe {
            (*entry).value.clear(vm);
            (*entry).key.release(Some(vm.heap()));
            vm.heap().free_buffer(entry.cast(), size_of::<Entry>());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::addons::tests::scripts::context;
    use crate::vm::VmRef;

    /// The table against the standard library's, by random operations.
    #[test]
    fn behaves_like_a_map() {
        let vm = VmRef::new(context().runtime().unwrap());
        let mut table = Table::default();
        let mut map: HashMap<String, i64> = HashMap::new();
        let mut seed = 1u32;
        let mut random = |n: u32| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 8) % n
        };
        for i in 0..200_000 {
            let name =
                format!("{}{}", "long key, longer than the value ".repeat((random(3) == 0) as usize), random(300));
            let mut key = StringValue::new(None, name.as_bytes()).unwrap();
            if random(3) == 0 {
                let removed = table.remove(&key);
                assert_eq!(removed.is_some(), map.remove(&name).is_some());
                if let Some(entry) = removed {
                    // SAFETY: the entry was taken out of the table.
                    unsafe { Table::drop_entry(&vm, entry) };
                }
            } else {
                let entry = table.get_or_add(&vm, &key).unwrap();
                // SAFETY: the entry is alive.
                unsafe { (*entry).value.set_int(&vm, i) };
                map.insert(name.clone(), i);
            }
            assert_eq!(table.len(), map.len());
            // SAFETY: entries are alive.
            let found = table.find(&key).map(|e| unsafe { (*e).value.to_int() });
            assert_eq!(found, map.get(&name).copied());
            key.release(None);
        }
        assert_eq!(table.entries().iter().filter(|e| !e.is_null()).count(), map.len());
        for entry in table.take_all() {
            // SAFETY: the entries were taken out of the table.
            unsafe { Table::drop_entry(&vm, entry) };
        }
    }
}
