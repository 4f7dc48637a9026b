//! String literals: the objects that code names by address.
//!
//! A program owns its literals. Using one neither allocates nor counts: a value copied from it views its bytes. Every
//! value of a VM goes before the programs that were linked in the VM, so a view never outlives what it views; hosts that
//! keep a text copy it.

use std::ffi::c_void;

use crate::base::hash;
use crate::vm::StringValue;

/// Bytes of a hash.
const HASH: usize = size_of::<u32>();

/// A literal of one program: the object, and its bytes if they do not fit into the object.
///
/// Literals are hashed when the script is built, so that looking one up does not hash it: the hash stands behind the object
/// of a short one, which says so in its last byte, and before the bytes of a long one, where copies find it too.
#[repr(C)]
struct Literal {
    /// First, so that its address is that of the whole.
    object: StringValue,
    /// Right behind the object: of a short text.
    hash: u32,
    bytes: Box<[u8]>,
}

const _: () = assert!(std::mem::offset_of!(Literal, hash) == size_of::<StringValue>());

/// The object of a literal; null if it is too long.
pub(super) unsafe extern "C" fn get(bytes: *const u8, len: usize, _user_data: *mut c_void) -> *const c_void {
    if len > super::value::MAX_LEN {
        return std::ptr::null();
    }
    // SAFETY: the caller gives valid bytes.
    let text: &[u8] = if len == 0 { &[] } else { unsafe { std::slice::from_raw_parts(bytes, len) } };
    let literal = if len <= StringValue::INLINE {
        let mut object = StringValue::new(None, text).unwrap_or(StringValue::EMPTY);
        let hash = object.hash();
        object.bytes[15] |= StringValue::HASHED;
        Literal { object, hash, bytes: Box::default() }
    } else {
        let mut bytes = Vec::with_capacity(HASH + len);
        bytes.extend_from_slice(&hash::of_bytes(text).to_ne_bytes());
        bytes.extend_from_slice(text);
        let bytes = bytes.into_boxed_slice();
        // Views are never written through: changing a value that views a literal gives it bytes of its own first.
        let object = StringValue::view(bytes[HASH..].as_ptr().cast_mut(), len);
        Literal { object, hash: 0, bytes }
    };
    let literal = Box::into_raw(Box::new(literal));
    // The hash is read by way of the object.
    literal.expose_provenance();
    literal.cast_const().cast()
}

/// Undoes one `get`.
pub(super) unsafe extern "C" fn release(object: *const c_void, _user_data: *mut c_void) {
    // SAFETY: the caller gives what `get` gave, once; the object stands first in its literal.
    drop(unsafe { Box::from_raw(object.cast_mut().cast::<Literal>()) });
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

    #[test]
    fn copies_view_the_literal_until_they_change() {
        let text = "a literal that does not fit into the value";
        // SAFETY: objects are used between `get` and `release` only.
        unsafe {
            let literal: *const StringValue = get(text.as_ptr(), text.len(), std::ptr::null_mut()).cast();
            let view = (*literal).share();
            assert_eq!(view.data(), (*literal).data());
            let mut own = StringValue::new(None, text.as_bytes()).expect("a short text");
            assert_eq!((view.hash(), own.tag()), (own.hash(), StringValue::HEAP));
            own.release(None);
            let mut changed = view.share();
            changed.push(None, b"!").expect("a short text");
            assert_eq!(view.as_bytes(), text.as_bytes());
            assert_ne!(changed.data(), view.data());
            changed.release(None);
            release(literal.cast(), std::ptr::null_mut());
        }
    }

    #[test]
    fn short_literals_lie_in_the_object() {
        // SAFETY: as above.
        unsafe {
            let short: *const StringValue = get("short".as_ptr(), 5, std::ptr::null_mut()).cast();
            assert!((*short).is_inline());
            assert_eq!((*short).as_bytes(), b"short");
            let (plain, copy) = (StringValue::new(None, b"short").unwrap(), (*short).share());
            assert!((*short).equals(&plain) && plain.equals(&*short) && copy.bytes == plain.bytes);
            assert_ne!((*short).bytes, plain.bytes);
            assert_eq!(((*short).hash(), (*short).hash()), (plain.hash(), copy.hash()));
            release(short.cast(), std::ptr::null_mut());
        }
    }
}
