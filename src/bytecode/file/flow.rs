//! Numbers are not used as addresses: slots are followed through each function, in one pass.
//!
//! A slot is known to hold a number behind an instruction that computes, converts or compares, that loads less than eight
//! bytes or a constant that is not zero, and where a parameter is one. Where ways meet, a slot is known only if it is on
//! all of them; where loops begin, and where something else may write to a slot through its address, nothing is known.
//! What is known to be a number may be used by no instruction as an object or address, and no cleanup may release it.

use crate::bytecode::{CleanupKind, CodeUnit, Format, FunctionCode, Instr, Op};
use crate::types::{DataType, FfiRegistry, FunctionDef, FunctionKind, FunctionTraits, RefModifier, TypeKind};

/// Slots that are followed; the others are taken for unknown.
const FOLLOWED: u16 = 128;

/// A set of the followed slots.
type Slots = u128;

fn bit(slot: u32) -> Slots {
    if slot < u32::from(FOLLOWED) { 1 << slot } else { 0 }
}

/// The slots from one on.
fn from(slot: u32) -> Slots {
    if slot < u32::from(FOLLOWED) { Slots::MAX << slot } else { 0 }
}

/// `count` slots from one on.
fn range(slot: u32, count: u32) -> Slots {
    from(slot) & !from(slot.saturating_add(count))
}

/// What is asked about types.
pub struct Types<'a> {
    pub unit: &'a CodeUnit,
    pub ffi: &'a FfiRegistry,
    /// The kind of a type.
    pub kind: &'a dyn Fn(DataType) -> Option<TypeKind>,
    /// Bytes of a value in memory.
    pub size: &'a dyn Fn(DataType) -> u32,
    /// Which function begins at an instruction of the unit.
    pub entries: Vec<(u32, u32)>,
    /// The windows of functions, by number: computed when they are asked for.
    pub windows: Vec<Option<Window>>,
    /// The same of the native functions that the unit names.
    pub native_windows: Vec<Option<Window>>,
}

/// What a function finds in its first slots.
#[derive(Clone, Copy, Default)]
pub struct Window {
    /// Objects and addresses.
    pointers: Slots,
    /// Numbers.
    numbers: Slots,
}

impl Types<'_> {
    fn add(&self, window: &mut Window, slot: &mut u32, ty: DataType) {
        if ty.is_any() {
            window.pointers |= range(*slot, 2);
            *slot += 2;
            return;
        }
        let by_value = matches!(ty.ref_modifier, RefModifier::None | RefModifier::In);
        match (self.kind)(ty) {
            _ if ty.is_handle => window.pointers |= bit(*slot),
            Some(TypeKind::Primitive(_) | TypeKind::Enum) if by_value => window.numbers |= bit(*slot),
            Some(TypeKind::Value) if ty.ref_modifier == RefModifier::None => {
                *slot += (self.size)(ty).div_ceil(8).max(1);
                return;
            }
            _ => window.pointers |= bit(*slot),
        }
        *slot += 1;
    }

    fn result_by_address(&self, ret: DataType) -> bool {
        !ret.is_ref() && !ret.is_handle && (self.kind)(ret) == Some(TypeKind::Value)
    }

    fn script(&mut self, function: u32) -> Window {
        if let Some(window) = self.windows[function as usize] {
            return window;
        }
        let f = &self.unit.functions[function as usize];
        let mut window = Window::default();
        let hidden = u32::from(f.ret.is_some_and(|ret| self.result_by_address(ret))) + u32::from(f.owner.is_some());
        window.pointers |= range(0, hidden);
        let mut slot = hidden;
        for ty in &f.params {
            self.add(&mut window, &mut slot, *ty);
        }
        self.windows[function as usize] = Some(window);
        window
    }

    fn native(&self, def: &FunctionDef) -> Window {
        let mut window = Window::default();
        if def.traits.has(FunctionTraits::VARIADIC) || self.ffi.is_dependent(def.ret) {
            return window;
        }
        let has_this = def.owner.is_some()
            && (matches!(def.kind, FunctionKind::Method | FunctionKind::Constructor | FunctionKind::Destructor)
                || def.kind == FunctionKind::ListConstructor && def.ret.is_void());
        let takes_type = def.traits.has(FunctionTraits::TAKES_TYPE);
        let mut slot = u32::from(self.result_by_address(def.ret)) + u32::from(has_this) + u32::from(takes_type);
        window.pointers |= range(0, slot);
        if matches!(def.kind, FunctionKind::ListConstructor | FunctionKind::Behavior) {
            window.pointers |= bit(slot);
            return window;
        }
        for param in self.ffi.params(def) {
            if self.ffi.is_dependent(param.ty) {
                // How many slots it takes depends on the instance.
                break;
            }
            self.add(&mut window, &mut slot, param.ty);
        }
        window
    }
}

/// What an instruction does to the slots it names by itself.
struct Effect {
    /// Slots that are used as objects or addresses.
    pointers: Slots,
    /// Slots about which nothing is known afterwards.
    unknown: Slots,
    /// Slots that hold numbers afterwards.
    numbers: Slots,
}

/// Follows the slots of a function.
///
/// # Errors
///
/// An instruction or cleanup uses a number as an address: which, and a sentence.
pub fn follow(types: &mut Types<'_>, number: u32, f: &FunctionCode) -> Result<(), (u32, String)> {
    let unit = types.unit;
    let code = &unit.code[f.entry as usize..(f.entry + f.len) as usize];
    if code.is_empty() {
        return Ok(());
    }
    let shape = Shape::new(f, code);
    // What is known where ways meet; all bits where no way was seen yet.
    let mut meeting = vec![Slots::MAX; shape.meetings.len()];
    let window = types.script(number);
    let mut known = window.numbers & !shape.addressed;
    let mut next_cleanup = 0;
    let mut meets = 0;
    for (at, &i) in code.iter().enumerate() {
        let Some(op) = i.op() else { continue };
        while shape.meetings.get(meets).is_some_and(|m| m.0 == at as u32) {
            known &= meeting[meets];
            if shape.meetings[meets].1 {
                known = 0;
            }
            meets += 1;
        }
        while let Some(&c) = shape.starts.get(next_cleanup) {
            let c = &f.cleanups[c as usize];
            if c.start > at as u32 {
                break;
            }
            let is_address = !matches!(c.kind, CleanupKind::DestroyV(_));
            if is_address && known & bit(u32::from(c.slot)) != 0 && c.start < c.end {
                return Err((at as u32, format!("a cleanup releases r{}, which is a number", c.slot)));
            }
            next_cleanup += 1;
        }
        let effect = effect(types, op, i, known, f.entry + at as u32);
        let wrong = effect.pointers & known;
        if wrong != 0 {
            return Err((at as u32, format!("r{} is a number, and used as an address", wrong.trailing_zeros())));
        }
        known = (known & !effect.unknown | effect.numbers) & !shape.addressed;
        if let Some(jump) = op.jump(i) {
            let target = (at as i64 + 1 + i64::from(jump)) as u32;
            if let Ok(m) = shape.meetings.binary_search_by_key(&target, |m| m.0) {
                meeting[m] &= known;
            }
        }
        if op == Op::Switch {
            for entry in 0..=u32::from(i.c()) {
                if let Ok(m) = shape.meetings.binary_search_by_key(&(at as u32 + 1 + entry), |m| m.0) {
                    meeting[m] &= known;
                }
            }
        }
        if op.ends_flow() {
            // What comes next is reached by jumps only.
            known = Slots::MAX & !shape.addressed;
            if shape.meetings.get(meets).is_none_or(|m| m.0 != at as u32 + 1) {
                known = 0;
            }
        }
    }
    Ok(())
}

/// What is found out about a function before its slots are followed.
struct Shape {
    /// Targets of jumps in order, and whether nothing is known there.
    meetings: Vec<(u32, bool)>,
    /// Slots whose address is taken somewhere.
    addressed: Slots,
    /// The cleanups by the instruction they begin at.
    starts: Vec<u32>,
}

impl Shape {
    fn new(f: &FunctionCode, code: &[Instr]) -> Shape {
        let mut meetings = Vec::new();
        let mut addressed = 0;
        for (at, &i) in code.iter().enumerate() {
            let Some(op) = i.op() else { continue };
            if let Some(jump) = op.jump(i) {
                meetings.push(((at as i64 + 1 + i64::from(jump)) as u32, jump < 0));
            }
            match op {
                // A value may lie in several slots from its first one.
                Op::Lea | Op::LeaOff => addressed |= range(u32::from(i.b()), 16),
                Op::Switch => meetings.extend((0..=u32::from(i.c())).map(|entry| (at as u32 + 1 + entry, false))),
                _ => {}
            }
        }
        for t in &f.tries {
            meetings.push((t.handler, true));
        }
        // The same target by a way that tells nothing: nothing is known.
        meetings.sort_unstable();
        meetings.dedup_by(|later, first| {
            let same = later.0 == first.0;
            first.1 |= same && later.1;
            same
        });
        let mut starts: Vec<u32> = (0..f.cleanups.len() as u32).collect();
        starts.sort_by_key(|&c| f.cleanups[c as usize].start);
        Shape { meetings, addressed, starts }
    }
}

#[allow(clippy::too_many_lines, reason = "one table")]
fn effect(types: &mut Types<'_>, op: Op, i: Instr, known: Slots, at: u32) -> Effect {
    let (a, b, c) = (u32::from(i.a()), u32::from(i.b()), u32::from(i.c()));
    let mut e = Effect { pointers: 0, unknown: 0, numbers: 0 };
    match op {
        Op::Mov | Op::MovRef => {
            if known & bit(b) != 0 {
                e.numbers = bit(a);
            } else {
                e.unknown = bit(a);
            }
            if op == Op::MovRef {
                e.pointers = bit(b);
            }
        }
        Op::MovN => {
            e.unknown = range(a, c);
            if let Some(up) = a.checked_sub(b) {
                e.numbers = (known & range(b, c)).checked_shl(up).unwrap_or(0) & range(a, c);
            } else {
                e.numbers = (known & range(b, c)).checked_shr(b - a).unwrap_or(0) & range(a, c);
            }
        }
        // Zero is the null handle too.
        Op::LdI if i.imm() == 0 => e.unknown = bit(a),
        Op::LdK if types.unit.constants[i.imm() as u32 as usize] == 0 => e.unknown = bit(a),
        Op::LdI | Op::LdK => e.numbers = bit(a),
        Op::Zero => e.unknown = range(a, i.imm() as u32),
        Op::LdStr | Op::Lea | Op::LeaOff | Op::LdG | Op::LdGAddr | Op::LdHost | Op::New | Op::FuncRef | Op::LdType => {
            e.unknown = bit(a);
        }
        Op::ListNew => e.unknown = bit(a),
        Op::Ld8 | Op::Ld16 | Op::Ld32 | Op::LdF8 | Op::LdF16 | Op::LdF32 | Op::ArrLen | Op::StrLen => {
            (e.pointers, e.numbers) = (bit(b), bit(a));
        }
        Op::Ld64 | Op::LdF64 | Op::AddOff | Op::FieldAddr | Op::Cast => (e.pointers, e.unknown) = (bit(b), bit(a)),
        Op::St8 | Op::St16 | Op::St32 | Op::St64 | Op::StF8 | Op::StF16 | Op::StF32 | Op::StF64 | Op::StMem => {
            e.pointers = bit(b);
        }
        Op::StRef | Op::StRefMove | Op::CopyMem | Op::CopyConstruct | Op::Assign | Op::AssignObject => {
            e.pointers = bit(a) | bit(b);
        }
        Op::LdMem => (e.pointers, e.unknown) = (bit(b), range(a, c.div_ceil(8))),
        Op::ArrGet8 | Op::ArrGet16 | Op::ArrGet32 | Op::StrGet => (e.pointers, e.numbers) = (bit(b), bit(a)),
        Op::ArrGet64 | Op::ArrAddr => (e.pointers, e.unknown) = (bit(b), bit(a)),
        Op::ArrSet8 | Op::ArrSet16 | Op::ArrSet32 | Op::ArrSet64 => e.pointers = bit(b),
        Op::ChkNull
        | Op::AddRef
        | Op::Release
        | Op::AddRefT
        | Op::ReleaseT
        | Op::Construct
        | Op::Destroy
        | Op::ListFree => {
            e.pointers = bit(a);
        }
        Op::Delegate => (e.pointers, e.unknown) = (bit(b), bit(a)),
        Op::Call => {
            let entry = (i64::from(at) + 1 + i64::from(i.imm())) as u32;
            let callee = types.entries.binary_search_by_key(&entry, |e| e.0).ok().map(|n| types.entries[n].1);
            let window = callee.map_or(Window::default(), |callee| types.script(callee));
            called(&mut e, a, window.pointers);
        }
        Op::CallNative => {
            let number = i.imm() as u32 as usize;
            let window = match types.native_windows[number] {
                Some(window) => window,
                None => {
                    let window = types.native(types.ffi.function(types.unit.natives[number].0));
                    *types.native_windows[number].insert(window)
                }
            };
            called(&mut e, a, window.pointers);
        }
        Op::CallVirtual | Op::CallInterface => called(&mut e, a, bit(c)),
        Op::CallHandle => {
            called(&mut e, a, 0);
            e.pointers |= bit(i.imm() as u32);
        }
        Op::CallImport | Op::CallExternal => called(&mut e, a, 0),
        // Also for members that lie far from the start of their object.
        Op::AddI64 => e.unknown = bit(a),
        Op::IncJLtI32KLoop | Op::IncJLtI32Loop | Op::IncJLeI32Loop | Op::IncJLtU32Loop => e.numbers = bit(a),
        Op::Ret | Op::RetV | Op::DestroyV | Op::Throw | Op::Line | Op::Switch | Op::StG => {}
        _ => match op.format() {
            // The rest of what has two or three operands computes; jumps write nothing.
            Format::AB | Format::ABC | Format::ABk => e.numbers = bit(a),
            _ => {}
        },
    }
    e
}

/// A call reads its window from slot `a` on, and leaves nothing of it.
fn called(e: &mut Effect, a: u32, pointers: Slots) {
    e.pointers = pointers.checked_shl(a).unwrap_or(0);
    e.unknown = from(a.saturating_sub(1));
}
