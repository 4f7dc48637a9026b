//! Memory that goes from one build to the next.

use std::sync::{Mutex, TryLockError};

use bumpalo::Bump;

use crate::base::InternerSpace;

/// What builds leave for the next: the arena of the tree and the table of names. Taken without waiting; when all are in
/// use a build makes its own.
#[derive(Default)]
pub struct BuildSpace {
    slots: [Mutex<Option<Space>>; 8],
}

/// Memory of one build.
#[derive(Default)]
pub struct Space {
    /// For the tree; empty.
    pub arena: Bump,
    /// For the names.
    pub names: InternerSpace,
}

/// More than this is not kept from a build for the next.
const KEPT_BYTES: usize = 64 << 20;

impl BuildSpace {
    /// Memory for a build: what an earlier one left, or new.
    pub fn take(&self) -> Space {
        for slot in &self.slots {
            if let Ok(mut slot) = slot.try_lock() {
                if let Some(space) = slot.take() {
                    return space;
                }
            }
        }
        Space::default()
    }

    /// Takes memory back.
    pub fn give(&self, mut space: Space) {
        if space.arena.allocated_bytes() > KEPT_BYTES {
            return;
        }
        space.arena.reset();
        for slot in &self.slots {
            match slot.try_lock() {
                Ok(mut slot) if slot.is_none() => {
                    *slot = Some(space);
                    return;
                }
                Ok(_) | Err(TryLockError::WouldBlock | TryLockError::Poisoned(_)) => {}
            }
        }
    }
}
