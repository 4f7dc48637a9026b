//! Statements: STMT, FOREACH, GRAM-07, GRAM-09, GRAM-15.

use super::*;

/// GRAM-07, GRAM-09, GRAM-15
#[test]
fn declarations() {
    assert_eq!(body("int a = 1, b; A c(5), d();"), "(var int a=1 b) (var A c( 5) d())");
    assert_eq!(body("int[] a = {1}, b = {2,3};"), "(var int[] a=(list 1) b=(list 2 3))");
    assert_eq!(body("const auto x = 1; auto@ y = z;"), "(var const auto x=1) (var auto@ y=z)");
    assert_eq!(body("A@ a; A @b; const A@ const c;"), "(var A@ a) (var A@ b) (var const A@ const c)");
    assert_eq!(body("A@[]@ a; N::B[] c; ::D d;"), "(var A@[]@ a) (var N::B[] c) (var ::D d)");
    assert_eq!(body("map<string, array<A@>@> m(3);"), "(var map<string,array<A@>@> m( 3))");
    assert_eq!(body("array<A>::iterator it = b;"), "(var array<A>::iterator it=b)");
    assert_eq!(body("get set; shared x; final final = 1;"), "(var get set) (var shared x) (var final final=1)");
}

/// GRAM-15: what cannot be read as a declaration is an expression.
#[test]
fn expressions() {
    assert_eq!(
        body("a; a.b(); a[0] = 1; a(b); ::a = 2; A::b();"),
        "a (call (. a b)) (= (index a 0) 1) (call a b) (= ::a 2) (call A::b)"
    );
    assert_eq!(body("a < b > c + d; a<b>(c); a * b;"), "(> (< a b) (+ c d)) (call a<b> c) (* a b)");
    assert_eq!(body("a < b > c; a < b << c;"), "(var a<b> c) (< a (<< b c))");
    assert_eq!(
        body("@a = b; ++i; -a; (b)(c); \"x\"; int(3);"),
        "(= (@ a) b) (++_ i) (- a) (call (paren b) c) \"x\" (new int 3)"
    );
    assert_eq!(body("f(a, {1});"), "(call f a (list 1))");
    assert_eq!(body(";"), ";");
}

/// STMT-01, STMT-03
#[test]
fn branches() {
    assert_eq!(body("if (a) b(); else c();"), "(if a (call b) (call c))");
    assert_eq!(body("if (a) if (b) c(); else d();"), "(if a (if b (call c) (call d)))");
    assert_eq!(body("if (a) {} else if (b) {} else if (c) {} else {}"), "(if a {} (if b {} (if c {} {})))");
    assert_eq!(body("if (a) {} else if (b) {}"), "(if a {} (if b {}))");
    assert_eq!(codes("void f() { if (a); }"), ["E115"]);
    assert_eq!(codes("void f() { if (a) {} else; }"), ["E115"]);
    assert_eq!(codes("void f() { if (a) b(); else if (c); d(); }"), ["E115"]);
    assert_eq!(codes("void f() { else x(); }"), ["E1"]);
}

/// STMT-02, STMT-04, STMT-05
#[test]
fn loops() {
    assert_eq!(body("while (a) b++; do { } while (c);"), "(while a (_++ b)) (do {} c)");
    assert_eq!(body("while (a); for (;;);"), "(while a ;) (for ; _ [] ;)");
    assert_eq!(
        body("for (int i = 0, j = 10; i < j; i++, j--) s++;"),
        "(for (var int i=0 j=10) (< i j) [(_++ i), (_-- j)] (_++ s))"
    );
    assert_eq!(body("for (i = 0; ; i++) {}"), "(for (= i 0) _ [(_++ i)] {})");
    assert_eq!(body("while (true) { break; continue; }"), "(while true {break continue})");
    assert_eq!(codes("void f() { for (;;i++,) {} }"), ["E6"]);
}

/// FOREACH-01, FOREACH-03
#[test]
fn foreach() {
    assert_eq!(body("foreach (int v : a) s += v;"), "(foreach int v : a (+= s v))");
    assert_eq!(
        body("foreach (const auto@ k, N::A<B> v : f(x)) {}"),
        "(foreach const auto@ k N::A<B> v : (call f x) {})"
    );
    assert_eq!(codes("void f() { foreach (v : a) {} }"), ["E5"]);
}

/// STMT-14 to STMT-17, GRAM-27
#[test]
fn switches() {
    assert_eq!(
        body("switch (a) { case 1: case A::B: x(); break; case -1: { int y; } default: z(); }"),
        "(switch a (1) (A::B (call x) break) ((- 1) {(var int y)}) (default (call z)))"
    );
    assert_eq!(codes("void f() { switch (1) { } }"), ["E122"]);
    assert_eq!(codes("void f() { switch (1) { default: x(); } }"), ["E122"]);
    assert_eq!(codes("void f() { switch (1) { default: break; case 1: break; } }"), ["E121"]);
    assert_eq!(codes("void f() { switch (1) { case 1: default: default: } }"), ["E121"]);
    assert_eq!(codes("void f() { switch (1) { case 1: int a = 2; break; } }"), ["E123"]);
    assert_eq!(codes("void f() { switch (1) { case 1: break; x(); y(); } }"), ["E9"]);
    assert_eq!(codes("void f() { switch (1) { case 1: if (a) break; x(); } }"), [""; 0]);
    assert_eq!(codes("void f() { switch (1) { print(1); } }"), ["E9"]);
    assert_eq!(codes("void f() { switch (1) { case 1 x(); break; case 2: } }"), ["E1"]);
}

/// STMT-20, GRAM-28
#[test]
fn exceptions() {
    assert_eq!(body("try { a(); } catch { b(); }"), "(try {(call a)} {(call b)})");
    assert_eq!(codes("void f() { try { } catch (int e) { } }"), ["E1"]);
    assert_eq!(codes("void f() { try a(); catch { } }"), ["E1"]);
    assert_eq!(codes("void f() { try { } catch a(); }"), ["E1"]);
    assert_eq!(codes("void f() { try { } }"), ["E1"]);
}

/// STMT-19, FUNC-41
#[test]
fn returns() {
    assert_eq!(body("return;"), "return");
    assert_eq!(body("return a = b;"), "(return (= a b))");
    assert_eq!(body("return {1, 2};"), "(return (list 1 2))");
}

/// NS-08
#[test]
fn using() {
    assert_eq!(body("using namespace A::B; { using namespace C; }"), "(using A B) {(using C)}");
    assert_eq!(codes("void f() { using A; }"), ["E1"]);
}

/// GRAM-17, ERR-011, ERR-131
#[test]
fn declarations_as_bodies() {
    for text in [
        "if (a) int b = 1;",
        "if (a) {} else A b;",
        "while (a) int b;",
        "do int a = 1; while (b);",
        "for (;;) array<int> a;",
        "foreach (int a : b) const int c = 1;",
    ] {
        assert_eq!(codes(&format!("void f() {{ {text} }}")), ["E11"], "{text}");
    }
}

#[test]
fn spans_of_statements() {
    let arena = Bump::new();
    let mut names = Interner::new(FrozenInterner::root(), &arena);
    let mut diags = Diagnostics::new();
    let text = "void f() { if (a) b(); else if (c) { d(); } x = 1; }";
    let script = parse_script(&arena, &mut names, text.as_bytes(), 0, &ParseOptions::default(), &mut diags);
    let [ast::Item::Function(function)] = script.items else { panic!("{script:?}") };
    let block = function.body.expect("a body");
    let texts: Vec<&str> = block.stmts.iter().map(|s| &text[s.span.lo as usize..s.span.hi as usize]).collect();
    assert_eq!(texts, ["if (a) b(); else if (c) { d(); }", "x = 1;"]);
    let ast::StmtKind::If { other: Some(other), .. } = block.stmts[0].kind else { panic!() };
    assert_eq!(&text[other.span.lo as usize..other.span.hi as usize], "if (c) { d(); }");
    assert_eq!(&text[function.span.lo as usize..function.span.hi as usize], "void f()");
    assert_eq!(&text[block.span.lo as usize..block.span.hi as usize], &text[9..]);
}
