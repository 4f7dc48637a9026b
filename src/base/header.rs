//! What the things start with that a host holds by address.

use std::sync::atomic::{AtomicU32, Ordering};

/// The first field of everything a host holds by address: it tells what kind of thing is there, so that a wrong address
/// can be answered by an error instead of a crash. This is help for programmers, not protection.
#[repr(C)]
pub struct HandleHeader {
    magic: AtomicU32,
    flags: AtomicU32,
}

const POISONED: u32 = 1;
const GIVEN_BACK: u32 = 2;

impl HandleHeader {
    /// The magic number of what has ended.
    pub const DEAD: u32 = u32::from_le_bytes(*b"DEAD");

    /// The header of a kind of thing, which is told by its magic number.
    pub const fn new(magic: u32) -> HandleHeader {
        HandleHeader { magic: AtomicU32::new(magic), flags: AtomicU32::new(0) }
    }

    /// What kind of thing it is.
    #[inline]
    pub fn magic(&self) -> u32 {
        self.magic.load(Ordering::Relaxed)
    }

    /// Says that the thing must not be used any more: a call on it failed half-way.
    pub fn poison(&self) {
        self.flags.fetch_or(POISONED, Ordering::Relaxed);
    }

    /// Whether the thing must not be used any more.
    #[inline]
    pub fn is_poisoned(&self) -> bool {
        self.flags.load(Ordering::Relaxed) & POISONED != 0
    }

    /// Notes that the host has given the thing back, and tells whether that was the first time. For things that may live
    /// on for the sake of others.
    pub fn give_back(&self) -> bool {
        self.flags.fetch_or(GIVEN_BACK, Ordering::Relaxed) & GIVEN_BACK == 0
    }
}

impl Drop for HandleHeader {
    fn drop(&mut self) {
        self.magic.store(HandleHeader::DEAD, Ordering::Relaxed);
    }
}
