//! Hashes of texts that scripts choose: names, keys of dictionaries.
//!
//! They depend on numbers that each process draws: who does not know them cannot write names or keys that fall into one
//! place of a table, which would take time that no limit sees. Nothing that they decide can be seen from outside.

use std::hash::BuildHasher;
use std::sync::OnceLock;

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

/// The hash of two words.
#[inline(always)]
pub fn of_words([a, b]: [u64; 2]) -> u32 {
    let [s, t] = secret();
    let all = fold(a ^ s, b ^ t);
    // The lower half alone would depend on the lower halves alone, and spread less evenly.
    (all ^ all >> 32) as u32
}

/// The hash of a text.
#[inline]
pub fn of_bytes(text: &[u8]) -> u32 {
    let len = text.len();
    let word = |at: usize| u64::from_le_bytes(text[at..at + 8].try_into().unwrap_or_default());
    let half = |at: usize| u64::from(u32::from_le_bytes(text[at..at + 4].try_into().unwrap_or_default()));
    // Beginning and end, which may overlap.
    let [a, b] = match len {
        0 => [0, 0],
        1..4 => [u64::from(text[0]) | u64::from(text[len / 2]) << 8 | u64::from(text[len - 1]) << 16, 0],
        4..8 => [half(0), half(len - 4)],
        8..=16 => [word(0), word(len - 8)],
        _ => return of_long(text),
    };
    of_words([a, b.wrapping_add((len as u64) << 56)])
}

#[inline(never)]
fn of_long(text: &[u8]) -> u32 {
    let [s, t] = secret();
    let word = |at: usize| u64::from_le_bytes(text[at..at + 8].try_into().unwrap_or_default());
    let mut all = text.len() as u64 ^ t;
    let mut at = 0;
    while at + 16 < text.len() {
        all = fold(word(at) ^ s, word(at + 8) ^ all);
        at += 16;
    }
    // The last sixteen bytes, of which some may have been taken already.
    let end = text.len() - 16;
    all = fold(word(end) ^ s, word(end + 8) ^ all);
    of_words([all, text.len() as u64])
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn keys_spread_over_a_table() {
        for filling in [0, 4, 11, 12, 24, 100] {
            let keys = (0..20_000).map(|i| format!("{i:05}{}", "-".repeat(filling)));
            let places: HashSet<u32> = keys.map(|key| of_bytes(key.as_bytes()) % 32_768).collect();
            // By chance it would be 14,970 of them.
            assert!(places.len() > 14_000, "{} places, {filling}", places.len());
        }
    }

    #[test]
    fn every_byte_counts() {
        for len in [1, 3, 4, 7, 8, 15, 16, 17, 31, 32, 33, 48, 200] {
            let text = "x".repeat(len);
            let mut seen = HashSet::from([of_bytes(text.as_bytes())]);
            for at in 0..len {
                let mut other = text.clone();
                other.replace_range(at..=at, "y");
                seen.insert(of_bytes(other.as_bytes()));
            }
            // Two of 200 fall together once in 200,000 runs.
            assert!(seen.len() >= len, "{} of {len}", seen.len());
        }
    }
}
