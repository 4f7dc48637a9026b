//! Checks of array bounds that are left out because the element is known to be there.
//!
//! Nothing is analysed beforehand: when an element is read or written, the instructions just before are looked at, and when
//! a loop that runs as long as its counter is less than an array's length is closed, the beginning of its body. What
//! this finds the verifier of loaded code proves by following the slots.

use crate::bytecode::{Instr, Op};

use super::FnCompiler;

/// How many instructions are looked at, at most.
const REACH: usize = 24;

impl FnCompiler<'_, '_, '_> {
    /// Reads, writes or addresses an element of an array.
    pub(super) fn element(&mut self, op: Op, a: u16, array: u16, index: u16) {
        let known = op.of_known_element().filter(|_| self.is_there(array, index));
        self.abc(known.unwrap_or(op), a, array, index);
    }

    /// Whether the array is known to have the element, from the instructions that nothing jumps between.
    fn is_there(&self, array: u16, index: u16) -> bool {
        let from = self.last_target.max(self.order_fixed) as usize;
        for i in self.code.get(from..).unwrap_or_default().iter().rev().take(REACH) {
            let Some(op) = i.op().filter(|op| op.keeps_elements() && !op.ends_flow()) else { return false };
            if op.writes_a() && (i.a() == array || i.a() == index) {
                return false;
            }
            if op.is_of_element() && i.b() == array && i.c() == index {
                return true;
            }
            if op == Op::JGeLen && i.a() == index && i.b() == array {
                return true;
            }
        }
        false
    }

    /// A comparison with the length that the last instruction took of an array: both are one.
    pub(super) fn compared_with_length(&mut self, jump: Instr) -> Instr {
        let last = self.code.last().filter(|i| i.op() == Some(Op::ArrLen) && !self.is_target(self.pc()));
        let Some(&length) = last.filter(|i| !self.slots.is_pinned(i.a())) else { return jump };
        let (t, array, a, b) = (length.a(), length.b(), jump.a(), jump.b());
        let (op, index) = match jump.op() {
            Some(Op::JLtU32) if b == t => (Op::JLtLen, a),
            Some(Op::JLtU32Loop) if b == t => (Op::JLtLenLoop, a),
            Some(Op::JLeU32) if a == t => (Op::JGeLen, b),
            _ => return jump,
        };
        if index == t {
            return jump;
        }
        self.take_back();
        Instr::abc(op, index, array, 0)
    }

    /// After the last instruction of a loop whose body begins at `top`, and which is entered there only behind an instruction
    /// that does not let the run pass, or that has compared as the last one does.
    pub(super) fn trust_loop(&mut self, top: u32) {
        let end = self.code.len() - 1;
        let top = top as usize;
        let (Some(&last), Some(&before)) = (self.code.get(end), top.checked_sub(1).and_then(|at| self.code.get(at)))
        else {
            return;
        };
        let (index, array) = (last.a(), last.b());
        let closes = matches!(last.op(), Some(Op::JLtLenLoop | Op::IncJLtLenLoop)) && target(end, last) == Some(top);
        let enters = before.op() == Some(Op::Jmp) || before == Instr::abc(Op::JGeLen, index, array, before.c());
        // After an exception anything may have changed.
        if !closes || !enters || self.too_far || !self.tries.is_empty() {
            return;
        }
        // Loops in the body come back to where they began.
        let mut stop = end;
        for (at, &i) in self.code.iter().enumerate().take(end).skip(top) {
            if i.op().is_some_and(Op::polls) {
                match target(at, i) {
                    Some(to) if to > top => stop = stop.min(to),
                    _ => return,
                }
            }
        }
        for at in top..stop.min(top + REACH) {
            let i = self.code[at];
            let Some(op) = i.op().filter(|op| op.keeps_elements()) else { return };
            if let Some(known) = op.of_known_element().filter(|_| i.b() == array && i.c() == index) {
                self.code[at] = Instr::abc(known, i.a(), array, index);
            }
            if op.writes_a() && (i.a() == array || i.a() == index) {
                return;
            }
        }
    }
}

/// Where a jump leads.
fn target(at: usize, i: Instr) -> Option<usize> {
    let by = i.op()?.jump(i)?;
    usize::try_from(at as i64 + 1 + i64::from(by)).ok()
}
