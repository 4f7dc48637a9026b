//! Rules of the language that depend on what a host registers: each test makes the API that its rules speak of.

mod common;

use std::cell::RefCell;
use std::ffi::c_void;

use angel::base::Severity;
use angel::context::Context;
use angel::ffi::{Register, TypeOptions};
use angel::types::{BehaviorKind, ObjectFlags};
use angel::vm::{StringValue, Vm};
use common::{End, Outcome};

thread_local! {
    static NUMBERS: RefCell<Vec<i32>> = const { RefCell::new(Vec::new()) };
}

extern "C" fn show(number: i32) {
    NUMBERS.with(|n| n.borrow_mut().push(number));
}

/// The standard context with `void show(int)` and what `more` registers.
fn context(properties: &[(u32, u64)], more: impl FnOnce(&mut Context)) -> Context {
    let mut context = common::context(properties).unwrap();
    context.register_function("void show(int)", native!(show)).unwrap();
    more(&mut context);
    context.seal().unwrap_or_else(|e| panic!("{e}"));
    context
}

fn run(context: &Context, source: &str) -> Outcome {
    NUMBERS.with(|n| n.borrow_mut().clear());
    common::run(context, &[("test.as", source.as_bytes())], common::FUEL)
}

/// Runs a script to its end and gives what it showed.
fn shows(context: &Context, source: &str) -> Vec<i32> {
    let o = run(context, source);
    assert_eq!(o.end, End::Finished, "{source}\n{}", o.rendered);
    NUMBERS.with(|n| n.borrow().clone())
}

/// The codes of what the build says.
fn codes(context: &Context, source: &str) -> Vec<String> {
    run(context, source).messages.into_iter().map(|m| m.code).collect()
}

extern "C" fn nothing(_: *mut c_void) {}

#[repr(C)]
struct Counted {
    refs: i32,
    v: i32,
}

extern "C" fn counted() -> *mut Counted {
    Box::into_raw(Box::new(Counted { refs: 1, v: 5 }))
}
unsafe extern "C" fn add_ref(this: *mut Counted) {
    unsafe { (*this).refs += 1 }
}
unsafe extern "C" fn release(this: *mut Counted) {
    unsafe {
        (*this).refs -= 1;
        if (*this).refs == 0 {
            drop(Box::from_raw(this));
        }
    }
}

fn register_counted(c: &mut Context, name: &str, flags: ObjectFlags) {
    c.register_type(name, TypeOptions::reference().with(flags)).unwrap();
    c.register_behavior(name, BehaviorKind::Factory, &format!("{name} @f()"), native!(counted)).unwrap();
    c.register_behavior(name, BehaviorKind::AddRef, "void f()", native!(add_ref)).unwrap();
    c.register_behavior(name, BehaviorKind::Release, "void f()", native!(release)).unwrap();
    c.register_property(name, "int v", angel::ffi::PropertyPlace::from(4)).unwrap();
}

/// LEX-50, ERR-017, ERR-018: without a string type or a default array their syntax is an error, everything else works.
#[test]
fn without_a_string_type() {
    let mut c = Context::new();
    c.register_function("void show(int)", native!(show)).unwrap();
    c.seal().unwrap();
    assert_eq!(shows(&c, "class A { int v = 3; } void main() { A a; show(a.v); }"), [3]);
    assert_eq!(codes(&c, "void main() { show(\"a\"); }"), ["E0017"]);
    assert_eq!(codes(&c, "void main() { int[] a; }"), ["E0018"]);
    assert_eq!(codes(&c, "import void f() from \"m\"; void main() {}"), [""; 0]);
}

/// LEX-50: literals are const; equal ones may be one object, and nothing that a script does to one shows in another.
#[test]
fn string_constants_are_constant() {
    let c = context(&[], |_| {});
    assert_eq!(codes(&c, "void f(string &inout s) {} void main() { f(\"a\"); }").len(), 1);
    let source = "string f() { string s = \"abcdefghijklmnopqrstuvwxyz\"; string t = s; s += \"!\"; return t; } \
        void main() { for (int i = 0; i < 3; i++) print(f()); const string k = \"abcdefghijklmnopqrstuvwxyz\"; print(k); }";
    assert_eq!(run(&c, source).joined(" ").split(' ').filter(|t| t.len() == 26).count(), 4);
}

#[repr(C)]
#[derive(Clone, Copy)]
struct Variable {
    v: i32,
}
unsafe extern "C" fn conv(vm: *mut c_void, this: *const Variable, out: *mut c_void, ty: *const angel::vm::RuntimeType) {
    unsafe {
        let vm = Vm::from_raw(vm);
        let name = &(*ty).name;
        match &**name {
            "int" => *out.cast::<i32>() = (*this).v,
            "double" => *out.cast::<f64>() = f64::from((*this).v) + 0.5,
            "string" => *out.cast::<StringValue>() = StringValue::new(Some(vm.heap()), b"text").ok().unwrap(),
            _ => {
                let _ = vm.raise("no such conversion");
            }
        }
    }
}
unsafe extern "C" fn four(this: *mut Variable) {
    unsafe { (*this).v = 4 }
}
unsafe extern "C" fn exact(_: *const Variable) -> i64 {
    99
}

/// CONV-28, CONV-31: the generic conversions serve whatever has no conversion of its own.
#[test]
fn generic_conversions() {
    let c = context(&[], |c| {
        c.register_type("Var", TypeOptions::pod(4)).unwrap();
        c.register_behavior("Var", BehaviorKind::Construct, "void f()", native!(four)).unwrap();
        c.register_method("Var", "void opImplConv(?&out) const", native!(vm conv)).unwrap();
        c.register_method("Var", "int64 opImplConv() const", native!(exact)).unwrap();
        c.register_type("Explicit", TypeOptions::pod(4)).unwrap();
        c.register_behavior("Explicit", BehaviorKind::Construct, "void f()", native!(four)).unwrap();
        c.register_method("Explicit", "void opConv(?&out) const", native!(vm conv)).unwrap();
    });
    let source = "void main() { Var v; int64 l = v; string s = v; string t = string(v); show(int(l)); print(s + t); \
        Explicit e; show(int(e)); print(string(e)); }";
    assert_eq!(shows(&c, source), [99, 4]);
    assert_eq!(run(&c, source).joined(" "), "texttext text");
    assert_eq!(codes(&c, "void main() { Explicit e; string s = e; }").len(), 1);
    assert_eq!(
        run(&c, "enum E { A } class C {} void main() { Explicit e; array<int> a = array<int>(e); }").messages.len(),
        0,
        "decided at run time"
    );
}

/// HANDLE-23, TYPE-24: where the flag says so, the plain name means the handle.
#[test]
fn implicit_handles() {
    let c = context(&[(7, 1)], |c| {
        register_counted(c, "Implicit", ObjectFlags::IMPLICIT_HANDLE);
        c.register_method("Implicit", "void touch()", native!(nothing)).unwrap();
    });
    let source = "class H { Implicit i; } Implicit make() { Implicit i = Implicit(); i.v = 8; return i; } \
        void set(Implicit i) { i.v = 9; } \
        void main() { Implicit a = make(); Implicit b = a; b.v++; show(a.v); set(a); show(b.v); \
        Implicit none; show(none is null ? 1 : 0); H h; h.i = a; show(h.i is b ? 1 : 0); \
        array<Implicit> l = {a, make()}; show(l[0].v + l[1].v); b = null; show(b is null ? 1 : 0); show(a.v); }";
    assert_eq!(shows(&c, source), [9, 9, 1, 1, 17, 1, 9]);
}

/// HANDLE-25, FUNC-48, TYPE-09: types without handles or copies are reached through what the host gives only.
#[test]
fn types_without_handles() {
    static THING: [i32; 2] = [0, 7];
    extern "C" fn thing() -> *const [i32; 2] {
        &THING
    }
    let c = context(&[], |c| {
        c.register_type("Single", TypeOptions::reference().with(ObjectFlags::NOHANDLE)).unwrap();
        c.register_property("Single", "const int v", angel::ffi::PropertyPlace::from(4)).unwrap();
        c.register_function("Single &theSingle()", native!(thing)).unwrap();
        c.register_global("Single single", std::ptr::from_ref(&THING) as usize).unwrap();
        register_counted(c, "NoCopy", ObjectFlags(0));
    });
    assert_eq!(
        shows(
            &c,
            "void f(const Single &in s) { show(s.v); } void main() { show(single.v + theSingle().v); f(single); }"
        ),
        [14, 7]
    );
    for wrong in ["Single@ s;", "Single s;", "auto s = single;", "@single;", "array<Single@> a;", "array<Single> a;"] {
        assert_eq!(codes(&c, &format!("void main() {{ {wrong} }}")).len(), 1, "{wrong}");
    }
    for wrong in ["Single f() { return single; }", "void f(Single s) {}", "class A { Single s; }", "Single global;"] {
        let o = run(&c, &format!("{wrong} void main() {{}}"));
        assert_eq!(o.messages.len(), 1, "{}", o.rendered);
    }
    for wrong in
        ["void f(NoCopy n) {} void main() { NoCopy n; f(n); }", "NoCopy f(NoCopy@ n) { return n; } void main() {}"]
    {
        assert_eq!(codes(&c, wrong), ["E0103"], "{wrong}");
    }
    assert_eq!(
        shows(&c, "NoCopy@ f(NoCopy@ n) { n.v = 6; return n; } void main() { NoCopy n; show(f(n).v + n.v); }"),
        [12]
    );
}

/// IFACE-10: scripts implement the host's interfaces, also from within namespaces, mixins and by inheritance.
#[test]
fn registered_interfaces() {
    let c = context(&[], |c| {
        c.register_interface("Animal").unwrap();
        c.register_interface_method("Animal", "int legs() const").unwrap();
        c.register_interface_method("Animal", "string name(int times = 2)").unwrap();
    });
    let source = "namespace N { class Dog : Animal { int legs() const { return 4; } string name(int t) { return t + \"dog\"; } } } \
        interface Loud : Animal { void bark(); } mixin class Legs { int legs() const { return 6; } } \
        class Ant : Legs, Animal { string name(int) { return \"ant\"; } } \
        class Puppy : N::Dog, Loud { void bark() { print(\"wau\"); } int legs() const { return 3; } } \
        shared class S : Animal { int legs() const { return 0; } string name(int) { return \"s\"; } } \
        void main() { array<Animal@> all = {N::Dog(), Ant(), Puppy(), S()}; \
        foreach (auto a : all) { print(a.name() + a.legs()); Loud@ l = cast<Loud>(a); if (l !is null) l.bark(); } }";
    assert_eq!(run(&c, source).joined(" "), "2dog4 ant6 2dog3 wau s0");
    assert_eq!(codes(&c, "class A : Animal { int legs() const { return 1; } } void main() {}"), ["E0151"]);
    assert_eq!(codes(&c, "void main() { Animal a; }").len(), 1);
}

/// TMPL-08: a registered specialisation takes the place of the template's instance, with its own members.
#[test]
fn specialisations() {
    unsafe extern "C" fn flip(this: *mut i32) -> i32 {
        unsafe {
            *this += 1;
            *this
        }
    }
    let c = context(&[], |c| {
        c.register_type("array<bool>", TypeOptions::pod(4)).unwrap();
        c.register_behavior("array<bool>", BehaviorKind::Construct, "void f()", native!(four)).unwrap();
        c.register_method("array<bool>", "int flip()", native!(flip)).unwrap();
    });
    let source = "void main() { array<bool> b; show(b.flip()); array<int> i(3); show(i.length()); array<bool> c = b; c.flip(); \
        show(c.flip()); show(b.flip()); }";
    assert_eq!(shows(&c, source), [5, 3, 7, 6]);
    assert_eq!(codes(&c, "void main() { array<bool> b; b.length(); }"), ["E0084"]);
    assert_eq!(codes(&c, "void main() { array<int> b; b.flip(); }"), ["E0084"]);
}

/// ERR-033, GLOB-14, ERR-192: the host's global accessors take names; properties of values that a property gives cannot be
/// changed in place.
#[test]
fn registered_accessors() {
    extern "C" fn get() -> i32 {
        3
    }
    let c = context(&[], |c| {
        c.set_shadowing(common::shadowing("error"));
        c.register_function("int get_level() property", native!(get)).unwrap();
        c.register_type("Point", TypeOptions::pod(4)).unwrap();
        c.register_method("Point", "int get_x() const property", native!(point_x)).unwrap();
        c.register_method("Point", "void set_x(int) property", native!(point_set)).unwrap();
    });
    assert_eq!(shows(&c, "void main() { show(level); }"), [3]);
    assert_eq!(codes(&c, "int level; void main() {}"), ["E0033"]);
    assert_eq!(codes(&c, "void main() { level = 4; }"), ["E0186"]);
    assert_eq!(shows(&c, "void main() { Point p; p.x = 4; show(p.x); Point q = p; q.x = 5; show(p.x); }"), [4, 4]);
    let source =
        "class A { Point p; Point q { get { return p; } set { p = value; } } } void main() { A a; a.q.x += 1; }";
    assert_eq!(codes(&c, source), ["E0192"]);
}
unsafe extern "C" fn point_x(this: *const i32) -> i32 {
    unsafe { *this }
}
unsafe extern "C" fn point_set(this: *mut i32, x: i32) {
    unsafe { *this = x }
}

/// ERR-209, WARN-19: sources without text, and units without code.
#[test]
fn empty_sources() {
    let c = context(&[], |_| {});
    let o = common::run(&c, &[("empty.as", b""), ("full.as", b"void main() {}")], common::FUEL);
    assert_eq!((o.end, o.messages.len(), o.messages[0].code.as_str()), (End::Finished, 1, "W0019"));
    assert_eq!(o.messages[0].severity, Severity::Warning);
    let silent = context(&[(19, 0)], |_| {});
    assert_eq!(common::run(&silent, &[("empty.as", b"")], common::FUEL).messages.len(), 0);
}

/// ENGP-00, ENGP-00a: what a property cannot be is refused; each context has its own, and a built program keeps its meaning.
#[test]
fn properties_belong_to_a_context() {
    let mut c = common::context(&[]).unwrap();
    assert!(c.set_property(41, 1).is_err());
    assert!(c.set_property(0, 1).is_err());
    assert!(c.set_property(14, 4).is_err());
    assert!(c.set_property(37, 3).is_err());
    assert_eq!(c.properties().get(14), 3);
    assert_eq!(c.properties().get(999), 0);
    c.set_property(5, 77).unwrap();
    assert_eq!(c.properties().get(5), 1);
    c.set_property(28, 9).unwrap();
    assert_eq!(c.properties().get(28), 1);
    let other = context(&[], |_| {});
    c.register_function("void show(int)", native!(show)).unwrap();
    c.seal().unwrap();
    assert_eq!(shows(&c, "void main() { show('A'); }"), [65]);
    assert_eq!(run(&other, "void main() { print('A'); }").joined(""), "A");
}

/// ENGP-02, ENGP-03, ENGP-08, ENGP-12, ENGP-15, ENGP-16, ENGP-29, ENGP-30, ENGP-33, ENGP-35: properties that change how
/// something is done, but not what a program means.
#[test]
fn properties_without_a_meaning_for_scripts() {
    let source = "class A { A@ next; int v; ~A() { gone++; } } int gone = 0; int f(int n) { return n < 2 ? n : f(n - 1) + f(n - 2); } \
        void main() { for (int i = 0; i < 100; i++) { A a, b; @a.next = b; @b.next = a; } gc(); show(gone); show(f(12)); \
        try { A@ none; none.v = 1; } catch { print(getExceptionInfo()); } array<int> l = {3, 1, 2}; l.sortAsc(); show(l[0]); }";
    for (property, value) in
        [(2, 0), (3, 0), (8, 1), (12, 1), (15, 1), (16, 0), (29, 64), (29, 1), (30, 1), (33, 1), (35, 2)]
    {
        let c = context(&[(property, value)], |_| {});
        assert_eq!(shows(&c, source), [200, 144, 1], "property {property}");
    }
}

/// ENGP-11, ENGP-13, LEX-42, LEX-48: bytes or UTF-8 in sources, and what string constants hold.
#[test]
fn encodings() {
    let bytes = context(&[(11, 0), (5, 1)], |_| {});
    assert_eq!(shows(&bytes, "void main() { show('é'); }"), [0xC3]);
    let utf8 = context(&[(5, 1)], |_| {});
    assert_eq!(shows(&utf8, "void main() { show('é'); }"), [0xE9]);
    let c = context(&[], |_| {});
    let o = common::run(&c, &[("latin.as", b"void main() { print(\"\xE9\"); }")], common::FUEL);
    assert_eq!((o.end, o.printed, o.messages.len()), (End::Finished, vec![vec![0xE9]], 1));
    let plain = context(&[(11, 0)], |_| {});
    let o = common::run(&plain, &[("latin.as", b"void main() { print(\"\xE9\"); }")], common::FUEL);
    assert_eq!((o.end, o.printed, o.messages.len()), (End::Finished, vec![vec![0xE9]], 0));
    let wide = context(&[(13, 1)], |_| {});
    let o = run(&wide, "void main() { string s = \"a\\x20ac\"; show(s.length()); print(s); }");
    assert_eq!((o.end, o.printed), (End::Finished, vec![vec![b'a', 0, 0xAC, 0x20]]));
}

/// GLOB-12: programs that run side by side have globals of their own.
#[test]
fn globals_belong_to_a_program() {
    let c = context(&[], |_| {});
    for _ in 0..2 {
        assert_eq!(shows(&c, "int g = 1; void main() { show(g++); show(g); }"), [1, 2]);
    }
}

/// GC-08: what is left when everything goes is collected, destructors included.
#[test]
fn everything_goes_in_the_end() {
    let c = context(&[(16, 0)], |_| {});
    let source = "class A { A@ o; array<A@> l; ~A() { show(1); } } A@ kept; \
        void main() { A a, b; @a.o = b; @b.o = a; A c; c.l.insertLast(c); @kept = A(); @kept.o = kept; show(0); }";
    assert_eq!(shows(&c, source), [0, 1, 1, 1, 1]);
}

/// ERR-130, ERR-003: functions that are too large in some way are refused or compiled, never broken.
#[test]
fn very_large_functions() {
    let c = context(&[], |_| {});
    let mut source = String::from("int f(int x) { int n = 0; ");
    for i in 0..20_000 {
        source.push_str(&format!("if (x == {i}) n += {i}; "));
    }
    source.push_str("return n; } void main() { show(f(19999)); show(f(3)); }");
    assert_eq!(shows(&c, &source), [19999, 3]);
}

/// ENGP-27: executions nest as deep as the property says, and no deeper.
#[test]
fn nested_executions_are_limited() {
    let source = "int d = 0; bool less(const int &in a, const int &in b) { f(); return a < b; } \
        void f() { d++; array<int> a = {2, 1}; a.sort(less); } \
        void main() { f(); show(d); }";
    for limit in [1, 2, 7] {
        let c = context(&[(27, limit)], |_| {});
        assert_eq!(shows(&c, source), [limit as i32]);
    }
}

/// ENGP-09, GLOB-01, MOD-06: with the property off, linking leaves the globals as zero, and the host initialises them when it wants.
#[test]
fn globals_are_initialised_when_the_host_wants() {
    let source = "int a = 5; array<int> l = {1, 2}; class C { int v = 7; } C c; \
        void main() { show(a); try { show(l.length()); show(c.v); } catch { show(-1); } }";
    let on = context(&[], |_| {});
    assert_eq!(shows(&on, source), [5, 2, 7]);
    let off = context(&[(9, 0)], |_| {});
    assert_eq!(shows(&off, source), [0, -1]);
    let mut unit = angel::unit::Unit::new(&off).unwrap();
    unit.add_source("test.as", source.as_bytes(), 0).unwrap();
    unit.build().unwrap();
    let program = unit.program().unwrap();
    let vm = off.new_vm().unwrap();
    let main = program.unit().functions.iter().position(|f| &*f.name == "main").unwrap() as u32;
    let run_main = || {
        NUMBERS.with(|n| n.borrow_mut().clear());
        let call = angel::vm::Call::new(&vm);
        call.prepare(program, main).unwrap();
        assert_eq!(call.run(), Ok(angel::vm::CallState::Finished));
        NUMBERS.with(|n| n.borrow().clone())
    };
    vm.link(program).unwrap();
    assert_eq!(run_main(), [0, -1]);
    vm.reset_globals(program).unwrap();
    assert_eq!(run_main(), [5, 2, 7]);
    vm.reset_globals(program).unwrap();
    assert_eq!(run_main(), [5, 2, 7]);
}

/// Addresses at which values of a list lie, as seen by the list function; then the list's end.
unsafe extern "C" fn take_list(list: *const u8) -> *mut c_void {
    NUMBERS.with(|n| n.borrow_mut().push((list as usize % 16) as i32));
    std::ptr::null_mut()
}

/// HOST-071: values are packed, aligned to four bytes; the first that may need more is aligned to sixteen.
#[test]
fn values_of_lists_are_aligned() {
    let context = context(&[], |c| {
        c.register_type("Quad", TypeOptions::value(32).with(ObjectFlags::POD)).unwrap();
        for (name, pattern) in [
            ("Counted", "{repeat Quad}"),
            ("Plain", "{Quad, Quad}"),
            ("Numbers", "{repeat double}"),
            ("Nested", "{repeat {repeat double}}"),
            ("Mixed", "{int, int, int8, double}"),
            ("Small", "{repeat int}"),
        ] {
            c.register_type(name, TypeOptions::reference().with(ObjectFlags::NOCOUNT)).unwrap();
            let declaration = format!("{name} @f(int &in) {pattern}");
            c.register_behavior(name, BehaviorKind::ListFactory, &declaration, native!(take_list)).unwrap();
        }
    });
    let source = "void main() { Quad q;
        Counted@ a = {q, q, q}; Counted@ b = {}; Plain@ c = {q, q}; Numbers@ d = {1.0}; Nested@ e = {{1.0, 2.0}, {3.0}};
        Mixed@ f = {1, 2, 3, 4.0}; Small@ g = {1, 2}; Numbers@ h = {1.0, 2.0, 3.0, 4.0, 5.0};
    }";
    assert_eq!(shows(&context, source), [12, 0, 0, 12, 8, 4, 0, 12]);
}

unsafe extern "C" fn stop(vm: *mut c_void) {
    unsafe { Vm::from_raw(vm) }.request_abort();
}

/// ARR-24: an abort in a call that compares elements ends the whole execution; unlike an exception (ARR-23) it is not
/// swallowed.
#[test]
fn aborts_of_comparisons_are_passed_on() {
    let context = context(&[], |c| c.register_function("void stop()", native!(vm stop)).unwrap());
    for rest in [
        "int opCmp(const A &in o) const { stop(); return v - o.v; } } void main() { array<A> a = make(); show(1); a.sortAsc();",
        "bool opEquals(const A &in o) const { stop(); return v == o.v; } } void main() { array<A> a = make(); show(1); a.find(a[2]);",
        "} bool less(const A &in a, const A &in b) { stop(); return true; } void main() { array<A> a = make(); show(1); a.sort(less);",
    ] {
        let source = format!(
            "class A {{ int v = 3; {rest} show(2); }}
            array<A> make() {{ array<A> a(5); for (uint i = 0; i < 5; i++) a[i].v = 9 - i; return a; }}"
        );
        let o = run(&context, &source);
        // So the harness calls all that neither finishes nor raises.
        assert_eq!(o.end, End::Hung, "{source}\n{}", o.rendered);
        assert_eq!((NUMBERS.with(|n| n.borrow().clone()), o.leaked), (vec![1], 0));
    }
}

unsafe extern "C" fn candidates(vm: *mut c_void) -> i32 {
    unsafe { Vm::from_raw(vm) }.heap().stats().candidates as i32
}

/// ARR-33: the collector looks at arrays only if their elements can lead back to them.
#[test]
fn only_arrays_that_may_form_circles_are_collected() {
    let context = context(&[(16, 0)], |c| c.register_function("int candidates()", native!(vm candidates)).unwrap());
    for (element, expected) in [
        ("int", 0),
        ("string", 0),
        ("array<double>@", 0),
        ("Leaf@", 0),
        ("Node@", 1),
        ("array<Node@>@", 1),
        // A handle to a class may be one to a class that is derived from it.
        ("Open@", 1),
    ] {
        let source = format!(
            "final class Leaf {{ int v; string s; }} class Node {{ array<Node@>@ all; }} class Open {{ int v; }}
            class More : Open {{ array<Open@>@ back; }}
            void main() {{ array<{element}>@ one = array<{element}>(2), two = one; @two = null; show(candidates()); }}"
        );
        assert_eq!(shows(&context, &source), [expected], "{element}");
    }
}

/// A call that fails before the function begins has not taken over its arguments, also if nothing catches the exception.
#[test]
fn arguments_of_failed_calls_are_released() {
    let context = context(&[], |_| {});
    let source = "class A { ~A() { show(1); } } class B { int take(A a, const string &in s) { return 1; } }
        funcdef int F(A@);
        void main() { int which = 0; WHICH; B@ none; F@ f; if (which == 1) none.take(A(), 'text'); else f(A()); }";
    for which in ["", "which = 1"] {
        let o = run(&context, &source.replace("WHICH", which));
        assert!(matches!(o.end, End::Exception(..)), "{}", o.rendered);
        assert_eq!(NUMBERS.with(|n| n.borrow().clone()), [1], "{which}");
    }
}

/// STMT-24: an abort by the host is no exception: no block catches it.
#[test]
fn aborts_are_not_caught() {
    let context = context(&[], |c| c.register_function("void stop()", native!(vm stop)).unwrap());
    for body in [
        "try { stop(); show(2); } catch { show(3); }",
        "try { try { inner(); } catch { show(4); } } catch { show(5); }",
        "try { throw('x'); } catch { stop(); show(6); }",
    ] {
        let source = format!("void inner() {{ stop(); }} void main() {{ show(1); {body} show(7); }}");
        let o = run(&context, &source);
        assert_eq!(o.end, End::Hung, "{source}\n{}", o.rendered);
        assert_eq!((NUMBERS.with(|n| n.borrow().clone()), o.leaked), (vec![1], 0), "{source}");
    }
}

thread_local! {
    static GIVEN: RefCell<Vec<*mut Counted>> = const { RefCell::new(Vec::new()) };
}

unsafe extern "C" fn failing_text(vm: *mut c_void) -> StringValue {
    let vm = unsafe { Vm::from_raw(vm) };
    let _ = vm.raise("failed");
    NUMBERS.with(|n| n.borrow_mut().push(2));
    StringValue::new(Some(vm.heap()), &[b'x'; 100]).ok().unwrap()
}
unsafe extern "C" fn failing_object(vm: *mut c_void) -> *mut Counted {
    let _ = unsafe { Vm::from_raw(vm) }.raise("failed");
    let object = counted();
    // One reference is the test's, so that it can look at the object afterwards.
    unsafe { add_ref(object) };
    GIVEN.with(|g| g.borrow_mut().push(object));
    object
}

/// EXC-16: an exception of a registered function takes effect when the function returns; what it returns is not used, and
/// released.
#[test]
fn results_of_functions_that_raise_are_released() {
    let context = context(&[], |c| {
        register_counted(c, "Thing", ObjectFlags::default());
        c.register_function("string failingText()", native!(vm failing_text)).unwrap();
        c.register_function("Thing@ failingObject()", native!(vm failing_object)).unwrap();
    });
    let source = "string s = 'kept'; Thing@ t; void take(Thing@ a, const string &in b) { show(9); }
        void main() {
            try { s = failingText(); show(9); } catch { show(s == 'kept' ? 1 : 9); }
            try { @t = failingObject(); show(9); } catch { show(t is null ? 3 : 9); }
            try { take(failingObject(), failingText()); } catch { show(4); }
            failingObject();
        }";
    let o = run(&context, source);
    assert!(matches!(&o.end, End::Exception(text, _, 6) if text == "failed"), "{:?}\n{}", o.end, o.rendered);
    assert_eq!((NUMBERS.with(|n| n.borrow().clone()), o.leaked), (vec![2, 1, 3, 2, 4], 0));
    for object in GIVEN.with(|g| g.take()) {
        assert_eq!(unsafe { (*object).refs }, 1);
        unsafe { release(object) };
    }
}
