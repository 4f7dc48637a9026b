//! Units with changed instructions and tables: the verifier refuses them, or they run and do no harm.
//!
//! `VARIANTS` says how many changes each text gets, `FIRST` with which to begin.

mod common;
#[path = "../fuzz/mutate.rs"]
mod mutate;

use angel::bytecode::{CodeUnit, file};
use angel::context::Context;
use angel::unit::Unit;
use angel::vm::{Call, VmRef};
use mutate::{Random, mutate};

fn built(context: &Context, text: &str) -> Unit {
    let mut unit = Unit::new(context).unwrap();
    unit.add_source("hostile.as", text.as_bytes(), 0).unwrap();
    unit.build().unwrap();
    unit
}

/// Loads a file, and runs its `main` with little fuel and memory. Gives whether it was loaded.
fn runs(context: &Context, bytes: &[u8]) -> bool {
    let mut unit = Unit::new(context).unwrap();
    if unit.load(bytes).is_err() {
        return false;
    }
    let program = unit.program().unwrap();
    let vm = VmRef::new(context.runtime().unwrap());
    vm.set_fuel(3_000);
    vm.heap().set_limit(16 << 20);
    if vm.link(program).is_ok() {
        let main = program
            .unit()
            .functions
            .iter()
            .position(|f| &*f.name == "main" && f.len > 0 && f.params.is_empty() && f.owner.is_none());
        if let Some(main) = main {
            let call = Call::new(&vm);
            call.prepare(program, main as u32).unwrap();
            // However it ends, it ends.
            let _ = call.run();
            call.abort();
        }
    }
    true
}

const TEXTS: [&str; 6] = [
    "programs/object_graph.as",
    "programs/calculator.as",
    "programs/small_vm.as",
    "handles/inheritance.as",
    "exceptions/failed_calls_keep_arguments.as",
    "programs/inventory.as",
];

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Tells what was changed: for looking at a crash.
fn show(old: &CodeUnit, new: &CodeUnit) {
    for f in &old.functions {
        for at in f.entry..f.entry + f.len {
            let (a, b) = (old.code[at as usize], new.code[at as usize]);
            if a != b {
                println!("{} {}: {a:?} -> {b:?}", f.name, at - f.entry);
            }
        }
    }
    for (a, b) in old.functions.iter().zip(&new.functions) {
        let (x, y) = (format!("{:#?}", a.cleanups), format!("{:#?}", b.cleanups));
        if x != y {
            println!("cleanups of {}: {x} -> {y}", a.name);
        }
    }
    let tables = |u: &CodeUnit| format!("{:?} {:?} {:?} {:?}", u.types, u.natives, u.classes, u.function_refs);
    if tables(old) != tables(new) {
        println!("tables:\n{}\n{}", tables(old), tables(new));
    }
}

#[test]
fn changed_units_are_refused_or_do_no_harm() {
    let variants = number("VARIANTS").unwrap_or(1_000);
    let first = number("FIRST").unwrap_or(0);
    let context = common::context(&[]).unwrap();
    let (mut loaded, mut all) = (0u64, 0u64);
    let texts: Vec<String> = TEXTS
        .iter()
        .filter_map(|name| std::fs::read_to_string(format!("{}/tests/scripts/{name}", env!("CARGO_MANIFEST_DIR"))).ok())
        .collect();
    let units: Vec<Unit> = texts.iter().map(|text| built(&context, text)).collect();
    for variant in first..first + variants {
        for (number, unit) in units.iter().enumerate() {
            common::announce(&format!("text {number}, variant {variant}"));
            let program = unit.program().unwrap();
            let mut code = program.unit().clone();
            mutate(&mut code, &mut Random(variant * 64 + number as u64));
            if std::env::var_os("SHOW").is_some() {
                show(program.unit(), &code);
            }
            let Ok(bytes) = file::save(&code, program.ffi(), None) else { continue };
            loaded += u64::from(runs(&context, &bytes));
            all += 1;
        }
    }
    println!("{loaded} of {all} were loaded and ran");
    assert!(loaded > 0 && loaded < all);
}
