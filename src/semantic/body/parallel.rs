//! Bodies of large units are compiled by several threads.
//!
//! Declarations are not changed any more when bodies are compiled, so nothing is locked: functions are dealt out in chunks of
//! about equal text, each thread compiles into tables of its own, and the chunks are put together in the order of the
//! functions. What comes out is the same as what one thread makes, whatever the number of threads.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};

use bumpalo::Bump;

use crate::base::{Diagnostics, FunctionId, GlobalId, Names};
use crate::bytecode::{CleanupKind, FunctionCode, FunctionRef, Instr, Table};
use crate::semantic::types::FunctionBody;
use crate::semantic::{CompileOptions, Registry};
use crate::types::DataType;

use super::UnitCompiler;
use super::delegation::Delegation;
use super::finished::Finished;
use super::function::compile_declared;
use super::tables::Tables;

/// Source text that is worth a chunk, in bytes. Compiling it takes some 200 µs, starting a thread 30.
const CHUNK: u32 = 32 * 1024;

/// Fewer chunks than this are compiled by one thread.
const LEAST: usize = 4;

/// Stack of a thread in bytes: as much as the main thread of a program usually has.
const STACK: usize = 8 << 20;

/// What a chunk came to.
struct Part {
    /// The declared functions, in their order.
    functions: Vec<FunctionCode>,
    /// Lambdas in them, numbered from the last declared function on.
    lambdas: Vec<FunctionCode>,
    code: Vec<Instr>,
    call_relocs: Vec<(u32, u32)>,
    delegations: Vec<Delegation>,
    tables: Tables,
    diags: Diagnostics,
}

/// How many threads this machine has for a build.
pub(super) fn default_threads() -> usize {
    static COUNT: OnceLock<usize> = OnceLock::new();
    *COUNT.get_or_init(|| std::thread::available_parallelism().map_or(1, |n| n.get()).min(8))
}

/// The functions in chunks; none if it does not pay.
fn chunks(reg: &Registry<'_>) -> Vec<Range<usize>> {
    let mut chunks = Vec::new();
    let (mut start, mut text) = (0, 0);
    for (i, f) in reg.functions.iter().enumerate() {
        let body = match &f.body {
            FunctionBody::Decl(f) => f.body,
            FunctionBody::Accessor(_, a) => a.body,
            _ => None,
        };
        text += body.map_or(0, |b| b.span.hi - b.span.lo);
        if text >= CHUNK {
            chunks.push(start..i + 1);
            (start, text) = (i + 1, 0);
        }
    }
    if chunks.len() < LEAST {
        return Vec::new();
    }
    chunks.push(start..reg.functions.len());
    chunks
}

impl<'b, 'ast> UnitCompiler<'b, 'ast> {
    /// Compiles all declared functions, with at most so many threads.
    pub(super) fn functions(&mut self, threads: usize) {
        let chunks = if threads == 1 { Vec::new() } else { chunks(self.reg) };
        let threads = if threads == 0 { default_threads() } else { threads }.min(chunks.len());
        if threads < 2 {
            for i in 0..self.reg.functions.len() {
                compile_declared(self, FunctionId(self.reg.first_function + i as u32));
            }
            return;
        }
        let parts: Vec<Mutex<Option<Part>>> = chunks.iter().map(|_| Mutex::new(None)).collect();
        let next = AtomicUsize::new(0);
        let globals: Vec<(GlobalId, (DataType, u32))> = self.auto_globals.iter().map(|(&id, &g)| (id, g)).collect();
        let (reg, names, options) = (self.reg, self.names, self.options);
        let work = || compile_chunks(reg, names, options, &globals, &chunks, &next, &parts);
        std::thread::scope(|scope| {
            for _ in 1..threads {
                // A thread that cannot be had leaves its share to the others.
                let _ = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
            }
            work();
        });
        for (chunk, part) in chunks.into_iter().zip(parts) {
            if let Some(part) = part.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner()) {
                self.add_part(chunk, part);
            }
        }
    }

    /// Appends what a chunk came to, with the numbers that things have in the unit.
    fn add_part(&mut self, chunk: Range<usize>, part: Part) {
        let declared = self.reg.functions.len() as u32;
        let base = self.code.len() as u32;
        // Lambdas come after all that is there already.
        let first_lambda = self.functions.next_further();
        let function = |number: u32| if number < declared { number } else { number - declared + first_lambda };
        let entries = Entries::new(part.tables, &mut self.tables, &function);
        let first = self.code.len();
        self.code.extend(part.code);
        for i in &mut self.code[first..] {
            let Some(op) = i.op() else { continue };
            if let Some(used) = op.table_use(*i) {
                if let Some(list) = entries.of(used.table) {
                    *i = op.with_table_index(*i, list[used.index as usize]);
                }
            }
        }
        self.call_relocs.extend(part.call_relocs.into_iter().map(|(at, target)| (at + base, function(target))));
        let place = |mut f: FunctionCode| {
            f.entry += base;
            for c in &mut f.tables.cleanups {
                match &mut c.kind {
                    CleanupKind::ReleaseT(ty)
                    | CleanupKind::DestroyV(ty)
                    | CleanupKind::DestroyAt { ty, .. }
                    | CleanupKind::ReleaseTAt { ty, .. } => *ty = entries.types[*ty as usize],
                    CleanupKind::Release | CleanupKind::ReleaseAt(_) | CleanupKind::ListFree => {}
                }
            }
            f
        };
        for (number, f) in chunk.zip(part.functions) {
            self.functions.set(number as u32, place(f));
        }
        for f in part.lambdas {
            let number = self.functions.further();
            self.functions.set(number, place(f));
        }
        self.delegations.extend(part.delegations);
        self.diags.append(part.diags);
    }
}

/// What one thread does: chunk after chunk, until none is left.
fn compile_chunks(
    reg: &Registry<'_>,
    names: &Names<'_>,
    options: &CompileOptions,
    globals: &[(GlobalId, (DataType, u32))],
    chunks: &[Range<usize>],
    next: &AtomicUsize,
    parts: &[Mutex<Option<Part>>],
) {
    let arena = Bump::new();
    let mut u = UnitCompiler::with(reg, names, options, &arena);
    u.auto_globals.extend(globals.iter().copied());
    let declared = reg.functions.len();
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        let Some(chunk) = chunks.get(number) else { return };
        u.functions = Finished::new(declared, chunk.clone());
        for i in chunk.clone() {
            compile_declared(&mut u, FunctionId(reg.first_function + i as u32));
        }
        let texts = u.texts.take();
        u.functions.settle_texts(&texts);
        let (functions, lambdas) = std::mem::take(&mut u.functions).into_parts();
        let part = Part {
            functions,
            lambdas,
            code: std::mem::take(&mut u.code),
            call_relocs: std::mem::take(&mut u.call_relocs),
            delegations: std::mem::take(&mut u.delegations),
            tables: std::mem::take(&mut u.tables),
            diags: std::mem::replace(&mut u.diags, Diagnostics::new()),
        };
        *parts[number].lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = Some(part);
    }
}

/// The numbers that the entries of a chunk's tables have in the unit.
struct Entries {
    constants: Vec<u32>,
    strings: Vec<u32>,
    types: Vec<u32>,
    natives: Vec<u32>,
    function_refs: Vec<u32>,
    interface_methods: Vec<u32>,
    host_globals: Vec<u32>,
}

impl Entries {
    fn new(from: Tables, to: &mut Tables, function: &impl Fn(u32) -> u32) -> Entries {
        from.property_uses.iter().for_each(|&(ty, property)| to.use_property(ty, property));
        from.enum_uses.iter().for_each(|&(ty, value)| to.use_enum_value(ty, value));
        Entries {
            constants: from.constants.iter().map(|&bits| to.constant(bits)).collect(),
            strings: from.strings.iter().map(|text| to.string(text)).collect(),
            types: from.types.iter().map(|t| to.ty(t.ty)).collect(),
            natives: from.natives.iter().map(|&(f, owner)| to.native(f, owner)).collect(),
            function_refs: from
                .function_refs
                .iter()
                .map(|&(r, ty)| {
                    let r = match r {
                        FunctionRef::Script(number) => FunctionRef::Script(function(number)),
                        other => other,
                    };
                    to.function_ref(r, ty)
                })
                .collect(),
            interface_methods: from.interface_methods.iter().map(|&(ty, slot)| to.interface_method(ty, slot)).collect(),
            host_globals: from.host_globals.iter().map(|&id| to.host_global(id)).collect(),
        }
    }

    /// Of a table that grows while functions are compiled.
    fn of(&self, table: Table) -> Option<&[u32]> {
        Some(match table {
            Table::Constants => &self.constants,
            Table::Strings => &self.strings,
            Table::Types => &self.types,
            Table::Natives => &self.natives,
            Table::FunctionRefs => &self.function_refs,
            Table::InterfaceMethods => &self.interface_methods,
            Table::HostGlobals => &self.host_globals,
            Table::Globals | Table::Imports | Table::Externals | Table::Traps => return None,
        })
    }
}
