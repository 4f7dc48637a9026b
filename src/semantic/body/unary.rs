//! Operators of one operand.

use crate::base::{Span, Symbol, names};
use crate::bytecode::Op;
use crate::semantic::fold;
use crate::syntax::ast::{self, UnaryOp};
use crate::types::{DataType, Primitive};

use super::conversion_cost::NUMBER_PREFERENCE;
use super::convert::How;
use super::value::blamed;
use super::{FnCompiler, Place, Value, Want};

/// The method of `++` or `--`, what it adds, and whether it stands before.
fn step_of(op: UnaryOp) -> (Symbol, i32, bool) {
    match op {
        UnaryOp::PreInc => (names::OP_PRE_INC, 1, true),
        UnaryOp::PreDec => (names::OP_PRE_DEC, -1, true),
        UnaryOp::PostInc => (names::OP_POST_INC, 1, false),
        _ => (names::OP_POST_DEC, -1, false),
    }
}

impl<'u, 'b, 'ast> FnCompiler<'u, 'b, 'ast> {
    pub(super) fn unary(&mut self, op: UnaryOp, operand: &'ast ast::Expr<'ast>, span: Span, want: Want) -> Value<'ast> {
        match op {
            UnaryOp::Handle => self.handle_of(operand, span, want),
            UnaryOp::PreInc | UnaryOp::PreDec | UnaryOp::PostInc | UnaryOp::PostDec => {
                self.increment(op, operand, span)
            }
            UnaryOp::Not => {
                let v = self.expr(operand, Want::ANY);
                let v = self.condition(v, operand.span);
                if v.is_error() {
                    return v;
                }
                if let Some(b) = self.bool_const(&v) {
                    return Value::constant(DataType::BOOL, u64::from(!b), span);
                }
                self.unary_op(Op::Not, v, DataType::BOOL, span, want)
            }
            UnaryOp::Neg | UnaryOp::Plus | UnaryOp::BitNot => self.sign(op, operand, span, want),
        }
    }

    pub(super) fn unary_op(&mut self, op: Op, v: Value<'ast>, ty: DataType, span: Span, want: Want) -> Value<'ast> {
        let v = self.load(v, None);
        let s = self.slot_of(&v);
        self.release(&v);
        let t = want.slot.unwrap_or_else(|| self.slot());
        self.ab(op, t, s);
        self.result(ty, t, want, span)
    }

    /// The value in a slot that was chosen by [`Want`].
    pub(super) fn result(&self, ty: DataType, slot: u16, want: Want, span: Span) -> Value<'ast> {
        let mut v = Value::temp(ty, slot, span);
        v.temp = want.slot != Some(slot);
        v
    }

    pub(super) fn sign(&mut self, op: UnaryOp, operand: &'ast ast::Expr<'ast>, span: Span, want: Want) -> Value<'ast> {
        let v = self.value(operand, Want::ANY);
        if v.is_error() {
            return v;
        }
        let method = match op {
            UnaryOp::Neg => Some(names::OP_NEG),
            UnaryOp::BitNot => Some(names::OP_COM),
            _ => None,
        };
        let mut v = v;
        if self.prim(v.ty).is_none() {
            if let Some(name) = method {
                if self.is_object(v.ty.object()) && self.reg.has_method(v.ty.type_id, name) {
                    return self.call_named(v, name, Vec::new(), span);
                }
            }
            match self.some_number(v) {
                Some(n) => v = n,
                None => {
                    let text = self.display(v.ty);
                    self.release(&v);
                    let word = match op {
                        UnaryOp::Neg => "-",
                        UnaryOp::Plus => "+",
                        _ => "~",
                    };
                    return self.fail(67, span, format!("the operator '{word}' cannot be used with '{text}'"));
                }
            }
        }
        let p = self.prim(v.ty).unwrap_or(Primitive::Int32);
        let Some(result) = fold::unary_type(op, p) else {
            let text = self.display(v.ty.value());
            self.release(&v);
            let word = if op == UnaryOp::Neg {
                "-"
            } else if op == UnaryOp::Plus {
                "+"
            } else {
                "~"
            };
            return self.fail(67, span, format!("the operator '{word}' cannot be used with '{text}'"));
        };
        let ty = DataType::primitive(result);
        if let Some(bits) = v.as_const() {
            let bits = fold::fold_unary(op, p, bits);
            return Value::constant(ty, bits, span);
        }
        match op {
            UnaryOp::Plus => {
                let v = self.load(v, want.slot);
                Value { ty, lvalue: false, span, ..v }
            }
            UnaryOp::BitNot => self.unary_op(Op::NotBits, v, ty, span, want),
            _ => {
                // Narrow integers: the low bytes of the 32-bit negation are those of the narrow one.
                let code = match p {
                    Primitive::Float => Op::NegF32,
                    Primitive::Double => Op::NegF64,
                    Primitive::Int64 | Primitive::UInt64 => Op::NegI64,
                    _ => Op::NegI32,
                };
                self.unary_op(code, v, ty, span, want)
            }
        }
    }

    /// An object operand of a built-in operator as some number (CONV-36); `None` if it cannot be one. The value is used up
    /// if it can.
    pub(super) fn some_number(&mut self, v: Value<'ast>) -> Option<Value<'ast>> {
        if v.explicit_handle || v.is_null() || v.ty.is_void() || self.prim(v.ty).is_some() {
            return None;
        }
        for &p in NUMBER_PREFERENCE {
            let to = DataType::primitive(p);
            if let Some((f, ret)) = self.number_operator(v.ty, p, to, How::Implicit) {
                if self.prim(ret) == Some(p) && self.reg.function(f).params().is_empty() {
                    let owner = v.ty.type_id;
                    let span = v.span;
                    return Some(self.call_method(v, f, owner, &[], span));
                }
            }
        }
        None
    }

    /// `@expr`
    fn handle_of(&mut self, operand: &'ast ast::Expr<'ast>, span: Span, want: Want) -> Value<'ast> {
        let v = self.expr(operand, want.anywhere());
        if let Place::Special(s) = &v.place {
            match &**s {
                super::Special::Functions(set) if set.object.is_none() => {
                    return match want.ty {
                        Some(ty) if self.reg.kind(ty.type_id) == crate::types::TypeKind::Funcdef => {
                            self.convert(v, ty, How::Implicit, Want::ANY)
                        }
                        _ => Value { span, ..v },
                    };
                }
                super::Special::Lambda(_) => return v,
                super::Special::Property(_) => {
                    // Stays a property, so that `@p = x` finds its setter.
                    return Value { explicit_handle: true, ..v };
                }
                _ => {}
            }
        }
        let v = self.settle(v);
        if v.is_error() || v.is_null() {
            return v;
        }
        if self.is_handle_like(v.ty.type_id) {
            return Value { explicit_handle: true, span, ..v };
        }
        if v.ty.is_void() || self.prim(v.ty).is_some() || !self.supports_handles(v.ty.type_id) {
            let text = self.display(v.ty.value());
            self.release(&v);
            return self.fail(50, span, format!("'{text}' has no handles"));
        }
        let lvalue = v.lvalue && v.ty.is_handle;
        Value { ty: v.ty.handle(), lvalue, explicit_handle: true, span, ..v }
    }

    /// `++` and `--`
    fn increment(&mut self, op: UnaryOp, operand: &'ast ast::Expr<'ast>, span: Span) -> Value<'ast> {
        self.increment_as(op, operand, span, true)
    }

    /// `x++` and `x--` as statements.
    pub(super) fn increment_statement(
        &mut self,
        op: UnaryOp,
        operand: &'ast ast::Expr<'ast>,
        span: Span,
    ) -> Value<'ast> {
        self.increment_as(op, operand, span, false)
    }

    fn increment_as(
        &mut self,
        op: UnaryOp,
        operand: &'ast ast::Expr<'ast>,
        span: Span,
        wants_old: bool,
    ) -> Value<'ast> {
        let v = self.expr(operand, Want::ANY);
        if let Some(super::Special::Property(_)) = v.as_special() {
            if self.u.options.property_updates {
                return self.increment_property(v, op, span, wants_old);
            }
            self.release(&v);
            return self.fail(189, blamed(operand), "'++' and '--' cannot be used with a property");
        }
        let v = self.settle(v);
        if v.is_error() {
            return v;
        }
        let (name, add, prefix) = step_of(op);
        let word = if add > 0 { "++" } else { "--" };
        if self.is_object(v.ty.object()) {
            if self.reg.has_method(v.ty.type_id, name) {
                return self.call_named(v, name, Vec::new(), span);
            }
            let text = self.display(v.ty);
            self.release(&v);
            return self.fail(67, span, format!("the operator '{word}' cannot be used with '{text}'"));
        }
        let Some(p) = self.prim(v.ty).filter(|p| p.is_number()) else {
            let text = self.display(v.ty);
            self.release(&v);
            return self.fail(69, span, format!("the operator '{word}' cannot be used with '{text}'"));
        };
        if !v.lvalue || v.as_const().is_some() {
            let named = v.as_const().is_some() && v.ty.is_const && !self.is_enum(v.ty);
            self.release(&v);
            if named {
                return self.fail(71, span, format!("'{word}' cannot change a constant"));
            }
            return self.fail(70, span, format!("'{word}' needs a variable"));
        }
        if v.ty.is_const {
            self.release(&v);
            return self.fail(71, span, format!("'{word}' cannot change something that is read-only"));
        }
        if prefix && self.is_enum(v.ty) {
            self.release(&v);
            return self.fail(69, span, format!("'{word}' before an enum value is not defined"));
        }
        let ty = v.ty.value();
        if let Place::Slot(s) = v.place {
            let old = if prefix || !wants_old {
                None
            } else {
                let t = self.slot();
                self.ab(Op::Mov, t, s);
                Some(t)
            };
            self.add_one(s, s, p, add);
            return match old {
                None => Value { span, ..v },
                Some(t) => Value::temp(ty, t, span),
            };
        }
        if (prefix || !wants_old) && self.step_member(&v, add) {
            return Value { span, ..v };
        }
        let place = v;
        let old = self.load(Value { temp: false, holds: [super::value::NO_SLOT; 2], ..v }, None);
        let s = self.slot_of(&old);
        let new = self.slot();
        self.add_one(new, s, p, add);
        self.store_raw(&place, new);
        self.free(new);
        if prefix {
            self.free(s);
            return Value { span, ..place };
        }
        self.release(&place);
        Value::temp(ty, s, span)
    }

    /// `++` and `--` on a property: getter, one more or less, setter. The object and the index are found once.
    fn increment_property(&mut self, v: Value<'ast>, op: UnaryOp, span: Span, wants_old: bool) -> Value<'ast> {
        let Place::Special(special) = v.place else { return Value::error(span) };
        let super::Special::Property(p) = *special else { return Value::error(span) };
        let (name, add, prefix) = step_of(op);
        let word = if add > 0 { "++" } else { "--" };
        let Some([p1, p2]) = self.property_twice(p, format!("'{word}'")) else { return Value::error(span) };
        let old = self.get_property(p1, span);
        if old.is_error() {
            self.release_property(&p2);
            return old;
        }
        if old.ty.is_handle && self.reg.has_method(old.ty.type_id, name) {
            // The object that the getter gives counts itself.
            let v = self.call_named(old, name, Vec::new(), span);
            self.release_property(&p2);
            return v;
        }
        let number = self.prim(old.ty).filter(|p| p.is_number());
        let Some(p) = number.filter(|_| !(prefix && self.is_enum(old.ty))) else {
            let text = self.display(old.ty.value());
            self.release(&old);
            self.release_property(&p2);
            return self.fail(69, span, format!("the operator '{word}' cannot be used with '{text}'"));
        };
        let ty = old.ty.value();
        let old = self.load(old, None);
        // Kept apart: what the getter gave may be its variable.
        let old = self.detach(old);
        let s = self.slot_of(&old);
        let new = self.slot();
        self.add_one(new, s, p, add);
        // Small numbers wrap around.
        let sum = match p {
            Primitive::Int64 | Primitive::UInt64 | Primitive::Float | Primitive::Double => Value::temp(ty, new, span),
            _ => self.convert_number(Value::temp(DataType::INT, new, span), ty, How::Explicit, Want::ANY),
        };
        let sum = Value { ty, ..self.load(sum, None) };
        let shown = Value { temp: false, holds: [super::value::NO_SLOT; 2], ..sum };
        let held = p2;
        let done = self.set_property(p2.shown(), shown, span);
        self.release_property(&held);
        let (result, other) = if prefix { (sum, old) } else { (old, sum) };
        self.release(&other);
        if done.is_error() || !wants_old {
            self.release(&result);
            return done;
        }
        result
    }

    fn add_one(&mut self, to: u16, from: u16, p: Primitive, add: i32) {
        match p {
            Primitive::Int64 | Primitive::UInt64 => self.abc(Op::AddI64K, to, from, add as i16 as u16),
            Primitive::Float | Primitive::Double => {
                let t = self.slot();
                let (bits, code) = if p == Primitive::Float {
                    (u64::from((add as f32).to_bits()), Op::AddF32)
                } else {
                    (f64::from(add).to_bits(), Op::AddF64)
                };
                self.load_const(t, bits);
                self.abc(code, to, from, t);
                self.free(t);
            }
            _ => self.abc(Op::AddI32K, to, from, add as i16 as u16),
        }
    }

    // ---- binary ----
}
