//! What each instruction takes and leaves.

use crate::base::TypeId;
use crate::bytecode::{Format, FunctionCode, FunctionRef, Instr, Op};
use crate::types::{DataType, FunctionKind, TypeKind};

use super::held::{Held, State, What};
use super::lists::{Lists, Stored};
use super::window::{Take, Types, Window};

/// Or what is wrong, as a sentence.
pub(super) type Checked<T = ()> = Result<T, String>;

/// Marks of things that an instruction made in earlier rounds of a loop.
const OLDER: u32 = 1 << 30;

/// One instruction at work on what is known.
pub struct Step<'s, 't> {
    pub types: &'s mut Types<'t>,
    pub state: &'s mut State,
    pub lists: &'s mut Lists,
    /// The function's code.
    pub code: &'s [Instr],
    /// The function.
    pub f: &'s FunctionCode,
    /// The instruction, by index in the function.
    pub at: u32,
    /// Instructions may be executed several times.
    pub loops: bool,
    /// Marks of what the instruction has given to somebody else.
    pub handed: &'s mut Vec<u32>,
}

impl Step<'_, '_> {
    pub(super) fn get(&self, slot: u32) -> Held {
        self.state.get(slot as usize).copied().unwrap_or(Held::NUMBER)
    }

    pub(super) fn set(&mut self, slot: u32, held: Held) {
        if self.state.len() <= slot as usize {
            self.state.resize(slot as usize + 1, Held::NUMBER);
        }
        // A value of which a slot is overwritten is none any more.
        match self.state[slot as usize].what {
            What::Part(distance) => self.break_value(slot.saturating_sub(u32::from(distance))),
            What::Value(_) => self.break_value(slot),
            _ => {}
        }
        self.state[slot as usize] = held;
    }

    /// The value that begins in the slot is none any more.
    fn break_value(&mut self, first: u32) {
        let first = first as usize;
        if let Some(held) = self.state.get_mut(first).filter(|h| matches!(h.what, What::Value(_))) {
            *held = Held::NUMBER;
        }
        let parts = self.state.iter_mut().skip(first + 1).zip(1u16..);
        parts.take_while(|(h, n)| h.what == What::Part(*n)).for_each(|(h, _)| *h = Held::NUMBER);
    }

    /// A slot of which a copy is made by itself.
    fn copied(&self, slot: u32) -> Held {
        let held = self.get(slot);
        match held.what {
            What::Value(id) if self.types.value_size(id) > 8 => Held::NUMBER,
            What::Part(_) => Held::NUMBER,
            _ => held,
        }
    }

    fn set_range(&mut self, slot: u32, count: u32, held: Held) {
        for at in slot..slot.saturating_add(count) {
            self.set(at, held);
        }
    }

    /// The mark of something that this instruction makes for a slot.
    fn own(&mut self) -> u32 {
        let made = self.at + 0x1000;
        // In a loop there may be something that it made in the round before.
        if self.loops {
            self.state.iter_mut().filter(|h| h.own == made).for_each(|h| h.own = made | OLDER);
        }
        made
    }

    /// Whatever has this mark is used up: its slots may not be used as addresses any more.
    fn give_up(&mut self, own: u32) {
        if own != 0 {
            self.state.iter_mut().filter(|h| h.own == own).for_each(|h| *h = Held::NUMBER);
        }
    }

    /// Whatever has this mark belongs to somebody else now, who keeps it.
    pub(super) fn hand_over(&mut self, own: u32) {
        if own != 0 {
            self.handed.push(own);
            self.state.iter_mut().filter(|h| h.own == own).for_each(|h| h.own = 0);
        }
    }

    /// Bytes of the buffer of a list.
    pub(super) fn list_size(&self, list: u32) -> u64 {
        u64::from(self.code[list as usize].imm() as u32 & !3)
    }

    /// If the address is one in a list's buffer: something is there now.
    pub(super) fn put(&mut self, base: u32, offset: u32, bytes: u32, what: What, number: Option<u32>) {
        if let What::List(list, from) = self.get(base).what {
            let sure = self.lists.is_sure(list, self.at);
            let stored = Stored { by: self.at, bytes, what, number, sure };
            self.lists.put(list, from.saturating_add(offset), stored);
        }
    }

    /// What lies in a buffer: objects are the buffer's own until they are released.
    pub(super) fn in_list(&mut self, list: u32, offset: u32) -> Held {
        let Some(stored) = self.lists.stored(list, offset) else {
            // A buffer begins with zeros.
            return if self.lists.is_empty(list, offset, 8) { Held::NULL } else { Held::NUMBER };
        };
        match stored.what {
            What::There(id) if !stored.sure => Held { what: What::Object(id), own: self.own() },
            What::Object(_) | What::There(_) | What::Unknown | What::Null => {
                Held { what: stored.what, own: self.own() }
            }
            _ => Held::NUMBER,
        }
    }

    /// The number that the instruction before has loaded into a slot, if that is the way there.
    pub(super) fn number(&self, slot: u32) -> Option<u32> {
        let before = self.code[self.at.checked_sub(1)? as usize];
        let loads = before.op() == Some(Op::LdI) && u32::from(before.a()) == slot;
        loads.then(|| before.imm() as u32)
    }

    fn table_type(&self, number: u32) -> DataType {
        self.types.unit.types[number as usize].ty
    }

    pub(super) fn wrong<T>(&self, slot: u32) -> Checked<T> {
        let held = self.get(slot);
        if held.is_number() {
            return Err(format!("r{slot} is a number, and used as an address"));
        }
        Err(format!("r{slot} is {:?}, and not what is needed here", held.what))
    }

    pub(super) fn ensure(&self, slot: u32, good: bool) -> Checked {
        if good { Ok(()) } else { self.wrong(slot) }
    }

    /// An object that may be null. Gives its type if it is known.
    pub(super) fn object(&self, slot: u32) -> Checked<Option<TypeId>> {
        match self.get(slot).what {
            What::Object(id) | What::There(id) => Ok(Some(id)),
            What::Null | What::Unknown => Ok(None),
            _ => self.wrong(slot),
        }
    }

    /// Behind an instruction that raises for null, there is an object.
    pub(super) fn now_there(&mut self, slot: u32) {
        match self.get(slot).what {
            What::Object(id) => self.state[slot as usize].what = What::There(id),
            // It always raises, and what follows is never executed.
            What::Null => self.state[slot as usize].what = What::Unknown,
            _ => {}
        }
    }

    pub(super) fn fits_object(&self, slot: u32, wanted: TypeId) -> Checked {
        match self.object(slot)? {
            Some(id) => self.ensure(slot, self.types.is_a(id, wanted)),
            None => Ok(()),
        }
    }

    /// A function returns. `slot`: what it gives if that is no value of a value type, whose place must be filled.
    fn returns(&mut self, slot: u32) -> Checked {
        let ret = self.f.ret.unwrap_or(DataType::VOID);
        let held = self.get(slot);
        if ret.is_void() {
            return Ok(());
        }
        if ret.is_ref() {
            // Slots are gone when the caller reads them.
            self.ensure(slot, !matches!(held.what, What::Local(..) | What::List(..)))?;
            return self.value_or_object(slot, ret.value());
        }
        if self.types.is_pointer(ret) {
            self.ensure(slot, ret.is_handle || !matches!(held.what, What::Null | What::Object(_)))?;
            self.fits_object(slot, ret.type_id)?;
            if matches!(held.what, What::Object(_) | What::There(_)) && self.types.is_counted(ret.type_id) {
                self.ensure(slot, held.own != 0)?;
            }
        } else if self.types.kind(ret.type_id) == Some(TypeKind::Value) {
            let made = self.state.iter().any(|h| h.own == Held::RESULT && matches!(h.what, What::Cell(_)));
            self.ensure(slot, made)?;
        }
        Ok(())
    }

    /// A value was made at the address.
    fn made(&mut self, slot: u32, ty: TypeId) {
        self.put(slot, 0, self.types.value_size(ty), What::Value(ty), None);
        if let What::Place(_) = self.get(slot).what {
            let places = self.state.iter_mut().filter(|h| h.own == Held::RESULT);
            places.for_each(|h| h.what = What::Cell(DataType::of(ty)));
        }
        if let What::Local(at, 0) = self.get(slot).what {
            let own = self.own();
            let slots = self.types.value_size(ty).div_ceil(8).max(1);
            self.set_range(u32::from(at), slots, Held::NUMBER);
            self.set(u32::from(at), Held::owned(What::Value(ty), own));
            for part in 1..slots {
                self.set(u32::from(at) + part, Held::borrowed(What::Part(part as u16)));
            }
        }
    }

    fn unmade(&mut self, slot: u32, ty: TypeId) {
        let slots = self.types.value_size(ty).div_ceil(8).max(1);
        self.set_range(slot, slots, Held::NUMBER);
    }

    fn array(&self, slot: u32) -> Checked<Option<DataType>> {
        let Some(id) = self.object(slot)? else { return Ok(None) };
        match self.types.instance(id) {
            Some((template, [element])) if self.types.is_array(template) => Ok(Some(*element)),
            _ => self.wrong(slot),
        }
    }

    fn element(&mut self, i: Instr, bytes: u32) -> Checked<Option<DataType>> {
        let b = u32::from(i.b());
        let element = self.array(b)?;
        if let Some(ty) = element {
            let size = if self.types.is_pointer(ty) { 8 } else { self.types.size(ty) };
            self.ensure(b, size == bytes)?;
        }
        self.now_there(b);
        Ok(element)
    }

    /// A call. `this`: where the object of a virtual call lies, and its type if the window does not tell it; it must be
    /// where the function finds its object, and may be null, which raises.
    fn call(&mut self, a: u32, window: &Window, this: Option<(u32, Option<TypeId>)>) -> Checked {
        if let Some((at, _)) = this {
            let there = matches!(window.takes.get(at as usize), Some(Take::Object { owned: false, .. }));
            if !there || at > 1 {
                return Err("the object of a call lies elsewhere".into());
            }
        }
        let mut makes = None;
        let mut any = None;
        for (at, take) in window.takes.iter().enumerate() {
            let slot = a + at as u32;
            let held = self.get(slot);
            let mut take = *take;
            if let (Take::Object { ty, null, .. }, Some((this, object))) = (&mut take, this) {
                if this as usize == at {
                    *ty = object.unwrap_or(*ty);
                    *null = true;
                }
            }
            match take {
                Take::Any | Take::Number => {}
                Take::Object { ty, null, owned } => {
                    self.fits_object(slot, ty)?;
                    if !null {
                        self.ensure(slot, !matches!(held.what, What::Null | What::Object(_)))?;
                    }
                    let mine = held.own != 0 || !matches!(held.what, What::Object(_) | What::There(_));
                    self.ensure(slot, !owned || mine || !self.types.is_counted(ty))?;
                    if owned {
                        self.hand_over(held.own);
                    }
                }
                Take::Address(ty) => self.value_at(slot, ty)?,
                Take::Makes(ty) => {
                    self.place_for(slot, ty)?;
                    if let What::Local(..) | What::List(..) | What::Place(_) = held.what {
                        makes = Some((held, ty));
                    }
                }
                Take::Type(wanted) => match held.what {
                    What::Unknown => {}
                    What::Type(number) => {
                        let ty = self.table_type(number);
                        match wanted {
                            Some(wanted) => self.ensure(slot, ty.type_id == wanted && !ty.is_handle)?,
                            None => {
                                self.value_of_any(slot - 1, ty)?;
                                any = Some((slot - 1, ty));
                            }
                        }
                    }
                    _ => return self.wrong(slot),
                },
                Take::Pointer => self.ensure(slot, !held.is_number())?,
                Take::Value(ty) => {
                    let good = match held.what {
                        What::Value(id) => id == ty,
                        What::Unknown => true,
                        _ => !self.types.needs_care(DataType::of(ty)),
                    };
                    self.ensure(slot, good)?;
                }
            }
            // What the function may write to.
            if let What::Local(at, _) = held.what {
                let there = self.get(u32::from(at));
                match take {
                    Take::Address(ty) if self.types.is_pointer(ty) => {
                        let own =
                            if there.own == 0 { 1 << 29 | (self.at & 0xFFFF) << 8 | slot & 0xFF } else { there.own };
                        self.set(u32::from(at), Held::owned(What::Object(ty.type_id), own));
                    }
                    Take::Address(ty) if self.types.needs_care(ty) => {}
                    Take::Address(_) if matches!(there.what, What::Number | What::Null) => {
                        self.set(u32::from(at), Held::NUMBER);
                    }
                    _ => {
                        if !matches!(there.what, What::Value(_)) {
                            self.set(u32::from(at), Held::UNKNOWN);
                        }
                    }
                }
            }
        }
        if let Some((slot, ty)) = any {
            self.written_as(slot, ty);
        }
        let own = self.own();
        self.leave_window(a, self.types.given(window.gives, own));
        if let Some((at, ty)) = makes {
            let spare = self.state.len() as u32;
            self.set(spare, at);
            self.made(spare, ty);
            self.set(spare, Held::NUMBER);
        }
        Ok(())
    }

    /// A function may have written a value of this type to the address in a slot.
    fn written_as(&mut self, slot: u32, ty: DataType) {
        let What::Local(at, _) = self.get(slot).what else { return };
        let at = u32::from(at);
        if ty.is_handle {
            let own = match self.get(at).own {
                0 => 1 << 29 | (self.at & 0xFFFF) << 8 | slot & 0xFF,
                own => own,
            };
            self.set(at, Held::owned(What::Object(ty.type_id), own));
        } else if !self.types.needs_care(ty) && !matches!(self.get(at).what, What::Value(_)) {
            self.set(at, Held::NUMBER);
        }
    }

    /// A call reads its window from slot `a` on, and leaves nothing of it but its result.
    fn leave_window(&mut self, a: u32, result: Held) {
        // Whatever went to the function by value is its own now.
        let end = a.saturating_sub(1);
        if let What::Part(distance) = self.get(end).what {
            self.break_value(end.saturating_sub(u32::from(distance)));
        }
        self.state.truncate(a.saturating_sub(1) as usize);
        self.set(a, result);
    }

    fn release(&mut self, slot: u32, ty: Option<TypeId>) -> Checked {
        if let Some(id) = self.object(slot)? {
            self.ensure(slot, self.get(slot).own != 0)?;
            if let Some(ty) = ty {
                self.ensure(slot, self.types.is_a(id, ty))?;
            }
        }
        let own = self.get(slot).own;
        self.give_up(own);
        self.set(slot, Held::NUMBER);
        Ok(())
    }

    /// The effects of the instruction.
    ///
    /// # Errors
    ///
    /// What it would do wrong.
    #[allow(clippy::too_many_lines, reason = "one table")]
    pub fn run(&mut self, op: Op, i: Instr) -> Checked {
        let (a, b, c) = (u32::from(i.a()), u32::from(i.b()), u32::from(i.c()));
        let imm = i.imm() as u32;
        match op {
            Op::Mov => {
                let held = self.copied(b);
                self.set(a, held);
            }
            Op::MovRef => {
                self.object(b)?;
                let (what, own) = (self.get(b).what, self.own());
                self.set(a, Held::owned(what, own));
            }
            Op::MovN => {
                let moved: Vec<Held> = (b..b + c).map(|slot| self.get(slot)).collect();
                for (at, held) in moved.into_iter().enumerate() {
                    self.set(a + at as u32, held);
                }
            }
            // Zero is the null handle too.
            Op::LdI => self.set(a, if i.imm() == 0 { Held::NULL } else { Held::NUMBER }),
            Op::LdK => {
                let zero = self.types.unit.constants[imm as usize] == 0;
                self.set(a, if zero { Held::NULL } else { Held::NUMBER });
            }
            Op::Zero => self.set_range(a, imm, Held::NULL),
            Op::LdStr => {
                let string = DataType::of(self.types.ffi.string_type());
                self.set(a, Held::borrowed(What::Cell(string)));
            }
            Op::Lea => self.set(a, Held::borrowed(What::Local(i.b(), 0))),
            Op::LeaOff => self.set(a, Held::borrowed(What::Local(i.b(), i.c()))),
            Op::LdG => {
                let held = match self.types.global(imm) {
                    Some(ty) if self.types.is_pointer(ty) => Held::borrowed(Types::pointer(ty)),
                    Some(ty) if self.types.kind(ty.type_id) != Some(TypeKind::Value) => Held::NUMBER,
                    _ => Held::UNKNOWN,
                };
                self.set(a, held);
            }
            Op::StG => {
                if let Some(ty) = self.types.global(imm).filter(|ty| self.types.is_pointer(*ty)) {
                    self.fits_object(a, ty.type_id)?;
                    self.hand_over(self.get(a).own);
                }
            }
            Op::LdGAddr => {
                let held = self.types.global(imm).map_or(Held::UNKNOWN, |ty| Held::borrowed(What::Cell(ty)));
                self.set(a, held);
            }
            Op::LdHost => {
                let ty = self.types.ffi.global(self.types.unit.host_globals[imm as usize]).ty.value();
                let known = !ty.is_handle && matches!(self.types.kind(ty.type_id), Some(TypeKind::Primitive(_)));
                self.set(a, if known { Held::borrowed(What::Cell(ty)) } else { Held::UNKNOWN });
            }
            Op::Ld8 => self.load(i, 1, false)?,
            Op::Ld16 => self.load(i, 2, false)?,
            Op::Ld32 => self.load(i, 4, false)?,
            Op::Ld64 => self.load(i, 8, false)?,
            Op::LdF8 => self.load(i, 1, true)?,
            Op::LdF16 => self.load(i, 2, true)?,
            Op::LdF32 => self.load(i, 4, true)?,
            Op::LdF64 => self.load(i, 8, true)?,
            Op::St8 => self.store(i, 1, false)?,
            Op::St16 => self.store(i, 2, false)?,
            Op::St32 => self.store(i, 4, false)?,
            Op::St64 => self.store(i, 8, false)?,
            Op::StF8 => self.store(i, 1, true)?,
            Op::StF16 => self.store(i, 2, true)?,
            Op::StF32 => self.store(i, 4, true)?,
            Op::StF64 => self.store(i, 8, true)?,
            Op::AddOff | Op::FieldAddr => {
                let what = self.moved(b, c, op == Op::FieldAddr)?;
                let own = if c == 0 && self.get(b).own == Held::RESULT { Held::RESULT } else { 0 };
                if op == Op::FieldAddr {
                    self.now_there(b);
                }
                self.set(a, Held { what, own });
            }
            Op::CopyMem => {
                self.plain_bytes(a, c, true)?;
                self.plain_bytes(b, c, false)?;
                self.copied_to(a, c);
            }
            Op::LdMem => {
                self.plain_bytes(b, c, false)?;
                self.apart(a, b, c)?;
                self.set_range(a, c.div_ceil(8), Held::NUMBER);
            }
            Op::StMem => {
                self.apart(a, b, c)?;
                match self.get(a).what {
                    // A value moves, if its bytes are all there is to it.
                    What::Value(id) if self.types.needs_care(DataType::of(id)) => {
                        let whole = self.types.value_size(id) == c;
                        self.ensure(a, whole && self.types.moves_as_bytes(id))?;
                        self.place_for(b, id)?;
                        self.unmade(a, id);
                        self.made(b, id);
                    }
                    _ => {
                        self.plain_bytes(b, c, true)?;
                        self.copied_to(b, c);
                    }
                }
            }
            Op::ChkNull => {
                self.object(a)?;
                self.now_there(a);
            }
            Op::ArrGet8 | Op::ArrGet8In => self.get_element(i, 1)?,
            Op::ArrGet16 | Op::ArrGet16In => self.get_element(i, 2)?,
            Op::ArrGet32 | Op::ArrGet32In => self.get_element(i, 4)?,
            Op::ArrGet64 | Op::ArrGet64In => self.get_element(i, 8)?,
            Op::ArrSet8 | Op::ArrSet8In => self.set_element(i, 1)?,
            Op::ArrSet16 | Op::ArrSet16In => self.set_element(i, 2)?,
            Op::ArrSet32 | Op::ArrSet32In => self.set_element(i, 4)?,
            Op::ArrSet64 | Op::ArrSet64In => self.set_element(i, 8)?,
            Op::ArrAddr | Op::ArrAddrIn => {
                let held = self.array(b)?.map_or(Held::UNKNOWN, |ty| Held::borrowed(What::Cell(ty)));
                self.now_there(b);
                self.set(a, held);
            }
            Op::ArrLen => {
                self.array(b)?;
                self.now_there(b);
                self.set(a, Held::NUMBER);
            }
            Op::StrLen | Op::StrGet => {
                self.value_at(b, DataType::of(self.types.ffi.string_type()))?;
                self.set(a, Held::NUMBER);
            }
            Op::New => {
                let id = self.table_type(imm).type_id;
                let own = self.own();
                self.set(a, Held::owned(What::There(id), own));
            }
            Op::AddRef | Op::AddRefT => {
                self.object(a)?;
                let held = self.get(a);
                if matches!(held.what, What::Object(_) | What::There(_)) {
                    let own = self.own();
                    self.set(a, Held { own, ..held });
                }
            }
            Op::Release => self.release(a, None)?,
            Op::ReleaseT => self.release(a, Some(self.table_type(imm).type_id))?,
            Op::StRef | Op::StRefMove => self.store_reference(i, op == Op::StRefMove)?,
            Op::Construct => {
                let ty = self.table_type(imm).type_id;
                self.place_for(a, ty)?;
                self.made(a, ty);
            }
            Op::CopyConstruct => {
                let ty = self.table_type(c);
                self.value_or_object(b, ty)?;
                if !self.types.is_pointer(ty) {
                    self.place_for(a, ty.type_id)?;
                    self.made(a, ty.type_id);
                } else if let What::Local(at, 0) = self.get(a).what {
                    let own = self.own();
                    self.set(u32::from(at), Held::owned(Types::pointer(ty), own));
                } else {
                    self.value_or_object(a, ty)?;
                }
            }
            Op::Assign => {
                let ty = self.table_type(c);
                self.value_or_object(a, ty)?;
                self.value_or_object(b, ty)?;
            }
            Op::Destroy => {
                let ty = self.table_type(imm);
                self.value_at(a, ty)?;
                match self.get(a) {
                    Held { what: What::Local(at, 0), .. } => self.unmade(u32::from(at), ty.type_id),
                    Held { what: What::List(list, from), .. } => {
                        let stored = self.lists.stored(list, from).filter(|s| s.sure);
                        let good = stored.is_some_and(|s| s.what == What::Value(ty.type_id));
                        self.ensure(a, good || !self.types.needs_care(ty))?;
                        self.put(a, 0, self.types.size(ty), What::Number, None);
                    }
                    Held { what: What::Cell(_), own: Held::RESULT } => {
                        let places = self.state.iter_mut().filter(|h| h.own == Held::RESULT);
                        places.for_each(|h| h.what = What::Place(ty.type_id));
                    }
                    _ => {}
                }
            }
            Op::DestroyV => {
                let ty = self.table_type(imm);
                let good = match self.get(a).what {
                    What::Value(id) => id == ty.type_id,
                    What::Unknown => true,
                    _ => !self.types.needs_care(ty),
                };
                self.ensure(a, good)?;
                self.unmade(a, ty.type_id);
            }
            Op::Cast => {
                self.object(b)?;
                let id = self.table_type(c).type_id;
                let own = self.get(b).own;
                self.set(a, Held { what: What::Object(id), own });
            }
            Op::AssignObject => {
                self.object(a)?;
                self.object(b)?;
            }
            Op::FuncRef => {
                let what = self.types.handle(imm)?.map_or(What::Unknown, What::There);
                let own = self.own();
                self.set(a, Held::owned(what, own));
            }
            Op::Delegate => {
                self.object(b)?;
                if let (Some(id), FunctionRef::Virtual { function, .. }) =
                    (self.object(b)?, self.types.unit.function_refs[c as usize].0)
                {
                    let owner = self.types.unit.functions[function as usize].owner;
                    self.ensure(b, owner.is_some_and(|owner| self.types.is_a(id, owner)))?;
                }
                let given = self.get(b).own;
                self.hand_over(given);
                let what = self.types.handle(c)?.map_or(What::Unknown, What::There);
                let own = self.own();
                self.set(a, Held::owned(what, own));
            }
            Op::LdType => self.set(a, Held::borrowed(What::Type(imm))),
            Op::ListNew => {
                self.lists.begin(self.at);
                self.set(a, Held::borrowed(What::List(self.at, 0)));
            }
            Op::ListFree => {
                self.ensure(a, matches!(self.get(a).what, What::Unknown | What::List(_, 0)))?;
                self.set(a, Held::NUMBER);
            }
            Op::Call => {
                let entry = (i64::from(self.f.entry + self.at) + 1 + i64::from(i.imm())) as u32;
                let Some(function) = self.types.known.function_at(entry as usize) else {
                    return Err("a call leads to no function".into());
                };
                let window = self.types.of_script(function);
                self.call(a, &window, None)?;
            }
            Op::CallNative => {
                let window = self.types.of_native(imm as usize);
                self.list_given(a, imm as usize, &window)?;
                self.call(a, &window, None)?;
            }
            Op::CallVirtual => match self.object(a + c)? {
                Some(id) => {
                    let Some(class) = self.types.nearest_class(id) else { return self.wrong(a + c) };
                    let Some(&function) = class.methods.get(b as usize) else {
                        return Err(format!("the class has no method {b}"));
                    };
                    let window = self.types.of_script(function);
                    self.call(a, &window, Some((c, None)))?;
                }
                None => self.open_call(a),
            },
            Op::CallInterface => {
                let (interface, _) = self.types.unit.interface_methods[b as usize];
                self.fits_object(a + c, interface)?;
                match self.types.of_interface(b) {
                    Some(window) => self.call(a, &window, Some((c, Some(interface))))?,
                    // No class implements it: there are no objects, or those of other units.
                    None => self.open_call(a),
                }
            }
            Op::CallHandle => {
                let id = self.object(imm)?;
                if let Some(id) = id {
                    self.ensure(imm, self.types.kind(id) == Some(TypeKind::Funcdef))?;
                }
                match id.and_then(|id| self.types.signature(id)) {
                    Some(window) => self.call(a, &window, None)?,
                    None => self.open_call(a),
                }
            }
            Op::CallExternal => return Err("a saved unit has no functions of other units".into()),
            Op::CallImport => {
                let window = self.types.of_import(imm);
                self.call(a, &window, None)?;
            }
            // Also for members that lie far from the start of their object.
            Op::AddI64 => {
                let held = match self.number(c).filter(|_| !self.get(b).is_number() && self.get(b) != Held::NULL) {
                    Some(by) => Held::borrowed(self.moved(b, by, false).unwrap_or(What::Number)),
                    None => Held::NUMBER,
                };
                self.set(a, held);
            }
            Op::JLtLen | Op::JGeLen | Op::JLtLenLoop => {
                self.array(b)?;
                self.now_there(b);
            }
            Op::IncJLtLenLoop => {
                self.array(b)?;
                self.now_there(b);
                self.set(a, Held::NUMBER);
            }
            Op::IncJLtI32KLoop | Op::IncJLtI32Loop | Op::IncJLeI32Loop | Op::IncJLtU32Loop => {
                self.set(a, Held::NUMBER);
            }
            Op::Ret => self.returns(0)?,
            Op::RetV => self.returns(a)?,
            Op::Throw | Op::Line | Op::Switch => {}
            _ => match op.format() {
                // The rest of what has two or three operands computes; jumps write nothing.
                Format::AB | Format::ABC | Format::ABk => self.set(a, Held::NUMBER),
                _ => {}
            },
        }
        Ok(())
    }

    /// A call of which the tables do not tell what it takes.
    fn open_call(&mut self, a: u32) {
        let addressed: Vec<u16> = self
            .state
            .iter()
            .skip(a as usize)
            .filter_map(|h| if let What::Local(at, _) = h.what { Some(at) } else { None })
            .collect();
        for at in addressed {
            self.set(u32::from(at), Held::UNKNOWN);
        }
        let handed: Vec<u32> = self.state.iter().skip(a as usize).map(|h| h.own).filter(|own| *own != 0).collect();
        for own in handed {
            // Values go to the function; whether references do is not known.
            self.state.iter_mut().filter(|h| h.own == own).for_each(|h| {
                *h = if matches!(h.what, What::Value(_)) { Held::NUMBER } else { Held::UNKNOWN };
            });
        }
        self.leave_window(a, Held::UNKNOWN);
    }

    /// The buffer that a list function is given.
    fn list_given(&mut self, a: u32, native: usize, window: &Window) -> Checked {
        let (function, instance) = self.types.unit.natives[native];
        let def = self.types.ffi.function(function);
        if def.kind != FunctionKind::ListConstructor {
            return Ok(());
        }
        let Some(at) = (window.takes.len() as u32).checked_sub(1) else { return Ok(()) };
        let owner = self.types.ffi.ty(def.owner);
        let maker = if owner.list_pattern.is_none() && owner.template.is_some() {
            self.types.ffi.ty(owner.template)
        } else {
            owner
        };
        let Some(pattern) = maker.list_pattern.as_deref() else { return Ok(()) };
        let args = self.types.instance(if instance.is_some() { instance } else { def.owner }).map_or(&[][..], |i| i.1);
        match self.get(a + at).what {
            What::List(list, 0) => self.lists.check(self.types, self.code, list, self.at, (pattern, args)),
            What::Unknown => Ok(()),
            _ => self.wrong(a + at),
        }
    }

    fn get_element(&mut self, i: Instr, bytes: u32) -> Checked {
        let ty = self.element(i, bytes)?;
        let held = self.loaded(ty, bytes);
        self.set(u32::from(i.a()), held);
        Ok(())
    }

    fn set_element(&mut self, i: Instr, bytes: u32) -> Checked {
        let b = u32::from(i.b());
        if let Some(ty) = self.element(i, bytes)? {
            if self.types.is_pointer(ty) {
                // The array counts references itself, of types that count them.
                self.ensure(b, !self.types.is_counted(ty.type_id))?;
                return self.fits_object(u32::from(i.a()), ty.type_id);
            }
            self.ensure(b, !self.types.needs_care(ty))?;
        }
        Ok(())
    }

    fn store_reference(&mut self, i: Instr, moves: bool) -> Checked {
        let (a, b, c) = (u32::from(i.a()), u32::from(i.b()), u32::from(i.c()));
        let held = self.get(a);
        self.object(a)?;
        if let Some((slot, whole)) = self.local(b, c) {
            self.ensure(b, whole && !matches!(self.get(slot).what, What::Number | What::Value(_)))?;
            let own = if moves { held.own } else { self.own() };
            let held = self.get(a);
            let old = self.get(slot).own;
            if old != own {
                self.give_up(old);
            }
            self.set(slot, Held { own, ..held });
            return Ok(());
        }
        if let Some(ty) = self.read(b, c, 8, false)? {
            self.ensure(b, self.types.is_pointer(ty))?;
            self.fits_object(a, ty.type_id)?;
        }
        if moves {
            self.ensure(a, held.own != 0 || !matches!(held.what, What::Object(_) | What::There(_)))?;
            self.hand_over(held.own);
        }
        Ok(())
    }
}
