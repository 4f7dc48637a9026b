//! The objects of a VM: their memory, and the collector that finds circles of references nobody else holds.
//!
//! # Memory
//!
//! Slabs hand out blocks by size without locks; all objects with the VM's header can be listed. Memory that containers
//! allocate for their elements is counted against the same limit.
//!
//! # Collector
//!
//! Objects die when their count reaches zero; only circles need more. An object of a type that may form circles whose count
//! is decremented without reaching zero becomes a *candidate*. A cycle of the collector takes the candidates and
//!
//! 1. walks everything of such types that can be reached from them, counting for each object the references that come
//!    from objects walked;
//! 2. marks as live what has more references than those, and all that is reached from it;
//! 3. checks once more that the references of what is left all come from what is left, and takes it: weak references
//!    expire, destructors run (once in an object's life, and what they make reachable again survives with all it refers
//!    to), contents are dropped, memory is freed.
//!
//! A cycle can be interrupted after any object, but for the check of step 3. It is made for batches of suspects that know
//! nothing of each other, and takes time in proportion to the largest group of suspects that hangs together. What scripts
//! change before it is no danger, because it alone decides, at one point in time, on what it sees then; afterwards nobody
//! can reach what it took. Objects that die while a cycle knows them keep their memory until it ends ([`gc::PINNED`]).
//!
//! Registered reference types take part by their behaviours when they are reached from objects of the VM, or when the
//! host announced them ([`Heap::announce`]).

mod collector;
mod slabs;
#[cfg(test)]
mod tests;

use std::cell::{Cell, RefCell, UnsafeCell};

use collector::Cycle;
pub use collector::GcVisitor;
use slabs::{Budget, MAX_SMALL, Slabs, Trimmed};

use super::object::{ObjHeader, gc};
use super::{RuntimeType, Vm, value_ops};

/// What the collector has seen and done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GcStats {
    /// Candidates waiting for the next cycle.
    pub candidates: usize,
    /// Objects of the host that were announced.
    pub announced: usize,
    /// Objects that the running cycle knows; 0 if none runs.
    pub walked: usize,
    /// Objects found as circular garbage, ever.
    pub found: u64,
    /// Cycles completed.
    pub cycles: u64,
}

fn buffer_layout(size: usize) -> std::alloc::Layout {
    // SAFETY: sixteen is a power of two; sizes are checked before a buffer is made.
    unsafe { std::alloc::Layout::from_size_align_unchecked(size, 16) }
}

/// Candidates that start a cycle at the earliest.
const MIN_THRESHOLD: usize = 1_000;
const MAX_THRESHOLD: usize = 1 << 20;
/// The most work of a step that the machine makes by itself, unless candidates come faster than that clears them away.
const MOST_PACED: usize = 20_000;
/// Work that pays for a candidate: a piece of garbage is met by some fifteen pieces of it, from being a root to being let
/// go.
const PER_CANDIDATE: usize = 24;
/// Candidates after which dead ones are sorted out first.
const FIRST_PURGE: usize = 256;

/// The objects of a VM.
pub struct Heap {
    budget: Budget,
    slabs: Slabs,
    /// Contents of containers.
    buffers: Slabs,
    candidates: UnsafeCell<Vec<*mut ObjHeader>>,
    /// Length of `candidates` at which dead ones are sorted out.
    purge_at: Cell<usize>,
    /// Live candidates from which on a cycle is due.
    threshold: Cell<usize>,
    due: Cell<bool>,
    /// Candidates that the last paced step left.
    left: Cell<usize>,
    is_automatic: Cell<bool>,
    cycle: RefCell<Option<Cycle>>,
    /// A step is being made.
    running: Cell<bool>,
    announced: RefCell<Vec<(*mut u8, &'static RuntimeType)>>,
    found: Cell<u64>,
    cycles: Cell<u64>,
}

impl Default for Heap {
    fn default() -> Heap {
        Heap::new()
    }
}

impl Heap {
    /// Without objects and without a limit.
    pub fn new() -> Heap {
        Heap {
            budget: Budget::new(),
            slabs: Slabs::new(),
            buffers: Slabs::new(),
            candidates: UnsafeCell::default(),
            purge_at: Cell::new(FIRST_PURGE),
            threshold: Cell::new(MIN_THRESHOLD),
            due: Cell::new(false),
            left: Cell::new(0),
            is_automatic: Cell::new(true),
            cycle: RefCell::new(None),
            running: Cell::new(false),
            announced: RefCell::default(),
            found: Cell::new(0),
            cycles: Cell::new(0),
        }
    }

    /// Memory for an object of `size` bytes, aligned to sixteen, not initialised; null when the limit is reached.
    ///
    /// The caller writes an [`ObjHeader`] there before anything else happens on the VM.
    #[inline]
    pub fn alloc(&self, size: usize) -> *mut u8 {
        let block = self.slabs.alloc(&self.budget, size);
        if block.is_null() && self.make_room() { self.slabs.alloc(&self.budget, size) } else { block }
    }

    /// The limit was reached: gives back what objects and buffers that are gone have left.
    #[cold]
    #[inline(never)]
    fn make_room(&self) -> bool {
        self.budget.make_room(|| self.trim())
    }

    /// Gives memory back that nothing uses.
    fn trim(&self) -> Trimmed {
        let (a, b) = (self.slabs.trim(&self.budget), self.buffers.trim(&self.budget));
        Trimmed { bytes: a.bytes + b.bytes, looked_at: a.looked_at + b.looked_at }
    }

    /// Frees a block.
    ///
    /// # Safety
    ///
    /// `block` was given by `alloc` of this heap with the same size.
    #[inline]
    pub unsafe fn free(&self, block: *mut u8, size: usize) {
        // SAFETY: promised by the caller.
        unsafe { self.slabs.free(&self.budget, block, size) }
    }

    /// Memory for the content of an object: `size` bytes, aligned to sixteen, not initialised; null when the limit is
    /// reached.
    #[inline]
    pub fn alloc_buffer(&self, size: usize) -> *mut u8 {
        if size <= MAX_SMALL {
            let block = self.buffers.alloc(&self.budget, size);
            return if block.is_null() && self.make_room() { self.buffers.alloc(&self.budget, size) } else { block };
        }
        if size > isize::MAX as usize / 2 || !self.charge(size) {
            return std::ptr::null_mut();
        }
        // SAFETY: the layout is not empty.
        let block = unsafe { std::alloc::alloc(buffer_layout(size)) };
        if block.is_null() {
            self.budget.discharge(size);
        }
        block
    }

    /// Frees a buffer.
    ///
    /// # Safety
    ///
    /// `block` was given by `alloc_buffer` or `resize_buffer` of this heap with the same size.
    #[inline]
    pub unsafe fn free_buffer(&self, block: *mut u8, size: usize) {
        // SAFETY: promised by the caller.
        unsafe {
            if size <= MAX_SMALL {
                return self.buffers.free(&self.budget, block, size);
            }
            self.budget.discharge(size);
            std::alloc::dealloc(block, buffer_layout(size));
        }
    }

    /// Moves a buffer of `old` bytes to one of `new` bytes, as many of its bytes as fit; null when the limit is reached, and
    /// the buffer stays as it is.
    ///
    /// # Safety
    ///
    /// As [`Heap::free_buffer`].
    pub unsafe fn resize_buffer(&self, block: *mut u8, old: usize, new: usize) -> *mut u8 {
        // SAFETY: promised by the caller; the layout of the old block is that of its size.
        unsafe {
            if old > MAX_SMALL && new > MAX_SMALL && new <= isize::MAX as usize / 2 {
                if new > old && !self.charge(new - old) {
                    return std::ptr::null_mut();
                }
                let moved = std::alloc::realloc(block, buffer_layout(old), new);
                if moved.is_null() || new < old {
                    self.budget.discharge(new.abs_diff(old));
                }
                return moved;
            }
            let moved = self.alloc_buffer(new);
            if !moved.is_null() {
                std::ptr::copy_nonoverlapping(block, moved, old.min(new));
                self.free_buffer(block, old);
            }
            moved
        }
    }

    /// Counts memory that a container allocates by itself; `false` if the limit is reached (then nothing was counted).
    #[inline]
    pub fn charge(&self, bytes: usize) -> bool {
        self.budget.charge(bytes) || self.make_room() && self.budget.charge(bytes)
    }

    /// Takes back what was counted.
    #[inline]
    pub fn discharge(&self, bytes: usize) {
        self.budget.discharge(bytes);
    }

    /// Bytes in use, as taken from the system.
    pub fn used(&self) -> usize {
        self.budget.used()
    }

    /// The most bytes that may be in use.
    pub fn limit(&self) -> usize {
        self.budget.limit()
    }

    /// Sets the most bytes that may be in use.
    pub fn set_limit(&self, bytes: usize) {
        self.budget.set_limit(bytes);
    }

    /// Remembers an object that may be part of garbage: its count was decremented and is not zero. Called when
    /// [`gc::BUFFERED`] is not set.
    ///
    /// # Safety
    ///
    /// `object` is live and belongs to this heap's VM.
    #[inline(never)]
    pub unsafe fn candidate(&self, object: *mut ObjHeader) {
        // SAFETY: the object is live. Nothing called here reaches this function again while the list is borrowed.
        unsafe {
            (*object).gc |= gc::BUFFERED;
            let list = &mut *self.candidates.get();
            list.push(object);
            if list.len() >= self.purge_at.get() {
                self.purge();
            }
        }
    }

    /// Frees the candidates that have died meanwhile.
    #[cold]
    fn purge(&self) {
        // SAFETY: dead candidates are referred to by this list only, or also by the cycle, which frees them then.
        let live = unsafe {
            let list = &mut *self.candidates.get();
            list.retain(|&object| !self.forget_if_dead(object));
            list.len()
        };
        self.purge_at.set((2 * live).max(FIRST_PURGE));
        if live >= self.threshold.get() {
            self.due.set(true);
        }
    }

    /// Takes a dead object out of the buffer; `false` if it lives.
    ///
    /// # Safety
    ///
    /// The object is in the buffer, and is not looked at there again if the result is `true`.
    unsafe fn forget_if_dead(&self, object: *mut ObjHeader) -> bool {
        // SAFETY: the memory of buffered objects is still there.
        unsafe {
            if (*object).gc & gc::DEAD == 0 {
                return false;
            }
            (*object).gc &= !gc::BUFFERED;
            if (*object).gc & gc::PINNED == 0 {
                let size = ObjHeader::ty(object).size as usize;
                self.slabs.free(&self.budget, object.cast(), size);
            }
            true
        }
    }

    /// Whether [`Heap::step`] should be called soon. The VM asks at points where everything that lives is in counted
    /// references.
    #[inline]
    pub fn is_due(&self) -> bool {
        self.due.get() && self.is_automatic.get()
    }

    /// Sets whether the VM collects by itself. If not, circles of garbage stay until somebody asks for a step or a
    /// collection.
    pub fn set_automatic(&self, is_automatic: bool) {
        self.is_automatic.set(is_automatic);
    }

    /// Like [`Heap::step`], but works on more objects – up to [`MOST_PACED`], or what the candidates since the last step
    /// pay for – if candidates come faster than that, so that garbage does not outgrow what is alive.
    pub fn paced_step(&self, vm: &Vm, budget: usize) -> bool {
        // SAFETY: nobody else looks at the list while its length is read.
        let count = || unsafe { (*self.candidates.get()).len() };
        let waiting = count();
        let new = waiting.saturating_sub(self.left.get());
        let unfinished = self.step(vm, budget.max((4 * waiting).min(MOST_PACED)).max(PER_CANDIDATE * new));
        self.left.set(count());
        unfinished
    }

    /// Does about `budget` objects' worth of work, beginning a cycle if none runs. One thing cannot be done in pieces: to look
    /// once more at garbage that hangs together. `true` if the cycle is not finished.
    pub fn step(&self, vm: &Vm, budget: usize) -> bool {
        if self.running.replace(true) {
            return true;
        }
        let mut cycle = self.cycle.take().unwrap_or_else(|| self.begin(vm, false));
        let finished = cycle.step(vm, self, budget);
        if finished {
            self.end(&cycle);
        } else {
            self.cycle.replace(Some(cycle));
            self.due.set(true);
        }
        self.running.set(false);
        !finished
    }

    /// Collects all garbage that there is, however long it takes, and gives memory that nothing uses any more back to the
    /// system; gives the number of objects found. Does nothing when
    /// called while the collector works (from a destructor).
    pub fn collect(&self, vm: &Vm) -> u64 {
        let before = self.found.get();
        while self.cycle.borrow().is_some() && self.step(vm, usize::MAX) {
            if self.running.get() {
                return 0;
            }
        }
        // Destructors may leave new garbage; a program that goes on doing so is not followed for ever.
        for _ in 0..16 {
            let found = self.found.get();
            if self.running.replace(true) {
                return 0;
            }
            let mut cycle = self.begin(vm, true);
            cycle.step(vm, self, usize::MAX);
            self.end(&cycle);
            self.running.set(false);
            if self.found.get() == found {
                break;
            }
        }
        self.trim();
        self.found.get() - before
    }

    /// Tells the collector of an object of a registered collected type that only host code holds (HOST-129). It keeps a
    /// reference until nothing else does.
    ///
    /// # Safety
    ///
    /// `object` is a live object of type `ty`, which is counted by the host and has the five collector behaviours.
    pub unsafe fn announce(&self, vm: &Vm, object: *mut u8, ty: &'static RuntimeType) {
        // SAFETY: promised by the caller.
        unsafe { value_ops::add_ref_counted(vm, ty, object) };
        self.announced.borrow_mut().push((object, ty));
    }

    /// What the collector has seen and done.
    pub fn stats(&self) -> GcStats {
        let of_cycle =
            |f: &dyn Fn(&Cycle) -> usize| self.cycle.try_borrow().ok().and_then(|c| c.as_ref().map(f)).unwrap_or(0);
        GcStats {
            // SAFETY: nobody else looks at the list while its length is read.
            candidates: unsafe { (*self.candidates.get()).len() },
            announced: self.announced.try_borrow().map_or(0, |a| a.len()) + of_cycle(&|c| c.announced()),
            walked: of_cycle(&Cycle::len),
            found: self.found.get(),
            cycles: self.cycles.get(),
        }
    }

    /// Shows every object of the VM (for finding leaks).
    pub fn for_each_object(&self, mut visit: impl FnMut(*mut ObjHeader)) {
        // SAFETY: the blocks in use hold objects; those that are dead and only wait to be freed are left out.
        unsafe {
            self.slabs.for_each(|object| {
                let object = object.cast::<ObjHeader>();
                if (*object).gc & gc::DEAD == 0 {
                    visit(object);
                }
            });
        }
    }

    fn begin(&self, vm: &Vm, everything: bool) -> Cycle {
        self.purge_at.set(FIRST_PURGE);
        // SAFETY: all objects shown are live.
        unsafe {
            let mut cycle = Cycle::new(std::mem::take(&mut *self.candidates.get()));
            if everything {
                self.for_each_object(|object| {
                    if (*object).gc & gc::CYCLIC != 0 {
                        cycle.add_root(object);
                    }
                });
            }
            let mut announced = self.announced.borrow_mut();
            for (object, ty) in std::mem::take(&mut *announced) {
                cycle.add_announced(vm, object, ty);
            }
            cycle
        }
    }

    fn end(&self, cycle: &Cycle) {
        self.cycles.set(self.cycles.get() + 1);
        self.found.set(self.found.get() + cycle.found as u64);
        // Walks that find little garbage are made less often.
        let threshold = self.threshold.get();
        let next = if cycle.found * 4 < cycle.walked { threshold * 2 } else { threshold / 2 };
        self.threshold.set(next.clamp(MIN_THRESHOLD, MAX_THRESHOLD));
        // SAFETY: nobody else looks at the list while its length is read.
        self.due.set(unsafe { (*self.candidates.get()).len() } >= self.threshold.get());
    }

    /// Whether there is an object with a destructor that has not run.
    pub fn has_pending_destructors(&self) -> bool {
        let mut any = false;
        // SAFETY: shown objects are live.
        self.for_each_object(|object| any |= unsafe { super::object::has_pending_destructor(object) });
        any
    }

    /// Frees every object, running the destructors that have not run. Called when the VM goes, after it has dropped its
    /// own references, but for those that `drop_rest` drops: it is called when no destructor will run any more, and while
    /// all objects are still there.
    pub fn tear_down(&self, vm: &Vm, drop_rest: impl FnOnce()) {
        self.collect(vm);
        // What is left is held by nobody who could still use it, or by counts that went wrong: it is kept from dying by
        // itself while it is taken apart.
        const KEEP: u32 = 1 << 30;
        let mut objects = Vec::new();
        for _ in 0..16 {
            let mut fresh = Vec::new();
            // SAFETY: shown objects are live; a reference of our own is added to each.
            unsafe {
                self.for_each_object(|object| {
                    if (*object).refs < KEEP {
                        (*object).refs += KEEP;
                        fresh.push(object);
                    }
                });
                for &object in &fresh {
                    if super::object::has_pending_destructor(object) {
                        super::object::run_destructors(vm, object);
                    }
                }
            }
            if fresh.is_empty() {
                break;
            }
            objects.append(&mut fresh);
        }
        drop_rest();
        // SAFETY: none of the objects dies before it is finished, because of the references added.
        unsafe {
            for &object in &objects {
                super::object::clear(vm, object);
            }
            for &object in &objects {
                (*object).gc &= !(gc::BUFFERED | gc::PINNED);
                super::object::finish(vm, object);
            }
            (*self.candidates.get()).clear();
            for (object, ty) in std::mem::take(&mut *self.announced.borrow_mut()) {
                value_ops::release_counted(vm, ty, object);
            }
        }
    }
}
