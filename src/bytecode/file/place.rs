//! What lies at addresses: reads and writes of members, of slots through their addresses, of the buffers of lists, and whether
//! an address is that of a value of a type.

use crate::base::TypeId;
use crate::bytecode::Instr;
use crate::types::{DataType, TypeKind};

use super::effect::{Checked, Step};
use super::held::{Held, What};
use super::window::Types;

impl Step<'_, '_> {
    /// What a number of bytes at an address are. `None`: not known.
    pub(super) fn read(&self, base: u32, offset: u32, bytes: u32, checks_null: bool) -> Checked<Option<DataType>> {
        self.reach(base, self.get(base).what, offset, bytes, checks_null, 0)
    }

    fn reach(
        &self,
        slot: u32,
        what: What,
        offset: u32,
        bytes: u32,
        checks_null: bool,
        depth: u32,
    ) -> Checked<Option<DataType>> {
        if depth > 4 {
            return Ok(None);
        }
        let object = |id: TypeId, offset: u32| match self.types.at(id, offset) {
            Err(()) => Ok(None),
            Ok(None) => Err(format!("r{slot} has no member at {offset}")),
            Ok(Some((ty, inner))) => self.reach(slot, What::Cell(ty), inner, bytes, false, depth + 1),
        };
        match what {
            What::There(id) => object(id, offset),
            What::Object(id) if checks_null => object(id, offset),
            What::Null if checks_null => Ok(None),
            What::Inside(id, from) => object(id, from.saturating_add(offset)),
            What::Cell(ty) if self.types.is_pointer(ty) || self.types.kind(ty.type_id) != Some(TypeKind::Value) => {
                let good = offset == 0 && bytes <= self.types.size(ty);
                self.ensure(slot, good)?;
                Ok(Some(ty))
            }
            What::Cell(ty) => self.member(slot, ty.type_id, offset, bytes, depth),
            What::Member(id, from) => self.member(slot, id, from.saturating_add(offset), bytes, depth),
            What::List(list, from) => {
                self.ensure(slot, u64::from(from) + u64::from(offset) + u64::from(bytes) <= self.list_size(list))?;
                Ok(None)
            }
            What::Local(..) => Ok(None),
            _ => self.wrong(slot),
        }
    }

    /// What lies in a value of a value type. The bytes of plain ones may be read in any way.
    fn member(&self, slot: u32, id: TypeId, offset: u32, bytes: u32, depth: u32) -> Checked<Option<DataType>> {
        let end = u64::from(offset) + u64::from(bytes);
        self.ensure(slot, end <= u64::from(self.types.value_size(id)))?;
        match self.types.at(id, offset) {
            Err(()) => Ok(None),
            Ok(Some((ty, inner))) if !self.types.is_pointer(ty) && !self.types.needs_care(ty) => {
                let plain = u64::from(inner) + u64::from(bytes) <= u64::from(self.types.size(ty));
                self.ensure(slot, plain || !self.types.needs_care(DataType::of(id)))?;
                Ok(Some(ty))
            }
            Ok(Some((ty, inner))) => self.reach(slot, What::Cell(ty), inner, bytes, false, depth + 1),
            Ok(None) => {
                self.ensure(slot, !self.types.needs_care(DataType::of(id)))?;
                Ok(None)
            }
        }
    }

    /// The slot that an address of a slot leads to.
    pub(super) fn local(&self, base: u32, offset: u32) -> Option<(u32, bool)> {
        match self.get(base).what {
            What::Local(slot, from) => {
                let byte = u32::from(from) + offset;
                Some((u32::from(slot) + byte / 8, byte % 8 == 0))
            }
            _ => None,
        }
    }

    /// What lies in a value that lives in slots. `slot`: the one that the address in slot `base` and the offset lead to.
    fn local_member(&self, base: u32, slot: u32, offset: u32, bytes: u32) -> Checked<Option<DataType>> {
        let first = match self.get(slot).what {
            What::Part(distance) => slot.saturating_sub(u32::from(distance)),
            _ => slot,
        };
        let (What::Value(id), What::Local(at, from)) = (self.get(first).what, self.get(base).what) else {
            return self.wrong(base);
        };
        let from = (u32::from(at) * 8 + u32::from(from) + offset).saturating_sub(first * 8);
        self.member(base, id, from, bytes, 0)
    }

    /// What was loaded from memory. `from`: what the slot held that it was loaded through.
    pub(super) fn loaded(&self, ty: Option<DataType>, bytes: u32, from: Held) -> Held {
        match ty {
            _ if bytes < 8 => Held::NUMBER,
            None => Held::NUMBER,
            Some(ty) if self.types.is_pointer(ty) => {
                // Objects that are members are never replaced: they stay as long as what they are members of.
                let is_member =
                    matches!(from.what, What::There(_) | What::Object(_) | What::Inside(..) | What::Member(..));
                let own = if is_member && !ty.is_handle { from.lent() } else { Held::BRIEF };
                // Members are null until they are initialised, elements never.
                let is_element = from == Held::ELEMENT;
                Held { what: if is_element { Types::pointer(ty) } else { What::Object(ty.type_id) }, own }
            }
            Some(_) => Held::NUMBER,
        }
    }

    pub(super) fn load(&mut self, i: Instr, bytes: u32, checks_null: bool) -> Checked {
        let (a, b, c) = (u32::from(i.a()), u32::from(i.b()), u32::from(i.c()));
        self.ensure(b, !(checks_null && matches!(self.get(b).what, What::List(..))))?;
        let held = match self.local(b, c) {
            Some((slot, _)) if matches!(self.get(slot).what, What::Value(_) | What::Part(_)) => {
                let ty = self.local_member(b, slot, c, bytes)?;
                self.loaded(ty, bytes, self.get(b))
            }
            Some((slot, true)) if bytes == 8 => {
                let held = self.get(slot);
                Held { own: held.lent(), ..held }
            }
            // Parts of slots are no addresses.
            Some(_) => Held::NUMBER,
            _ => {
                let ty = self.read(b, c, bytes, checks_null)?;
                match self.get(b).what {
                    What::List(list, from) if bytes == 8 => self.in_list(list, from.saturating_add(c)),
                    from => self.loaded(ty, bytes, Held { what: from, ..self.get(b) }),
                }
            }
        };
        self.now_there(b);
        self.set(a, held);
        Ok(())
    }

    pub(super) fn store(&mut self, i: Instr, bytes: u32, checks_null: bool) -> Checked {
        let (a, b, c) = (u32::from(i.a()), u32::from(i.b()), u32::from(i.c()));
        self.ensure(b, !(checks_null && matches!(self.get(b).what, What::List(..))))?;
        if let Some((slot, whole)) = self.local(b, c) {
            let held = if whole && bytes == 8 { self.get(a) } else { Held::NUMBER };
            // Parts of a value change; the value stays one.
            let first = match self.get(slot).what {
                What::Part(distance) => slot.saturating_sub(u32::from(distance)),
                _ => slot,
            };
            match self.get(first).what {
                What::Value(_) => {
                    let ty = self.local_member(b, slot, c, bytes)?;
                    self.ensure(b, ty.is_none_or(|ty| !self.types.needs_care(ty)))?;
                }
                _ => self.set(slot, held),
            }
            return Ok(());
        }
        if let Some(ty) = self.read(b, c, bytes, checks_null)? {
            if self.types.is_pointer(ty) {
                self.ensure(b, bytes == 8)?;
                self.fits_object(a, ty.type_id)?;
                let held = self.get(a);
                let owned = held.is_owned() || !self.types.is_counted(ty.type_id);
                self.ensure(a, owned || !matches!(held.what, What::Object(_) | What::There(_)))?;
            }
        }
        self.now_there(b);
        let (held, number) = (self.get(a), self.number(a).filter(|_| bytes == 4));
        if let What::List(..) = self.get(b).what {
            // The buffer is the new owner.
            let object = matches!(held.what, What::Object(id) | What::There(id) if self.types.is_counted(id));
            self.ensure(a, bytes < 8 || !object || held.is_owned())?;
        }
        self.put(b, c, bytes, if bytes == 8 { held.what } else { What::Number }, number);
        if bytes == 8 {
            self.hand_over(held);
        }
        Ok(())
    }

    /// Calculates with a number that is a member of an object.
    pub(super) fn update(&mut self, base: u32, offset: u32, bytes: u32) -> Checked {
        let what = self.get(base).what;
        self.ensure(base, matches!(what, What::There(_) | What::Object(_) | What::Null))?;
        if let Some(ty) = self.read(base, offset, bytes, true)? {
            self.ensure(base, !self.types.is_pointer(ty) && !self.types.needs_care(ty))?;
        }
        self.now_there(base);
        self.put(base, offset, bytes, What::Number, None);
        Ok(())
    }

    /// The address of something that lies at a distance from an address.
    pub(super) fn moved(&self, slot: u32, by: u32, checks_null: bool) -> Checked<What> {
        Ok(match self.get(slot).what {
            What::There(id) => What::Inside(id, by),
            What::Object(id) if checks_null => What::Inside(id, by),
            What::Null if checks_null => What::Number,
            What::Inside(id, from) => What::Inside(id, from.saturating_add(by)),
            What::Cell(_) | What::Place(_) if by == 0 => self.get(slot).what,
            What::Cell(ty) if !self.types.is_pointer(ty) => What::Member(ty.type_id, by),
            What::Member(id, from) => What::Member(id, from.saturating_add(by)),
            What::Local(at, from) => match u16::try_from(u32::from(from) + by) {
                Ok(from) => What::Local(at, from),
                Err(_) => return self.wrong(slot),
            },
            What::List(size, from) => What::List(size, from.saturating_add(by)),
            _ => return self.wrong(slot),
        })
    }

    /// The address of bytes of which each may be anything: that may be read, or written too.
    pub(super) fn plain_bytes(&self, slot: u32, bytes: u32, written: bool) -> Checked {
        let within = |ty: DataType, from: u32| {
            let end = u64::from(from) + u64::from(bytes);
            end <= u64::from(self.types.size(ty)) && !(written && self.types.needs_care(ty))
        };
        let good = match self.get(slot).what {
            What::Cell(ty) => within(ty, 0),
            What::Member(id, from) if !self.types.needs_care(DataType::of(id)) => within(DataType::of(id), from),
            What::Inside(id, from) | What::Member(id, from) => match self.types.at(id, from) {
                Err(()) => true,
                Ok(at) => at.is_some_and(|(ty, inner)| within(ty, inner)),
            },
            What::Local(at, from) => {
                let first = u32::from(at) + u32::from(from) / 8;
                let end = u32::from(at) + (u32::from(from) + bytes).div_ceil(8);
                !written || (first..end).all(|slot| self.is_plain(slot))
            }
            What::List(list, from) => u64::from(from) + u64::from(bytes) <= self.list_size(list),
            _ => false,
        };
        self.ensure(slot, good)
    }

    /// Whether a slot of the frame may be written to by parts.
    fn is_plain(&self, slot: u32) -> bool {
        let first = match self.get(slot).what {
            What::Part(distance) => slot.saturating_sub(u32::from(distance)),
            _ => slot,
        };
        match self.get(first).what {
            What::Value(id) => !self.types.needs_care(DataType::of(id)),
            _ => true,
        }
    }

    /// Plain bytes came to an address.
    pub(super) fn copied_to(&mut self, slot: u32, bytes: u32) {
        self.put(slot, 0, bytes, What::Number, None);
        if let What::Local(at, from) = self.get(slot).what {
            let first = u32::from(at) + u32::from(from) / 8;
            let end = u32::from(at) + (u32::from(from) + bytes).div_ceil(8);
            for slot in first..end {
                if !matches!(self.get(slot).what, What::Value(_) | What::Part(_)) {
                    self.set(slot, Held::NUMBER);
                }
            }
        }
    }

    /// The slots from one on and the bytes at an address do not overlap.
    pub(super) fn apart(&self, slots: u32, address: u32, bytes: u32) -> Checked {
        let What::Local(at, from) = self.get(address).what else { return Ok(()) };
        let first = u32::from(at) + u32::from(from) / 8;
        let end = u32::from(at) + (u32::from(from) + bytes).div_ceil(8);
        self.ensure(address, end <= slots || slots + bytes.div_ceil(8) <= first)
    }

    /// The address of a value of this type, which lives.
    pub(super) fn value_at(&self, slot: u32, ty: DataType) -> Checked {
        let size = self.types.size(ty);
        match self.get(slot).what {
            What::Local(at, 0) => {
                let there = self.get(u32::from(at));
                let pod = !self.types.needs_care(ty);
                let good = match there.what {
                    What::Value(id) => id == ty.type_id && !ty.is_handle,
                    What::Object(id) | What::There(id) => self.types.is_pointer(ty) && self.types.is_a(id, ty.type_id),
                    What::Null => pod || ty.is_handle,
                    _ => pod,
                };
                self.ensure(slot, good)
            }
            // What lies there is a part of a value, or bytes.
            What::Local(at, from) => {
                let there = u32::from(at) + u32::from(from) / 8;
                let first = match self.get(there).what {
                    What::Part(distance) => there.saturating_sub(u32::from(distance)),
                    _ => there,
                };
                match self.get(first).what {
                    What::Value(id) => {
                        let offset = (u32::from(at) * 8 + u32::from(from)).saturating_sub(first * 8);
                        self.value_in(slot, DataType::of(id), offset, ty)
                    }
                    _ => self.ensure(slot, !self.types.needs_care(ty)),
                }
            }
            What::Cell(at) => self.value_in(slot, at, 0, ty),
            What::Inside(id, from) | What::Member(id, from) => match self.types.at(id, from) {
                Err(()) => Ok(()),
                Ok(None) => {
                    let plain = |ty| !self.types.needs_care(ty);
                    let end = u64::from(from) + u64::from(size);
                    let within = end <= u64::from(self.types.value_size(id));
                    self.ensure(slot, plain(ty) && plain(DataType::of(id)) && within)
                }
                Ok(Some((at, inner))) => self.value_in(slot, at, inner, ty),
            },
            What::List(list, from) => {
                self.ensure(slot, u64::from(from) + u64::from(size) <= self.list_size(list))?;
                let there = self.lists.stored(list, from).filter(|s| s.sure).map(|s| s.what);
                let good = match there {
                    _ if !self.types.needs_care(ty) => true,
                    Some(What::Value(id)) => id == ty.type_id && !ty.is_handle,
                    Some(What::Object(id)) => ty.is_handle && self.types.is_a(id, ty.type_id),
                    Some(What::There(id)) => self.types.is_pointer(ty) && self.types.is_a(id, ty.type_id),
                    _ => false,
                };
                self.ensure(slot, good)
            }
            _ => self.wrong(slot),
        }
    }

    /// Whether at a distance in a value there is one of another type.
    fn value_in(&self, slot: u32, at: DataType, offset: u32, ty: DataType) -> Checked {
        let (mut at, mut offset) = (at, offset);
        for _ in 0..8 {
            let same = at.type_id == ty.type_id && at.is_handle == ty.is_handle;
            let pointers = self.types.is_pointer(at) && self.types.is_pointer(ty);
            if offset == 0 && (same || pointers && self.types.is_a(at.type_id, ty.type_id)) {
                return Ok(());
            }
            let plain = !self.types.needs_care(at) && !self.types.needs_care(ty);
            let end = u64::from(offset) + u64::from(self.types.size(ty));
            if plain && end <= u64::from(self.types.size(at)) {
                return Ok(());
            }
            if self.types.is_pointer(at) {
                break;
            }
            match self.types.at(at.type_id, offset) {
                Err(()) => return Ok(()),
                Ok(None) => break,
                Ok(Some(next)) => (at, offset) = next,
            }
        }
        self.wrong(slot)
    }

    /// The address of a value, or for reference types of the handle or the object.
    pub(super) fn value_or_object(&self, slot: u32, ty: DataType) -> Checked {
        match self.get(slot).what {
            What::There(id) if self.types.is_pointer(ty) => self.ensure(slot, self.types.is_a(id, ty.type_id)),
            What::Object(_) if self.types.is_pointer(ty) => self.wrong(slot),
            _ => self.value_at(slot, ty),
        }
    }

    /// The value of a `?` argument, whose type stands beside it.
    pub(super) fn value_of_any(&self, slot: u32, ty: DataType) -> Checked {
        if ty.type_id == DataType::NULL_ID {
            return self.ensure(slot, !self.get(slot).is_number());
        }
        if self.types.is_pointer(ty) && !ty.is_handle {
            self.ensure(slot, !matches!(self.get(slot).what, What::Null | What::Object(_)))?;
            return self.fits_object(slot, ty.type_id);
        }
        self.value_at(slot, ty.value())
    }

    /// An address where a value may be made.
    pub(super) fn place_for(&self, slot: u32, ty: TypeId) -> Checked {
        match self.get(slot).what {
            What::Local(..) => Ok(()),
            What::List(list, from) => {
                let end = u64::from(from) + u64::from(self.types.value_size(ty));
                self.ensure(slot, end <= self.list_size(list))
            }
            What::Place(id) => self.ensure(slot, id == ty),
            _ => self.value_at(slot, DataType::of(ty)),
        }
    }
}
