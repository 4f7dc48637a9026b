//! Statements.

use crate::base::{Span, names};
use crate::bytecode::{Instr, LocalVar, Op, TryRange};
use crate::semantic::resolve::TypeUse;
use crate::syntax::ast::{self, ExprKind, Init, StmtKind, TypeBase};
use crate::types::{DataType, Intrinsic, Primitive, TypeKind};

use super::convert::How;
use super::emit::{Label, LoopEntry};
use super::repr::Repr;
use super::{FnCompiler, Local, Loop, Place, Scope, Special, Value, Want};

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
                    self.debug_locals.push(LocalVar {
                        name: self.text(l.name).into(),
                        ty: l.ty,
                        slot: s,
                        start: l.start,
                        end,
                    });
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
            span: name.span,
        });
    }

    /// Rules for the name of a new local (VAR-02, VAR-03, VAR-05).
    fn check_local_name(&mut self, name: ast::Ident) {
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
                self.return_statement(*value, s.span);
                Flow::Return
            }
        }
    }

    fn expression_statement(&mut self, e: &'ast ast::Expr<'ast>) {
        let v = match &e.kind {
            // Nobody asks for the old value.
            ExprKind::Unary { op: op @ (ast::UnaryOp::PostInc | ast::UnaryOp::PostDec), operand } => {
                self.increment_statement(*op, operand, e.span)
            }
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
        let mut flows = Vec::new();
        let before = self.ctor_snapshot();
        let mut states = Vec::new();
        while let StmtKind::If { cond, then, other } = &at.kind {
            if other.is_none() && flows.is_empty() && self.jump_out_if(cond, then) {
                return Flow::Next;
            }
            let mut otherwise = Label::default();
            self.branch(cond, false, &mut otherwise);
            flows.push(self.statement(then));
            states.push((self.ctor_snapshot(), flows.last() != Some(&Flow::Next)));
            self.ctor_restore(&before);
            match other {
                None => {
                    self.bind(&mut otherwise);
                    flows.push(Flow::Next);
                    states.push((before.clone(), false));
                    break;
                }
                Some(next) => {
                    if flows.last() == Some(&Flow::Next) {
                        self.jump_always(&mut end);
                    }
                    self.bind(&mut otherwise);
                    if matches!(next.kind, StmtKind::If { .. }) {
                        at = next;
                        self.line(at.span);
                        continue;
                    }
                    flows.push(self.statement(next));
                    states.push((self.ctor_snapshot(), flows.last() != Some(&Flow::Next)));
                    break;
                }
            }
        }
        self.bind(&mut end);
        self.ctor_merge(states, s.span);
        if flows.iter().all(|f| *f == Flow::Return) {
            Flow::Return
        } else if flows.iter().all(|f| *f != Flow::Next) {
            Flow::Leave
        } else {
            Flow::Next
        }
    }

    fn push_loop(&mut self, cont: bool) {
        self.ctor_enter_loop(cont);
        self.loops.push(Loop {
            brk: Label::default(),
            cont: cont.then(Label::default),
            live: self.live.len(),
            is_switch: !cont,
        });
    }

    fn bind_continue(&mut self) {
        if let Some(mut l) = self.loops.last_mut().and_then(|l| l.cont.take()) {
            self.bind(&mut l);
            if let Some(last) = self.loops.last_mut() {
                last.cont = Some(l);
            }
        }
    }

    fn pop_loop(&mut self) {
        if let Some(mut l) = self.loops.pop() {
            self.ctor_end_loop(!l.is_switch);
            self.bind(&mut l.brk);
        }
    }

    fn while_loop(&mut self, cond: &'ast ast::Expr<'ast>, body: &'ast ast::Stmt<'ast>) {
        self.push_loop(true);
        let mut test = Label::default();
        let entry = self.open_loop(&mut test);
        let mut top = self.here();
        let start = self.pc();
        self.statement(body);
        self.bind_continue();
        self.bind(&mut test);
        let at = self.pc();
        self.line(cond.span);
        self.branch(cond, true, &mut top);
        self.end_loop(entry, start, at, at);
    }

    /// Ends a loop that was entered by a jump to its test.
    fn end_loop(&mut self, entry: LoopEntry, top: u32, step: u32, test: u32) {
        let mut leave = self.loops.last_mut().map(|l| std::mem::take(&mut l.brk)).unwrap_or_default();
        self.close_loop(entry, top, step, test, &mut leave);
        if let Some(l) = self.loops.last_mut() {
            l.brk = leave;
        }
        self.pop_loop();
    }

    fn do_while(&mut self, body: &'ast ast::Stmt<'ast>, cond: &'ast ast::Expr<'ast>) {
        self.push_loop(true);
        let mut top = self.here();
        self.statement(body);
        self.bind_continue();
        self.line(cond.span);
        self.branch(cond, true, &mut top);
        self.pop_loop();
    }

    fn for_loop(&mut self, f: &'ast ast::ForStmt<'ast>) {
        self.enter();
        self.statement(f.init);
        self.push_loop(true);
        let mut test = Label::default();
        let entry = f.cond.is_some().then(|| self.open_loop(&mut test));
        let mut top = self.here();
        let start = self.pc();
        self.statement(f.body);
        self.bind_continue();
        let steps = self.pc();
        for step in f.steps {
            self.line(step.span);
            self.expression_statement(step);
        }
        self.bind(&mut test);
        let at = self.pc();
        match f.cond {
            Some(cond) => {
                self.line(cond.span);
                self.branch(cond, true, &mut top);
            }
            None => self.jump_always(&mut top),
        }
        match entry {
            Some(entry) => self.end_loop(entry, start, steps, at),
            None => self.pop_loop(),
        }
        self.leave(Flow::Next);
    }

    /// `if (cond) break;` and `if (cond) continue;` where nothing is released on the way are one conditional jump.
    fn jump_out_if(&mut self, cond: &'ast ast::Expr<'ast>, then: &'ast ast::Stmt<'ast>) -> bool {
        let then = match &then.kind {
            StmtKind::Block(b) if b.stmts.len() == 1 => &b.stmts[0],
            _ => then,
        };
        let is_break = match then.kind {
            StmtKind::Break => true,
            StmtKind::Continue => false,
            _ => return false,
        };
        if self.wide || self.ctor.is_some() {
            return false;
        }
        let Some(at) = self.loops.iter().rposition(|l| is_break || !l.is_switch) else { return false };
        if self.loops[at].live != self.live.len() {
            return false;
        }
        let mut label = if is_break {
            std::mem::take(&mut self.loops[at].brk)
        } else {
            self.loops[at].cont.take().unwrap_or_default()
        };
        self.branch(cond, true, &mut label);
        if is_break {
            self.loops[at].brk = label;
        } else {
            self.loops[at].cont = Some(label);
        }
        true
    }

    fn break_or_continue(&mut self, is_break: bool, span: Span) {
        let at = self.loops.iter().rposition(|l| is_break || !l.is_switch);
        let Some(at) = at else {
            if is_break {
                self.error(116, span, "'break' stands outside of any loop or switch");
            } else {
                self.error(117, span, "'continue' stands outside of any loop");
            }
            return;
        };
        let live = self.loops[at].live;
        self.exit_to(live);
        let mut label = if is_break {
            std::mem::take(&mut self.loops[at].brk)
        } else {
            self.loops[at].cont.take().unwrap_or_default()
        };
        self.jump_always(&mut label);
        if is_break {
            self.loops[at].brk = label;
        } else {
            self.loops[at].cont = Some(label);
        }
        self.resume_after_exit(live);
    }

    fn try_catch(&mut self, body: &'ast ast::Block<'ast>, handler: &'ast ast::Block<'ast>) -> Flow {
        let start = self.pc();
        let birth = self.births;
        let a = self.block(body);
        let end = self.pc();
        let mut after = Label::default();
        if a == Flow::Next {
            self.jump_always(&mut after);
        }
        let at = self.pc();
        if end > start {
            self.tries.push(TryRange { start, end, handler: at, birth });
        }
        let b = self.block(handler);
        self.bind(&mut after);
        match (a, b) {
            (Flow::Return, Flow::Return) => Flow::Return,
            (Flow::Next, _) | (_, Flow::Next) => Flow::Next,
            _ => Flow::Leave,
        }
    }

    // ---- switch ----

    fn switch(&mut self, sw: &'ast ast::SwitchStmt<'ast>, span: Span) -> Flow {
        let v = self.value(sw.value, Want::ANY);
        let ty = v.ty;
        let p = self.prim(ty);
        if !v.is_error() && !p.is_some_and(|p| p.is_integer()) {
            let text = self.display(ty.value());
            self.release(&v);
            self.error(118, sw.value.span, format!("a switch needs an integer or enum, not '{text}'"));
            return Flow::Next;
        }
        let failed = v.is_error();
        let selector = if failed {
            self.slot()
        } else {
            // The value is kept apart: the cases may change the variable.
            let to = if p.is_some_and(Primitive::is_unsigned) && p.is_some_and(|p| p.size() >= 4) {
                DataType::UINT
            } else {
                DataType::INT
            };
            let v = self.convert_number(v, to, How::Explicit, Want::ANY);
            let v = self.load(v, None);
            let s = self.slot_of(&v);
            self.release(&v);
            s
        };
        let mut values: Vec<(i32, usize)> = Vec::new();
        for (i, case) in sw.cases.iter().enumerate() {
            let Some(e) = case.value else { continue };
            let before = self.pc();
            let v = self.value(e, Want::ty(ty.value()));
            if v.is_error() {
                continue;
            }
            let cp = self.prim(v.ty);
            let constant = v.as_const().filter(|_| cp.is_some_and(|p| p.is_integer()));
            self.code.truncate(before as usize);
            let Some(bits) = constant else {
                self.release(&v);
                self.error(119, e.span, "a case needs a constant of integer or enum type");
                continue;
            };
            let n = bits as i32;
            if values.iter().any(|x| x.0 == n) {
                self.error(120, e.span, format!("the value {n} has a case already"));
                continue;
            }
            values.push((n, i));
        }
        if values.is_empty() && !sw.cases.iter().any(|c| c.value.is_some()) {
            self.error(122, span, "a switch needs at least one case");
        }
        self.push_loop(false);
        let mut labels: Vec<Label> = sw.cases.iter().map(|_| Label::default()).collect();
        let mut none = Label::default();
        let default = sw.cases.iter().position(|c| c.value.is_none());
        self.emit_switch(selector, &mut values, &mut labels, default, &mut none);
        let mut flow = Flow::Return;
        let mut last = Flow::Next;
        for (i, case) in sw.cases.iter().enumerate() {
            self.bind(&mut labels[i]);
            self.enter();
            last = self.statements(case.stmts);
            self.leave(last);
            if last == Flow::Leave {
                flow = Flow::Next;
            }
        }
        self.bind(&mut none);
        self.pop_loop();
        // Every path returns if there is a default and no case body leaves by break or runs off the end.
        if default.is_some() && flow == Flow::Return && last == Flow::Return { Flow::Return } else { Flow::Next }
    }

    fn emit_switch(
        &mut self,
        selector: u16,
        values: &mut [(i32, usize)],
        labels: &mut [Label],
        default: Option<usize>,
        none: &mut Label,
    ) {
        values.sort_unstable();
        let dense = match (values.first(), values.last()) {
            (Some(a), Some(b)) => {
                let range = i64::from(b.0) - i64::from(a.0) + 1;
                values.len() >= 4
                    && range <= values.len() as i64 * 3 + 8
                    && range < 0x7FFF
                    && i16::try_from(a.0).is_ok()
            }
            _ => false,
        };
        if dense {
            let first = values[0].0;
            let count = values[values.len() - 1].0 - first + 1;
            self.abc(Op::Switch, selector, first as i16 as u16, count as u16);
            let mut next = 0;
            for n in 0..count {
                let target = if values[next].0 == first + n {
                    next += 1;
                    &mut labels[values[next - 1].1]
                } else {
                    match default {
                        Some(d) => &mut labels[d],
                        None => &mut *none,
                    }
                };
                self.jump(Instr::ai(Op::Jmp, 0, 0), target);
            }
        } else {
            for &(n, i) in values.iter() {
                match i16::try_from(n) {
                    Ok(k) if !self.wide => self.jump(Instr::abc(Op::JEqI32K, selector, k as u16, 0), &mut labels[i]),
                    _ => {
                        let t = self.slot();
                        self.load_const(t, n as i64 as u64);
                        self.abc(Op::EqI32, t, selector, t);
                        self.jump(Instr::ai(Op::JTrue, t, 0), &mut labels[i]);
                        self.free(t);
                    }
                }
            }
        }
        let target = match default {
            Some(d) => &mut labels[d],
            None => none,
        };
        self.jump_always(target);
    }

    // ---- foreach ----

    fn foreach(&mut self, f: &'ast ast::ForEachStmt<'ast>, span: Span) {
        let c = self.value(f.container, Want::ANY);
        if c.is_error() {
            self.foreach_body_only(f);
            return;
        }
        let object = c.ty.object();
        let protocol = self.is_object(object)
            && [names::OP_FOR_BEGIN, names::OP_FOR_END, names::OP_FOR_NEXT]
                .iter()
                .all(|&n| self.reg.has_method(object.type_id, n));
        if !protocol {
            let text = self.display_value(&c);
            self.release(&c);
            self.error(129, f.container.span, format!("foreach cannot run over {text}: it lacks the methods opForBegin, opForEnd, opForNext and opForValue"));
            self.foreach_body_only(f);
            return;
        }
        // The container lives in a hidden variable until the end of the block around the loop.
        let c = if self.is_value_type(c.ty) {
            let ty = c.ty;
            if c.lvalue { c } else { self.own_whole(c, ty) }
        } else {
            let c = self.own(c, None);
            if c.ty.is_handle { self.deref(c) } else { c }
        };
        let constant = c.ty.is_const;
        let (place, ty) = (c.place.clone(), c.ty);
        if c.temp {
            let s = c.slots()[0];
            self.declare(ast::Ident { name: crate::base::Symbol::EMPTY, span }, ty, place.clone(), true);
            let _ = s;
        }
        let container = Value { temp: false, stable: true, lvalue: true, holds: [super::value::NO_SLOT; 2], ..c };
        self.enter();
        if self.is_vm_array(object.type_id) && f.vars.len() <= 2 {
            self.foreach_array(f, container, constant, span);
        } else {
            self.foreach_protocol(f, container, span);
        }
        self.leave(Flow::Next);
    }

    /// The body is checked although the loop's head is wrong.
    fn foreach_body_only(&mut self, f: &'ast ast::ForEachStmt<'ast>) {
        self.enter();
        for (ty, name) in f.vars {
            let ty = if matches!(ty.base, TypeBase::Auto) { DataType::ERROR } else { self.resolve(ty) };
            let s = self.slot();
            self.declare(*name, ty, Place::Slot(s), true);
        }
        self.push_loop(true);
        self.statement(f.body);
        self.bind_continue();
        self.pop_loop();
        self.leave(Flow::Next);
    }

    fn is_vm_array(&self, id: crate::base::TypeId) -> bool {
        let mut found = false;
        self.reg.methods_named(id, names::OP_INDEX, |f| {
            found |= self.reg.function(f).native().is_some_and(|n| n.intrinsic == Intrinsic::ArrayIndex);
        });
        found
    }

    /// Over the VM's array by index, without calls.
    fn foreach_array(&mut self, f: &'ast ast::ForEachStmt<'ast>, container: Value<'ast>, constant: bool, span: Span) {
        let array = self.slot_of(&container);
        let index = self.slot();
        self.slots.pin(index);
        self.ai(Op::LdI, index, 0);
        self.push_loop(true);
        let mut test = Label::default();
        let entry = self.open_loop(&mut test);
        let mut top = self.here();
        let start = self.pc();
        self.enter();
        let mut element = DataType::ERROR;
        self.reg.methods_named(container.ty.type_id, names::OP_INDEX, |m| {
            let view = self.reg.function(m);
            if view.native().is_some_and(|n| n.intrinsic == Intrinsic::ArrayIndex) {
                element = self.reg.subst(view.return_type(), container.ty.type_id);
            }
        });
        let _ = constant;
        let element = element.with_ref(crate::types::RefModifier::None);
        for (i, (ty, name)) in f.vars.iter().enumerate() {
            let v = if i == 0 {
                if self.is_value_type(element) {
                    let t = self.slot();
                    self.abc(Op::ArrAddr, t, array, index);
                    let mut v = Value::new(element.with_const(true), Place::Mem { base: t, offset: 0 }, span);
                    v.temp = true;
                    v
                } else {
                    Value::new(element.with_const(true), Place::Element { array, index }, span)
                }
            } else {
                Value::new(DataType::UINT.with_const(true), Place::Slot(index), span)
            };
            let v = Value { lvalue: true, ..v };
            self.foreach_variable(ty, *name, v);
        }
        let flow = self.statement(f.body);
        self.leave(flow);
        self.bind_continue();
        let step = self.pc();
        self.abc(Op::AddI32K, index, index, 1);
        self.bind(&mut test);
        let at = self.pc();
        let len = self.slot();
        self.ab(Op::ArrLen, len, array);
        self.jump(Instr::abc(Op::JLtU32Loop, index, len, 0), &mut top);
        self.free(len);
        self.end_loop(entry, start, step, at);
        self.slots.unpin(index);
    }

    /// A loop variable gets its value for one round.
    fn foreach_variable(&mut self, ty: &'ast ast::TypeExpr<'ast>, name: ast::Ident, v: Value<'ast>) {
        self.check_local_name(name);
        if v.is_error() {
            let s = self.slot();
            self.declare(name, DataType::ERROR, Place::Slot(s), true);
            return;
        }
        if matches!(ty.base, TypeBase::Auto) {
            let keep_const = v.ty.is_const || ty.is_const;
            let var = self.auto_type(&v, ty).with_const(keep_const && !v.ty.is_handle || ty.is_const);
            self.init_local(name, var, v);
            return;
        }
        let ty = self.resolve(ty);
        if ty.is_error() {
            self.release(&v);
            let s = self.slot();
            self.declare(name, DataType::ERROR, Place::Slot(s), true);
            return;
        }
        self.init_local(name, ty, v);
    }

    fn foreach_protocol(&mut self, f: &'ast ast::ForEachStmt<'ast>, container: Value<'ast>, span: Span) {
        let begin = self.call_named(container.clone(), names::OP_FOR_BEGIN, Vec::new(), span);
        if begin.is_error() {
            self.foreach_body_only(f);
            return;
        }
        let it_type = begin.ty.value();
        let hidden = ast::Ident { name: crate::base::Symbol::EMPTY, span };
        self.init_local(hidden, it_type, begin);
        let Some(place) = self.locals.last().map(|l| l.place.clone()) else { return };
        let it = Value { lvalue: true, stable: true, ..Value::new(it_type, place, span) };
        self.push_loop(true);
        let mut top = self.here();
        let at_end = self.call_named(container.clone(), names::OP_FOR_END, vec![it.clone()], span);
        let at_end = self.condition(at_end, span);
        if !at_end.is_error() {
            let at_end = self.load(at_end, None);
            let s = self.slot_of(&at_end);
            self.release(&at_end);
            let mut brk = std::mem::take(&mut self.loops.last_mut().expect("just pushed").brk);
            self.jump(Instr::ai(Op::JTrue, s, 0), &mut brk);
            self.loops.last_mut().expect("just pushed").brk = brk;
        }
        self.enter();
        const VALUES: [crate::base::Symbol; 8] = [
            names::OP_FOR_VALUE0,
            names::OP_FOR_VALUE1,
            names::OP_FOR_VALUE2,
            names::OP_FOR_VALUE3,
            names::OP_FOR_VALUE4,
            names::OP_FOR_VALUE5,
            names::OP_FOR_VALUE6,
            names::OP_FOR_VALUE7,
        ];
        for (i, (ty, name)) in f.vars.iter().enumerate() {
            let single = f.vars.len() == 1 && self.reg.has_method(container.ty.type_id, names::OP_FOR_VALUE);
            let method = if single { names::OP_FOR_VALUE } else { VALUES[i.min(7)] };
            if i > 7 || !self.reg.has_method(container.ty.type_id, method) {
                let text = self.display(container.ty.value());
                self.error(129, name.span, format!("'{text}' has no value number {i} for foreach"));
                let s = self.slot();
                self.declare(*name, DataType::ERROR, Place::Slot(s), true);
                continue;
            }
            let v = self.call_named(container.clone(), method, vec![it.clone()], span);
            self.foreach_variable(ty, *name, v);
        }
        let flow = self.statement(f.body);
        self.leave(flow);
        self.bind_continue();
        let next = self.call_named(container, names::OP_FOR_NEXT, vec![it.clone()], span);
        if !next.is_error() {
            if self.prim(it_type).is_some() {
                let next = self.convert(next, it_type, How::Implicit, Want::ANY);
                let s = self.load(next, None);
                let from = self.slot_of(&s);
                self.store_raw(&it, from);
                self.release(&s);
            } else if it_type.is_handle {
                let n = self.own(next, None);
                let s = self.slot_of(&n);
                self.store_handle_move(&it, s);
                self.moved(s);
                self.free(s);
            } else {
                let v = self.assign_object(it, next, span);
                self.release(&v);
            }
        }
        self.jump_always(&mut top);
        self.pop_loop();
    }

    // ---- variables ----

    fn variables(&mut self, decl: &'ast ast::VarDecl<'ast>) {
        let auto = matches!(decl.ty.base, TypeBase::Auto);
        let mut ty = if auto { DataType::ERROR } else { self.resolve(&decl.ty) };
        if !auto && !ty.is_error() {
            self.check_shared_type(ty, decl.ty.span);
            let fine = crate::semantic::resolve::check_usage(
                self.reg,
                self.u.names,
                &mut self.u.diags,
                self.u.options,
                ty,
                TypeUse::Variable,
                decl.ty.span,
            );
            if !fine {
                ty = DataType::ERROR;
            }
        }
        let mut auto_type = None;
        for d in decl.declarators {
            self.check_local_name(d.name);
            if auto {
                match auto_type {
                    None => {
                        auto_type = self.auto_variable(&decl.ty, d);
                    }
                    Some(t) => self.variable(t, d),
                }
                continue;
            }
            self.variable(ty, d);
        }
    }

    /// `auto name = expr`; gives the type that was found.
    fn auto_variable(&mut self, ty: &'ast ast::TypeExpr<'ast>, d: &'ast ast::Declarator<'ast>) -> Option<DataType> {
        let Init::Expr(e) = d.init else {
            self.error(45, d.name.span, "'auto' needs an initialiser");
            self.declare_error(d.name);
            return Some(DataType::ERROR);
        };
        let v = self.expr(e, Want::ANY);
        let special = v.as_special().is_some() && !matches!(v.as_special(), Some(Special::Property(_)));
        if !v.is_error() && (v.is_null() || special || v.ty.is_void() && v.as_special().is_none()) {
            self.release(&v);
            self.error(45, e.span, "the type of 'auto' cannot be told from this");
            self.declare_error(d.name);
            return Some(DataType::ERROR);
        }
        let v = self.settle(v);
        if v.is_error() {
            self.declare_error(d.name);
            return Some(DataType::ERROR);
        }
        let var = self.auto_type(&v, ty);
        let wants_handle = ty.suffixes.iter().any(|s| matches!(s, ast::TypeSuffix::Handle { .. }));
        if wants_handle && !var.is_handle {
            let text = self.display(var);
            self.release(&v);
            self.error(50, ty.span, format!("'{text}' has no handles"));
            self.declare_error(d.name);
            return Some(DataType::ERROR);
        }
        let constant = v.as_const();
        self.init_local(d.name, var, v);
        if let (true, Some(bits)) = (var.is_const, constant) {
            self.make_constant(bits);
        }
        Some(var)
    }

    fn declare_error(&mut self, name: ast::Ident) {
        let s = self.slot();
        self.declare(name, DataType::ERROR, Place::Slot(s), true);
    }

    /// The type of an `auto` variable (VAR-09 to VAR-13).
    pub(super) fn auto_type(&self, v: &Value<'ast>, written: &ast::TypeExpr<'ast>) -> DataType {
        let mut ty = v.ty.value();
        if self.prim(ty).is_some() {
            return ty.with_const(written.is_const);
        }
        if ty.is_handle || self.is_reference_type(ty.type_id) && self.supports_handles(ty.type_id) {
            let constant = v.ty.object_is_const() || written.is_const;
            ty = ty.handle();
            ty.is_handle_to_const = constant;
            return ty;
        }
        ty.with_const(v.ty.is_const || written.is_const)
    }

    /// The variable just declared is a compile-time constant.
    fn make_constant(&mut self, bits: u64) {
        if let Some(l) = self.locals.last_mut() {
            if let Place::Slot(s) = l.place {
                l.constant = Some(bits);
                self.slots.unpin(s);
            }
        }
    }

    /// Declares a variable of a known type and initialises it with a compiled value.
    fn init_local(&mut self, name: ast::Ident, ty: DataType, v: Value<'ast>) {
        let span = v.span;
        match self.repr(ty) {
            Repr::Prim(_) => {
                let v = self.convert(v, ty.value(), How::Implicit, Want::ty(ty.value()));
                if v.is_error() {
                    return self.declare_error(name);
                }
                let s = self.slot();
                self.load_to(v, s);
                self.declare(name, ty, Place::Slot(s), true);
            }
            Repr::Ptr(_) if ty.is_handle => {
                let v = self.convert(v, ty.value(), How::Implicit, Want::ty(ty.value()));
                if v.is_error() {
                    return self.declare_error(name);
                }
                self.adopt(name, ty, v);
            }
            Repr::Ptr(_) | Repr::Value { .. } => {
                let v = self.object_from(ty, v, span);
                if v.is_error() {
                    return self.declare_error(name);
                }
                self.adopt(name, ty, v);
            }
            Repr::None => {
                self.release(&v);
                self.declare_error(name);
            }
        }
    }

    /// The slot of an owned temporary becomes a variable.
    fn adopt(&mut self, name: ast::Ident, ty: DataType, v: Value<'ast>) {
        let s = match v.place {
            Place::Slot(s) if v.temp && !self.slots.is_pinned(s) && (self.is_live(s) || !self.needs_release(ty)) => {
                for h in v.holds {
                    self.release_temp(h);
                }
                s
            }
            _ => {
                let n = self.slot_count(ty);
                let t = self.slots_for(n);
                self.own_value_at(v, ty, t);
                t
            }
        };
        if self.needs_release(ty) && !self.is_live(s) {
            self.born_as(s, ty);
        }
        self.declare(name, ty, Place::Slot(s), true);
    }

    fn needs_release(&mut self, ty: DataType) -> bool {
        self.cleanup_kind(ty).is_some()
    }

    /// A variable's object out of an initialiser (VAR-20, VAR-21).
    pub(super) fn object_from(&mut self, ty: DataType, v: Value<'ast>, span: Span) -> Value<'ast> {
        let plain = ty.value();
        if let Some(Special::List(e)) = v.as_special() {
            let e = *e;
            return self.list_value(e, plain);
        }
        let v = self.settle(v);
        if v.is_error() {
            return v;
        }
        if self.is_value_type(plain) {
            if v.ty.type_id == plain.type_id && !v.ty.is_handle {
                return self.own_whole(v, plain);
            }
            if self.is_handle_like(plain.type_id) {
                let target = self.construct_default(plain, span);
                if target.is_error() {
                    return target;
                }
                let s = self.slot_of(&target);
                self.slots.pin(s);
                let shown = Value { temp: false, lvalue: true, ..target.clone() };
                let r = self.assign_handle_like_value(shown, v, span);
                self.slots.soften(s);
                if r.is_error() {
                    return r;
                }
                self.release(&r);
                return target;
            }
            let can_convert = self.cost(&v, plain).is_some();
            if can_convert {
                let v = self.convert(v, plain, How::Implicit, Want::ty(plain));
                if v.is_error() {
                    return v;
                }
                return self.own_whole(v, plain);
            }
            return self.default_and_assign(plain, v, span);
        }
        // A fresh object nobody else knows, of a type whose construction and assignment cannot be observed.
        let exact = v.ty.type_id == plain.type_id;
        let no_default = || self.reg.ty(plain.type_id).behaviors.default_construct.is_none();
        if exact && v.fresh && v.temp && !v.ty.is_handle && (self.is_unobservable(plain.type_id) || no_default()) {
            return Value { ty: plain, ..v };
        }
        if exact && !v.ty.is_handle && !v.fresh && v.lvalue {
            // An object expression: the copy constructor, if it may be used.
            let def = self.reg.ty(plain.type_id);
            let members = if def.is_instance() { self.reg.ty(def.template) } else { def };
            let copy = members.behaviors.copy_construct;
            if copy.is_some()
                && !self.reg.function(copy).is(crate::types::FunctionTraits::EXPLICIT)
                && self.is_usable_copy(copy, plain.type_id, 0)
            {
                return self.copy_object(v, plain, span);
            }
        }
        if !exact && self.is_reference_type(v.ty.type_id) && self.reg.is_a(v.ty.type_id, plain.type_id) {
            return self.default_and_assign(plain, v, span);
        }
        if !exact {
            // Another type: assignment if there is an operator for it, else a conversion makes the object.
            let target = Value { lvalue: true, ..Value::new(plain, Place::Void, span) };
            let assignable = !matches!(self.find_operator(&target, names::OP_ASSIGN, &v), super::overload::Match::None);
            let conversion = self.user_conversion(&v, plain, How::Implicit).is_some();
            if conversion && !assignable {
                let v = self.convert(v, plain, How::Implicit, Want::ty(plain));
                if v.is_error() {
                    return v;
                }
                if v.temp && !v.ty.is_handle && matches!(v.place, Place::Slot(s) if self.is_live(s)) {
                    return Value { ty: plain, ..v };
                }
                return self.copy_object(v, plain, span);
            }
        }
        self.default_and_assign(plain, v, span)
    }

    fn default_and_assign(&mut self, ty: DataType, v: Value<'ast>, span: Span) -> Value<'ast> {
        let v = if v.is_variable_slot() || v.as_const().is_some() {
            v
        } else if self.prim(v.ty).is_some() {
            self.load(v, None)
        } else {
            v
        };
        let object = self.construct_default(ty, span);
        if object.is_error() {
            self.release(&v);
            return object;
        }
        let s = self.slot_of(&object);
        self.slots.pin(s);
        let target = Value { temp: false, lvalue: true, stable: true, ..object.clone() };
        let r = self.assign_object(target, v, span);
        self.slots.soften(s);
        if r.is_error() {
            self.release(&object);
            return r;
        }
        self.release(&r);
        object
    }

    /// Whether nobody can tell an object that was taken over from one that was default constructed and assigned.
    fn is_unobservable(&self, id: crate::base::TypeId) -> bool {
        match self.reg.kind(id) {
            TypeKind::Reference(_) => true,
            TypeKind::Class => {
                let def = self.reg.ty(id);
                let assign = def.behaviors.assign;
                def.behaviors.destruct.is_none()
                    && assign.is_some()
                    && self.reg.is_script_function(assign)
                    && matches!(self.reg.script_function(assign).body, crate::semantic::types::FunctionBody::Assign)
                    && def.behaviors.default_construct.is_some()
                    && self.is_generated_default(def.behaviors.default_construct)
                    && self.is_trivial_class(id)
            }
            _ => false,
        }
    }

    /// One declared variable.
    fn variable(&mut self, ty: DataType, d: &'ast ast::Declarator<'ast>) {
        let name = d.name;
        if ty.is_error() {
            match d.init {
                Init::None => {}
                Init::Expr(e) => {
                    let v = self.expr(e, Want::ANY);
                    self.release(&v);
                }
                Init::Args(args) => {
                    for a in args {
                        let v = self.expr(a.value, Want::ANY);
                        self.release(&v);
                    }
                }
            }
            return self.declare_error(name);
        }
        match (self.repr(ty), d.init) {
            (Repr::Prim(_), Init::None) => {
                let s = self.slot();
                self.declare(name, ty, Place::Slot(s), false);
            }
            (Repr::Prim(_), Init::Expr(e)) => {
                // The name is visible in its own initialiser (VAR-01).
                let s = self.slot();
                self.declare(name, ty, Place::Slot(s), false);
                let at = self.locals.len() - 1;
                let v = self.value_as(e, ty.value(), Some(s));
                let constant = v.as_const();
                if !v.is_error() {
                    if let (true, Some(bits)) = (ty.is_const, constant) {
                        self.locals[at].constant = Some(bits);
                        self.locals[at].assigned = true;
                        self.slots.unpin(s);
                        return;
                    }
                    self.load_to(v, s);
                }
                self.locals[at].assigned = true;
            }
            (Repr::Prim(_), Init::Args(_)) => {
                self.error(59, name.span, "only objects are initialised with '(…)'; write '= value'");
                self.declare_error(name);
            }
            (Repr::Ptr(_), Init::None) if ty.is_handle => {
                let s = self.slot();
                self.emit_zero(s);
                self.born_as(s, ty);
                self.declare(name, ty, Place::Slot(s), true);
            }
            (Repr::Ptr(_), Init::Args(_)) if ty.is_handle => {
                self.error(58, name.span, "a handle is initialised with '= …', not with '(…)'");
                self.declare_error(name);
            }
            (_, Init::None) => {
                let v = self.construct_default(ty, name.span);
                if v.is_error() {
                    return self.declare_error(name);
                }
                self.adopt(name, ty, v);
            }
            (_, Init::Args(args)) => {
                let v = self.construct_expr(ty.value(), args, name.span, Want::ANY);
                if v.is_error() {
                    return self.declare_error(name);
                }
                self.adopt(name, ty, v);
            }
            (_, Init::Expr(e)) => {
                let v = self.expr(e, Want::ty(ty.value()));
                if v.is_error() {
                    return self.declare_error(name);
                }
                if matches!(e.kind, ExprKind::Null) && !ty.is_handle && !self.is_handle_like(ty.type_id) {
                    let text = self.display(ty);
                    self.error(65, e.span, format!("'null' cannot initialise an object of '{text}'"));
                    return self.declare_error(name);
                }
                self.init_local(name, ty, v);
            }
        }
    }

    // ---- return ----

    fn return_statement(&mut self, value: Option<&'ast ast::Expr<'ast>>, span: Span) {
        let ret = self.ret;
        self.ctor_returned();
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
                    let v = self.convert(v, plain, How::Implicit, Want::ty(plain));
                    if v.is_error() {
                        return;
                    }
                    // A local object is moved out, anything else copied.
                    let local = matches!(v.place, Place::Slot(s) if self.slots.is_pinned(s) && self.is_live(s));
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
        if local || !v.lvalue {
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
}
