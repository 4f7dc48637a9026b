//! Which errors are reported where, and that one mistake is told once (GRAM-19).

use super::*;

/// The messages of a script as `line:column code`.
fn places(source: &str) -> Vec<String> {
    let (_, messages) = script_with(source.as_bytes(), &ParseOptions::default());
    messages
        .iter()
        .map(|m| {
            let before = &source.as_bytes()[..m.span.lo as usize];
            let line = before.iter().filter(|&&b| b == b'\n').count() + 1;
            let column = before.iter().rev().take_while(|&&b| b != b'\n').count() + 1;
            format!("{line}:{column} {}", m.code.0)
        })
        .collect()
}

/// ERR-001 to ERR-010
#[test]
fn catalogue() {
    for (source, code) in [
        ("void f() { int = 3; }", "E1"),
        ("void f() { int a = $; }", "E2"),
        ("void f() {", "E3"),
        ("void f(3) {} void main() {}", "E4"),
        ("class 3 {} void main() {}", "E5"),
        ("void f() { int a = 1 + ; }", "E6"),
        ("void f() { int a = (1 2); }", "E7"),
        ("import void f() from other; void main() {}", "E8"),
        ("void f() { switch (1) { print(\"x\"); } }", "E9"),
        ("class A { 3; } void main() {}", "E10"),
    ] {
        assert_eq!(codes(source), [code], "{source}");
    }
}

#[test]
fn several_errors_in_one_source() {
    let source = "
void f() {
  c(;
  d(1 2);
  if (a == 3 {
    b(;
  }
  for (int i = 0 i < 3; i++) { x = ; }
  while x { y(); }
}
int g( { }
class A {
  foo bar baz;
  int y = ;
  int h(int a b) { x(); }
}
int z = ;
";
    assert_eq!(
        places(source),
        [
            "3:5 6", "4:7 7", "5:14 7", "6:7 6", "8:18 1", "8:36 6", "9:9 1", "12:1 7", "13:11 1", "14:11 6",
            "15:15 1", "17:9 6"
        ]
    );
}

#[test]
fn missing_semicolons_at_the_end_of_a_line() {
    assert_eq!(places("void f() {\n int a = 5\n b()\n return c\n}"), ["2:10 1", "3:4 1", "4:9 1"]);
    assert_eq!(places("int a = 1\nint b = 2;\nint c\nclass D { int e }"), ["1:9 1", "3:5 1", "4:15 1"]);
}

#[test]
fn missing_braces() {
    let lost = "void f() {\n  if (x) {\n    foo();\n\nvoid g() {\n  bar();\n}\nvoid h() {\n}\nclass X { int y; }\n";
    assert_eq!(places(lost), ["5:6 1"]);
    let (_, messages) = script_with(lost.as_bytes(), &ParseOptions::default());
    assert_eq!((messages[0].notes[0].span.lo, messages[0].notes[0].span.hi), (20, 21));
    assert_eq!(places("class A {\n int x;\n"), ["3:1 3"]);
    assert_eq!(places("void f() {}\n}\nint a;"), ["2:1 1"]);
    assert_eq!(places("namespace A { void f() {} }}\nint a = ;"), ["1:28 1", "2:9 6"]);
}

#[test]
fn unclosed_strings_do_not_cascade() {
    assert_eq!(places("void f() {\n  foo(\"abc);\n  bar();\n}\nvoid g() {}"), ["2:7 12"]);
    assert_eq!(places("void f() { foo(\"abc); }\nvoid g() {}"), ["1:16 12"]);
}

#[test]
fn foreign_syntax() {
    assert_eq!(codes("void f() { x->y(); z(); }"), ["E6"]);
    assert_eq!(codes("void f() { string s = `x`; y(); }"), ["E2"]);
    assert_eq!(codes("struct S { int x; };"), ["E181"]);
    assert_eq!(codes("class A { static int x; int y; }"), ["E5"]);
    assert_eq!(codes("class A { public: int x; }"), ["E5"]);
    assert!(codes("#include \"x\"\nint a;").is_empty());
    assert_eq!(codes("#define X\nint a;"), ["E225"]);
    assert_eq!(codes("int a = 1 # 2;"), ["E2"]);
    assert_eq!(codes("void f() { int class = 3; }"), ["E5"]);
    assert_eq!(codes("void f() { float 3x; }"), ["E5"]);
}

#[test]
fn messages_name_what_was_found() {
    let text = |source: &str| script_with(source.as_bytes(), &ParseOptions::default()).1[0].text.clone();
    assert_eq!(text("void f() { a(1 2); }"), "expected ',' or ')' in the arguments, found the number '2'");
    assert_eq!(text("void f() { a = while; }"), "expected an expression, found the reserved word 'while'");
    assert_eq!(text("void f() { a b c; }"), "expected ',' or ';', found 'c'");
    assert_eq!(text("void f() { a = 1 \"x\"; }"), "expected an operator or ';', found a string");
    assert_eq!(text("void f() {"), "unexpected end of file: expected '}'");
    assert_eq!(text("int a = \u{1}1;"), "the character '\\u{1}' starts no token");
    assert!(text(&format!("int a = 1 {};", "x".repeat(100))).len() < 120);
}

#[test]
fn there_is_a_limit() {
    let (_, messages) = script_with("void f() { x = ; }\n".repeat(1000).as_bytes(), &ParseOptions::default());
    assert_eq!(messages.len(), MAX_ERRORS + 1);
}

/// A broken part of the tree is left out; what is around it stays.
#[test]
fn the_tree_after_an_error() {
    let (tree, _) = script_with(b"void f() { a(); b(; c(); if (d e) { g(); } } int h;", &ParseOptions::default());
    assert_eq!(tree, "(fn void f () {(call a) (call c) ;})\n(var int h)");
    let (tree, _) = script_with(b"int a = 99999999999999999999;", &ParseOptions::default());
    assert_eq!(tree, "(var int a=error)");
}
