//! Changes to units as somebody makes them who writes a file by hand: tables that are well formed and lie. What numbers name
//! mostly exists, and is of another type, class, size or signature than the code takes for granted.

use angel::base::TypeId;
use angel::bytecode::{Cleanup, CodeUnit, Format, FunctionRef, Instr, Op, ScriptTypeKind, TryRange};
use angel::types::{DataType, RefModifier};

use crate::mutate::{Random, mutate};

/// Changes one to three things, and now and then instructions or entries of tables besides.
pub fn forge(unit: &mut CodeUnit, random: &mut Random) {
    for _ in 0..1 + random.below(3) {
        let change = CHANGES[random.below(CHANGES.len())];
        change(unit, random);
    }
    if random.below(4) == 0 {
        mutate(unit, random);
    }
}

const CHANGES: [fn(&mut CodeUnit, &mut Random); 16] = [
    signature,
    frame,
    jump,
    switch,
    number,
    operand_of_other_kind,
    move_instruction,
    function_type,
    method_table,
    class_layout,
    special_functions,
    globals,
    constants,
    instance,
    handlers,
    cleanups,
];

/// A type that the unit names somewhere.
fn some_type(unit: &CodeUnit, random: &mut Random) -> DataType {
    let ty = match random.below(6) {
        0 if !unit.classes.is_empty() => DataType::of(unit.classes[random.below(unit.classes.len())].id),
        1 if !unit.script_types.is_empty() => DataType::of(unit.script_types[random.below(unit.script_types.len())].id),
        2 if !unit.globals.is_empty() => unit.globals[random.below(unit.globals.len())].ty,
        3 => DataType::of(TypeId(random.below(40) as u32)),
        4 if !unit.functions.is_empty() => {
            let f = &unit.functions[random.below(unit.functions.len())];
            let all: Vec<DataType> = f.params.iter().copied().chain(f.ret).collect();
            if all.is_empty() { DataType::INT } else { all[random.below(all.len())] }
        }
        _ if !unit.types.is_empty() => unit.types[random.below(unit.types.len())].ty,
        _ => DataType::INT,
    };
    match random.below(6) {
        0 => DataType { is_handle: !ty.is_handle, ..ty },
        1 => ty.with_ref([RefModifier::None, RefModifier::In, RefModifier::Out, RefModifier::InOut][random.below(4)]),
        _ => ty,
    }
}

/// The index of an instruction for which something holds.
fn find(unit: &CodeUnit, random: &mut Random, is: impl Fn(Op, Instr) -> bool) -> Option<usize> {
    let from = random.below(unit.code.len());
    let order = (from..unit.code.len()).chain(0..from);
    order.into_iter().find(|at| unit.code[*at].op().is_some_and(|op| is(op, unit.code[*at])))
}

/// Parameters, result and class of a function.
fn signature(unit: &mut CodeUnit, random: &mut Random) {
    if unit.functions.is_empty() {
        return;
    }
    let ty = some_type(unit, random);
    let owner = (!unit.classes.is_empty()).then(|| unit.classes[random.below(unit.classes.len())].id);
    let at = random.below(unit.functions.len());
    let f = &mut unit.functions[at];
    let mut params = f.params.to_vec();
    match random.below(6) {
        0 if !params.is_empty() => {
            let at = random.below(params.len());
            params[at] = ty;
        }
        1 => params.push(ty),
        2 => drop(params.pop()),
        3 => f.ret = Some(ty),
        4 => f.owner = owner,
        _ => f.owner = None,
    }
    f.params = params.into();
}

/// The sizes of a frame, and where functions begin and end.
fn frame(unit: &mut CodeUnit, random: &mut Random) {
    if unit.functions.is_empty() {
        return;
    }
    let at = random.below(unit.functions.len());
    let f = &mut unit.functions[at];
    match random.below(4) {
        0 => f.frame_size = random.below(40) as u32,
        1 => f.arg_slots = random.below(8) as u32,
        2 => f.len = f.len.saturating_sub(1 + random.below(4) as u32),
        _ => f.entry += random.below(4) as u32,
    }
}

/// Into the middle of something.
fn jump(unit: &mut CodeUnit, random: &mut Random) {
    let Some(at) = find(unit, random, |op, i| op.jump(i).is_some()) else { return };
    let i = unit.code[at];
    let by = random.below(60) as i32 - 20;
    unit.code[at] = match i.op().map(Op::format) {
        Some(Format::AJ | Format::J) => i.with_imm(by),
        _ => i.with_c(by as i16 as u16),
    };
}

fn switch(unit: &mut CodeUnit, random: &mut Random) {
    let Some(at) = find(unit, random, |op, _| op == Op::Switch) else { return };
    let i = unit.code[at];
    unit.code[at] = i.with_c(random.below(12) as u16);
}

/// Numbers of arguments, sizes and offsets that stand in the code.
fn number(unit: &mut CodeUnit, random: &mut Random) {
    let Some(at) = find(unit, random, |op, _| matches!(op, Op::LdI | Op::ListNew | Op::Zero | Op::AddI32K)) else {
        return;
    };
    let i = unit.code[at];
    let new = [0, 1, 2, 3, 8, 16, 100, -1, i32::MAX, i32::MIN][random.below(10)];
    unit.code[at] = if i.op() == Some(Op::AddI32K) { i.with_c(new as u16) } else { i.with_imm(new) };
}

/// A slot that holds something else: one that another instruction names.
fn operand_of_other_kind(unit: &mut CodeUnit, random: &mut Random) {
    if unit.code.is_empty() {
        return;
    }
    let from = unit.code[random.below(unit.code.len())];
    let at = random.below(unit.code.len());
    let i = unit.code[at];
    let Some(op) = i.op() else { return };
    unit.code[at] = match random.below(3) {
        0 => Instr::abc(op, from.a(), i.b(), i.c()),
        1 => i.with_b(from.a()),
        _ => i.with_c(from.a()),
    };
}

/// An instruction is done a little earlier, later, twice or not at all.
fn move_instruction(unit: &mut CodeUnit, random: &mut Random) {
    if unit.code.len() < 8 {
        return;
    }
    let from = random.below(unit.code.len());
    let to = (from + random.below(9)).saturating_sub(4).min(unit.code.len() - 1);
    match random.below(3) {
        0 => unit.code.swap(from, to),
        1 => unit.code[to] = unit.code[from],
        _ => unit.code[from] = Instr::abc(Op::Mov, 0, 0, 0),
    }
}

/// What function types and handles of functions declare.
fn function_type(unit: &mut CodeUnit, random: &mut Random) {
    let ty = some_type(unit, random);
    match random.below(3) {
        0 => {
            let all = unit.script_types.iter_mut().filter_map(|t| match &mut t.kind {
                ScriptTypeKind::Funcdef { params, ret } => Some((params, ret)),
                _ => None,
            });
            let mut all: Vec<_> = all.collect();
            if all.is_empty() {
                return;
            }
            let at = random.below(all.len());
            let (params, ret) = &mut all[at];
            match random.below(3) {
                0 => **ret = ty,
                1 if !params.is_empty() => {
                    let at = random.below(params.len());
                    params[at] = ty;
                }
                _ => **params = params.iter().copied().chain([ty]).collect(),
            }
        }
        1 if !unit.function_refs.is_empty() => {
            let at = random.below(unit.function_refs.len());
            unit.function_refs[at].1 = ty.type_id;
        }
        _ if !unit.function_refs.is_empty() => {
            let (at, functions) = (random.below(unit.function_refs.len()), unit.functions.len());
            let function = random.below(functions) as u32;
            unit.function_refs[at].0 = match random.below(4) {
                0 => FunctionRef::Script(function),
                1 => FunctionRef::Virtual { function, slot: random.below(4) as u16 },
                2 => FunctionRef::Interface(random.below(3) as u32),
                _ => match unit.natives.get(random.below(unit.natives.len())) {
                    Some(native) => FunctionRef::Native(native.0),
                    None => FunctionRef::Script(function),
                },
            };
        }
        _ => {}
    }
}

/// Methods of classes and interfaces.
fn method_table(unit: &mut CodeUnit, random: &mut Random) {
    let functions = unit.functions.len();
    if unit.classes.is_empty() || functions == 0 {
        return;
    }
    let at = random.below(unit.classes.len());
    match random.below(5) {
        0 => unit.classes[at].methods.push(random.below(functions) as u32),
        1 => drop(unit.classes[at].methods.pop()),
        2 => {
            let class = &mut unit.classes[at];
            if let Some(last) = class.interface_slots.last_mut() {
                last.1 = random.below(class.methods.len()) as u16;
            }
        }
        3 => drop(unit.classes[at].interface_slots.pop()),
        _ => {
            let interface = some_type(unit, random).type_id;
            if random.below(2) == 0 || unit.interface_methods.is_empty() {
                unit.classes[at].interfaces.push(interface);
            } else {
                let method = random.below(unit.interface_methods.len());
                unit.interface_methods[method] = (interface, random.below(4) as u32);
            }
        }
    }
}

/// Sizes of objects, offsets and types of members, bases.
fn class_layout(unit: &mut CodeUnit, random: &mut Random) {
    if unit.classes.is_empty() {
        return;
    }
    let ty = some_type(unit, random);
    let (at, base) = (random.below(unit.classes.len()), random.below(unit.classes.len()) as u32);
    let class = &mut unit.classes[at];
    let field = random.below(class.fields.len());
    match random.below(6) {
        0 => class.size = class.size.wrapping_add(8).wrapping_sub(8 * random.below(3) as u32),
        1 if !class.fields.is_empty() => class.fields[field].offset = 8 * random.below(12) as u32,
        2 if !class.fields.is_empty() => class.fields[field].ty = ty,
        3 => drop(class.fields.pop()),
        4 => class.base = Some(base),
        _ => class.base = None,
    }
}

fn special_functions(unit: &mut CodeUnit, random: &mut Random) {
    if unit.classes.is_empty() {
        return;
    }
    let function = (random.below(3) > 0).then(|| random.below(unit.functions.len()) as u32);
    let at = random.below(unit.classes.len());
    let class = &mut unit.classes[at];
    match random.below(5) {
        0 => class.destructor = function,
        1 => class.default_constructor = function,
        2 => class.copy_constructor = function,
        3 => class.assign = function,
        _ => class.may_form_circles = !class.may_form_circles,
    }
}

/// The order of initialisation, initialisers, types and places of globals and imports.
fn globals(unit: &mut CodeUnit, random: &mut Random) {
    let ty = some_type(unit, random);
    let (n, functions) = (unit.globals.len(), unit.functions.len());
    if n == 0 || functions == 0 {
        return;
    }
    let (a, b) = (random.below(n), random.below(n));
    match random.below(6) {
        0 => unit.globals.swap(a, b),
        1 => unit.globals[a].init = None,
        2 => unit.globals[a].init = Some(random.below(functions) as u32),
        3 => unit.globals[a].cell = unit.globals[b].cell,
        4 => unit.globals[a].ty = ty,
        _ => match unit.imports.first_mut() {
            Some(import) => import.ret = ty,
            None => unit.global_cells += 1,
        },
    }
}

fn constants(unit: &mut CodeUnit, random: &mut Random) {
    if random.below(2) == 0 && !unit.constants.is_empty() {
        let at = random.below(unit.constants.len());
        unit.constants[at] = random.next() | random.next() << 48;
    } else if !unit.strings.is_empty() {
        let at = random.below(unit.strings.len());
        unit.strings[at] = if random.below(2) == 0 { Box::default() } else { vec![0xFF; random.below(300)].into() };
    }
}

/// The arguments of templates, and which instance a native function belongs to.
fn instance(unit: &mut CodeUnit, random: &mut Random) {
    let ty = some_type(unit, random);
    if random.below(2) == 0 && !unit.natives.is_empty() {
        let at = random.below(unit.natives.len());
        unit.natives[at].1 = ty.type_id;
        return;
    }
    let all = unit.script_types.iter_mut().filter_map(|t| match &mut t.kind {
        ScriptTypeKind::Instance { args, .. } => Some(args),
        _ => None,
    });
    let mut all: Vec<_> = all.collect();
    if !all.is_empty() {
        let at = random.below(all.len());
        let arg = random.below(all[at].len());
        if let Some(arg) = all[at].get_mut(arg) {
            *arg = ty;
        }
    }
}

/// Handlers, positions and variables.
fn handlers(unit: &mut CodeUnit, random: &mut Random) {
    if unit.functions.is_empty() {
        return;
    }
    let at = random.below(unit.functions.len());
    let f = &mut unit.functions[at];
    let len = f.len as usize;
    let mut place = || random.below(len) as u32;
    let (start, end, handler, birth) = (place(), place(), place(), place() % 8);
    let tables = &mut *f.tables;
    match birth % 4 {
        0 => tables.tries.push(TryRange { start: start.min(end), end: start.max(end), handler, birth }),
        1 => tables.tries.iter_mut().for_each(|t| t.birth = birth),
        2 => tables.lines.iter_mut().for_each(|l| l.at = l.at.wrapping_add(start % 3)),
        _ => tables.locals.iter_mut().for_each(|l| l.slot = handler as u16 % 24),
    }
}

/// What is released when an exception comes: one thing more, or for longer.
fn cleanups(unit: &mut CodeUnit, random: &mut Random) {
    if unit.functions.is_empty() {
        return;
    }
    let at = random.below(unit.functions.len());
    let f = &mut unit.functions[at];
    if f.tables.cleanups.is_empty() {
        return;
    }
    let at = random.below(f.tables.cleanups.len());
    let old = f.tables.cleanups[at];
    let new = match random.below(4) {
        0 => Cleanup { slot: random.below(16) as u16, ..old },
        1 => Cleanup { start: old.start.saturating_sub(random.below(6) as u32), ..old },
        2 => Cleanup { end: (old.end + random.below(6) as u32).min(f.len), ..old },
        _ => Cleanup { birth: old.birth + random.below(3) as u32, ..old },
    };
    if random.below(2) == 0 {
        f.tables.cleanups[at] = new;
    } else {
        f.tables.cleanups.insert(at + 1, new);
    }
}
