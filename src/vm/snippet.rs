//! Snippets: units that are compiled against the declarations of one that is linked already, to be run in its place: with its
//! classes, functions and variables.
//!
//! A snippet is compiled from the sources of its base and its own. What the base has is then the base's: its types, its
//! functions (by `Redirect`, as with shared ones), and in each VM its variables. Variables of its own lie in cells that are
//! counted from the end of the base's.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::bytecode::{CodeUnit, FunctionCode, FunctionRef, Instr, Op, ScriptTypeCode, ScriptTypeKind, Table};
use crate::types::DataType;

use super::program::{External, Program};
use super::shared::{SharedDifference, Taken};

/// Where declarations are of which a snippet can have none of its own.
fn wrong(pos: u32, text: String) -> SharedDifference {
    SharedDifference { pos, text }
}

/// What a function is called by, in whatever unit.
fn key<'a>(unit: &'a CodeUnit, f: &'a FunctionCode) -> Option<(&'a str, &'a str, &'a str)> {
    // Lambdas and initialisers belong to what contains them.
    f.id?;
    let owner = f.owner.and_then(|id| unit.classes.iter().find(|c| c.id == id));
    Some((owner.map_or("", |c| &c.name), &f.scope, &f.declaration))
}

/// Gives a snippet what its base has of what it declares, and its variables and imports the base's places.
///
/// # Errors
///
/// The snippet has imports of its own.
pub(super) fn take(unit: &mut CodeUnit, base: &Arc<Program>) -> Result<Taken, Vec<SharedDifference>> {
    let theirs = base.unit();
    let mut taken = Taken { owners: vec![base.clone()], ..Taken::default() };
    let mut problems = Vec::new();

    let classes: FxHashMap<&str, usize> = theirs.classes.iter().enumerate().map(|(i, c)| (&*c.name, i)).collect();
    for class in &unit.classes {
        if let Some(&i) = classes.get(&*class.name) {
            taken.types.insert(class.id, std::ptr::from_ref(base.class(i as u32)));
        }
    }
    let others: FxHashMap<&str, &ScriptTypeCode> = theirs.script_types.iter().map(|t| (&*t.name, t)).collect();
    for t in &unit.script_types {
        let found = others.get(&*t.name).filter(|o| is_same_kind(&o.kind, &t.kind));
        if let Some(ty) = found.and_then(|o| base.runtime_type(o.id)) {
            taken.types.insert(t.id, std::ptr::from_ref(ty));
        }
    }

    let functions: FxHashMap<_, u32> =
        theirs.functions.iter().enumerate().filter_map(|(i, f)| Some((key(theirs, f)?, i as u32))).collect();
    for (i, f) in unit.functions.iter().enumerate() {
        let found = key(unit, f).and_then(|key| functions.get(&key)).copied();
        if let Some(function) = found.filter(|&g| theirs.functions[g as usize].len > 0 && f.len > 0) {
            taken.functions.push((i as u32, External { program: base.clone(), function }));
        }
    }
    // What is never executed here needs no tables.
    for &(f, _) in &taken.functions {
        let f = &mut unit.functions[f as usize];
        f.tables = Default::default();
    }

    let mut root = base;
    while let Some(before) = root.base() {
        root = before;
    }
    let globals: FxHashMap<&str, u32> = theirs.globals.iter().map(|g| (&*g.name, g.cell)).collect();
    // From the first cell of each variable here to its first cell there, and how many it has.
    let mut cells: Vec<(u32, u32)> = Vec::with_capacity(unit.globals.len());
    let mut starts: Vec<u32> = unit.globals.iter().map(|g| g.cell).collect();
    starts.sort_unstable();
    let mut end = theirs.global_cells;
    for g in &mut unit.globals {
        let cell = globals.get(&*g.name).copied();
        if cell.is_some() {
            g.init = None;
        }
        let cell = cell.unwrap_or_else(|| {
            let next = starts.get(starts.partition_point(|s| *s <= g.cell)).copied().unwrap_or(unit.global_cells);
            let first = end;
            end += next - g.cell;
            first
        });
        cells.push((g.cell, cell));
        g.cell = cell;
    }
    cells.sort_unstable();
    let there = |cell: u32| {
        let at = cells.partition_point(|c| c.0 <= cell).checked_sub(1)?;
        Some(cells[at].1 + (cell - cells[at].0))
    };
    let import = |declaration: &str, module: &str| {
        theirs.imports.iter().position(|i| *i.declaration == *declaration && *i.module == *module)
    };
    let mut imports = Vec::with_capacity(unit.imports.len());
    for i in &unit.imports {
        let found = import(&i.declaration, &i.module);
        if found.is_none() {
            problems.push(wrong(0, format!("a snippet cannot import '{}'", i.declaration)));
        }
        imports.push(found.unwrap_or(0) as u32);
    }
    for (function, _) in &mut unit.function_refs {
        if let FunctionRef::Import(index) = function {
            *index = imports[*index as usize];
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut order: Vec<usize> = (0..imports.len()).collect();
    order.sort_by_key(|&i| imports[i]);
    unit.imports = order.into_iter().map(|i| unit.imports[i].clone()).collect();
    for i in &mut unit.code {
        let Some((op, used)) = i.op().and_then(|op| Some((op, op.table_use(*i)?))) else { continue };
        let index = match used.table {
            Table::Globals => there(used.index),
            Table::Imports => imports.get(used.index as usize).copied(),
            _ => continue,
        };
        let index = index.unwrap_or(used.index);
        let added = if used.table == Table::Globals { index.checked_sub(root.unit().global_cells) } else { None };
        *i = match (op, added) {
            (Op::LdG, Some(number)) => Instr::ai(Op::LdAdded, i.a(), number as i32),
            (Op::StG, Some(number)) => Instr::ai(Op::StAdded, i.a(), number as i32),
            (Op::LdGAddr, Some(number)) => Instr::ai(Op::LdAddedAddr, i.a(), number as i32),
            _ => op.with_table_index(*i, index),
        };
    }
    unit.global_cells = end;
    unit.shared.clear();
    Ok(taken)
}

fn is_same_kind(a: &ScriptTypeKind, b: &ScriptTypeKind) -> bool {
    let plain = |args: &[DataType]| args.iter().map(|a| (a.is_handle, a.is_handle_to_const)).collect::<Vec<_>>();
    match (a, b) {
        // Their names tell the types of the arguments.
        (ScriptTypeKind::Instance { template, args, .. }, ScriptTypeKind::Instance { template: t, args: b, .. }) => {
            template == t && plain(args) == plain(b)
        }
        _ => std::mem::discriminant(a) == std::mem::discriminant(b),
    }
}
