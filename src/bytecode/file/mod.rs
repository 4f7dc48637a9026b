//! Units as bytes.
//!
//! A file is a header and a body. All numbers are little endian; there are no addresses and nothing of the size of a
//! machine word in it, so that one unit is the same bytes on every platform.
//!
//! | bytes | header |
//! |---|---|
//! | 8 | `\x93angel\r\n`: tells the kind of file, and shows files that were treated as text |
//! | 2 | version of the format |
//! | 2 | flags: bit 0 debug information |
//! | 4 | fingerprint of the instruction set |
//! | 4 | bytes of the body |
//! | 8 | checksum of the body |
//!
//! The body is a table of texts, then what the unit needs of the host's API by name and declaration ([`api`]), then the
//! unit's tables in the order of [`CodeUnit`]. Everything refers to texts, types and functions by their number in the
//! file.

mod api;
mod calls;
mod check;
mod effect;
mod elements;
mod flow;
mod held;
mod lists;
mod load;
mod place;
mod save;
mod tables;
mod window;
mod wire;

pub use check::{Verifier, verify_and_tell, verify_loaded};
pub use held::{Held, What};
pub use load::{Loaded, load};
pub use save::{SaveError, save};
pub use tables::SavedTables;

use super::{Format, Op, VerifyError};

/// What a file begins with.
pub const MAGIC: [u8; 8] = *b"\x93angel\r\n";
/// The format that this library writes, and the only one it reads.
pub const VERSION: u16 = 4;
const HEADER: usize = 28;
const FLAG_DEBUG: u16 = 1;

/// Why bytes are no unit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// The bytes do not begin as a saved unit does.
    #[error("this is no saved unit")]
    NotAUnit,
    /// The file was written by a library with another format or instruction set.
    #[error("the unit was saved by another version of the library (format {0}); build and save it anew")]
    OtherVersion(u16),
    /// Bytes are missing.
    #[error("the file is truncated")]
    TooShort,
    /// The checksum does not fit the body.
    #[error("the file is damaged: its checksum does not fit")]
    Checksum,
    /// There is more than belongs to the unit.
    #[error("the file is damaged: there are bytes behind its end")]
    TooLong,
    /// Something that is not what belongs there.
    #[error("the file is damaged: {0} is malformed")]
    Malformed(&'static str),
}

/// Why a unit cannot be loaded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// The bytes are no unit.
    #[error(transparent)]
    Damaged(#[from] Damage),
    /// The registered API is not the one that the unit was built with: everything that does not fit.
    #[error("the registered API does not fit the unit:{}", list(.0))]
    Mismatch(Vec<String>),
    /// The code breaks a rule of the machine.
    #[error("the unit's code is refused: {0}")]
    Refused(#[from] VerifyError),
}

fn list(all: &[String]) -> String {
    all.iter().map(|line| format!("\n  {line}")).collect()
}

/// Whether bytes begin as a saved unit does.
pub fn is_saved_unit(bytes: &[u8]) -> bool {
    bytes.starts_with(&MAGIC)
}

/// A sum over bytes that finds damage; it is no protection against intent.
pub fn checksum(bytes: &[u8]) -> u64 {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    let mix = |sum: u64, word: u64| (sum ^ word).wrapping_mul(FACTOR).rotate_left(29);
    let word = |bytes: &[u8]| {
        let mut whole = [0; 8];
        whole[..bytes.len()].copy_from_slice(bytes);
        u64::from_le_bytes(whole)
    };
    // Four sums side by side: none waits for another.
    let mut sums = [1, 2, 3, 4];
    let (blocks, rest) = bytes.as_chunks::<32>();
    for block in blocks {
        let words = block.as_chunks::<8>().0;
        for i in 0..4 {
            sums[i] = mix(sums[i], u64::from_le_bytes(words[i]));
        }
    }
    let sum = sums.into_iter().fold(bytes.len() as u64, mix);
    mix(rest.chunks(8).fold(sum, |sum, bytes| mix(sum, word(bytes))), 0)
}

/// Changes when operations are added, removed, renamed or moved.
fn instruction_set() -> u32 {
    static SUM: std::sync::OnceLock<u32> = std::sync::OnceLock::new();
    *SUM.get_or_init(|| {
        let mut text = Vec::new();
        for op in Op::ALL {
            text.extend_from_slice(op.name().as_bytes());
            text.push(match op.format() {
                Format::None => 0,
                Format::A => 1,
                Format::AB => 2,
                Format::ABC => 3,
                Format::ABk => 4,
                Format::ABu => 5,
                Format::Ai => 6,
                Format::I => 7,
                Format::J => 8,
                Format::AJ => 9,
                Format::ABj => 10,
                Format::Akj => 11,
                Format::Call => 12,
                Format::CallThis => 13,
                Format::Aku => 14,
            });
        }
        checksum(&text) as u32
    })
}

/// Puts the header before a body.
fn seal(body: &[u8], flags: u16) -> Option<Vec<u8>> {
    let len = u32::try_from(body.len()).ok()?;
    let mut file = Vec::with_capacity(HEADER + body.len());
    file.extend_from_slice(&MAGIC);
    file.extend_from_slice(&VERSION.to_le_bytes());
    file.extend_from_slice(&flags.to_le_bytes());
    file.extend_from_slice(&instruction_set().to_le_bytes());
    file.extend_from_slice(&len.to_le_bytes());
    file.extend_from_slice(&checksum(body).to_le_bytes());
    file.extend_from_slice(body);
    Some(file)
}

/// Checks the header; gives the flags and the body.
fn open(file: &[u8]) -> Result<(u16, &[u8]), Damage> {
    if !is_saved_unit(file) {
        return Err(if MAGIC.starts_with(file) { Damage::TooShort } else { Damage::NotAUnit });
    }
    let header: &[u8; HEADER] = file.first_chunk().ok_or(Damage::TooShort)?;
    let half = |at: usize| u16::from_le_bytes([header[at], header[at + 1]]);
    let word = |at: usize| u32::from_le_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
    if half(8) != VERSION || word(12) != instruction_set() {
        return Err(Damage::OtherVersion(half(8)));
    }
    let flags = half(10);
    if flags & !FLAG_DEBUG != 0 {
        return Err(Damage::Malformed("the header"));
    }
    let body = &file[HEADER..];
    match body.len().cmp(&(word(16) as usize)) {
        std::cmp::Ordering::Less => return Err(Damage::TooShort),
        std::cmp::Ordering::Greater => return Err(Damage::TooLong),
        std::cmp::Ordering::Equal => {}
    }
    let sum = u64::from(word(20)) | u64::from(word(24)) << 32;
    if checksum(body) != sum {
        return Err(Damage::Checksum);
    }
    Ok((flags, body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_tells_what_is_wrong() {
        let file = seal(b"some body", FLAG_DEBUG).unwrap();
        assert_eq!(open(&file), Ok((FLAG_DEBUG, &b"some body"[..])));
        for len in 0..file.len() {
            assert_eq!(open(&file[..len]), Err(Damage::TooShort), "{len}");
        }
        for at in 0..file.len() {
            let mut other = file.clone();
            other[at] ^= 4;
            assert!(open(&other).is_err(), "byte {at}");
        }
        let mut longer = file.clone();
        longer.push(0);
        assert_eq!(open(&longer), Err(Damage::TooLong));
        assert_eq!(open(b"void main() {}"), Err(Damage::NotAUnit));
    }
}
