//! Memory for small objects: one free list for each size in steps of sixteen bytes, filled from chunks that grow with use.
//!
//! A block that is not in use has a null pointer in its second word, where objects have their type; so the objects of a
//! chunk can be listed.

use std::alloc::{Layout, alloc, dealloc};
use std::cell::Cell;
use std::ptr::null_mut;

/// The largest block that comes from a slab: under a fuzzer none, so that its sanitizer sees what is used after it was freed.
pub const MAX_SMALL: usize = if cfg!(fuzzing) { 0 } else { LARGEST };
const LARGEST: usize = 512;
const STEP: usize = 16;
const CLASSES: usize = LARGEST / STEP;
/// Bytes before the first block of a chunk, and before a large block.
const HEADER: usize = 32;
const FIRST_CHUNK: usize = 1024;
const MAX_CHUNK: usize = 64 * 1024;

/// A block that is not in use.
#[repr(C)]
struct Free {
    next: *mut Free,
    /// Null.
    mark: *mut u8,
}

/// What stands before the blocks of a chunk.
#[repr(C)]
struct Chunk {
    next: *mut Chunk,
    /// Bytes of the whole chunk.
    size: usize,
    /// Bytes of a block.
    block: usize,
}

/// What stands before a large block: a ring through all of them.
#[repr(C)]
struct Large {
    next: Cell<*mut Large>,
    previous: Cell<*mut Large>,
    size: usize,
}

const _: () = assert!(size_of::<Chunk>() <= HEADER && size_of::<Large>() <= HEADER);

struct Class {
    free: Cell<*mut Free>,
    /// Blocks from here to `end` have never been used.
    bump: Cell<*mut u8>,
    end: Cell<*mut u8>,
    next_chunk: Cell<usize>,
}

/// How much memory is in use, and how much may be.
pub struct Budget {
    used: Cell<usize>,
    limit: Cell<usize>,
    /// How often the limit may be reached without anybody looking for memory to give back.
    patience: Cell<usize>,
}

/// What came of looking for memory to give back.
#[derive(Clone, Copy, Default)]
pub struct Trimmed {
    /// Bytes given back.
    pub bytes: usize,
    /// Free blocks that were looked at.
    pub looked_at: usize,
}

impl Budget {
    /// Nothing in use, no limit.
    pub fn new() -> Budget {
        Budget { used: Cell::new(0), limit: Cell::new(usize::MAX), patience: Cell::new(0) }
    }

    /// Bytes in use.
    pub fn used(&self) -> usize {
        self.used.get()
    }

    /// The most bytes that may be in use.
    pub fn limit(&self) -> usize {
        self.limit.get()
    }

    /// Sets the most bytes that may be in use; what is in use already stays.
    pub fn set_limit(&self, bytes: usize) {
        self.limit.set(bytes);
    }

    /// Counts memory. `false`: the limit is reached and nothing was counted.
    #[inline]
    pub fn charge(&self, bytes: usize) -> bool {
        match self.used.get().checked_add(bytes) {
            Some(used) if used <= self.limit.get() => {
                self.used.set(used);
                true
            }
            _ => false,
        }
    }

    /// Takes back what was counted.
    #[inline]
    pub fn discharge(&self, bytes: usize) {
        self.used.set(self.used.get().saturating_sub(bytes));
    }

    /// The limit was reached: has `trim` give back what is not in use. Tells whether it did. That takes a while: where nothing
    /// was found, it is not tried again at once, or programs that run into their limit all the time would do little else.
    pub fn make_room(&self, trim: impl FnOnce() -> Trimmed) -> bool {
        if self.patience.get() > 0 {
            self.patience.set(self.patience.get() - 1);
            return false;
        }
        let trimmed = trim();
        self.patience.set(if trimmed.bytes > 0 { 0 } else { trimmed.looked_at / 64 });
        trimmed.bytes > 0
    }
}

/// Blocks of memory, without locks.
pub struct Slabs {
    classes: [Class; CLASSES],
    chunks: Cell<*mut Chunk>,
    large: Cell<*mut Large>,
    /// Blocks are being shown: chunks stay.
    showing: Cell<u32>,
}

impl Slabs {
    /// No memory yet, no limit.
    pub fn new() -> Slabs {
        Slabs {
            classes: std::array::from_fn(|_| Class {
                free: Cell::new(null_mut()),
                bump: Cell::new(null_mut()),
                end: Cell::new(null_mut()),
                next_chunk: Cell::new(FIRST_CHUNK),
            }),
            chunks: Cell::new(null_mut()),
            large: Cell::new(null_mut()),
            showing: Cell::new(0),
        }
    }

    /// Memory for an object of `size` bytes, aligned to sixteen, not initialised; null when the limit is reached.
    #[inline]
    pub fn alloc(&self, budget: &Budget, size: usize) -> *mut u8 {
        if size > MAX_SMALL {
            return self.alloc_large(budget, size);
        }
        let class = &self.classes[size.saturating_sub(1) / STEP];
        let block = class.free.get();
        if !block.is_null() {
            // SAFETY: a block of the free list is not in use and holds the next one.
            class.free.set(unsafe { (*block).next });
            return block.cast();
        }
        let block = class.bump.get();
        if block < class.end.get() {
            let bytes = size.saturating_sub(1) / STEP * STEP + STEP;
            // SAFETY: the blocks up to `end` belong to the chunk, which is a multiple of the block size.
            class.bump.set(unsafe { block.add(bytes) });
            return block;
        }
        self.refill(budget, size)
    }

    /// Frees a block.
    ///
    /// # Safety
    ///
    /// `block` was given by [`Slabs::alloc`] for the same size and is not used any more.
    #[inline]
    pub unsafe fn free(&self, budget: &Budget, block: *mut u8, size: usize) {
        // SAFETY: the block is not used any more and has room for two words.
        unsafe {
            if size > MAX_SMALL {
                return self.free_large(budget, block);
            }
            let class = &self.classes[size.saturating_sub(1) / STEP];
            let block = block.cast::<Free>();
            block.write(Free { next: class.free.get(), mark: null_mut() });
            class.free.set(block);
        }
    }

    #[cold]
    #[inline(never)]
    fn refill(&self, budget: &Budget, size: usize) -> *mut u8 {
        let class = &self.classes[size.saturating_sub(1) / STEP];
        let block = size.saturating_sub(1) / STEP * STEP + STEP;
        let mut wanted = class.next_chunk.get();
        let bytes = loop {
            let bytes = HEADER + wanted.max(block) / block * block;
            if budget.charge(bytes) {
                break bytes;
            }
            // Near the limit smaller chunks use up what is left.
            if wanted <= block {
                return null_mut();
            }
            wanted /= 2;
        };
        // SAFETY: the layout is not empty; the chunk's header and blocks lie in it.
        unsafe {
            let chunk = alloc(Self::layout(bytes)).cast::<Chunk>();
            if chunk.is_null() {
                budget.discharge(bytes);
                return null_mut();
            }
            class.next_chunk.set((wanted * 2).min(MAX_CHUNK));
            chunk.write(Chunk { next: self.chunks.get(), size: bytes, block });
            self.chunks.set(chunk);
            let first = chunk.cast::<u8>().add(HEADER);
            class.bump.set(first.add(block));
            class.end.set(chunk.cast::<u8>().add(bytes));
            first
        }
    }

    #[cold]
    #[inline(never)]
    fn alloc_large(&self, budget: &Budget, size: usize) -> *mut u8 {
        let Some(bytes) = size.checked_next_multiple_of(STEP).and_then(|s| s.checked_add(HEADER)) else {
            return null_mut();
        };
        if bytes > isize::MAX as usize / 2 || !budget.charge(bytes) {
            return null_mut();
        }
        // SAFETY: the layout is not empty; the neighbours in the list are live large blocks.
        unsafe {
            let block = alloc(Self::layout(bytes)).cast::<Large>();
            if block.is_null() {
                budget.discharge(bytes);
                return null_mut();
            }
            let next = self.large.get();
            block.write(Large { next: Cell::new(next), previous: Cell::new(null_mut()), size: bytes });
            if !next.is_null() {
                (*next).previous.set(block);
            }
            self.large.set(block);
            let object = block.cast::<u8>().add(HEADER);
            object.cast::<*mut u8>().add(1).write(null_mut());
            object
        }
    }

    /// # Safety
    ///
    /// `object` is a live large block.
    #[inline(never)]
    unsafe fn free_large(&self, budget: &Budget, object: *mut u8) {
        // SAFETY: the block's header stands before it; its neighbours are live.
        unsafe {
            let block = object.sub(HEADER).cast::<Large>();
            let (next, previous) = ((*block).next.get(), (*block).previous.get());
            match previous.is_null() {
                true => self.large.set(next),
                false => (*previous).next.set(next),
            }
            if !next.is_null() {
                (*next).previous.set(previous);
            }
            let bytes = (*block).size;
            budget.discharge(bytes);
            dealloc(block.cast(), Self::layout(bytes));
        }
    }

    /// Gives chunks back that have no block in use. Takes time in proportion to the free blocks.
    #[cold]
    pub fn trim(&self, budget: &Budget) -> Trimmed {
        let mut trimmed = Trimmed::default();
        if self.showing.get() > 0 {
            return trimmed;
        }
        // SAFETY: chunks live until they are freed below, and then nothing leads to them: neither a free list nor the class
        // whose newest one it is, nor the list of chunks. Free blocks lie in chunks and hold the next one.
        unsafe {
            // Chunks by address, with how many of their blocks are free.
            let mut chunks: Vec<(*mut Chunk, usize)> = Vec::new();
            let mut chunk = self.chunks.get();
            while !chunk.is_null() {
                chunks.push((chunk, 0));
                chunk = (*chunk).next;
            }
            chunks.sort_unstable();
            let home = |chunks: &[(*mut Chunk, usize)], block: *mut Free| {
                chunks.partition_point(|c| c.0.cast::<u8>() <= block.cast::<u8>()) - 1
            };
            for class in &self.classes {
                let mut block = class.free.get();
                while !block.is_null() {
                    let i = home(&chunks, block);
                    chunks[i].1 += 1;
                    trimmed.looked_at += 1;
                    block = (*block).next;
                }
            }
            let is_unused = |&(chunk, free): &(*mut Chunk, usize)| {
                let (size, block) = ((*chunk).size, (*chunk).block);
                let class = &self.classes[block / STEP - 1];
                let end = chunk.cast::<u8>().add(size);
                let used_up_to = if class.end.get() == end { class.bump.get() } else { end };
                let blocks = (used_up_to as usize - chunk as usize - HEADER) / block;
                free == blocks
            };
            let unused: Vec<bool> = chunks.iter().map(is_unused).collect();
            if !unused.contains(&true) {
                return trimmed;
            }
            for class in &self.classes {
                let mut block = class.free.replace(null_mut());
                let mut last: *mut Free = null_mut();
                while !block.is_null() {
                    let next = (*block).next;
                    if !unused[home(&chunks, block)] {
                        match last.is_null() {
                            true => class.free.set(block),
                            false => (*last).next = block,
                        }
                        last = block;
                    }
                    block = next;
                }
                if !last.is_null() {
                    (*last).next = null_mut();
                }
            }
            self.chunks.set(null_mut());
            for (&(chunk, _), unused) in chunks.iter().zip(unused) {
                if !unused {
                    (*chunk).next = self.chunks.replace(chunk);
                    continue;
                }
                let (size, block) = ((*chunk).size, (*chunk).block);
                let class = &self.classes[block / STEP - 1];
                if class.end.get() == chunk.cast::<u8>().add(size) {
                    class.bump.set(null_mut());
                    class.end.set(null_mut());
                }
                class.next_chunk.set(FIRST_CHUNK);
                budget.discharge(size);
                trimmed.bytes += size;
                dealloc(chunk.cast(), Self::layout(size));
            }
        }
        trimmed
    }

    /// Shows every block in use whose second word is not null: every object.
    ///
    /// The list is made before the first one is shown: objects that `visit` frees may be shown later.
    ///
    /// # Safety
    ///
    /// All blocks in use hold objects.
    pub unsafe fn for_each(&self, mut visit: impl FnMut(*mut u8)) {
        let mut blocks = Vec::new();
        // SAFETY: chunks live as long as the slabs; blocks beyond `bump` of the class's newest chunk have never been used and
        // are left out; the others are in use or marked.
        unsafe {
            let mut chunk = self.chunks.get();
            while !chunk.is_null() {
                let block = (*chunk).block;
                let class = &self.classes[block / STEP - 1];
                let start = chunk.cast::<u8>().add(HEADER);
                let end = chunk.cast::<u8>().add((*chunk).size);
                let used = if class.end.get() == end { class.bump.get() } else { end };
                let mut at = start;
                while at < used {
                    if !at.cast::<*mut u8>().add(1).read().is_null() {
                        blocks.push(at);
                    }
                    at = at.add(block);
                }
                chunk = (*chunk).next;
            }
            let mut large = self.large.get();
            while !large.is_null() {
                let object = large.cast::<u8>().add(HEADER);
                if !object.cast::<*mut u8>().add(1).read().is_null() {
                    blocks.push(object);
                }
                large = (*large).next.get();
            }
        }
        self.showing.set(self.showing.get() + 1);
        blocks.into_iter().for_each(&mut visit);
        self.showing.set(self.showing.get() - 1);
    }

    fn layout(bytes: usize) -> Layout {
        // SAFETY: sixteen is a power of two, and callers keep `bytes` far below the largest size.
        unsafe { Layout::from_size_align_unchecked(bytes, STEP) }
    }
}

impl Drop for Slabs {
    fn drop(&mut self) {
        // SAFETY: every chunk and large block was allocated with this layout and is freed once.
        unsafe {
            let mut chunk = self.chunks.replace(null_mut());
            while !chunk.is_null() {
                let (next, size) = ((*chunk).next, (*chunk).size);
                dealloc(chunk.cast(), Self::layout(size));
                chunk = next;
            }
            while !self.large.get().is_null() {
                self.free_large(&Budget::new(), self.large.get().cast::<u8>().add(HEADER));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::ptr::without_provenance_mut;

    use super::*;

    fn object((slabs, budget): &(Slabs, Budget), size: usize) -> *mut u8 {
        let block = slabs.alloc(budget, size);
        assert!(!block.is_null() && block as usize % 16 == 0);
        // SAFETY: the block has the size.
        unsafe {
            block.write_bytes(0xEE, size);
            block.cast::<*mut u8>().add(1).write(without_provenance_mut(8));
        }
        block
    }

    #[test]
    fn blocks_of_all_sizes_are_apart_and_listed() {
        let slabs = (Slabs::new(), Budget::new());
        let mut blocks: Vec<(*mut u8, usize)> =
            (0..3).flat_map(|_| (16..700).map(|size| (object(&slabs, size), size))).collect();
        let mut listed = Vec::new();
        // SAFETY: all blocks look like objects.
        unsafe { slabs.0.for_each(|b| listed.push(b)) };
        blocks.sort();
        listed.sort();
        assert_eq!(listed, blocks.iter().map(|b| b.0).collect::<Vec<_>>());
        for pair in blocks.windows(2) {
            assert!(pair[0].0 as usize + pair[0].1 <= pair[1].0 as usize);
        }
        for (block, size) in blocks {
            // SAFETY: given for this size.
            unsafe { slabs.0.free(&slabs.1, block, size) };
        }
        let mut left = 0;
        // SAFETY: no blocks are in use.
        unsafe { slabs.0.for_each(|_| left += 1) };
        assert_eq!(left, 0);
    }

    #[test]
    fn freed_blocks_are_used_again() {
        let slabs = (Slabs::new(), Budget::new());
        let a = object(&slabs, 40);
        // SAFETY: given for this size.
        unsafe { slabs.0.free(&slabs.1, a, 40) };
        assert_eq!(object(&slabs, 48), a);
        let used = slabs.1.used();
        for _ in 0..10_000 {
            let large = object(&slabs, 5000);
            // SAFETY: given for this size.
            unsafe { slabs.0.free(&slabs.1, large, 5000) };
        }
        assert_eq!(slabs.1.used(), used);
    }

    #[test]
    fn the_limit_holds() {
        let slabs = (Slabs::new(), Budget::new());
        slabs.1.set_limit(100_000);
        let mut count = 0;
        while !slabs.0.alloc(&slabs.1, 64).is_null() {
            count += 1;
        }
        assert!(count > 1_400 && count * 64 <= 100_000, "{count}");
        assert!(slabs.0.alloc(&slabs.1, 5000).is_null() && slabs.0.alloc(&slabs.1, usize::MAX).is_null());
        assert!(!slabs.1.charge(usize::MAX));
        assert!(slabs.1.used() <= 100_000);
    }

    #[test]
    fn chunks_without_blocks_in_use_are_given_back() {
        let slabs = (Slabs::new(), Budget::new());
        slabs.1.set_limit(200_000);
        let mut blocks = Vec::new();
        loop {
            let block = slabs.0.alloc(&slabs.1, 64);
            if block.is_null() {
                break;
            }
            blocks.push(block);
        }
        assert!(slabs.0.alloc(&slabs.1, 256).is_null());
        assert_eq!(slabs.0.trim(&slabs.1).bytes, 0, "all blocks are in use");
        let kept = blocks.swap_remove(blocks.len() / 2);
        // SAFETY: kept until the end.
        unsafe { kept.write_bytes(7, 64) };
        // SAFETY: given for this size.
        blocks.drain(..).for_each(|b| unsafe { slabs.0.free(&slabs.1, b, 64) });
        assert!(slabs.0.trim(&slabs.1).bytes > 100_000);
        assert!(slabs.1.used() < 100_000, "{}", slabs.1.used());
        // What is left of the free list, and new chunks, can be used.
        for size in [64, 256, 64, 48] {
            for _ in 0..100 {
                blocks.push(object(&slabs, size));
            }
        }
        blocks.push(kept);
        let count = blocks.len();
        blocks.sort_unstable();
        blocks.dedup();
        assert_eq!(blocks.len(), count);
        // SAFETY: never freed.
        assert!(unsafe { std::slice::from_raw_parts(kept, 64) }.iter().all(|&b| b == 7));
    }

    #[test]
    fn looking_for_chunks_to_give_back_gets_seldom_when_there_are_none() {
        let budget = Budget::new();
        let mut looks = 0;
        for _ in 0..10_000 {
            budget.make_room(|| {
                looks += 1;
                Trimmed { bytes: 0, looked_at: 100_000 }
            });
        }
        assert!(looks < 10, "{looks}");
        assert!((0..2_000).any(|_| budget.make_room(|| Trimmed { bytes: 1, looked_at: 100_000 })));
        assert!(budget.make_room(|| Trimmed { bytes: 1, looked_at: 1 }));
    }
}
