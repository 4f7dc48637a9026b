//! String literals: the objects that code names by address.
//!
//! Equal literals share one object in the whole process, and using one neither allocates nor counts: a value copied from
//! it views its bytes, and may be kept by a host for as long as it likes. So bytes that were copied in this way are never
//! freed (they are found again when another unit has the same literal); those of literals that were only read, and of
//! short ones, which are copied whole, go with the last unit that has them.

use std::collections::HashMap;
use std::ffi::c_void;
use std::hash::{BuildHasher, BuildHasherDefault};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHasher;

use crate::vm::StringValue;

/// What stands before the bytes of a long literal.
#[repr(C, align(8))]
struct Bytes {
    /// Some value views the bytes.
    kept: AtomicBool,
}

const HEADER: usize = size_of::<Bytes>();

struct Literal {
    /// Programs that use it.
    uses: usize,
    /// The object, and before that its bytes if they are not in it.
    object: Box<StringValue>,
    bytes: Option<Box<[u64]>>,
}

// SAFETY: the objects are immutable apart from an atomic.
unsafe impl Send for Literal {}

type Shard = HashMap<Box<[u8]>, Literal, BuildHasherDefault<FxHasher>>;

const SHARDS: usize = 16;
static POOL: [Mutex<Option<Shard>>; SHARDS] = [const { Mutex::new(None) }; SHARDS];

fn shard(text: &[u8]) -> MutexGuard<'static, Option<Shard>> {
    let hash = BuildHasherDefault::<FxHasher>::default().hash_one(text);
    POOL[(hash >> 57) as usize % SHARDS].lock().unwrap_or_else(PoisonError::into_inner)
}

/// Remembers that the bytes of a literal are viewed by a value.
///
/// # Safety
///
/// `data` is the address of a long literal's bytes.
#[inline]
pub(super) unsafe fn mark_kept(data: *mut u8) {
    // SAFETY: the header stands before the bytes.
    let header = unsafe { &*data.sub(HEADER).cast::<Bytes>() };
    if !header.kept.load(Ordering::Relaxed) {
        header.kept.store(true, Ordering::Relaxed);
    }
}

impl Literal {
    fn new(text: &[u8]) -> Literal {
        if text.len() <= StringValue::INLINE {
            let object = StringValue::new(None, text).unwrap_or(StringValue::EMPTY);
            return Literal { uses: 0, object: Box::new(object), bytes: None };
        }
        let mut bytes = vec![0u64; (HEADER + text.len()).div_ceil(8)].into_boxed_slice();
        let start = bytes.as_mut_ptr().cast::<u8>();
        // SAFETY: the block has room for the header, which zero bytes make, and the text.
        let data = unsafe {
            std::ptr::copy_nonoverlapping(text.as_ptr(), start.add(HEADER), text.len());
            start.add(HEADER)
        };
        Literal { uses: 0, object: Box::new(StringValue::view(data, text.len())), bytes: Some(bytes) }
    }

    fn is_kept(&self) -> bool {
        // SAFETY: the header stands at the start of the block.
        self.bytes.as_ref().is_some_and(|b| unsafe { &*b.as_ptr().cast::<Bytes>() }.kept.load(Ordering::Relaxed))
    }
}

/// The object of a literal; null if it is too long.
pub(super) unsafe extern "C" fn get(bytes: *const u8, len: usize, _user_data: *mut c_void) -> *const c_void {
    if len > super::value::MAX_LEN {
        return std::ptr::null();
    }
    // SAFETY: the caller gives valid bytes.
    let text = if len == 0 { &[] } else { unsafe { std::slice::from_raw_parts(bytes, len) } };
    let mut shard = shard(text);
    let map = shard.get_or_insert_with(Shard::default);
    if !map.contains_key(text) {
        map.insert(text.into(), Literal::new(text));
    }
    match map.get_mut(text) {
        Some(literal) => {
            literal.uses += 1;
            (&raw const *literal.object).cast()
        }
        None => std::ptr::null(),
    }
}

/// Undoes one `get`.
pub(super) unsafe extern "C" fn release(object: *const c_void, _user_data: *mut c_void) {
    // SAFETY: the caller gives what `get` gave, which is alive.
    let text = unsafe { (*object.cast::<StringValue>()).as_bytes() };
    let mut shard = shard(text);
    let Some(map) = shard.as_mut() else { return };
    let Some(literal) = map.get_mut(text) else { return };
    literal.uses = literal.uses.saturating_sub(1);
    if literal.uses == 0 && !literal.is_kept() {
        // The text lies in the entry that goes, so it is named by a copy.
        let key = text.to_vec();
        map.remove(&key[..]);
    }
}

/// The content of a literal.
pub(super) unsafe extern "C" fn raw(object: *const c_void, bytes: *mut u8, _user_data: *mut c_void) -> usize {
    // SAFETY: the caller gives what `get` gave, and room for the bytes unless the address is null.
    unsafe {
        let text = (*object.cast::<StringValue>()).as_bytes();
        if !bytes.is_null() {
            std::ptr::copy_nonoverlapping(text.as_ptr(), bytes, text.len());
        }
        text.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    unsafe fn literal(text: &str) -> *const StringValue {
        // SAFETY: a valid text.
        unsafe { get(text.as_ptr(), text.len(), std::ptr::null_mut()).cast() }
    }

    #[test]
    fn equal_literals_are_one_and_views_outlive_them() {
        let text = "a literal that does not fit into the value";
        // SAFETY: objects are used between `get` and `release` only.
        unsafe {
            let (a, b) = (literal(text), literal(text));
            assert_eq!(a, b);
            let view = (*a).share();
            assert_eq!(view.data(), (*a).data());
            release(a.cast(), std::ptr::null_mut());
            release(b.cast(), std::ptr::null_mut());
            assert_eq!(view.as_bytes(), text.as_bytes());
            assert_eq!(literal(text), a);
            let mut changed = view.share();
            changed.push(None, b"!").expect("a short text");
            assert_eq!(view.as_bytes(), text.as_bytes());
            changed.release(None);
        }
    }

    #[test]
    fn literals_that_were_only_read_go() {
        let text = "read, never copied: this text goes away";
        // SAFETY: as above.
        unsafe {
            let a = literal(text);
            release(a.cast(), std::ptr::null_mut());
            let entries = shard(text.as_bytes()).as_ref().map_or(0, |m| m.contains_key(text.as_bytes()) as usize);
            assert_eq!(entries, 0);
            let short = literal("short");
            assert!((*short).is_inline());
            release(short.cast(), std::ptr::null_mut());
        }
    }
}
