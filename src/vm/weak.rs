//! What is known of managed objects beside them: weak references, and what the host keeps with them.

use std::any::Any;
use std::cell::Cell;
use std::collections::HashMap;
use std::ptr::NonNull;

use super::Vm;
use super::object::{ObjHeader, gc};

/// Tells whether an object has died. Shared by all weak references to the object, and counted.
pub struct WeakFlag {
    refs: Cell<u32>,
    dead: Cell<bool>,
}

pub(super) type WeakFlags = HashMap<*mut ObjHeader, NonNull<WeakFlag>, rustc_hash::FxBuildHasher>;

pub(super) type Companions = HashMap<*mut ObjHeader, Box<dyn Any>, rustc_hash::FxBuildHasher>;

impl WeakFlag {
    /// Whether the last reference to the object was dropped.
    #[inline]
    pub fn is_dead(&self) -> bool {
        self.dead.get()
    }

    /// Adds a reference to the flag.
    pub fn add_ref(&self) {
        self.refs.set(self.refs.get() + 1);
    }

    /// Drops a reference to the flag.
    ///
    /// # Safety
    ///
    /// The caller owns the reference and does not use it again.
    pub unsafe fn release(this: NonNull<WeakFlag>) {
        // SAFETY: the flag is alive; it is freed with its last reference.
        unsafe {
            let refs = this.as_ref().refs.get() - 1;
            this.as_ref().refs.set(refs);
            if refs == 0 {
                drop(Box::from_raw(this.as_ptr()));
            }
        }
    }
}

impl Vm {
    /// The flag of an object, with a new reference to the flag.
    ///
    /// # Safety
    ///
    /// `object` is a live managed object of this VM.
    pub unsafe fn weak_flag(&self, object: *mut ObjHeader) -> NonNull<WeakFlag> {
        // SAFETY: the object is live; the map is borrowed for this block only.
        unsafe {
            (*object).gc |= gc::WEAK;
            let flags = &mut *self.weak_flags.get();
            let flag = *flags.entry(object).or_insert_with(|| {
                NonNull::from(Box::leak(Box::new(WeakFlag { refs: Cell::new(1), dead: Cell::new(false) })))
            });
            flag.as_ref().add_ref();
            flag
        }
    }

    /// The last reference to an object was dropped: weak references find nothing from now on.
    ///
    /// # Safety
    ///
    /// `object` is still there.
    pub(crate) unsafe fn expire_weak_flag(&self, object: *mut ObjHeader) {
        // SAFETY: the object is there; the map is borrowed for one statement only.
        unsafe {
            (*object).gc &= !gc::WEAK;
            if let Some(flag) = (*self.weak_flags.get()).remove(&object) {
                flag.as_ref().dead.set(true);
                WeakFlag::release(flag);
            }
        }
    }

    /// Keeps something of the host as long as an object, instead of what was kept before.
    ///
    /// # Safety
    ///
    /// `object` is a live managed object of this VM.
    pub unsafe fn set_object_companion(&self, object: *mut ObjHeader, companion: Box<dyn Any>) {
        // SAFETY: the object is live; the map is borrowed for one statement only, and what was in it is dropped after that.
        let before = unsafe {
            (*object).gc |= gc::COMPANION;
            (*self.object_companions.get()).insert(object, companion)
        };
        drop(before);
    }

    /// What the host keeps with an object.
    ///
    /// # Safety
    ///
    /// The result is not used after another companion was set, or after the object has ended.
    pub unsafe fn object_companion(&self, object: *mut ObjHeader) -> Option<&dyn Any> {
        // SAFETY: as the caller promises; the content of the box stays where it is.
        unsafe { (*self.object_companions.get()).get(&object).map(|c| &**c) }
    }

    /// The object ends.
    ///
    /// # Safety
    ///
    /// `object` is still there.
    #[cold]
    pub(super) unsafe fn drop_object_companion(&self, object: *mut ObjHeader) {
        // SAFETY: the object is there; the map is borrowed for one statement only.
        let companion = unsafe {
            (*object).gc &= !gc::COMPANION;
            (*self.object_companions.get()).remove(&object)
        };
        drop(companion);
    }
}
