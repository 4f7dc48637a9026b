//! Values that are known before anything runs: enum values and constant globals (VAR-07, ENUM-03).
//!
//! An expression may name constants that have not been evaluated yet. Then its evaluation stops, that constant is
//! evaluated first, and the expression begins anew; so the depth of the native stack does not depend on how constants
//! refer to each other, and circles are found.

use crate::base::{GlobalId, NamespaceId, Span, TypeId};
use crate::syntax::ast::{Arg, BinaryOp, Expr, ExprKind, Init, NameExpr, TypeBase, UnaryOp};
use crate::types::{DataType, Primitive, TypeKind};

use super::{Declarer, code};
use crate::semantic::fold::{
    FoldError, bitwise_type, canonical, common_type, conversion_warning, convert, double_bits, float_bits, fold_binary,
    fold_unary, unary_type, widened,
};
use crate::semantic::resolve::{TypeHit, find_scope_type, find_scoped_type, primitive_of};
use crate::semantic::types::ScopeHit;
use crate::semantic::{CompileOptions, LookupSpace, NameContext, Registry};

const CIRCLE: &str = "the value of this constant depends on itself";

/// A constant to be evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Node {
    /// An enum value, by index into the script's.
    Value(u32),
    /// A global, by index into the script's.
    Global(u32),
}

/// How far the evaluation of a constant has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Waiting,
    Busy,
    Done,
    /// It has no constant value.
    Failed,
    /// It depends on itself.
    Circular,
}

/// A constant that needs the evaluator.
pub(super) struct Pending<'ast> {
    pub node: Node,
    /// Nothing for an enum value that continues from the one before it.
    pub expr: Option<&'ast Expr<'ast>>,
    pub namespace: NamespaceId,
    /// The enum of a value.
    pub owner: TypeId,
    pub span: Span,
    pub state: State,
}

/// A value with its type, a primitive or an enum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Constant {
    ty: TypeId,
    /// The type as arithmetic sees it: that of an enum's values.
    number: Primitive,
    bits: u64,
}

impl Constant {
    fn of(p: Primitive, bits: u64) -> Constant {
        Constant { ty: p.id(), number: p, bits }
    }

    /// The type as arithmetic sees it: enums are integers.
    fn primitive(self) -> Primitive {
        self.number
    }
}

/// Why an expression has no value (yet).
enum Stop {
    /// It waits for another constant.
    Needs(Node),
    /// It is not constant; what makes it so.
    NotConstant(Span),
    /// It is wrong, and that has been or will be told elsewhere.
    Silent,
    /// It is wrong.
    Error(u16, Span, &'static str),
}

impl<'ast> Declarer<'_, 'ast> {
    /// Evaluates enum values and constant globals.
    pub(super) fn constants(&mut self) {
        self.pending_values = self.pending.len();
        for (i, global) in self.build.registry.globals.iter().enumerate() {
            let Init::Expr(expr) = global.init else { continue };
            let ty = global.def.ty;
            let constant = ty.is_const && !ty.is_handle && is_number_like(&self.build.registry, ty.type_id);
            if constant || global.is_auto && global.ty.suffixes.is_empty() {
                self.pending.push(Pending {
                    node: Node::Global(i as u32),
                    expr: Some(expr),
                    namespace: global.def.namespace,
                    owner: TypeId::NONE,
                    span: global.def.span,
                    state: State::Waiting,
                });
            }
        }
        let mut path = Vec::new();
        for first in 0..self.pending.len() {
            path.push(first);
            while let Some(&at) = path.last() {
                if !matches!(self.pending[at].state, State::Waiting | State::Busy) {
                    path.pop();
                    continue;
                }
                self.pending[at].state = State::Busy;
                let result = self.evaluate(at);
                if let Err(Stop::Needs(node)) = result {
                    let other = find(&self.pending, self.pending_values, node).unwrap_or(at);
                    if self.pending[other].state == State::Waiting {
                        path.push(other);
                        continue;
                    }
                    // A circle. Among globals it is told with the order of their initialisation.
                    self.pending[at].state = State::Circular;
                    if matches!(self.pending[at].node, Node::Value(_)) {
                        let span = self.pending[at].span;
                        self.build.error(46, span, CIRCLE);
                        self.pending[at].state = State::Failed;
                    }
                } else {
                    self.settle(at, result);
                }
                path.pop();
            }
        }
        self.pending = Vec::new();
    }

    fn evaluate(&mut self, at: usize) -> Result<Constant, Stop> {
        let mut uses = std::mem::take(&mut self.build.registry.enum_uses);
        let pending = &self.pending[at];
        let mut evaluator = Evaluator {
            registry: &self.build.registry,
            options: &self.build.options,
            pending: &self.pending,
            values: self.pending_values,
            space: &mut self.space,
            namespace: pending.namespace,
            owner: pending.owner,
            uses: &mut uses,
        };
        let result = match (pending.expr, pending.node) {
            (Some(expr), _) => evaluator.expr(expr),
            // The one before, plus one (ENUM-01).
            (None, Node::Value(index)) => {
                let before = evaluator.value(pending.owner, index - 1)?;
                let number = before.primitive();
                let bits = canonical(number, before.bits.wrapping_add(1));
                let goes_round =
                    if number.is_signed() { (bits as i64) < before.bits as i64 } else { bits < before.bits };
                // `int` goes round, as it always did.
                if goes_round && number != Primitive::Int32 {
                    let text = "the value before is the greatest that the enum's type holds";
                    Err(Stop::Error(code::ENUM_RANGE, pending.span, text))
                } else {
                    Ok(Constant::of(number, bits))
                }
            }
            (None, Node::Global(_)) => Err(Stop::Silent),
        };
        self.build.registry.enum_uses = uses;
        result
    }

    /// Enters the result of an evaluation.
    fn settle(&mut self, at: usize, result: Result<Constant, Stop>) {
        let node = self.pending[at].node;
        let span = self.pending[at].expr.map_or(self.pending[at].span, |e| e.span);
        self.pending[at].state = match (node, result) {
            (Node::Value(index), Ok(value)) => self.settle_value(index, value, span),
            (Node::Global(index), Ok(value)) => self.settle_global(index, value),
            (Node::Value(_), Err(stop)) => {
                match stop {
                    Stop::NotConstant(place) => {
                        let text = "the value of an enum must be a constant integer expression";
                        self.build.error(code::NOT_CONSTANT, place, text);
                    }
                    Stop::Error(number, place, text) => {
                        self.build.error(number, place, text);
                    }
                    Stop::Needs(_) | Stop::Silent => {}
                }
                State::Failed
            }
            // Whether the initialiser is right is found when it is compiled.
            (Node::Global(_), Err(_)) => State::Failed,
        };
    }

    fn settle_value(&mut self, index: u32, value: Constant, span: Span) -> State {
        let from = value.primitive();
        if !from.is_number() {
            let text = format!("a value of an enum cannot be of type '{}'", from.name());
            self.build.error(65, span, text);
            return State::Failed;
        }
        let to = number_of(&self.build.registry, self.build.registry.named_values[index as usize].ty);
        if let Some(warning) = conversion_warning(from, to, value.bits) {
            if to != Primitive::Int32 {
                let text = format!("the value does not fit the type '{}' of the enum", to.name());
                self.build.error(code::ENUM_RANGE, span, text);
                return State::Failed;
            }
            // Codes above 2^31 written in hexadecimal are meant as the bits they are.
            if !(from == Primitive::UInt32 && warning == 1) {
                self.build.warning(warning, span, "the value does not fit the type 'int' of enum values");
            }
        }
        let bits = convert(from, to, value.bits);
        self.build.registry.enum_values[index as usize].value = bits as i64;
        State::Done
    }

    fn settle_global(&mut self, index: u32, value: Constant) -> State {
        let index = index as usize;
        let is_auto = self.build.registry.globals[index].is_auto;
        if is_auto {
            self.settle_auto(index, value);
            if !self.build.registry.globals[index].def.ty.is_const {
                return State::Failed;
            }
        }
        let ty = self.build.registry.globals[index].def.ty;
        let Some(bits) = implicit(value, ty.type_id) else { return State::Failed };
        self.build.registry.globals[index].constant = Some(bits);
        State::Done
    }

    /// Gives an `auto` global the type of its constant initialiser, or that of the first declarator (VAR-11, VAR-14).
    fn settle_auto(&mut self, index: usize, value: Constant) {
        let global = self.build.registry.globals[index];
        let before = index.checked_sub(1).map(|i| self.build.registry.globals[i]);
        let ty = match before {
            Some(b) if std::ptr::eq(b.ty, global.ty) && b.is_auto => return,
            Some(b) if std::ptr::eq(b.ty, global.ty) => b.def.ty,
            _ => DataType::of(value.ty).with_const(global.ty.is_const),
        };
        let global = &mut self.build.registry.globals[index];
        global.def.ty = ty;
        global.is_auto = false;
    }
}

/// A primitive value type or an enum.
pub(super) fn is_number_like(registry: &Registry<'_>, id: TypeId) -> bool {
    match registry.kind(id) {
        TypeKind::Primitive(p) => p != Primitive::Void,
        TypeKind::Enum => true,
        _ => false,
    }
}

/// The number that values of a primitive type or enum are.
fn number_of(registry: &Registry<'_>, id: TypeId) -> Primitive {
    Primitive::from_id(id).unwrap_or_else(|| registry.ty(id).enum_primitive())
}

/// The bits of a value converted implicitly to a primitive or enum type, if that is possible.
fn implicit(value: Constant, to: TypeId) -> Option<u64> {
    if value.ty == to {
        return Some(value.bits);
    }
    let (from, to) = (value.primitive(), Primitive::from_id(to)?);
    (from.is_number() && to.is_number()).then(|| convert(from, to, value.bits))
}

/// The place of a constant among the pending ones: values in order, then globals in order.
fn find(pending: &[Pending<'_>], values: usize, node: Node) -> Option<usize> {
    let (list, from) = match node {
        Node::Value(_) => (&pending[..values], 0),
        Node::Global(_) => (&pending[values..], values),
    };
    let number = |n: &Node| match *n {
        Node::Value(i) | Node::Global(i) => i,
    };
    list.binary_search_by_key(&number(&node), |p| number(&p.node)).ok().map(|i| i + from)
}

struct Evaluator<'e, 'ast> {
    registry: &'e Registry<'ast>,
    options: &'e CompileOptions,
    pending: &'e [Pending<'ast>],
    values: usize,
    space: &'e mut LookupSpace,
    namespace: NamespaceId,
    /// The enum whose values come first, or none.
    owner: TypeId,
    /// Values of registered enums that were used.
    uses: &'e mut Vec<(TypeId, u32)>,
}

impl<'ast> Evaluator<'_, 'ast> {
    fn expr(&mut self, expr: &'ast Expr<'ast>) -> Result<Constant, Stop> {
        let not_constant = Stop::NotConstant(expr.span);
        Ok(match expr.kind {
            ExprKind::Int(v) => integer(v),
            ExprKind::Radix(v) if v <= u64::from(u32::MAX) => Constant::of(Primitive::UInt32, v),
            ExprKind::Radix(v) => Constant::of(Primitive::UInt64, v),
            ExprKind::Char(c) => Constant::of(Primitive::UInt32, u64::from(c)),
            ExprKind::Float(v) => Constant::of(Primitive::Float, float_bits(v)),
            ExprKind::Double(v) => Constant::of(Primitive::Double, double_bits(v)),
            ExprKind::Bool(v) => Constant::of(Primitive::Bool, u64::from(v)),
            ExprKind::Paren(inner) => return self.expr(inner),
            ExprKind::Name(name) => return self.name(name, expr.span),
            ExprKind::Unary { op, operand } => return self.unary(op, operand, expr.span),
            ExprKind::Binary { op, left, right, .. } => return self.binary(op, left, right, expr.span),
            ExprKind::Conditional { cond, then, other } => return self.conditional(cond, then, other, expr.span),
            ExprKind::Construct { ty, args } => match ty.base {
                TypeBase::Primitive(p) if ty.suffixes.is_empty() => {
                    return self.conversion(primitive_of(p).id(), args, expr.span);
                }
                _ => return Err(not_constant),
            },
            ExprKind::Call { callee, args } => {
                let ExprKind::Name(name) = callee.kind else { return Err(not_constant) };
                let cx = NameContext::script(self.namespace);
                match find_scoped_type(self.registry, &cx, name.scope, name.name.name) {
                    Some(TypeHit::Type(id)) if is_number_like(self.registry, id) => {
                        return self.conversion(id, args, expr.span);
                    }
                    _ => return Err(not_constant),
                }
            }
            ExprKind::String(_) => return Err(Stop::Error(65, expr.span, "a string does not convert to a number")),
            ExprKind::Error => return Err(Stop::Silent),
            _ => return Err(not_constant),
        })
    }

    // ---- names ----

    fn name(&mut self, name: &NameExpr<'ast>, span: Span) -> Result<Constant, Stop> {
        if !name.args.is_empty() {
            return Err(Stop::NotConstant(span));
        }
        if !name.scope.is_none() {
            return self.scoped_name(name, span);
        }
        if self.owner.is_some() {
            if let Some(index) = self.registry.enum_value_index(self.owner, name.name.name) {
                return self.value(self.owner, index);
            }
        }
        let hit = self.registry.lookup(self.namespace, &[], name.name.name, self.space);
        self.hit(hit, name, span)
    }

    fn scoped_name(&mut self, name: &NameExpr<'ast>, span: Span) -> Result<Constant, Stop> {
        let scope = name.scope;
        let ns = self.registry.resolve_path(self.namespace, scope.global, scope.path);
        if let Some(ns) = ns {
            self.space.functions.clear();
            self.space.accessors.clear();
            self.space.enum_values.clear();
            let hit = self.registry.lookup_in(ns, name.name.name, self.space);
            if hit.is_some() {
                return self.hit(hit, name, span);
            }
        }
        let cx = NameContext::script(self.namespace);
        let ty = find_scope_type(self.registry, &cx, scope);
        if ns.is_none() && ty.is_none() {
            return Err(Stop::Error(22, scope.span, "unknown namespace"));
        }
        match ty.filter(|&ty| self.registry.kind(ty) == TypeKind::Enum) {
            Some(ty) => self.enum_value(ty, name, span),
            None => Err(Stop::Error(20, name.name.span, "unknown name")),
        }
    }

    fn hit(&mut self, hit: Option<ScopeHit>, name: &NameExpr<'ast>, span: Span) -> Result<Constant, Stop> {
        match hit {
            Some(ScopeHit::Global(id)) => self.global(id, span),
            Some(ScopeHit::EnumValue) => match self.space.enum_values[..] {
                [(ty, _)] => self.enum_value(ty, name, span),
                _ => Err(Stop::Error(38, name.name.span, "several enums have a value of this name")),
            },
            Some(ScopeHit::Type(ty)) if ty == DataType::ERROR_ID => Err(Stop::Silent),
            Some(_) => Err(Stop::NotConstant(span)),
            None => Err(Stop::Error(20, name.name.span, "unknown name")),
        }
    }

    fn enum_value(&mut self, ty: TypeId, name: &NameExpr<'ast>, _: Span) -> Result<Constant, Stop> {
        let unknown = Stop::Error(20, name.name.span, "the enum has no value of this name");
        if ty.0 < self.registry.first_type {
            let values = self.registry.enum_values(ty);
            let index = values.iter().position(|v| v.name == name.name.name).ok_or(unknown)?;
            if !self.uses.contains(&(ty, index as u32)) {
                self.uses.push((ty, index as u32));
            }
            return Ok(Constant { ty, number: number_of(self.registry, ty), bits: values[index].value as u64 });
        }
        let index = self.registry.enum_value_index(ty, name.name.name).ok_or(unknown)?;
        self.value(ty, index)
    }

    /// A script enum's value.
    fn value(&mut self, ty: TypeId, index: u32) -> Result<Constant, Stop> {
        let node = Node::Value(index);
        match find(self.pending, self.values, node).map(|i| self.pending[i].state) {
            Some(State::Waiting | State::Busy) => Err(Stop::Needs(node)),
            Some(State::Failed | State::Circular) => Err(Stop::Silent),
            Some(State::Done) | None => {
                let value = self.registry.enum_values[index as usize].value;
                Ok(Constant { ty, number: number_of(self.registry, ty), bits: value as u64 })
            }
        }
    }

    fn global(&mut self, id: GlobalId, span: Span) -> Result<Constant, Stop> {
        if !self.registry.is_script_global(id) {
            return Err(Stop::NotConstant(span));
        }
        let global = self.registry.script_global(id);
        if let Some(bits) = global.constant {
            let ty = global.def.ty.type_id;
            return Ok(Constant { ty, number: number_of(self.registry, ty), bits });
        }
        let node = Node::Global(id.0 - self.registry.first_global);
        match find(self.pending, self.values, node).map(|i| self.pending[i].state) {
            Some(State::Waiting | State::Busy) => Err(Stop::Needs(node)),
            Some(State::Circular) => Err(Stop::Error(46, span, CIRCLE)),
            _ => Err(Stop::NotConstant(span)),
        }
    }

    // ---- operators ----

    fn unary(&mut self, op: UnaryOp, operand: &'ast Expr<'ast>, span: Span) -> Result<Constant, Stop> {
        let value = self.expr(operand)?;
        let from = value.primitive();
        match unary_type(op, from) {
            Some(ty) => Ok(Constant::of(ty, fold_unary(op, from, value.bits))),
            None => Err(Stop::Error(69, span, "the operator does not take this operand")),
        }
    }

    fn binary(
        &mut self,
        op: BinaryOp,
        left: &'ast Expr<'ast>,
        right: &'ast Expr<'ast>,
        span: Span,
    ) -> Result<Constant, Stop> {
        let (left, right) = (self.expr(left)?, self.expr(right)?);
        let (l, r) = (left.primitive(), right.primitive());
        let wrong = Stop::Error(67, span, "the operator does not take these operands");
        let numbers = l.is_number() && r.is_number();
        let integers = l.is_integer() && r.is_integer();
        let bools = l == Primitive::Bool && r == Primitive::Bool;
        let ty = match op {
            BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Mod | BinaryOp::Pow if numbers => {
                common_type(l, true, r, true)
            }
            BinaryOp::Div if integers && self.options.disable_integer_division => Primitive::Double,
            BinaryOp::Div if numbers => common_type(l, true, r, true),
            BinaryOp::Eq | BinaryOp::Ne if bools => Primitive::Bool,
            BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge if numbers => {
                common_type(l, true, r, true)
            }
            BinaryOp::And | BinaryOp::Or | BinaryOp::Xor if bools => Primitive::Bool,
            BinaryOp::BitAnd | BinaryOp::BitOr | BinaryOp::BitXor if integers => bitwise_type(l, r),
            BinaryOp::Shl | BinaryOp::Shr | BinaryOp::UShr if integers => widened(l),
            _ => return Err(wrong),
        };
        let shift = matches!(op, BinaryOp::Shl | BinaryOp::Shr | BinaryOp::UShr);
        let a = convert(l, ty, left.bits);
        let b = convert(r, if shift { Primitive::UInt32 } else { ty }, right.bits);
        let result = match op {
            BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge => Primitive::Bool,
            _ => ty,
        };
        match fold_binary(op, ty, a, b) {
            Ok(bits) => Ok(Constant::of(result, bits)),
            Err(error) => Err(fold_error(error, span)),
        }
    }

    fn conditional(
        &mut self,
        cond: &'ast Expr<'ast>,
        then: &'ast Expr<'ast>,
        other: &'ast Expr<'ast>,
        span: Span,
    ) -> Result<Constant, Stop> {
        let cond = self.expr(cond)?;
        if cond.primitive() != Primitive::Bool {
            return Err(Stop::Error(74, span, "a condition must be a 'bool'"));
        }
        let (then, other) = (self.expr(then)?, self.expr(other)?);
        let chosen = if cond.bits != 0 { then } else { other };
        if then.ty == other.ty {
            return Ok(chosen);
        }
        let (a, b) = (then.primitive(), other.primitive());
        if !a.is_number() || !b.is_number() {
            return Err(Stop::Error(75, span, "the branches of '?:' have no common type"));
        }
        // The side that converts more cheaply takes the type of the other (EXPR-41).
        let cost = |from: Constant, to: Constant| {
            let enum_to = Primitive::from_id(to.ty).is_none();
            if enum_to { u32::MAX } else { number_cost(from, to.primitive()) }
        };
        let to = if cost(then, other) <= cost(other, then) { b } else { a };
        Ok(Constant::of(to, convert(chosen.primitive(), to, chosen.bits)))
    }

    /// `T(value)` for a primitive or enum.
    fn conversion(&mut self, to: TypeId, args: &'ast [Arg<'ast>], span: Span) -> Result<Constant, Stop> {
        let [arg] = args else {
            return Err(Stop::Error(78, span, "a conversion takes exactly one value"));
        };
        let value = self.expr(arg.value)?;
        if value.ty == to {
            return Ok(value);
        }
        let (from, target) = (value.primitive(), number_of(self.registry, to));
        if !from.is_number() || !target.is_number() {
            return Err(Stop::Error(65, span, "the value does not convert to this type"));
        }
        Ok(Constant { ty: to, number: target, bits: convert(from, target, value.bits) })
    }
}

fn fold_error(error: FoldError, span: Span) -> Stop {
    Stop::Error(error.code(), span, error.text())
}

/// The type of a decimal literal (LEX-24).
fn integer(v: u64) -> Constant {
    let ty = if v <= i32::MAX as u64 {
        Primitive::Int32
    } else if v <= i64::MAX as u64 {
        Primitive::Int64
    } else {
        Primitive::UInt64
    };
    Constant::of(ty, v)
}

/// The cost of converting a number (CONV-49, CONV-50).
fn number_cost(from: Constant, to: Primitive) -> u32 {
    let is_enum = Primitive::from_id(from.ty).is_none();
    let p = from.primitive();
    match () {
        _ if p.is_float() && !to.is_float() => 9,
        _ if !p.is_float() && to.is_float() => 8,
        _ if is_enum && to.size() == p.size() => 2,
        _ if is_enum => 3,
        _ if p.is_signed() && to.is_unsigned() => 6,
        _ if p.is_unsigned() && to.is_signed() => 7,
        _ if p.size() < to.size() => 4,
        _ if p.size() > to.size() => 5,
        _ => 0,
    }
}
