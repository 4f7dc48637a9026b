//! Changes to units that keep what the tables and the header promise, so that only the verifier can find them.

use angel::bytecode::{CleanupKind, CodeUnit, Format, Instr, Op};

/// Numbers that are the same on every run.
pub struct Random(pub u64);

impl Random {
    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let x = self.0 ^ self.0 >> 33;
        x.wrapping_mul(0xFF51_AFD7_ED55_8CCD) >> 16
    }

    /// A number below another.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }
}

/// Changes a few instructions or entries of tables.
pub fn mutate(unit: &mut CodeUnit, random: &mut Random) {
    for _ in 0..1 + random.below(3) {
        match random.below(8) {
            0 => cleanup(unit, random),
            1 => table(unit, random),
            _ => instruction(unit, random),
        }
    }
}

fn instruction(unit: &mut CodeUnit, random: &mut Random) {
    if unit.code.is_empty() {
        return;
    }
    let at = random.below(unit.code.len());
    let old = unit.code[at];
    let Some(op) = old.op() else { return };
    let small = |random: &mut Random, n: u16| match random.below(3) {
        0 => n.wrapping_add(1),
        1 => n.wrapping_sub(1),
        _ => random.below(24) as u16,
    };
    unit.code[at] = match random.below(6) {
        0 => Instr::abc(op, small(random, old.a()), old.b(), old.c()),
        1 => old.with_b(small(random, old.b())),
        2 => match op.format() {
            Format::Ai | Format::Call | Format::AJ | Format::J => {
                old.with_imm(old.imm().wrapping_add(random.below(9) as i32 - 4))
            }
            _ => old.with_c(small(random, old.c())),
        },
        3 => {
            // Another operation with operands of the same kinds.
            let same: Vec<Op> = Op::ALL.iter().copied().filter(|o| o.format() == op.format()).collect();
            let other = same[random.below(same.len())];
            Instr(old.0 & !0xFFFF | other as u64)
        }
        4 => unit.code[random.below(unit.code.len())],
        _ => {
            let other = random.below(unit.code.len());
            std::mem::replace(&mut unit.code[other], old)
        }
    };
}

fn cleanup(unit: &mut CodeUnit, random: &mut Random) {
    if unit.functions.is_empty() {
        return;
    }
    let types = unit.types.len();
    let f = random.below(unit.functions.len());
    let f = &mut unit.functions[f];
    if f.tables.cleanups.is_empty() {
        return;
    }
    let at = random.below(f.tables.cleanups.len());
    let c = &mut f.tables.cleanups[at];
    match random.below(6) {
        0 => c.slot = random.below(16) as u16,
        1 => c.start = (c.start + 2).saturating_sub(random.below(5) as u32).min(c.end),
        2 => c.end = (c.end + 2).saturating_sub(random.below(5) as u32).max(c.start).min(f.len),
        3 => c.consumed = !c.consumed,
        4 => {
            f.tables.cleanups.remove(at);
        }
        _ => {
            c.kind = match random.below(4) {
                0 => CleanupKind::Release,
                1 if types > 0 => CleanupKind::ReleaseT(random.below(types) as u32),
                2 if types > 0 => CleanupKind::DestroyV(random.below(types) as u32),
                _ => CleanupKind::ListFree,
            }
        }
    }
}

fn table(unit: &mut CodeUnit, random: &mut Random) {
    match random.below(6) {
        0 if unit.types.len() > 1 => {
            let (a, b) = (random.below(unit.types.len()), random.below(unit.types.len()));
            unit.types[a] = unit.types[b];
        }
        1 if unit.natives.len() > 1 => {
            let (a, b) = (random.below(unit.natives.len()), random.below(unit.natives.len()));
            unit.natives[a] = unit.natives[b];
        }
        2 if !unit.classes.is_empty() => {
            let at = random.below(unit.classes.len());
            let functions = unit.functions.len();
            let class = &mut unit.classes[at];
            if !class.methods.is_empty() {
                let slot = random.below(class.methods.len());
                class.methods[slot] = random.below(functions) as u32;
            }
        }
        3 if !unit.classes.is_empty() => {
            let at = random.below(unit.classes.len());
            let class = &mut unit.classes[at];
            if class.fields.len() > 1 {
                let (a, b) = (random.below(class.fields.len()), random.below(class.fields.len()));
                class.fields[a].ty = class.fields[b].ty;
            }
        }
        4 if !unit.globals.is_empty() => {
            let (a, b) = (random.below(unit.globals.len()), random.below(unit.globals.len()));
            unit.globals[a].ty = unit.globals[b].ty;
        }
        _ if unit.function_refs.len() > 1 => {
            let (a, b) = (random.below(unit.function_refs.len()), random.below(unit.function_refs.len()));
            unit.function_refs[a] = unit.function_refs[b];
        }
        _ => {}
    }
}
