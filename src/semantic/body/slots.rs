//! Which slots of a frame are taken, and by what.

use smallvec::SmallVec;

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum SlotUse {
    #[default]
    Free,
    /// A temporary: given back when its value is used up.
    Temporary,
    /// A variable: given back at the end of its scope.
    Variable,
}

/// A slot of the frame.
#[derive(Clone, Copy, Default)]
struct Slot {
    used: SlotUse,
    /// For the first slot of a value its size in slots.
    size: u16,
}

/// The slots of a frame: which are taken.
#[derive(Default)]
pub(super) struct Slots {
    all: Vec<Slot>,
    /// One past the last used slot.
    top: usize,
    /// No slot below is free.
    low: usize,
    /// Free slots below are left alone.
    pub floor: usize,
    /// The largest `top` there ever was.
    pub high: usize,
}

impl Clone for Slots {
    fn clone(&self) -> Slots {
        let mut slots = Slots::default();
        slots.clone_from(self);
        slots
    }

    /// Keeps the memory.
    fn clone_from(&mut self, from: &Slots) {
        self.all.clone_from(&from.all);
        (self.top, self.low, self.floor, self.high) = (from.top, from.low, from.floor, from.high);
    }
}

impl Slots {
    /// Forgets everything.
    pub fn reset(&mut self) {
        self.all.clear();
        self.top = 0;
        self.low = 0;
        self.floor = 0;
        self.high = 0;
    }

    /// A free slot, now taken.
    #[inline]
    pub fn take_one(&mut self) -> usize {
        let from = self.floor.max(self.low).min(self.top);
        let taken = self.all.get(from..self.top).unwrap_or_default();
        let first = from + taken.iter().position(|s| s.used == SlotUse::Free).unwrap_or(taken.len());
        if from == self.low {
            self.low = first + 1;
        }
        match self.all.get_mut(first) {
            Some(slot) => {
                *slot = Slot { used: SlotUse::Temporary, size: 1 };
                self.top = self.top.max(first + 1);
                self.high = self.high.max(self.top);
            }
            None => self.mark(first, 1, 1),
        }
        first
    }

    /// The first of `n` free slots in a row, now taken as one value.
    pub fn take(&mut self, n: usize) -> usize {
        let mut run = 0;
        let from = self.floor.max(self.low).min(self.top);
        for at in from..self.top {
            if self.all[at].used == SlotUse::Free {
                run += 1;
                if run == n {
                    let first = at + 1 - n;
                    if first == self.low {
                        self.low = at + 1;
                    }
                    self.mark(first, n, n as u16);
                    return first;
                }
            } else {
                run = 0;
            }
        }
        let first = self.top;
        self.mark(first, n, n as u16);
        first
    }

    /// `n` slots above everything that is taken, each by itself.
    pub fn take_top(&mut self, n: usize) -> usize {
        let first = self.top;
        self.mark(first, n, 1);
        first
    }

    fn mark(&mut self, first: usize, n: usize, size: u16) {
        let end = first + n;
        if self.all.len() < end {
            self.all.resize(end.max(24), Slot::default());
        }
        let rest = if size == 1 { 1 } else { 0 };
        self.all[first..end].fill(Slot { used: SlotUse::Temporary, size: rest });
        self.all[first].size = size;
        self.top = self.top.max(end);
        self.high = self.high.max(self.top);
    }

    /// One past the last taken slot.
    pub fn top(&self) -> usize {
        self.top
    }

    /// The slots of the value that begins here.
    fn value(&mut self, slot: u16) -> &mut [Slot] {
        let slot = slot as usize;
        let size = self.all[slot].size as usize;
        &mut self.all[slot..slot + size]
    }

    /// The value in this slot is a variable.
    pub fn pin(&mut self, slot: u16) {
        self.value(slot).iter_mut().for_each(|s| s.used = SlotUse::Variable);
    }

    /// The value that was kept like a variable is a temporary again.
    pub fn soften(&mut self, slot: u16) {
        self.value(slot).iter_mut().for_each(|s| s.used = SlotUse::Temporary);
    }

    /// The variable's scope ended.
    pub fn unpin(&mut self, slot: u16) {
        self.soften(slot);
        self.free(slot);
    }

    /// Whether the slot is that of a variable.
    #[inline]
    pub fn is_pinned(&self, slot: u16) -> bool {
        self.all.get(slot as usize).is_some_and(|s| s.used == SlotUse::Variable)
    }

    /// Temporaries move to slots that are free, or are those of others that move.
    pub fn relocate(&mut self, moves: &[(u16, u16)]) {
        let size = |s: &Slots, slot: u16| (s.all.get(slot as usize).map_or(1, |s| s.size) as usize).max(1);
        let sizes: SmallVec<[usize; 4]> = moves.iter().map(|m| size(self, m.0)).collect();
        for m in moves {
            self.free(m.0);
        }
        for (m, n) in moves.iter().zip(sizes) {
            self.mark(m.1 as usize, n, n as u16);
        }
    }

    /// Several slots in a row become one value.
    pub fn join(&mut self, slot: u16, n: usize) {
        self.all[slot as usize].size = n as u16;
    }

    /// Gives the slots of a temporary back; those of variables stay.
    #[inline]
    pub fn free(&mut self, slot: u16) {
        let slot = slot as usize;
        let Some(first) = self.all.get_mut(slot).filter(|s| s.used == SlotUse::Temporary) else { return };
        first.used = SlotUse::Free;
        if first.size > 1 {
            let end = (slot + first.size as usize).min(self.all.len());
            self.all[slot + 1..end].iter_mut().for_each(|s| s.used = SlotUse::Free);
        }
        self.low = self.low.min(slot);
        self.lower_top();
    }

    /// Gives the temporaries in a row of slots back, each by itself.
    pub fn free_row(&mut self, slots: std::ops::Range<usize>) {
        let end = slots.end.min(self.all.len());
        let Some(row) = self.all.get_mut(slots.start..end) else { return };
        for slot in row.iter_mut().filter(|s| s.used == SlotUse::Temporary) {
            slot.used = SlotUse::Free;
        }
        self.low = self.low.min(slots.start);
        self.lower_top();
    }

    #[inline]
    fn lower_top(&mut self) {
        while self.top > 0 && self.all[self.top - 1].used == SlotUse::Free {
            self.top -= 1;
        }
    }
}
