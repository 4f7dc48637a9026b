//! A small assembler.

use std::collections::HashMap;

use super::*;
use crate::base::TypeId;
use crate::bytecode::{CodeTables, CodeUnit, FunctionCode, Instr, LineEntry, TypeRef};

/// The code of one function, with names for places and functions.
#[derive(Default)]
pub(crate) struct Code {
    instrs: Vec<Instr>,
    labels: HashMap<&'static str, u32>,
    jumps: Vec<(usize, &'static str)>,
    calls: Vec<(usize, &'static str)>,
    cleanups: Vec<(&'static str, &'static str, u16, CleanupKind)>,
    tries: Vec<(&'static str, &'static str, &'static str)>,
    lines: Vec<LineEntry>,
}

impl Code {
    pub fn new() -> Code {
        Code::default()
    }

    pub fn abc(mut self, op: Op, a: u16, b: i32, c: i32) -> Code {
        self.instrs.push(Instr::abc(op, a, b as u16, c as u16));
        self
    }

    pub fn ai(mut self, op: Op, a: u16, imm: i32) -> Code {
        self.instrs.push(Instr::ai(op, a, imm));
        self
    }

    /// A jump to a label; `b` as the operation wants it.
    pub fn jump(mut self, op: Op, a: u16, b: i32, label: &'static str) -> Code {
        self.jumps.push((self.instrs.len(), label));
        self.abc(op, a, b, 0)
    }

    /// A call of a function by name.
    pub fn call(mut self, window: u16, function: &'static str) -> Code {
        self.calls.push((self.instrs.len(), function));
        self.ai(Op::Call, window, 0)
    }

    pub fn ret(self) -> Code {
        self.abc(Op::Ret, 0, 0, 0)
    }

    pub fn retv(self, a: u16) -> Code {
        self.abc(Op::RetV, a, 0, 0)
    }

    /// Calls the host's `void log(int)` with a number.
    pub fn log(self, asm: &mut Asm, window: u16, number: i32) -> Code {
        let native = asm.native("log");
        self.ai(Op::LdI, window, number).ai(Op::CallNative, window, native)
    }

    pub fn label(mut self, name: &'static str) -> Code {
        self.labels.insert(name, self.instrs.len() as u32);
        self
    }

    /// What lives from one label to another.
    pub fn cleanup(mut self, from: &'static str, to: &'static str, slot: u16, kind: CleanupKind) -> Code {
        self.cleanups.push((from, to, slot, kind));
        self
    }

    pub fn try_range(mut self, from: &'static str, to: &'static str, handler: &'static str) -> Code {
        self.tries.push((from, to, handler));
        self
    }

    /// From here on the code belongs to this position.
    pub fn line(mut self, pos: u32) -> Code {
        self.lines.push(LineEntry { at: self.instrs.len() as u32, pos });
        self
    }
}

/// A unit in the making.
pub(crate) struct Asm {
    pub host: Host,
    pub unit: CodeUnit,
    calls: Vec<(usize, &'static str)>,
}

impl Asm {
    pub fn new() -> Asm {
        Asm::on(Host::shared())
    }

    pub fn on(host: Host) -> Asm {
        Asm { host, unit: CodeUnit::default(), calls: Vec::new() }
    }

    /// Adds a function of `void`, or of a type with [`Asm::returns`].
    pub fn function(&mut self, name: &'static str, params: &[DataType], code: Code) -> u32 {
        let entry = self.unit.code.len();
        let mut instrs = code.instrs;
        for (at, label) in code.jumps {
            let by = code.labels[label] as i32 - at as i32 - 1;
            let i = instrs[at];
            let op = i.op().expect("an operation");
            use crate::bytecode::Format;
            instrs[at] =
                if matches!(op.format(), Format::J | Format::AJ) { i.with_imm(by) } else { i.with_c(by as u16) };
        }
        self.calls.extend(code.calls.iter().map(|&(at, f)| (entry + at, f)));
        let at = |label: &str| code.labels[label];
        let slots = |p: &DataType| if p.is_any() { 2 } else { self.host.slots_of(*p) };
        let frame = instrs.iter().filter_map(|i| i.op().map(|op| op.slots_used(*i))).max().unwrap_or(0);
        self.unit.functions.push(FunctionCode {
            name: name.into(),
            entry: entry as u32,
            len: instrs.len() as u32,
            frame_size: frame,
            arg_slots: params.iter().map(slots).sum(),
            params: params.into(),
            ret: Some(DataType::INT64),
            tables: CodeTables {
                cleanups: code
                    .cleanups
                    .iter()
                    .enumerate()
                    .map(|(birth, &(from, to, slot, kind))| Cleanup {
                        start: at(from),
                        end: at(to),
                        slot,
                        kind,
                        birth: birth as u32,
                        consumed: false,
                    })
                    .collect(),
                tries: code
                    .tries
                    .iter()
                    .map(|&(from, to, handler)| {
                        // What lives at the handler was born before the body.
                        let lives =
                            |c: &&(&str, &str, u16, CleanupKind)| at(c.0) <= at(handler) && at(handler) < at(c.1);
                        let birth = code.cleanups.iter().take_while(lives).count() as u32;
                        TryRange { start: at(from), end: at(to), handler: at(handler), birth }
                    })
                    .collect(),
                lines: code.lines,
                ..CodeTables::default()
            }
            .into(),
            ..FunctionCode::default()
        });
        self.unit.code.extend(instrs);
        self.unit.functions.len() as u32 - 1
    }

    /// Sets what the last function returns.
    pub fn returns(&mut self, ty: DataType) {
        self.unit.functions.last_mut().expect("a function").ret = Some(ty);
    }

    /// Makes the last function a method: its first slot is the object.
    pub fn method_of(&mut self, class: TypeId) -> u32 {
        let f = self.unit.functions.last_mut().expect("a function");
        f.owner = Some(class);
        f.arg_slots += 1;
        self.unit.functions.len() as u32 - 1
    }

    /// The number of a native function, by name.
    pub fn native(&mut self, name: &str) -> i32 {
        let id = self.host.function(name);
        let found = self.unit.natives.iter().position(|n| n.0 == id);
        found.unwrap_or_else(|| {
            self.unit.natives.push((id, TypeId::NONE));
            self.unit.natives.len() - 1
        }) as i32
    }

    /// The number of a constant.
    pub fn constant(&mut self, value: u64) -> i32 {
        self.unit.constants.push(value);
        self.unit.constants.len() as i32 - 1
    }

    /// The number of a type.
    pub fn ty(&mut self, ty: DataType) -> i32 {
        let found = self.unit.types.iter().position(|t| t.ty == ty);
        found.unwrap_or_else(|| {
            self.unit.types.push(TypeRef { ty });
            self.unit.types.len() - 1
        }) as i32
    }

    /// Adds a class with fields of these types, one after the other, eight bytes each.
    pub fn class(&mut self, name: &str, base: Option<u32>, fields: &[DataType]) -> (u32, TypeId) {
        let id = TypeId(self.host.ffi.type_count() + self.unit.classes.len() as u32);
        let mut all: Vec<FieldCode> = base.map_or(Vec::new(), |b| self.unit.classes[b as usize].fields.clone());
        for ty in fields {
            let offset = 16 + 8 * all.len() as u32;
            all.push(FieldCode { name: format!("f{}", all.len()).into(), ty: *ty, offset });
        }
        self.unit.classes.push(ClassCode {
            id,
            name: name.into(),
            base,
            size: 16 + 8 * all.len() as u32,
            fields: all,
            methods: base.map_or(Vec::new(), |b| self.unit.classes[b as usize].methods.clone()),
            interfaces: Vec::new(),
            interface_slots: Vec::new(),
            destructor: None,
            default_constructor: None,
            copy_constructor: None,
            assign: None,
            may_form_circles: true,
        });
        (self.unit.classes.len() as u32 - 1, id)
    }

    /// Adds a destructor to a class that logs a number.
    pub fn logging_destructor(&mut self, name: &'static str, class: u32, number: i32) {
        let code = Code::new().log(self, 2, number).ret();
        let f = self.function(name, &[], code);
        let id = self.unit.classes[class as usize].id;
        self.method_of(id);
        self.unit.classes[class as usize].destructor = Some(f);
    }

    /// Fills in the calls.
    pub fn finish(mut self) -> (Host, CodeUnit) {
        for (at, name) in &self.calls {
            let callee = self.unit.functions.iter().find(|f| &*f.name == *name).expect("a function of this name");
            let by = callee.entry as i32 - *at as i32 - 1;
            self.unit.code[*at] = self.unit.code[*at].with_imm(by);
        }
        (self.host, self.unit)
    }

    /// Links the unit without running its initialisers.
    pub fn program(self) -> Arc<Program> {
        let (host, unit) = self.finish();
        Program::link(unit, host.ffi.clone(), host.types.clone()).expect("the unit links")
    }

    /// Puts the unit into a VM of its own.
    pub fn start(self) -> Running {
        let vm = VmRef::new(self.host.types.clone());
        let program = self.program();
        vm.link(&program).expect("the globals can be initialised");
        take_log();
        Running { vm, program }
    }
}
