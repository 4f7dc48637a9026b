//! Hashes of texts, for tables whose keys scripts choose.
//!
//! They depend on numbers that each process draws: a script that does not know them cannot make keys that fall into one
//! place of a table, which would take time that no fuel limit sees.

use std::hash::BuildHasher;
use std::sync::OnceLock;

use crate::vm::StringValue;

/// The numbers of this process.
#[inline(always)]
fn secret() -> [u64; 2] {
    static SECRET: OnceLock<[u64; 2]> = OnceLock::new();
    *SECRET.get_or_init(|| {
        let random = std::hash::RandomState::new();
        [random.hash_one(1), random.hash_one(2)]
    })
}

#[inline(always)]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

#[inline(always)]
fn finish([a, b]: [u64; 2], [s, t]: [u64; 2]) -> u32 {
    let all = fold(a ^ s, b ^ t);
    // The lower half alone would depend on the lower halves alone, and spread less evenly.
    (all ^ all >> 32) as u32
}

/// The hash of a text that is longer than what lies in a value.
#[inline(never)]
pub(super) fn of_long(text: &[u8]) -> u32 {
    debug_assert!(text.len() > StringValue::INLINE);
    let secret = secret();
    let word = |at: usize| u64::from_le_bytes(text[at..at + 8].try_into().unwrap_or_default());
    let mut all = text.len() as u64 ^ secret[1];
    let mut at = 0;
    while at + 16 < text.len() {
        all = fold(word(at) ^ secret[0], word(at + 8) ^ all);
        at += 16;
    }
    // The last sixteen bytes, of which some may have been taken already.
    let end = text.len() - 16;
    all = fold(word(end) ^ secret[0], word(end + 8) ^ all);
    finish([all, text.len() as u64], secret)
}

impl StringValue {
    /// A number that is the same for equal texts, in this process.
    #[inline(always)]
    pub fn hash(&self) -> u32 {
        let len = self.len() as usize;
        match self.short_words() {
            Some(words) => finish(words, secret()),
            // A text that has become short in its buffer counts as if it were in the value.
            None if len <= Self::INLINE => {
                let mut short = StringValue::EMPTY;
                short.bytes[..len].copy_from_slice(self.as_bytes());
                short.bytes[15] = len as u8;
                finish(short.short_words().unwrap_or_default(), secret())
            }
            // SAFETY: what views a literal has the hash before its bytes.
            None if self.tag() == Self::LITERAL => unsafe { self.pointer().cast::<u32>().sub(1).read_unaligned() },
            None => of_long(self.as_bytes()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn hash(text: &str) -> u32 {
        let mut value = StringValue::new(None, text.as_bytes()).unwrap();
        let hash = value.hash();
        value.release(None);
        hash
    }

    #[test]
    fn keys_spread_over_a_table() {
        for filling in [0, 4, 11, 12, 24, 100] {
            let keys = (0..20_000).map(|i| format!("{i:05}{}", "-".repeat(filling)));
            let places: HashSet<u32> = keys.map(|key| hash(&key) % 32_768).collect();
            // By chance it would be 14,970 of them.
            assert!(places.len() > 14_000, "{} places, {filling}", places.len());
        }
    }

    #[test]
    fn every_byte_counts() {
        for len in [1, 8, 15, 16, 17, 31, 32, 33, 48, 200] {
            let text = "x".repeat(len);
            let mut seen = HashSet::from([hash(&text)]);
            for at in 0..len {
                let mut other = text.clone();
                other.replace_range(at..=at, "y");
                seen.insert(hash(&other));
            }
            // Two of 200 fall together once in 200,000 runs.
            assert!(seen.len() >= len, "{} of {len}", seen.len());
        }
    }
}
