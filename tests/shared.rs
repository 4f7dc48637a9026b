//! Shared entities: units of a context that declare the same have it together.

mod common;

use std::cell::RefCell;

use angel::context::Context;
use angel::ffi::Register;
use angel::unit::{Unit, UnitError};
use angel::vm::{Call, CallState, ImportTarget, VmRef};

thread_local! {
    static NUMBERS: RefCell<Vec<i32>> = const { RefCell::new(Vec::new()) };
}

extern "C" fn show(number: i32) {
    NUMBERS.with(|n| n.borrow_mut().push(number));
}

fn context() -> Context {
    let mut context = common::context(&[]).unwrap();
    context.register_function("void show(int)", native!(show)).unwrap();
    context.register_interface("Registered").unwrap();
    context.register_interface_method("Registered", "int registered(int)").unwrap();
    context.seal().unwrap_or_else(|e| panic!("{e}"));
    context
}

fn try_build(context: &Context, source: &str) -> (Unit, Result<(), UnitError>) {
    let mut unit = Unit::new(context).unwrap();
    unit.add_source("test.as", source.as_bytes(), 0).unwrap();
    let built = unit.build();
    (unit, built)
}

fn build(context: &Context, source: &str) -> Unit {
    let (unit, built) = try_build(context, source);
    let texts: Vec<_> = unit.diagnostics().iter().map(|d| &d.text).collect();
    assert!(built.is_ok(), "{texts:?}\n{source}");
    unit
}

/// The messages of a build that fails.
fn refused(context: &Context, source: &str) -> Vec<String> {
    let (unit, built) = try_build(context, source);
    assert!(matches!(built, Err(UnitError::Rejected(_))), "{source} is not refused");
    unit.diagnostics().iter().map(|d| format!("{} {}", d.code_text(), d.text)).collect()
}

fn function(unit: &Unit, name: &str) -> u32 {
    let functions = &unit.program().unwrap().unit().functions;
    functions.iter().position(|f| &*f.name == name && f.owner.is_none()).unwrap() as u32
}

/// Runs a function without parameters and gives what was shown.
fn run(vm: &VmRef, unit: &Unit, name: &str) -> Vec<i32> {
    NUMBERS.with(|n| n.borrow_mut().clear());
    let call = Call::new(vm);
    call.prepare(unit.program().unwrap(), function(unit, name)).unwrap();
    let state = call.run();
    assert_eq!(state, Ok(CallState::Finished), "{:?}", call.exception_text());
    NUMBERS.with(|n| n.borrow().clone())
}

fn vm(context: &Context, units: &[&Unit]) -> VmRef {
    let vm = context.new_vm().unwrap();
    units.iter().for_each(|u| vm.link(u.program().unwrap()).unwrap());
    vm
}

/// Binds all imports of a unit to functions of the same name of another.
fn bind(vm: &VmRef, unit: &Unit, from: &Unit) {
    let program = unit.program().unwrap();
    for (i, import) in program.unit().imports.iter().enumerate() {
        let target = ImportTarget::Script(from.program().unwrap(), function(from, &import.name));
        vm.bind(program, i as u32, target).unwrap_or_else(|e| panic!("{e}"));
    }
}

const SHARED: &str = "
    namespace Game {
        shared enum Mood { Calm = 1, Angry = 5 }
        shared interface Named { int name() const; }
        shared funcdef int Change(int);
        shared class Base : Named, Registered {
            int v = 3; array<Base@> others; Mood mood = Mood::Calm; string text = \"ab\";
            Base() { show(100); }
            Base(int x) { v = x; }
            ~Base() { show(-v); }
            int name() const { return v; }
            int registered(int x) { return v + x; }
            int size { get const { return int(others.length()); } }
            Base@ opAdd(Base@ o) { Base b(v + o.v); b.others.insertLast(o); return b; }
        }
        shared class Derived : Base { int w = 4; int name() const override { return v * 10 + w; } }
        shared int apply(Change@ c, int x) { return c(x); }
    }
";

/// SHARED-06, SHARED-16, SHARED-17, SHARED-18: objects, handles, arrays and function handles pass between units, whose
/// shared types are one.
#[test]
fn objects_pass_between_units() {
    let c = context();
    let maker = build(
        &c,
        &(SHARED.to_string()
            + "
        using namespace Game;
        class Own : Derived, Registered { int name() const override { return 77; } }
        Base@ make(int kind) { if (kind == 0) return Base(8); if (kind == 1) return Derived(); return Own(); }
        array<Base@>@ many() { array<Base@> l = {Base(1), Derived(), Own()}; return l; }
        int half(int x) { return x / 2; }
        Change@ changer() { return half; }
        int last(Base@ b, Mood m) { return cast<Derived>(b) is null ? int(m) : cast<Derived>(b).w; }"),
    );
    let user = build(
        &c,
        &(SHARED.to_string()
            + "
        using namespace Game;
        import Base@ make(int kind) from \"maker\";
        import array<Base@>@ many() from \"maker\";
        import Change@ changer() from \"maker\";
        import int last(Base@, Mood) from \"maker\";
        class Mine : Derived { Mine() { v = 6; } int name() const override { return 66; } }
        void main() {
            Base@ b = make(0);
            show(b.name()); show(b.v); show(b.size);
            Derived@ d = cast<Derived>(make(1));
            show(d.name()); d.w = 9; show(d.name());
            Named@ n = make(2); show(n.name());
            Registered@ r = make(2); show(r.registered(1000));
            array<Base@>@ l = many();
            for (uint i = 0; i < l.length(); i++) { Registered@ x = l[i]; show(l[i].name() + x.registered(100)); }
            show(apply(changer(), 10));
            show(last(Mine(), Mood::Angry)); show(last(make(0), Mood::Angry));
            Base@ sum = b + d; show(sum.size); show(sum.others[0].name());
            any a; a.store(@b); Base@ back; a.retrieve(@back); show(back is b ? 1 : 0);
            l.insertLast(Mine()); show(l[3].name());
        }"),
    );
    let vm = vm(&c, &[&maker, &user]);
    bind(&vm, &user, &maker);
    let shown: Vec<i32> = run(&vm, &user, "main").into_iter().filter(|n| *n != 100 && *n >= 0).collect();
    assert_eq!(shown, [8, 8, 0, 34, 39, 77, 1003, 102, 137, 180, 5, 4, 5, 1, 39, 1, 66]);
    assert!(std::ptr::eq(
        vm.programs()[0].runtime_type(maker.program().unwrap().unit().classes[0].id).unwrap(),
        vm.programs()[1].runtime_type(user.program().unwrap().unit().classes[0].id).unwrap(),
    ));
}

/// SHARED-07, SHARED-17: bodies are not compared, and the first ones are used by all.
#[test]
fn the_first_bodies_are_used() {
    let c = context();
    let text = |n: &str| {
        format!(
            "shared class A {{ int x; A() {{ x = {n}; }} A(int y) {{ x = y * {n}; }} ~A() {{ show(-{n}); }} int f() {{ return {n}; }} \
               int p {{ get {{ return x + {n}; }} }} A@ opAssign(const A &in o) {{ x = o.x + {n}; return this; }} }} \
             shared int g(int a) {{ int s = 0; for (int i = 0; i < a; i++) s += {n}; return s; }} \
             shared int deep(int a) {{ return a == 0 ? {n} : deep(a - 1) + 1; }} \
             shared void fails(int a) {{ A keep(a); string s = \"a text that is long enough to be counted\"; A@ none; none.x = {n}; }} \
             shared funcdef int F(int); \
             class B : A {{ B() {{ super(2); }} int f() override {{ return A::f() + 1000; }} }} \
             void main() {{ {{ A a; show(a.f()); show(a.p); A b(2); show(b.x); a = b; show(a.x); }} \
               B d; A@ h = d; show(h.f()); show(d.x); show(g(3)); show(deep(5)); F@ f = g; show(f(2)); \
               try {{ fails(1); }} catch {{ show(getExceptionInfo() == \"Null pointer access\" ? 1 : 0); }} }}"
        )
    };
    let first = build(&c, &text("7"));
    let second = build(&c, &text("8"));
    let third = build(&c, &text("9"));
    let vm = vm(&c, &[&third, &first, &second]);
    let want = [7, 14, 14, 21, -7, -7, 1007, 14, 21, 12, 14, -7, 1, -7];
    for unit in [&first, &second, &third] {
        assert_eq!(run(&vm, unit, "main"), want);
    }
    // The first definition lives on with the units that use it, the others begin anew.
    drop(first);
    assert_eq!(run(&vm, &second, "main"), want);
    drop(vm);
    let vm = self::vm(&c, &[&second]);
    assert_eq!(run(&vm, &second, "main"), want);
    drop((second, third, vm));
    let fourth = build(&c, &text("9"));
    assert_eq!(run(&self::vm(&c, &[&fourth]), &fourth, "main")[0], 9);
}

/// SHARED-07, ERR-205: what differs is an error in the later unit, which says what differs.
#[test]
fn differences_are_told() {
    let c = context();
    let keep = build(
        &c,
        "
        shared class A { int x; private float y; void f(int a) {} }
        shared class B : A {} shared interface I { void f(); } shared interface J {}
        shared enum E { P, Q = 7 } shared funcdef void F(int); shared int g(int a) { return a; }
        namespace N { shared class A { int only; } }",
    );
    for (text, parts) in [
        ("shared class A { int x; private float z; void f(int a) {} }", "'A'|'float y private'|'float z private'"),
        ("shared class A { int x; float y; void f(int a) {} }", "'float y private'|'float y'"),
        ("shared class A { int x; private float y; }", "'A'|f(int"),
        ("shared class A { int x; private float y; void f(int a) {} void g() {} }", "it has no 'void g()'"),
        ("shared class A { int x; private float y; void f(int a) const {} }", "const"),
        ("shared final class A { int x; private float y; void f(int a) {} }", "a class final"),
        ("shared class A { int x; private float y; void f(int a) {} A(int z) {} }", "constructor (int)"),
        ("shared class B { int x; private float y; void f(int a) {} }", "base class A"),
        ("shared interface I { void f(int); }", "f(int)"),
        ("shared class A { private float y; int x; void f(int a) {} }", "another order"),
        ("shared interface I { void f(); void g(); }", "it has no 'void g()'"),
        ("shared interface J { void f(); }", "it has no"),
        ("shared enum E { P, Q }", "'Q = 7'|'Q = 1'"),
        ("shared enum E { P, Q = 7, R }", "'R = 8'"),
        ("shared funcdef int F(int);", "'F'"),
        ("shared class F {}", "a funcdef|a class"),
        ("shared float g(int a) { return a; }", "int g(int)|float g(int)"),
        ("namespace N { shared class A { int x; } }", "'N::A'|int only|int x"),
    ] {
        let messages = refused(&c, text);
        assert_eq!(messages.len(), 1, "{text}: {messages:?}");
        assert!(messages[0].starts_with("E0205 "), "{messages:?}");
        for part in parts.split('|') {
            assert!(messages[0].contains(part), "{text}: '{part}' is not in {messages:?}");
        }
    }
    // Alike, or something else of the same name.
    build(
        &c,
        "shared class A { int x; private float y; void f(int other) { show(x); } } shared int g(float a) { return 1; }",
    );
    build(&c, "class A { int z; } enum E { R } int g(int a) { return 2; } interface I {}");
    // Two differences are told together; what was refused has left nothing behind.
    assert_eq!(
        refused(&c, "shared enum E { X } shared enum New { Y } shared int g(int a) const_ { return 1; }").len(),
        1
    );
    assert_eq!(refused(&c, "shared enum E { X } shared enum New { Y } shared float g(int a) { return 1; }").len(), 2);
    build(&c, "shared enum New { Z }");
    // When nobody has the old ones any more, there is nothing to differ from.
    drop(keep);
    build(&c, "shared class A { string s; } shared enum E { S }");
}

/// SHARED-16, MOD-21: units that were saved take part.
#[test]
fn saved_units_share_too() {
    let c = context();
    let text =
        SHARED.to_string() + "Game::Base@ make(int x) { return Game::Base(x); } void main() { show(make(5).name()); }";
    let first = build(&c, &text);
    let second = build(&c, &text);
    let bytes = first.save(false).unwrap();
    assert_eq!(second.save(false).unwrap(), bytes, "what is saved does not depend on other units");
    let mut loaded = Unit::new(&c).unwrap();
    loaded.load(&bytes).unwrap();
    let user = build(
        &c,
        &(SHARED.to_string() + "import Game::Base@ make(int) from \"m\"; void main() { show(make(21).name()); }"),
    );
    let vm = vm(&c, &[&loaded, &user]);
    bind(&vm, &user, &loaded);
    assert_eq!(run(&vm, &user, "main"), [-21, 21]);
    assert_eq!(run(&vm, &loaded, "main"), [-5, 5]);
    drop((first, second, user, loaded, vm));
    build(&c, "namespace Game { shared class Base { int other; } }");
    let mut late = Unit::new(&c).unwrap();
    late.load(&bytes).unwrap();
    let keep = build(&c, "shared class X { int other; }");
    let mut again = Unit::new(&c).unwrap();
    again.load(&build(&c, "class X { string s; } void main() {}").save(true).unwrap()).unwrap();
    drop(keep);
}

/// SHARED-17: units that are built and run by several threads at once.
#[test]
fn threads_share() {
    let c = context();
    let text = SHARED.to_string()
        + "using namespace Game; void main() { Base@ b = Derived(); show(b.name()); show((b + b).v); }";
    std::thread::scope(|s| {
        for _ in 0..4 {
            s.spawn(|| {
                for _ in 0..20 {
                    let unit = build(&c, &text);
                    let shown = run(&vm(&c, &[&unit]), &unit, "main");
                    assert_eq!(shown, [100, 34, -6, 6, -3]);
                }
            });
        }
    });
}

/// SHARED-04: linking a unit whose shared code came into the VM before still initialises its globals.
#[test]
fn units_that_came_by_themselves_can_be_linked() {
    let c = context();
    let first = build(&c, "int own = 5; shared int f() { return 1; } void main() { show(own); }");
    let second = build(&c, "shared int f() { return 2; } void main() { show(f()); }");
    let vm = vm(&c, &[&second]);
    assert_eq!(run(&vm, &second, "main"), [1]);
    assert!(!vm.is_linked(first.program().unwrap()));
    vm.link(first.program().unwrap()).unwrap();
    assert_eq!(run(&vm, &first, "main"), [5]);
}

/// SHARED-14: `external` takes what an earlier unit shares, with all that it needs and its unit alone knows.
#[test]
fn external_entities_are_those_of_earlier_units() {
    let context = context();
    let first = build(
        &context,
        "namespace Core {\n\
             typedef int64 Big;\n\
             mixin class Named { string name = \"none\"; string title() const { return \"the \" + name; } }\n\
             shared enum Kind { Plain, Special = 5 }\n\
             shared interface Thing { int worth() const; }\n\
             shared funcdef int Judge(const Thing@);\n\
             shared int twice(int x) { return 2 * x; }\n\
             shared int twice(float x) { return int(x * 20); }\n\
             shared int unused(int x) { return x; }\n\
             shared class Item : Thing, Named {\n\
                 Kind kind; Big big = 1 << 3; array<Item@> parts;\n\
                 Item(Kind k) { kind = k; }\n\
                 int worth() const { int sum = twice(int(kind)); for (uint i = 0; i < parts.length(); i++) sum += parts[i].worth(); return sum; }\n\
             }\n\
         }\n\
         Core::Item@ made;\n\
         void make() { @made = Core::Item(Core::Special); made.parts.insertLast(Core::Item(Core::Plain)); made.name = \"first\"; show(made.worth()); }",
    );
    let second = build(
        &context,
        "namespace Core { external shared class Item; shared external funcdef int Judge(const Thing@); external shared int twice(int a); external interface Thing; }\n\
         int unused(float x) { return 77; }\n\
         int judge(const Core::Thing@ t) { return t.worth() + 1; }\n\
         void use() {\n\
             Core::Item item(Core::Kind::Special); item.parts.insertLast(Core::Item(Core::Special));\n\
             Core::Judge@ j = judge;\n\
             show(j(item)); show(Core::twice(4)); show(int(item.big)); show(item.title() == \"the none\" ? 1 : 0); show(unused(1));\n\
         }",
    );
    let vm = VmRef::new(context.runtime().unwrap());
    vm.link(first.program().unwrap()).unwrap();
    vm.link(second.program().unwrap()).unwrap();
    assert_eq!(run(&vm, &first, "make"), [10]);
    assert_eq!(run(&vm, &second, "use"), [21, 8, 8, 1, 77]);

    // Saved, the unit has all of it in itself.
    let file = second.save(false).unwrap();
    drop((first, second, vm));
    let mut third = Unit::new(&context).unwrap();
    third.load(&file).unwrap();
    let vm = VmRef::new(context.runtime().unwrap());
    vm.link(third.program().unwrap()).unwrap();
    assert_eq!(run(&vm, &third, "use"), [21, 8, 8, 1, 77]);
}

/// SHARED-14, ERR-206: there must be such an entity, of the same kind and parameters, in a unit that is alive.
#[test]
fn external_entities_that_are_nowhere_are_refused() {
    let context = context();
    let first = build(
        &context,
        "shared class A { int x = 3; B@ b; } shared class B {} shared int f(int x, const A@ a) { return x; }\n\
         namespace N { shared enum E { V = 4 } } class Own {} void main() { show(f(1, null)); }",
    );
    let missing = |what: &str, name: &str| vec![format!("E0206 external {what} '{name}' is not found")];
    assert_eq!(refused(&context, "external shared class Own;"), missing("class", "Own"));
    assert_eq!(refused(&context, "external shared class E;"), missing("class", "E"));
    assert_eq!(refused(&context, "external shared interface A;"), missing("interface", "A"));
    assert_eq!(refused(&context, "external shared enum A;"), missing("enum", "A"));
    assert_eq!(refused(&context, "external shared class f;"), missing("class", "f"));
    assert_eq!(refused(&context, "external shared class A; external shared int f(int x);"), missing("function", "f"));
    let other = "external shared class A; external shared int f(float x, const A@ a);";
    assert_eq!(refused(&context, other), missing("function", "f"));
    // Nothing says that twice, and what is beside it is not lost.
    let good = "external shared class A; external shared int f(int, const A @);\n\
                namespace N { external enum E; } void main() { A a; show(f(a.x, a)); show(N::V); }";
    let second = build(&context, good);
    let vm = VmRef::new(context.runtime().unwrap());
    vm.link(second.program().unwrap()).unwrap();
    assert_eq!(run(&vm, &second, "main"), [3, 4]);
    // What was declared here is not looked for elsewhere.
    assert!(!refused(&context, "external shared class A; class A {}").is_empty());

    let file = first.save(false).unwrap();
    drop((first, second, vm));
    assert_eq!(refused(&context, "external shared class A;"), missing("class", "A"));
    let mut loaded = Unit::new(&context).unwrap();
    loaded.load(&file).unwrap();
    let messages = refused(&context, "external shared class A; void main() { A a; }");
    assert!(messages[0].contains("was loaded, not built") && messages[0].starts_with("E0206"), "{messages:?}");
}
