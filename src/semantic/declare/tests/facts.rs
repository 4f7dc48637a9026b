//! What is known of right declarations: names, functions, properties, globals.

use super::*;
use crate::semantic::Shadowing;
use crate::semantic::types::{FunctionBody, ScopeHit};
use crate::types::{DataType, FunctionKind, FunctionTraits, RefModifier, TypeFlags, TypeKind};

#[test]
fn functions_and_their_signatures() {
    let text =
        "namespace A::B { class T {} const T@ f(const string &in s, int[] &out a, T@ const h = null) { return h; } }";
    facts(text, |d| {
        let f = d.function("A::B::f");
        assert_eq!(d.declaration(f), "const A::B::T@ A::B::f(const string &in s, array<int> &out a, A::B::T@ const h)");
        let view = d.r.function(f);
        assert_eq!(view.kind(), FunctionKind::Global);
        assert!(view.default_arg(2).is_some() && view.default_arg(1).is_none());
        assert!(matches!(d.r.script_function(f).body, FunctionBody::Decl(_)));
        assert_eq!(d.r.script_function(f).scope, d.namespace("A::B"));
    });
}

#[test]
fn overloads_are_chained_and_join_registered_ones() {
    // FUNC-36, OVERLOAD-11
    facts("void print(int a) {} void print(int &in a) {} void print(const int a, int b) {}", |d| {
        let mut space = crate::semantic::LookupSpace::default();
        let hit = d.r.lookup(NamespaceId::GLOBAL, &[], d.symbol("print"), &mut space);
        assert_eq!(hit, Some(ScopeHit::Functions));
        assert_eq!(space.functions.len(), 4);
    });
    assert_eq!(messages("void f(int a) {} void f(const int b) {}"), "E36 1:23");
    assert_eq!(messages("namespace N { void f() {} } void f() {} namespace N { void f() {} }"), "E36 1:60");
    // Three times the same mistake is told for each, but about the first one only.
    assert_eq!(messages("void f() {} void f() {} void f() {}"), "E36 1:18, E36 1:30");
}

#[test]
fn script_declarations_hide_registered_ones() {
    let with = |shadowing, text: &str| {
        let options = CompileOptions { shadowing, ..CompileOptions::default() };
        told_with(&options, &[text]).join(", ")
    };
    for (text, code) in [
        ("class string {}", "E32 1:7"),
        ("int print;", "E27 1:5"),
        ("int HOST;", "E26 1:5"),
        ("int level;", "E33 1:5"),
        ("void print(const string &in text) {}", "E36 1:6"),
        ("void HOST() {}", "E26 1:6"),
    ] {
        assert_eq!(with(Shadowing::Error, text), code, "{text}");
        assert_eq!(with(Shadowing::Warn, text), code.replace("E", "W").replacen(&code[1..3], "30", 1), "{text}");
        assert_eq!(with(Shadowing::Allow, text), "", "{text}");
    }
    for text in ["void print(int) {}", "namespace N { class string {} }", "int get_level(int) { return 1; }"] {
        assert_eq!(with(Shadowing::Error, text), "", "{text}");
    }
    // A hidden function is not found any more, a hidden property neither.
    let options = CompileOptions { shadowing: Shadowing::Allow, ..CompileOptions::default() };
    facts_with(&options, "void print(const string &in t) {} int level = 3;", |d| {
        let mut space = crate::semantic::LookupSpace::default();
        d.r.lookup(NamespaceId::GLOBAL, &[], d.symbol("print"), &mut space);
        assert_eq!(space.functions, [d.function("print")]);
        let hit = d.r.lookup(NamespaceId::GLOBAL, &[], d.symbol("level"), &mut space);
        assert!(matches!(hit, Some(ScopeHit::Global(_))));
    });
}

#[test]
fn namespaces_and_usings() {
    // NS-01, NS-02, NS-07, NS-15, NS-17: order and sections do not matter.
    let sections = [
        "using namespace A::B; T@ x; namespace E {} using namespace E; using namespace C;",
        "namespace A { namespace B { class T {} namespace C { class U {} } } } U@ y; enum N { X } namespace N { int v; }",
    ];
    assert_eq!(told_with(&CompileOptions::default(), &sections), Vec::<String>::new());
    assert_eq!(messages("namespace A {} using namespace A::Nope;"), "E22 1:32");
    assert_eq!(messages("using namespace Nope; namespace N { using namespace M; }"), "E22 1:17, E22 1:53");
    // ERR-037
    let text = "namespace A { class T {} } namespace B { class T {} } using namespace A; using namespace B; T@ t;";
    assert_eq!(messages(text), "E37 1:93");
    let same = "namespace A { class T {} } namespace B { class T {} using namespace A; T@ t; }";
    assert_eq!(messages(same), "");
}

#[test]
fn sections_are_declared_together() {
    // VAR-26, CLASS-21
    let sections = [
        "class B : A, I { E e; void f(F@) override {} }",
        "class A {} enum E { X }",
        "funcdef void F(); interface I { void f(F@); }",
    ];
    assert_eq!(told_with(&CompileOptions::default(), &sections), Vec::<String>::new());
    let clash = ["class A {}", "\n class A {}"];
    assert_eq!(told_with(&CompileOptions::default(), &clash), ["E28 2:8"]);
}

#[test]
fn funcdefs() {
    facts(
        "funcdef const string &F(int a, float b = 1); class A { funcdef void G(A@); G@ g; void f(G@ x) {} } A::G@ h;",
        |d| {
            let f = d.r.ty(d.ty("F"));
            assert_eq!(f.kind, TypeKind::Funcdef);
            assert_eq!(d.declaration(f.signature), "const string &F(int a, float b)");
            assert_eq!(d.r.function(f.signature).kind(), FunctionKind::Funcdef);
            let a = d.ty("A");
            let (name, g) = d.r.classes[&a].funcdefs[0];
            assert_eq!(d.r.ty(g).parent, a);
            assert_eq!(d.build.text(name), "G");
            assert_eq!(d.r.type_name(g, &d.build.names), "A::G");
            assert_eq!(d.declaration(d.r.ty(g).signature), "void A::G(A@)");
            assert_eq!(d.global("h").def.ty.type_id, g);
            assert_eq!(d.methods("A"), ["void A::f(A::G@ x)"]);
        },
    );
    // Child types are inherited (TYPE-19).
    assert_eq!(messages("class A { funcdef void G(); } class B : A { G@ g; } B::G@ x;"), "");
    assert_eq!(messages("class A { funcdef void G(); funcdef int G(); }"), "E34 1:41");
    assert_eq!(messages("class A { funcdef void G(); int G; }"), "E34 1:24");
}

#[test]
fn global_properties() {
    // PROP-01, PROP-05, PROP-22, PROP-23
    let text = "int s; int x { get { return s; } set { s = value; } }
        namespace N { int get_y() property { return 1; } void set_y(int i) property {} }
        int get_t(int i) property { return i; } int get_none() { return 1; } int x;";
    facts(text, |d| {
        let mut space = crate::semantic::LookupSpace::default();
        let hit = d.r.lookup(NamespaceId::GLOBAL, &[], d.symbol("x"), &mut space);
        assert_eq!((hit, space.accessors.len()), (Some(ScopeHit::Property), 2));
        let get = d.function("get_x");
        assert!(d.r.function(get).is(FunctionTraits::PROPERTY));
        assert!(matches!(d.r.script_function(get).body, FunctionBody::Accessor(..)));
        let set = d.r.function(d.function("set_x"));
        assert_eq!(set.params()[0].name, crate::base::names::VALUE);
        let hit = d.r.lookup(d.namespace("N"), &[], d.symbol("y"), &mut space);
        assert_eq!((hit, space.accessors.len()), (Some(ScopeHit::Property), 2));
        assert_eq!(d.r.lookup(NamespaceId::GLOBAL, &[], d.symbol("t"), &mut space), Some(ScopeHit::Property));
        assert_eq!(d.r.function(d.function("get_none")).def().property, Symbol::EMPTY);
    });
    assert_eq!(messages("int get_x() property { return 1; } void set_x(string) property {}"), "E184 1:41");
    assert_eq!(messages("int get_x(int) property { return 1; } void set_x(string) property {}"), "");
    assert_eq!(
        messages("const string &get_x() property { return S; } void set_x(string &in) property {} string S;"),
        ""
    );
    assert_eq!(messages("void get_() property {} void f() property {}"), "E183 1:6, E183 1:30");
    assert_eq!(messages("int set_x(int) property { return 1; }"), "E183 1:5");
    assert_eq!(messages("Unknown x { get { return 1; } set {} }"), "E21 1:1");
    assert_eq!(messages("int x { get { return 1; } get { return 2; } }"), "E36 1:5");
}

#[test]
fn accessor_modes() {
    let with = |mode, text: &str| {
        let options = CompileOptions { property_accessor_mode: mode, ..CompileOptions::default() };
        told_with(&options, &[text]).join(", ")
    };
    // PROP-02, ERR-194
    let block = "class A { int p { get { return 1; } } } int q { get { return 1; } }";
    assert_eq!(with(0, block), "E194 1:45, E194 1:15");
    assert_eq!(with(2, block), "");
    assert_eq!(with(0, "int get_x() property { return 1; }"), "");
    let options = CompileOptions { property_accessor_mode: 2, ..CompileOptions::default() };
    facts_with(
        &options,
        "class A { int get_x() { return 1; } void get_y() {} void set_z(int a, int b, int c) {} }",
        |d| {
            assert_eq!(d.r.accessors(d.ty("A")).len(), 1);
        },
    );
}

#[test]
fn globals_have_types_and_cells() {
    let text = "int a; string s; V v; Wide w; array<int>@ h; class C {} C c; const string k = \"x\"; int8 b, e = 3;";
    facts(text, |d| {
        let cells = ["a", "s", "v", "w", "h", "c", "k", "b", "e"].map(|n| d.global(n).cell);
        assert_eq!(cells, [0, 1, 3, 4, 8, 9, 10, 12, 13]);
        assert_eq!(d.r.global_cells, 14);
        assert_eq!(d.global("k").def.ty.ref_modifier, RefModifier::None);
        assert!(d.global("k").def.ty.is_const);
        assert!(std::ptr::eq(d.global("b").ty, d.global("e").ty));
    });
    // GLOB-13, GLOB-15, SHARED-13
    let options = CompileOptions { disallow_global_vars: true, ..CompileOptions::default() };
    assert_eq!(told_with(&options, &["int a; class A {} float b, c;"]), ["E39 1:1", "E39 1:19"]);
    assert_eq!(messages("Foo a, b;"), "E21 1:1");
    assert_eq!(messages("Single a; abstract class X {} X x; void v;"), "E40 1:1, E40 1:31, E40 1:36");
}

#[test]
fn globals_are_initialised_in_order() {
    let order = |text: &str| {
        facts(text, |d| {
            let names = d.r.global_order.iter().map(|&g| d.build.text(d.r.script_global(g).def.name).to_string());
            names.collect::<Vec<_>>().join(" ")
        })
    };
    // GLOB-02
    assert_eq!(order("string s = \"v\" + k; int k = 3; string t; float f = 1;"), "k f s t");
    // GLOB-03
    assert_eq!(order("int a = b + 1; int b = f(c); int c; int f(int x) { return x; }"), "c b a");
    assert_eq!(order("int x = list[0]; array<int> list = {n}; int n = 2;"), "n list x");
    assert_eq!(order("namespace N { int a = M::b; } namespace M { int b = ::c; } int c = 1;"), "c b a");
    // A lambda runs later.
    assert_eq!(order("funcdef int F(); F@ f = function() { return z; }; F@ g = h; F@ h; int z;"), "z f h g");
    // A function is no dependency (GLOB-05), nor is a name that means something else there.
    assert_eq!(order("class A { int v; } int f() { return g.v; } int x = f(); A g;"), "x g");
    assert_eq!(order("int a = N::b; namespace N { int get_b() property { return 1; } } int b = a;"), "a b");
    // GLOB-04
    assert_eq!(messages("int a = b + c; int b = a; int c = c;"), "E46 1:24, E46 1:35");
    assert_eq!(messages("auto a = b; auto b = a;"), "E46 1:22");
}

#[test]
fn auto_globals() {
    // VAR-11, VAR-14, VAR-17
    facts(
        "auto a = 2.5f, b = 1; const auto k = 3; auto s = f(), t = 2; int f() { return 1; } auto e = X; enum E { X }",
        |d| {
            assert_eq!(d.global("a").def.ty, DataType::FLOAT);
            assert_eq!(d.global("b").def.ty, DataType::FLOAT);
            assert_eq!(d.global("a").constant, None);
            assert_eq!(d.global("k").def.ty, DataType::INT.with_const(true));
            assert_eq!(d.global("k").constant, Some(3));
            assert!(d.global("s").is_auto && d.global("t").is_auto && d.global("s").def.ty.is_error());
            assert_eq!(d.global("e").def.ty, DataType::of(d.ty("E")));
            assert_eq!(d.r.global_cells, 4);
        },
    );
    // VAR-15
    assert_eq!(messages("auto a; auto b(1);"), "E45 1:6, E45 1:14");
}

#[test]
fn imports() {
    // SHARED-01, SHARED-03
    facts("import int f(string s) from \"other\"; import int f(int) from \"x\";", |d| {
        let f = d.function("f");
        assert_eq!(d.r.function(f).kind(), FunctionKind::Import);
        let import = d.r.imports[d.r.script_function(f).import as usize];
        assert_eq!((import.function, import.module, import.ret), (f, "x", DataType::INT));
    });
    assert_eq!(messages("void f() {} import void f() from \"a\";"), "E208 1:25");
}

#[test]
fn shared_entities() {
    // SHARED-06, SHARED-08, SHARED-10, SHARED-18
    let text =
        "shared class A { int v; A@ a; string s; void f(A@ x) {} int p { get { return 1; } } funcdef void G(); G@ g; }
        shared void f(A@ a, array<A@>@ b, E e, F@ f) {} shared enum E { X } shared interface I { void m(A@); }
        shared funcdef void F(A@);";
    facts(text, |d| {
        let a = d.r.ty(d.ty("A"));
        assert!(a.flags.has(TypeFlags::SHARED));
        for m in d.r.methods(a.id) {
            assert!(d.r.function(m.function).is(FunctionTraits::SHARED));
        }
        assert!(d.r.function(a.behaviors.copy_construct).is(FunctionTraits::SHARED));
        assert!(d.r.function(d.function("f")).is(FunctionTraits::SHARED));
    });
    assert_eq!(
        messages("enum E { X } shared class A { E e; void f(E x) {} array<E> g() { return l; } }"),
        "E202 1:43, E202 1:51, E202 1:31"
    );
    assert_eq!(
        messages("class C {} shared C@ f(C@ c) { return c; } shared funcdef void F(C@);"),
        "E202 1:19, E202 1:66"
    );
    assert_eq!(messages("interface I {} shared interface J : I {}"), "E204 1:37");
    assert_eq!(
        messages("external enum E; external shared interface I; external funcdef void F(); external shared void f();"),
        "E206 1:15, E206 1:44, E206 1:69, E206 1:95"
    );
    // An entity that is missing is told once, not at every use.
    assert_eq!(messages("external class A; A@ a; void f(A@ x) {} class B : A {}"), "E206 1:16");
    assert_eq!(messages("external shared void f() {}"), "E207 1:22");
    // ENGP-32
    let twice = "shared interface I { void f(); } shared interface I { void f(); }";
    assert_eq!(messages(twice), "E28 1:51");
    let options = CompileOptions { ignore_duplicate_shared_intf: true, ..CompileOptions::default() };
    assert_eq!(told_with(&options, &[twice]), Vec::<String>::new());
}

#[test]
fn words_out_of_place() {
    assert_eq!(
        messages("void f() override {} void g() final {} void h() explicit {} private void i() {}"),
        "E154 1:6, E1 1:27, E1 1:45, E1 1:74"
    );
    assert_eq!(messages("void f() delete;"), "E160 1:6");
    assert_eq!(messages("class A; interface I; enum E; mixin class M;"), "E224 1:7, E224 1:20, E224 1:28, E224 1:43");
}

#[test]
fn parameters() {
    // FUNC-15, FUNC-19, FUNC-24, FUNC-54, TYPE-24
    assert_eq!(messages("class A {} void f(A &a, A@+ b, const A &in c, A@ &out d) {}"), "");
    assert_eq!(
        messages("class A {} void f(A@ &a) {} void g(V &v) {} void h(Single &s) {}"),
        "E55 1:19, E55 1:36, E55 1:52"
    );
    let options = CompileOptions { allow_unsafe_references: true, ..CompileOptions::default() };
    assert_eq!(told_with(&options, &["class A {} void f(A@ &a, int &b, V &inout c) {}"]), Vec::<String>::new());
    assert_eq!(
        messages("interface I {} void f(I@ a, const I &in b, I &c) {} void g(I &in a) {} void h(I &out a) {}"),
        "E41 1:60, E41 1:79"
    );
    assert_eq!(
        messages("funcdef void F(); void f(F f) {} F g() { return null; } abstract class A {} A h(A a) { return a; }"),
        "E41 1:26, E42 1:34, E42 1:77, E41 1:81"
    );
    assert_eq!(messages("auto f() { return 1; } void g(array<auto> a) {}"), "E16 1:1, E16 1:37");
    assert_eq!(messages("void f(int a = 1, int b, int c, int d = 2) {}"), "E110 1:19");
    // FUNC-25: what a default says is looked at where it is used.
    assert_eq!(messages("void f(int a = nothing) {}"), "");
    assert_eq!(
        messages("Foo f(Foo a, Bar b) {} void f(Bar c, Foo d) {}"),
        "E21 1:1, E21 1:7, E21 1:14, E21 1:31, E21 1:38"
    );
    let options = CompileOptions { allow_implicit_handle_types: true, ..CompileOptions::default() };
    facts_with(&options, "class @A {} A f(const A a) { return a; }", |d| {
        let view = d.r.function(d.function("f"));
        assert!(view.return_type().is_handle && view.params()[0].ty.is_handle_to_const);
    });
}
