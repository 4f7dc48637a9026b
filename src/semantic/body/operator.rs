//! Unary and binary operators.

use smallvec::SmallVec;

use crate::base::{FunctionId, Span, names};
use crate::bytecode::{Instr, Op};
use crate::semantic::fold;
use crate::syntax::ast::{self, BinaryOp, ExprKind};
use crate::types::{DataType, Primitive};

use super::conversion_cost::NUMBER_PREFERENCE;
use super::convert::How;
use super::effects::is_literal;
use super::operator_table::{arithmetic, compare_op, immediate, is_comparison, mirrored, operator_names, symbol};
use super::overload::Match;
use super::{FnCompiler, Place, Value, Want};

impl<'u, 'b, 'ast> FnCompiler<'u, 'b, 'ast> {
    // ---- unary ----

    /// A chain of left-associative operators, without recursion along its left side.
    pub(super) fn binary(&mut self, e: &'ast ast::Expr<'ast>, want: Want) -> Value<'ast> {
        // Most operators have no operator on their left.
        if let ExprKind::Binary { op, left, right, op_span } = &e.kind {
            if !matches!(left.kind, ExprKind::Binary { .. }) {
                return self.binary_node(*op, Err(left), right, *op_span, e.span, want);
            }
        }
        let mut chain: SmallVec<[_; 4]> = SmallVec::new();
        let mut at = e;
        while let ExprKind::Binary { op, left, right, op_span } = &at.kind {
            chain.push((*op, *right, *op_span, at.span));
            at = left;
        }
        let mut left: Result<Value<'ast>, &'ast ast::Expr<'ast>> = Err(at);
        while let Some((op, right, op_span, span)) = chain.pop() {
            let w = if chain.is_empty() { want } else { Want::ANY };
            left = Ok(self.binary_node(op, left, right, op_span, span, w));
        }
        match left {
            Ok(v) => v,
            Err(e) => Value::error(e.span),
        }
    }

    fn binary_node(
        &mut self,
        op: BinaryOp,
        left: Result<Value<'ast>, &'ast ast::Expr<'ast>>,
        right: &'ast ast::Expr<'ast>,
        op_span: Span,
        span: Span,
        want: Want,
    ) -> Value<'ast> {
        if matches!(op, BinaryOp::And | BinaryOp::Or) {
            let l = match left {
                Ok(v) => v,
                Err(e) => self.expr(e, Want::ANY),
            };
            // Temporaries of the right side end with it: it may not have run.
            let deferred = self.deferred.take();
            let v = self.logical(op, l, right, span, want);
            self.deferred = deferred;
            return v;
        }
        let l = match left {
            Ok(v) => v,
            Err(e) => self.expr(e, Want::ANY),
        };
        let l = self.settle_operand(l);
        if l.is_error() {
            // The right side may have mistakes of its own.
            let r = self.expr(right, Want::ANY);
            self.release(&r);
            return Value::error(span);
        }
        let l = self.protect(l, right);
        let hint = Want::ty(l.ty.value());
        let r = self.expr(right, hint);
        let r = self.settle_operand(r);
        if r.is_error() {
            self.release(&l);
            return Value::error(span);
        }
        let (l, r) = self.settle_enums(l, r);
        self.binary_values(op, l, r, op_span, span, want)
    }

    pub(super) fn settle_operand(&mut self, v: Value<'ast>) -> Value<'ast> {
        if let Some(super::Special::EnumValues(_)) = v.as_special() {
            return v;
        }
        let v = self.settle(v);
        if v.ty.is_void() && !v.is_error() {
            return self.fail(73, v.span, "an expression without a value ('void') cannot be an operand");
        }
        v
    }

    pub(super) fn settle_enums(&mut self, l: Value<'ast>, r: Value<'ast>) -> (Value<'ast>, Value<'ast>) {
        let l = match l.as_special() {
            Some(super::Special::EnumValues(list)) => match list.iter().find(|e| e.0 == r.ty.type_id) {
                Some(e) => Value::constant(r.ty.value(), e.1 as u64, l.span),
                None => self.ambiguous_enum(list, l.span),
            },
            _ => l,
        };
        let r = match r.as_special() {
            Some(super::Special::EnumValues(list)) => match list.iter().find(|e| e.0 == l.ty.type_id) {
                Some(e) => Value::constant(l.ty.value(), e.1 as u64, r.span),
                None => self.ambiguous_enum(list, r.span),
            },
            _ => r,
        };
        (l, r)
    }

    /// Makes sure that a left operand keeps its value while the right side runs (EVAL-01): numbers in memory are loaded,
    /// variables and values copied if the right side may change them, and objects held if it may release them.
    pub(super) fn protect(&mut self, v: Value<'ast>, right: &ast::Expr<'ast>) -> Value<'ast> {
        let is_simple = is_literal(right) || matches!(right.kind, ExprKind::Name(_)) && !self.may_run(right);
        let is_held = !self.is_reference_type(v.ty.type_id) || v.stable && !v.ty.is_handle;
        if is_simple && is_held {
            return v;
        }
        let plain = matches!(self.repr(v.ty), super::repr::Repr::Prim(_));
        // What lies in slots of this function is changed by assignments only.
        let changes = |this: &Self| if v.is_variable_slot() { this.may_assign(right) } else { this.may_run(right) };
        match v.place {
            Place::Const(_) | Place::Null | Place::Void | Place::Special(_) => v,
            Place::Slot(_) | Place::SlotAt { .. } if plain => {
                if v.is_variable_slot() && self.may_assign(right) {
                    self.detach(v)
                } else {
                    v
                }
            }
            _ if plain => self.load(v, None),
            Place::Slot(_) | Place::SlotAt { .. } if v.temp => v,
            // Operators may let go of what they are called for, and arguments are copied by functions.
            _ if self.is_reference_type(v.ty.type_id) => {
                if v.stable && !v.ty.is_handle {
                    self.load(v, None)
                } else if !is_literal(right) && (self.reg.has_script_operators || changes(self)) {
                    self.own(v, None)
                } else {
                    v
                }
            }
            _ if self.is_value_type(v.ty) && !self.is_kept(&v) && changes(self) => {
                let ty = v.ty;
                self.own_whole(v, ty)
            }
            _ => v,
        }
    }

    /// A binary operator on two values.
    pub(super) fn binary_values(
        &mut self,
        op: BinaryOp,
        l: Value<'ast>,
        r: Value<'ast>,
        op_span: Span,
        span: Span,
        want: Want,
    ) -> Value<'ast> {
        if l.is_error() || r.is_error() {
            self.release(&r);
            self.release(&l);
            return Value::error(span);
        }
        if matches!(op, BinaryOp::Is | BinaryOp::NotIs) {
            return self.identity(op, l, r, span, want);
        }
        let (pl, pr) = (self.prim(l.ty), self.prim(r.ty));
        if let (Some(pl), Some(pr)) = (pl, pr) {
            return self.numbers(op, l, pl, r, pr, op_span, span, want);
        }
        if op == BinaryOp::Xor {
            // Objects that are conditions are operands of `^^` too (CONV-40).
            let (left, right) = (l.span, r.span);
            let l = self.condition(l, left);
            let r = self.condition(r, right);
            if l.is_error() || r.is_error() {
                self.release(&r);
                self.release(&l);
                return Value::error(span);
            }
            return self.bools(op, l, r, span, want);
        }
        if matches!(op, BinaryOp::Eq | BinaryOp::Ne)
            && (l.is_null() || r.is_null() || l.explicit_handle || r.explicit_handle)
        {
            let handles = |this: &Self, v: &Value<'ast>| v.is_null() || this.is_reference_type(v.ty.type_id);
            if handles(self, &l) && handles(self, &r) {
                let implicit = |v: &Value<'ast>| !v.is_null() && !v.explicit_handle;
                if implicit(&l) || implicit(&r) {
                    let null = if l.is_null() || r.is_null() { " null" } else { "" };
                    let text = format!("the object is compared as a handle; write 'is{null}' or '!is{null}'");
                    self.warning(10, op_span, text);
                }
                let is = if op == BinaryOp::Eq { BinaryOp::Is } else { BinaryOp::NotIs };
                return self.identity(is, l, r, span, want);
            }
        }
        if is_comparison(op) {
            self.compare_objects(op, l, r, op_span, span, want)
        } else {
            self.object_operator(op, l, r, op_span, span, want)
        }
    }

    fn object_operator(
        &mut self,
        op: BinaryOp,
        l: Value<'ast>,
        r: Value<'ast>,
        op_span: Span,
        span: Span,
        want: Want,
    ) -> Value<'ast> {
        if let Some((own, reverse)) = operator_names(op) {
            match self.find_operator(&l, own, &r) {
                Match::One(f) => return self.operator_call(f, l, r, span),
                Match::Several(list) => return self.ambiguous_operator(op, &list, l, r, span),
                Match::None => {}
            }
            match self.find_operator(&r, reverse, &l) {
                Match::One(f) => return self.operator_call_reversed(f, l, r, span),
                Match::Several(list) => return self.ambiguous_operator(op, &list, l, r, span),
                Match::None => {}
            }
        }
        self.as_numbers(op, l, r, op_span, span, want)
    }

    fn ambiguous_operator(
        &mut self,
        op: BinaryOp,
        list: &[FunctionId],
        l: Value<'ast>,
        r: Value<'ast>,
        span: Span,
    ) -> Value<'ast> {
        let owner = l.ty.type_id;
        self.release(&r);
        self.release(&l);
        let notes: Vec<String> = list.iter().map(|&f| self.reg.declaration(f, owner, self.u.names)).collect();
        let d = self.u.diags.error(
            crate::base::Code(68),
            span,
            format!("several methods fit the operator '{}' equally well", symbol(op)),
        );
        for n in notes {
            d.help(n);
        }
        Value::error(span)
    }

    /// The built-in operator, with object operands converted to numbers if they can be (OP-23).
    fn as_numbers(
        &mut self,
        op: BinaryOp,
        l: Value<'ast>,
        r: Value<'ast>,
        op_span: Span,
        span: Span,
        want: Want,
    ) -> Value<'ast> {
        let (tl, tr) = (l.ty, r.ty);
        let convertible = |this: &mut Self, v: &Value<'ast>| {
            this.prim(v.ty).is_some()
                || (!v.explicit_handle
                    && !v.is_null()
                    && NUMBER_PREFERENCE.iter().any(|&p| {
                        this.number_operator(v.ty, p, DataType::primitive(p), How::Implicit).is_some_and(|(f, ret)| {
                            this.prim(ret) == Some(p) && this.reg.function(f).params().is_empty()
                        })
                    }))
        };
        if convertible(self, &l) && convertible(self, &r) {
            let number = |this: &mut Self, v: Value<'ast>| {
                if this.prim(v.ty).is_some() { Some(v) } else { this.some_number(v) }
            };
            let l = number(self, l);
            let r = number(self, r);
            if let (Some(l), Some(r)) = (l, r) {
                if let (Some(pl), Some(pr)) = (self.prim(l.ty), self.prim(r.ty)) {
                    return self.numbers(op, l, pl, r, pr, op_span, span, want);
                }
            }
            return Value::error(span);
        }
        let mut notes = Vec::new();
        let pairs: &[_] = match op {
            _ if !is_comparison(op) => &[],
            BinaryOp::Eq | BinaryOp::Ne => &[(names::OP_EQUALS, DataType::BOOL), (names::OP_CMP, DataType::INT)],
            _ => &[(names::OP_CMP, DataType::INT)],
        };
        for &(name, ret) in pairs {
            notes.extend(self.refused_operators(&l, name, &r, Some(ret)));
            notes.extend(self.refused_operators(&r, name, &l, Some(ret)));
        }
        if let Some((own, reverse)) = operator_names(op) {
            notes.extend(self.refused_operators(&l, own, &r, None));
            notes.extend(self.refused_operators(&r, reverse, &l, None));
        }
        self.release(&r);
        self.release(&l);
        let shown = |ty: DataType| if ty.is_null() { "null".to_owned() } else { self.display(ty.value()) };
        let (a, b) = (shown(tl), shown(tr));
        // One side is a number and the other cannot be one, or there is no operator for the pair.
        let code = if self.prim(tl).is_some() || self.prim(tr).is_some() { 66 } else { 67 };
        let error = self.error(code, span, format!("the operator '{}' is not defined for '{a}' and '{b}'", symbol(op)));
        for (at, text) in notes {
            error.note(at, text);
        }
        Value::error(span)
    }

    #[allow(clippy::too_many_arguments)]
    fn numbers(
        &mut self,
        op: BinaryOp,
        l: Value<'ast>,
        pl: Primitive,
        r: Value<'ast>,
        pr: Primitive,
        op_span: Span,
        span: Span,
        want: Want,
    ) -> Value<'ast> {
        let bools = (pl == Primitive::Bool, pr == Primitive::Bool);
        if bools.0 || bools.1 {
            let both = bools.0 && bools.1;
            if both && matches!(op, BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Xor) {
                return self.bools(op, l, r, span, want);
            }
            let (a, b) = (self.display(l.ty.value()), self.display(r.ty.value()));
            self.release(&r);
            self.release(&l);
            return self.fail(67, op_span, format!("the operator '{}' is not defined for '{a}' and '{b}'", symbol(op)));
        }
        if op == BinaryOp::Xor {
            self.release(&r);
            self.release(&l);
            return self.fail(67, op_span, "the operator '^^' needs two values of type 'bool'");
        }
        let shift = matches!(op, BinaryOp::Shl | BinaryOp::Shr | BinaryOp::UShr);
        let bitwise = matches!(op, BinaryOp::BitAnd | BinaryOp::BitOr | BinaryOp::BitXor);
        if (shift || bitwise) && (pl.is_float() || pr.is_float()) {
            let (a, b) = (self.display(l.ty.value()), self.display(r.ty.value()));
            self.release(&r);
            self.release(&l);
            let text = format!("the operator '{}' works on integers only, not on '{a}' and '{b}'", symbol(op));
            return self.fail(67, op_span, text);
        }
        let (lc, rc) = (l.as_const(), r.as_const());
        if shift {
            let p = fold::widened(pl);
            let ty = DataType::primitive(p);
            if let (Some(a), Some(b)) = (lc, rc) {
                let a = fold::convert(pl, p, a);
                let b = fold::convert(pr, Primitive::UInt32, b);
                return Value::constant(ty, fold::fold_binary(op, p, a, b).unwrap_or(0), span);
            }
            let l = self.number_operand(l, pl, p);
            let r = self.number_operand(r, pr, Primitive::UInt32);
            return self.arithmetic_op(op, p, ty, l, r, span, want);
        }
        let mut p =
            if bitwise { fold::bitwise_type(pl, pr) } else { fold::common_type(pl, lc.is_some(), pr, rc.is_some()) };
        let division = matches!(op, BinaryOp::Div | BinaryOp::Mod);
        if op == BinaryOp::Div && self.u.options.disable_integer_division && p.is_integer() {
            p = Primitive::Double;
        }
        if is_comparison(op) {
            self.warn_signs(&l, pl, &r, pr, p, op_span);
        }
        if let (Some(a), Some(b)) = (lc, rc) {
            let (x, y) = (fold::convert(pl, p, a), fold::convert(pr, p, b));
            if is_comparison(op) {
                return Value::constant(DataType::BOOL, u64::from(fold::fold_compare(op, p, x, y)), span);
            }
            return match fold::fold_binary(op, p, x, y) {
                Ok(bits) => Value::constant(DataType::primitive(p), bits, span),
                Err(e) => self.fail(e.code(), op_span, e.text()),
            };
        }
        if division {
            if let Some(b) = rc {
                let zero = if pr.is_float() { super::convert::as_f64(pr, b) == 0.0 } else { b == 0 };
                if zero {
                    self.release(&r);
                    self.release(&l);
                    return self.fail(79, op_span, "division by the constant zero");
                }
            }
        }
        if op == BinaryOp::Pow
            && p == Primitive::Double
            && pl == Primitive::Double
            && pr == Primitive::Int32
            && rc.is_none()
        {
            let l = self.operand(l);
            let r = self.operand(r);
            return self.three(Op::PowF64I, DataType::DOUBLE, l, r, span, want);
        }
        // A constant takes the other side's type without a word (it was counted in the common type).
        let l = self.number_operand(l, pl, p);
        let r = self.number_operand(r, pr, p);
        if is_comparison(op) {
            return self.comparison(op, p, l, r, span, want);
        }
        self.arithmetic_op(op, p, DataType::primitive(p), l, r, span, want)
    }

    /// An operand in the type of the operation.
    pub(super) fn number_operand(&mut self, v: Value<'ast>, from: Primitive, to: Primitive) -> Value<'ast> {
        if let Some(bits) = v.as_const() {
            return Value::constant(DataType::primitive(to), fold::convert(from, to, bits), v.span);
        }
        if from == to {
            return Value { ty: DataType::primitive(to), ..v };
        }
        self.convert_slot(v, from, to, DataType::primitive(to), Want::ANY)
    }

    pub(super) fn warn_signs(
        &mut self,
        l: &Value<'ast>,
        pl: Primitive,
        r: &Value<'ast>,
        pr: Primitive,
        p: Primitive,
        span: Span,
    ) {
        if p.is_float() || self.is_enum(l.ty) || self.is_enum(r.ty) {
            return;
        }
        let signed_side = |v: &Value<'ast>, p: Primitive| p.is_signed() && v.as_const().is_none_or(|b| (b as i64) < 0);
        if (signed_side(l, pl) && pr.is_unsigned() && r.as_const().is_none())
            || (signed_side(r, pr) && pl.is_unsigned() && l.as_const().is_none())
            || (signed_side(l, pl) && pr.is_unsigned() && l.as_const().is_none() && r.as_const().is_none())
        {
            self.warning(5, span, "a signed and an unsigned value are compared");
        }
    }

    fn arithmetic_op(
        &mut self,
        op: BinaryOp,
        p: Primitive,
        ty: DataType,
        l: Value<'ast>,
        r: Value<'ast>,
        span: Span,
        want: Want,
    ) -> Value<'ast> {
        let commutes =
            matches!(op, BinaryOp::Add | BinaryOp::Mul | BinaryOp::BitAnd | BinaryOp::BitOr | BinaryOp::BitXor);
        let (l, r) = if commutes && l.as_const().is_some() { (r, l) } else { (l, r) };
        if let Some(bits) = r.as_const() {
            let k = if p.is_float() { None } else { Some(bits as i64) };
            if let Some((code, k)) = k.and_then(|k| immediate(op, p, k)) {
                let l = self.operand(l);
                let s = self.slot_of(&l);
                self.release(&l);
                let t = want.slot.unwrap_or_else(|| self.slot());
                self.abc(code, t, s, k as u16);
                return self.result(ty, t, want, span);
            }
        }
        let Some(code) = arithmetic(op, p) else {
            self.release(&r);
            self.release(&l);
            return Value::error(span);
        };
        let l = self.operand(l);
        let r = self.operand(r);
        self.three(code, ty, l, r, span, want)
    }

    /// `result = l op r` for loaded operands.
    pub(super) fn three(
        &mut self,
        code: Op,
        ty: DataType,
        l: Value<'ast>,
        r: Value<'ast>,
        span: Span,
        want: Want,
    ) -> Value<'ast> {
        let (a, b) = (self.slot_of(&l), self.slot_of(&r));
        self.release(&r);
        self.release(&l);
        let t = want.slot.unwrap_or_else(|| self.slot());
        let addend_first = a == t && r.temp;
        if addend_first || (b == t && l.temp && matches!(code, Op::AddF32 | Op::AddF64 | Op::AddI32)) {
            if let Some(both) = self.accumulated(code, t, if addend_first { b } else { a }) {
                self.emit(both);
                return self.result(ty, t, want, span);
            }
        }
        self.abc(code, t, a, b);
        self.result(ty, t, want, span)
    }

    /// `t += x * y` as one instruction, if the last one made the product, in `product`, which nothing else uses. That one is
    /// taken back.
    fn accumulated(&mut self, code: Op, t: u16, product: u16) -> Option<Instr> {
        let last = *self.code.last()?;
        if last.a() != product || product == t || self.is_target(self.pc()) {
            return None;
        }
        let op = match (last.op()?, code) {
            (Op::MulF64, Op::AddF64) => Op::MulAddF64,
            (Op::MulF64, Op::SubF64) => Op::MulSubF64,
            (Op::MulF32, Op::AddF32) => Op::MulAddF32,
            (Op::MulF32, Op::SubF32) => Op::MulSubF32,
            (Op::MulI32, Op::AddI32) => Op::MulAddI32,
            (Op::AndK, Op::AddI32) => Op::AndAddI32K,
            _ => return None,
        };
        self.take_back();
        Some(Instr::abc(op, t, last.b(), last.c()))
    }

    fn comparison(
        &mut self,
        op: BinaryOp,
        p: Primitive,
        l: Value<'ast>,
        r: Value<'ast>,
        span: Span,
        want: Want,
    ) -> Value<'ast> {
        let (code, swap) = compare_op(op, p);
        let l = self.operand(l);
        let r = self.operand(r);
        let (l, r) = if swap { (r, l) } else { (l, r) };
        self.three(code, DataType::BOOL, l, r, span, want)
    }

    fn bools(&mut self, op: BinaryOp, l: Value<'ast>, r: Value<'ast>, span: Span, want: Want) -> Value<'ast> {
        if let (Some(a), Some(b)) = (self.bool_const(&l), self.bool_const(&r)) {
            let out = if op == BinaryOp::Eq { a == b } else { a != b };
            return Value::constant(DataType::BOOL, u64::from(out), span);
        }
        let l = self.operand(l);
        let r = self.operand(r);
        let code = if op == BinaryOp::Eq { Op::EqBool } else { Op::XorBool };
        self.three(code, DataType::BOOL, l, r, span, want)
    }

    /// `is` and `!is`
    fn identity(&mut self, op: BinaryOp, l: Value<'ast>, r: Value<'ast>, span: Span, want: Want) -> Value<'ast> {
        // Handle-like values compare through opEquals.
        for (a, b) in [(&l, &r), (&r, &l)] {
            if self.is_handle_like(a.ty.type_id) && !a.is_null() {
                if let Match::One(f) = self.find_operator(a, names::OP_EQUALS, b) {
                    let (a, b) = (*a, *b);
                    let v = self.operator_call(f, a, b, span);
                    return if op == BinaryOp::NotIs {
                        self.unary_op(Op::Not, v, DataType::BOOL, span, want)
                    } else {
                        v
                    };
                }
            }
        }
        let (tl, tr) = (l.ty, r.ty);
        let handle = |this: &Self, v: &Value<'ast>| v.is_null() || this.is_reference_type(v.ty.type_id);
        if !handle(self, &l) || !handle(self, &r) {
            self.release(&r);
            self.release(&l);
            return self.fail(76, span, "both operands of 'is' and '!is' must be handles");
        }
        let related = l.is_null()
            || r.is_null()
            || self.reg.is_a(tl.type_id, tr.type_id)
            || self.reg.is_a(tr.type_id, tl.type_id)
            || self.same_signature_types(tl.type_id, tr.type_id);
        if !related {
            self.release(&r);
            self.release(&l);
            let (a, b) = (self.display(tl), self.display(tr));
            return self.fail(65, span, format!("'{a}' and '{b}' can never be the same object"));
        }
        if l.is_null() && r.is_null() {
            return Value::constant(DataType::BOOL, u64::from(op == BinaryOp::Is), span);
        }
        let l = self.load(l, None);
        let r = self.load(r, None);
        let (a, b) = (self.slot_of(&l), self.slot_of(&r));
        let t = match want.slot {
            Some(s) => s,
            None => self.slot(),
        };
        self.abc(if op == BinaryOp::Is { Op::EqI64 } else { Op::NeI64 }, t, a, b);
        self.release(&r);
        self.release(&l);
        self.result(DataType::BOOL, t, want, span)
    }

    /// Comparison of objects by `opEquals` and `opCmp` (OP-04 to OP-06).
    fn compare_objects(
        &mut self,
        op: BinaryOp,
        l: Value<'ast>,
        r: Value<'ast>,
        op_span: Span,
        span: Span,
        want: Want,
    ) -> Value<'ast> {
        if matches!(op, BinaryOp::Eq | BinaryOp::Ne) {
            for reversed in [false, true] {
                let (a, b) = if reversed { (&r, &l) } else { (&l, &r) };
                match self.find_operator_returning(a, names::OP_EQUALS, b, DataType::BOOL) {
                    Match::One(f) => {
                        let v = if reversed {
                            self.operator_call_reversed(f, l, r, span)
                        } else {
                            self.operator_call(f, l, r, span)
                        };
                        return if op == BinaryOp::Ne {
                            self.unary_op(Op::Not, v, DataType::BOOL, span, want)
                        } else {
                            v
                        };
                    }
                    Match::Several(list) => return self.ambiguous_operator(op, &list, l, r, span),
                    Match::None => {}
                }
            }
        }
        for reversed in [false, true] {
            let (a, b) = if reversed { (&r, &l) } else { (&l, &r) };
            match self.find_operator_returning(a, names::OP_CMP, b, DataType::INT) {
                Match::One(f) => {
                    let v = if reversed {
                        self.operator_call_reversed(f, l, r, span)
                    } else {
                        self.operator_call(f, l, r, span)
                    };
                    let op = if reversed { mirrored(op) } else { op };
                    let zero = self.int_const(0, span);
                    return self.comparison(op, Primitive::Int32, v, zero, span, want);
                }
                Match::Several(list) => return self.ambiguous_operator(op, &list, l, r, span),
                Match::None => {}
            }
        }
        self.as_numbers(op, l, r, op_span, span, want)
    }

    /// `&&` and `||`
    fn logical(
        &mut self,
        op: BinaryOp,
        left: Value<'ast>,
        right: &'ast ast::Expr<'ast>,
        span: Span,
        want: Want,
    ) -> Value<'ast> {
        let left_span = left.span;
        let l = self.condition(left, left_span);
        if l.is_error() {
            let r = self.expr(right, Want::ANY);
            self.release(&r);
            return Value::error(span);
        }
        let stop = op == BinaryOp::Or;
        if let Some(b) = self.bool_const(&l) {
            if b == stop {
                // The right side is checked, but its code is thrown away.
                let mark = self.pc();
                let dead = self.speculate(|this| {
                    let r = this.expr(right, Want::ANY);
                    let r = this.condition(r, right.span);
                    this.release(&r);
                    r.is_error()
                });
                debug_assert_eq!(mark, self.pc());
                if dead {
                    // Once more, for its messages.
                    let r = self.expr(right, Want::ANY);
                    let r = self.condition(r, right.span);
                    self.release(&r);
                    return Value::error(span);
                }
                return Value::constant(DataType::BOOL, u64::from(stop), span);
            }
            let r = self.expr(right, want);
            return self.condition(r, right.span);
        }
        // The result's slot is written before the right side runs: it must be no variable.
        let t = self.slot();
        let l = self.load(l, Some(t));
        if self.slot_of(&l) != t {
            let s = self.slot_of(&l);
            self.ab(Op::Mov, t, s);
            self.release(&l);
        }
        let mut end = super::Label::default();
        let code = if stop { Op::JTrue } else { Op::JFalse };
        self.jump(Instr::ai(code, t, 0), &mut end);
        let r = self.expr(right, Want { slot: Some(t), ..Want::ANY });
        let r = self.condition(r, right.span);
        let bad = r.is_error();
        if !bad {
            self.load_to(r, t);
        }
        self.bind(&mut end);
        if bad {
            self.free(t);
            return Value::error(span);
        }
        self.result(DataType::BOOL, t, Want::ANY, span)
    }
}
