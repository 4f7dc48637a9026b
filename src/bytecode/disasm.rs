//! Units as text, for people.

use std::fmt::Write;

use super::{Cleanup, CodeUnit, Format, FunctionCode, Instr, Op, Table, Trap};

/// The whole unit: functions with their code and tables, then classes and globals.
pub fn disassemble(unit: &CodeUnit) -> String {
    let mut out = String::new();
    for (number, f) in unit.functions.iter().enumerate() {
        write_function(&mut out, unit, number, f);
    }
    for (number, class) in unit.classes.iter().enumerate() {
        let _ = write!(out, "class {number} {} ({} bytes", class.name, class.size);
        if let Some(base) = class.base {
            let _ = write!(out, ", base {base}");
        }
        out.push_str(")\n");
        for field in &class.fields {
            let _ = writeln!(out, "    +{:<4} {:?} {}", field.offset, field.ty, field.name);
        }
        for (slot, f) in class.methods.iter().enumerate() {
            let _ = writeln!(out, "    [{slot}] {}", function_name(unit, *f));
        }
    }
    for global in &unit.globals {
        let _ = write!(out, "global {} {:?} {}", global.cell, global.ty, global.name);
        if let Some(init) = global.init {
            let _ = write!(out, " = {}", function_name(unit, init));
        }
        out.push('\n');
    }
    out
}

fn function_name(unit: &CodeUnit, number: u32) -> String {
    match unit.functions.get(number as usize) {
        Some(f) if f.scope.is_empty() => f.name.to_string(),
        Some(f) => format!("{}::{}", f.scope, f.name),
        None => format!("function {number}"),
    }
}

fn write_function(out: &mut String, unit: &CodeUnit, number: usize, f: &FunctionCode) {
    let name = if f.declaration.is_empty() { function_name(unit, number as u32) } else { f.declaration.to_string() };
    let _ = writeln!(out, "function {number} {name}: {} slots, {} of arguments", f.frame_size, f.arg_slots);
    let start = f.entry as usize;
    let code = unit.code.get(start..start + f.len as usize).unwrap_or(&[]);
    let mut lines = f.tables.lines.iter().peekable();
    for (at, instr) in code.iter().enumerate() {
        let mut mark = String::new();
        while let Some(line) = lines.next_if(|l| l.at <= at as u32) {
            mark = format!("@{}", line.pos);
        }
        let _ = write!(out, "    {at:>4}  {instr:?}");
        write_note(out, unit, f, at, *instr);
        if !mark.is_empty() {
            let _ = write!(out, "    {mark}");
        }
        out.push('\n');
    }
    for t in &f.tables.tries {
        let _ = writeln!(out, "    try {}..{} -> {}", t.start, t.end, t.handler);
    }
    for Cleanup { start, end, slot, kind, .. } in &f.tables.cleanups {
        let _ = writeln!(out, "    cleanup {start}..{end} r{slot} {kind:?}");
    }
    for v in &f.tables.locals {
        let _ = writeln!(out, "    local {}..{} r{} {:?} {}", v.start, v.end, v.slot, v.ty, v.name);
    }
}

/// What an instruction's numbers stand for.
fn write_note(out: &mut String, unit: &CodeUnit, f: &FunctionCode, at: usize, i: Instr) {
    let Some(op) = i.op() else { return };
    if let Some(jump) = op.jump(i) {
        let _ = write!(out, "  -> {}", at as i64 + 1 + i64::from(jump));
    } else if op == Op::Call {
        let target = i64::from(f.entry) + at as i64 + 1 + i64::from(i.imm());
        let callee = unit.functions.iter().position(|f| f.len > 0 && i64::from(f.entry) == target);
        if let Some(callee) = callee {
            let _ = write!(out, "  {}", function_name(unit, callee as u32));
        }
    } else if op.format() == Format::Ai && op == Op::CallHandle {
        let _ = write!(out, "  handle r{}", i.imm());
    }
    let Some(u) = op.table_use(i) else { return };
    let index = u.index as usize;
    let note = match u.table {
        Table::Constants => unit.constants.get(index).map(|k| format!("{k} = {}", f64::from_bits(*k))),
        Table::Strings => unit.strings.get(index).map(|s| format!("{:?}", String::from_utf8_lossy(s))),
        Table::Types => unit.types.get(index).map(|t| format!("{:?}", t.ty)),
        Table::Natives => unit.natives.get(index).map(|n| format!("{:?}", n.0)),
        Table::FunctionRefs => unit.function_refs.get(index).map(|r| format!("{:?}", r.0)),
        Table::InterfaceMethods => unit.interface_methods.get(index).map(|m| format!("{m:?}")),
        Table::Imports => unit.imports.get(index).map(|m| m.declaration.to_string()),
        Table::Traps => Trap::ALL.get(index).map(|t| format!("{t:?}")),
        Table::Globals => unit.globals.iter().rfind(|g| g.cell as usize <= index).map(|g| g.name.to_string()),
        Table::HostGlobals | Table::Externals => None,
    };
    if let Some(note) = note {
        let _ = write!(out, "  ; {note}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_shown_with_what_its_numbers_mean() {
        let code = vec![
            Instr::ai(Op::LdK, 1, 0),
            Instr::ai(Op::JNull, 1, 1),
            Instr::ai(Op::Throw, 0, 1),
            Instr::abc(Op::Ret, 0, 0, 0),
        ];
        let f = FunctionCode { name: "f".into(), scope: "A".into(), len: 4, frame_size: 2, ..FunctionCode::default() };
        let unit = CodeUnit { code, functions: vec![f], constants: vec![0], ..CodeUnit::default() };
        let text = disassemble(&unit);
        assert!(text.starts_with("function 0 A::f: 2 slots"), "{text}");
        assert!(text.contains("-> 3") && text.contains("DivideByZero") && text.contains("0 = 0"), "{text}");
    }
}
