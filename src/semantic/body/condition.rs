//! Conditions that jump, and the conditional operator.

use crate::base::Span;
use crate::bytecode::{Instr, Op};
use crate::semantic::fold;
use crate::syntax::ast::{self, BinaryOp, ExprKind, UnaryOp};
use crate::types::{DataType, Primitive};

use super::convert::How;
use super::emit::{Label, Live};
use super::operator_table::{compare_op, is_comparison};
use super::repr::Repr;
use super::{FnCompiler, Place, Value, Want};

/// The fused jump for "left op right is `when`", whether its operands are exchanged.
fn fused(op: BinaryOp, p: Primitive, when: bool) -> Option<(Op, bool)> {
    use Primitive::{Double, Float, Int64, UInt32, UInt64};
    if p.is_float() {
        let double = p == Double;
        let pick = |f: Op, d: Op| if double { d } else { f };
        return Some(match (op, when) {
            (BinaryOp::Eq, true) | (BinaryOp::Ne, false) => (pick(Op::JEqF32, Op::JEqF64), false),
            (BinaryOp::Ne, true) | (BinaryOp::Eq, false) => (pick(Op::JNeF32, Op::JNeF64), false),
            (BinaryOp::Lt, true) => (pick(Op::JLtF32, Op::JLtF64), false),
            (BinaryOp::Le, true) => (pick(Op::JLeF32, Op::JLeF64), false),
            (BinaryOp::Gt, true) => (pick(Op::JLtF32, Op::JLtF64), true),
            (BinaryOp::Ge, true) => (pick(Op::JLeF32, Op::JLeF64), true),
            (BinaryOp::Lt, false) => (pick(Op::JNltF32, Op::JNltF64), false),
            (BinaryOp::Le, false) => (pick(Op::JNleF32, Op::JNleF64), false),
            (BinaryOp::Gt, false) => (pick(Op::JNltF32, Op::JNltF64), true),
            (BinaryOp::Ge, false) => (pick(Op::JNleF32, Op::JNleF64), true),
            _ => return None,
        });
    }
    let op = if when { op } else { inverse(op) };
    let pick = |i: Op, u: Op, l: Op, ul: Op| match p {
        UInt32 => u,
        Int64 => l,
        UInt64 => ul,
        Float | Double => Op::Invalid,
        _ => i,
    };
    Some(match op {
        BinaryOp::Eq => (pick(Op::JEqI32, Op::JEqI32, Op::JEqI64, Op::JEqI64), false),
        BinaryOp::Ne => (pick(Op::JNeI32, Op::JNeI32, Op::JNeI64, Op::JNeI64), false),
        BinaryOp::Lt => (pick(Op::JLtI32, Op::JLtU32, Op::JLtI64, Op::JLtU64), false),
        BinaryOp::Le => (pick(Op::JLeI32, Op::JLeU32, Op::JLeI64, Op::JLeU64), false),
        BinaryOp::Gt => (pick(Op::JLtI32, Op::JLtU32, Op::JLtI64, Op::JLtU64), true),
        BinaryOp::Ge => (pick(Op::JLeI32, Op::JLeU32, Op::JLeI64, Op::JLeU64), true),
        _ => return None,
    })
}

/// The comparison that is true when `op` is false, for integers.
fn inverse(op: BinaryOp) -> BinaryOp {
    match op {
        BinaryOp::Eq => BinaryOp::Ne,
        BinaryOp::Ne => BinaryOp::Eq,
        BinaryOp::Lt => BinaryOp::Ge,
        BinaryOp::Le => BinaryOp::Gt,
        BinaryOp::Gt => BinaryOp::Le,
        _ => BinaryOp::Lt,
    }
}

/// The fused jump against a small constant.
fn fused_const(op: BinaryOp, p: Primitive, when: bool) -> Option<Op> {
    let op = if when { op } else { inverse(op) };
    match (op, p) {
        (BinaryOp::Eq, Primitive::Int32 | Primitive::UInt32) => Some(Op::JEqI32K),
        (BinaryOp::Ne, Primitive::Int32 | Primitive::UInt32) => Some(Op::JNeI32K),
        (BinaryOp::Lt, Primitive::Int32) => Some(Op::JLtI32K),
        (BinaryOp::Le, Primitive::Int32) => Some(Op::JLeI32K),
        (BinaryOp::Gt, Primitive::Int32) => Some(Op::JGtI32K),
        (BinaryOp::Ge, Primitive::Int32) => Some(Op::JGeI32K),
        _ => None,
    }
}

/// The backward form of a fused jump, where there is one.
fn looping(op: Op) -> Option<Op> {
    Some(match op {
        Op::JEqI32 => Op::JEqI32Loop,
        Op::JNeI32 => Op::JNeI32Loop,
        Op::JLtI32 => Op::JLtI32Loop,
        Op::JLeI32 => Op::JLeI32Loop,
        Op::JLtU32 => Op::JLtU32Loop,
        Op::JLeU32 => Op::JLeU32Loop,
        Op::JEqI32K => Op::JEqI32KLoop,
        Op::JNeI32K => Op::JNeI32KLoop,
        Op::JLtI32K => Op::JLtI32KLoop,
        Op::JLeI32K => Op::JLeI32KLoop,
        Op::JGtI32K => Op::JGtI32KLoop,
        Op::JGeI32K => Op::JGeI32KLoop,
        _ => return None,
    })
}

/// What [`FnCompiler::speculate`] puts back.
struct Snapshot<'ast> {
    code: usize,
    lines: usize,
    last_line: Option<crate::bytecode::LineEntry>,
    cleanups: usize,
    tries: usize,
    debug_locals: usize,
    call_relocs: usize,
    /// Live things, variables and slots.
    lists: (Vec<Live>, Vec<super::Local<'ast>>, super::emit::Slots),
    births: u32,
    diags: usize,
    unreachable: bool,
    too_far: bool,
    deferred: usize,
}

impl<'u, 'b, 'ast> FnCompiler<'u, 'b, 'ast> {
    /// Compiles something and forgets it: only the answer stays, and errors if the answer says so by itself.
    pub(super) fn speculate<R>(&mut self, f: impl FnOnce(&mut Self) -> R) -> R {
        let mut lists = self.u.snapshots.pop().unwrap_or_default();
        lists.0.clone_from(&self.live);
        lists.1.clone_from(&self.locals);
        lists.2.clone_from(&self.slots);
        let s = Snapshot {
            code: self.code.len(),
            lines: self.lines.len(),
            last_line: self.lines.last().copied(),
            cleanups: self.cleanups.len(),
            tries: self.tries.len(),
            debug_locals: self.debug_locals.len(),
            call_relocs: self.call_relocs.len(),
            lists,
            births: self.births,
            diags: self.u.diags.list().len(),
            unreachable: self.unreachable,
            too_far: self.too_far,
            deferred: self.deferred.as_ref().map_or(0, Vec::len),
        };
        self.u.speculating += 1;
        let r = f(self);
        self.u.speculating -= 1;
        self.code.truncate(s.code);
        self.lines.truncate(s.lines);
        if let (Some(last), Some(old)) = (self.lines.last_mut(), s.last_line) {
            *last = old;
        }
        self.cleanups.truncate(s.cleanups);
        self.tries.truncate(s.tries);
        self.debug_locals.truncate(s.debug_locals);
        self.call_relocs.truncate(s.call_relocs);
        let mut lists = s.lists;
        std::mem::swap(&mut self.live, &mut lists.0);
        std::mem::swap(&mut self.locals, &mut lists.1);
        std::mem::swap(&mut self.slots, &mut lists.2);
        self.u.snapshots.push(lists);
        self.births = s.births;
        self.u.diags.truncate(s.diags);
        self.unreachable = s.unreachable;
        self.too_far = s.too_far;
        if let Some(deferred) = &mut self.deferred {
            deferred.truncate(s.deferred);
        }
        r
    }

    /// What an expression would come to, without compiling it. Remembered, so that nested questions stay cheap.
    pub(super) fn probe(&mut self, e: &'ast ast::Expr<'ast>, want: Want) -> Value<'ast> {
        let key = std::ptr::from_ref(e) as usize;
        if let Some(v) = self.probes.get(&key) {
            return *v;
        }
        let v = self.speculate(|this| {
            let v = this.expr(e, want.anywhere());
            match v.as_special() {
                Some(super::Special::Property(_)) => this.settle(v),
                _ => v,
            }
        });
        self.probes.insert(key, v);
        v
    }

    /// Compiles a condition: jumps to `target` if it is `when`, goes on otherwise.
    pub(super) fn branch(&mut self, e: &'ast ast::Expr<'ast>, when: bool, target: &mut Label) {
        let deferred = self.deferred.take();
        self.branch_inner(e, when, target);
        self.deferred = deferred;
    }

    fn branch_inner(&mut self, e: &'ast ast::Expr<'ast>, when: bool, target: &mut Label) {
        match &e.kind {
            ExprKind::Paren(inner) => return self.branch(inner, when, target),
            ExprKind::Unary { op: UnaryOp::Not, operand } if self.depth < 200 => {
                self.depth += 1;
                self.branch(operand, !when, target);
                self.depth -= 1;
                return;
            }
            ExprKind::Binary { op: op @ (BinaryOp::And | BinaryOp::Or), left, right, .. } if self.depth < 200 => {
                self.depth += 1;
                // `&&` leaves at the first false, `||` at the first true.
                let leaves = *op == BinaryOp::Or;
                if when == leaves {
                    self.branch(left, when, target);
                    self.branch(right, when, target);
                } else {
                    let mut skip = Label::default();
                    self.branch(left, leaves, &mut skip);
                    self.branch(right, when, target);
                    self.bind(&mut skip);
                }
                self.depth -= 1;
                return;
            }
            ExprKind::Binary { op, left, right, op_span }
                if is_comparison(*op) || matches!(op, BinaryOp::Is | BinaryOp::NotIs) =>
            {
                self.branch_comparison(*op, left, right, *op_span, e.span, when, target);
                return;
            }
            _ => {}
        }
        let v = self.expr(e, Want::ANY);
        self.branch_on(v, e.span, when, target);
    }

    /// Jumps on a value.
    fn branch_on(&mut self, v: Value<'ast>, span: Span, when: bool, target: &mut Label) {
        let v = self.condition(v, span);
        if v.is_error() {
            return;
        }
        if let Some(b) = self.bool_const(&v) {
            if b == when {
                self.jump_always(target);
            }
            return;
        }
        let v = self.load(v, None);
        let s = self.slot_of(&v);
        self.release(&v);
        let op = match (when, target.is_bound()) {
            (true, false) => Op::JTrue,
            (false, false) => Op::JFalse,
            (true, true) => Op::JTrueLoop,
            (false, true) => Op::JFalseLoop,
        };
        self.jump(Instr::ai(op, s, 0), target);
    }

    #[allow(clippy::too_many_arguments)]
    fn branch_comparison(
        &mut self,
        op: BinaryOp,
        left: &'ast ast::Expr<'ast>,
        right: &'ast ast::Expr<'ast>,
        op_span: Span,
        span: Span,
        when: bool,
        target: &mut Label,
    ) {
        let l = self.expr(left, Want::ANY);
        let l = self.settle_operand(l);
        if l.is_error() {
            let r = self.expr(right, Want::ANY);
            self.release(&r);
            return;
        }
        let l = self.protect(l, right);
        let r = self.expr(right, Want::ty(l.ty.value()));
        let r = self.settle_operand(r);
        if r.is_error() {
            self.release(&l);
            return;
        }
        let (l, r) = self.settle_enums(l, r);
        if matches!(op, BinaryOp::Is | BinaryOp::NotIs) {
            // A null test of something that needs no release afterwards is one jump.
            let (object, null) = if l.is_null() { (&r, &l) } else { (&l, &r) };
            let plain = null.is_null()
                && !object.is_null()
                && matches!(self.repr(object.ty), Repr::Ptr(_))
                && !target.is_bound()
                && !self.owns_anything(object);
            if plain {
                let object = *object;
                let v = self.load(object, None);
                let s = self.slot_of(&v);
                self.release(&v);
                let code = if (op == BinaryOp::Is) == when { Op::JNull } else { Op::JNotNull };
                self.jump(Instr::ai(code, s, 0), target);
                return;
            }
            let v = self.binary_values(op, l, r, op_span, span, Want::ANY);
            return self.branch_on(v, span, when, target);
        }
        let (pl, pr) = (self.prim(l.ty), self.prim(r.ty));
        let numbers = match (pl, pr) {
            (Some(a), Some(b)) if a.is_number() && b.is_number() => Some((a, b)),
            _ => None,
        };
        let both_const = l.as_const().is_some() && r.as_const().is_some();
        let Some((pl, pr)) = numbers.filter(|_| !both_const && !self.wide) else {
            let v = self.binary_values(op, l, r, op_span, span, Want::ANY);
            return self.branch_on(v, span, when, target);
        };
        let p = fold::common_type(pl, l.as_const().is_some(), pr, r.as_const().is_some());
        self.warn_signs(&l, pl, &r, pr, p, op_span);
        let l = self.number_operand(l, pl, p);
        let r = self.number_operand(r, pr, p);
        // A constant belongs on the right.
        let (op, l, r) = if l.as_const().is_some() { (mirror(op), r, l) } else { (op, l, r) };
        if let Some(k) = r.as_const().and_then(|k| i16::try_from(k as i64).ok()) {
            if let Some(code) = fused_const(op, p, when) {
                let code = if target.is_bound() { looping(code).unwrap_or(code) } else { code };
                let l = self.load(l, None);
                let s = self.slot_of(&l);
                self.release(&l);
                self.jump(Instr::abc(code, s, k as u16, 0), target);
                return;
            }
        }
        let Some((code, swap)) = fused(op, p, when) else { return };
        let l = self.operand(l);
        let r = self.operand(r);
        let code = if target.is_bound() { looping(code) } else { Some(code) };
        let (a, b) = (self.slot_of(&l), self.slot_of(&r));
        self.release(&r);
        self.release(&l);
        match code {
            Some(code) => {
                let (a, b) = if swap { (b, a) } else { (a, b) };
                let jump = self.compared_with_length(Instr::abc(code, a, b, 0));
                self.jump(jump, target);
            }
            None => {
                let (code, swap) = compare_op(op, p);
                let (a, b) = if swap { (b, a) } else { (a, b) };
                let t = self.slot();
                self.abc(code, t, a, b);
                self.free(t);
                let j = if when { Op::JTrueLoop } else { Op::JFalseLoop };
                self.jump(Instr::ai(j, t, 0), target);
            }
        }
    }

    /// Whether releasing the value does anything.
    pub(super) fn owns_anything(&self, v: &Value<'ast>) -> bool {
        let own = if v.temp { v.slots() } else { [super::value::NO_SLOT; 2] };
        own.into_iter()
            .chain(v.holds)
            .any(|s| s != super::value::NO_SLOT && !self.slots.is_pinned(s) && self.is_live(s))
    }

    // ---- ?: ----

    /// `cond ? then : other`
    pub(super) fn conditional(
        &mut self,
        cond: &'ast ast::Expr<'ast>,
        then: &'ast ast::Expr<'ast>,
        other: &'ast ast::Expr<'ast>,
        span: Span,
        want: Want,
    ) -> Value<'ast> {
        // Temporaries of a branch end with it: they do not exist where the other one was taken.
        let deferred = self.deferred.take();
        let v = self.conditional_inner(cond, then, other, span, want);
        self.deferred = deferred;
        v
    }

    fn conditional_inner(
        &mut self,
        cond: &'ast ast::Expr<'ast>,
        then: &'ast ast::Expr<'ast>,
        other: &'ast ast::Expr<'ast>,
        span: Span,
        want: Want,
    ) -> Value<'ast> {
        let a = self.probe(then, want);
        let b = self.probe(other, want);
        if a.is_error() || b.is_error() {
            // Compiled for their messages.
            let mut skip = Label::default();
            self.branch(cond, false, &mut skip);
            let v = self.expr(then, want.anywhere());
            self.release(&v);
            self.bind(&mut skip);
            let v = self.expr(other, want.anywhere());
            self.release(&v);
            return Value::error(span);
        }
        let Some(ty) = self.common_type(&a, &b, want) else {
            let mut skip = Label::default();
            self.branch(cond, false, &mut skip);
            self.bind(&mut skip);
            let (x, y) = (self.describe(&a), self.describe(&b));
            return self.fail(75, span, format!("the two branches have no common type: {x} and {y}"));
        };
        let lvalue = want.lvalue && a.lvalue && b.lvalue && a.ty.same_value(b.ty) && !ty.is_void();
        let mut otherwise = Label::default();
        let mut end = Label::default();
        self.branch(cond, false, &mut otherwise);
        if ty.is_void() {
            let v = self.expr(then, Want::ANY);
            self.release(&v);
            self.jump_always(&mut end);
            self.bind(&mut otherwise);
            let v = self.expr(other, Want::ANY);
            self.release(&v);
            self.bind(&mut end);
            return Value::void(span);
        }
        let n = self.slot_count(ty);
        if lvalue {
            let t = self.slot();
            for (i, e) in [then, other].into_iter().enumerate() {
                let v = self.expr(e, want.anywhere());
                let v = self.settle(v);
                let v = self.address(v);
                if let Place::Mem { base, .. } = v.place {
                    self.ab(Op::Mov, t, base);
                }
                if self.owns_anything(&v) {
                    self.error(
                        72,
                        e.span,
                        "this belongs to a temporary object, which ends before it could be assigned",
                    );
                }
                self.release(&v);
                if i == 0 {
                    self.jump_always(&mut end);
                    self.bind(&mut otherwise);
                }
            }
            self.bind(&mut end);
            let mut v =
                Value::new(a.ty.with_const(a.ty.is_const || b.ty.is_const), Place::Mem { base: t, offset: 0 }, span);
            v.temp = true;
            v.lvalue = true;
            return v;
        }
        let t = self.slots_for(n);
        let live = self.live.len();
        for (i, e) in [then, other].into_iter().enumerate() {
            let v = self.expr(e, Want::at(ty, t));
            let v = self.convert(v, ty, How::Implicit, Want::at(ty, t));
            let bad = v.is_error();
            if !bad {
                self.own_value_at(v, ty, t);
            }
            // The result of either branch is one temporary: its life is joined after the second.
            self.moved(t);
            debug_assert!(bad || self.live.len() >= live);
            if i == 0 {
                self.jump_always(&mut end);
                self.bind(&mut otherwise);
            } else {
                self.bind(&mut end);
            }
        }
        let mut ty = ty;
        ty.is_const = false;
        let mut v = Value::temp(ty, t, span);
        v.explicit_handle = a.explicit_handle || b.explicit_handle;
        if self.is_object(ty) && (a.ty.is_const || b.ty.is_const) {
            v.ty.is_const = true;
        }
        self.born_as(t, ty);
        v
    }

    /// Puts a value into exactly these slots, owned there.
    pub(super) fn own_value_at(&mut self, v: Value<'ast>, ty: DataType, t: u16) {
        match self.repr(ty) {
            Repr::Value { .. } if !ty.is_handle => self.value_into_slots(v, ty, t),
            Repr::Ptr(_) => {
                if v.is_null() {
                    self.ai(Op::LdI, t, 0);
                    self.born_as(t, ty);
                    return;
                }
                let v = self.own(v, Some(t));
                let s = self.slot_of(&v);
                if s != t {
                    self.ab(Op::Mov, t, s);
                    let counted = self.is_live(s);
                    self.moved(s);
                    if v.temp {
                        self.free(s);
                    }
                    if counted {
                        self.born_as(t, ty);
                    }
                }
            }
            _ => self.load_to(v, t),
        }
    }

    fn describe(&self, v: &Value<'ast>) -> String {
        if v.is_null() {
            "'null'".into()
        } else if v.as_special().is_some() {
            "a value without a type of its own".into()
        } else {
            format!("'{}'", self.display(v.ty.value()))
        }
    }

    /// The type both branches are brought to (EXPR-41 to EXPR-46).
    fn common_type(&mut self, a: &Value<'ast>, b: &Value<'ast>, want: Want) -> Option<DataType> {
        let untyped = |v: &Value<'ast>| v.as_special().is_some();
        match (untyped(a), untyped(b)) {
            (true, true) => {
                let ty = want.ty?;
                return (self.cost(a, ty).is_some() && self.cost(b, ty).is_some()).then_some(ty.value());
            }
            (true, false) => return self.cost(a, b.ty).map(|_| b.ty.value()),
            (false, true) => return self.cost(b, a.ty).map(|_| a.ty.value()),
            _ => {}
        }
        if a.ty.is_void() && b.ty.is_void() {
            return Some(DataType::VOID);
        }
        if a.ty.is_void() || b.ty.is_void() {
            return None;
        }
        match (a.is_null(), b.is_null()) {
            (true, true) => return None,
            (true, false) => return (b.ty.is_handle || b.explicit_handle).then_some(b.ty.handle().value()),
            (false, true) => return (a.ty.is_handle || a.explicit_handle).then_some(a.ty.handle().value()),
            _ => {}
        }
        if a.ty.type_id == b.ty.type_id {
            let constant = a.ty.object_is_const() || b.ty.object_is_const();
            let mut ty = a.ty.value();
            if a.ty.is_handle || b.ty.is_handle {
                ty = ty.handle();
                ty.is_handle_to_const = constant;
            } else if self.is_object(ty) && self.is_reference_type(ty.type_id) {
                ty.is_const = constant;
            }
            return Some(ty);
        }
        let to_b = self.cost(a, b.ty.value());
        let to_a = self.cost(b, a.ty.value());
        match (to_b, to_a) {
            (Some(x), Some(y)) if x < y => Some(b.ty.value()),
            (Some(x), Some(y)) if x > y => Some(a.ty.value()),
            (Some(_), None) => Some(b.ty.value()),
            (None, Some(_)) => Some(a.ty.value()),
            _ => None,
        }
    }
}

fn mirror(op: BinaryOp) -> BinaryOp {
    match op {
        BinaryOp::Lt => BinaryOp::Gt,
        BinaryOp::Le => BinaryOp::Ge,
        BinaryOp::Gt => BinaryOp::Lt,
        BinaryOp::Ge => BinaryOp::Le,
        other => other,
    }
}
