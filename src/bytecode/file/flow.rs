//! Slots are followed through each function: an instruction uses no number as an address, no object as one of another
//! class, no member that an object does not have, and gives up nothing that a slot does not own.
//!
//! Functions are swept from their first instruction to the last until nothing changes any more: where ways meet, only what
//! is known on all of them is known. [`What::Unknown`] may be used as anything: what comes from addresses and values of
//! which the file does not tell enough.

use crate::bytecode::verify::Wrong;
use crate::bytecode::{CleanupKind, CodeUnit, FunctionCode, Instr, Op};
use crate::types::DataType;

use super::effect::Step;
use super::elements::Elements;
use super::held::{Held, State, What, meet};
use super::lists::Lists;
use super::window::Types;

/// Sweeps over one function, at most: more than any that the compiler makes needs.
const MAX_SWEEPS: usize = 40;

/// What following a function needs besides the tables; used again for the next function.
#[derive(Default)]
pub struct Scratch {
    shape: Shape,
    /// What is known where ways meet.
    meetings: Vec<State>,
    /// Whether anything is known there yet.
    met: Vec<bool>,
    entry: State,
    state: State,
    /// What is known beside a way that is taken.
    side: State,
    active: Vec<Active>,
    /// What an instruction has given away.
    handed: Vec<u32>,
    elements: Elements,
}

/// A cleanup that is to be done if an exception comes, and what its slot held when that was found good.
struct Active {
    cleanup: u32,
    good: Option<Held>,
}

/// Follows the slots of a function.
///
/// `told` is told what is known before each instruction that can be reached. The last time for an instruction counts.
///
/// # Errors
///
/// An instruction or cleanup uses something as what it is not: which, and a sentence.
pub fn follow(
    types: &mut Types<'_>,
    scratch: &mut Scratch,
    number: u32,
    f: &FunctionCode,
    told: &mut impl FnMut(u32, &[Held]),
) -> Result<(), Wrong> {
    let unit: &CodeUnit = types.unit;
    let code = &unit.code[f.entry as usize..(f.entry + f.len) as usize];
    if code.is_empty() {
        return Ok(());
    }
    scratch.shape.of(f, code);
    let places = scratch.shape.places as usize;
    scratch.met.clear();
    scratch.met.resize(places, false);
    if scratch.shape.elements {
        scratch.elements.begin(places);
    }
    if scratch.meetings.len() < places {
        scratch.meetings.resize_with(places, State::new);
    }
    let window = types.of_script(number);
    scratch.entry.clear();
    for (slot, take) in window.takes.iter().enumerate() {
        scratch.entry.push(types.found(*take, slot as u32 + 1));
    }
    let mut from = 0;
    for _ in 0..MAX_SWEEPS {
        match sweep(types, scratch, f, code, from, told)? {
            // What lies in buffers is not known where ways meet.
            Some(again) => from = if scratch.shape.lists { 0 } else { again },
            None => return Ok(()),
        }
    }
    Err((0, "the function's jumps are too entangled".into()))
}

/// One sweep from an instruction on: the function's first, or one where ways meet. Gives the first instruction that a jump
/// backwards has brought something new to.
fn sweep(
    types: &mut Types<'_>,
    scratch: &mut Scratch,
    f: &FunctionCode,
    code: &[Instr],
    from: u32,
    told: &mut impl FnMut(u32, &[Held]),
) -> Result<Option<u32>, Wrong> {
    let Scratch { shape, meetings, met, entry, state, side, active, handed, elements } = scratch;
    let mut again = u32::MAX;
    let mut lists = Lists::default();
    let mut reached = from == 0;
    state.clone_from(entry);
    active.clear();
    let mut next_cleanup = 0;
    // The first instruction at which a cleanup begins or ends.
    let mut next_change = 0;
    for (at, &i) in code.iter().enumerate().skip(from as usize) {
        let here = at as u32;
        let Some(op) = i.op() else { continue };
        if let Some(place) = shape.place(here) {
            if shape.elements {
                elements.meet(place, reached);
            }
            match (met[place], reached) {
                (true, true) => {
                    meet(&mut meetings[place], state, place as u32, &|a, b| types.either(a, b));
                    state.clone_from(&meetings[place]);
                }
                (true, false) => state.clone_from(&meetings[place]),
                (false, true) => {
                    meetings[place].clone_from(state);
                    met[place] = true;
                }
                (false, false) => {}
            }
            reached = met[place];
        }
        if next_change <= here {
            while let Some(&c) =
                shape.starts.get(next_cleanup).filter(|&&c| f.tables.cleanups[c as usize].start <= here)
            {
                active.push(Active { cleanup: c, good: None });
                next_cleanup += 1;
            }
            active.retain(|c| f.tables.cleanups[c.cleanup as usize].end > here);
            let ends = active.iter().map(|c| f.tables.cleanups[c.cleanup as usize].end);
            let starts = shape.starts.get(next_cleanup).map(|&c| f.tables.cleanups[c as usize].start);
            next_change = ends.chain(starts).min().unwrap_or(u32::MAX);
        }
        // What no way leads to is never executed.
        if !reached {
            continue;
        }
        told(here, state);
        for c in active.iter_mut() {
            let held = state.get(f.tables.cleanups[c.cleanup as usize].slot as usize).copied().unwrap_or(Held::NUMBER);
            if c.good != Some(held) {
                check_cleanup(types, f, c.cleanup, held).map_err(|what| (here, what))?;
                c.good = Some(held);
            }
        }
        if !f.tables.tries.is_empty() && may_raise(op) {
            for t in f.tables.tries.iter().filter(|t| t.start <= here && here < t.end) {
                side.clone_from(state);
                for c in active.iter() {
                    let c = &f.tables.cleanups[c.cleanup as usize];
                    if c.birth >= t.birth && !is_part(c.kind) {
                        if let Some(held) = side.get_mut(c.slot as usize) {
                            *held = Held::NUMBER;
                        }
                    }
                }
                if join(types, shape, meetings, met, t.handler, side, here) {
                    again = again.min(t.handler);
                }
                if let Some(place) = shape.place(t.handler).filter(|_| shape.elements) {
                    if elements.raise(place) && t.handler <= here {
                        again = again.min(t.handler);
                    }
                }
            }
        }
        handed.clear();
        if shape.elements {
            elements.before(op, i).map_err(|what| (here, what))?;
        }
        let mut step = Step { types, state, lists: &mut lists, f, at: here, code, loops: shape.loops, handed };
        step.run(op, i).map_err(|what| (here, format!("{what} ({})", op.name())))?;
        if shape.elements {
            elements.after(op, i);
        }
        if op.is_call() && !handed.is_empty() {
            // If the function raises, it has released what it was given.
            for c in active.iter() {
                let (held, c) = (c.good.unwrap_or(Held::NUMBER), &f.tables.cleanups[c.cleanup as usize]);
                if handed.contains(&held.own) && !(c.consumed && c.end == here + 1) && !is_part(c.kind) {
                    return Err((here, format!("a cleanup releases r{}, which goes to the function", c.slot)));
                }
            }
        }
        if let Some(jump) = op.jump(i) {
            let target = (at as i64 + 1 + i64::from(jump)) as u32;
            lists.jump(here, target);
            let news = if matches!(op, Op::JNull | Op::JNotNull) {
                side.clone_from(state);
                refine(side, op, i, true);
                refine(state, op, i, false);
                join(types, shape, meetings, met, target, side, here)
            } else {
                join(types, shape, meetings, met, target, state, here)
            };
            let place = shape.place(target).filter(|_| shape.elements);
            let news =
                news | place.is_some_and(|place| elements.bring(place, elements.beside(op, i)) && target <= here);
            if news {
                again = again.min(target);
            }
        }
        if op == Op::Switch {
            lists.jump(here, here + 1 + u32::from(i.c()));
            for entry in 0..=u32::from(i.c()) {
                if let Some(place) = shape.place(here + 1 + entry).filter(|_| shape.elements) {
                    elements.bring(place, Vec::new());
                }
                join(types, shape, meetings, met, here + 1 + entry, state, here);
            }
        }
        reached = !(op.ends_flow() || op == Op::Switch);
    }
    Ok((again != u32::MAX).then_some(again))
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
fn join(
    types: &Types<'_>,
    shape: &Shape,
    meetings: &mut [State],
    met: &mut [bool],
    target: u32,
    state: &State,
    at: u32,
) -> bool {
    let Some(place) = shape.place(target) else { return false };
    let changed = if met[place] {
        meet(&mut meetings[place], state, place as u32, &|a, b| types.either(a, b))
    } else {
        meetings[place].clone_from(state);
        met[place] = true;
        true
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

fn check_cleanup(types: &Types<'_>, f: &FunctionCode, cleanup: u32, held: Held) -> Result<(), String> {
    let c = &f.tables.cleanups[cleanup as usize];
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
            u64::from(from) + u64::from(offset) + u64::from(types.size(wanted(ty))) <= buffer(list)
        }
        _ => false,
    };
    if good {
        return Ok(());
    }
    Err(format!("a cleanup releases r{}, which is {:?}", c.slot, held.what))
}

/// What is found out about a function before its slots are followed.
#[derive(Default)]
struct Shape {
    /// For each instruction the number of the place where ways meet there, and one more; 0 for none.
    place_of: Vec<u32>,
    /// How many such places there are.
    places: u32,
    /// The cleanups by the instruction they begin at.
    starts: Vec<u32>,
    /// Something jumps backwards.
    loops: bool,
    /// Lists are made.
    lists: bool,
    /// Elements of arrays are taken for granted.
    elements: bool,
}

impl Shape {
    fn of(&mut self, f: &FunctionCode, code: &[Instr]) {
        self.place_of.clear();
        self.place_of.resize(code.len() + 1, 0);
        (self.places, self.loops, self.lists, self.elements) = (0, false, false, false);
        for t in &f.tables.tries {
            self.place_of[t.handler as usize] = 1;
            self.loops |= t.handler <= t.end;
        }
        for (at, &i) in code.iter().enumerate() {
            let Some(op) = i.op() else { continue };
            if let Some(jump) = op.jump(i) {
                self.place_of[(at as i64 + 1 + i64::from(jump)) as usize] = 1;
                self.loops |= jump < 0;
            } else if op == Op::Switch {
                self.place_of[at + 1..=at + 1 + usize::from(i.c())].fill(1);
            } else if op == Op::ListNew {
                self.lists = true;
            } else if op.is_of_known_element() {
                self.elements = true;
            }
        }
        for place in self.place_of.iter_mut().filter(|p| **p != 0) {
            self.places += 1;
            *place = self.places;
        }
        self.starts.clear();
        self.starts.extend(0..f.tables.cleanups.len() as u32);
        self.starts.sort_by_key(|&c| f.tables.cleanups[c as usize].start);
    }

    fn place(&self, at: u32) -> Option<usize> {
        (self.place_of[at as usize] as usize).checked_sub(1)
    }
}
