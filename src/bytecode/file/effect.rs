//! What each instruction takes and leaves.

use smallvec::SmallVec;

use crate::base::TypeId;
use crate::bytecode::{Format, FunctionCode, Instr, Op};
use crate::types::{DataType, FunctionKind, TypeKind};

use super::held::{Held, State, What};
use super::lists::{Lists, Stored};
use super::window::Types;

/// Or what is wrong, as a sentence.
pub(super) type Checked<T = ()> = Result<T, String>;

/// Marks of things that an instruction made in earlier rounds of a loop.
const OLDER: u32 = 1 << 30;

/// What has this mark is used up: no slot may use it, or what depends on it.
pub(super) fn give_up(state: &mut State, mark: u32) {
    for held in state.iter_mut().filter(|h| h.mark() == mark) {
        *held = match held.what {
            What::Inside(id, at) => Held::borrowed(What::Gone(id, at)),
            _ => Held::NUMBER,
        };
    }
}

/// What a call may run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Runs {
    /// Scripts: they rely on what they were lent, whatever else runs meanwhile.
    Scripts,
    /// A native function that may change any memory.
    Natives,
    /// One that only makes a value.
    Nothing,
}

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
    /// The instruction since which no jump led here.
    pub since: u32,
    /// Instructions may be executed several times.
    pub loops: bool,
    /// References that were made from others since ways met: their marks.
    pub twins: &'s mut Vec<(u32, u32)>,
    /// Marks of what the instruction has given to somebody else.
    pub handed: &'s mut Vec<u32>,
    /// What follows is never executed: the instruction always raises.
    pub ends: bool,
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
    pub(super) fn break_value(&mut self, first: u32) {
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
    pub(super) fn own(&mut self) -> u32 {
        let made = (self.at & 0x3F_FFFF) + 0x1000;
        // In a loop there may be something that it made in the round before.
        if self.loops {
            self.types.spend(self.state.len());
            self.state.iter_mut().filter(|h| h.mark() == made).for_each(|h| h.own |= OLDER);
        }
        made
    }

    /// What a slot owns is used up: whatever is it, or lies in it, may not be used any more.
    pub(super) fn give_up(&mut self, held: Held) {
        if held.is_owned() {
            self.types.spend(self.state.len());
            give_up(self.state, held.own);
        }
    }

    /// What a slot owns belongs to somebody else now: it stays until other code runs.
    pub(super) fn hand_over(&mut self, held: Held) {
        if held.is_owned() {
            self.handed.push(held.own);
            self.types.spend(self.state.len());
            self.state.iter_mut().filter(|h| h.mark() == held.own).for_each(|h| h.own = Held::BRIEF);
        }
    }

    /// Other code may run: what was borrowed from memory may not be there any more.
    pub(super) fn others_run(&mut self) {
        self.types.spend(self.state.len());
        self.state.iter_mut().filter(|h| h.is_brief()).for_each(|h| *h = Held::NUMBER);
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

    /// The buffer is no more.
    fn forget_list(&mut self, list: What) {
        let What::List(list, _) = list else { return };
        self.types.spend(self.state.len());
        let in_it = |h: &&mut Held| matches!(h.what, What::List(l, _) if l == list);
        self.state.iter_mut().filter(in_it).for_each(|h| *h = Held::NUMBER);
    }

    /// What lies in a buffer: objects are the buffer's own until they are read.
    pub(super) fn in_list(&mut self, list: u32, offset: u32) -> Held {
        let Some(stored) = self.lists.stored(list, offset) else {
            // A buffer begins with zeros.
            return if self.lists.is_empty(list, offset, 8) { Held::NULL } else { Held::NUMBER };
        };
        let what = match stored.what {
            What::There(id) if !stored.sure => What::Object(id),
            What::Object(_) | What::There(_) => stored.what,
            What::Null => return Held::NULL,
            _ => return Held::NUMBER,
        };
        self.lists.take(list, offset);
        Held::owned(what, self.own())
    }

    /// The number that the instruction before has loaded into a slot, if that is the way there.
    pub(super) fn number(&self, slot: u32) -> Option<u32> {
        let before = self.code[self.at.checked_sub(1)? as usize];
        let loads = before.op() == Some(Op::LdI) && u32::from(before.a()) == slot;
        loads.then(|| before.imm() as u32)
    }

    /// The number that one of the last instructions has loaded into a slot, if no jump leads in between.
    pub(super) fn constant(&self, slot: u32) -> Option<u32> {
        for at in (self.since..self.at).rev().take(6) {
            let i = self.code[at as usize];
            let op = i.op()?;
            if op == Op::LdI && u32::from(i.a()) == slot {
                return Some(i.imm() as u32);
            }
            let writes_one =
                matches!(op, Op::Mov | Op::LdI | Op::LdType | Op::Lea | Op::LdHost | Op::ChkNull | Op::Line);
            if !writes_one || u32::from(i.a()) == slot && op != Op::Line {
                return None;
            }
        }
        None
    }

    pub(super) fn table_type(&self, number: u32) -> DataType {
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
            What::Null => Ok(None),
            _ => self.wrong(slot),
        }
    }

    /// Behind an instruction that raises for null, there is an object.
    pub(super) fn now_there(&mut self, slot: u32) {
        match self.get(slot).what {
            What::Object(id) => self.state[slot as usize].what = What::There(id),
            What::Null => self.ends = true,
            _ => {}
        }
    }

    /// An object that may be null, and whose references are counted: by the machine, or by the host.
    fn counted_object(&self, slot: u32, managed: bool) -> Checked<Option<TypeId>> {
        let id = self.object(slot)?;
        let good = |id| if managed { self.types.is_managed(id) } else { self.types.is_counted(id) };
        self.ensure(slot, id.is_none_or(good))?;
        Ok(id)
    }

    pub(super) fn fits_object(&self, slot: u32, wanted: TypeId) -> Checked {
        match self.object(slot)? {
            Some(id) => self.ensure(slot, self.types.is_a(id, wanted)),
            None => Ok(()),
        }
    }

    /// A value was made at the address.
    pub(super) fn made(&mut self, slot: u32, ty: TypeId) {
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
                self.set(u32::from(at) + part, Held { what: What::Part(part as u16), own }.as_lent());
            }
        }
    }

    fn unmade(&mut self, slot: u32, ty: TypeId) {
        let held = self.get(slot);
        self.give_up(held);
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

    fn release(&mut self, slot: u32, ty: Option<TypeId>) -> Checked {
        if let Some(id) = self.counted_object(slot, ty.is_none())? {
            self.ensure(slot, self.get(slot).is_owned())?;
            if let Some(ty) = ty {
                self.ensure(slot, self.types.is_a(id, ty))?;
            }
        }
        let held = self.get(slot);
        self.give_up(held);
        self.set(slot, Held::NUMBER);
        // The object stays if the reference was made from one that is still there.
        let twin = self.twins.iter().rev().find(|t| t.0 == held.own).map(|t| t.1);
        self.types.spend(self.twins.len());
        if !twin.is_some_and(|twin| held.is_owned() && self.state.iter().any(|h| h.own == twin)) {
            self.others_run();
        }
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
                self.counted_object(b, true)?;
                let (held, own) = (self.get(b), self.own());
                if held.is_owned() {
                    self.twins.push((own, held.own));
                }
                self.set(a, Held::owned(held.what, own));
            }
            Op::MovN => {
                let moved: SmallVec<[Held; 8]> = (b..b + c).map(|slot| self.get(slot)).collect();
                self.set_range(a, c, Held::NUMBER);
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
                    Some(ty) if self.types.is_pointer(ty) && ty.is_handle => Held::brief(What::Object(ty.type_id)),
                    Some(ty) if self.types.is_pointer(ty) => Held::borrowed(What::Object(ty.type_id)),
                    _ => Held::NUMBER,
                };
                self.set(a, held);
            }
            Op::StG => {
                match self.types.global(imm) {
                    Some(ty) if self.types.is_pointer(ty) => {
                        self.fits_object(a, ty.type_id)?;
                        let held = self.get(a);
                        let object = matches!(held.what, What::Object(_) | What::There(_));
                        self.ensure(a, held.is_owned() || !object || !self.types.is_counted(ty.type_id))?;
                        self.hand_over(held);
                    }
                    Some(ty) if self.types.needs_care(ty) => return Err("a number is written into a value".into()),
                    Some(_) => {}
                    // Where a value goes on.
                    None => return Err("no global begins there".into()),
                }
            }
            Op::LdGAddr => {
                let Some(ty) = self.types.global(imm) else { return Err("no global begins there".into()) };
                self.set(a, Held::borrowed(What::Cell(ty)));
            }
            Op::LdHost => {
                let ty = self.types.ffi.global(self.types.unit.host_globals[imm as usize]).ty.value();
                // Objects of reference types are where the host said, their handles are in memory.
                let is_object = !ty.is_handle && self.types.is_pointer(ty);
                let what = if is_object { What::There(ty.type_id) } else { What::Cell(ty) };
                self.set(a, Held::borrowed(what));
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
            Op::AddToI32K => self.update(a, c, 4)?,
            Op::AddToI32 | Op::SubToI32 | Op::AddToF32 | Op::SubToF32 | Op::MulToF32 => self.update(b, c, 4)?,
            Op::AddToF64 | Op::SubToF64 | Op::MulToF64 => self.update(b, c, 8)?,
            Op::AddOff | Op::FieldAddr => {
                let what = self.moved(b, c, op == Op::FieldAddr)?;
                let held = self.get(b);
                let own = if c == 0 && held.own == Held::RESULT { Held::RESULT } else { held.lent() };
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
                let held = self.array(b)?.map_or(Held::NUMBER, |ty| Held::brief(What::Cell(ty)));
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
                self.counted_object(a, op == Op::AddRef)?;
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
                self.value_at(b, ty)?;
                if !self.types.is_pointer(ty) {
                    self.place_for(a, ty.type_id)?;
                    self.made(a, ty.type_id);
                } else if let What::Local(at, 0) = self.get(a).what {
                    let own = self.own();
                    self.set(u32::from(at), Held::owned(Types::pointer(ty), own));
                } else {
                    self.value_at(a, ty)?;
                }
                // A value of the host's is made without anything else.
                if self.types.is_pointer(ty) || self.types.instance(ty.type_id).is_some() {
                    self.others_run();
                }
            }
            Op::Assign => {
                let ty = self.table_type(c);
                self.value_at(a, ty)?;
                self.value_at(b, ty)?;
                if ty.is_handle {
                    self.written_as(a, ty);
                }
                self.others_run();
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
                    _ => !self.types.needs_care(ty),
                };
                self.ensure(a, good)?;
                self.unmade(a, ty.type_id);
            }
            Op::Cast => {
                self.counted_object(b, true)?;
                let id = self.table_type(c).type_id;
                let own = self.get(b).own;
                self.set(a, Held { what: What::Object(id), own });
            }
            Op::AssignObject => {
                self.counted_object(a, true)?;
                self.counted_object(b, true)?;
                self.others_run();
            }
            Op::FuncRef => {
                if self.types.method_owner(imm)?.is_some() {
                    return Err("a handle of a method has no object".into());
                }
                let what = self.types.handle(imm)?.map_or(What::Number, What::There);
                let own = self.own();
                self.set(a, Held::owned(what, own));
            }
            Op::Delegate => {
                self.counted_object(b, true)?;
                let Some(owner) = self.types.method_owner(c)? else {
                    return Err("a delegate's function is no method".into());
                };
                // Methods of templates are those of all instances.
                let is_instance = |id| self.types.instance(id).is_some_and(|i| i.0 == owner);
                if !self.object(b)?.is_some_and(is_instance) {
                    self.fits_object(b, owner)?;
                }
                let given = self.get(b);
                self.ensure(b, given.is_owned() || !matches!(given.what, What::Object(_) | What::There(_)))?;
                self.hand_over(given);
                let what = self.types.handle(c)?.map_or(What::Number, What::There);
                let own = self.own();
                self.set(a, Held::owned(what, own));
            }
            Op::LdType => self.set(a, Held::borrowed(What::Type(imm))),
            Op::ListNew => {
                self.forget_list(What::List(self.at, 0));
                self.lists.begin(self.at);
                self.set(a, Held::borrowed(What::List(self.at, 0)));
            }
            Op::ListFree => {
                let what = self.get(a).what;
                self.ensure(a, matches!(what, What::List(_, 0)))?;
                self.forget_list(what);
            }
            Op::Call => {
                let entry = (i64::from(self.f.entry + self.at) + 1 + i64::from(i.imm())) as u32;
                let Some(function) = self.types.known.function_at(entry as usize) else {
                    return Err("a call leads to no function".into());
                };
                let window = self.types.of_script(function);
                self.call(a, &window, None, Runs::Scripts)?;
            }
            Op::CallNative => {
                let window = self.types.of_native(imm as usize);
                self.list_given(a, imm as usize, &window)?;
                let def = self.types.ffi.function(self.types.unit.natives[imm as usize].0);
                // What makes a value of the host leaves all others alone.
                let quiet = def.kind == FunctionKind::Constructor && !self.types.ffi.ty(def.owner).is_template();
                self.call(a, &window, None, if quiet { Runs::Nothing } else { Runs::Natives })?;
            }
            Op::CallVirtual => match self.object(a + c)? {
                Some(id) => {
                    let Some(class) = self.types.nearest_class(id) else { return self.wrong(a + c) };
                    let Some(&function) = class.methods.get(b as usize) else {
                        return Err(format!("the class has no method {b}"));
                    };
                    let window = self.types.of_script(function);
                    self.call(a, &window, Some((c, None)), Runs::Scripts)?;
                }
                None => self.now_there(a + c),
            },
            Op::CallInterface => {
                let (interface, _) = self.types.unit.interface_methods[b as usize];
                self.fits_object(a + c, interface)?;
                match self.types.of_interface(b) {
                    Some(window) => self.call(a, &window, Some((c, Some(interface))), Runs::Scripts)?,
                    // There are no objects of it.
                    None => self.ends = true,
                }
            }
            Op::CallHandle => {
                let id = self.object(imm)?;
                if let Some(id) = id {
                    self.ensure(imm, self.types.kind(id) == Some(TypeKind::Funcdef))?;
                }
                match (id, id.and_then(|id| self.types.signature(id))) {
                    (_, Some(window)) => {
                        // The object of a delegate must stay while it runs.
                        self.ensure(imm, !self.get(imm).is_brief())?;
                        self.call(a, &window, None, Runs::Scripts)?;
                    }
                    (None, _) => self.now_there(imm),
                    _ => return Err("what a function handle takes is not known".into()),
                }
            }
            Op::CallExternal => return Err("a saved unit has no functions of other units".into()),
            Op::CallImport => {
                let window = self.types.of_import(imm);
                self.call(a, &window, None, Runs::Scripts)?;
            }
            // Also for members that lie far from the start of their object.
            Op::AddI64 => {
                let held = match self.number(c).filter(|_| !self.get(b).is_number() && self.get(b) != Held::NULL) {
                    Some(by) => {
                        Held { what: self.moved(b, by, false).unwrap_or(What::Number), own: self.get(b).lent() }
                    }
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

    fn get_element(&mut self, i: Instr, bytes: u32) -> Checked {
        let ty = self.element(i, bytes)?;
        let held = self.loaded(ty, bytes, Held::ELEMENT);
        self.set(u32::from(i.a()), held);
        Ok(())
    }

    fn set_element(&mut self, i: Instr, bytes: u32) -> Checked {
        let b = u32::from(i.b());
        if let Some(ty) = self.element(i, bytes)? {
            if self.types.is_pointer(ty) {
                // The array counts references itself, of types that count them.
                self.ensure(b, !self.types.is_counted(ty.type_id))?;
                let there = matches!(self.get(u32::from(i.a())).what, What::There(_));
                self.ensure(u32::from(i.a()), ty.is_handle || there)?;
                return self.fits_object(u32::from(i.a()), ty.type_id);
            }
            self.ensure(b, !self.types.needs_care(ty))?;
        }
        Ok(())
    }

    fn store_reference(&mut self, i: Instr, moves: bool) -> Checked {
        let (a, b, c) = (u32::from(i.a()), u32::from(i.b()), u32::from(i.c()));
        let held = self.get(a);
        self.counted_object(a, true)?;
        if let Some((slot, whole)) = self.local(b, c) {
            self.counted_object(slot, true)?;
            self.ensure(b, whole && !matches!(self.get(slot).what, What::Number | What::Value(_)))?;
            self.ensure(a, !moves || held.is_owned() || !matches!(held.what, What::Object(_) | What::There(_)))?;
            let own = if moves { held.own } else { self.own() };
            let held = self.get(a);
            let old = self.get(slot);
            // What was there is released.
            self.ensure(b, old.is_owned() || !matches!(old.what, What::Object(_) | What::There(_)))?;
            if old.own != own {
                self.give_up(old);
            }
            self.set(slot, Held { own, ..held });
            self.others_run();
            return Ok(());
        }
        if let Some(ty) = self.read(b, c, 8, false)? {
            // Objects that are members are never replaced.
            self.ensure(b, self.types.is_pointer(ty) && ty.is_handle && self.types.is_managed(ty.type_id))?;
            self.fits_object(a, ty.type_id)?;
        }
        if moves {
            self.ensure(a, held.is_owned() || !matches!(held.what, What::Object(_) | What::There(_)))?;
            self.hand_over(held);
        }
        self.others_run();
        Ok(())
    }
}
