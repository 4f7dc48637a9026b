//! Searching in texts.

/// The first occurrence of `needle` at or after `start`.
pub fn first(text: &[u8], needle: &[u8], start: usize) -> Option<usize> {
    if start > text.len() || needle.len() > text.len() - start {
        return None;
    }
    memchr::memmem::find(&text[start..], needle).map(|at| start + at)
}

/// The last occurrence of `needle` that begins at or before `start`.
pub fn last(text: &[u8], needle: &[u8], start: Option<usize>) -> Option<usize> {
    let end = text.len().checked_sub(needle.len())?;
    let from = start.map_or(end, |s| s.min(end));
    memchr::memmem::rfind(&text[..from + needle.len()], needle)
}

/// A set of bytes.
pub struct ByteSet([bool; 256]);

impl ByteSet {
    /// The bytes of a text.
    pub fn of(bytes: &[u8]) -> ByteSet {
        let mut set = [false; 256];
        bytes.iter().for_each(|&b| set[b as usize] = true);
        ByteSet(set)
    }

    /// The first byte at or after `start` whose being in the set is `wanted`.
    pub fn first(&self, text: &[u8], start: usize, wanted: bool) -> Option<usize> {
        let rest = text.get(start..)?;
        rest.iter().position(|&b| self.0[b as usize] == wanted).map(|i| start + i)
    }

    /// The last byte at or before `start` whose being in the set is `wanted`.
    pub fn last(&self, text: &[u8], start: Option<usize>, wanted: bool) -> Option<usize> {
        let end = start.map_or(text.len(), |s| s.saturating_add(1).min(text.len()));
        text[..end].iter().rposition(|&b| self.0[b as usize] == wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finding() {
        assert_eq!(first(b"abcabc", b"b", 0), Some(1));
        assert_eq!(first(b"abcabc", b"b", 2), Some(4));
        assert_eq!(first(b"abcabc", b"x", 0), None);
        assert_eq!(first(b"abcabc", b"", 6), Some(6));
        assert_eq!(first(b"abcabc", b"", 7), None);
        assert_eq!(first(b"aaaaaaaaaaaaaaaaaaab", b"aab", 0), Some(17));
        assert_eq!(last(b"abcabc", b"b", None), Some(4));
        assert_eq!(last(b"abcabc", b"b", Some(3)), Some(1));
        assert_eq!(last(b"abcabc", b"c", Some(1)), None);
        assert_eq!(last(b"abcabc", b"", None), Some(6));
        let set = ByteSet::of(b"lo");
        assert_eq!(set.first(b"hello", 0, true), Some(2));
        assert_eq!(ByteSet::of(b"he").first(b"hello", 0, false), Some(2));
        assert_eq!(ByteSet::of(b"l").last(b"hello", Some(2), true), Some(2));
        assert_eq!(ByteSet::of(b"o").last(b"hello", None, false), Some(3));
        assert_eq!(set.first(b"", 3, true), None);
    }

    #[test]
    fn every_byte_is_found_everywhere() {
        for len in 0..40usize {
            for at in 0..len {
                let mut text = vec![b'x'; len];
                text[at] = 0x80;
                assert_eq!(first(&text, &[0x80], 0), Some(at));
            }
        }
    }
}
