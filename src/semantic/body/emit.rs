//! Instructions, jumps and the things that must be released.

use smallvec::SmallVec;

use crate::base::Span;
use crate::bytecode::{Cleanup, CleanupKind, Instr, LineEntry, Op};

use super::FnCompiler;
use super::Value;
use super::value::NO_SLOT;

/// A jump target that may not be known yet.
#[derive(Default, Debug)]
pub(super) struct Label {
    /// The instruction it stands for, once known.
    at: Option<u32>,
    /// Jumps that wait for it.
    waiting: SmallVec<[u32; 4]>,
}

impl Label {
    /// Whether it lies behind, so that jumps to it go backwards.
    pub fn is_bound(&self) -> bool {
        self.at.is_some()
    }

    /// Whether a jump before it goes there.
    pub fn is_awaited(&self) -> bool {
        !self.waiting.is_empty()
    }
}

/// Constants that are loaded once, before the outermost loop, and stay in slots of their own while it runs. Their loads
/// stand behind the loop: its entry leads there, and from there into the loop.
#[derive(Default, Debug)]
pub(super) struct LoopConstants {
    /// There is a loop around the code.
    open: bool,
    /// Slots set aside.
    slots: [u16; LoopConstants::MAX],
    /// The constants so far, slot by slot.
    bits: [u64; LoopConstants::MAX],
    /// How many there are.
    count: usize,
}

impl LoopConstants {
    const MAX: usize = 6;
}

/// The jump that enters a loop at its test.
pub(super) struct LoopEntry {
    jump: u32,
    /// The outermost loop: constants are loaded on the way in.
    outermost: bool,
}

/// A piece of code: from `start` to `middle`, compiled when all slots from `top` on were free.
#[derive(Clone, Copy, Debug)]
pub(super) struct CodeMark {
    start: u32,
    middle: u32,
    top: usize,
    floor: usize,
    /// The cleanups of its code: those from the first number to the second.
    cleanups: (usize, usize),
    /// `order_fixed` before it.
    order_fixed: u32,
}

impl CodeMark {
    /// Where it is, from the first instruction to the one behind it.
    pub fn range(self) -> (u32, u32) {
        (self.start, self.middle)
    }

    /// Whether there is any code.
    pub fn has_code(self) -> bool {
        self.start != self.middle
    }
}

/// The instruction with its slots exchanged.
fn map_slots(i: Instr, map: &impl Fn(u16) -> u16, highest: &mut u16) -> Instr {
    use crate::bytecode::Format;
    let Some(op) = i.op() else { return i };
    let (a, b, c) = (i.a(), i.b(), i.c());
    let mut m = |s: u16| {
        let s = map(s);
        *highest = (*highest).max(s);
        s
    };
    match op.format() {
        Format::None | Format::I | Format::J => i,
        Format::A => Instr::abc(op, m(a), b, c),
        Format::AB | Format::ABk | Format::ABu | Format::ABj => Instr::abc(op, m(a), m(b), c),
        Format::ABC => Instr::abc(op, m(a), m(b), m(c)),
        Format::Call if op == Op::CallHandle => Instr::ai(op, m(a), i32::from(m(i.imm() as u16))),
        Format::Ai | Format::AJ | Format::Call => Instr::ai(op, m(a), i.imm()),
        Format::Akj | Format::Aku | Format::CallThis => Instr::abc(op, m(a), b, c),
    }
}

/// Something that lives now and must be released or destroyed in the end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Live {
    /// The slot by which it is released.
    pub slot: u16,
    /// How.
    pub kind: CleanupKind,
    /// Since which instruction.
    pub start: u32,
    /// Its number among all births in the function.
    pub birth: u32,
}

impl<'u, 'b, 'ast> FnCompiler<'u, 'b, 'ast> {
    // ---- instructions ----

    /// Index of the next instruction.
    #[inline]
    pub(super) fn pc(&self) -> u32 {
        self.code.len() as u32
    }

    /// Appends an instruction.
    #[inline]
    pub(super) fn emit(&mut self, instr: Instr) {
        self.code.push(instr);
    }

    /// Appends an instruction with three slots.
    #[inline]
    pub(super) fn abc(&mut self, op: Op, a: u16, b: u16, c: u16) {
        self.emit(Instr::abc(op, a, b, c));
    }

    /// Appends an instruction with two slots.
    #[inline]
    pub(super) fn ab(&mut self, op: Op, a: u16, b: u16) {
        self.emit(Instr::abc(op, a, b, 0));
    }

    /// Appends an instruction with a slot and a number.
    #[inline]
    pub(super) fn ai(&mut self, op: Op, a: u16, imm: i32) {
        self.emit(Instr::ai(op, a, imm));
    }

    /// Code from here on belongs to this place of the source.
    pub(super) fn line(&mut self, span: Span) {
        if span.is_none() || self.is_quiet {
            return;
        }
        let at = self.pc();
        match self.lines.last_mut() {
            Some(last) if last.at == at => last.pos = span.lo,
            Some(last) if last.pos == span.lo => {}
            _ => self.lines.push(LineEntry { at, pos: span.lo }),
        }
    }

    /// Whether something jumps to here, as far as is known.
    pub(super) fn is_target(&self, at: u32) -> bool {
        self.last_target >= at
    }

    /// Takes the last instruction back, which nothing jumps to and which something else does the work of.
    pub(super) fn take_back(&mut self) {
        self.code.pop();
        let at = self.pc();
        while self.lines.len() > 1 && self.lines[self.lines.len() - 2].at >= at {
            self.lines.remove(self.lines.len() - 2);
        }
        if let Some(last) = self.lines.last_mut() {
            last.at = last.at.min(at);
        }
    }

    /// Loads a 64-bit constant.
    pub(super) fn load_const(&mut self, slot: u16, bits: u64) {
        let small = bits as i64;
        if small == i64::from(small as i32) {
            self.ai(Op::LdI, slot, small as i32);
        } else {
            let k = self.u.tables.constant(bits);
            self.ai(Op::LdK, slot, k as i32);
        }
    }

    /// Enters a loop: a jump to its test, which [`FnCompiler::close_loop`] may turn into something better.
    pub(super) fn open_loop(&mut self, test: &mut Label) -> LoopEntry {
        let outermost = !self.loop_constants.open && self.u.speculating == 0;
        if outermost {
            let mut slots = [0; LoopConstants::MAX];
            for s in &mut slots {
                *s = self.slot();
                self.slots.pin(*s);
            }
            self.loop_constants = LoopConstants { open: true, slots, ..LoopConstants::default() };
        }
        let jump = self.pc();
        self.jump_always(test);
        LoopEntry { jump, outermost }
    }

    /// After the code of a loop: from `top` the body, from `step` (if there are steps) the steps, then the test, from
    /// `test` to here. `leave` is where the loop is left for. The label of the test is bound and has no other jumps.
    pub(super) fn close_loop(&mut self, entry: LoopEntry, top: u32, step: u32, test: u32, leave: &mut Label) {
        let jump = entry.jump;
        let mut first_test = None;
        if let Some((compare, skip)) = self.count_and_compare(top, step, test) {
            self.code[jump as usize] = skip;
            leave.waiting.push(jump);
            first_test = Some(compare);
        }
        if jump + 1 == top {
            self.trust_loop(top);
        }
        if !entry.outermost {
            return;
        }
        let LoopConstants { slots, bits, count, .. } = std::mem::take(&mut self.loop_constants);
        if count > 0 {
            self.jump_always(leave);
            let loads = self.pc();
            self.code[jump as usize] = Instr::ai(Op::Jmp, 0, (loads - jump - 1) as i32);
            leave.waiting.retain(|&mut from| from != jump);
            for (&slot, &bits) in slots.iter().zip(&bits).take(count) {
                self.load_const(slot, bits);
            }
            match first_test {
                Some(compare) => self.jump(compare, &mut Label { at: Some(top), waiting: SmallVec::new() }),
                None => self.jump_always(&mut Label { at: Some(test), waiting: SmallVec::new() }),
            }
        }
        for slot in slots.into_iter().rev() {
            self.slots.unpin(slot);
        }
    }

    /// At the end of a loop from `top` on: one instruction that counts, at `step`, and one that compares, at `test`, become
    /// one, if nothing jumps between them. Gives the comparison there was, and what leaves the loop where it is entered.
    pub(super) fn count_and_compare(&mut self, top: u32, step: u32, test: u32) -> Option<(Instr, Instr)> {
        if step + 1 != test || test + 1 != self.pc() || self.too_far || self.wide {
            return None;
        }
        let (count, compare) = (self.code[step as usize], self.code[test as usize]);
        let (a, b) = (compare.a(), compare.b());
        let (op, skip) = match compare.op()? {
            Op::JLtI32KLoop => (Op::IncJLtI32KLoop, Instr::abc(Op::JGeI32K, a, b, 0)),
            Op::JLtI32Loop if a != b => (Op::IncJLtI32Loop, Instr::abc(Op::JLeI32, b, a, 0)),
            Op::JLeI32Loop if a != b => (Op::IncJLeI32Loop, Instr::abc(Op::JLtI32, b, a, 0)),
            Op::JLtU32Loop if a != b => (Op::IncJLtU32Loop, Instr::abc(Op::JLeU32, b, a, 0)),
            Op::JLtLenLoop if a != b => (Op::IncJLtLenLoop, Instr::abc(Op::JGeLen, a, b, 0)),
            _ => return None,
        };
        if count != Instr::abc(Op::AddI32K, a, a, 1) {
            return None;
        }
        self.code.pop();
        while self.lines.last().is_some_and(|l| l.at >= test) {
            self.lines.pop();
        }
        let distance = i64::from(top) - i64::from(step) - 1;
        self.code[step as usize] = Instr::abc(op, a, b, distance as i16 as u16);
        Some((compare, skip))
    }

    /// Whether a loop around the code keeps constants.
    pub(super) fn is_in_loop(&self) -> bool {
        self.loop_constants.open
    }

    /// An operand that is only read, in a slot. In loops constants are there already.
    pub(super) fn operand(&mut self, v: Value<'ast>) -> Value<'ast> {
        let Some(bits) = v.as_const().filter(|_| self.loop_constants.open && self.u.speculating == 0) else {
            return self.load(v, None);
        };
        let known = &mut self.loop_constants;
        let at = match known.bits[..known.count].iter().position(|&b| b == bits) {
            Some(at) => at,
            None if known.count < LoopConstants::MAX => {
                known.bits[known.count] = bits;
                known.count += 1;
                known.count - 1
            }
            None => return self.load(v, None),
        };
        let slot = known.slots[at];
        Value { stable: true, ..Value::new(v.ty, super::Place::Slot(slot), v.span) }
    }

    /// Where the next instruction will be, for [`FnCompiler::run_last`]. From here on no free slot below those in use is
    /// taken, so that all temporaries of the marked code can be told by their number.
    pub(super) fn mark(&mut self) -> CodeMark {
        let top = self.slots.top();
        let floor = std::mem::replace(&mut self.slots.floor, top);
        let n = self.cleanups.len();
        let start = self.pc();
        let order_fixed = std::mem::replace(&mut self.order_fixed, start);
        CodeMark { start, middle: start, top, floor, cleanups: (n, n), order_fixed }
    }

    /// The code since `mark` ends here.
    pub(super) fn until_here(&mut self, mark: CodeMark) -> CodeMark {
        // What follows will run before what was marked.
        self.order_fixed = if mark.start == self.pc() { mark.order_fixed } else { self.pc() };
        CodeMark { middle: self.pc(), cleanups: (mark.cleanups.0, self.cleanups.len()), ..mark }
    }

    /// Makes the marked code, which came to `v`, run after the code that follows it: what is compiled first runs last.
    ///
    /// Its temporaries are moved above those of the code that runs first now: they share slots, and the frames of called
    /// functions lie above the windows of their calls.
    pub(super) fn run_last(&mut self, mark: CodeMark, v: &mut Value<'ast>) {
        let CodeMark { start, middle, top, floor, cleanups, order_fixed } = mark;
        let end = self.pc();
        self.slots.floor = floor;
        self.order_fixed = order_fixed;
        if start == middle || middle == end {
            return;
        }
        self.lift(mark, top, v);
        if self.last_target > start {
            self.last_target = end;
        }
        self.code[start as usize..].rotate_left((middle - start) as usize);
        let back = middle - start;
        let forth = end - middle;
        // Where an instruction is now, and where it is over: what begins to live or ends does so after an instruction.
        let map = |p: u32| match p {
            _ if p < start => p,
            _ if p < middle => p + forth,
            _ => p - back,
        };
        let after = |p: u32| if p > start { map(p - 1) + 1 } else { p };
        for c in &mut self.cleanups[cleanups.0..] {
            c.start = after(c.start);
            c.end = after(c.end);
        }
        for l in &mut self.live {
            l.start = after(l.start);
        }
        // Those of the code that moves were added last.
        for r in self.call_relocs.iter_mut().rev().take_while(|r| r.0 >= start) {
            r.0 = map(r.0);
        }
        let first = self.lines.iter().rposition(|l| l.at < start).map_or(0, |i| i + 1);
        for l in &mut self.lines[first..] {
            l.at = map(l.at);
        }
        self.lines[first..].sort_by_key(|l| l.at);
    }

    /// Moves the temporaries of a piece of code, and of the value it came to, above everything that is taken.
    fn lift(&mut self, mark: CodeMark, top: usize, v: &mut Value<'ast>) {
        let up = (self.slots.top() - top) as u16;
        if up == 0 {
            return;
        }
        let top = top as u16;
        let map = |s: u16| if s >= top { s.saturating_add(up) } else { s };
        let mut highest = 0;
        for i in &mut self.code[mark.start as usize..mark.middle as usize] {
            *i = map_slots(*i, &map, &mut highest);
        }
        for c in &mut self.cleanups[mark.cleanups.0..mark.cleanups.1] {
            c.slot = map(c.slot);
        }
        let mut moved: SmallVec<[(u16, u16); 4]> = SmallVec::new();
        v.map_slots(self.u.arena, &mut |s| {
            if s != NO_SLOT && s >= top && !moved.iter().any(|m| m.0 == s) {
                moved.push((s, s + up));
            }
            if s == NO_SLOT { s } else { map(s) }
        });
        for l in &mut self.live {
            if moved.iter().any(|m| m.0 == l.slot) {
                l.slot += up;
            }
        }
        self.slots.relocate(&moved);
        self.slots.high = self.slots.high.max(highest as usize + 1);
        self.checked_slot(self.slots.high);
    }

    // ---- jumps ----

    /// A label for the next instruction.
    pub(super) fn here(&mut self) -> Label {
        self.last_target = self.pc();
        Label { at: Some(self.pc()), waiting: SmallVec::new() }
    }

    /// The label stands for the next instruction.
    pub(super) fn bind(&mut self, label: &mut Label) {
        let at = self.pc();
        self.last_target = at;
        label.at = Some(at);
        for from in std::mem::take(&mut label.waiting) {
            self.patch(from, at);
        }
    }

    fn patch(&mut self, from: u32, to: u32) {
        use crate::bytecode::Format;
        let distance = i64::from(to) - i64::from(from) - 1;
        let instr = self.code[from as usize];
        let format = instr.op().map_or(Format::None, Op::format);
        self.code[from as usize] = match format {
            Format::J | Format::AJ => instr.with_imm(distance as i32),
            _ => match i16::try_from(distance) {
                Ok(d) => instr.with_c(d as u16),
                Err(_) => {
                    // Too far for a fused jump: the function is compiled again without them.
                    self.too_far = true;
                    instr
                }
            },
        };
    }

    /// Appends a jump to a label; the distance is filled in.
    pub(super) fn jump(&mut self, instr: Instr, label: &mut Label) {
        let from = self.pc();
        self.emit(instr);
        match label.at {
            Some(to) => self.patch(from, to),
            None => label.waiting.push(from),
        }
    }

    /// An unconditional jump; backwards ones poll.
    pub(super) fn jump_always(&mut self, label: &mut Label) {
        let op = if label.at.is_some() { Op::JmpLoop } else { Op::Jmp };
        self.jump(Instr::ai(op, 0, 0), label);
    }

    // ---- slots ----

    /// A new slot.
    #[inline]
    pub(super) fn slot(&mut self) -> u16 {
        let at = self.slots.take_one();
        self.checked_slot(at + 1).map_or(0, |_| at as u16)
    }

    /// New slots in a row.
    pub(super) fn slots_for(&mut self, n: usize) -> u16 {
        if n <= 1 {
            return self.slot();
        }
        let at = self.slots.take(n.max(1));
        self.checked_slot(at + n).map_or(0, |_| at as u16)
    }

    /// A window for a call with `n` argument slots: the slot of the first argument. The link below it is reserved too.
    pub(super) fn window(&mut self, n: usize) -> u16 {
        let at = self.slots.take_top(n.max(1) + 1);
        self.checked_slot(at + n + 2).map_or(1, |_| at as u16 + 1)
    }

    /// Gives a window back; its first slot stays taken if it holds the result.
    pub(super) fn free_window(&mut self, window: u16, n: usize, keep_result: bool) {
        let window = window as usize;
        self.slots.free_row(window + usize::from(keep_result)..window + n.max(1));
        self.slots.free_row(window - 1..window);
    }

    #[inline]
    fn checked_slot(&mut self, end: usize) -> Option<()> {
        if end < 0x7FF0 { Some(()) } else { self.too_many_slots() }
    }

    #[cold]
    fn too_many_slots(&mut self) -> Option<()> {
        if !self.too_large {
            self.too_large = true;
            let span = self.function_span;
            self.error(
                130,
                span,
                "the function is too large: it needs more than 32,000 slots for variables and temporaries",
            );
        }
        None
    }

    /// Gives the slots of a temporary value back.
    pub(super) fn free(&mut self, slot: u16) {
        if slot != NO_SLOT {
            self.slots.free(slot);
        }
    }

    // ---- things to release ----

    /// From the next instruction on, the slot holds something that must be released.
    pub(super) fn born(&mut self, slot: u16, kind: CleanupKind) {
        let birth = self.births;
        self.births += 1;
        self.live.push(Live { slot, kind, start: self.pc(), birth });
    }

    /// Whether the slot holds something that must be released.
    pub(super) fn is_live(&self, slot: u16) -> bool {
        self.live.iter().rev().any(|l| l.slot == slot)
    }

    /// The slot's content has been taken over: nothing is released.
    pub(super) fn moved(&mut self, slot: u16) {
        if let Some(i) = self.live.iter().rposition(|l| l.slot == slot) {
            let l = self.live.remove(i);
            self.close(l);
        }
    }

    /// The call instruction just emitted has taken over what the slots of its window hold.
    pub(super) fn consumed(&mut self, window: u16, slots: u16) {
        let end = self.pc();
        for slot in window..window + slots {
            if !self.live.iter().any(|l| l.slot >= slot && l.slot < window + slots) {
                return;
            }
            if let Some(i) = self.live.iter().rposition(|l| l.slot == slot) {
                let l = self.live.remove(i);
                self.cleanups.push(Cleanup { start: l.start, end, slot, kind: l.kind, birth: l.birth, consumed: true });
            }
        }
    }

    /// Ends a thing that was taken out of the list of live things.
    pub(super) fn close_live(&mut self, l: Live) {
        self.close(l);
    }

    fn close(&mut self, l: Live) {
        let end = self.pc();
        if end > l.start {
            self.cleanups.push(Cleanup {
                start: l.start,
                end,
                slot: l.slot,
                kind: l.kind,
                birth: l.birth,
                consumed: false,
            });
        }
    }

    /// Releases what the slot holds, if anything.
    pub(super) fn release_slot(&mut self, slot: u16) {
        if let Some(i) = self.live.iter().rposition(|l| l.slot == slot) {
            let l = self.live.remove(i);
            self.close(l);
            self.emit_cleanup(l.slot, l.kind);
        }
    }

    /// The instruction that releases or destroys.
    pub(super) fn emit_cleanup(&mut self, slot: u16, kind: CleanupKind) {
        match kind {
            CleanupKind::Release => self.ai(Op::Release, slot, 0),
            CleanupKind::ReleaseT(ty) => self.ai(Op::ReleaseT, slot, ty as i32),
            CleanupKind::DestroyV(ty) => self.ai(Op::DestroyV, slot, ty as i32),
            CleanupKind::ListFree => self.ai(Op::ListFree, slot, 0),
            CleanupKind::DestroyAt { ty, offset } => {
                let t = self.slot();
                self.add_offset(t, slot, offset);
                self.ai(Op::Destroy, t, ty as i32);
                self.free(t);
            }
            CleanupKind::ReleaseAt(offset) => {
                let t = self.slot();
                self.add_offset(t, slot, offset);
                self.abc(Op::Ld64, t, t, 0);
                self.ai(Op::Release, t, 0);
                self.free(t);
            }
            CleanupKind::ReleaseTAt { ty, offset } => {
                let t = self.slot();
                self.add_offset(t, slot, offset);
                self.abc(Op::Ld64, t, t, 0);
                self.ai(Op::ReleaseT, t, ty as i32);
                self.free(t);
            }
        }
    }

    /// `to = from + offset`
    pub(super) fn add_offset(&mut self, to: u16, from: u16, offset: u32) {
        let mut from = from;
        let mut rest = offset;
        loop {
            let step = rest.min(0xFFF8);
            self.abc(Op::AddOff, to, from, step as u16);
            rest -= step;
            from = to;
            if rest == 0 {
                return;
            }
        }
    }

    /// Emits the releases of everything younger than `keep` births for a jump that leaves their scope. They stay live for
    /// the code after the jump: call [`FnCompiler::resume_after_exit`] once the jump is emitted.
    pub(super) fn exit_to(&mut self, keep: usize) {
        for i in (keep..self.live.len()).rev() {
            let l = self.live[i];
            self.close(l);
            self.emit_cleanup(l.slot, l.kind);
        }
    }

    /// After a jump that left scopes: what was released on that way lives on here.
    pub(super) fn resume_after_exit(&mut self, keep: usize) {
        let pc = self.pc();
        for l in &mut self.live[keep..] {
            l.start = pc;
        }
    }

    /// Releases everything younger than `keep` entries, in reverse order: the end of a scope.
    pub(super) fn end_live(&mut self, keep: usize) {
        while self.live.len() > keep {
            let l = self.live.pop().expect("longer than keep");
            self.close(l);
            if !self.unreachable {
                self.emit_cleanup(l.slot, l.kind);
            }
        }
    }
}
