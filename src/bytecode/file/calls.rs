//! What calls and returns take and leave.

use smallvec::SmallVec;

use crate::base::TypeId;
use crate::types::{DataType, FunctionKind, TypeKind};

use super::effect::{Checked, Runs, Step, give_up};
use super::held::{Held, What};
use super::window::{Take, Window};

impl Step<'_, '_> {
    /// A function returns. `slot`: what it gives if that is no value of a value type, whose place must be filled.
    pub(super) fn returns(&mut self, slot: u32) -> Checked {
        let ret = self.f.ret.unwrap_or(DataType::VOID);
        let held = self.get(slot);
        if ret.is_void() {
            return Ok(());
        }
        if ret.is_ref() {
            // Slots are gone when the caller reads them.
            self.ensure(slot, !matches!(held.what, What::Local(..) | What::List(..)))?;
            if let What::Gone(id, at) = held.what {
                self.state[slot as usize].what = What::Inside(id, at);
            }
            return self.value_or_object(slot, ret.value());
        }
        if self.types.is_pointer(ret) {
            self.ensure(slot, ret.is_handle || !matches!(held.what, What::Null | What::Object(_)))?;
            self.fits_object(slot, ret.type_id)?;
            if matches!(held.what, What::Object(_) | What::There(_)) && self.types.is_counted(ret.type_id) {
                self.ensure(slot, held.is_owned())?;
            }
        } else if self.types.kind(ret.type_id) == Some(TypeKind::Value) {
            let made = self.state.iter().any(|h| h.own == Held::RESULT && matches!(h.what, What::Cell(_)));
            self.ensure(slot, made)?;
        }
        Ok(())
    }

    /// A call. `this`: where the object of a virtual call lies, and its type if the window does not tell it; it must be
    /// where the function finds its object, and may be null, which raises.
    /// `runs`: what code the function may run.
    pub(super) fn call(&mut self, a: u32, window: &Window, this: Option<(u32, Option<TypeId>)>, runs: Runs) -> Checked {
        if let Some((at, _)) = this {
            let there = matches!(window.takes.get(at as usize), Some(Take::Object { owned: false, .. }));
            if !there || at > 1 {
                return Err("the object of a call lies elsewhere".into());
            }
        }
        let mut makes = None;
        let mut any = None;
        // What goes to the function, and the slots of what it only borrows.
        let (mut given, mut lent) = (SmallVec::<[u32; 8]>::new(), SmallVec::<[u32; 8]>::new());
        let mut takes = std::borrow::Cow::Borrowed(&*window.takes);
        if !window.repeated.is_empty() {
            let count_at = a + takes.len() as u32 - 1;
            let count = self.constant(count_at).filter(|count| *count < 1 << 12);
            let count = count.ok_or("the number of arguments is not known")?;
            for _ in 0..count {
                takes.to_mut().extend_from_slice(&window.repeated);
            }
        }
        for (at_take, take) in takes.iter().enumerate() {
            let (at, slot) = (at_take, a + at_take as u32);
            let held = self.get(slot);
            let mut take = *take;
            if let (Take::Object { ty, null, .. }, Some((this, object))) = (&mut take, this) {
                if this as usize == at {
                    *ty = object.unwrap_or(*ty);
                    *null = true;
                }
            }
            if let Take::Function { callback, null } = take {
                let id = self.object(slot)?;
                self.ensure(slot, id.is_none_or(|id| self.types.is_callback(id, callback)))?;
                take = Take::Object { ty: id.unwrap_or(TypeId::NONE), null, owned: true };
            }
            match take {
                Take::Any | Take::Number | Take::Function { .. } => {}
                Take::Object { ty, null, owned } => {
                    self.fits_object(slot, ty)?;
                    if !null {
                        self.ensure(slot, !matches!(held.what, What::Null | What::Object(_)))?;
                    }
                    let mine = held.is_owned() || !matches!(held.what, What::Object(_) | What::There(_));
                    self.ensure(slot, !owned || mine || !self.types.is_counted(ty))?;
                    if owned && held.is_owned() {
                        given.push(held.own);
                    } else if !owned && self.types.is_counted(ty) {
                        lent.push(slot);
                    }
                }
                Take::Address(ty) => {
                    self.value_at(slot, ty)?;
                    lent.push(slot);
                }
                Take::Makes(ty) => {
                    self.place_for(slot, ty)?;
                    if let What::Local(..) | What::List(..) | What::Place(_) = held.what {
                        makes = Some((held, ty));
                    }
                }
                Take::Type(wanted) => match held.what {
                    What::Type(number) => {
                        let ty = self.table_type(number);
                        match wanted {
                            Some(wanted) => self.ensure(slot, ty.type_id == wanted && !ty.is_handle)?,
                            None => {
                                self.value_of_any(slot - 1, ty)?;
                                if takes[at - 1] != Take::Read {
                                    any = Some((slot - 1, ty));
                                }
                            }
                        }
                    }
                    _ => return self.wrong(slot),
                },
                Take::Pointer | Take::Read => self.ensure(slot, !held.is_number())?,
                Take::Value(ty) => {
                    let good = match held.what {
                        What::Value(id) => id == ty,
                        _ => !self.types.needs_care(DataType::of(ty)),
                    };
                    self.ensure(slot, good)?;
                    // Plain bytes may be given as often as one likes.
                    if held.is_owned() && self.types.needs_care(DataType::of(ty)) {
                        given.push(held.own);
                    }
                }
            }
            // What the function may write to.
            if let What::Local(at, _) = held.what {
                let there = self.get(u32::from(at));
                match take {
                    Take::Address(ty) if self.types.is_pointer(ty) => {
                        let own = 1 << 29 | (self.at & 0xFFFF) << 8 | slot & 0xFF;
                        self.give_up(there);
                        self.set(u32::from(at), Held::owned(What::Object(ty.type_id), own));
                    }
                    Take::Address(ty) if self.types.needs_care(ty) => {}
                    Take::Read => {}
                    Take::Address(_) if matches!(there.what, What::Number | What::Null) => {
                        self.set(u32::from(at), Held::NUMBER);
                    }
                    // What stands beside it tells the type.
                    Take::Pointer if takes.get(at_take + 1) == Some(&Take::Type(None)) => {}
                    Take::Any | Take::Number | Take::Object { .. } | Take::Type(_) | Take::Value(_) => {}
                    _ => {
                        if !matches!(there.what, What::Value(_)) {
                            self.set(u32::from(at), Held::NUMBER);
                        }
                    }
                }
            }
        }
        for (at, mark) in given.iter().enumerate() {
            if given[..at].contains(mark) {
                return Err("one thing goes to a function twice".into());
            }
        }
        for slot in lent {
            let held = self.get(slot);
            let brief = runs == Runs::Scripts && held.is_brief() && !self.types.ffi.allows_unsafe_references();
            self.ensure(slot, !given.contains(&held.mark()) && !brief)?;
        }
        if let Some((slot, ty)) = any {
            self.written_as(slot, ty);
        }
        for mark in given {
            self.handed.push(mark);
            self.types.spend(self.state.len());
            give_up(self.state, mark);
        }
        if runs != Runs::Nothing {
            self.others_run();
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
    pub(super) fn written_as(&mut self, slot: u32, ty: DataType) {
        let What::Local(at, _) = self.get(slot).what else { return };
        let at = u32::from(at);
        if ty.is_handle {
            let own = 1 << 29 | (self.at & 0xFFFF) << 8 | slot & 0xFF;
            let there = self.get(at);
            self.give_up(there);
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

    /// The buffer that a list function is given.
    pub(super) fn list_given(&mut self, a: u32, native: usize, window: &Window) -> Checked {
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
            _ => self.wrong(a + at),
        }
    }
}
