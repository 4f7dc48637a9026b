//! Assignments: plain, of handles, compound, and of outputs.

use crate::base::{Span, TypeId, names};
use crate::bytecode::Op;
use crate::syntax::ast::{self, BinaryOp, ExprKind, UnaryOp};
use crate::types::{TypeFlags, TypeKind};

use super::convert::How;
use super::emit::CodeMark;
use super::overload::Match;
use super::repr::Repr;
use super::value::{NO_SLOT, blamed};
use super::{FnCompiler, Place, PropertyRef, Special, Value, Want};

impl<'u, 'b, 'ast> FnCompiler<'u, 'b, 'ast> {
    /// `left = right`, or with an operator `left op= right`.
    pub(super) fn assign(
        &mut self,
        op: Option<BinaryOp>,
        left: &'ast ast::Expr<'ast>,
        right: &'ast ast::Expr<'ast>,
        op_span: Span,
        span: Span,
        _want: Want,
    ) -> Value<'ast> {
        if op.is_none() {
            if let (ExprKind::Name(n), ExprKind::List { ty: None, .. }) = (&left.kind, &right.kind) {
                // `T = {…}` is a list of type T (GRAM-01).
                if let Some(ty) = self.constructed_type(n) {
                    return self.list_value(right, ty);
                }
            }
            if let Some(v) = self.member_initialisation(left, right, span) {
                return v;
            }
            if let Some(v) = self.assign_variable(left, right, span) {
                return v;
            }
        }
        let mark = self.mark();
        let l = self.expr(left, Want { lvalue: true, ..Want::ANY });
        let l = self.check_target(l, left.span);
        if l.is_error() {
            let r = self.expr(right, Want::ANY);
            self.release(&r);
            return Value::error(span);
        }
        let l = Value { span: blamed(left), ..l };
        let mark = self.until_here(mark);
        let v = match op {
            None => self.assign_plain(l, right, mark, span),
            Some(op) => self.assign_compound(op, l, right, mark, op_span, span),
        };
        if !v.is_error() {
            self.mark_assigned(left);
        }
        v
    }

    /// A target may be a property or a value; names of other things are reported.
    fn check_target(&mut self, l: Value<'ast>, span: Span) -> Value<'ast> {
        if let Some(Special::Property(_)) = l.as_special() {
            return l;
        }
        let l = self.settle(l);
        if l.is_error() {
            return l;
        }
        if l.ty.is_void() || l.is_null() {
            return self.fail(70, span, "the left side of an assignment must be something that can be assigned to");
        }
        l
    }

    /// The common case: a local variable of primitive type is the place where the right side is computed.
    fn assign_variable(
        &mut self,
        left: &'ast ast::Expr<'ast>,
        right: &'ast ast::Expr<'ast>,
        span: Span,
    ) -> Option<Value<'ast>> {
        let ExprKind::Name(n) = &left.kind else { return None };
        if !n.scope.is_none() || !n.args.is_empty() {
            return None;
        }
        let local = self.locals.iter().rev().find(|l| l.name == n.name.name)?;
        let ty = local.ty;
        let Place::Slot(slot) = local.place else { return None };
        if ty.is_const || local.constant.is_some() || self.prim(ty).is_none() {
            return None;
        }
        let v = self.value_as(right, ty, Some(slot));
        self.mark_assigned(left);
        if v.is_error() {
            return Some(v);
        }
        self.load_to(v, slot);
        let mut out = Value::new(ty, Place::Slot(slot), span);
        out.lvalue = true;
        Some(out)
    }

    fn assign_plain(
        &mut self,
        l: Value<'ast>,
        right: &'ast ast::Expr<'ast>,
        code: CodeMark,
        span: Span,
    ) -> Value<'ast> {
        if let Place::Special(&Special::Property(p)) = l.place {
            return self.assign_property(p, l.explicit_handle, right, code, span);
        }
        if l.explicit_handle {
            return self.assign_handle(l, right, code, span);
        }
        if l.as_const().is_some() {
            let (code, text) = if self.is_enum(l.ty) {
                (70, "an enum value is a constant and cannot be assigned")
            } else if l.ty.is_const {
                (71, "a constant cannot be assigned")
            } else {
                (70, "a constant cannot be assigned")
            };
            let r = self.expr(right, Want::ANY);
            self.release(&r);
            return self.fail(code, l.span, text);
        }
        if self.prim(l.ty).is_some() {
            if !self.check_assignable(&l) {
                let r = self.expr(right, Want::ANY);
                self.release(&r);
                self.release(&l);
                return Value::error(span);
            }
            let r = self.value_as(right, l.ty.value(), None);
            if r.is_error() {
                self.release(&l);
                return r;
            }
            let r =
                if matches!(r.place, Place::Slot(_)) { self.hold_for_later(r, code, false) } else { self.operand(r) };
            let mut l = l;
            self.run_last(code, &mut l);
            let s = self.slot_of(&r);
            self.store_raw(&l, s);
            self.release(&r);
            return Value { lvalue: true, span, ..l };
        }
        if l.ty.is_handle && self.assigns_handle(l.ty.type_id) {
            return self.assign_handle(l, right, code, span);
        }
        // Objects: the value behind a handle is assigned, not the handle.
        let object = l.ty.object();
        let r = self.expr(right, Want::ty(object.value()));
        if matches!(right.kind, ExprKind::Null) {
            self.release(&l);
            let text = self.display(l.ty.value());
            return self.fail(
                65,
                right.span,
                format!("'null' cannot be assigned to '{text}' as a value; write @… = null"),
            );
        }
        let r = match r.as_special() {
            Some(Special::List(_)) => r,
            _ => self.settle(r),
        };
        if r.is_error() {
            self.release(&l);
            return r;
        }
        if r.ty.is_void() && r.as_special().is_none() {
            self.release(&l);
            return self.fail(73, r.span, "an expression without a value ('void') cannot be assigned");
        }
        if self.reg.kind(l.ty.type_id) == TypeKind::Funcdef {
            self.release(&r);
            self.release(&l);
            return self.fail(81, span, "function handles are assigned with '@' on the left side");
        }
        if object.is_const {
            self.release(&r);
            self.release(&l);
            return self.fail(71, l.span, "the object is read-only and cannot be assigned");
        }
        if self.u.options.disallow_value_assign_for_ref_type
            && self.is_reference_type(object.type_id)
            && !self.is_handle_like(object.type_id)
        {
            self.release(&r);
            self.release(&l);
            let text = self.display(object.value());
            return self.fail(82, span, format!("objects of '{text}' are not assigned by value here; write @… = …"));
        }
        let r = self.hold_for_later(r, code, false);
        let mut l = l;
        self.run_last(code, &mut l);
        let mut v = self.assign_object(l, r, span);
        v.span = span;
        v
    }

    /// A right side that was compiled first must neither change nor go away while the target is found (EVAL-02). `code` is
    /// what finds it; `runs` tells that other code will run as well.
    fn hold_for_later(&mut self, r: Value<'ast>, code: CodeMark, runs: bool) -> Value<'ast> {
        if r.is_error() || r.as_special().is_some() || r.as_const().is_some() {
            return r;
        }
        let (start, end) = code.range();
        let moved = &self.code[start as usize..end as usize];
        let writes = |slot: u16| moved.iter().any(|i| i.a() == slot || i.op() == Some(Op::Lea) && i.b() == slot);
        let runs = runs || moved.iter().any(|i| i.op().is_some_and(may_run_code));
        match (self.repr(r.ty), &r.place) {
            (Repr::Prim(_), Place::Slot(s) | Place::SlotAt { slot: s, .. }) => {
                if !r.temp && (runs || writes(*s)) {
                    self.detach(r)
                } else {
                    r
                }
            }
            (Repr::Prim(_), _) => self.load(r, None),
            (_, Place::Slot(s) | Place::SlotAt { slot: s, .. }) if r.temp || !(runs || writes(*s)) => r,
            _ if self.is_reference_type(r.ty.type_id) => {
                if runs && (r.ty.is_handle || !r.stable) {
                    self.own(r, None)
                } else {
                    r
                }
            }
            _ if runs && self.is_value_type(r.ty) && !self.is_kept(&r) => {
                let ty = r.ty;
                self.own_whole(r, ty)
            }
            _ => r,
        }
    }

    /// Whether `a = b` sets the handle `a`: always for types whose handles are implicit (TYPE-24), and as an extension for
    /// types that have no value assignment, of which nothing else can be meant.
    fn assigns_handle(&self, id: TypeId) -> bool {
        let def = self.reg.ty(id);
        def.flags.has(TypeFlags::IMPLICIT_HANDLE)
            || self.u.options.implicit_handle_assignment
                && self.supports_handles(id)
                && def.behaviors.assign.is_none()
                && !self.reg.has_method(id, names::OP_ASSIGN)
    }

    /// Whether a primitive or handle place can be written; reports if not.
    fn check_assignable(&mut self, l: &Value<'ast>) -> bool {
        if !l.lvalue {
            let code = if l.temp && matches!(l.place, Place::Slot(_)) { 72 } else { 70 };
            self.error(code, l.span, "the left side is a temporary value; nothing can be assigned to it");
            return false;
        }
        if l.ty.is_const {
            self.error(71, l.span, "the left side is read-only");
            return false;
        }
        true
    }

    /// `@left = right`
    fn assign_handle(
        &mut self,
        l: Value<'ast>,
        right: &'ast ast::Expr<'ast>,
        code: CodeMark,
        span: Span,
    ) -> Value<'ast> {
        if self.is_handle_like(l.ty.type_id) && !l.ty.is_handle {
            return self.assign_handle_like(l, right, code, span);
        }
        if !l.ty.is_handle || !l.lvalue {
            let r = self.expr(right, Want::ANY);
            self.release(&r);
            self.release(&l);
            return self.fail(70, l.span, "the left side is no handle that can be set");
        }
        if l.ty.is_const {
            let r = self.expr(right, Want::ANY);
            self.release(&r);
            self.release(&l);
            return self.fail(71, l.span, "the handle is read-only");
        }
        let r = self.value_as(right, l.ty.value(), None);
        if r.is_error() {
            self.release(&l);
            return r;
        }
        self.store_handle(l, r, code, span)
    }

    fn store_handle(&mut self, l: Value<'ast>, r: Value<'ast>, code: CodeMark, span: Span) -> Value<'ast> {
        let r = if r.is_null() { self.load(r, None) } else { self.own(r, None) };
        let mut l = l;
        self.run_last(code, &mut l);
        let s = self.slot_of(&r);
        self.store_handle_move(&l, s);
        if self.is_live(s) && !self.slots.is_pinned(s) {
            self.moved(s);
        }
        self.release(&r);
        Value { span, explicit_handle: false, ..l }
    }

    /// `@r = x` of a value that acts as a handle.
    fn assign_handle_like(
        &mut self,
        l: Value<'ast>,
        right: &'ast ast::Expr<'ast>,
        code: CodeMark,
        span: Span,
    ) -> Value<'ast> {
        if l.ty.is_const {
            let r = self.expr(right, Want::ANY);
            self.release(&r);
            self.release(&l);
            return self.fail(71, l.span, "the handle is read-only");
        }
        let r = self.value(right, Want::ANY);
        if r.is_error() {
            self.release(&l);
            return r;
        }
        let r = self.hold_for_later(r, code, false);
        let mut l = l;
        self.run_last(code, &mut l);
        self.assign_handle_like_value(l, r, span)
    }

    /// The same with a compiled right side.
    pub(super) fn assign_handle_like_value(&mut self, l: Value<'ast>, r: Value<'ast>, span: Span) -> Value<'ast> {
        let mut r = r;
        // Whatever is given is taken as a handle.
        if !r.is_null() && self.is_reference_type(r.ty.type_id) && self.supports_handles(r.ty.type_id) {
            r = Value { ty: r.ty.handle(), explicit_handle: true, ..r };
        }
        for name in [names::OP_HNDL_ASSIGN, names::OP_ASSIGN] {
            match self.find_operator(&l, name, &r) {
                Match::One(f) => return self.operator_call(f, l, r, span),
                Match::Several(list) => {
                    // The type itself is a better fit than anything.
                    let ty = l.ty.type_id;
                    let own = list.iter().copied().find(|&f| self.reg.function(f).params()[0].ty.type_id == ty);
                    if let Some(f) = own {
                        return self.operator_call(f, l, r, span);
                    }
                }
                Match::None => {}
            }
        }
        let (a, b) = (self.display(l.ty.value()), self.display_value(&r));
        self.release(&r);
        self.release(&l);
        self.fail(81, span, format!("'{a}' cannot refer to {b}"))
    }

    fn assign_property(
        &mut self,
        p: PropertyRef<'ast>,
        as_handle: bool,
        right: &'ast ast::Expr<'ast>,
        code: CodeMark,
        span: Span,
    ) -> Value<'ast> {
        let readable = self.property_type(&p);
        let target = self.setter_type(&p);
        if as_handle {
            let ty = target.or(readable);
            if ty.is_some_and(|t| !t.is_handle && !self.is_handle_like(t.type_id)) {
                let r = self.expr(right, Want::ANY);
                self.release(&r);
                return self.fail(193, span, "the property is no handle");
            }
        } else if let Some(t) = readable.filter(|t| t.is_handle) {
            // The value of the object that the getter gives is assigned (PROP-15).
            if !self.assigns_handle(t.type_id) && self.reg.kind(t.type_id) != TypeKind::Funcdef {
                let r = self.expr(right, Want::ty(t.object().value()));
                if matches!(right.kind, ExprKind::Null) {
                    return self.fail(65, right.span, "'null' cannot be assigned as a value; write @… = null");
                }
                let r = if let Some(Special::List(_)) = r.as_special() { r } else { self.settle(r) };
                if r.is_error() {
                    return r;
                }
                let r = self.hold_for_later(r, code, true);
                let p = self.run_property_last(code, p, span);
                let object = self.get_property(p, span);
                if object.is_error() {
                    self.release(&r);
                    return object;
                }
                return self.assign_object(object, r, span);
            }
        }
        let want = target.map_or(Want::ANY, |t| Want::ty(t.value()));
        let r = self.expr(right, want);
        let r = match (r.as_special(), target) {
            (Some(Special::Property(_)), _) | (_, None) => self.settle(r),
            _ => r,
        };
        if r.is_error() {
            return r;
        }
        let r = self.hold_for_later(r, code, true);
        let p = self.run_property_last(code, p, span);
        self.set_property(p, r, span)
    }

    /// [`FnCompiler::run_last`] for the code that found a property's object.
    fn run_property_last(&mut self, code: CodeMark, p: PropertyRef<'ast>, span: Span) -> PropertyRef<'ast> {
        let mut v = self.special(Special::Property(p), span);
        self.run_last(code, &mut v);
        match v.place {
            Place::Special(&Special::Property(p)) => p,
            _ => p,
        }
    }

    // ---- compound ----

    fn assign_compound(
        &mut self,
        op: BinaryOp,
        l: Value<'ast>,
        right: &'ast ast::Expr<'ast>,
        code: CodeMark,
        op_span: Span,
        span: Span,
    ) -> Value<'ast> {
        if let Some(Special::Property(p)) = l.as_special() {
            let p = *p;
            let r = self.value(right, Want::ANY);
            if r.is_error() {
                return r;
            }
            let r = self.hold_for_later(r, code, true);
            let p = self.run_property_last(code, p, span);
            return self.compound_property(p, op, r, op_span, span);
        }
        if self.prim(l.ty).is_none() {
            let object = l.ty.object();
            if self.u.options.disallow_value_assign_for_ref_type && self.is_reference_type(object.type_id) {
                self.release(&l);
                let text = self.display(object.value());
                return self.fail(82, span, format!("objects of '{text}' are not assigned by value here"));
            }
            let r = self.expr(right, Want::ANY);
            let r = match r.as_special() {
                Some(Special::List(_) | Special::Lambda(_) | Special::Functions(_)) => r,
                _ => self.settle(r),
            };
            if r.is_error() {
                self.release(&l);
                return r;
            }
            let r = self.hold_for_later(r, code, false);
            let mut l = l;
            self.run_last(code, &mut l);
            return self.compound_object(l, op, r, span);
        }
        if l.as_const().is_some() || !l.lvalue || l.ty.is_const {
            let r = self.expr(right, Want::ANY);
            self.release(&r);
            if l.as_const().is_some() {
                return self.fail(71, l.span, "a constant cannot be changed");
            }
            self.check_assignable(&l);
            self.release(&l);
            return Value::error(span);
        }
        let r = self.value(right, Want::ANY);
        if r.is_error() {
            self.release(&l);
            return r;
        }
        let slot = match l.place {
            Place::Slot(s) => Some(s),
            _ => None,
        };
        let r = if r.as_const().is_some() || r.is_variable_slot() { r } else { self.load_if_number(r) };
        let r = self.hold_for_later(r, code, false);
        let mut l = l;
        self.run_last(code, &mut l);
        if self.update_member(op, &l, &r) {
            return Value { span, ..l };
        }
        let ty = l.ty.value();
        let old = match slot {
            Some(_) => Value { lvalue: false, ..l },
            None => {
                let shown = Value { temp: false, holds: [NO_SLOT; 2], ..l };
                self.load(shown, None)
            }
        };
        let old = Value { ty, ..old };
        // The result may be computed in the variable if no conversion stands between.
        let want = match slot {
            Some(s) => Want { slot: Some(s), ..Want::ANY },
            None => Want::ANY,
        };
        let new = self.binary_values(op, old, r, op_span, span, want);
        if new.is_error() {
            self.release(&l);
            return new;
        }
        let new = if new.ty.type_id == ty.type_id { new } else { self.convert_number(new, ty, How::Implicit, want) };
        if new.is_error() {
            self.release(&l);
            return new;
        }
        match slot {
            Some(s) => self.load_to(new, s),
            None => {
                let new = self.load(new, None);
                let s = self.slot_of(&new);
                self.store_raw(&l, s);
                self.release(&new);
            }
        }
        Value { span, ..l }
    }

    fn load_if_number(&mut self, v: Value<'ast>) -> Value<'ast> {
        if self.prim(v.ty).is_some() { self.load(v, None) } else { v }
    }

    // ---- outputs ----

    /// Assigns what a call left in the variable of an `&out` parameter.
    pub(super) fn assign_output(&mut self, e: &'ast ast::Expr<'ast>, value: Value<'ast>) {
        let span = e.span;
        let inner = match &e.kind {
            ExprKind::Unary { op: UnaryOp::Handle, operand } => operand,
            _ => e,
        };
        let l = self.expr(inner, Want { lvalue: true, ..Want::ANY });
        if let Some(Special::Property(p)) = l.as_special() {
            let p = *p;
            let value = Value { explicit_handle: value.ty.is_handle, ..value };
            let v = self.set_property(p, value, span);
            self.release(&v);
            return;
        }
        let l = self.settle(l);
        if l.is_error() {
            self.release(&value);
            return;
        }
        if self.prim(l.ty).is_some() {
            let v = self.convert(value, l.ty.value(), How::Explicit, Want::ANY);
            if v.is_error() {
                self.release(&l);
                return;
            }
            let v = self.load(v, None);
            let s = self.slot_of(&v);
            self.store_raw(&l, s);
            self.release(&v);
            self.release(&l);
            return;
        }
        if l.ty.is_handle && value.ty.is_handle {
            let v = self.convert(value, l.ty.value(), How::Implicit, Want::ANY);
            if v.is_error() {
                self.release(&l);
                return;
            }
            let nothing = self.mark();
            self.slots.floor = 0;
            let v = self.store_handle(l, v, nothing, span);
            self.release(&v);
            return;
        }
        let v = if self.is_handle_like(l.ty.type_id) && value.ty.type_id != l.ty.type_id {
            self.assign_handle_like_value(l, value, span)
        } else {
            self.assign_object(l, value, span)
        };
        self.release(&v);
    }

    /// Writes a primitive to a global or member place for the first time.
    pub(super) fn init_store(&mut self, target: &Value<'ast>, v: Value<'ast>) {
        let v = self.load(v, None);
        let s = self.slot_of(&v);
        self.store_raw(target, s);
        self.release(&v);
    }

    /// Loads the null handle or zero.
    pub(super) fn emit_zero(&mut self, slot: u16) {
        self.ai(Op::LdI, slot, 0);
    }
}

/// Whether an instruction may run functions or write values: destructors and copies count.
fn may_run_code(op: Op) -> bool {
    use Op::{Assign, AssignObject, Cast, Construct, CopyConstruct, Destroy, DestroyV, Release, ReleaseT};
    op.is_call()
        || matches!(
            op,
            Assign | AssignObject | Cast | Construct | CopyConstruct | Destroy | DestroyV | Release | ReleaseT
        )
}
