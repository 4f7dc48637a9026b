//! Memory of string values.
//!
//! A buffer is shared by copies of a value, counted without atomics: values belong to one VM, or to the host's code on
//! one thread. A value that is changed gets a buffer of its own first. Literals are shared by all threads and are not
//! counted; see [`literal`](super::literal).
//!
//! Dropping a `StringValue` does nothing: values live in memory that the VM manages, and end by [`StringValue::release`].

use std::alloc::{Layout, alloc, dealloc, realloc};
use std::cell::Cell;
use std::ptr::copy_nonoverlapping;

use crate::base::hash;
use crate::vm::StringValue;
use crate::vm::heap::Heap;

/// A string became too long, or the VM's memory is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

/// The longest string: positions are `int` in scripts.
pub const MAX_LEN: usize = i32::MAX as usize;

/// What stands before the bytes of a buffer.
#[repr(C, align(8))]
struct Buffer {
    refs: Cell<u32>,
    capacity: u32,
    /// The memory is counted by a VM.
    charged: Cell<bool>,
}

const HEADER: usize = size_of::<Buffer>();

fn layout(capacity: usize) -> Layout {
    // SAFETY: eight is a power of two, and capacities are far below the largest size.
    unsafe { Layout::from_size_align_unchecked(HEADER + capacity, 8) }
}

/// A new buffer with one reference; gives the address of its bytes.
fn new_buffer(heap: Option<&Heap>, capacity: usize) -> Result<*mut u8, TooLarge> {
    if capacity > MAX_LEN || heap.is_some_and(|h| !h.charge(HEADER + capacity)) {
        return Err(TooLarge);
    }
    // SAFETY: the layout is not empty; the header lies at its start.
    unsafe {
        let block = alloc(layout(capacity));
        if block.is_null() {
            if let Some(heap) = heap {
                heap.discharge(HEADER + capacity);
            }
            return Err(TooLarge);
        }
        block.cast::<Buffer>().write(Buffer {
            refs: Cell::new(1),
            capacity: capacity as u32,
            charged: Cell::new(heap.is_some()),
        });
        Ok(block.add(HEADER))
    }
}

/// # Safety
///
/// `data` is the bytes of a live buffer.
#[inline(always)]
unsafe fn buffer<'a>(data: *mut u8) -> &'a Buffer {
    // SAFETY: the header stands before the bytes.
    unsafe { &*data.sub(HEADER).cast::<Buffer>() }
}

/// # Safety
///
/// The caller owns a reference to the buffer.
#[inline]
unsafe fn release_buffer(heap: Option<&Heap>, data: *mut u8) {
    // SAFETY: promised by the caller.
    unsafe {
        let b = buffer(data);
        let refs = b.refs.get() - 1;
        if refs > 0 {
            b.refs.set(refs);
            return;
        }
        let capacity = b.capacity as usize;
        if let (true, Some(heap)) = (b.charged.get(), heap) {
            heap.discharge(HEADER + capacity);
        }
        dealloc(data.sub(HEADER), layout(capacity));
    }
}

/// The room for a text of `len` bytes that may grow.
fn room(len: usize) -> usize {
    len.saturating_add(len / 2).next_multiple_of(16).clamp(len.min(MAX_LEN), MAX_LEN)
}

impl StringValue {
    fn outside(data: *mut u8, len: usize, tag: u8) -> StringValue {
        let mut value = StringValue::EMPTY;
        // SAFETY: the value has room for a pointer and, from byte 8, a length; both places are aligned.
        unsafe {
            value.bytes.as_mut_ptr().cast::<*mut u8>().write(data);
            value.bytes.as_mut_ptr().add(8).cast::<u32>().write(len as u32);
        }
        value.bytes[15] = tag;
        value
    }

    /// A view of a literal's bytes, before which stand the four of their hash.
    pub(super) fn view(data: *mut u8, len: usize) -> StringValue {
        Self::outside(data, len, Self::LITERAL)
    }

    /// A value with room for `len` bytes whose content the caller writes: `fill` gets the address.
    #[inline]
    pub fn with_len(heap: Option<&Heap>, len: usize, fill: impl FnOnce(*mut u8)) -> Result<StringValue, TooLarge> {
        if len <= Self::INLINE {
            let mut value = StringValue::EMPTY;
            fill(value.bytes.as_mut_ptr());
            value.bytes[15] = len as u8;
            return Ok(value);
        }
        let data = new_buffer(heap, len)?;
        fill(data);
        Ok(Self::outside(data, len, Self::HEAP))
    }

    /// A value with these bytes. Without a heap the memory is nobody's but the value's: for strings of the host.
    #[inline]
    pub fn new(heap: Option<&Heap>, bytes: &[u8]) -> Result<StringValue, TooLarge> {
        // SAFETY: there is room for as many bytes.
        Self::with_len(heap, bytes.len(), |to| unsafe { copy_nonoverlapping(bytes.as_ptr(), to, bytes.len()) })
    }

    /// Two texts, one after the other.
    #[inline]
    pub fn concat(heap: Option<&Heap>, a: &[u8], b: &[u8]) -> Result<StringValue, TooLarge> {
        // SAFETY: there is room for both.
        Self::with_len(heap, a.len() + b.len(), |to| unsafe {
            copy_nonoverlapping(a.as_ptr(), to, a.len());
            copy_nonoverlapping(b.as_ptr(), to.add(a.len()), b.len());
        })
    }

    /// A copy. Nothing is allocated.
    #[inline]
    pub fn share(&self) -> StringValue {
        if self.tag() == Self::HEAP {
            // SAFETY: the value holds a reference to its buffer.
            let b = unsafe { buffer(self.pointer()) };
            b.refs.set(b.refs.get() + 1);
        }
        // No hash stands behind the copy. The bit is not set in values whose text is elsewhere.
        let mut bytes = self.bytes;
        bytes[15] &= !Self::HASHED;
        StringValue { bytes }
    }

    /// Ends the value; it is empty afterwards.
    #[inline]
    pub fn release(&mut self, heap: Option<&Heap>) {
        if self.tag() == Self::HEAP {
            // SAFETY: the value holds a reference to its buffer, which is given up here.
            unsafe { release_buffer(heap, self.pointer()) };
        }
        *self = StringValue::EMPTY;
    }

    /// The value as two words, if its text is a short one that lies in it. Equal texts have equal words.
    #[inline(always)]
    pub fn short_words(&self) -> Option<[u64; 2]> {
        self.is_inline().then(|| {
            // SAFETY: the value is sixteen bytes, aligned to eight.
            let [a, b] = unsafe { *self.bytes.as_ptr().cast::<[u64; 2]>() };
            [a, b & !const { u64::from_ne_bytes([0, 0, 0, 0, 0, 0, 0, Self::HASHED]) }]
        })
    }

    /// Whether two texts are equal.
    #[inline(always)]
    pub fn equals(&self, other: &StringValue) -> bool {
        match (self.short_words(), other.short_words()) {
            (Some(a), Some(b)) => a == b,
            _ => self.as_bytes() == other.as_bytes(),
        }
    }

    /// A number that is the same for equal texts, in this process.
    #[inline(always)]
    pub fn hash(&self) -> u32 {
        if self.tag() & (Self::HEAP | Self::HASHED) == Self::HASHED {
            let behind = (&raw const *self).addr() + size_of::<StringValue>();
            // SAFETY: the object is that of a literal, behind which stands its hash. Its address was exposed.
            return unsafe { std::ptr::with_exposed_provenance::<u32>(behind).read() };
        }
        let len = self.len() as usize;
        match self.short_words() {
            Some(words) => hash::of_words(words),
            // A text that has become short in its buffer counts as if it were in the value.
            None if len <= Self::INLINE => {
                let mut short = StringValue::EMPTY;
                short.bytes[..len].copy_from_slice(self.as_bytes());
                short.bytes[15] = len as u8;
                hash::of_words(short.short_words().unwrap_or_default())
            }
            // SAFETY: what views a literal has the hash before its bytes.
            None if self.tag() == Self::LITERAL => unsafe { self.pointer().cast::<u32>().sub(1).read_unaligned() },
            None => hash::of_bytes(self.as_bytes()),
        }
    }

    /// Takes the place of this value's content.
    #[inline]
    pub fn replace(&mut self, heap: Option<&Heap>, with: StringValue) {
        self.release(heap);
        *self = with;
    }

    /// The bytes for writing: `len` of them, the first ones as they were, those beyond the old length undefined. The value
    /// has a buffer of its own afterwards, with more room than asked for if `grow` is set.
    fn writable(&mut self, heap: Option<&Heap>, len: usize, grow: bool) -> Result<*mut u8, TooLarge> {
        let old = self.len() as usize;
        if self.is_inline() && len <= Self::INLINE {
            // What is not used stays zero: equal short texts are equal as values.
            self.bytes[len..old.max(len)].fill(0);
            self.bytes[15] = len as u8;
            return Ok(self.bytes.as_mut_ptr());
        }
        if len > MAX_LEN {
            return Err(TooLarge);
        }
        if self.tag() == Self::HEAP {
            let data = self.pointer();
            // SAFETY: the value holds a reference to its buffer; a buffer with one reference is this value's alone.
            unsafe {
                let b = buffer(data);
                if b.refs.get() == 1 {
                    let capacity = b.capacity as usize;
                    if len <= capacity {
                        self.set_len(len);
                        return Ok(data);
                    }
                    let new = if grow { room(len) } else { len };
                    if b.charged.get() && heap.is_some_and(|h| !h.charge(new - capacity)) {
                        return Err(TooLarge);
                    }
                    let block = realloc(data.sub(HEADER), layout(capacity), HEADER + new);
                    if block.is_null() {
                        return Err(TooLarge);
                    }
                    (*block.cast::<Buffer>()).capacity = new as u32;
                    *self = Self::outside(block.add(HEADER), len, Self::HEAP);
                    return Ok(self.pointer());
                }
            }
        }
        let capacity = if grow && old > 0 { room(len) } else { len };
        let mut new = if len <= Self::INLINE {
            Self::with_len(heap, len, |_| {})?
        } else {
            Self::outside(new_buffer(heap, capacity)?, len, Self::HEAP)
        };
        let to = if new.is_inline() { new.bytes.as_mut_ptr() } else { new.pointer() };
        // SAFETY: there is room for `len` bytes, and the old value has `old`.
        unsafe { copy_nonoverlapping(self.data(), to, old.min(len)) };
        self.replace(heap, new);
        Ok(if self.is_inline() { self.bytes.as_mut_ptr() } else { self.pointer() })
    }

    fn set_len(&mut self, len: usize) {
        // SAFETY: the length lies at byte 8, which is aligned; the value is not inline.
        unsafe { self.bytes.as_mut_ptr().add(8).cast::<u32>().write(len as u32) };
    }

    /// Appends bytes.
    ///
    /// # Safety
    ///
    /// The `len` bytes at `from` are valid until the function returns; they may be bytes of this very value.
    #[inline]
    pub unsafe fn append(&mut self, heap: Option<&Heap>, from: *const u8, len: usize) -> Result<(), TooLarge> {
        let old = self.len() as usize;
        // SAFETY: promised by the caller; a source that is part of this value is looked at by its position.
        unsafe {
            if self.is_inline() && old + len <= Self::INLINE {
                std::ptr::copy(from, self.bytes.as_mut_ptr().add(old), len);
                self.bytes[15] = (old + len) as u8;
                return Ok(());
            }
            let start = self.data() as usize;
            let own = (start..start + old.max(1)).contains(&(from as usize)).then(|| from as usize - start);
            if own.is_some() && self.is_inline() {
                let copy = self.bytes;
                let from = copy.as_ptr().add(own.unwrap_or(0));
                let to = self.writable(heap, old + len, true)?;
                copy_nonoverlapping(from, to.add(old), len);
                return Ok(());
            }
            let to = self.writable(heap, old.saturating_add(len), true)?;
            let from = own.map_or(from, |at| to.add(at).cast_const());
            copy_nonoverlapping(from, to.add(old), len);
        }
        Ok(())
    }

    /// Appends bytes that are not part of this value.
    #[inline]
    pub fn push(&mut self, heap: Option<&Heap>, bytes: &[u8]) -> Result<(), TooLarge> {
        // SAFETY: a slice is valid, and the value is borrowed mutably, so it is not part of it.
        unsafe { self.append(heap, bytes.as_ptr(), bytes.len()) }
    }

    /// Cuts the text or adds zero bytes.
    pub fn resize(&mut self, heap: Option<&Heap>, len: usize) -> Result<(), TooLarge> {
        let old = self.len() as usize;
        let to = self.writable(heap, len, false)?;
        if len > old {
            // SAFETY: there is room for `len` bytes.
            unsafe { to.add(old).write_bytes(0, len - old) };
        }
        Ok(())
    }

    /// The bytes for changing.
    pub fn bytes_mut(&mut self, heap: Option<&Heap>) -> Result<&mut [u8], TooLarge> {
        let len = self.len() as usize;
        let data = self.writable(heap, len, false)?;
        // SAFETY: the bytes are this value's alone.
        Ok(unsafe { std::slice::from_raw_parts_mut(data, len) })
    }

    /// Replaces the bytes from `at` on, `count` of them, by others, which are not part of this value.
    pub fn splice(&mut self, heap: Option<&Heap>, at: usize, count: usize, with: &[u8]) -> Result<(), TooLarge> {
        let old = self.len() as usize;
        let rest = old - at - count;
        let new = at + with.len() + rest;
        let to = self.writable(heap, new.max(old), new > old)?;
        // SAFETY: the bytes are this value's alone, and there is room for the longer of both texts.
        unsafe {
            std::ptr::copy(to.add(at + count), to.add(at + with.len()), rest);
            copy_nonoverlapping(with.as_ptr(), to.add(at), with.len());
        }
        if new < old {
            self.writable(heap, new, false)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn s(text: &str) -> StringValue {
        StringValue::new(None, text.as_bytes()).expect("a short text")
    }

    #[test]
    fn lengths_around_the_inline_limit() {
        for n in 0..40 {
            let text = "abcdefghijklmnopqrstuvwxyz0123456789ABCD"[..n].to_string();
            let mut value = s(&text);
            assert_eq!((value.len() as usize, value.is_inline()), (n, n <= 15));
            let mut copy = value.share();
            copy.push(None, b"!").unwrap();
            assert_eq!(value.as_bytes(), text.as_bytes());
            assert_eq!(copy.as_bytes(), format!("{text}!").as_bytes());
            copy.resize(None, n / 2).unwrap();
            assert_eq!(copy.as_bytes(), &text.as_bytes()[..n / 2]);
            copy.release(None);
            assert_eq!(value.as_bytes(), text.as_bytes());
            value.release(None);
        }
    }

    #[test]
    fn appending_to_itself() {
        for n in [1, 7, 8, 15, 16, 40] {
            let mut value = s(&"xyz".repeat(14)[..n]);
            let before = value.as_bytes().to_vec();
            let (data, len) = (value.data(), value.len() as usize);
            // SAFETY: the bytes are those of the value.
            unsafe { value.append(None, data, len).unwrap() };
            assert_eq!(value.as_bytes(), before.repeat(2));
            value.release(None);
        }
    }

    #[test]
    fn appending_many_pieces_grows_in_steps() {
        let heap = Heap::new();
        let mut value = StringValue::EMPTY;
        let mut moves = 0;
        let mut data = value.data();
        for i in 0..100_000 {
            value.push(Some(&heap), &[i as u8]).unwrap();
            if value.data() != data {
                (data, moves) = (value.data(), moves + 1);
            }
        }
        assert!(moves < 40, "{moves}");
        assert!(value.as_bytes().iter().enumerate().all(|(i, &b)| b == i as u8));
        assert!(heap.used() >= 100_000);
        value.release(Some(&heap));
        assert_eq!(heap.used(), 0);
    }

    #[test]
    fn the_limit_of_a_vm_holds() {
        let heap = Heap::new();
        heap.set_limit(1000);
        let mut value = StringValue::new(Some(&heap), &[1; 500]).unwrap();
        assert_eq!(value.push(Some(&heap), &[2; 600]), Err(TooLarge));
        assert_eq!(value.as_bytes(), [1; 500]);
        value.release(Some(&heap));
        assert_eq!(heap.used(), 0);
    }

    #[test]
    fn equal_texts_have_equal_hashes_however_they_came_about() {
        for text in ["", "a", "fifteen bytes..", "sixteen bytes...", "a much longer text than the value holds"] {
            let plain = s(text);
            let mut grown = s(&format!("{text} and a lot of text behind it"));
            grown.resize(None, text.len()).unwrap();
            let mut cut = s(&format!("{text}x"));
            cut.splice(None, text.len(), 1, b"").unwrap();
            for mut other in [grown, cut] {
                assert!(plain.equals(&other) && other.equals(&plain), "{text}");
                assert_eq!(plain.hash(), other.hash(), "{text}");
                other.release(None);
            }
        }
        assert!(!s("a").equals(&s("b")) && !s("a").equals(&s("a\0")));
    }

    #[test]
    fn splicing() {
        let cases = [
            ("abcdef", 2, 2, "X"),
            ("abcdef", 0, 0, "longer than before"),
            ("a text of twenty bytes", 3, 19, ""),
            ("", 0, 0, "x"),
        ];
        for (text, at, count, with) in cases {
            let mut value = s(text);
            let mut shared = value.share();
            value.splice(None, at, count, with.as_bytes()).unwrap();
            let expected = format!("{}{with}{}", &text[..at], &text[at + count..]);
            assert_eq!(value.as_bytes(), expected.as_bytes());
            assert_eq!(shared.as_bytes(), text.as_bytes());
            value.release(None);
            shared.release(None);
        }
    }
}
