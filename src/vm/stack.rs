//! The memory of frames: one reserved region per call, whose pages are committed when they are touched.

use std::cell::Cell;
use std::ptr::NonNull;

/// Slots beyond the limit that a frame may reach: the frame itself, and the window of a call it makes. Because of this
/// margin a call compares nothing but the new base with the limit.
pub(crate) const MARGIN: usize = 3 * 65_536;

/// Slots that a call may use before the slow path looks at it. Stacks that never grew beyond are kept for other calls,
/// with the few pages they have.
pub(crate) const FIRST_LIMIT: usize = 16 * 1024;

/// A reserved region of slots.
pub(crate) struct Stack {
    start: NonNull<u64>,
    /// Slots before the margin.
    len: usize,
    /// Frames have been beyond [`FIRST_LIMIT`].
    was_deep: Cell<bool>,
}

// SAFETY: it owns its memory, which nothing else refers to while no call uses it.
unsafe impl Send for Stack {}

impl Stack {
    /// Reserves a region of `len` slots and the margin; `None` if the system refuses.
    pub fn new(len: usize) -> Option<Stack> {
        let len = len.max(FIRST_LIMIT);
        Some(Stack { start: reserve((len + MARGIN) * 8)?, len, was_deep: Cell::new(false) })
    }

    /// The first slot.
    #[inline]
    pub fn start(&self) -> *mut u64 {
        self.start.as_ptr()
    }

    /// Slots before the margin.
    #[inline]
    pub fn len(&self) -> usize {
        self.len
    }

    /// The highest base that a frame may have.
    #[inline]
    pub fn end(&self) -> *mut u64 {
        // SAFETY: within the region.
        unsafe { self.start().add(self.len) }
    }

    /// Remembers that frames are beyond [`FIRST_LIMIT`].
    pub fn note_depth(&self) {
        self.was_deep.set(true);
    }

    /// Whether it has more memory committed than is worth keeping for other calls.
    pub fn was_deep(&self) -> bool {
        self.was_deep.get()
    }

    /// Where the slow path takes its first look.
    #[inline]
    pub fn first_limit(&self) -> *mut u64 {
        // SAFETY: within the region: it is never smaller.
        unsafe { self.start().add(FIRST_LIMIT) }
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        // SAFETY: reserved with this size.
        unsafe { unreserve(self.start, (self.len + MARGIN) * 8) };
    }
}

#[cfg(unix)]
fn reserve(bytes: usize) -> Option<NonNull<u64>> {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    const FLAGS: i32 = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    const FLAGS: i32 = libc::MAP_PRIVATE | libc::MAP_ANON;
    // SAFETY: an anonymous mapping at an address of the system's choice touches nothing of ours.
    unsafe {
        let at = libc::mmap(std::ptr::null_mut(), bytes, libc::PROT_READ | libc::PROT_WRITE, FLAGS, -1, 0);
        if at == libc::MAP_FAILED {
            return None;
        }
        // A huge page would be zeroed as a whole for the few slots that most calls use.
        #[cfg(any(target_os = "linux", target_os = "android"))]
        libc::madvise(at, bytes, libc::MADV_NOHUGEPAGE);
        NonNull::new(at.cast())
    }
}

#[cfg(unix)]
unsafe fn unreserve(start: NonNull<u64>, bytes: usize) {
    // SAFETY: the caller passes a region from `reserve` with its size.
    unsafe { libc::munmap(start.as_ptr().cast(), bytes) };
}

#[cfg(not(unix))]
fn layout(bytes: usize) -> std::alloc::Layout {
    std::alloc::Layout::from_size_align(bytes, 16).expect("the size of a stack is far below the limit")
}

#[cfg(not(unix))]
fn reserve(bytes: usize) -> Option<NonNull<u64>> {
    // SAFETY: the size is not zero. Allocators give zeroed blocks of this size as untouched pages.
    NonNull::new(unsafe { std::alloc::alloc_zeroed(layout(bytes)) }.cast())
}

#[cfg(not(unix))]
unsafe fn unreserve(start: NonNull<u64>, bytes: usize) {
    // SAFETY: the caller passes a region from `reserve` with its size.
    unsafe { std::alloc::dealloc(start.as_ptr().cast(), layout(bytes)) };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_can_be_used_to_its_last_slot() {
        let stack = Stack::new(100_000).expect("address space for one stack");
        assert!(stack.len() >= 100_000);
        // SAFETY: both slots are within the region.
        unsafe {
            *stack.start() = 1;
            *stack.end().add(MARGIN - 1) = 2;
            assert_eq!(*stack.start() + *stack.end().add(MARGIN - 1), 3);
        }
    }
}
