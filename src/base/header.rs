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
        #[cfg(debug_assertions)]
        ended::note(std::ptr::from_ref(self) as usize);
        self.magic.store(HandleHeader::DEAD, Ordering::Relaxed);
    }
}

/// In debug builds: where things were that have ended, so that their use is noticed whatever became of their memory.
#[cfg(debug_assertions)]
mod ended {
    use std::collections::BTreeSet;
    use std::sync::Mutex;

    /// So many are remembered.
    const MOST: usize = 1 << 16;

    /// A tree, since tools that look for lost memory when the program ends see its blocks; those of a hash set are known
    /// by addresses in their middle only.
    static ENDED: Mutex<BTreeSet<usize>> = Mutex::new(BTreeSet::new());

    fn with<T>(f: impl FnOnce(&mut BTreeSet<usize>) -> T) -> T {
        f(&mut ENDED.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    pub fn note(place: usize) {
        with(|places| {
            if places.len() >= MOST {
                places.clear();
            }
            places.insert(place);
        });
    }

    pub fn forget(place: usize) {
        with(|places| places.remove(&place));
    }

    pub fn was_here(place: usize) -> bool {
        with(|places| places.contains(&place))
    }
}

/// A thing that the host gets by this address begins: what was there before is forgotten.
#[inline]
pub fn begins_at<T>(place: *const T) {
    #[cfg(debug_assertions)]
    ended::forget(place as usize);
    let _ = place;
}

/// Whether something was at this address that has ended. Noticed in debug builds only.
#[inline]
pub fn ended_at<T>(place: *const T) -> bool {
    #[cfg(debug_assertions)]
    return ended::was_here(place as usize);
    #[cfg(not(debug_assertions))]
    {
        let _ = place;
        false
    }
}
