//! Statements.

use crate::base::Span;
use crate::bytecode::{Instr, LocalVar, Op, TryRange};
use crate::semantic::types::MOST_USED_NAMESPACES;
use crate::syntax::ast::{self, ExprKind, StmtKind};
use crate::types::DataType;

use super::class::CtorState;
use super::convert::How;
use super::emit::Label;
use super::repr::Repr;
use super::{FnCompiler, Local, Place, Scope, Special, Want};

/// How a statement ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    /// The next statement follows.
    Next,
    /// Every path through it returns.
    Return,
    /// Every path leaves the block in some way.
    Leave,
}

/// The most instructions of a function, give or take those of a statement.
const MOST_CODE: usize = 1 << 21;

impl<'u, 'b, 'ast> FnCompiler<'u, 'b, 'ast> {
    // ---- scopes ----

    pub(super) fn enter(&mut self) {
        self.blocks.push(Scope { locals: self.locals.len(), live: self.live.len(), usings: self.usings.len() });
    }

    pub(super) fn leave(&mut self, flow: Flow) {
        let Some(scope) = self.blocks.pop() else { return };
        self.unreachable = flow != Flow::Next;
        self.end_live(scope.live);
        self.unreachable = false;
        self.usings.truncate(scope.usings);
        while self.locals.len() > scope.locals {
            if let Some(l) = self.locals.pop() {
                self.end_local(&l);
            }
        }
    }

    fn end_local(&mut self, l: &Local<'ast>) {
        let end = self.pc();
        if let Place::Slot(s) | Place::Mem { base: s, .. } = l.place {
            if l.constant.is_none() {
                if self.u.speculating == 0 && !l.name.is_empty() {
                    let name = self.u.name_text(l.name);
                    self.debug_locals.push(LocalVar { name, ty: l.ty, slot: s, start: l.start, end });
                }
                if !l.is_param {
                    self.slots.unpin(s);
                }
            }
        }
    }

    /// Makes a variable known from here on.
    pub(super) fn declare(&mut self, name: ast::Ident, ty: DataType, place: Place<'ast>, assigned: bool) {
        if let Place::Slot(s) | Place::Mem { base: s, .. } = place {
            self.slots.pin(s);
        }
        self.locals.push(Local {
            name: name.name,
            ty,
            place,
            assigned,
            warned: false,
            stable: true,
            constant: None,
            start: self.pc(),
            is_param: false,
            outlives: false,
            span: name.span,
        });
    }

    /// Rules for the name of a new local (VAR-02, VAR-03, VAR-05).
    pub(super) fn check_local_name(&mut self, name: ast::Ident) {
        let text = self.text(name.name);
        let first = self.blocks.last().map_or(0, |b| b.locals);
        // Parameters belong to the outermost block.
        let first = if self.blocks.len() == 1 { 0 } else { first };
        if let Some(i) = self.locals.iter().position(|l| l.name == name.name) {
            let here = self.locals.iter().rposition(|l| l.name == name.name).is_some_and(|at| at >= first);
            let at = self.locals[i].span;
            if here {
                let d = self.u.diags.error(
                    crate::base::Code(24),
                    name.span,
                    format!("'{text}' is already declared in this block"),
                );
                d.note(at, "the first declaration");
            } else {
                self.warning(7, name.span, format!("'{text}' hides another variable of this function"));
            }
            return;
        }
        let cx = super::NameContext { namespace: self.namespace, class: self.class, usings: &self.usings };
        if let Some(crate::semantic::resolve::TypeHit::Type(t)) =
            crate::semantic::resolve::find_type(self.reg, &cx, name.name)
        {
            if !self.reg.is_script_type(t) {
                self.error(35, name.span, format!("'{text}' is the name of a registered type"));
            }
        }
    }

    // ---- statements ----

    pub(super) fn block(&mut self, b: &'ast ast::Block<'ast>) -> Flow {
        self.enter();
        let flow = self.statements(b.stmts);
        // The end of a block belongs to its closing brace.
        let end = Span::new(b.span.hi.saturating_sub(1), b.span.hi);
        if flow == Flow::Next {
            self.line(end);
        }
        self.leave(flow);
        flow
    }

    pub(super) fn statements(&mut self, list: &'ast [ast::Stmt<'ast>]) -> Flow {
        let mut flow = Flow::Next;
        let mut warned = false;
        for s in list {
            if self.code.len() > MOST_CODE && !self.too_large {
                self.too_large = true;
                self.error(130, s.span, "the function is too large: leaving it releases too much in too many places");
            }
            // Nothing of a function that is too large is run: the rest is not looked at.
            if self.too_large {
                return Flow::Return;
            }
            if flow != Flow::Next && !warned && !matches!(s.kind, StmtKind::Empty) {
                warned = true;
                let code = if flow == Flow::Return { 8 } else { 9 };
                self.warning(code, s.span, "this code is never reached");
            }
            let f = self.statement(s);
            if flow == Flow::Next {
                flow = f;
            }
        }
        flow
    }

    /// The body of a loop, an `if` or an `else`. Without braces it is a block all the same: it may not run at all, or many
    /// times, so that the container of a `foreach` must end with it (FOREACH-09).
    pub(super) fn body_of(&mut self, s: &'ast ast::Stmt<'ast>) -> Flow {
        if !matches!(s.kind, StmtKind::ForEach(_)) {
            return self.statement(s);
        }
        self.enter();
        let flow = self.statement(s);
        self.leave(flow);
        flow
    }

    pub(super) fn statement(&mut self, s: &'ast ast::Stmt<'ast>) -> Flow {
        if self.depth > 300 {
            self.error(1, s.span, "the statements are nested too deeply");
            return Flow::Next;
        }
        self.depth += 1;
        let flow = self.statement_inner(s);
        self.depth -= 1;
        flow
    }

    fn statement_inner(&mut self, s: &'ast ast::Stmt<'ast>) -> Flow {
        self.slots.floor = 0;
        if !matches!(s.kind, StmtKind::Block(_) | StmtKind::Empty) {
            self.line(s.span);
        }
        match &s.kind {
            StmtKind::Empty => Flow::Next,
            StmtKind::Expr(e) => {
                self.expression_statement(e);
                Flow::Next
            }
            StmtKind::Var(v) => {
                self.variables(v);
                Flow::Next
            }
            StmtKind::Using(u) => {
                match self.reg.resolve_path(self.namespace, false, u.path) {
                    Some(ns) if self.usings.contains(&ns) => {}
                    Some(_) if self.usings.len() >= MOST_USED_NAMESPACES => {
                        let text = format!("a function can use at most {MOST_USED_NAMESPACES} namespaces");
                        self.error(130, u.span, text);
                    }
                    Some(ns) => self.usings.push(ns),
                    None => {
                        let path: Vec<&str> = u.path.iter().map(|p| self.text(p.name)).collect();
                        self.error(22, u.span, format!("there is no namespace '{}'", path.join("::")));
                    }
                }
                Flow::Next
            }
            StmtKind::Block(b) => self.block(b),
            StmtKind::If { .. } => self.if_chain(s),
            StmtKind::While { cond, body } => {
                self.while_loop(cond, body);
                Flow::Next
            }
            StmtKind::DoWhile { body, cond } => {
                self.do_while(body, cond);
                Flow::Next
            }
            StmtKind::For(f) => {
                self.for_loop(f);
                Flow::Next
            }
            StmtKind::ForEach(f) => {
                self.foreach(f, s.span);
                Flow::Next
            }
            StmtKind::Switch(sw) => self.switch(sw, s.span),
            StmtKind::Try { body, handler } => self.try_catch(body, handler),
            StmtKind::Break => {
                self.break_or_continue(true, s.span);
                Flow::Leave
            }
            StmtKind::Continue => {
                self.break_or_continue(false, s.span);
                Flow::Leave
            }
            StmtKind::Return(value) => {
                self.full_expression(|this| this.return_statement(*value, s.span));
                Flow::Return
            }
        }
    }

    pub(super) fn expression_statement(&mut self, e: &'ast ast::Expr<'ast>) {
        self.full_expression(|this| this.expression_alone(e));
    }

    fn expression_alone(&mut self, e: &'ast ast::Expr<'ast>) {
        let v = match &e.kind {
            // Nobody asks for the old value.
            ExprKind::Unary { op: op @ (ast::UnaryOp::PostInc | ast::UnaryOp::PostDec), operand } => {
                self.increment_statement(*op, operand, e.span)
            }
            ExprKind::Call { args, .. } if self.delegates(e) => self.delegating_call(args, e.span),
            _ => self.expr(e, Want::ANY),
        };
        let v = match v.as_special() {
            Some(Special::List(_)) if !v.is_error() => self.settle(v),
            Some(_) => self.settle(v),
            None => v,
        };
        let written = matches!(e.kind, ExprKind::Assign { .. });
        let place = matches!(v.place, Place::Field { .. } | Place::Element { .. });
        if place && !written && matches!(self.repr(v.ty), Repr::Prim(_) | Repr::Ptr(_)) {
            // Reading it may raise.
            let v = self.load(v, None);
            self.release(&v);
            return;
        }
        self.release(&v);
    }

    fn if_chain(&mut self, s: &'ast ast::Stmt<'ast>) -> Flow {
        // `else if` chains of any length are walked in a loop.
        let mut end = Label::default();
        let mut at = s;
        let (mut all_return, mut none_next) = (true, true);
        let before = self.ctor_snapshot();
        // Only constructors keep states.
        let mut states = Vec::new();
        let mut end_of_branch = |state: Option<CtorState>, flow: Flow| {
            all_return &= flow == Flow::Return;
            none_next &= flow != Flow::Next;
            if state.is_some() {
                states.push((state, flow != Flow::Next));
            }
        };
        while let StmtKind::If { cond, then, other } = &at.kind {
            if other.is_none() && std::ptr::eq(at, s) && self.jump_out_if(cond, then) {
                return Flow::Next;
            }
            let mut otherwise = Label::default();
            self.branch(cond, false, &mut otherwise);
            let flow = self.body_of(then);
            end_of_branch(self.ctor_snapshot(), flow);
            self.ctor_restore(&before);
            match other {
                None => {
                    self.bind(&mut otherwise);
                    end_of_branch(before.clone(), Flow::Next);
                    break;
                }
                Some(next) => {
                    if flow == Flow::Next {
                        self.jump_always(&mut end);
                    }
                    self.bind(&mut otherwise);
                    if matches!(next.kind, StmtKind::If { .. }) {
                        at = next;
                        self.line(at.span);
                        continue;
                    }
                    let flow = self.body_of(next);
                    end_of_branch(self.ctor_snapshot(), flow);
                    break;
                }
            }
        }
        self.bind(&mut end);
        self.ctor_merge(states, s.span);
        if all_return {
            Flow::Return
        } else if none_next {
            Flow::Leave
        } else {
            Flow::Next
        }
    }

    fn try_catch(&mut self, body: &'ast ast::Block<'ast>, handler: &'ast ast::Block<'ast>) -> Flow {
        let start = self.pc();
        let birth = self.births;
        self.ctor_in_try(true);
        let a = self.block(body);
        let end = self.pc();
        let mut after = Label::default();
        if a == Flow::Next {
            self.jump_always(&mut after);
        }
        let at = self.pc();
        self.order_fixed = at;
        if end > start {
            self.tries.push(TryRange { start, end, handler: at, birth });
        }
        let b = self.block(handler);
        self.ctor_in_try(false);
        self.bind(&mut after);
        match (a, b) {
            (Flow::Return, Flow::Return) => Flow::Return,
            (Flow::Next, _) | (_, Flow::Next) => Flow::Next,
            _ => Flow::Leave,
        }
    }

    // ---- switch ----

    fn return_statement(&mut self, value: Option<&'ast ast::Expr<'ast>>, span: Span) {
        let ret = self.ret;
        self.ctor_returned(span);
        let Some(e) = value else {
            if !ret.is_void() && !ret.is_error() {
                let text = self.display(ret);
                self.error(125, span, format!("the function must return a value of type '{text}'"));
            }
            self.exit_to(0);
            self.emit(Instr::abc(Op::Ret, 0, 0, 0));
            self.resume_after_exit(0);
            return;
        };
        if ret.is_void() {
            let v = self.expr(e, Want::ANY);
            self.release(&v);
            if !v.is_error() {
                self.error(126, e.span, "a function without a return type cannot return a value");
            }
            return;
        }
        if ret.is_error() {
            let v = self.expr(e, Want::ANY);
            self.release(&v);
            return;
        }
        if ret.is_ref() {
            return self.return_reference(e, ret);
        }
        let plain = ret.value();
        let v = self.expr(e, Want::ty(plain));
        match self.repr(plain) {
            Repr::Prim(_) => {
                let v = self.convert(v, plain, How::Implicit, Want::ty(plain));
                if v.is_error() {
                    return;
                }
                let v = self.load(v, None);
                let s = self.slot_of(&v);
                self.exit_to(0);
                self.emit(Instr::abc(if s == 0 { Op::Ret } else { Op::RetV }, s, 0, 0));
                self.resume_after_exit(0);
                self.release(&v);
            }
            Repr::Ptr(_) => {
                let v = if plain.is_handle {
                    let v = self.convert(v, ret.with_const(false), How::Implicit, Want::ty(plain));
                    if v.is_error() {
                        return;
                    }
                    if v.is_null() { self.load(v, None) } else { self.own(v, None) }
                } else {
                    let is_handle = v.ty.is_handle;
                    let v = self.convert(v, plain, How::Implicit, Want::ty(plain));
                    if v.is_error() {
                        return;
                    }
                    // A local object is moved out, anything else copied: what a handle refers to belongs to others.
                    let local =
                        !is_handle && matches!(v.place, Place::Slot(s) if self.slots.is_pinned(s) && self.is_live(s));
                    let moved = v.temp
                        && !v.ty.is_handle
                        && v.ty.type_id == plain.type_id
                        && matches!(v.place, Place::Slot(s) if self.is_live(s));
                    if (local && v.ty.type_id == plain.type_id) || moved {
                        self.own(v, None)
                    } else {
                        self.copy_object(v, plain, e.span)
                    }
                };
                if v.is_error() {
                    return;
                }
                let s = self.slot_of(&v);
                if !self.slots.is_pinned(s) {
                    self.moved(s);
                }
                self.exit_to(0);
                self.emit(Instr::abc(Op::RetV, s, 0, 0));
                self.resume_after_exit(0);
                self.release(&v);
            }
            Repr::Value { .. } => {
                let v = if let Some(Special::List(l)) = v.as_special() {
                    let l = *l;
                    self.list_value(l, plain)
                } else {
                    self.object_from(plain, v, e.span)
                };
                if v.is_error() {
                    return;
                }
                let to = self.ret_slot.unwrap_or(0);
                self.value_into_memory(v, plain, to, 0);
                self.exit_to(0);
                self.emit(Instr::abc(Op::Ret, 0, 0, 0));
                self.resume_after_exit(0);
            }
            Repr::None => {}
        }
    }

    /// `return` of a reference (FUNC-42 to FUNC-45).
    fn return_reference(&mut self, e: &'ast ast::Expr<'ast>, ret: DataType) {
        let v = self.value(e, Want { lvalue: true, ..Want::ANY });
        if v.is_error() {
            return;
        }
        let plain = ret.with_ref(crate::types::RefModifier::None);
        let object = self.is_reference_type(plain.type_id) && !plain.is_handle;
        let fits = v.ty.same_value(plain) || (object && self.reg.is_a(v.ty.type_id, plain.type_id));
        if !fits {
            let (a, b) = (self.display(v.ty.value()), self.display(ret));
            self.release(&v);
            self.error(65, e.span, format!("a reference to '{a}' cannot be returned as '{b}'"));
            return;
        }
        if v.ty.object_is_const() && !plain.object_is_const() || v.ty.is_const && !plain.is_const && !plain.is_handle {
            let b = self.display(ret);
            self.release(&v);
            self.error(65, e.span, format!("something read-only cannot be returned as '{b}'"));
            return;
        }
        if self.owns_anything(&v) || v.loose {
            self.release(&v);
            self.error(
                128,
                e.span,
                "the returned reference may be invalid after the temporary objects of this expression are released",
            );
            return;
        }
        let local = match v.place {
            Place::Slot(s) => {
                !object
                    || (Some(s) != self.this_slot
                        && self.locals.iter().any(|l| matches!(l.place, Place::Slot(x) if x == s)))
            }
            Place::SlotAt { .. } | Place::Const(_) | Place::Null => true,
            Place::Mem { base, .. } => {
                self.locals.iter().any(|l| matches!(l.place, Place::Mem { base: b, .. } if b == base))
            }
            _ => false,
        };
        if local || !v.lvalue || self.root_dies(e) {
            self.release(&v);
            self.error(
                127,
                e.span,
                "a reference to a local variable, a parameter or a temporary value cannot be returned",
            );
            return;
        }
        let v = if object { self.load(v, None) } else { self.address(v) };
        let s = v.slots()[0];
        self.exit_to(0);
        self.emit(Instr::abc(Op::RetV, s, 0, 0));
        self.resume_after_exit(0);
        self.release(&v);
    }

    /// Whether what an expression refers to may end with this function: whether it starts from a variable or a parameter of
    /// the function's own, or from an object made in the expression (FUNC-42 to FUNC-44b).
    fn root_dies(&mut self, e: &'ast ast::Expr<'ast>) -> bool {
        match &e.kind {
            ExprKind::Paren(e) | ExprKind::Cast { value: e, .. } | ExprKind::Unary { operand: e, .. } => {
                self.root_dies(e)
            }
            ExprKind::Member { object, .. } => self.root_dies(object),
            ExprKind::Index { object, args } => self.root_dies(object) || self.argument_dies(args),
            ExprKind::Call { callee, args } => {
                let object = matches!(&callee.kind, ExprKind::Member { object, .. } if self.root_dies(object));
                object || self.argument_dies(args)
            }
            ExprKind::Assign { left, .. } => self.root_dies(left),
            ExprKind::Binary { left, right, .. } => self.root_dies(left) || self.root_dies(right),
            ExprKind::Conditional { then, other, .. } => self.root_dies(then) || self.root_dies(other),
            ExprKind::Construct { .. } | ExprKind::List { .. } => true,
            ExprKind::Name(n) if n.scope.is_none() => {
                self.locals.iter().rev().find(|l| l.name == n.name.name).is_some_and(|l| !l.outlives)
            }
            _ => false,
        }
    }

    /// Whether an argument gives an object away that dies: a function may return a reference into it.
    fn argument_dies(&mut self, args: &'ast [ast::Arg<'ast>]) -> bool {
        args.iter().any(|a| {
            let ty = self.probe(a.value, Want::ANY).ty;
            !ty.is_error() && self.is_reference_type(ty.type_id) && self.root_dies(a.value)
        })
    }
}
