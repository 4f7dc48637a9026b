//! Slots are followed through each function: an instruction uses no number as an address, no object as one of another
//! class, no member that an object does not have, and gives up nothing that a slot does not own.
//!
//! Functions are swept from their first instruction to the last until nothing changes any more: where ways meet, only what
//! is known on all of them is known. [`What::Unknown`] may be used as anything: what comes from addresses and values of
//! which the file does not tell enough.

use std::ops::Range;

use crate::bytecode::{CleanupKind, CodeUnit, FunctionCode, Instr, Op};
use crate::types::DataType;

use super::effect::Step;
use super::held::{Held, State, What, meet};
use super::lists::Lists;
use super::window::Types;

/// Sweeps over one function, at most: more than any that the compiler makes needs.
const MAX_SWEEPS: usize = 40;

/// What is wrong: at which instruction, and a sentence.
pub type Wrong = (u32, String);

/// Follows the slots of a function.
///
/// `told` is told what is known before each instruction that can be reached. The last time for an instruction counts.
///
/// # Errors
///
/// An instruction or cleanup uses something as what it is not: which, and a sentence.
pub fn follow(
    types: &mut Types<'_>,
    number: u32,
    f: &FunctionCode,
    told: &mut dyn FnMut(u32, &[Held]),
) -> Result<(), Wrong> {
    let unit: &CodeUnit = types.unit;
    let code = &unit.code[f.entry as usize..(f.entry + f.len) as usize];
    if code.is_empty() {
        return Ok(());
    }
    let shape = Shape::new(f, code);
    let mut meetings: Vec<Option<State>> = vec![None; shape.meetings.len()];
    let mut entry: State = Vec::new();
    let window = types.of_script(number);
    for (slot, take) in window.takes.iter().enumerate() {
        entry.push(types.found(*take, slot as u32 + 1));
    }
    for _ in 0..MAX_SWEEPS {
        if !sweep(types, f, code, &shape, &entry, &mut meetings, told)? {
            return Ok(());
        }
    }
    Err((0, "the function's jumps are too entangled".into()))
}

/// One sweep; gives whether a jump backwards has changed something that was used before.
fn sweep(
    types: &mut Types<'_>,
    f: &FunctionCode,
    code: &[Instr],
    shape: &Shape,
    entry: &State,
    meetings: &mut [Option<State>],
    told: &mut dyn FnMut(u32, &[Held]),
) -> Result<bool, Wrong> {
    let mut changed = false;
    let mut known: Option<State> = Some(entry.clone());
    let mut next_meeting = 0;
    let mut next_cleanup = 0;
    let mut lists = Lists::default();
    let mut active: Vec<u32> = Vec::new();
    for (at, &i) in code.iter().enumerate() {
        let here = at as u32;
        let Some(op) = i.op() else { continue };
        if shape.meetings.get(next_meeting) == Some(&here) {
            let met = &mut meetings[next_meeting];
            match (met.as_mut(), known.as_ref()) {
                (Some(met), Some(now)) => {
                    meet(met, now, next_meeting as u32);
                }
                (None, Some(now)) => *met = Some(now.clone()),
                _ => {}
            }
            known.clone_from(met);
            next_meeting += 1;
        }
        while let Some(&c) = shape.starts.get(next_cleanup).filter(|&&c| f.cleanups[c as usize].start <= here) {
            active.push(c);
            next_cleanup += 1;
        }
        active.retain(|&c| f.cleanups[c as usize].end > here);
        // What no way leads to is never executed.
        let Some(state) = known.as_mut() else { continue };
        told(here, state);
        for &c in &active {
            check_cleanup(types, f, c, state).map_err(|what| (here, what))?;
        }
        let raises = !f.tries.is_empty() && may_raise(op);
        for t in f.tries.iter().filter(|t| raises && t.start <= here && here < t.end) {
            let mut left = state.clone();
            for &c in &active {
                let c = &f.cleanups[c as usize];
                if c.birth >= t.birth && !is_part(c.kind) {
                    if let Some(held) = left.get_mut(c.slot as usize) {
                        *held = Held::NUMBER;
                    }
                }
            }
            changed |= join(shape, meetings, t.handler, &left, here);
        }
        let mut step = Step { types, state, lists: &mut lists, f_entry: f.entry, at: here, code };
        step.run(op, i).map_err(|what| (here, format!("{what} ({})", op.name())))?;
        if let Some(jump) = op.jump(i) {
            let target = (at as i64 + 1 + i64::from(jump)) as u32;
            if matches!(op, Op::JNull | Op::JNotNull) {
                let mut to = state.clone();
                refine(&mut to, op, i, true);
                changed |= join(shape, meetings, target, &to, here);
                refine(state, op, i, false);
            } else {
                changed |= join(shape, meetings, target, state, here);
            }
        }
        if op == Op::Switch {
            for entry in 0..=u32::from(i.c()) {
                changed |= join(shape, meetings, here + 1 + entry, state, here);
            }
        }
        if op.ends_flow() || op == Op::Switch {
            known = None;
        }
    }
    Ok(changed)
}

/// Whether an exception may come out of the instruction. What is given up on the way out of a `try` is among those that
/// raise none: destructors keep their exceptions.
fn may_raise(op: Op) -> bool {
    use Op::*;
    !matches!(
        op,
        Mov | MovN | LdI | LdK | Zero | Lea | LeaOff | LdG | StG | Ld8 | Ld16 | Ld32 | Ld64 | AddOff | LdMem | StMem
    ) && !matches!(op, Jmp | JmpLoop | Ret | RetV | Release | ReleaseT | Destroy | DestroyV | ListFree | Line | Switch)
}

/// Whether it gives up something behind an address in the slot, not the slot's own content.
fn is_part(kind: CleanupKind) -> bool {
    matches!(kind, CleanupKind::DestroyAt { .. } | CleanupKind::ReleaseAt(_) | CleanupKind::ReleaseTAt { .. })
}

/// What a jump brings to its target. Gives whether the sweep has been there already and must come again.
fn join(shape: &Shape, meetings: &mut [Option<State>], target: u32, state: &State, at: u32) -> bool {
    let Ok(place) = shape.meetings.binary_search(&target) else { return false };
    let changed = match &mut meetings[place] {
        Some(met) => meet(met, state, place as u32),
        none => {
            *none = Some(state.clone());
            true
        }
    };
    changed && target <= at
}

/// What a test of a pointer tells on the way that jumps, or on the one that does not.
fn refine(state: &mut State, op: Op, i: Instr, jumps: bool) {
    let there = match op {
        Op::JNull => !jumps,
        Op::JNotNull => jumps,
        _ => return,
    };
    if let Some(held) = state.get_mut(i.a() as usize) {
        match held.what {
            What::Object(id) if there => held.what = What::There(id),
            What::Object(_) => *held = Held::NULL,
            _ => {}
        }
    }
}

fn check_cleanup(types: &Types<'_>, f: &FunctionCode, cleanup: u32, state: &State) -> Result<(), String> {
    let c = &f.cleanups[cleanup as usize];
    let held = state.get(c.slot as usize).copied().unwrap_or(Held::NUMBER);
    let buffer = |list: u32| u64::from(types.unit.code[(f.entry + list) as usize].imm() as u32 & !3);
    let wanted = |ty: u32| -> DataType { types.unit.types[ty as usize].ty };
    let good = match (c.kind, held.what) {
        (_, What::Unknown) => true,
        (CleanupKind::Release | CleanupKind::ReleaseT(_) | CleanupKind::ListFree, What::Null) => true,
        (CleanupKind::Release, What::Object(_) | What::There(_)) => held.own != 0,
        (CleanupKind::ReleaseT(ty), What::Object(id) | What::There(id)) => {
            held.own != 0 && types.is_a(id, wanted(ty).type_id)
        }
        (CleanupKind::DestroyV(ty), What::Value(id)) => wanted(ty).type_id == id,
        (CleanupKind::ListFree, What::List(_, 0)) => true,
        (CleanupKind::ReleaseAt(at) | CleanupKind::ReleaseTAt { offset: at, .. }, What::List(list, from)) => {
            u64::from(from) + u64::from(at) + 8 <= buffer(list)
        }
        (CleanupKind::DestroyAt { ty, offset }, What::List(list, from)) => {
            u64::from(from) + u64::from(offset) + u64::from((types.size)(wanted(ty))) <= buffer(list)
        }
        _ => false,
    };
    if good {
        return Ok(());
    }
    Err(format!("a cleanup releases r{}, which is {:?}", c.slot, held.what))
}

/// What is found out about a function before its slots are followed.
struct Shape {
    /// Targets of jumps, in order.
    meetings: Vec<u32>,
    /// The cleanups by the instruction they begin at.
    starts: Vec<u32>,
}

impl Shape {
    fn new(f: &FunctionCode, code: &[Instr]) -> Shape {
        let mut meetings: Vec<u32> = f.tries.iter().map(|t| t.handler).collect();
        for (at, &i) in code.iter().enumerate() {
            let Some(op) = i.op() else { continue };
            if let Some(jump) = op.jump(i) {
                meetings.push((at as i64 + 1 + i64::from(jump)) as u32);
            }
            if op == Op::Switch {
                let targets: Range<u32> = at as u32 + 1..at as u32 + 2 + u32::from(i.c());
                meetings.extend(targets);
            }
        }
        meetings.sort_unstable();
        meetings.dedup();
        let mut starts: Vec<u32> = (0..f.cleanups.len() as u32).collect();
        starts.sort_by_key(|&c| f.cleanups[c as usize].start);
        Shape { meetings, starts }
    }
}
