//! Types as written.

use super::*;

/// How the types of globals named `a`, `b`, … are displayed.
fn types(text: &str) -> String {
    facts(text, |d| {
        let list: Vec<String> = d.r.globals.iter().map(|g| d.build.display(g.def.ty)).collect();
        list.join("; ")
    })
}

#[test]
fn suffixes_and_constness() {
    // TYPE-12 to TYPE-15
    let text = "class A {} A@[] a; A[]@ b; const A@ c; A@ const d; const A@ const e; const int[] f; int[][] g; const A@[]@ h; array<const A@> i;";
    assert_eq!(
        types(text),
        "array<A@>; array<A>@; const A@; A@ const; const A@ const; const array<int>; array<array<int>>; const array<A@>@; array<const A@>"
    );
    assert_eq!(types("int32 a; uint32 b; typedef int8 T; const T c; T[] d;"), "int; uint; const int8; array<int8>");
}

#[test]
fn names_in_scopes() {
    // TYPE-19, NS-03, NS-04, NS-05
    let text = "class T {} namespace A { class T {} namespace B { T@ a; ::T@ b; A::T@ c; } } A::T@ d; ::A::T@ e; Math::Vec f; array<int>::less@ g; T@ h;
        namespace U { class V2 {} } namespace W { using namespace U; V2@ i; }";
    assert_eq!(types(text), "A::T@; T@; A::T@; A::T@; A::T@; Math::Vec; array<int>::less@; T@; U::V2@");
    assert_eq!(messages("class T {} namespace A {} A::T@ a;"), "E48 1:30");
    assert_eq!(
        messages("X::T@ a; ::T@ b; array<int>::more@ c; array<Foo>::less@ d; class A {} A::F@ e;"),
        "E22 1:1, E21 1:12, E21 1:30, E21 1:45, E21 1:74"
    );
    // NS-15: a class and a namespace of one name.
    assert_eq!(messages("class A { funcdef void F(); } namespace A { class T {} } A::F@ f; A::T@ t;"), "");
}

#[test]
fn wrong_types() {
    for (text, expected) in [
        ("int@ a;", "E50 1:1"),
        ("class A {} A@@ a;", "E51 1:12"),
        ("array<int, int> a;", "E52 1:1"),
        ("array a;", "E52 1:1"),
        ("class A {} A<int> a;", "E53 1:12"),
        ("array<void> a;", "E54 1:1"),
        ("array<V@> a;", "E50 1:7"),
        ("array<array<Foo>> a;", "E21 1:13"),
        ("V@ a; string@ b; Single@ c; Color@ d;", "E50 1:1, E50 1:7, E50 1:18, E50 1:29"),
        ("void f() {} f a;", "E21 1:13"),
        ("int x; x y;", "E21 1:8"),
        ("Math::Vex a;", "E21 1:7"),
    ] {
        assert_eq!(messages(text), expected, "{text}");
    }
}

#[test]
fn near_names_are_suggested() {
    let note = |text: &str| {
        with(&CompileOptions::default(), &[text], |build, _| {
            build.diags.list()[0].notes.first().map(|n| n.text.clone()).unwrap_or_default()
        })
    };
    assert_eq!(note("Strin a;"), "did you mean 'string'?");
    assert_eq!(note("class Player {} Plyaer@ a;"), "did you mean 'Player'?");
    assert_eq!(note("boolean a;"), "");
    assert_eq!(note("Vec a;"), "there is 'Math::Vec'");
    assert_eq!(note("namespace N { class Inner {} } Inner@ a;"), "there is 'N::Inner'");
}

#[test]
fn access_masks_hide_registered_types() {
    // ERR-047
    let api = {
        let mut c = Context::new();
        c.set_access_mask(2).unwrap();
        c.register_type("Hidden", TypeOptions::pod(4)).unwrap();
        match c.sealed() {
            Ok(api) => api,
            Err(e) => panic!("{e}"),
        }
    };
    let arena = Bump::new();
    let mut build = Build {
        arena: &arena,
        names: Interner::new(api.interner().clone(), &arena),
        registry: Registry::new(api),
        diags: Diagnostics::new(),
        options: CompileOptions::default(),
        externals: Default::default(),
    };
    build.registry.access_mask = 1;
    let text = b"Hidden a; class Hidden2 {}";
    let script = parse_script(&arena, &mut build.names, text, 0, &ParseOptions::default(), &mut build.diags);
    declare(&mut build, &[script]);
    let codes: Vec<u16> = build.diags.list().iter().map(|d| d.code.0).collect();
    assert_eq!(codes, [47]);
}
