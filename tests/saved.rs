//! Saved units: what does not fit is told, what is damaged is refused, and nothing that is read takes the process down.
//!
//! That loaded programs do what built ones do is held by the tests `scripts` and `spec`, which run everything both ways.

mod common;

use angel::bytecode::file::{Damage, LoadError, MAGIC, checksum};
use angel::bytecode::{Instr, Op};
use angel::context::Context;
use angel::ffi::{PropertyPlace, Register, TypeOptions};
use angel::types::BehaviorKind;
use angel::unit::{Unit, UnitError};
use angel::vm::{Call, CallError, CallState, VmRef};
use common::{Form, reload};

/// Bytes of the header, and where it has the length and the sum of the body.
const HEADER: usize = 28;
const LENGTH: usize = 16;
const SUM: usize = 20;

fn built(context: &Context, text: &str) -> Unit {
    let mut unit = Unit::new(context).unwrap();
    unit.add_source("saved.as", text.as_bytes(), 0).unwrap();
    if let Err(e) = unit.build() {
        let all: String = unit.diagnostics().iter().map(|d| d.render(unit.sources())).collect();
        panic!("{e}\n{all}");
    }
    unit
}

/// Loads a file and checks all of it.
fn load(context: &Context, file: &[u8]) -> Result<Unit, UnitError> {
    let mut unit = Unit::new(context).unwrap();
    unit.load(file)?;
    unit.verify()?;
    Ok(unit)
}

/// Length and sum made to fit the body again: what finds the damage then is not the header.
fn repair(file: &mut [u8]) {
    let (header, body) = file.split_at_mut(HEADER);
    header[LENGTH..SUM].copy_from_slice(&(body.len() as u32).to_le_bytes());
    header[SUM..].copy_from_slice(&checksum(body).to_le_bytes());
}

extern "C" fn nothing() {}

/// An API of which `other` makes another version.
fn api(other: bool) -> Context {
    let mut c = common::context(&[]).unwrap();
    c.register_enum("Color").unwrap();
    c.register_enum_value("Color", "Red", if other { 7 } else { 1 }).unwrap();
    c.register_enum_value("Color", "Unused", if other { 8 } else { 2 }).unwrap();
    c.register_type("Vec", TypeOptions::pod(if other { 16 } else { 8 })).unwrap();
    c.register_property("Vec", "float x", PropertyPlace::from(0)).unwrap();
    c.register_property("Vec", if other { "int y" } else { "float y" }, PropertyPlace::from(if other { 8 } else { 4 }))
        .unwrap();
    c.register_property("Vec", "float unused", PropertyPlace::from(if other { 12 } else { 0 })).unwrap();
    c.register_method("Vec", if other { "float len()" } else { "float len() const" }, native!(nothing)).unwrap();
    c.register_global("int counter", other_address(other)).unwrap();
    if !other {
        c.register_type("Gone", TypeOptions::value(4)).unwrap();
        c.register_behavior("Gone", BehaviorKind::Construct, "void f(int)", native!(nothing)).unwrap();
        c.register_behavior("Gone", BehaviorKind::Destruct, "void f()", native!(nothing)).unwrap();
        c.register_method("Gone", "int bar(int) const", native!(nothing)).unwrap();
        c.register_global("float speed", other_address(other)).unwrap();
    } else {
        c.register_global("double speed", other_address(other)).unwrap();
    }
    c.register_function(if other { "int compute(int, double)" } else { "int compute(int, float)" }, native!(nothing))
        .unwrap();
    c.register_function("int same(const string &in, array<int>@)", native!(nothing)).unwrap();
    c.seal().unwrap_or_else(|e| panic!("{e}"));
    c
}

fn other_address(other: bool) -> usize {
    static mut CELLS: [u64; 2] = [0; 2];
    (&raw mut CELLS) as usize + 8 * usize::from(other)
}

const USES_API: &str = "void main() { Vec v; v.y = 1; v.x = v.y + v.len() + Color::Red; counter += 1; speed += 1; \
    Gone g(1); int n = g.bar(2) + compute(1, 2.0f) + same('a', null); array<array<Vec>@> all; }";

#[test]
fn everything_that_does_not_fit_the_api_is_told() {
    let context = api(false);
    let unit = built(&context, USES_API);
    let file = unit.save(false).unwrap();
    load(&context, &file).unwrap_or_else(|e| panic!("{e}"));
    load(&api(false), &file).unwrap_or_else(|e| panic!("{e}"));
    let Err(UnitError::Load(LoadError::Mismatch(all))) = load(&api(true), &file) else { panic!("it fits") };
    let expected = [
        "type 'Vec' has 16 bytes aligned to",
        "type 'Gone' is not registered",
        "function 'float Vec::len() const' is not registered",
        "function 'int compute(int, float)' is not registered",
        "property 'Vec::y' is of type 'int'; the unit knows it as 'float'",
        "property 'Vec::y' is at offset 8; the unit knows it at 4",
        "enum value 'Color::Red' is 7; the unit knows it as 1",
        "global property 'speed' is of type 'double'; the unit knows it as 'float'",
    ];
    for text in expected {
        assert!(all.iter().any(|m| m.starts_with(text)), "{text}\n{all:#?}");
    }
    assert_eq!(all.len(), expected.len(), "{all:#?}");
    assert!(load(&Context::new(), &file).is_err());
}

/// A larger API with other numbers for everything is as good as the one that the unit was built with.
#[test]
fn an_extended_api_fits() {
    let unit = built(&api(false), USES_API);
    let file = unit.save(true).unwrap();
    let mut more = api(false).extend().unwrap();
    for i in 0..50 {
        more.register_function(&format!("void more{i}(int)"), native!(nothing)).unwrap();
    }
    more.register_function("int compute(int, string)", native!(nothing)).unwrap();
    more.seal().unwrap();
    let loaded = load(&more, &file).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(loaded.save(true).unwrap(), file);
}

#[test]
fn instances_of_templates_are_made_when_loading() {
    let text = "class Foo { array<array<Foo@>@> all; } funcdef int F(Foo@); \
        void main() { Foo f; f.all.resize(2); @f.all[1] = array<Foo@> = {f, null}; dictionary d = {{'f', @f}}; \
        array<array<array<int8>>> deep(3); deep[1].resize(4); F@[] g = {function(x) { return 3; }}; \
        print('' + f.all[1].length() + deep[1].length() + g[0](f)); }";
    let file = built(&common::context(&[]).unwrap(), text).save(false).unwrap();
    // Nobody has named these instances in this context before.
    let context = common::context(&[]).unwrap();
    let outcome = common::run_as(&context, &[("a.as", text.as_bytes())], common::FUEL, Form::Loaded);
    assert_eq!(outcome.joined(""), "243");
    let fresh = common::context(&[]).unwrap();
    assert_eq!(load(&fresh, &file).unwrap().save(false).unwrap(), file);
}

#[test]
fn loading_replaces_building() {
    let context = common::context(&[]).unwrap();
    let unit = built(&context, "int f() { return 1; }");
    let file = unit.save(false).unwrap();
    let mut other = Unit::new(&context).unwrap();
    assert!(matches!(other.save(false), Err(UnitError::NotBuilt)));
    other.add_source("a.as", b"int x;", 0).unwrap();
    assert!(matches!(other.load(&file), Err(UnitError::HasSources)));
    other.build().unwrap();
    assert!(matches!(other.load(&file), Err(UnitError::AlreadyBuilt)));
    let mut loaded = load(&context, &file).unwrap();
    assert!(matches!(loaded.load(&file), Err(UnitError::AlreadyBuilt)));
    assert!(matches!(loaded.build(), Err(UnitError::AlreadyBuilt)));
    assert!(matches!(loaded.add_source("a.as", b"", 0), Err(UnitError::AlreadyBuilt)));
    // An empty unit is a unit too.
    let mut empty = Unit::new(&context).unwrap();
    empty.build().unwrap();
    reload(&context, &empty, true).unwrap();
}

#[test]
fn damage_is_told_apart() {
    let context = common::context(&[]).unwrap();
    let unit = built(&context, "int f() { return 1; }");
    let file = unit.save(false).unwrap();
    let damage = |file: &[u8]| match load(&context, file) {
        Err(UnitError::Load(LoadError::Damaged(damage))) => damage,
        other => panic!("{:?}", other.map(|_| ())),
    };
    assert_eq!(damage(b"int f() { return 1; }"), Damage::NotAUnit);
    assert_eq!(damage(b""), Damage::TooShort);
    assert_eq!(damage(&file[..file.len() - 1]), Damage::TooShort);
    let mut changed = file.clone();
    changed[HEADER + 3] ^= 1;
    assert_eq!(damage(&changed), Damage::Checksum);
    let mut newer = file.clone();
    newer[MAGIC.len()] += 1;
    assert!(matches!(damage(&newer), Damage::OtherVersion(_)));
    let mut longer = file.clone();
    longer.push(0);
    assert_eq!(damage(&longer), Damage::TooLong);
    repair(&mut longer);
    assert_eq!(damage(&longer), Damage::TooLong);
}

/// Nothing of a context's or a build's history is in the file.
#[test]
fn two_processes_would_save_equal_bytes() {
    let context = common::context(&[]).unwrap();
    let first = built(&context, USES_LITTLE).save(false).unwrap();
    built(&context, "class B { array<B@> all; } void main() { array<array<uint16>> other; }");
    assert_eq!(first, built(&context, USES_LITTLE).save(false).unwrap());
    let mut other = common::context(&[]).unwrap();
    other.register_function("void another()", native!(nothing)).unwrap();
    assert_eq!(first, built(&other, USES_LITTLE).save(false).unwrap());
}

const USES_LITTLE: &str = "class A { int x; A@ next; string name; } \
    int main() { array<A@> all = {A(), null}; auto d = dictionary(); d['a'] = all.length(); return all[0].x; } \
    auto first = 'text'; auto second = array<A@>(); auto third = 3;";

/// Operations that compute a number from numbers: whatever slots they read, what they write is a number.
fn computes(instr: Instr) -> bool {
    instr.op().is_some_and(|op| (Op::AddI32 as u16..=Op::LeF64 as u16).contains(&(op as u16)))
}

/// Loads a file that may have been changed, and runs its `main` with little fuel and memory. Gives whether it was loaded.
fn runs(context: &Context, file: &[u8]) -> bool {
    let Ok(unit) = load(context, file) else { return false };
    let program = unit.program().unwrap();
    let vm = VmRef::new(context.runtime().unwrap());
    vm.set_fuel(3_000);
    vm.heap().set_limit(16 << 20);
    if vm.link(program).is_ok() {
        let main = program.unit().functions.iter().position(|f| &*f.name == "main" && f.len > 0).unwrap();
        let call = Call::new(&vm);
        call.prepare(program, main as u32).unwrap();
        // However it ends, it ends.
        let _ = call.run();
        call.abort();
    }
    true
}

/// Arithmetic that was exchanged, or reads other slots, makes a program do something else, and no harm: what instructions
/// compute is only ever used as a number, and all that numbers can do is checked when it is done.
#[test]
fn changed_arithmetic_does_no_harm() {
    let variants: u64 = std::env::var("VARIANTS").ok().and_then(|v| v.parse().ok()).unwrap_or(1_500);
    let context = common::context(&[]).unwrap();
    let texts = ["programs/calculator.as", "programs/object_graph.as", "programs/small_vm.as"].map(script);
    let (mut loaded, mut all) = (0u64, 0u64);
    for (number, text) in texts.iter().enumerate() {
        let unit = built(&context, text);
        let file = unit.save(true).unwrap();
        let code = &unit.program().unwrap().unit().code;
        // Without debug information the code comes last.
        let start = file.len() - code.len() * 8;
        let places: Vec<usize> = (0..code.len()).filter(|&at| computes(code[at])).collect();
        let mut random = Random(number as u64 + 77);
        for variant in 0..variants {
            common::announce(&format!("text {number}, variant {variant}"));
            let mut changed = file.clone();
            for _ in 0..1 + random.below(3) {
                let at = places[random.below(places.len())];
                let old = code[at];
                let (mut op, mut b, mut c) = (old.op().unwrap(), old.b(), old.c());
                match random.below(3) {
                    0 => b = random.below(40) as u16,
                    1 => c = random.below(40) as u16,
                    _ => loop {
                        let other = Op::ALL[random.below(Op::ALL.len())];
                        if computes(Instr::abc(other, 0, 0, 0)) && other.format() == op.format() {
                            op = other;
                            break;
                        }
                    },
                }
                let new = Instr::abc(op, old.a(), b, c);
                changed[start + at * 8..start + at * 8 + 8].copy_from_slice(&new.0.to_le_bytes());
            }
            repair(&mut changed);
            loaded += u64::from(runs(&context, &changed));
            all += 1;
        }
    }
    println!("{loaded} of {all} loaded and ran");
    assert!(loaded > all / 2);
}

/// What the check of slots is for: a number where an object belongs.
#[test]
fn numbers_are_not_taken_for_objects() {
    let context = common::context(&[]).unwrap();
    let unit =
        built(&context, "class A { int x; } int f(A@ a, int n) { return a.x + n; } int g(int n) { return n * 3; }");
    let file = unit.save(true).unwrap();
    let code = unit.program().unwrap().unit();
    let start = file.len() - code.code.len() * 8;
    let refused = |at: u32, instr: Instr| {
        let mut changed = file.clone();
        let at = start + at as usize * 8;
        changed[at..at + 8].copy_from_slice(&instr.0.to_le_bytes());
        repair(&mut changed);
        match load(&context, &changed) {
            Err(UnitError::Load(LoadError::Refused(e))) => e.to_string(),
            Err(e) => panic!("{instr:?}: {e}"),
            Ok(_) => panic!("{instr:?} is accepted"),
        }
    };
    let entry = |name: &str| code.functions.iter().find(|f| &*f.name == name).unwrap().entry;
    let g = entry("g");
    for (instr, slot) in [
        (Instr::abc(Op::LdF32, 2, 0, 16), 0),
        (Instr::abc(Op::St64, 0, 0, 16), 0),
        (Instr::ai(Op::Release, 0, 0), 0),
        (Instr::abc(Op::ArrLen, 2, 0, 0), 0),
    ] {
        let text = refused(g, instr);
        assert!(text.contains(&format!("r{slot} is a number")), "{text}");
    }
    // The parameter that is a number in the place of the one that is an object.
    let f = entry("f");
    let load_x = code.code[f as usize];
    assert_eq!(load_x.op(), Some(Op::LdF32));
    let text = refused(f, Instr::abc(Op::LdF32, load_x.a(), 1, load_x.c()));
    assert!(text.contains("r1 is a number"), "{text}");
}

/// Function types and interfaces have no members, and there is no handle of a function without code.
#[test]
fn functions_and_interfaces_have_no_members() {
    let context = common::context(&[]).unwrap();
    let text = "funcdef int Op(int); interface I { int get(); } int twice(int n) { return 2 * n; }
        int f(Op@ op, I@ i, int n) { return n * 3; } Op@ g() { return twice; }";
    let unit = built(&context, text);
    let file = unit.save(true).unwrap();
    let code = unit.program().unwrap().unit();
    let start = file.len() - code.code.len() * 8;
    let load_with = |at: u32, instr: Instr| {
        let mut changed = file.clone();
        let at = start + at as usize * 8;
        changed[at..at + 8].copy_from_slice(&instr.0.to_le_bytes());
        repair(&mut changed);
        load(&context, &changed)
    };
    let f = code.functions.iter().find(|f| &*f.name == "f").unwrap().entry;
    assert!(load_with(f, code.code[f as usize]).is_ok());
    for object in [0, 1] {
        for instr in [
            Instr::abc(Op::LdF32, 2, object, 16),
            Instr::abc(Op::StF32, 2, object, 16),
            Instr::abc(Op::AddToI32K, object, 1, 16),
            Instr::abc(Op::AddToF64, object, 2, 16),
        ] {
            let refused = load_with(f, instr);
            assert!(matches!(refused, Err(UnitError::Load(LoadError::Refused(_)))), "{instr:?} is accepted");
        }
    }

    // The signature of the function type is among the functions too. Wherever the file may name `twice`, it names that.
    let signature = code.functions.iter().position(|f| f.len == 0).expect("a function type's signature") as u8;
    let twice = code.functions.iter().position(|f| &*f.name == "twice").unwrap() as u8;
    let refusals: Vec<String> = (HEADER..start)
        .filter(|&at| file[at] == twice)
        .filter_map(|at| {
            let mut changed = file.clone();
            changed[at] = signature;
            repair(&mut changed);
            load(&context, &changed).err().map(|e| e.to_string())
        })
        .collect();
    assert!(refusals.iter().any(|e| e.contains("function without code")), "{refusals:#?}");
}

/// Elements are taken for granted only where they are known to be there.
#[test]
fn elements_are_not_taken_for_granted() {
    let context = common::context(&[]).unwrap();
    let text = "int f(array<int> &in a, uint i, uint k) { a[i] += 1; return a[i]; }
        int g(array<int> &in a, uint i, uint k) { if (i < a.length()) { int x = k; return a[i] + x; } return 0; }
        int h(array<int> &in a) { int s = 0; for (uint i = 0; i < a.length(); i++) { s += a[i]; i = 1 * i; } return s; }";
    let unit = built(&context, text);
    let file = unit.save(true).unwrap();
    let code = unit.program().unwrap().unit();
    let start = file.len() - code.code.len() * 8;
    let changed = |name: &str, from: Op, to: &dyn Fn(Instr) -> Instr| {
        let f = code.functions.iter().find(|f| &*f.name == name).unwrap();
        let at = (f.entry..f.entry + f.len).find(|&at| code.code[at as usize].op() == Some(from));
        let at = at.unwrap_or_else(|| panic!("{name} has no {from:?}")) as usize;
        let mut changed = file.clone();
        changed[start + at * 8..start + at * 8 + 8].copy_from_slice(&to(code.code[at]).0.to_le_bytes());
        repair(&mut changed);
        match load(&context, &changed) {
            Err(UnitError::Load(LoadError::Refused(e))) => Some(e.to_string()),
            Err(e) => panic!("{name}: {e}"),
            Ok(_) => None,
        }
    };
    assert_eq!(changed("f", Op::ArrGet32, &|i| i), None);
    let refused = |name: &str, from: Op, to: &dyn Fn(Instr) -> Instr| {
        let text = changed(name, from, to).unwrap_or_else(|| panic!("{name} {from:?} is accepted"));
        assert!(text.contains("is not known to have element"), "{text}");
    };
    // The first of its kind; another index; a comparison the other way round; none at all; a counter that is written.
    refused("f", Op::ArrGet32, &|i| Instr::abc(Op::ArrGet32In, i.a(), i.b(), i.c()));
    refused("f", Op::ArrSet32In, &|i| Instr::abc(Op::ArrSet32In, i.a(), i.b(), 2));
    refused("g", Op::JGeLen, &|i| Instr::abc(Op::JLtLen, i.a(), i.b(), i.c()));
    refused("g", Op::JGeLen, &|i| Instr::abc(Op::JLeU32, i.a(), 2, i.c()));
    refused("h", Op::ArrGet32In, &|i| Instr::abc(Op::ArrGet32In, i.c(), i.b(), i.c()).with_b(i.b()).with_c(3));
    refused("h", Op::JGeLen, &|i| Instr::abc(Op::JEqI32, i.a(), i.a(), i.c()));
}

/// Numbers that are the same on every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let x = self.0 ^ self.0 >> 33;
        x.wrapping_mul(0xFF51_AFD7_ED55_8CCD) >> 16
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }
}

/// Changes some bytes, keeps the header's promises.
fn mutate(file: &[u8], random: &mut Random) -> Vec<u8> {
    let mut file = file.to_vec();
    for _ in 0..1 + random.below(3) {
        let at = HEADER + random.below(file.len() - HEADER);
        match random.below(8) {
            0 | 1 => file[at] ^= 1 << random.below(8),
            2 => file[at] = random.next() as u8,
            3 => file[at] = file[at].wrapping_add(1),
            4 => file[at] = [0, 0x7F, 0x80, 0xFF][random.below(4)],
            5 => {
                let len = random.below(12).min(file.len() - at);
                file.drain(at..at + len);
            }
            6 => {
                let from = HEADER + random.below(file.len() - HEADER);
                let part = file[from..(from + random.below(12)).min(file.len())].to_vec();
                file.splice(at..at, part);
            }
            _ => {
                let huge = [0xFF, 0xFF, 0xFF, 0xFF, 0x0F];
                let end = (at + 5).min(file.len());
                file[at..end].copy_from_slice(&huge[..end - at]);
            }
        }
        if file.len() <= HEADER + 1 {
            break;
        }
    }
    if random.below(40) == 0 {
        file.truncate(HEADER + random.below(file.len() - HEADER));
    }
    repair(&mut file);
    file
}

fn script(name: &str) -> String {
    let path = format!("{}/tests/scripts/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// Damage that the sum does not show is refused, or loads to something that can be linked, saved and shown: whatever the
/// bytes are, reading them is safe.
#[test]
fn no_bytes_harm_the_loader() {
    let variants: u64 = std::env::var("VARIANTS").ok().and_then(|v| v.parse().ok()).unwrap_or(6_000);
    let context = common::context(&[]).unwrap();
    let texts = [
        USES_LITTLE.to_string(),
        script("programs/object_graph.as"),
        script("programs/calculator.as"),
        script("handles/inheritance.as"),
        script("exceptions/failed_calls_keep_arguments.as"),
    ];
    let (mut loaded, mut refused, mut unfit, mut damaged) = (0u64, 0u64, 0u64, 0u64);
    for (number, text) in texts.iter().enumerate() {
        let unit = built(&context, text);
        for strip in [false, true] {
            let file = unit.save(strip).unwrap();
            let mut random = Random(number as u64 * 2 + u64::from(strip) + 1);
            for variant in 0..variants / 2 {
                common::announce(&format!("text {number}, stripped {strip}, variant {variant}"));
                match load(&context, &mutate(&file, &mut random)) {
                    Ok(unit) => {
                        let again = unit.save(strip).unwrap();
                        load(&context, &again).unwrap_or_else(|e| panic!("text {number} variant {variant}: {e}"));
                        let program = unit.program().unwrap();
                        assert!(!angel::bytecode::disassemble(program.unit()).is_empty());
                        loaded += 1;
                    }
                    Err(UnitError::Load(LoadError::Refused(_))) => refused += 1,
                    Err(UnitError::Load(LoadError::Mismatch(_))) => unfit += 1,
                    Err(UnitError::Load(LoadError::Damaged(_))) => damaged += 1,
                    Err(other) => panic!("text {number} variant {variant}: {other}"),
                }
            }
        }
    }
    println!("{loaded} loaded, {refused} refused, {unfit} unfit, {damaged} damaged");
    assert!(loaded > 0 && refused > 0 && unfit > 0 && damaged > 0);
}

/// The code of a function is checked when it is called first: what is wrong in one does not keep the others from running,
/// its callers get an exception, and nothing that was passed is lost.
#[test]
fn functions_are_checked_when_they_are_called_first() {
    let context = common::context(&[]).unwrap();
    let text = "int alive; class A { A() { alive++; } ~A() { alive--; } int x = 3; }
        int good(A@ a) { return a.x; }
        int bad(A@ a, const string &in s, array<int> l) {
            int n = 0;
            for (uint i = 0; i < l.length(); i++) n += l[i];
            return n + a.x;
        }
        int f() { return good(A()); }
        string g() { try { return '' + bad(A(), 'a text that is longer than short ones', {1, 2}); } catch { return getExceptionInfo(); } }
        class M { int m(A@ a, const string &in s, array<int> l) {
            int n = 0;
            for (uint i = 0; i < l.length(); i++) n += l[i];
            return n + a.x;
        } }
        funcdef int F(A@, const string &in, array<int>);
        void d() { M m; F@ f = F(m.m); f(A(), 'a text that is longer than short ones', {1}); }
        int h() { return bad(A(), 'text', {}); }
        void sort() { array<A@> l = {A(), A()}; l.sort(function(a, b) { return bad(a, '', {}) < 0; }); }
        void main() {}";
    let unit = built(&context, text);
    let file = unit.save(false).unwrap();
    let code = unit.program().unwrap().unit();
    let entry = |name: &str| code.functions.iter().find(|f| &*f.name == name).unwrap().entry as usize;
    let original: Vec<u8> = code.code.iter().flat_map(|i| i.0.to_le_bytes()).collect();
    let start = file.windows(original.len()).position(|w| w == original).expect("the code is in the file");
    let mut changed = file.clone();
    let at = start + entry("bad") * 8;
    changed[at..at + 8].copy_from_slice(&Instr::ai(Op::LdI, 60_000, 1).0.to_le_bytes());
    changed[at + 8..at + 16].copy_from_slice(&Instr::abc(Op::LdF32, 2, 60_000, 16).0.to_le_bytes());
    let at = start + entry("m") * 8;
    changed[at..at + 8].copy_from_slice(&Instr::abc(Op::LdF32, 2, 60_000, 16).0.to_le_bytes());
    repair(&mut changed);
    let mut loaded = Unit::new(&context).unwrap();
    loaded.load(&changed).unwrap();
    let refused = loaded.verify().unwrap_err().to_string();
    assert!(refused.contains("(bad)"), "{refused}");
    assert!(matches!(loaded.save(false), Err(UnitError::Load(LoadError::Refused(_)))));
    let program = loaded.program().unwrap();
    let vm = VmRef::new(context.runtime().unwrap());
    vm.link(program).unwrap();
    let alive = || {
        let address = vm.global_address(program, 0).unwrap();
        // SAFETY: the variable is an int.
        unsafe { *address.cast::<i32>() }
    };
    let number = |name: &str| program.unit().functions.iter().position(|f| &*f.name == name).unwrap() as u32;
    let call = Call::new(&vm);
    for _ in 0..2 {
        call.prepare(program, number("f")).unwrap();
        assert_eq!(call.run().unwrap(), CallState::Finished);
        assert_eq!(call.result_plain().unwrap() as i32, 3);
        call.prepare(program, number("g")).unwrap();
        assert_eq!(call.run().unwrap(), CallState::Finished);
        assert_eq!(alive(), 0);
        call.prepare(program, number("h")).unwrap();
        assert_eq!(call.run().unwrap(), CallState::Exception);
        let text = call.exception_text().unwrap();
        assert!(text.contains("the loaded code of 'bad' is refused: "), "{text}");
        call.unprepare().unwrap();
        assert_eq!(alive(), 0);
        call.prepare(program, number("d")).unwrap();
        assert_eq!(call.run().unwrap(), CallState::Exception);
        call.unprepare().unwrap();
        assert_eq!(alive(), 0);
        // Exceptions of comparators stay in the sorting (ARR-23).
        call.prepare(program, number("sort")).unwrap();
        assert_eq!(call.run().unwrap(), CallState::Finished);
        assert!(matches!(call.prepare(program, number("bad")), Err(CallError::Refused)));
        call.unprepare().unwrap();
        assert_eq!(alive(), 0);
    }
}
