//! The layout of the library's own string values, which instructions read directly.

/// A string value: sixteen bytes that may be moved in memory.
///
/// Texts of up to fifteen bytes lie in it, with their length in the last byte. For longer ones there is the address of
/// the bytes, then the length (u32), and the last byte is [`HEAP`](StringValue::HEAP) or
/// [`LITERAL`](StringValue::LITERAL). The object of a short literal has [`HASHED`](StringValue::HASHED) beside its length;
/// values copied from it do not, so it must be copied by [`share`](StringValue::share) only, as any value.
#[repr(C, align(8))]
pub struct StringValue {
    pub(crate) bytes: [u8; 16],
}

impl StringValue {
    /// The longest text that lies in the value itself.
    pub const INLINE: usize = 15;
    /// Last byte of a value whose bytes are in a counted buffer.
    pub const HEAP: u8 = 0x80;
    /// Last byte of a value whose bytes are those of a literal.
    pub const LITERAL: u8 = 0x81;
    /// Bit of the last byte of a short text: the object is a literal, and the hash of the text stands behind it.
    pub const HASHED: u8 = 0x40;
    /// The empty string.
    pub const EMPTY: StringValue = StringValue { bytes: [0; 16] };

    /// The last byte.
    #[inline(always)]
    pub(crate) fn tag(&self) -> u8 {
        self.bytes[15]
    }

    /// Whether the text lies in the value itself.
    #[inline(always)]
    pub fn is_inline(&self) -> bool {
        (self.tag() as i8) >= 0
    }

    /// Address of the bytes; meaningless for inline values.
    #[inline(always)]
    pub(crate) fn pointer(&self) -> *mut u8 {
        // SAFETY: the value is aligned to eight and has at least a pointer's bytes.
        unsafe { self.bytes.as_ptr().cast::<*mut u8>().read() }
    }

    /// Length in bytes.
    #[inline(always)]
    pub fn len(&self) -> u32 {
        if self.is_inline() {
            return (self.tag() & !Self::HASHED) as u32;
        }
        // SAFETY: the length lies at byte 8, which is aligned.
        unsafe { self.bytes.as_ptr().add(8).cast::<u32>().read() }
    }

    /// Whether there are no bytes.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Address of the first byte. Valid as long as the value is neither moved nor changed.
    #[inline(always)]
    pub fn data(&self) -> *const u8 {
        if self.is_inline() { self.bytes.as_ptr() } else { self.pointer() }
    }

    /// The bytes.
    #[inline(always)]
    pub fn as_bytes(&self) -> &[u8] {
        // SAFETY: data and length belong together; they stay as long as the value is borrowed.
        unsafe { std::slice::from_raw_parts(self.data(), self.len() as usize) }
    }
}

impl std::fmt::Debug for StringValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", String::from_utf8_lossy(self.as_bytes()))
    }
}
