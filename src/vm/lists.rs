//! Buffers of initialisation lists.

use std::alloc::{Layout, alloc_zeroed, dealloc};

use super::{Raised, Vm};

/// Bytes at least before a buffer: its place in its block, and the block's size, are kept there.
const HEAD: usize = 16;

/// What blocks are aligned to.
const ALIGN: usize = 16;

fn layout(size: usize) -> Layout {
    Layout::from_size_align(size, ALIGN).expect("the size of a list has 32 bits")
}

impl Vm {
    /// A zeroed buffer, as the operand of [`Op::ListNew`](crate::bytecode::Op::ListNew) asks for it: without its two low
    /// bits it is the size in bytes, and they tell at which multiple of four within sixteen bytes the buffer begins.
    pub(super) fn list_new(&self, operand: usize) -> Result<*mut u8, Raised> {
        let begin = HEAD + (operand & 3) * 4;
        let size = begin + (operand | 3) + 1;
        // SAFETY: the layout is not empty; the two numbers lie in the head, which the block has room for, and are aligned
        // because the buffer begins at a multiple of four.
        unsafe {
            let block = alloc_zeroed(layout(size));
            if block.is_null() {
                return Err(self.raise_out_of_memory());
            }
            let list = block.add(begin);
            list.sub(8).cast::<u32>().write(begin as u32);
            list.sub(4).cast::<u32>().write(size as u32);
            Ok(list)
        }
    }

    /// Frees a buffer; null is left alone.
    ///
    /// # Safety
    ///
    /// `list` is null or comes from [`Vm::list_new`].
    pub(super) unsafe fn list_free(&self, list: *mut u8) {
        if !list.is_null() {
            // SAFETY: `list_new` wrote both numbers; the block begins that many bytes before the buffer.
            unsafe {
                let begin = list.sub(8).cast::<u32>().read() as usize;
                let size = list.sub(4).cast::<u32>().read() as usize;
                dealloc(list.sub(begin), layout(size));
            }
        }
    }
}
