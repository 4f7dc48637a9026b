//! Classes, interfaces and mixins.

use super::*;
use crate::semantic::types::FunctionBody;
use crate::types::{FunctionTraits, TypeFlags};

#[test]
fn method_tables_put_inherited_methods_first() {
    // CLASS-13, CLASS-67, CLASS-68
    let text = "class B : A { void g() {} int f(int x) { return 2; } void f() {} }
        class A { private void h() {} int f(int a) { return 1; } void f() const {} }
        class C : B { void h() {} void g(int) {} }";
    facts(text, |d| {
        assert_eq!(d.methods("A"), ["void A::h()", "int A::f(int a)", "void A::f() const"]);
        assert_eq!(
            d.methods("B"),
            ["void A::h()", "int B::f(int x)", "void A::f() const", "void B::g()", "void B::f()"]
        );
        assert_eq!(
            d.methods("C"),
            ["void C::h()", "int B::f(int x)", "void A::f() const", "void B::g()", "void B::f()", "void C::g(int)"]
        );
        for (name, overridden) in [("A", [true, true, false].as_slice()), ("B", &[true, false, false, false, false])] {
            for (i, m) in d.r.methods(d.ty(name)).iter().enumerate() {
                let view = d.r.function(m.function);
                assert_eq!(view.def().slot as usize, i, "{name}");
                assert_eq!(view.is(FunctionTraits::OVERRIDDEN), overridden[i], "{name} {i}");
            }
        }
        assert!(d.r.is_a(d.ty("C"), d.ty("A")) && !d.r.is_a(d.ty("A"), d.ty("B")));
        assert_eq!(d.r.classes[&d.ty("B")].functions.len(), 3 + 3);
    });
}

#[test]
fn conversion_operators_overload_on_what_they_return() {
    // CONV-25
    facts(
        "class A { int opConv() { return 1; } float opConv() { return 1; } string opImplConv() const { return s; } string s; }",
        |d| {
            assert_eq!(d.methods("A").len(), 3);
        },
    );
    assert_eq!(messages("class A { int opConv() { return 1; } int opConv() { return 1; } }"), "E36 1:42");
}

#[test]
fn functions_of_a_class_must_differ() {
    assert_eq!(
        messages("class A { void f() {} void f() {} void f() const {} A(int) {} A(int x) {} }"),
        "E36 1:28, E36 1:63"
    );
    assert_eq!(messages("class A { ~A() {} ~A() {} }"), "E36 1:20");
    // Unknown types make nothing alike.
    assert_eq!(messages("class A { void f(Foo a) {} void f(Bar b) {} }"), "E21 1:18, E21 1:35");
}

#[test]
fn overriding() {
    // CLASS-64 to CLASS-66
    assert_eq!(messages("interface I { void f(); } class A : I { void f() override {} }"), "");
    assert_eq!(messages("class A { void f(int) {} } class B : A { void f(float) override {} }"), "E154 1:47");
    assert_eq!(messages("class A { void f(int) {} } class B : A { void f(int) const override {} }"), "E154 1:47");
    assert_eq!(messages("class A { const int f() { return 1; } } class B : A { int f() { return 1; } }"), "");
    assert_eq!(messages("class A { int &f() { return 1; } } class B : A { int f() { return 1; } }"), "E155 1:54");
    assert_eq!(messages("class A { void f() final {} } class B : A {} class C : B { void f() {} }"), "E153 1:65");
    assert_eq!(
        messages("class A { int p { get final { return 1; } } } class B : A { int p { get { return 1; } } }"),
        "E153 1:65"
    );
}

#[test]
fn member_variables_and_their_places() {
    let text = "class A { bool a; int b; int8 c; double d; B o; V v; }
        class B : A { int16 e; A@ h; string s; bool f, g; Color k; Wide w; private int z = 3; }";
    facts(
        text.replace(
            "class A { bool a; int b; int8 c; double d; B o; V v; }",
            "class A { bool a; int b; int8 c; double d; B@ o; V v; }",
        )
        .as_str(),
        |d| {
            let a = [("a", 16), ("b", 20), ("c", 24), ("d", 32), ("o", 40), ("v", 48)];
            assert_eq!(d.fields("A"), a.map(|(n, o)| (n.to_string(), o)));
            assert_eq!((d.r.ty(d.ty("A")).size, d.r.ty(d.ty("A")).align), (56, 8));
            let b = d.fields("B");
            assert_eq!(b[..6], d.fields("A")[..]);
            let own = [("e", 56), ("h", 64), ("s", 72), ("f", 88), ("g", 89), ("k", 92), ("w", 96), ("z", 128)];
            assert_eq!(b[6..], own.map(|(n, o)| (n.to_string(), o)));
            assert_eq!(d.r.ty(d.ty("B")).size, 136);
            let info = &d.r.classes[&d.ty("B")];
            assert_eq!(info.inits.len(), 8);
            assert_eq!(info.inits[7].property, 13);
            let z = d.r.property(d.ty("B"), d.symbol("z")).unwrap();
            assert_eq!((z.owner, z.access), (d.ty("B"), crate::types::MemberAccess::Private));
        },
    );
    // Nothing is said about what a circle leads to.
    assert_eq!(messages(text), "E60 1:46");
}

#[test]
fn members_share_their_names() {
    // CLASS-08, CLASS-09, PROP-17
    assert_eq!(
        messages("class A { int x = 5; int get_x() const property { return x; } int y; int y { get { return 1; } } }"),
        ""
    );
    assert_eq!(messages("class A { int v, v; float v; }"), "E34 1:18, E34 1:27");
    assert_eq!(messages("class A { void v() {} void v(int) {} int v; }"), "E34 1:42");
    assert_eq!(messages("class A { int v; } class B : A { void v() {} void v(int) {} }"), "E34 1:39");
    assert_eq!(messages("class A { void v() {} } class B : A { int v; }"), "E34 1:43");
    assert_eq!(
        messages("class A { const int a; const A@ b; A@ const c; const int[] d; void e; }"),
        "E61 1:11, E61 1:36, E61 1:48, E40 1:63"
    );
}

#[test]
fn objects_cannot_contain_themselves() {
    // CLASS-07, ERR-060
    assert_eq!(messages("class A { B b; } class B : A {}"), "E60 1:13");
    assert_eq!(messages("class B : A {} class A { B b; }"), "E60 1:28");
    assert_eq!(messages("class A { B b; } class B { C c; } class C { A a; }"), "E60 1:47");
    assert_eq!(messages("class A { A@ a; array<A> b; B c; } class B : C {} class C { int x; }"), "");
}

#[test]
fn constructors_and_generated_functions() {
    facts(
        "class A {} class B { B(int) {} } class C { C() {} C(int, int) {} ~C() {} } class D { D() {} D(const D &in) {} }",
        |d| {
            let of = |n: &str| d.r.ty(d.ty(n)).behaviors;
            // CLASS-25, CLASS-27
            let a = of("A");
            assert_eq!(d.r.constructors(d.ty("A")), [a.default_construct, a.copy_construct]);
            assert!(matches!(d.r.script_function(a.default_construct).body, FunctionBody::DefaultConstructor));
            assert!(matches!(d.r.script_function(a.copy_construct).body, FunctionBody::CopyConstructor));
            assert!(matches!(d.r.script_function(a.assign).body, FunctionBody::Assign));
            assert_eq!(d.declaration(a.copy_construct), "A(const A &)");
            assert_eq!(d.declaration(a.assign), "A &A::opAssign(const A &)");
            assert!(d.r.function(a.assign).is(FunctionTraits::GENERATED));
            assert!(d.methods("A").is_empty());
            assert_eq!(d.r.classes[&d.ty("A")].functions.len(), 3);
            // CLASS-28
            let b = of("B");
            assert!(b.default_construct.is_none() && b.copy_construct.is_none() && b.assign.is_some());
            let c = of("C");
            assert!(matches!(d.r.script_function(c.default_construct).body, FunctionBody::Decl(_)));
            assert!(d.r.function(c.copy_construct).is(FunctionTraits::GENERATED) && c.destruct.is_some());
            assert_eq!(d.r.constructors(d.ty("C")).len(), 3);
            let own = of("D");
            assert_eq!(d.r.constructors(d.ty("D")), [own.default_construct, own.copy_construct]);
            assert!(!d.r.function(own.copy_construct).is(FunctionTraits::GENERATED));
        },
    );
}

#[test]
fn assignment_may_be_inherited() {
    // CLASS-31, CLASS-34
    let text = "class A { A &opAssign(const A &in o) { return this; } } class B : A {} class C : B { C &opAssign(const C &in) { return this; } }
        class E { E &opAssign(int) { return this; } } class F : E {} class G {} class H : G {}";
    facts(text, |d| {
        let assign = |n: &str| d.r.ty(d.ty(n)).behaviors.assign;
        assert_eq!(assign("B"), assign("A"));
        assert_eq!(d.declaration(assign("C")), "C &C::opAssign(const C &in)");
        assert!(assign("E").is_none());
        assert_eq!(d.declaration(assign("F")), "F &F::opAssign(const F &)");
        assert_ne!(assign("G"), assign("H"));
    });
}

#[test]
fn deleted_functions() {
    // CLASS-26, CLASS-32, ERR-160, ERR-162
    let text = "class A { A() delete; A(int) {} A(const A &in) delete; A &opAssign(const A &in) delete; } class B { B(const B &in) delete; }";
    facts(text, |d| {
        let a = d.r.ty(d.ty("A")).behaviors;
        assert!(a.default_construct.is_none() && a.copy_construct.is_none() && a.assign.is_none());
        assert_eq!(d.r.constructors(d.ty("A")).len(), 1);
        assert!(d.methods("A").is_empty());
        let b = d.r.ty(d.ty("B")).behaviors;
        assert!(b.default_construct.is_some() && b.copy_construct.is_none());
    });
    assert_eq!(
        messages("class A { ~A() delete; void opAssign(int) delete; A(A@) delete; }"),
        "E160 1:12, E160 1:29, E160 1:51"
    );
    assert_eq!(messages("class A { void opAssign(const A &in) {} void opAssign(const A &in) delete; }"), "E162 1:46");
}

#[test]
fn properties_change_what_is_generated() {
    let made = |p18, p36, p37, text: &str| {
        let options = CompileOptions {
            always_impl_default_construct: p18,
            always_impl_default_copy: p36,
            always_impl_default_copy_construct: p37,
            ..CompileOptions::default()
        };
        facts_with(&options, text, |d| {
            let b = d.r.ty(d.ty("A")).behaviors;
            [b.default_construct, b.assign, b.copy_construct].map(|f| f.is_some())
        })
    };
    // CLASS-30, ENGP-18, ENGP-36, ENGP-37
    assert_eq!(made(0, 0, 0, "class A { A(int) {} A &opAssign(int) { return this; } }"), [false, false, false]);
    assert_eq!(made(1, 1, 1, "class A { A(int) {} A &opAssign(int) { return this; } }"), [true, true, true]);
    assert_eq!(made(2, 2, 2, "class A {}"), [false, false, false]);
    assert_eq!(
        made(1, 1, 1, "class A { A() delete; A(const A &in) delete; A &opAssign(const A &in) delete; }"),
        [false, false, false]
    );
}

#[test]
fn interfaces_extend_and_are_implemented() {
    // IFACE-02, IFACE-04, CLASS-70, CLASS-71
    let text = "class A : J, IHost, J { void f() {} int g(int) const { return 1; } private void host(int x) {} } class B : A, I { void f() {} }
        interface J : I { int g(int) const; void f(); } interface I { void f(); }";
    facts(text, |d| {
        let (i, j, host) = (d.ty("I"), d.ty("J"), d.r.interfaces(d.ty("A"))[2]);
        assert_eq!(d.methods("J"), ["void I::f()", "int J::g(int) const"]);
        assert_eq!(d.r.interfaces(j), [i]);
        assert_eq!(d.r.interfaces(d.ty("A")), [j, i, host]);
        assert_eq!(d.r.interfaces(d.ty("B")), [j, i, host]);
        let listed = |class: &str| {
            let list = d.r.classes[&d.ty(class)].interface_methods.iter();
            list.map(|&(t, p, f)| (t, p, d.declaration(f))).collect::<Vec<_>>()
        };
        assert_eq!(
            listed("A"),
            [
                (j, 0, "void A::f()".to_string()),
                (j, 1, "int A::g(int) const".to_string()),
                (i, 0, "void A::f()".to_string()),
                (host, 0, "void A::host(int x)".to_string())
            ]
        );
        assert_eq!(listed("B")[0], (j, 0, "void B::f()".to_string()));
        assert!(d.r.is_a(d.ty("B"), i));
    });
    // IFACE-11; a class that misses methods is told once, and its derived classes are not.
    assert_eq!(
        messages(
            "interface I { void f() const; int g(); void h(); } class A : I { void f() {} void g() {} } class B : A {}"
        ),
        "E151 1:58"
    );
    assert_eq!(messages("class A : IHost { void host(float) {} }"), "E151 1:7");
    assert_eq!(messages("interface I { void f(Foo x); } class A : I { void f(Bar x) {} }"), "E21 1:22, E21 1:53");
    assert_eq!(messages("interface I { void f(); void f(); }"), "E36 1:30");
    // IFACE-05
    assert_eq!(messages("interface I : J {} interface J : K {} interface K : I {} class A : K {}"), "E150 1:49");
    assert_eq!(messages("interface I : array {}"), "E149 1:15");
}

#[test]
fn properties_of_interfaces_and_classes() {
    // PROP-18, PROP-19
    let text = "interface I { int x { get const; set; } } class A : I { int s; int x { get const { return s; } set { s = value; } } }
        class B : A { int get_x() const override { return 1; } void set_y(int i, string v) property {} }";
    facts(text, |d| {
        assert_eq!(d.methods("I"), ["int I::get_x() const", "void I::set_x(int value)"]);
        assert_eq!(d.r.accessors(d.ty("I")).len(), 2);
        // What is a property in the base is one in the derived class.
        let b: Vec<String> = d.r.accessors(d.ty("B")).iter().map(|a| d.declaration(a.function)).collect();
        assert_eq!(
            b,
            [
                "int B::get_x() const",
                "void A::set_x(int value)",
                "void B::set_y(int, string v)".replace("int,", "int i,").as_str()
            ]
        );
        assert!(d.r.accessors(d.ty("B"))[1].is_setter);
    });
    assert_eq!(
        messages(
            "class A { int x { get { return 1; } } } class B : A { void set_x(string) property {} } class C : B {}"
        ),
        "E184 1:60"
    );
    assert_eq!(messages("class A { int x { get const { return 1; } get { return 2; } } }"), "");
    assert_eq!(messages("class A { void x { get {} } I y { set {} } } interface I {}"), "E183 1:20, E41 1:29");
}

#[test]
fn mixins_are_pasted() {
    // MIXIN-02 to MIXIN-05
    let text = "namespace N { mixin class M { T@ t; int v = 3, w; void f() {} void g(T@) {} int get_p() const property { return 4; } } class T {} }
        class B { int w; void f() {} void g(N::T@) {} } class A : B, N::M, N::M, M2 { void f() {} }
        interface I { void f(); } mixin class M2 : I { int v; void f() {} }";
    facts(text, |d| {
        assert_eq!(d.methods("A"), ["void A::f()", "void A::g(N::T@)", "int A::get_p() const"]);
        assert_eq!(d.fields("A").iter().map(|f| f.0.as_str()).collect::<Vec<_>>(), ["w", "t", "v"]);
        let g = d.r.methods(d.ty("A"))[1].function;
        let f = d.r.script_function(g);
        assert_eq!((f.scope, f.def.namespace), (d.namespace("N"), NamespaceId::GLOBAL));
        assert!(d.r.is_a(d.ty("A"), d.ty("I")));
        let info = &d.r.classes[&d.ty("A")];
        assert_eq!(info.inits[1].scope, d.namespace("N"));
        // Its own `f`, not those of the mixins, and the generated ones.
        assert_eq!(info.functions.len(), 3 + 3);
        for &f in &info.functions {
            assert!(!matches!(d.r.script_function(f).body, FunctionBody::None));
        }
        let dropped = d.r.functions.iter().filter(|f| matches!(f.body, FunctionBody::None)).count();
        assert_eq!(dropped, 1 + 2);
        assert_eq!(d.r.accessors(d.ty("A")).len(), 1);
    });
    // MIXIN-06 to MIXIN-10: told when a class includes it, and once.
    assert_eq!(messages("mixin class M { Foo f; void g(Bar b) {} M() {} ~M() {} x() {} }"), "");
    assert_eq!(
        messages(
            "mixin class M : C { Foo f; void g(Bar b) {} M() {} ~M() {} x() {} } class A : M {} class B : M {} class C {}"
        ),
        "E177 1:17, E175 1:45, E175 1:53, E157 1:60, E21 1:35, E21 1:21"
    );
    assert_eq!(messages("mixin class M { int p { get { return 1; } } }"), "E10 1:21");
    assert_eq!(messages("mixin class M {} M m; M@ f() { return null; }"), "E21 1:18, E21 1:23");
    assert_eq!(messages("mixin class M { void f() override {} } class A : M {}"), "E154 1:22");
}

#[test]
fn bases() {
    // CLASS-55 to CLASS-58, ERR-147, ERR-148
    assert_eq!(
        messages("class A : array {} class B : int8x {} class C : D::E {} class F : V, IHost { void host(int) {} }"),
        "E147 1:11, E21 1:30, E22 1:49, E147 1:67"
    );
    assert_eq!(messages("class A : B {} class B : C {} class C : A {} class D : A {}"), "E146 1:37");
    assert_eq!(messages("namespace N { class A {} } class B : A {} class C : N::A {} class E : ::N::A {}"), "E48 1:38");
    assert_eq!(messages("funcdef void F(); class A : F {}"), "E148 1:29");
}

#[test]
fn who_may_be_part_of_a_circle() {
    let text = "class Plain { int a; string s; V v; array<int> l; } class Leaf { Plain@ p; array<Plain@> q; }
        class Node { Node@ next; } class Tree { array<Tree@> children; } class A { B@ b; } class B { C c; } class C { A@ a; }
        class Base { Base2@ x; } class Base2 { int y; } class Derived : Base2 { Base@ z; }
        interface I {} class Impl : I { I@ other; } class User { I@ i; } funcdef void F(); class Del { F@ f; } final class Fin { Fin@ f; }
        class Any { dictionary d; } shared class Sh { Sh2@ s; } shared class Sh2 {} shared final class Sh3 {}
        class Host : IHost { void host(int) {} IHost@ h; }";
    facts(text, |d| {
        for (name, circular) in [
            ("Plain", false),
            ("Leaf", false),
            ("Node", true),
            ("Tree", true),
            ("A", true),
            ("B", true),
            ("C", true),
            ("Base", true),
            ("Base2", false),
            ("Derived", true),
            ("Impl", true),
            ("User", false),
            ("Del", true),
            ("Fin", true),
            ("Any", true),
            ("Sh", true),
            ("Sh2", false),
            ("Sh3", false),
            ("Host", true),
        ] {
            assert_eq!(d.r.ty(d.ty(name)).flags.has(TypeFlags::GC), circular, "{name}");
        }
    });
}

#[test]
fn templates_over_classes() {
    // TMPL-07: whether a class can be made without arguments is known before any signature is resolved.
    assert_eq!(
        messages(
            "void f(array<A> a) {} array<A> g; class A { int x; } class B { array<A> a; array<C@> b; } class C { C(int) {} }"
        ),
        ""
    );
    assert_eq!(messages("array<C> a; void f(array<C> &in x) {} class C { C(int) {} }"), "E54 1:1, E54 1:20");
    assert_eq!(messages("abstract class C {} array<C@> a; array<C> b;"), "E54 1:34");
}

#[test]
fn calls_that_defaults_make_alike() {
    // WARN-13
    assert_eq!(messages("class A { void f(int a = 1) {} void f(float b = 1) {} }"), "W13 1:37");
    assert_eq!(messages("class A { void f(int a, int c = 1) {} void f(float b) {} void f(int a) const {} }"), "");
    assert_eq!(messages("class A { void f(int a) {} } class B : A { void f(int a, int b = 1) {} }"), "W13 1:49");
}

#[test]
fn deep_and_wide_hierarchies() {
    // Chains far deeper than the native stack would like.
    let mut text = String::from("class C0 { int a; } interface I0 {}");
    for i in 1..5000 {
        text.push_str(&format!(
            "class C{i} : C{} {{}} interface I{i} : I{} {{}} class H{i} {{ H{}@ h; }}",
            i - 1,
            i - 1,
            (i + 1) % 4999 + 1
        ));
    }
    assert_eq!(messages(&text), "");
    let mut text = String::from("const int a0 = 1; enum E0 { V0 = a0 }");
    for i in 1..5000 {
        text.push_str(&format!("const int a{i} = V{} + a{}; enum E{i} {{ V{i} = a{} }}", i, i - 1, i - 1));
    }
    with(&CompileOptions::default(), &[text.as_str()], |build, _| assert_eq!(build.diags.error_count(), 0));
}
