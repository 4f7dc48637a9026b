//! Checks of what the machine relies on when it runs a unit.

use super::{CleanupKind, CodeUnit, FunctionCode, Instr, Op, Table, Trap};

/// What is wrong with a unit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("function {function} ({name}), instruction {at}: {what}")]
pub struct VerifyError {
    /// The function, by index.
    pub function: u32,
    /// Its name.
    pub name: Box<str>,
    /// The instruction, by index in the function.
    pub at: u32,
    /// What is wrong there.
    pub what: String,
}

/// Checks that a unit is well formed: every instruction is one, jumps stay in their function, no function runs over its
/// end, calls lead to entries of functions, and entries of tables exist. What a slot holds is not checked: the unit must
/// come from the compiler, or from a saved file whose integrity is known.
///
/// # Errors
///
/// The first thing found wrong.
pub fn verify(unit: &CodeUnit) -> Result<(), VerifyError> {
    verify_tables(unit)?;
    let mut entries = vec![false; unit.code.len()];
    for f in unit.functions.iter().filter(|f| f.len > 0) {
        entries[f.entry as usize] = true;
    }
    for (number, f) in unit.functions.iter().enumerate() {
        verify_function(unit, f, &|at| entries.get(at).copied().unwrap_or(false))
            .map_err(|wrong| VerifyError::new(number as u32, f, wrong))?;
    }
    Ok(())
}

/// The part of [`verify`] that is not about the instructions: functions lie within the code, globals within the cells.
///
/// # Errors
///
/// The first thing found wrong.
pub fn verify_tables(unit: &CodeUnit) -> Result<(), VerifyError> {
    for (number, f) in unit.functions.iter().enumerate() {
        if (f.entry as usize).saturating_add(f.len as usize) > unit.code.len() {
            return Err(VerifyError::new(number as u32, f, (0, "the code lies outside of the unit's".into())));
        }
    }
    let functions = unit.functions.len() as u32;
    let whole = |what: &str| VerifyError { function: 0, name: "".into(), at: 0, what: what.into() };
    for global in &unit.globals {
        if global.init.is_some_and(|f| f >= functions) {
            return Err(whole("a global is initialised by a function that does not exist"));
        }
        if global.cell >= unit.global_cells {
            return Err(whole("a global lies beyond the cells"));
        }
    }
    Ok(())
}

fn table_len(unit: &CodeUnit, table: Table) -> Option<usize> {
    Some(match table {
        Table::Constants => unit.constants.len(),
        Table::Strings => unit.strings.len(),
        Table::Globals => unit.global_cells as usize,
        Table::HostGlobals => unit.host_globals.len(),
        Table::Types => unit.types.len(),
        Table::Natives => unit.natives.len(),
        Table::FunctionRefs => unit.function_refs.len(),
        Table::InterfaceMethods => unit.interface_methods.len(),
        Table::Imports => unit.imports.len(),
        Table::Traps => Trap::ALL.len(),
        // Given when the unit is linked.
        Table::Externals => return None,
    })
}

/// What is wrong in a function: at which of its instructions, and a sentence.
pub(super) type Wrong = (u32, String);

impl VerifyError {
    pub(super) fn new(number: u32, f: &FunctionCode, (at, what): Wrong) -> VerifyError {
        VerifyError { function: number, name: (&*f.name).into(), at, what }
    }
}

/// The part of [`verify`] that is about one function, whose code lies within the unit's. `is_entry` tells whether a function
/// with code begins at an instruction of the unit.
pub(super) fn verify_function(
    unit: &CodeUnit,
    f: &FunctionCode,
    is_entry: &impl Fn(usize) -> bool,
) -> Result<(), Wrong> {
    let start = f.entry as usize;
    let code = &unit.code[start..start + f.len as usize];
    for (at, instr) in code.iter().enumerate() {
        check_instr(unit, code, at, *instr, start, is_entry).map_err(|what| (at as u32, what))?;
    }
    if let Some(last) = code.last() {
        if !last.op().is_some_and(Op::ends_flow) {
            return Err((f.len - 1, "the function runs over its end".into()));
        }
    }
    check_tables(unit, f)
}

fn check_instr(
    unit: &CodeUnit,
    code: &[Instr],
    at: usize,
    i: Instr,
    start: usize,
    is_entry: &impl Fn(usize) -> bool,
) -> Result<(), String> {
    let Some(op) = i.op() else { return Err(format!("{} is no operation", i.code())) };
    if op.is_internal() {
        return Err(format!("{} is not for units", op.name()));
    }
    if let Some(jump) = op.jump(i) {
        let target = at as i64 + 1 + i64::from(jump);
        if target < 0 || target >= code.len() as i64 {
            return Err(format!("a jump by {jump} leaves the function"));
        }
        if op.polls() != (jump < 0) {
            return Err("jumps go backwards by the polling operations, and by these only".into());
        }
    }
    if let Some(u) = op.table_use(i) {
        if table_len(unit, u.table).is_some_and(|len| u.index as usize >= len) {
            return Err(format!("{:?} has no entry {}", u.table, u.index));
        }
    }
    match op {
        Op::Call => {
            let target = (start + at + 1) as i64 + i64::from(i.imm());
            if target < 0 || !is_entry(target as usize) {
                return Err("a call does not lead to the start of a function".into());
            }
        }
        Op::Switch => {
            let table = code.get(at + 1..at + 1 + i.c() as usize);
            if table.is_none_or(|t| t.iter().any(|j| j.op() != Some(Op::Jmp))) {
                return Err("the table of a switch is not made of jumps".into());
            }
        }
        Op::CallHandle if i.imm() < 0 || i.imm() > 0xFFFF => return Err("no slot".into()),
        Op::Zero | Op::ListNew if i.imm() < 0 => return Err("a negative count".into()),
        Op::DivI32K | Op::ModI32K if matches!(i.c() as i16, 0 | -1) => return Err("a divisor of 0 or -1".into()),
        _ => {}
    }
    if op.is_call() && i.a() == 0 {
        return Err("a window needs a slot for the link before it".into());
    }
    Ok(())
}

fn check_tables(unit: &CodeUnit, f: &FunctionCode) -> Result<(), Wrong> {
    for c in &f.tables.cleanups {
        if c.start > c.end || c.end > f.len {
            return Err((c.start, "a cleanup covers instructions that do not exist".into()));
        }
        let ty = match c.kind {
            CleanupKind::ReleaseT(ty) | CleanupKind::DestroyV(ty) => Some(ty),
            CleanupKind::DestroyAt { ty, .. } | CleanupKind::ReleaseTAt { ty, .. } => Some(ty),
            CleanupKind::Release | CleanupKind::ReleaseAt(_) | CleanupKind::ListFree => None,
        };
        if ty.is_some_and(|ty| ty as usize >= unit.types.len()) {
            return Err((c.start, "a cleanup names a type that does not exist".into()));
        }
    }
    for t in &f.tables.tries {
        if t.start > t.end || t.end > f.len || t.handler >= f.len {
            return Err((t.start, "a try covers instructions that do not exist".into()));
        }
    }
    if !f.tables.lines.is_sorted_by_key(|l| l.at) {
        return Err((0, "positions are out of order".into()));
    }
    Ok(())
}

impl Op {
    /// Whether operand `a` is the window of a call.
    pub const fn is_call(self) -> bool {
        matches!(
            self,
            Op::Call
                | Op::CallVirtual
                | Op::CallInterface
                | Op::CallNative
                | Op::CallHandle
                | Op::CallImport
                | Op::CallExternal
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(code: &[Instr]) -> CodeUnit {
        let f = FunctionCode { len: code.len() as u32, ..FunctionCode::default() };
        CodeUnit { code: code.to_vec(), functions: vec![f], ..CodeUnit::default() }
    }

    fn wrong(code: &[Instr]) -> String {
        verify(&unit(code)).expect_err("the unit is wrong").what
    }

    #[test]
    fn a_good_unit_passes() {
        let code = [Instr::ai(Op::LdI, 0, 1), Instr::ai(Op::Jmp, 0, 0), Instr::abc(Op::Ret, 0, 0, 0)];
        assert_eq!(verify(&unit(&code)), Ok(()));
    }

    #[test]
    fn what_the_machine_relies_on_is_checked() {
        let ret = Instr::abc(Op::Ret, 0, 0, 0);
        assert!(wrong(&[Instr(0xFFFF)]).contains("no operation"));
        assert!(wrong(&[Instr::abc(Op::Leave, 0, 0, 0), ret]).contains("not for units"));
        assert!(wrong(&[Instr::ai(Op::Jmp, 0, 5), ret]).contains("leaves the function"));
        assert!(wrong(&[ret, Instr::ai(Op::Jmp, 0, -2), ret]).contains("polling"));
        assert!(wrong(&[Instr::ai(Op::LdK, 0, 0), ret]).contains("no entry 0"));
        assert!(wrong(&[Instr::ai(Op::LdI, 0, 0)]).contains("over its end"));
        assert!(wrong(&[Instr::ai(Op::Call, 1, 3), ret]).contains("start of a function"));
        assert!(wrong(&[Instr::abc(Op::Switch, 0, 0, 2), ret]).contains("made of jumps"));
        assert!(wrong(&[Instr::ai(Op::CallHandle, 0, 3), ret]).contains("link"));
    }
}
