//! Small functions compiled in place of their calls.
//!
//! A function qualifies whose whole body is one expression of its parameters, of members of its object and of literals,
//! all of them numbers, and in which nothing can raise an exception or run other code: getters, setters, small formulas. What
//! it comes to and what it does is the same as that of the call; only debuggers and profilers cannot see it, which is why
//! the option that switches optimisation off (ENGP-02) switches this off as well.

use crate::base::{FunctionId, Span, Symbol, TypeId, names};
use crate::semantic::types::FunctionBody;
use crate::syntax::ast::{self, BinaryOp, ExprKind, StmtKind, UnaryOp};
use crate::types::{DataType, FunctionKind, FunctionTraits, RefModifier};

use super::convert::How;
use super::emit::CodeMark;
use super::overload::ArgSource;
use super::repr::Repr;
use super::{FnCompiler, Local, Place, Value, Want};

/// The largest expression, in nodes of its tree: about as much code as the call itself would take.
const MOST_NODES: u32 = 14;

impl<'u, 'b, 'ast> FnCompiler<'u, 'b, 'ast> {
    /// The expression that a function is, if it can stand in place of its calls.
    pub(super) fn leaf(&self, f: FunctionId, direct: bool) -> Option<&'ast ast::Expr<'ast>> {
        if !self.u.options.optimize_bytecode || !self.reg.is_script_function(f) || f == self.function_id {
            return None;
        }
        let sf = self.reg.script_function(f);
        let block = match sf.body {
            FunctionBody::Decl(d) => d.body?,
            FunctionBody::Accessor(_, a) => a.body?,
            _ => return None,
        };
        let [stmt] = block.stmts else { return None };
        let def = &sf.def;
        let is_plain = |ty: DataType| matches!(self.repr(ty.with_ref(RefModifier::None)), Repr::Prim(_));
        let e = match stmt.kind {
            StmtKind::Return(Some(e)) if !def.ret.is_ref() && is_plain(def.ret) => e,
            StmtKind::Expr(e) if def.ret.is_void() => e,
            _ => return None,
        };
        if !matches!(def.kind, FunctionKind::Global | FunctionKind::Method)
            || (def.kind == FunctionKind::Method && !direct && self.is_virtual(f))
            || def.traits.has(FunctionTraits::VARIADIC)
            // Which body runs is known when the unit is linked: that of the first unit that has the entity (SHARED-07).
            || def.traits.has(FunctionTraits::SHARED)
            || (def.owner.is_some() && self.type_is_shared(def.owner))
        {
            return None;
        }
        let params = def.params.of(&self.reg.params);
        let by_value = |ty: DataType| matches!(ty.ref_modifier, RefModifier::None | RefModifier::In) && is_plain(ty);
        if !params.iter().all(|p| by_value(p.ty)) {
            return None;
        }
        let is_param = |name: Symbol| params.iter().any(|p| p.name == name);
        let mut left = MOST_NODES;
        let fits = match e.kind {
            ExprKind::Assign { op, left: target, right, .. } if def.ret.is_void() => {
                op.is_none_or(cannot_fail)
                    && !matches!(target.kind, ExprKind::Name(n) if is_param(n.name.name))
                    && self.is_leaf_expr(target, def.owner, def.property, &is_param, &mut left)
                    && self.is_leaf_expr(right, def.owner, def.property, &is_param, &mut left)
            }
            _ => !def.ret.is_void() && self.is_leaf_expr(e, def.owner, def.property, &is_param, &mut left),
        };
        fits.then_some(e)
    }

    /// Whether an expression is made of what may stand in place of a call.
    fn is_leaf_expr(
        &self,
        e: &ast::Expr<'ast>,
        class: TypeId,
        own_property: Symbol,
        is_param: &impl Fn(Symbol) -> bool,
        left: &mut u32,
    ) -> bool {
        if *left == 0 {
            return false;
        }
        *left -= 1;
        let mut all = |parts: &[&ast::Expr<'ast>]| {
            parts.iter().all(|p| self.is_leaf_expr(p, class, own_property, is_param, left))
        };
        match &e.kind {
            ExprKind::Int(_) | ExprKind::Radix(_) | ExprKind::Float(_) | ExprKind::Double(_) | ExprKind::Bool(_) => {
                true
            }
            ExprKind::Name(n) if n.scope.is_none() && n.args.is_empty() => {
                is_param(n.name.name) || self.is_plain_member(class, n.name.name, own_property)
            }
            ExprKind::Member { object, name } => {
                matches!(object.kind, ExprKind::Name(n) if n.scope.is_none() && n.name.name == names::THIS)
                    && self.is_plain_member(class, name.name, own_property)
            }
            ExprKind::Paren(inner) => all(&[inner]),
            ExprKind::Unary { op, operand } => {
                matches!(op, UnaryOp::Plus | UnaryOp::Neg | UnaryOp::Not | UnaryOp::BitNot) && all(&[operand])
            }
            ExprKind::Binary { op, left: l, right: r, .. } => {
                (cannot_fail(*op) || *op != BinaryOp::Pow && is_nonzero(r)) && all(&[l, r])
            }
            ExprKind::Conditional { cond, then, other } => all(&[cond, then, other]),
            _ => false,
        }
    }

    /// Whether a class has a variable of this name that is a number, and nothing else of this name.
    fn is_plain_member(&self, class: TypeId, name: Symbol, own_property: Symbol) -> bool {
        class.is_some()
            && self
                .reg
                .property(class, name)
                .is_some_and(|p| matches!(self.repr(p.ty), Repr::Prim(_)) && !p.ty.is_ref())
            && (name == own_property || !self.reg.accessors(class).iter().any(|a| a.name == name))
    }

    /// Compiles the body of a leaf function in place of a call. `object_code` found the object: it runs after the arguments.
    #[allow(clippy::too_many_arguments)]
    pub(super) fn inline_call(
        &mut self,
        f: FunctionId,
        body: &'ast ast::Expr<'ast>,
        object: Option<Value<'ast>>,
        sources: &[ArgSource<'ast>],
        span: Span,
        want: Want,
        object_code: Option<CodeMark>,
    ) -> Value<'ast> {
        let sf = self.reg.script_function(f);
        let def = &sf.def;
        let params = def.params.of(&self.reg.params);
        let object_runs = object_code.is_some_and(|c| c.has_code());
        let mut args: Vec<Value<'ast>> = Vec::with_capacity(sources.len());
        let mut failed = false;
        for (i, source) in sources.iter().enumerate().rev() {
            let ty = params[i].ty.with_ref(RefModifier::None).value();
            let before = self.u.diags.error_count();
            let v = match source {
                ArgSource::Expr(e) => self.expr(e, Want::ty(ty)),
                ArgSource::Value(v) => *v,
                ArgSource::Default => self.default_argument(f, def.owner, i, ty, span),
            };
            let reported = self.u.diags.error_count();
            let v = if v.is_error() { v } else { self.convert(v, ty, How::Implicit, Want::ty(ty)) };
            if v.is_error() {
                if before == reported && self.u.diags.error_count() > reported {
                    self.blame_argument(f, def.owner, i);
                }
                failed = true;
                continue;
            }
            let changed = |this: &Self| {
                object_runs || sources[..i].iter().any(|s| matches!(s, ArgSource::Expr(e) if this.may_assign(e)))
            };
            args.push(match v.place {
                // It is no constant of the body: what is written there was checked for a variable.
                Place::Const(_) => self.operand(v),
                Place::Slot(_) if v.temp || !changed(self) => v,
                Place::Slot(_) => self.detach(v),
                _ => self.load(v, None),
            });
        }
        let mut object = object;
        if let (Some(code), Some(o)) = (object_code, &mut object) {
            self.run_last(code, o);
        }
        let object = object.map(|o| self.settle(o));
        if failed || object.as_ref().is_some_and(Value::is_error) {
            for v in args.iter().chain(&object) {
                self.release(v);
            }
            return Value::error(span);
        }
        self.line(span);
        let object = object.map(|o| {
            let may_be_null = !self.is_surely_there(&o);
            let o = self.load(o, None);
            if may_be_null {
                let slot = self.slot_of(&o);
                self.check_null(slot);
            }
            o
        });
        let this_slot = object.as_ref().map(|o| self.slot_of(o));

        // The body, where it was declared. It was checked there: what there is to say of it is said once.
        let messages = self.u.diags.list().len();
        let probes = std::mem::take(&mut self.probes);
        let (this_const, is_quiet) = (self.this_const, std::mem::replace(&mut self.is_quiet, true));
        let mut v = self.outside(sf.scope, |this| {
            this.class = def.owner;
            this.this_slot = this_slot;
            this.this_const = def.traits.has(FunctionTraits::CONST);
            this.own_property = def.property;
            for (arg, p) in args.iter().rev().zip(params) {
                this.locals.push(leaf_param(p.name, p.ty, arg));
            }
            let v = this.expr(body, if def.ret.is_void() { Want::ANY } else { Want { ty: Some(def.ret), ..want } });
            let v = this.settle(v);
            if def.ret.is_void() || v.is_error() {
                return v;
            }
            this.convert(v, def.ret, How::Implicit, Want { ty: Some(def.ret), ..want })
        });
        self.this_const = this_const;
        self.is_quiet = is_quiet;
        self.probes = probes;
        if self.u.diags.list().len() > messages {
            self.u.diags.truncate(messages);
        }

        let mut result = if v.is_error() {
            Value::error(span)
        } else if def.ret.is_void() {
            self.release(&v);
            Value::void(span)
        } else {
            v.holds = [super::value::NO_SLOT; 2];
            match v.place {
                Place::Slot(s) if v.temp || want.slot == Some(s) => self.result(def.ret.value(), s, want, span),
                _ => {
                    // What lies in a variable or member is read now: it may change before the result is used. Nor is the
                    // result a constant, about which there would be other messages.
                    let t = want.slot.unwrap_or_else(|| self.slot());
                    self.load_to(v, t);
                    self.result(def.ret.value(), t, want, span)
                }
            }
        };
        result.span = span;
        for a in args.iter().chain(&object) {
            self.release(a);
        }
        result
    }
}

/// A parameter of a leaf function: a name for the argument.
fn leaf_param<'ast>(name: Symbol, ty: DataType, arg: &Value<'ast>) -> Local<'ast> {
    Local {
        name,
        ty: ty.with_ref(RefModifier::None),
        place: arg.place,
        assigned: true,
        warned: false,
        stable: true,
        constant: None,
        start: 0,
        is_param: true,
        outlives: false,
        span: arg.span,
    }
}

/// Whether an operator of numbers always has a result.
fn cannot_fail(op: BinaryOp) -> bool {
    !matches!(op, BinaryOp::Div | BinaryOp::Mod | BinaryOp::Pow)
}

/// Whether it is a literal by which can be divided.
fn is_nonzero(e: &ast::Expr<'_>) -> bool {
    match e.kind {
        ExprKind::Int(v) => v != 0,
        ExprKind::Float(v) => v != 0.0,
        ExprKind::Double(v) => v != 0.0,
        _ => false,
    }
}
