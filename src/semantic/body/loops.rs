//! Loops: `while`, `do`, `for`, and what leaves them.

use crate::base::Span;
use crate::syntax::ast::{self, BinaryOp, ExprKind, StmtKind};

use super::emit::{Label, LoopEntry};
use super::statement::Flow;
use super::{FnCompiler, Loop};

impl<'u, 'b, 'ast> FnCompiler<'u, 'b, 'ast> {
    pub(super) fn push_loop(&mut self, cont: bool) {
        self.ctor_enter_loop(cont);
        self.loops.push(Loop {
            brk: Label::default(),
            cont: cont.then(Label::default),
            live: self.live.len(),
            is_switch: !cont,
        });
    }

    pub(super) fn bind_continue(&mut self) {
        if let Some(mut l) = self.loops.last_mut().and_then(|l| l.cont.take()) {
            self.bind(&mut l);
            if let Some(last) = self.loops.last_mut() {
                last.cont = Some(l);
            }
        }
    }

    pub(super) fn pop_loop(&mut self) {
        if let Some(mut l) = self.loops.pop() {
            self.ctor_end_loop(!l.is_switch);
            self.bind(&mut l.brk);
        }
    }

    pub(super) fn while_loop(&mut self, cond: &'ast ast::Expr<'ast>, body: &'ast ast::Stmt<'ast>) {
        self.push_loop(true);
        if self.is_in_loop() && is_small_test(cond) {
            self.tested_twice(cond, body);
            return;
        }
        let mut test = Label::default();
        let entry = self.open_loop(&mut test);
        let mut top = self.here();
        let start = self.pc();
        self.body_of(body);
        let step = self.last_of_body(start);
        self.bind_continue();
        self.bind(&mut test);
        let at = self.pc();
        self.line(cond.span);
        self.branch(cond, true, &mut top);
        self.end_loop(entry, start, step, at);
    }

    /// Where the last instruction of a loop's body is, which may count what the test compares; behind the body if something
    /// jumps to there.
    fn last_of_body(&self, start: u32) -> u32 {
        let end = self.pc();
        let is_continued = self.loops.last().is_some_and(|l| l.cont.as_ref().is_some_and(Label::is_awaited));
        if end > start && !is_continued && !self.is_target(end) { end - 1 } else { end }
    }

    /// A loop in a loop that often ends soon: the test stands before it and at its end, so that nothing has to jump to the
    /// test first.
    fn tested_twice(&mut self, cond: &'ast ast::Expr<'ast>, body: &'ast ast::Stmt<'ast>) {
        let mut leave = self.loops.last_mut().map(|l| std::mem::take(&mut l.brk)).unwrap_or_default();
        self.line(cond.span);
        self.branch(cond, false, &mut leave);
        if let Some(l) = self.loops.last_mut() {
            l.brk = leave;
        }
        let mut top = self.here();
        let start = self.pc();
        self.body_of(body);
        let step = self.last_of_body(start);
        self.bind_continue();
        // What there is to say of the test was said above.
        let messages = self.u.diags.list().len();
        let test = self.pc();
        self.line(cond.span);
        self.branch(cond, true, &mut top);
        self.count_and_compare(start, step, test);
        self.trust_loop(start);
        if self.u.diags.list().len() > messages {
            self.u.diags.truncate(messages);
        }
        self.pop_loop();
    }

    /// Ends a loop that was entered by a jump to its test.
    pub(super) fn end_loop(&mut self, entry: LoopEntry, top: u32, step: u32, test: u32) {
        let mut leave = self.loops.last_mut().map(|l| std::mem::take(&mut l.brk)).unwrap_or_default();
        self.close_loop(entry, top, step, test, &mut leave);
        if let Some(l) = self.loops.last_mut() {
            l.brk = leave;
        }
        self.pop_loop();
    }

    pub(super) fn do_while(&mut self, body: &'ast ast::Stmt<'ast>, cond: &'ast ast::Expr<'ast>) {
        self.push_loop(true);
        let mut top = self.here();
        self.body_of(body);
        self.bind_continue();
        self.line(cond.span);
        self.branch(cond, true, &mut top);
        self.pop_loop();
    }

    pub(super) fn for_loop(&mut self, f: &'ast ast::ForStmt<'ast>) {
        self.enter();
        self.statement(f.init);
        self.push_loop(true);
        let mut test = Label::default();
        let entry = f.cond.is_some().then(|| self.open_loop(&mut test));
        let mut top = self.here();
        let start = self.pc();
        self.body_of(f.body);
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
    pub(super) fn jump_out_if(&mut self, cond: &'ast ast::Expr<'ast>, then: &'ast ast::Stmt<'ast>) -> bool {
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

    pub(super) fn break_or_continue(&mut self, is_break: bool, span: Span) {
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
}

/// Whether a test is a comparison of little that runs no other code than its own.
fn is_small_test(cond: &ast::Expr<'_>) -> bool {
    fn is_small(e: &ast::Expr<'_>, left: u32) -> bool {
        if left == 0 {
            return false;
        }
        match &e.kind {
            ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Double(_) | ExprKind::Name(_) => true,
            ExprKind::Paren(inner) | ExprKind::Member { object: inner, .. } => is_small(inner, left - 1),
            ExprKind::Index { object, args: [index] } => {
                is_small(object, left - 1) && index.name.is_none() && is_small(index.value, left - 1)
            }
            _ => false,
        }
    }
    match &cond.kind {
        ExprKind::Binary { op: BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge, left, right, .. } => {
            is_small(left, 3) && is_small(right, 3)
        }
        _ => false,
    }
}
