//! `switch`.

use rustc_hash::FxHashSet;

use crate::base::Span;
use crate::bytecode::{Instr, Op};
use crate::syntax::ast::{self};
use crate::types::{DataType, Primitive};

use super::convert::How;
use super::emit::Label;
use super::statement::Flow;
use super::{FnCompiler, Want};

/// So many values are compared one after the other.
const FEW: usize = 4;

impl<'u, 'b, 'ast> FnCompiler<'u, 'b, 'ast> {
    pub(super) fn switch(&mut self, sw: &'ast ast::SwitchStmt<'ast>, span: Span) -> Flow {
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
        let mut seen = FxHashSet::default();
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
            if !seen.insert(n) {
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
        let place = default.unwrap_or(usize::MAX);
        self.emit_switch(selector, &mut values, &mut labels, place, &mut none);
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
        default: usize,
        none: &mut Label,
    ) {
        values.sort_unstable();
        self.emit_cases(selector, values, labels, default, none);
    }

    /// Jumps to the case of the selector among these, which are sorted: by a table where the values lie close together, by halves
    /// otherwise, and one after the other when only a few are left. The last jump goes to the default, or behind the switch.
    fn emit_cases(
        &mut self,
        selector: u16,
        values: &[(i32, usize)],
        labels: &mut [Label],
        default: usize,
        none: &mut Label,
    ) {
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
                    labels.get_mut(default).unwrap_or(&mut *none)
                };
                self.jump(Instr::ai(Op::Jmp, 0, 0), target);
            }
        } else if values.len() > FEW {
            // Both halves compare as signed numbers, as they are sorted, whatever the type of the selector.
            let (low, high) = values.split_at(values.len() / 2);
            let mut less = Label::default();
            self.jump_if(Op::JLtI32K, Op::LtI32, selector, high[0].0, &mut less);
            self.emit_cases(selector, high, labels, default, none);
            self.bind(&mut less);
            self.emit_cases(selector, low, labels, default, none);
            return;
        } else {
            for &(n, i) in values {
                self.jump_if(Op::JEqI32K, Op::EqI32, selector, n, &mut labels[i]);
            }
        }
        self.jump_always(labels.get_mut(default).unwrap_or(none));
    }

    /// A jump if the selector compares so with a number: in one instruction, or in several if the number or the way is too far.
    fn jump_if(&mut self, short: Op, long: Op, selector: u16, n: i32, label: &mut Label) {
        match i16::try_from(n) {
            Ok(k) if !self.wide => self.jump(Instr::abc(short, selector, k as u16, 0), label),
            _ => {
                let t = self.slot();
                self.load_const(t, n as i64 as u64);
                self.abc(long, t, selector, t);
                self.jump(Instr::ai(Op::JTrue, t, 0), label);
                self.free(t);
            }
        }
    }
}
