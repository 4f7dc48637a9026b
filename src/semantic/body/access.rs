//! Reading, writing and addressing places.

use crate::bytecode::Op;
use crate::types::DataType;

use super::repr::{Counting, Repr};
use super::value::NO_SLOT;
use super::{FnCompiler, Place, Value};

/// Bytes that a load or store moves.
fn width(repr: Repr) -> u32 {
    match repr {
        Repr::Prim(p) => p.size().max(1),
        _ => 8,
    }
}

fn load_op(width: u32, checked: bool) -> Op {
    match (width, checked) {
        (1, false) => Op::Ld8,
        (2, false) => Op::Ld16,
        (4, false) => Op::Ld32,
        (_, false) => Op::Ld64,
        (1, true) => Op::LdF8,
        (2, true) => Op::LdF16,
        (4, true) => Op::LdF32,
        (_, true) => Op::LdF64,
    }
}

fn store_op(width: u32, checked: bool) -> Op {
    match (width, checked) {
        (1, false) => Op::St8,
        (2, false) => Op::St16,
        (4, false) => Op::St32,
        (_, false) => Op::St64,
        (1, true) => Op::StF8,
        (2, true) => Op::StF16,
        (4, true) => Op::StF32,
        (_, true) => Op::StF64,
    }
}

impl<'u, 'b, 'ast> FnCompiler<'u, 'b, 'ast> {
    /// Releases the temporaries of a value that is not needed any more.
    #[inline]
    pub(super) fn release(&mut self, v: &Value<'ast>) {
        if v.temp {
            for s in v.slots() {
                self.release_temp(s);
            }
        }
        if v.holds != [NO_SLOT; 2] {
            for s in v.holds {
                self.release_temp(s);
            }
        }
        if matches!(v.place, Place::Special(_)) {
            self.release_special(v);
        }
    }

    fn release_special(&mut self, v: &Value<'ast>) {
        if let Place::Special(special) = v.place {
            match special {
                super::Special::Functions(set) => {
                    if let Some(o) = &set.object {
                        self.release(o);
                    }
                }
                super::Special::Property(p) => {
                    if let Some(i) = &p.index {
                        self.release(i);
                    }
                    if let Some(o) = &p.object {
                        self.release(o);
                    }
                }
                _ => {}
            }
        }
    }

    /// Compiles a full expression. With unsafe references the objects that calls in it were given live until its end, as
    /// something may refer to them.
    pub(super) fn full_expression<R>(&mut self, f: impl FnOnce(&mut Self) -> R) -> R {
        if !self.u.options.allow_unsafe_references || self.deferred.is_some() {
            return f(self);
        }
        self.deferred = Some(Vec::new());
        let r = f(self);
        for v in self.deferred.take().into_iter().flatten().rev() {
            self.release(&v);
        }
        r
    }

    /// A call does not need this any more.
    pub(super) fn release_after_call(&mut self, v: Value<'ast>) {
        let owns = self.deferred.is_some() && self.owns_anything(&v);
        match &mut self.deferred {
            Some(deferred) if owns => deferred.push(v),
            _ => self.release(&v),
        }
    }

    /// Releases what a temporary slot owns and gives it back. Slots of variables are left alone.
    #[inline]
    pub(super) fn release_temp(&mut self, slot: u16) {
        if slot != NO_SLOT {
            self.release_taken(slot);
        }
    }

    fn release_taken(&mut self, slot: u16) {
        if !self.slots.is_pinned(slot) {
            self.release_slot(slot);
            self.slots.free(slot);
        }
    }

    /// The slots that must stay taken as long as something read through `v` is used: those that own an object. The others
    /// are given back.
    fn owning_slots(&mut self, v: &Value<'ast>) -> [u16; 2] {
        let mut out = [NO_SLOT; 2];
        let mut n = 0;
        let own = if v.temp { v.slots() } else { [NO_SLOT; 2] };
        for s in own.into_iter().chain(v.holds) {
            if s == NO_SLOT || self.slots.is_pinned(s) {
                continue;
            }
            if self.is_live(s) {
                if n < 2 {
                    out[n] = s;
                    n += 1;
                } else {
                    // More than two owners in one chain: the oldest is released late, with its scope.
                    continue;
                }
            } else {
                self.free(s);
            }
        }
        out
    }

    /// Brings a primitive or pointer into a slot: the variable's own, or a temporary (`want` if given).
    pub(super) fn load(&mut self, v: Value<'ast>, want: Option<u16>) -> Value<'ast> {
        match v.place {
            Place::Slot(_) => v,
            Place::Void | Place::Special(_) => v,
            _ => {
                if let Repr::Value { .. } = self.repr(v.ty) {
                    if !v.ty.is_handle {
                        return v;
                    }
                }
                let span = v.span;
                let ty = v.ty;
                let pointer = !matches!(self.repr(ty), Repr::Prim(_));
                let stable = v.stable && pointer;
                let target = |this: &mut Self| want.unwrap_or_else(|| this.slot());
                match v.place {
                    Place::Const(bits) => {
                        let t = target(self);
                        self.load_const(t, bits);
                        return self.loaded(ty, t, want, span);
                    }
                    Place::Null => {
                        let t = target(self);
                        self.ai(Op::LdI, t, 0);
                        return self.loaded(ty, t, want, span);
                    }
                    _ => {}
                }
                if !pointer {
                    // The operands are read before the target is written: their slots may serve as the target.
                    let owners = self.keep_owners(&v);
                    let t = target(self);
                    self.load_place(&v, t);
                    for s in owners {
                        self.release_temp(s);
                    }
                    return self.loaded(ty, t, want, span);
                }
                let owners = self.keep_owners(&v);
                let t = target(self);
                self.load_place(&v, t);
                let mut out = self.loaded(ty, t, want, span);
                out.holds = owners;
                out.stable = stable;
                out.lvalue = false;
                out.explicit_handle = v.explicit_handle;
                out
            }
        }
    }

    fn loaded(&mut self, ty: DataType, slot: u16, want: Option<u16>, span: crate::base::Span) -> Value<'ast> {
        let mut out = Value::temp(ty, slot, span);
        out.temp = want != Some(slot);
        if matches!(self.repr(ty), Repr::Ptr(_)) {
            out.stable = false;
        }
        out
    }

    /// Frees the temporaries of `v` that own nothing; the owners are returned.
    fn keep_owners(&mut self, v: &Value<'ast>) -> [u16; 2] {
        self.owning_slots(v)
    }

    /// Loads a primitive or pointer from any place.
    fn load_place(&mut self, v: &Value<'ast>, t: u16) {
        let w = width(self.repr(v.ty));
        match v.place {
            Place::Slot(s) => {
                if s != t {
                    self.ab(Op::Mov, t, s);
                }
            }
            Place::SlotAt { slot, offset } => {
                if offset % 8 == 0 {
                    let s = slot + offset / 8;
                    if s != t {
                        self.ab(Op::Mov, t, s);
                    }
                } else {
                    self.abc(Op::LeaOff, t, slot, offset);
                    self.abc(load_op(w, false), t, t, 0);
                }
            }
            Place::Mem { base, offset } => self.mem(load_op(w, false), t, base, offset),
            Place::Field { object, offset } => self.mem(load_op(w, true), t, object, offset),
            Place::Element { array, index } => {
                let op = match w {
                    1 => Op::ArrGet8,
                    2 => Op::ArrGet16,
                    4 => Op::ArrGet32,
                    _ => Op::ArrGet64,
                };
                self.element(op, t, array, index);
            }
            Place::Global(cell) => self.ai(Op::LdG, t, cell as i32),
            Place::Const(bits) => self.load_const(t, bits),
            Place::Null => self.ai(Op::LdI, t, 0),
            Place::Void | Place::Special(_) => {}
        }
    }

    /// A memory instruction with an offset of any size.
    fn mem(&mut self, op: Op, a: u16, base: u16, offset: u32) {
        if offset < 0x1_0000 {
            self.abc(op, a, base, offset as u16);
            return;
        }
        let t = self.slot();
        if matches!(
            op,
            Op::LdF8 | Op::LdF16 | Op::LdF32 | Op::LdF64 | Op::StF8 | Op::StF16 | Op::StF32 | Op::StF64 | Op::FieldAddr
        ) {
            self.ai(Op::ChkNull, base, 0);
        }
        self.add_offset(t, base, offset);
        self.abc(op, a, t, 0);
        self.free(t);
    }

    /// Brings a primitive or pointer into exactly this slot.
    pub(super) fn load_to(&mut self, v: Value<'ast>, slot: u16) {
        match v.place {
            Place::Slot(s) if s == slot => {}
            _ => {
                let owners = self.keep_owners(&v);
                self.load_place(&v, slot);
                for s in owners {
                    self.release_temp(s);
                }
            }
        }
    }

    /// The slot of a primitive or pointer that was loaded.
    pub(super) fn slot_of(&self, v: &Value<'ast>) -> u16 {
        match v.place {
            Place::Slot(s) => s,
            _ => 0,
        }
    }

    /// A copy of a variable's value in a temporary, so that later code cannot change it.
    pub(super) fn detach(&mut self, v: Value<'ast>) -> Value<'ast> {
        if !v.is_variable_slot() || !matches!(self.repr(v.ty), Repr::Prim(_)) {
            return v;
        }
        let t = self.slot();
        let (ty, span) = (v.ty, v.span);
        self.load_to(v, t);
        Value::temp(ty, t, span)
    }

    /// The address of a value, in a slot: of the value itself for primitives and value types, of the cell that holds the
    /// pointer for handles. The result's place is `Mem` at offset 0 of that slot.
    pub(super) fn address(&mut self, v: Value<'ast>) -> Value<'ast> {
        let mut out = v;
        match v.place {
            Place::Mem { base: _, offset: 0 } => return v,
            Place::Slot(s) => {
                let t = self.slot();
                self.ab(Op::Lea, t, s);
                // The slots themselves stay with the value: they are what is addressed.
                out.place = Place::Mem { base: t, offset: 0 };
                if v.temp {
                    out.holds = [s, NO_SLOT];
                }
                out.temp = true;
                return out;
            }
            Place::SlotAt { slot, offset } => {
                let t = self.slot();
                self.abc(Op::LeaOff, t, slot, offset);
                out.place = Place::Mem { base: t, offset: 0 };
                if v.temp {
                    out.holds = [slot, NO_SLOT];
                }
                out.temp = true;
                return out;
            }
            _ => {}
        }
        let owners = self.keep_owners(&v);
        let t = self.slot();
        match v.place {
            Place::Mem { base, offset } => self.add_offset(t, base, offset),
            Place::Field { object, offset } => self.mem(Op::FieldAddr, t, object, offset),
            Place::Element { array, index } => self.element(Op::ArrAddr, t, array, index),
            Place::Global(cell) => self.ai(Op::LdGAddr, t, cell as i32),
            Place::Const(_) | Place::Null => {
                // Constants are given a place of their own.
                let c = self.slot();
                self.load_place(&v, c);
                self.ab(Op::Lea, t, c);
                out.holds = [c, NO_SLOT];
                out.place = Place::Mem { base: t, offset: 0 };
                out.temp = true;
                return out;
            }
            _ => {}
        }
        out.place = Place::Mem { base: t, offset: 0 };
        out.temp = true;
        out.holds = owners;
        out
    }

    /// Writes a primitive or pointer from a slot to a place, without any counting.
    pub(super) fn store_raw(&mut self, target: &Value<'ast>, from: u16) {
        let w = width(self.repr(target.ty));
        match target.place {
            Place::Slot(s) => {
                if s != from {
                    self.ab(Op::Mov, s, from);
                }
            }
            Place::SlotAt { slot, offset } => {
                if offset % 8 == 0 && w == 8 {
                    self.ab(Op::Mov, slot + offset / 8, from);
                } else {
                    let t = self.slot();
                    self.abc(Op::LeaOff, t, slot, offset);
                    self.abc(store_op(w, false), from, t, 0);
                    self.free(t);
                }
            }
            Place::Mem { base, offset } => self.mem(store_op(w, false), from, base, offset),
            Place::Field { object, offset } => self.mem(store_op(w, true), from, object, offset),
            Place::Element { array, index } => {
                let op = match w {
                    1 => Op::ArrSet8,
                    2 => Op::ArrSet16,
                    4 => Op::ArrSet32,
                    _ => Op::ArrSet64,
                };
                self.element(op, from, array, index);
            }
            Place::Global(cell) => {
                if w == 8 || self.is_exact_global_cell() {
                    self.ai(Op::StG, from, cell as i32);
                }
            }
            Place::Void | Place::Const(_) | Place::Null | Place::Special(_) => {}
        }
    }

    /// Global cells are eight bytes each whatever they hold, so a whole cell may always be written.
    fn is_exact_global_cell(&self) -> bool {
        true
    }

    /// Puts a handle whose reference is owned by the slot into a place; what was there is released.
    pub(super) fn store_handle_move(&mut self, target: &Value<'ast>, from: u16) {
        let ty = target.ty;
        match self.repr(ty) {
            Repr::Ptr(Counting::Not) => self.store_raw(target, from),
            Repr::Ptr(Counting::Managed) => match target.place {
                Place::Slot(s) => {
                    // The old object may run a destructor that reads the variable: it holds the new one by then.
                    let old = self.slot();
                    self.ab(Op::Mov, old, s);
                    self.ab(Op::Mov, s, from);
                    self.ai(Op::Release, old, 0);
                    self.free(old);
                }
                Place::Mem { base, offset } if offset < 0x1_0000 => {
                    self.abc(Op::StRefMove, from, base, offset as u16);
                }
                Place::Field { object, offset } if offset < 0x1_0000 => {
                    self.ai(Op::ChkNull, object, 0);
                    self.abc(Op::StRefMove, from, object, offset as u16);
                }
                _ => {
                    let addr = self.address(Value { temp: false, ..*target });
                    if let Place::Mem { base, .. } = addr.place {
                        self.abc(Op::StRefMove, from, base, 0);
                        if addr.temp {
                            self.free(base);
                        }
                    }
                }
            },
            Repr::Ptr(Counting::Host) => {
                let old = self.slot();
                self.load_place(target, old);
                self.store_raw(target, from);
                let t = self.u.tables.ty(ty.object());
                self.ai(Op::ReleaseT, old, t as i32);
                self.free(old);
            }
            _ => {}
        }
    }

    /// Makes the slot that holds a pointer own a reference: a temporary that owns one already is taken over, otherwise a
    /// new one is added. Answers with an owning temporary.
    pub(super) fn own(&mut self, v: Value<'ast>, want: Option<u16>) -> Value<'ast> {
        let v = self.load(v, want);
        let Place::Slot(s) = v.place else { return v };
        if !self.is_counted(v.ty) || v.is_null() || v.ty.is_null() {
            return v;
        }
        if v.temp && self.is_live(s) {
            return v;
        }
        let (ty, span) = (v.ty, v.span);
        let t = match want {
            Some(w) => w,
            None if v.temp => s,
            None => self.slot(),
        };
        if t == s {
            self.emit_add_ref(s, ty);
        } else if matches!(self.repr(ty), Repr::Ptr(Counting::Managed)) {
            self.ab(Op::MovRef, t, s);
        } else {
            self.ab(Op::Mov, t, s);
            self.emit_add_ref(t, ty);
        }
        for h in v.holds {
            self.release_temp(h);
        }
        if v.temp && s != t {
            self.release_temp(s);
        }
        let mut out = Value::temp(ty, t, span);
        out.explicit_handle = v.explicit_handle;
        self.born_as(t, ty);
        out
    }

    /// Raises if the pointer in the slot is null.
    pub(super) fn check_null(&mut self, slot: u16) {
        self.ai(Op::ChkNull, slot, 0);
    }

    /// Clears the slots of a value.
    pub(super) fn zero(&mut self, slot: u16, n: usize) {
        if n == 1 {
            self.ai(Op::LdI, slot, 0);
        } else {
            self.ai(Op::Zero, slot, n as i32);
        }
    }

    /// Copies plain bytes from a value's place into slots.
    pub(super) fn load_bytes(&mut self, v: &Value<'ast>, slot: u16, size: u32) {
        match v.place {
            Place::Slot(s) => {
                let n = size.div_ceil(8);
                if s != slot {
                    if n == 1 {
                        self.ab(Op::Mov, slot, s);
                    } else {
                        self.abc(Op::MovN, slot, s, n as u16);
                    }
                }
            }
            Place::Mem { base, offset: 0 } => self.abc(Op::LdMem, slot, base, size as u16),
            _ => {
                let a = self.address(*v);
                if let Place::Mem { base, .. } = a.place {
                    self.abc(Op::LdMem, slot, base, size as u16);
                    if !matches!(v.place, Place::Mem { offset: 0, .. }) {
                        self.free(base);
                    }
                }
            }
        }
    }
}
