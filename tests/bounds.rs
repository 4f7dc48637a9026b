//! Scripts that ask for too much are stopped by the limits of their VM, whatever they catch.

mod common;

use angel::unit::Unit;
use angel::vm::{Call, VmRef};

/// Runs `main` with limits and gives the state that left the call in, and what was used of the heap then.
fn end_of(text: &str, fuel: u64, memory: usize) -> (String, usize) {
    let context = common::context(&[]).unwrap();
    let mut unit = Unit::new(&context).unwrap();
    unit.add_source("bounds.as", text.as_bytes(), 0).unwrap();
    if let Err(error) = unit.build() {
        let all: Vec<String> = unit.diagnostics().iter().map(|d| d.render(unit.sources())).collect();
        panic!("{error}: {}", all.join(""));
    }
    let program = unit.program().unwrap();
    let vm = VmRef::new(context.runtime().unwrap());
    vm.link(program).unwrap();
    vm.set_fuel(fuel);
    vm.heap().set_limit(memory);
    let main = program.unit().functions.iter().position(|f| &*f.name == "main" && f.owner.is_none()).unwrap();
    let call = Call::new(&vm);
    call.prepare(program, main as u32).unwrap();
    let end = call.run().map_or_else(|e| e.to_string(), |state| format!("{state:?}"));
    let used = vm.heap().used();
    call.abort();
    (end, used)
}

const FUEL: u64 = 2_000_000;
const MEMORY: usize = 64 << 20;

#[test]
fn catching_everything_does_not_go_on_for_ever() {
    let loops = "void main() { while (true) { try { while (true) {} } catch {} } }";
    let depth = "void f() { try { f(); } catch { f(); } } void main() { while (true) { f(); } }";
    let destructors = "int n = 0; class A { ~A() { n++; A b; } } void main() { { A a; } }";
    // Destructors that run out of fuel are cut short, and the run with them.
    for (text, state) in [(loops, "Suspended"), (depth, "Suspended"), (destructors, "Aborted")] {
        let (end, _) = end_of(text, FUEL, MEMORY);
        assert_eq!(end, state, "{text}");
    }
}

#[test]
fn memory_has_an_end_that_catching_does_not_move() {
    let strings = "void main() { array<string> a; while (true) { try { while (true) \
                   a.insertLast('xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' + a.length()); } catch {} } }";
    let arrays = "void main() { array<array<int>> a; while (true) { try { array<int> b(100000); a.insertLast(b); } \
                  catch {} } }";
    let entries = "void main() { dictionary d; int i = 0; while (true) { try { d.set('key' + i++, i); } catch {} } }";
    for text in [strings, arrays, entries] {
        let (end, used) = end_of(text, FUEL / 4, MEMORY / 4);
        assert_eq!(end, "Suspended", "{text}");
        assert!(used <= MEMORY / 4, "{used} bytes are used: {text}");
    }
}

#[test]
fn one_request_for_too_much_is_an_exception() {
    for body in [
        "array<int> a(2000000000);",
        "array<int> a; a.reserve(4000000000);",
        "array<int> a; a.resize(4000000000);",
        "string s; s.resize(4000000000);",
        "string s = 'aaaaaaaaaa'; while (true) s += s;",
        "string s = formatInt(1, '0', 2000000000);",
        "array<int> a = {1}; while (true) a.insertAt(0, a);",
    ] {
        let (end, used) = end_of(&format!("void main() {{ {body} }}"), FUEL, MEMORY);
        assert_eq!(end, "Exception", "{body}");
        assert!(used <= MEMORY, "{used} bytes are used: {body}");
    }
}

#[test]
fn long_chains_are_dropped_without_recursion() {
    for text in [
        "class N { N@ next; } void main() { N@ head; for (int i = 0; i < 200000; i++) { N n; @n.next = head; \
         @head = n; } @head = null; }",
        "class N { array<N@> next; } void main() { N@ head; for (int i = 0; i < 100000; i++) { N n; \
         n.next.insertLast(head); @head = n; } @head = null; }",
        "void main() { dictionary@ head; for (int i = 0; i < 50000; i++) { dictionary n; n.set('a', @head); \
         @head = n; } @head = null; }",
        "funcdef void F(); class N { F@ f; void g() {} } void main() { N@ head; for (int i = 0; i < 50000; i++) { N n; \
         if (head !is null) @n.f = F(head.g); @head = n; } @head = null; }",
    ] {
        let (end, _) = end_of(text, u64::MAX, 1 << 30);
        assert_eq!(end, "Finished", "{text}");
    }
}

#[test]
fn default_arguments_that_need_each_other_have_an_end() {
    let mut text = String::from("int f0(int a = 1, int b = 1) { return 1; }\n");
    for i in 1..60 {
        let before = i - 1;
        text += &format!("int f{i}(int a = f{before}(), int b = f{before}()) {{ return 1; }}\n");
    }
    text += "void main() { f59(); f58(); }\nvoid other() { f3(); }\n";
    let context = common::context(&[]).unwrap();
    let mut unit = Unit::new(&context).unwrap();
    unit.add_source("defaults.as", text.as_bytes(), 0).unwrap();
    assert!(unit.build().is_err());
    let first = &unit.diagnostics()[0];
    assert!(first.render(unit.sources()).contains("too large"), "{}", first.render(unit.sources()));
    let errors = unit.diagnostics().iter().filter(|d| d.severity == angel::base::Severity::Error).count();
    assert!(errors <= 2, "{errors} errors for one mistake");
}
