//! Memory of a VM's objects (interim: blocks of the system allocator, no collector).

use std::cell::Cell;

use super::object::ObjHeader;

/// The memory of a VM's objects.
#[derive(Default)]
pub struct Heap {
    used: Cell<usize>,
}

impl Heap {
    /// Memory for an object of `size` bytes, aligned for any type, not initialised; null when the limit is reached.
    pub fn alloc(&self, size: usize) -> *mut u8 {
        self.used.set(self.used.get() + size);
        // SAFETY: malloc may be called with any size.
        unsafe { libc::malloc(size).cast() }
    }

    /// Frees a block.
    ///
    /// # Safety
    /// `block` was given by `alloc` of this heap with the same size.
    pub unsafe fn free(&self, block: *mut u8, size: usize) {
        self.used.set(self.used.get() - size);
        // SAFETY: promised by the caller.
        unsafe { libc::free(block.cast()) }
    }

    /// Remembers an object that may be part of garbage: its count was decremented and is not zero. Called when
    /// [`gc::BUFFERED`](super::object::gc::BUFFERED) is not set.
    ///
    /// # Safety
    /// `object` is live and belongs to this heap's VM.
    pub unsafe fn candidate(&self, object: *mut ObjHeader) {
        let _ = object;
    }
}
