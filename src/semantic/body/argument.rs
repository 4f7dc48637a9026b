//! Arguments of calls: where they go, what they hold and what they are converted to.

use smallvec::SmallVec;

use crate::base::{FunctionId, Span, TypeId};
use crate::bytecode::{CleanupKind, Op};
use crate::syntax::ast::{self, ExprKind};
use crate::types::{DataType, RefModifier, TypeKind};

use super::convert::How;
use super::overload::ArgSource;
use super::repr::{Counting, Repr};
use super::{FnCompiler, Place, Special, Value, Want};

/// An argument that is ready to be moved into the window.
#[derive(Clone, Copy)]
pub(super) enum Prepared<'ast> {
    /// A primitive or pointer; if the slot owns a reference, it goes to the callee.
    Scalar(Value<'ast>),
    /// A whole value in slots, owned by the callee from the call on.
    Whole(Value<'ast>),
    /// An address or object that the caller keeps.
    Borrowed(Value<'ast>),
    /// The two slots of a `?` parameter: address and type.
    Any(Value<'ast>, u32),
}

/// An output to be assigned after the call.
#[derive(Clone, Copy)]
pub(super) struct Output<'ast> {
    pub target: Option<&'ast ast::Expr<'ast>>,
    pub value: Value<'ast>,
}

/// The outputs of a call: seldom any.
pub(super) type Outputs<'ast> = SmallVec<[Output<'ast>; 1]>;

/// What is to be let go after a call.
pub(super) type Holds<'ast> = SmallVec<[Value<'ast>; 3]>;

/// An argument with its place in the window.
#[derive(Clone, Copy)]
pub(super) struct Placed<'ast> {
    pub at: usize,
    /// The parameter's type.
    pub ty: DataType,
    pub arg: Prepared<'ast>,
}

impl<'u, 'b, 'ast> FnCompiler<'u, 'b, 'ast> {
    /// Slots that a parameter takes in the window.
    pub(super) fn param_slots(&self, ty: DataType) -> usize {
        if ty.is_any() {
            return 2;
        }
        if ty.is_ref() { 1 } else { self.slot_count(ty).max(1) }
    }

    /// Whether the argument needs nothing besides its slot in the window.
    pub(super) fn is_simple_param(&self, ty: DataType) -> bool {
        if ty.is_any() {
            return false;
        }
        let repr = self.repr(ty);
        match ty.ref_modifier {
            RefModifier::None => matches!(repr, Repr::Prim(_)) || ty.is_handle,
            RefModifier::In => matches!(repr, Repr::Prim(_)) || ty.is_handle,
            _ => false,
        }
    }

    /// Whether a value of the caller lies above the window, where the callee's frame will be.
    pub(super) fn lives_above(&self, w: u16, total: usize) -> bool {
        self.slots.top() > w as usize + total.max(1)
    }

    /// A window above everything, with the content of the old one.
    pub(super) fn move_window(&mut self, old: u16, total: usize) -> u16 {
        let w = self.window(total);
        self.abc(Op::MovN, w, old, total as u16);
        for i in 0..total as u16 {
            let kind = self.live.iter().rev().find(|l| l.slot == old + i).map(|l| l.kind);
            if let Some(kind) = kind {
                if let CleanupKind::DestroyV(ty) = kind {
                    self.copy_fixed_value(ty, old + i, w + i);
                }
                self.moved(old + i);
                self.born(w + i, kind);
            }
        }
        self.free_window(old, total, false);
        w
    }

    /// The value in `old` was copied to `new` as bytes: if it is of a type for which that is not enough, it is copied again as
    /// it should be, and destroyed in its old place.
    fn copy_fixed_value(&mut self, ty: u32, old: u16, new: u16) {
        let id = self.u.tables.types[ty as usize].ty.type_id;
        if self.reg.ty(id).moves_as_bytes() {
            return;
        }
        let (d, s) = (self.slot(), self.slot());
        self.ab(Op::Lea, d, new);
        self.ab(Op::Lea, s, old);
        self.abc(Op::CopyConstruct, d, s, ty as u16);
        self.ai(Op::DestroyV, old, ty as i32);
        self.free(d);
        self.free(s);
    }

    /// An argument that was only looked at is copied if an argument that is evaluated later may change it.
    pub(super) fn detach_argument(&mut self, arg: Prepared<'ast>, earlier: &[ArgSource<'ast>]) -> Prepared<'ast> {
        let changes = |this: &Self| earlier.iter().any(|s| matches!(s, ArgSource::Expr(e) if this.may_assign(e)));
        match arg {
            Prepared::Scalar(v) if v.is_variable_slot() && !self.is_live(self.slot_of(&v)) && changes(self) => {
                Prepared::Scalar(self.detach(v))
            }
            other => other,
        }
    }

    /// Moves an argument into its slot.
    pub(super) fn place(&mut self, arg: Prepared<'ast>, slot: u16, holds: &mut Holds<'ast>) {
        match arg {
            Prepared::Scalar(v) => {
                if let Place::Slot(s) = v.place {
                    if s == slot {
                        return;
                    }
                    if v.temp && self.is_live(s) {
                        let kind = self.live.iter().rev().find(|l| l.slot == s).map(|l| l.kind);
                        self.ab(Op::Mov, slot, s);
                        self.moved(s);
                        if let Some(kind) = kind {
                            self.born(slot, kind);
                        }
                        self.free(s);
                        return;
                    }
                }
                self.load_to(v, slot);
            }
            Prepared::Whole(v) => {
                if let Place::Slot(s) = v.place {
                    if s != slot && !self.reg.ty(v.ty.type_id).moves_as_bytes() {
                        let ty = v.ty;
                        self.value_into_slots(v, ty, slot);
                        return;
                    }
                    let n = self.slot_count(v.ty);
                    if n == 1 {
                        self.ab(Op::Mov, slot, s);
                    } else {
                        self.abc(Op::MovN, slot, s, n as u16);
                    }
                    let kind = self.live.iter().rev().find(|l| l.slot == s).map(|l| l.kind);
                    self.moved(s);
                    if let Some(kind) = kind {
                        self.born(slot, kind);
                    }
                    self.free(s);
                }
            }
            Prepared::Borrowed(v) => {
                if !self.address_into(&v, slot) {
                    self.ab(Op::Mov, slot, v.slots()[0]);
                }
                holds.push(v);
            }
            Prepared::Any(v, ty) => {
                let s = v.slots()[0];
                self.ab(Op::Mov, slot, s);
                self.ai(Op::LdType, slot + 1, ty as i32);
                holds.push(v);
            }
        }
    }

    /// A second reference to the object of a handle argument, which the caller keeps.
    pub(super) fn keep_argument(&mut self, slot: u16, ty: DataType, kept: &mut Holds<'ast>) {
        if ty.is_ref() || !ty.is_handle || !self.is_live(slot) {
            return;
        }
        let span = self.function_span;
        let v = self.own(Value { stable: true, ..Value::new(ty.value(), Place::Slot(slot), span) }, None);
        kept.push(v);
    }

    /// Compiles an argument for a parameter. With `slot` the parameter is simple and its slot in the window is known.
    #[allow(clippy::too_many_arguments)]
    pub(super) fn prepare(
        &mut self,
        source: &ArgSource<'ast>,
        index: usize,
        f: FunctionId,
        owner: TypeId,
        ty: DataType,
        slot: Option<u16>,
        span: Span,
        outputs: &mut Outputs<'ast>,
        holds: &mut Holds<'ast>,
    ) -> Option<Prepared<'ast>> {
        if ty.is_error() {
            return None;
        }
        if ty.ref_modifier == RefModifier::Out {
            return self.prepare_out(source, ty, span, outputs);
        }
        let plain = ty.with_ref(RefModifier::None);
        let want = Want { ty: (!ty.is_any()).then_some(plain), slot, lvalue: false };
        let v = match source {
            ArgSource::Expr(e) => self.expr(e, want),
            ArgSource::Value(v) => *v,
            ArgSource::Default => self.default_argument(f, owner, index, plain, span),
        };
        if v.is_error() {
            return None;
        }
        if ty.is_any() {
            return self.prepare_any(v);
        }
        if ty.ref_modifier == RefModifier::InOut {
            let before = self.u.diags.error_count();
            let prepared = self.prepare_inout(v, ty);
            if self.u.diags.error_count() > before {
                self.blame_argument(f, owner, index);
            }
            return prepared;
        }
        let before = self.u.diags.error_count();
        let v = self.convert(v, plain, How::Implicit, want);
        if v.is_error() {
            if self.u.diags.error_count() > before {
                self.blame_argument(f, owner, index);
            }
            return None;
        }
        match self.repr(plain) {
            Repr::Prim(_) => Some(Prepared::Scalar(match v.place {
                Place::Const(_) if slot.is_some() => self.load(v, slot),
                Place::Slot(_) => v,
                _ => self.load(v, slot),
            })),
            Repr::Ptr(counting) if plain.is_handle => {
                if v.is_null() {
                    return Some(Prepared::Scalar(self.load(v, slot)));
                }
                if counting == Counting::Not {
                    return Some(Prepared::Scalar(self.load(v, slot)));
                }
                Some(Prepared::Scalar(self.own(v, slot)))
            }
            Repr::Ptr(_) => {
                // An object of a reference type.
                let by_value = ty.ref_modifier == RefModifier::None;
                if ty.ref_modifier == RefModifier::In && ty.is_const {
                    return Some(Prepared::Borrowed(self.borrow_object(v)));
                }
                let copy = self.copy_object(v, plain, span);
                if copy.is_error() {
                    return None;
                }
                Some(if by_value { Prepared::Scalar(copy) } else { Prepared::Borrowed(copy) })
            }
            Repr::Value { .. } => {
                if ty.ref_modifier == RefModifier::None {
                    let v = self.own_whole(v, plain);
                    return (!v.is_error()).then_some(Prepared::Whole(v));
                }
                // A local or temporary can be referred to; anything else might change during the call.
                let referable = v.temp && matches!(v.place, Place::Slot(_) | Place::SlotAt { .. })
                    || matches!(v.place, Place::Mem { base, .. } if self.is_literal_base(base, &v))
                    || (ty.is_const && matches!(v.place, Place::Slot(_) | Place::SlotAt { .. }))
                    || (ty.is_const && self.is_const_parameter(&v))
                    || (ty.is_const && self.u.options.allow_unsafe_references);
                let v = if referable && (ty.is_const || v.temp) { v } else { self.own_whole(v, plain) };
                if v.is_error() {
                    return None;
                }
                let _ = holds;
                Some(Prepared::Borrowed(self.addressable(v)))
            }
            Repr::None => None,
        }
    }

    /// Whether a value in memory is one that nothing changes while this function runs.
    pub(super) fn is_kept(&self, v: &Value<'ast>) -> bool {
        let Place::Mem { base, .. } = v.place else { return false };
        self.is_literal_base(base, v) || self.is_const_parameter(v)
    }

    /// The address is that of a string constant: nothing ever changes it.
    fn is_literal_base(&self, _base: u16, v: &Value<'ast>) -> bool {
        v.stable && v.ty.is_const && v.temp && !v.lvalue
    }

    /// A `const &in` parameter of this very function refers to something its own caller keeps unchanged.
    fn is_const_parameter(&self, v: &Value<'ast>) -> bool {
        let Place::Mem { base, .. } = v.place else { return false };
        self.locals
            .iter()
            .any(|l| l.is_param && l.ty.is_const && matches!(l.place, Place::Mem { base: b, .. } if b == base))
    }

    /// An object passed by reference: kept alive by the caller if nothing else does. Null raises.
    fn borrow_object(&mut self, v: Value<'ast>) -> Value<'ast> {
        let v = self.deref(v);
        if v.stable || !self.is_counted(v.ty) { self.load(v, None) } else { self.own(v, None) }
    }

    fn prepare_inout(&mut self, v: Value<'ast>, ty: DataType) -> Option<Prepared<'ast>> {
        let plain = ty.with_ref(RefModifier::None);
        let span = v.span;
        if self.is_reference_type(plain.type_id) && !plain.is_handle {
            let v = self.settle(v);
            if v.is_error() {
                return None;
            }
            if v.ty.object_is_const() && !plain.is_const {
                let (a, b) = (self.display(v.ty), self.display(ty));
                self.release(&v);
                self.error(65, span, format!("'{a}' is read-only and cannot be passed as '{b}'"));
                return None;
            }
            if !plain.is_const && !self.refers_to(v.ty, plain) && self.cost(&v, plain).is_some() {
                let (a, b) = (self.display(v.ty), self.display(plain));
                self.release(&v);
                self.error(65, span, format!("'{a}' is no '{b}' that could be changed"));
                return None;
            }
            let v = self.convert(v, plain, How::Implicit, Want::ANY);
            if v.is_error() {
                return None;
            }
            return Some(Prepared::Borrowed(self.borrow_object(v)));
        }
        let v = self.settle(v);
        if v.is_error() {
            return None;
        }
        if v.ty.same_value(plain) && v.lvalue && (plain.is_const || !v.ty.is_const) {
            return Some(Prepared::Borrowed(self.address(v)));
        }
        if !plain.is_const {
            let text = self.display(ty);
            self.release(&v);
            self.error(105, span, format!("the argument for '{text}' must be a variable of exactly that type"));
            return None;
        }
        let v = self.convert(v, plain, How::Implicit, Want::ty(plain));
        if v.is_error() {
            return None;
        }
        let v = if matches!(self.repr(plain), Repr::Prim(_)) {
            let t = self.slot();
            self.load_to(v, t);
            Value::temp(plain, t, span)
        } else if plain.is_handle {
            self.own(v, None)
        } else {
            v
        };
        Some(Prepared::Borrowed(self.address(v)))
    }

    /// `?&in` and `?&inout`: address and type of whatever is given.
    fn prepare_any(&mut self, v: Value<'ast>) -> Option<Prepared<'ast>> {
        let span = v.span;
        let v = self.settle(v);
        if v.is_error() {
            return None;
        }
        if v.ty.is_void() {
            self.error(73, span, "an expression without a value ('void') cannot be an argument");
            return None;
        }
        let mut v = v;
        if v.is_null() {
            let ty = self.u.tables.ty(DataType::NULL);
            let t = self.slot();
            self.ai(Op::LdI, t, 0);
            let v = Value::temp(DataType::NULL, t, span);
            return Some(Prepared::Any(self.address(v), ty));
        }
        let funcdef = self.reg.kind(v.ty.type_id) == TypeKind::Funcdef;
        if v.ty.is_handle && !v.explicit_handle && !funcdef && self.reg.kind(v.ty.type_id) != TypeKind::Interface {
            v = self.deref(v);
        }
        let ty = self.u.tables.ty(v.ty);
        let v = match self.repr(v.ty) {
            Repr::Prim(_) => {
                let t = self.slot();
                let plain = v.ty.value();
                self.load_to(v, t);
                self.address(Value::temp(plain, t, span))
            }
            Repr::Ptr(_) if v.ty.is_handle => {
                let v = self.own(v, None);
                self.address(v)
            }
            Repr::Ptr(_) => self.borrow_object(v),
            // What lies elsewhere might change, or go, while other arguments are evaluated and the function runs.
            _ if matches!(v.place, Place::Slot(_) | Place::SlotAt { .. }) || self.is_kept(&v) => self.address(v),
            _ => {
                let plain = v.ty.value();
                let v = self.own_whole(v, plain);
                if v.is_error() {
                    return None;
                }
                self.address(v)
            }
        };
        Some(Prepared::Any(v, ty))
    }

    /// `&out`: a fresh variable for the callee; what it holds is assigned to the argument afterwards.
    fn prepare_out(
        &mut self,
        source: &ArgSource<'ast>,
        ty: DataType,
        span: Span,
        outputs: &mut Outputs<'ast>,
    ) -> Option<Prepared<'ast>> {
        let plain = ty.with_ref(RefModifier::None).with_const(false);
        let (target, fresh_type) = match source {
            ArgSource::Expr(e) => {
                let e = *e;
                self.mark_assigned(e);
                let probe = self.probe_target(e);
                if probe.is_error() {
                    let v = self.expr(e, Want::ANY);
                    self.release(&v);
                    return None;
                }
                if matches!(e.kind, ExprKind::Void) || probe.is_null() || probe.as_const() == Some(0) {
                    (None, if ty.is_any() { DataType::INT64 } else { plain })
                } else if self.out_is_assignable(&probe) {
                    (Some(e), if ty.is_any() { probe.ty.value() } else { plain })
                } else {
                    self.error(105, e.span, "an output argument must be something that can be assigned to, or 'void'");
                    return None;
                }
            }
            ArgSource::Value(v) => {
                // The variable of a generic conversion: it is written directly.
                let v = *v;
                let id = self.u.tables.ty(v.ty);
                let held = matches!(self.repr(v.ty), Repr::Ptr(_)) && !v.ty.is_handle;
                let v = if held { self.load(v, None) } else { self.address(v) };
                return Some(if ty.is_any() { Prepared::Any(v, id) } else { Prepared::Borrowed(v) });
            }
            ArgSource::Default => (None, if ty.is_any() { DataType::INT64 } else { plain }),
        };
        let fresh = self.fresh_variable(fresh_type, span);
        if fresh.is_error() {
            return None;
        }
        outputs.push(Output { target, value: fresh });
        let shown = Value { temp: false, ..fresh };
        let id = self.u.tables.ty(fresh_type);
        let object = matches!(self.repr(fresh_type), Repr::Ptr(_)) && !fresh_type.is_handle;
        let v = if object { self.load(shown, None) } else { self.address(shown) };
        Some(if ty.is_any() { Prepared::Any(v, id) } else { Prepared::Borrowed(v) })
    }

    /// What an output argument is, without compiling it.
    fn probe_target(&mut self, e: &'ast ast::Expr<'ast>) -> Value<'ast> {
        self.speculate(|this| {
            let v = this.expr(e, Want { lvalue: true, ..Want::ANY });
            if let Some(Special::Property(p)) = v.as_special() {
                let p = *p;
                if let Some(ty) = this.setter_type(&p) {
                    return Value { lvalue: true, ..Value::new(ty.value(), Place::Void, v.span) };
                }
            }
            this.settle(v)
        })
    }

    fn out_is_assignable(&self, v: &Value<'ast>) -> bool {
        if v.ty.is_const && !v.ty.is_handle {
            return false;
        }
        v.lvalue && !v.ty.is_const || (self.is_object(v.ty) && v.as_const().is_none() && !v.ty.is_void())
    }

    /// Whether nothing but a global or a handle keeps the object alive.
    pub(super) fn is_loosely_held(&self, o: &Value<'ast>) -> bool {
        matches!(o.place, Place::Global(_))
            || (o.ty.is_handle && !matches!(o.place, Place::Slot(s) if self.slots.is_pinned(s)))
    }

    /// Makes a value one whose address is known without looking anywhere: it need not be calculated before it is needed.
    fn addressable(&mut self, v: Value<'ast>) -> Value<'ast> {
        match v.place {
            Place::Slot(_) | Place::SlotAt { .. } | Place::Mem { .. } => v,
            _ => self.address(v),
        }
    }

    /// Writes the address of a value of a value type to a slot. `false`: it is no such value, and its slot holds an address
    /// or object already.
    pub(super) fn address_into(&mut self, v: &Value<'ast>, to: u16) -> bool {
        match v.place {
            Place::Mem { base, offset } if offset > 0 => self.add_offset(to, base, offset),
            Place::Slot(s) if matches!(self.repr(v.ty), Repr::Value { .. }) => self.ab(Op::Lea, to, s),
            Place::SlotAt { slot, offset } if matches!(self.repr(v.ty), Repr::Value { .. }) => {
                self.abc(Op::LeaOff, to, slot, offset);
            }
            _ => return false,
        }
        true
    }

    /// Whether the object of a method call must be held by a slot of its own while the method runs, as far as can be told
    /// before the arguments are compiled.
    pub(super) fn needs_hold(&self, o: &Value<'ast>) -> bool {
        matches!(o.place, Place::Mem { .. } | Place::Field { .. } | Place::Element { .. } | Place::Global(_))
            && !o.stable
            && self.is_counted(o.ty)
            && !self.is_value_type(o.ty)
    }

    /// The object of a method call: of value types something that has an address, of others a slot. Tells whether it may be
    /// null. `hold`: the slot for an object that is held while the method runs; `window`: where it goes, if that is known.
    pub(super) fn prepare_this(
        &mut self,
        o: Value<'ast>,
        hold: Option<u16>,
        window: Option<u16>,
    ) -> Option<(Value<'ast>, bool)> {
        let o = self.settle(o);
        if o.is_error() {
            return None;
        }
        if self.is_value_type(o.ty) {
            return Some((self.addressable(o), false));
        }
        let null = !self.is_surely_there(&o);
        let o = if o.stable || !self.is_counted(o.ty) { self.load(o, window) } else { self.own(o, hold) };
        Some((o, null))
    }
}
