//! Buffers of initialisation lists.

use std::alloc::{Layout, alloc_zeroed, dealloc};

use super::{Raised, Vm};

/// Bytes before a buffer, where its size is kept.
const HEAD: usize = 16;

fn layout(size: usize) -> Layout {
    Layout::from_size_align(size + HEAD, HEAD).expect("the size of a list has 32 bits")
}

impl Vm {
    /// A zeroed buffer.
    pub(super) fn list_new(&self, size: usize) -> Result<*mut u8, Raised> {
        // SAFETY: the layout is not empty; the size is written into the block.
        unsafe {
            let block = alloc_zeroed(layout(size));
            if block.is_null() {
                return Err(self.raise_out_of_memory());
            }
            *block.cast::<usize>() = size;
            Ok(block.add(HEAD))
        }
    }

    /// Frees a buffer; null is left alone.
    ///
    /// # Safety
    ///
    /// `list` is null or comes from [`Vm::list_new`].
    pub(super) unsafe fn list_free(&self, list: *mut u8) {
        if !list.is_null() {
            // SAFETY: the block begins before the buffer.
            unsafe {
                let block = list.sub(HEAD);
                dealloc(block, layout(*block.cast::<usize>()));
            }
        }
    }
}
