//! Units with changed instructions and tables: the verifier refuses them, or they run and do no harm.
//!
//! `VARIANTS` says how many changes are tried. `FIRST=n LAST=n+1 SHOW=1 cargo test --test hostile run_changed` shows one.

mod common;
#[path = "../fuzz/forge.rs"]
mod forge;
#[path = "../fuzz/mutate.rs"]
mod mutate;

use std::process::Command;

use angel::bytecode::{CodeUnit, file};
use angel::context::Context;
use angel::types::FfiRegistry;
use angel::unit::Unit;
use angel::vm::{Call, CallError, VmRef};
use forge::forge;
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
            match call.prepare(program, main as u32) {
                // However it ends, it ends.
                Ok(()) => {
                    let _ = call.run();
                    call.abort();
                }
                Err(error) => assert_eq!(error, CallError::Refused),
            }
        }
    }
    true
}

const TEXTS: [&str; 13] = [
    "programs/object_graph.as",
    "programs/calculator.as",
    "programs/small_vm.as",
    "handles/inheritance.as",
    "exceptions/failed_calls_keep_arguments.as",
    "exceptions/unwinding_leaves_values.as",
    "lambdas/delegates.as",
    "lists/nested.as",
    "addons/dictionaries.as",
    "addons/sorting.as",
    "programs/events.as",
    "programs/iterators.as",
    "functions/references_returned.as",
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
        let (x, y) = (format!("{:#?}", a.tables.cleanups), format!("{:#?}", b.tables.cleanups));
        if x != y {
            println!("cleanups of {}: {x} -> {y}", a.name);
        }
    }
    let tables = |u: &CodeUnit| format!("{:?} {:?} {:?} {:?}", u.types, u.natives, u.classes, u.function_refs);
    if tables(old) != tables(new) {
        println!("tables:\n{}\n{}", tables(old), tables(new));
    }
}

/// Tells what the verifier takes the slots for around the changes.
fn show_slots(old: &CodeUnit, bytes: &[u8], ffi: &FfiRegistry) {
    let Ok(file::Loaded { unit: new, .. }) = file::load(bytes, ffi) else { return };
    let mut lines = std::collections::BTreeMap::new();
    let result = file::verify_and_tell(&new, ffi, &mut |f, at, held| {
        let code = &new.functions[f as usize];
        let near = (code.entry + at).saturating_sub(8)..(code.entry + at + 9).min(code.entry + code.len);
        if near.into_iter().any(|at| old.code[at as usize] != new.code[at as usize]) {
            let slots: Vec<String> = held.iter().map(|h| format!("{:?}/{}", h.what, h.own)).collect();
            let line = format!("{} {at}: {:?}    {}", code.name, new.code[(code.entry + at) as usize], slots.join(" "));
            lines.insert((f, at), line);
        }
    });
    lines.values().for_each(|line| println!("{line}"));
    println!("{result:?}");
}

/// Changes units and runs what is accepted: variants `FIRST` to `LAST`. A child of the other test, which it tells how many
/// were accepted.
#[test]
fn run_changed_units() {
    let (Some(first), Some(last)) = (number("FIRST"), number("LAST")) else { return };
    let context = common::context(&[]).unwrap();
    let text = |name: &&str| {
        let path = format!("{}/tests/scripts/{name}", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"))
    };
    let units: Vec<Unit> = TEXTS.iter().map(|name| built(&context, &text(name))).collect();
    for variant in first..last {
        let number = variant as usize % units.len();
        let program = units[number].program().unwrap();
        common::announce(&format!("variant {variant}"));
        let mut code = program.unit().clone();
        // One after the other: instructions and entries at random, and tables that lie.
        let change = if variant / units.len() as u64 % 2 == 0 { mutate } else { forge };
        change(&mut code, &mut Random(variant));
        if std::env::var_os("SHOW").is_some() {
            println!("{}", TEXTS[number]);
            show(program.unit(), &code);
        }
        let Ok(bytes) = file::save(&code, program.ffi(), None) else { continue };
        if std::env::var_os("SHOW").is_some() {
            show_slots(program.unit(), &bytes, program.ffi());
        }
        // A failed check of a debug build is a crash like any other; what it leaves behind is not used again.
        match std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| runs(&context, &bytes))) {
            Ok(true) => println!("accepted {variant}"),
            Ok(false) => {}
            Err(_) => {
                println!("crashed in: variant {variant}");
                std::process::exit(101);
            }
        }
    }
}

/// How many of a hundred thousand changed units may take the process down. What the verifier does not prove is told in
/// `docs/architecture.md`.
const BAR: u64 = 1;

#[test]
fn changed_units_are_refused_or_do_no_harm() {
    let variants = number("VARIANTS").unwrap_or(2_000);
    let (mut first, mut accepted, mut crashed) = (0, 0u64, Vec::new());
    while first < variants {
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["run_changed_units", "--exact", "--nocapture"])
            .envs([("FIRST", first.to_string()), ("LAST", variants.to_string()), ("RUST_BACKTRACE", "0".into())])
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&child.stdout) + String::from_utf8_lossy(&child.stderr);
        accepted += text.matches("accepted ").count() as u64;
        if child.status.success() {
            break;
        }
        let at = text.rsplit("crashed in: variant ").next().and_then(|t| t.split_whitespace().next()?.parse().ok());
        let at: u64 = at.unwrap_or_else(|| panic!("{text}"));
        crashed.push(at);
        first = at + 1;
    }
    println!("{accepted} of {variants} were accepted, {} crashed: {crashed:?}", crashed.len());
    assert!(accepted > 0 && accepted < variants);
    assert!(crashed.len() as u64 * 100_000 <= BAR * variants, "{crashed:?}");
}

/// Wherever a run is cut off, what it held is released once.
#[test]
fn runs_end_well_wherever_they_are_cut_off() {
    let context = common::context(&[]).unwrap();
    for name in TEXTS {
        let path = format!("{}/tests/scripts/{name}", env!("CARGO_MANIFEST_DIR"));
        let unit = built(&context, &std::fs::read_to_string(path).unwrap());
        let program = unit.program().unwrap();
        let main = program.unit().functions.iter().position(|f| &*f.name == "main" && f.owner.is_none()).unwrap();
        for fuel in 0..3_000 {
            common::announce(&format!("{name}, fuel {fuel}"));
            let vm = VmRef::new(context.runtime().unwrap());
            vm.set_fuel(fuel);
            if vm.link(program).is_ok() {
                let call = Call::new(&vm);
                call.prepare(program, main as u32).unwrap();
                let _ = call.run();
                call.abort();
            }
        }
    }
}
