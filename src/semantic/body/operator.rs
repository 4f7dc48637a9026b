//! Unary and binary operators.

use crate::base::{FunctionId, Span, Symbol, names};
use crate::bytecode::{Instr, Op};
use crate::semantic::fold;
use crate::syntax::ast::{self, BinaryOp, ExprKind, UnaryOp};
use crate::types::{DataType, Primitive};

use super::convert::{How, NUMBER_PREFERENCE};
use super::overload::Match;
use super::{FnCompiler, Place, Value, Want};

/// The method names of a binary operator: for the left operand and for the right one.
pub(super) fn operator_names(op: BinaryOp) -> Option<(Symbol, Symbol)> {
    Some(match op {
        BinaryOp::Add => (names::OP_ADD, names::OP_ADD_R),
        BinaryOp::Sub => (names::OP_SUB, names::OP_SUB_R),
        BinaryOp::Mul => (names::OP_MUL, names::OP_MUL_R),
        BinaryOp::Div => (names::OP_DIV, names::OP_DIV_R),
        BinaryOp::Mod => (names::OP_MOD, names::OP_MOD_R),
        BinaryOp::Pow => (names::OP_POW, names::OP_POW_R),
        BinaryOp::BitAnd => (names::OP_AND, names::OP_AND_R),
        BinaryOp::BitOr => (names::OP_OR, names::OP_OR_R),
        BinaryOp::BitXor => (names::OP_XOR, names::OP_XOR_R),
        BinaryOp::Shl => (names::OP_SHL, names::OP_SHL_R),
        BinaryOp::Shr => (names::OP_SHR, names::OP_SHR_R),
        BinaryOp::UShr => (names::OP_USHR, names::OP_USHR_R),
        _ => return None,
    })
}

/// The method name of a compound assignment.
pub(super) fn assign_name(op: BinaryOp) -> Symbol {
    match op {
        BinaryOp::Add => names::OP_ADD_ASSIGN,
        BinaryOp::Sub => names::OP_SUB_ASSIGN,
        BinaryOp::Mul => names::OP_MUL_ASSIGN,
        BinaryOp::Div => names::OP_DIV_ASSIGN,
        BinaryOp::Mod => names::OP_MOD_ASSIGN,
        BinaryOp::Pow => names::OP_POW_ASSIGN,
        BinaryOp::BitAnd => names::OP_AND_ASSIGN,
        BinaryOp::BitOr => names::OP_OR_ASSIGN,
        BinaryOp::BitXor => names::OP_XOR_ASSIGN,
        BinaryOp::Shl => names::OP_SHL_ASSIGN,
        BinaryOp::Shr => names::OP_SHR_ASSIGN,
        _ => names::OP_USHR_ASSIGN,
    }
}

/// An operator as written.
pub(super) fn symbol(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mul => "*",
        BinaryOp::Div => "/",
        BinaryOp::Mod => "%",
        BinaryOp::Pow => "**",
        BinaryOp::Shl => "<<",
        BinaryOp::Shr => ">>",
        BinaryOp::UShr => ">>>",
        BinaryOp::BitAnd => "&",
        BinaryOp::BitOr => "|",
        BinaryOp::BitXor => "^",
        BinaryOp::Eq => "==",
        BinaryOp::Ne => "!=",
        BinaryOp::Lt => "<",
        BinaryOp::Le => "<=",
        BinaryOp::Gt => ">",
        BinaryOp::Ge => ">=",
        BinaryOp::Is => "is",
        BinaryOp::NotIs => "!is",
        BinaryOp::And => "&&",
        BinaryOp::Or => "||",
        BinaryOp::Xor => "^^",
    }
}

pub(super) fn is_comparison(op: BinaryOp) -> bool {
    matches!(op, BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge)
}

/// The comparison with its sides exchanged.
fn mirrored(op: BinaryOp) -> BinaryOp {
    match op {
        BinaryOp::Lt => BinaryOp::Gt,
        BinaryOp::Le => BinaryOp::Ge,
        BinaryOp::Gt => BinaryOp::Lt,
        BinaryOp::Ge => BinaryOp::Le,
        other => other,
    }
}

/// The instruction of an arithmetic operation on a number type of at least 32 bits.
fn arithmetic(op: BinaryOp, p: Primitive) -> Option<Op> {
    use Primitive::{Double, Float, Int32, Int64, UInt32, UInt64};
    Some(match (op, p) {
        (BinaryOp::Add, Int32 | UInt32) => Op::AddI32,
        (BinaryOp::Sub, Int32 | UInt32) => Op::SubI32,
        (BinaryOp::Mul, Int32 | UInt32) => Op::MulI32,
        (BinaryOp::Div, Int32) => Op::DivI32,
        (BinaryOp::Div, UInt32) => Op::DivU32,
        (BinaryOp::Mod, Int32) => Op::ModI32,
        (BinaryOp::Mod, UInt32) => Op::ModU32,
        (BinaryOp::Pow, Int32) => Op::PowI32,
        (BinaryOp::Pow, UInt32) => Op::PowU32,
        (BinaryOp::Shl, Int32 | UInt32) => Op::ShlI32,
        (BinaryOp::Shr, Int32 | UInt32) => Op::ShrU32,
        (BinaryOp::UShr, Int32 | UInt32) => Op::SarI32,
        (BinaryOp::BitAnd, _) => Op::And,
        (BinaryOp::BitOr, _) => Op::Or,
        (BinaryOp::BitXor, _) => Op::Xor,
        (BinaryOp::Add, Int64 | UInt64) => Op::AddI64,
        (BinaryOp::Sub, Int64 | UInt64) => Op::SubI64,
        (BinaryOp::Mul, Int64 | UInt64) => Op::MulI64,
        (BinaryOp::Div, Int64) => Op::DivI64,
        (BinaryOp::Div, UInt64) => Op::DivU64,
        (BinaryOp::Mod, Int64) => Op::ModI64,
        (BinaryOp::Mod, UInt64) => Op::ModU64,
        (BinaryOp::Pow, Int64) => Op::PowI64,
        (BinaryOp::Pow, UInt64) => Op::PowU64,
        (BinaryOp::Shl, Int64 | UInt64) => Op::ShlI64,
        (BinaryOp::Shr, Int64 | UInt64) => Op::ShrU64,
        (BinaryOp::UShr, Int64 | UInt64) => Op::SarI64,
        (BinaryOp::Add, Float) => Op::AddF32,
        (BinaryOp::Sub, Float) => Op::SubF32,
        (BinaryOp::Mul, Float) => Op::MulF32,
        (BinaryOp::Div, Float) => Op::DivF32,
        (BinaryOp::Mod, Float) => Op::ModF32,
        (BinaryOp::Pow, Float) => Op::PowF32,
        (BinaryOp::Add, Double) => Op::AddF64,
        (BinaryOp::Sub, Double) => Op::SubF64,
        (BinaryOp::Mul, Double) => Op::MulF64,
        (BinaryOp::Div, Double) => Op::DivF64,
        (BinaryOp::Mod, Double) => Op::ModF64,
        (BinaryOp::Pow, Double) => Op::PowF64,
        _ => return None,
    })
}

/// The instruction with a small constant as right operand: the operation and the constant to use with it.
fn immediate(op: BinaryOp, p: Primitive, k: i64) -> Option<(Op, i16)> {
    use Primitive::{Int32, Int64, UInt32, UInt64};
    let small = i16::try_from(k).ok();
    Some(match (op, p) {
        (BinaryOp::Add, Int32 | UInt32) => (Op::AddI32K, small?),
        (BinaryOp::Sub, Int32 | UInt32) => (Op::AddI32K, i16::try_from(-k).ok()?),
        (BinaryOp::Mul, Int32 | UInt32) => (Op::MulI32K, small?),
        (BinaryOp::Div, Int32) if k != 0 && k != -1 => (Op::DivI32K, small?),
        (BinaryOp::Mod, Int32) if k != 0 && k != -1 => (Op::ModI32K, small?),
        (BinaryOp::BitAnd, Int32 | Int64) => (Op::AndK, small?),
        (BinaryOp::BitAnd, UInt32 | UInt64) if k >= 0 => (Op::AndK, small?),
        (BinaryOp::Shl, Int32 | UInt32) => (Op::ShlI32K, (k & 31) as i16),
        (BinaryOp::Shr, Int32 | UInt32) => (Op::ShrU32K, (k & 31) as i16),
        (BinaryOp::UShr, Int32 | UInt32) => (Op::SarI32K, (k & 31) as i16),
        (BinaryOp::Add, Int64 | UInt64) => (Op::AddI64K, small?),
        (BinaryOp::Sub, Int64 | UInt64) => (Op::AddI64K, i16::try_from(-k).ok()?),
        (BinaryOp::Mul, Int64 | UInt64) => (Op::MulI64K, small?),
        _ => return None,
    })
}

/// The instruction that compares into a truth value, and whether the operands are exchanged.
pub(super) fn compare_op(op: BinaryOp, p: Primitive) -> (Op, bool) {
    use Primitive::{Double, Float, Int64, UInt32, UInt64};
    let wide = matches!(p, Int64 | UInt64);
    let swap = matches!(op, BinaryOp::Gt | BinaryOp::Ge);
    let code = match op {
        BinaryOp::Eq => match p {
            Float => Op::EqF32,
            Double => Op::EqF64,
            _ if wide => Op::EqI64,
            _ => Op::EqI32,
        },
        BinaryOp::Ne => match p {
            Float => Op::NeF32,
            Double => Op::NeF64,
            _ if wide => Op::NeI64,
            _ => Op::NeI32,
        },
        BinaryOp::Lt | BinaryOp::Gt => match p {
            Float => Op::LtF32,
            Double => Op::LtF64,
            UInt32 => Op::LtU32,
            UInt64 => Op::LtU64,
            Int64 => Op::LtI64,
            _ => Op::LtI32,
        },
        _ => match p {
            Float => Op::LeF32,
            Double => Op::LeF64,
            UInt32 => Op::LeU32,
            UInt64 => Op::LeU64,
            Int64 => Op::LeI64,
            _ => Op::LeI32,
        },
    };
    (code, swap)
}

impl<'u, 'b, 'ast> FnCompiler<'u, 'b, 'ast> {
    // ---- unary ----

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

    fn unary_op(&mut self, op: Op, v: Value<'ast>, ty: DataType, span: Span, want: Want) -> Value<'ast> {
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

    fn sign(&mut self, op: UnaryOp, operand: &'ast ast::Expr<'ast>, span: Span, want: Want) -> Value<'ast> {
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
            match self.some_number(v.clone()) {
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
            self.release(&v);
            return self.fail(189, span, "'++' and '--' cannot be used with a property");
        }
        let v = self.settle(v);
        if v.is_error() {
            return v;
        }
        let (name, add, prefix) = match op {
            UnaryOp::PreInc => (names::OP_PRE_INC, 1, true),
            UnaryOp::PreDec => (names::OP_PRE_DEC, -1, true),
            UnaryOp::PostInc => (names::OP_POST_INC, 1, false),
            _ => (names::OP_POST_DEC, -1, false),
        };
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
            self.release(&v);
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
        let place = v.clone();
        let old = self.load(Value { temp: false, holds: [super::value::NO_SLOT; 2], ..v.clone() }, None);
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

    /// A chain of left-associative operators, without recursion along its left side.
    pub(super) fn binary(&mut self, e: &'ast ast::Expr<'ast>, want: Want) -> Value<'ast> {
        let mut chain = Vec::new();
        let mut at = e;
        while let ExprKind::Binary { op, left, right, op_span } = &at.kind {
            chain.push((*op, *right, *op_span, at.span));
            at = left;
        }
        if chain.len() == 1 {
            let (op, right, op_span, span) = chain[0];
            return self.binary_node(op, Err(at), right, op_span, span, want);
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
            return self.logical(op, l, right, span, want);
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
            Some(super::Special::EnumValues(list)) => {
                let list = list.clone();
                match list.iter().find(|e| e.0 == r.ty.type_id) {
                    Some(e) => Value::constant(r.ty.value(), e.1 as i64 as u64, l.span),
                    None => self.ambiguous_enum(&list, l.span),
                }
            }
            _ => l,
        };
        let r = match r.as_special() {
            Some(super::Special::EnumValues(list)) => {
                let list = list.clone();
                match list.iter().find(|e| e.0 == l.ty.type_id) {
                    Some(e) => Value::constant(l.ty.value(), e.1 as i64 as u64, r.span),
                    None => self.ambiguous_enum(&list, r.span),
                }
            }
            _ => r,
        };
        (l, r)
    }

    /// Makes sure that a left operand keeps its value while the right side runs: values in memory are loaded, variables
    /// copied if the right side may change them.
    pub(super) fn protect(&mut self, v: Value<'ast>, right: &ast::Expr<'ast>) -> Value<'ast> {
        let simple = |k: &ExprKind<'_>| {
            matches!(
                k,
                ExprKind::Int(_)
                    | ExprKind::Radix(_)
                    | ExprKind::Float(_)
                    | ExprKind::Double(_)
                    | ExprKind::Bool(_)
                    | ExprKind::Name(_)
                    | ExprKind::Null
                    | ExprKind::String(_)
            )
        };
        if simple(&right.kind) {
            return v;
        }
        let plain = matches!(self.repr(v.ty), super::repr::Repr::Prim(_));
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
            // Handles: whatever holds the object may let it go.
            _ if v.ty.is_handle && !v.stable && self.may_assign(right) => self.own(v, None),
            _ if matches!(self.repr(v.ty), super::repr::Repr::Ptr(_)) => {
                if v.stable || !self.may_assign(right) {
                    self.load(v, None)
                } else {
                    self.own(v, None)
                }
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
        if matches!(op, BinaryOp::Eq | BinaryOp::Ne)
            && (l.is_null() || r.is_null() || l.explicit_handle || r.explicit_handle)
        {
            let handles = |this: &Self, v: &Value<'ast>| v.is_null() || this.is_reference_type(v.ty.type_id);
            if handles(self, &l) && handles(self, &r) && (l.is_null() || r.is_null()) {
                let implicit = |v: &Value<'ast>| !v.is_null() && !v.explicit_handle;
                if implicit(&l) || implicit(&r) {
                    self.warning(10, op_span, "the object is compared as a handle; write 'is null' or '!is null'");
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
        self.release(&r);
        self.release(&l);
        let (a, b) = (self.display(tl.value()), self.display(tr.value()));
        // One side is a number and the other cannot be one, or there is no operator for the pair.
        let code = if self.prim(tl).is_some() || self.prim(tr).is_some() { 66 } else { 67 };
        self.fail(code, span, format!("the operator '{}' is not defined for '{a}' and '{b}'", symbol(op)))
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
        self.abc(code, t, a, b);
        self.result(ty, t, want, span)
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
                    let (a, b) = (a.clone(), b.clone());
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
                return if dead { Value::error(span) } else { Value::constant(DataType::BOOL, u64::from(stop), span) };
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
