//! The call itself: the instruction, its window and its result.

use smallvec::SmallVec;

use crate::base::{FunctionId, Span, TypeId};
use crate::bytecode::Op;
use crate::types::{DataType, FunctionKind, FunctionTraits, RefModifier, TypeFlags};

use super::argument::{Holds, Output, Outputs, Placed, Prepared};
use super::call::Callee;
use super::emit::CodeMark;
use super::overload::ArgSource;
use super::value::NO_SLOT;
use super::{FnCompiler, Place, Value, Want};

impl<'u, 'b, 'ast> FnCompiler<'u, 'b, 'ast> {
    /// Emits a call. `object_code` is the code that found the object or handle: it runs after the arguments.
    pub(super) fn emit_call(
        &mut self,
        callee: Callee<'ast>,
        object: Option<Value<'ast>>,
        sources: &[ArgSource<'ast>],
        span: Span,
        want: Want,
        object_code: Option<CodeMark>,
    ) -> Value<'ast> {
        let made = self.factory_type.take();
        let (sig, owner) = match &callee {
            Callee::Function { id, .. } => {
                (*id, made.or(object.as_ref().map(|o| o.ty.type_id)).unwrap_or(TypeId::NONE))
            }
            Callee::Handle(h) => (self.reg.ty(h.ty.type_id).signature, h.ty.type_id),
        };
        if let (Callee::Function { id, .. }, Some(o)) = (&callee, &object) {
            if let Some(v) = self.intrinsic(*id, o, sources, span, want) {
                return v;
            }
        }
        if let Callee::Function { id, .. } = &callee {
            if object.is_none() {
                if let Some(v) = self.math_intrinsic(*id, sources, span, want) {
                    return v;
                }
            }
        }
        if let Callee::Function { id, direct } = callee {
            if let Some(body) = self.leaf(id, direct) {
                return self.inline_call(id, body, object, sources, span, want, object_code);
            }
        }
        let view = self.reg.function(sig);
        let ret = self.reg.subst(view.return_type(), owner);
        let params: SmallVec<[DataType; 6]> = view.params().iter().map(|p| self.reg.subst(p.ty, owner)).collect();
        let hidden_result = !ret.is_ref() && self.is_value_type(ret);
        let has_this = object.is_some();
        let takes_type = view.is(FunctionTraits::TAKES_TYPE);
        let first = usize::from(hidden_result) + usize::from(has_this) + usize::from(takes_type);
        let mut total = first;
        let mut at: SmallVec<[usize; 6]> = SmallVec::new();
        let mut simple = true;
        let variadic = view.is(FunctionTraits::VARIADIC);
        let mut count_at = None;
        for i in 0..sources.len() {
            let ty = *params.get(i).or(params.last()).unwrap_or(&DataType::ERROR);
            if variadic && i + 1 == params.len() {
                count_at = Some(total);
                total += 1;
            }
            at.push(total);
            total += self.param_slots(ty);
            simple &= self.is_simple_param(ty);
        }
        let result_slots = if hidden_result {
            let n = self.slot_count(ret);
            // The result is built in place if that place is free to be written.
            Some(self.slots_for(n))
        } else {
            None
        };
        let mut outputs: Outputs<'ast> = SmallVec::new();
        let mut holds: Holds<'ast> = SmallVec::new();
        let mut placed: SmallVec<[Placed<'ast>; 4]> = SmallVec::new();
        // A script function may return a reference into an object that it was given: such objects stay.
        let keeps = ret.is_ref() && !(self.reg.function(sig).is_ffi() && matches!(callee, Callee::Function { .. }));
        let mut kept: Holds<'ast> = SmallVec::new();
        let mut failed = false;
        // What holds the object lies below the window: a frame begins above everything that is used.
        let hold = object.as_ref().is_some_and(|o| simple && self.needs_hold(o)).then(|| self.slot());
        let direct_window = simple.then(|| self.window(total));
        for i in (0..sources.len()).rev() {
            let ty = *params.get(i).or(params.last()).unwrap_or(&DataType::ERROR);
            let slot = direct_window.map(|w| w + at[i] as u16);
            let earlier = &sources[..i];
            match self.prepare(&sources[i], i, sig, owner, ty, slot, span, &mut outputs, &mut holds) {
                Some(arg) => {
                    let arg = self.detach_argument(arg, earlier);
                    if let Some(slot) = slot {
                        let borrowed =
                            if keeps && ty.ref_modifier == RefModifier::InOut { &mut kept } else { &mut holds };
                        self.place(arg, slot, borrowed);
                        if keeps {
                            self.keep_argument(slot, ty, &mut kept);
                        }
                    } else {
                        placed.push(Placed { at: at[i], ty, arg });
                    }
                }
                None => failed = true,
            }
        }
        let mut object = object;
        let mut callee = callee;
        if let Some(code) = object_code {
            match (&mut object, &mut callee) {
                (Some(o), _) => self.run_last(code, o),
                (None, Callee::Handle(h)) => self.run_last(code, h),
                _ => {}
            }
        }
        // An object of the host's own is found at once: in its place in the window.
        let host = object.as_ref().and_then(|o| self.take_host_object(o));
        // The object or handle comes last.
        let mut this_hold: Option<Value<'ast>> = None;
        let mut this_slot = NO_SLOT;
        let mut may_be_null = false;
        let loose = object.as_ref().is_some_and(|o| self.is_loosely_held(o));
        if let Some(o) = object.filter(|_| host.is_none()) {
            let at = direct_window.map(|w| w + u16::from(hidden_result));
            match self.prepare_this(o, hold, at) {
                Some((v, null)) => {
                    this_slot = v.slots()[0];
                    may_be_null = null;
                    this_hold = Some(v);
                }
                None => failed = true,
            }
        }
        if let Some(hold) = hold.filter(|&hold| hold != this_slot) {
            self.free(hold);
        }
        let mut handle_slot = NO_SLOT;
        if let Callee::Handle(h) = &callee {
            let h = *h;
            let h = if h.stable { self.load(h, None) } else { self.own(h, None) };
            handle_slot = self.slot_of(&h);
            this_hold = Some(h);
        }
        if failed {
            if let Some(w) = direct_window {
                for i in 0..total {
                    self.moved(w + i as u16);
                }
                self.free_window(w, total, false);
            }
            for p in placed {
                match p.arg {
                    Prepared::Scalar(v) | Prepared::Whole(v) | Prepared::Borrowed(v) | Prepared::Any(v, _) => {
                        self.release(&v);
                    }
                }
            }
            for h in holds.into_iter().chain(kept).chain(this_hold) {
                self.release(&h);
            }
            if let Some(s) = result_slots {
                self.free(s);
            }
            for o in outputs {
                self.release(&o.value);
            }
            return Value::error(span);
        }
        let w = match direct_window {
            Some(w) if !self.lives_above(w, total) => w,
            Some(w) => self.move_window(w, total),
            None => self.window(total),
        };
        for p in placed {
            let slot = w + p.at as u16;
            let borrowed = if keeps && p.ty.ref_modifier == RefModifier::InOut { &mut kept } else { &mut holds };
            self.place(p.arg, slot, borrowed);
            if keeps {
                self.keep_argument(slot, p.ty, &mut kept);
            }
        }
        if let Some(s) = result_slots {
            self.ab(Op::Lea, w, s);
        }
        let this_at = w + u16::from(hidden_result);
        if let Some(host) = host {
            self.ai(Op::LdHost, this_at, host);
        } else if let (true, Some(o)) = (has_this, &this_hold) {
            let addressed = self.is_value_type(o.ty) && self.address_into(o, this_at);
            if !addressed && this_slot != this_at {
                self.ab(Op::Mov, this_at, this_slot);
            }
        }
        if let Some(at) = count_at {
            self.ai(Op::LdI, w + at as u16, (sources.len() + 1 - params.len()) as i32);
        }
        if takes_type {
            let id = self.u.tables.ty(DataType::of(owner));
            self.ai(Op::LdType, w + first as u16 - 1, id as i32);
        }
        self.line(span);
        self.emit_call_instr(&callee, owner, w, this_at, handle_slot, may_be_null, has_this);
        self.consumed(w, total as u16);
        let mut v = self.finish_call(ret, owner, w, total, result_slots, this_hold, &holds, &kept, &outputs, span);
        v.loose = loose && ret.is_ref();
        v
    }

    /// Takes back the code that found an object of the host, if it is nothing else and ran last: tells which object it is.
    fn take_host_object(&mut self, o: &Value<'ast>) -> Option<i32> {
        let slot = match o.place {
            Place::Slot(s) if self.is_object(o.ty) && !self.is_value_type(o.ty) => s,
            Place::Mem { base, offset: 0 } if self.is_value_type(o.ty) => base,
            _ => return None,
        };
        let last = *self.code.last()?;
        if !o.temp || last.op() != Some(Op::LdHost) || last.a() != slot || self.is_live(slot) {
            return None;
        }
        self.code.pop();
        self.free(slot);
        Some(last.imm())
    }

    #[allow(clippy::too_many_arguments)]
    fn emit_call_instr(
        &mut self,
        callee: &Callee<'ast>,
        owner: TypeId,
        w: u16,
        this_at: u16,
        handle_slot: u16,
        may_be_null: bool,
        has_this: bool,
    ) {
        let (id, direct) = match callee {
            Callee::Handle(_) => {
                self.ai(Op::CallHandle, w, i32::from(handle_slot));
                return;
            }
            Callee::Function { id, direct } => (*id, *direct),
        };
        let view = self.reg.function(id);
        let def = view.def();
        if view.is_ffi() && def.kind != FunctionKind::InterfaceMethod {
            if may_be_null && has_this {
                self.check_null(this_at);
            }
            let owner = if owner.is_some() && self.reg.ty(owner).is_instance() { owner } else { TypeId::NONE };
            let n = self.u.tables.native(id, owner);
            self.ai(Op::CallNative, w, n as i32);
            return;
        }
        match def.kind {
            FunctionKind::Import => {
                let n = self.reg.script_function(id).import;
                self.ai(Op::CallImport, w, n as i32);
            }
            FunctionKind::InterfaceMethod => {
                let n = self.u.tables.interface_method(def.owner, def.slot);
                self.abc(Op::CallInterface, w, n as u16, this_at - w);
            }
            FunctionKind::Method if !direct && self.is_virtual(id) => {
                self.abc(Op::CallVirtual, w, def.slot as u16, this_at - w);
            }
            _ => {
                if may_be_null && has_this {
                    self.check_null(this_at);
                }
                self.call_relocs.push((self.pc(), id.0 - self.reg.first_function));
                self.ai(Op::Call, w, 0);
            }
        }
    }

    /// Whether the method to run depends on the object's real class.
    pub(super) fn is_virtual(&self, f: FunctionId) -> bool {
        let def = self.reg.function(f).def();
        if def.traits.has(FunctionTraits::FINAL) {
            return false;
        }
        let flags = self.reg.ty(def.owner).flags;
        if flags.has(TypeFlags::FINAL) {
            return false;
        }
        def.traits.has(FunctionTraits::OVERRIDDEN) || flags.has(TypeFlags::SHARED)
    }

    /// After the call: result, releases, outputs.
    #[allow(clippy::too_many_arguments)]
    fn finish_call(
        &mut self,
        ret: DataType,
        owner: TypeId,
        w: u16,
        total: usize,
        result_slots: Option<u16>,
        this_hold: Option<Value<'ast>>,
        holds: &[Value<'ast>],
        kept_args: &[Value<'ast>],
        outputs: &[Output<'ast>],
        span: Span,
    ) -> Value<'ast> {
        let _ = owner;
        let plain = ret.with_ref(RefModifier::None);
        let mut result = if plain.is_void() {
            self.free_window(w, total, false);
            Value::void(span)
        } else if ret.is_ref() {
            self.free_window(w, total, true);
            let object = self.is_reference_type(plain.type_id) && !plain.is_handle;
            let place = if object { Place::Slot(w) } else { Place::Mem { base: w, offset: 0 } };
            let mut v = Value::new(plain, place, span);
            v.temp = true;
            v.lvalue = true;
            v
        } else if let Some(s) = result_slots {
            self.free_window(w, total, false);
            let ty = plain.with_const(false);
            self.born_as(s, ty);
            Value::temp(plain, s, span)
        } else {
            self.free_window(w, total, true);
            let ty = plain.value();
            self.born_as(w, ty);
            let mut v = Value::temp(if plain.is_handle || self.is_object(plain) { plain } else { ty }, w, span);
            if plain.is_handle {
                v.ty.is_const = false;
            }
            v
        };
        // A reference may lead into the object: it stays as long as the reference is used.
        let mut kept = false;
        for &h in holds {
            self.release_after_call(h);
        }
        if let Some(h) = this_hold {
            if ret.is_ref() && self.owns_anything(&h) {
                let mut slots: Vec<u16> = h
                    .slots()
                    .into_iter()
                    .chain(h.holds)
                    .filter(|&s| s != NO_SLOT && !self.slots.is_pinned(s))
                    .collect();
                slots.retain(|&s| self.is_live(s));
                for (i, s) in slots.into_iter().take(2).enumerate() {
                    result.holds[i] = s;
                    kept = true;
                }
            }
            if kept {
                let own = if h.temp { h.slots() } else { [NO_SLOT; 2] };
                for s in own.into_iter().chain(h.holds) {
                    if s != NO_SLOT && !result.holds.contains(&s) && !self.slots.is_pinned(s) && !self.is_live(s) {
                        self.free(s);
                    }
                }
            } else {
                self.release_after_call(h);
            }
        }
        for &h in kept_args {
            let slot = h.slots()[0];
            if !self.owns_anything(&h) {
                self.release_after_call(h);
            } else if let Some(free) = result.holds.iter_mut().find(|s| **s == NO_SLOT) {
                *free = slot;
                // Whatever else the argument holds belongs to the object's own life.
                for s in h.holds {
                    self.release_temp(s);
                }
            } else {
                self.release_after_call(h);
                self.error(
                    128,
                    span,
                    "the reference may lead into one of too many temporary objects; keep some of them in variables",
                );
            }
        }
        for &o in outputs {
            match o.target {
                Some(e) => self.assign_output(e, o.value),
                None => self.release(&o.value),
            }
        }
        result
    }

    // ---- default arguments ----
}
