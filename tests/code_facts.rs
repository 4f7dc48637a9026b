//! What translating bytecode to machine code asks of it, of all script tests: what every slot holds is known before each
//! instruction, what an exception or the collector must find is where the tables say, and the code has no addresses: it
//! is the same whichever context it was built for, and running does not change it.

mod common;

use std::path::Path;

use angel::bytecode::file::{What, verify_and_tell};
use angel::bytecode::{Instr, Op};
use angel::context::Context;
use angel::unit::Unit;
use angel::vm::{Call, VmRef};

fn context() -> Context {
    let context = common::context(&[]).unwrap();
    context.seal().unwrap_or_else(|e| panic!("{e}"));
    context
}

fn built(context: &Context, path: &Path) -> Option<Unit> {
    let mut unit = Unit::new(context).unwrap();
    unit.add_source("script.as", &std::fs::read(path).unwrap(), 0).unwrap();
    unit.build().ok()?;
    Some(unit)
}

fn is_call(op: Op) -> bool {
    use Op::{Call, CallExternal, CallHandle, CallImport, CallInterface, CallNative, CallVirtual};
    matches!(op, Call | CallExternal | CallHandle | CallImport | CallInterface | CallNative | CallVirtual)
}

#[test]
fn every_slot_is_known_at_every_instruction() {
    let (first, second) = (context(), context());
    let mut files = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts"), &mut files);
    let mut refused: Vec<String> = Vec::new();
    let (mut units, mut points, mut slots) = (0, 0, 0u64);
    for path in files {
        let (Some(unit), Some(twin)) = (built(&first, &path), built(&second, &path)) else { continue };
        let same = unit.program().unwrap().unit().code == twin.program().unwrap().unit().code;
        assert!(same, "{}: the code depends on the build", path.display());
        // As from a file: there the numbers of types are those of the unit's own tables.
        // In a context of its own, where nobody else has what it shares.
        let third = context();
        let unit = match common::reload(&third, &unit, false) {
            Ok(unit) => unit,
            Err(e) if e.to_string().contains("refused") => {
                refused.push(format!("{}: {e}", path.display()));
                continue;
            }
            Err(_) => continue,
        };
        let program = unit.program().unwrap();
        let code = program.unit();

        // Which instructions something can be told of, and how much.
        let mut told: Vec<Vec<bool>> = code.functions.iter().map(|f| vec![false; f.len as usize]).collect();
        let mut raises = told.clone();
        let result = verify_and_tell(code, program.ffi(), &mut |function, at, held| {
            let f = &code.functions[function as usize];
            told[function as usize][at as usize] = true;
            let i = code.code[(f.entry + at) as usize];
            let op = i.op().unwrap();
            // What is known to be null makes sure that an exception is raised.
            let is_null = |slot: u16| held.get(slot as usize).is_some_and(|h| h.what == What::Null);
            raises[function as usize][at as usize] = is_null(i.a()) || is_null(i.b());
            let goes_back = op.jump(i).is_some_and(|distance| distance < 0);
            if is_call(op) || goes_back {
                points += 1;
                slots += held.len() as u64;
            }
        });
        result.unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        // What nothing was told of cannot be reached: nothing that can be reached leads there.
        for ((f, told), raises) in code.functions.iter().zip(&told).zip(&raises) {
            for at in 0..f.len {
                let i = code.code[(f.entry + at) as usize];
                let goes_on =
                    !matches!(i.op(), Some(Op::Jmp | Op::JmpLoop | Op::Ret | Op::RetV | Op::Throw | Op::Switch));
                let goes_on = goes_on && !raises[at as usize];
                if told[at as usize] && goes_on && at + 1 < f.len {
                    assert!(told[at as usize + 1], "{}: {} {} after {i:?}", path.display(), f.name, at + 1);
                }
            }
        }

        let before: Vec<Instr> = code.code.clone();
        let vm = VmRef::new(third.runtime().unwrap());
        vm.set_fuel(200_000);
        if vm.link(program).is_ok() {
            let main =
                code.functions.iter().position(|f| &*f.name == "main" && f.params.is_empty() && f.owner.is_none());
            if let Some(main) = main {
                let call = Call::new(&vm);
                call.prepare(program, main as u32).unwrap();
                let _ = call.run();
                call.abort();
            }
        }
        assert_eq!(before, program.unit().code, "{}: running changed the code", path.display());
        units += 1;
    }
    assert!(refused.is_empty(), "what the compiler made is refused:\n{}", refused.join("\n"));
    println!("{units} units, {points} calls and jumps back with {slots} slots");
    assert!(units > 80 && points > 1_000);
}

fn collect(folder: &Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|e| e == "as") {
            files.push(path);
        }
    }
    files.sort();
}
