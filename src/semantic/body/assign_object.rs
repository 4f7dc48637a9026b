//! Assignment of objects: the best `opAssign`, or plain bytes.

use crate::base::{FunctionId, Span, names};
use crate::bytecode::Op;
use crate::semantic::types::FunctionBody;
use crate::types::{DataType, RefModifier};

use super::convert::How;
use super::overload::Match;
use super::repr::Repr;
use super::{FnCompiler, Place, Special, Value, Want};

impl<'u, 'b, 'ast> FnCompiler<'u, 'b, 'ast> {
    /// `target = v` for objects: the best `opAssign`, or plain bytes.
    pub(super) fn assign_object(&mut self, target: Value<'ast>, v: Value<'ast>, span: Span) -> Value<'ast> {
        if v.is_error() || target.is_error() {
            self.release(&v);
            self.release(&target);
            return Value::error(span);
        }
        let ty = target.ty;
        let v = match v.as_special() {
            Some(Special::List(e)) => {
                let e = *e;
                if self.reg.list_pattern(ty.type_id).is_some() { self.list_value(e, ty.object()) } else { v }
            }
            _ => v,
        };
        if v.is_error() {
            self.release(&target);
            return v;
        }
        let same = v.ty.type_id == ty.type_id;
        if let Some(f) = self.generated_assign_for(ty, v.ty) {
            return self.generated_assign(target, v, f, span);
        }
        let Some(Repr::Value { size, pod: true }) =
            Some(self.repr(ty)).filter(|_| same && !self.reg.has_method(ty.type_id, names::OP_ASSIGN))
        else {
            return match self.find_operator(&target, names::OP_ASSIGN, &v) {
                Match::One(f) => {
                    if self.is_generated_assign(f) {
                        return self.generated_assign(target, v, f, span);
                    }
                    self.assign_call(f, target, v, span)
                }
                Match::Several(list) => {
                    let notes: Vec<String> =
                        list.iter().map(|&f| self.reg.declaration(f, ty.type_id, self.u.names)).collect();
                    self.release(&v);
                    self.release(&target);
                    let d = self.u.diags.error(
                        crate::base::Code(68),
                        span,
                        "several assignment operators fit equally well",
                    );
                    for n in notes {
                        d.help(n);
                    }
                    Value::error(span)
                }
                Match::None => self.assign_converted(target, v, span),
            };
        };
        let a = self.address(target);
        let d = a.slots()[0];
        let b = self.address(v);
        let s = b.slots()[0];
        self.abc(Op::CopyMem, d, s, size as u16);
        self.release(&b);
        if matches!(target.place, Place::Slot(_) | Place::SlotAt { .. }) {
            if a.slots() != target.slots() {
                self.free(d);
            }
            return target;
        }
        a
    }

    /// The generated `opAssign` of a class, if it takes a value of this type. It is in no method table.
    fn generated_assign_for(&self, target: DataType, from: DataType) -> Option<FunctionId> {
        let f = self.reg.ty(target.type_id).behaviors.assign;
        let fits = f.is_some()
            && !target.object_is_const()
            && self.is_generated_assign(f)
            && self.is_reference_type(from.type_id)
            && self.reg.is_a(from.type_id, target.type_id)
            && self.can_assign(target.type_id, 0);
        fits.then_some(f)
    }

    /// No operator takes the value as it is: it is converted to the target's type first.
    fn assign_converted(&mut self, target: Value<'ast>, v: Value<'ast>, span: Span) -> Value<'ast> {
        let ty = target.ty.object().value();
        if v.ty.type_id != ty.type_id && self.user_conversion(&v, ty, How::Implicit).is_some() {
            let v = self.convert(v, ty, How::Implicit, Want::ANY);
            return self.assign_object(target, v, span);
        }
        let (a, b) = (self.display(ty), self.display_value(&v));
        self.release(&v);
        self.release(&target);
        if v.ty.type_id == ty.type_id {
            return self.fail(81, span, format!("'{a}' has no assignment operator that takes '{a}'"));
        }
        self.fail(81, span, format!("'{a}' cannot be assigned {b}"))
    }

    fn assign_call(&mut self, f: FunctionId, target: Value<'ast>, v: Value<'ast>, span: Span) -> Value<'ast> {
        // The native assignment of a value type from its own type is one instruction.
        let ty = target.ty;
        let view = self.reg.function(f);
        let plain = self.is_value_type(ty)
            && view.is_ffi()
            && self.reg.ty(ty.type_id).behaviors.assign == f
            && v.ty.type_id == ty.type_id;
        if plain {
            let s = self.address(v);
            let from = s.slots()[0];
            let kept = target;
            let d = self.address(target);
            let id = self.u.tables.ty(ty);
            self.abc(Op::Assign, d.slots()[0], from, id as u16);
            self.release(&s);
            if matches!(kept.place, Place::Slot(_) | Place::SlotAt { .. }) {
                self.free(d.slots()[0]);
                return kept;
            }
            return d;
        }
        let owner = ty.type_id;
        self.call_method(target, f, owner, &[v], span)
    }

    /// Whether a method is the `opAssign` made by the compiler.
    pub(super) fn is_generated_assign(&self, f: FunctionId) -> bool {
        self.reg.is_script_function(f) && matches!(self.reg.script_function(f).body, FunctionBody::Assign)
    }

    /// The generated assignment depends on the real classes of both objects (CLASS-35).
    fn generated_assign(&mut self, target: Value<'ast>, v: Value<'ast>, f: FunctionId, span: Span) -> Value<'ast> {
        let to = self.reg.subst(self.reg.function(f).params()[0].ty, target.ty.type_id);
        let v = self.convert(v, to.with_ref(RefModifier::None).with_const(true), How::Implicit, Want::ANY);
        if v.is_error() {
            self.release(&target);
            return v;
        }
        let ty = target.ty.object().value();
        let target = self.deref(target);
        let t = if target.stable || !self.is_counted(ty) { self.load(target, None) } else { self.own(target, None) };
        let v = self.deref(v);
        let v = if v.stable || !self.is_counted(v.ty) { self.load(v, None) } else { self.own(v, None) };
        let (a, b) = (self.slot_of(&t), self.slot_of(&v));
        let id = self.u.tables.ty(ty);
        self.line(span);
        self.abc(Op::AssignObject, a, b, id as u16);
        self.release(&v);
        Value { lvalue: true, ..t }
    }
}
