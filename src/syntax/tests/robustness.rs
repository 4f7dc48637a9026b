//! Nothing may panic, hang or overflow the stack, whatever the text is.

use super::*;
use crate::base::Span;

/// Every construct there is, most of them several times.
const SAMPLE: &str = r#"
/* comment */ import int &ext(const string &in, int = 1 + 2) from "mod" "ule";
using namespace A::B;
namespace A::B { namespace C {} enum E : uint8 { X, Y = 1 << 2, } typedef float real; }
shared external enum F;
abstract shared class Base { ; }
final class Foo : Base, ::A::I { funcdef void CB(int a, const array<array<Foo@>>@ &in b);
  private int a = 1, b, c(4); array<array<array<int>>> deep = {{{1}, {}}, {,}};
  Foo() { super(1, b: 2); } ~Foo() {} Foo(const Foo &in o) explicit { this = o; } Foo(int) delete;
  int prop { get const final { return a; } set override { a = value; } }
  const Foo@ const opIndex(uint i) const property { return this; }
  A::B::C@[]@ const weird(int[] &inout x, auto@ y, ?&in z) const { return null; }
}
mixin class M { void m() {} }
interface I : J, ::K { void f(int) const; int x { get const; set; } ; }
funcdef bool Cmp(const Foo &in a, const Foo@ b = null);
int glob = 0x1F, glob2 = -5 ** 2; Foo obj(1, "two", '3'), obj2;
int gp { get { return 1; } set { } }
void deleted() delete; external shared void ext2();
float f(float x = .5f, int &out y = void, T@+ h = null) property {
  using namespace Z;
  if (x < 1) return; else if (x > 2 && !(y == 3 || false ^^ true)) { ; } else x++;
  for (int i = 0, j = 1; i < 10; i++, --j) continue;
  for (;;) { break; }
  while (not done) { do { x -= 1e-3; } while (x >= 0xFFp); }
  foreach (auto v, const string k : map.items()) print(v + k);
  switch (y) { case 1: case A::X: x = 1; break; case -1: return; default: { int z; } }
  try { throw("x"); } catch { recover(); }
  array<int> @h = cast<array<int>>(obj.get()[3, 4](5)++), q(3);
  @h = array<int> = {1, 2, 3};
  int[] xs = int[] = {}; xs = int[](4); Foo@[] ys;
  h.sort(function(a, const int &in b) { return a < b; }, function() {}, function(int, Foo@ x) { });
  a = b += c **= d >>>= e ? f : g = h; a < b > c; a<b>(c); ns::t<int>::call<Foo@>(1);
  s = "esc \n \x41 \u00e5 \U0001F600" 'single' """here
doc""" "bad \q";
  T &x; x is null; x !is null; !isReady; ~a; @b; -c; +d; a.b.c(d)[e].f++;
  return {1, {2, 3},, 4};
}
"#;

const DECLS: &[&str] = &[
    "array<T>@ $list(int&in type, const int &in list) {repeat {string, ?, {repeat_same array<T>}}}",
    "const ?&in opIndex(const T@+ &in a = null, ...) const property",
    "bool array<T>::less(const T&in a, const T&in b)",
    "R name<class T, class U>(T, const U[]@ b = {1, 2}, ?&out ...) explicit",
    "const array<Foo@>@ const ns::name",
    "map<class K, class V>",
];

/// Parses a text with everything there is and checks what must always hold.
fn survive(source: &[u8]) {
    let start = 7;
    let options = ParseOptions {
        char_literals: source.len() % 2 == 1,
        unicode_identifiers: source.len() % 3 == 1,
        multiline_strings: source.len() % 5 == 1,
        implicit_handles: source.len() % 7 == 1,
        ..ParseOptions::default()
    };
    let arena = Bump::new();
    let mut names = Interner::new(FrozenInterner::root(), &arena);
    let mut diags = Diagnostics::new();
    let script = parse_script(&arena, &mut names, source, start, &options, &mut diags);
    let mut printer = Printer::new(&names);
    printer.script(&script);
    let whole = Span::new(start, start + source.len() as u32);
    assert!(diags.error_count() <= MAX_ERRORS + 1);
    for message in diags.list() {
        let spans = std::iter::once(message.span).chain(message.notes.iter().map(|n| n.span));
        for span in spans.filter(|s| !s.is_none()) {
            let inside = span.lo <= span.hi && span.lo >= whole.lo && span.hi <= whole.hi;
            assert!(inside, "{message:?} in {:?}", String::from_utf8_lossy(source));
        }
    }
}

/// Reads a text as every sort of registered declaration.
fn survive_decl(source: &[u8]) {
    let options = ParseOptions::default();
    let arena = Bump::new();
    let mut names = Interner::new(FrozenInterner::root(), &arena);
    let _ = parse_function_decl(&arena, &mut names, source, &options);
    let _ = parse_funcdef_decl(&arena, &mut names, source, &options);
    let _ = parse_property_decl(&arena, &mut names, source, &options);
    let _ = parse_type_decl(&arena, &mut names, source, &options);
    let _ = parse_type_name_decl(&arena, &mut names, source, &options);
    let _ = parse_expression(&arena, &mut names, source, &options);
}

#[test]
fn the_sample_is_mostly_right() {
    // What is wrong in it, on purpose: `?` in a script, the missing member function name, the unknown escape.
    let found = codes(SAMPLE);
    assert!(found.len() < 8, "{found:?}");
}

#[test]
fn every_prefix() {
    for n in 0..SAMPLE.len() {
        survive(&SAMPLE.as_bytes()[..n]);
    }
    for decl in DECLS {
        for n in 0..=decl.len() {
            survive_decl(&decl.as_bytes()[..n]);
        }
    }
}

#[test]
fn every_suffix() {
    for n in 0..SAMPLE.len() {
        survive(&SAMPLE.as_bytes()[n..]);
    }
}

/// A small generator of random numbers, the same in every run.
struct Random(u64);

impl Random {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % below.max(1)
    }
}

#[test]
fn random_changes() {
    const BITS: &[&str] = &[
        "(",
        ")",
        "{",
        "}",
        "[",
        "]",
        "<",
        ">",
        ">>",
        ",",
        ";",
        ":",
        "::",
        "=",
        "@",
        "&",
        "?",
        "\"",
        "'",
        "\"\"\"",
        "/*",
        "*/",
        "//",
        "\n",
        "\\",
        "class ",
        "if(",
        "else ",
        "for(",
        "function(",
        "int ",
        "const ",
        "cast<",
        "case 1:",
        "switch(",
        "0x",
        "1e",
        ".",
        "...",
        "!is ",
        "\u{feff}",
        "é",
        "\0",
        "get ",
        "funcdef ",
        "get{",
        "namespace A{",
        "shared ",
        "private ",
        "~",
        "break;",
        "default:",
        "mixin ",
        "enum ",
        "using ",
        "import ",
        "foreach(",
        "do ",
    ];
    let mut random = Random(0x2545_F491_4F6C_DD1D);
    for round in 0..4000 {
        let mut text = SAMPLE.as_bytes().to_vec();
        for _ in 0..1 + round % 12 {
            let at = random.next(text.len());
            match random.next(5) {
                0 => text[at] = random.next(256) as u8,
                1 => {
                    let to = (at + random.next(20)).min(text.len());
                    text.drain(at..to);
                }
                2 => {
                    let to = (at + random.next(60)).min(text.len());
                    let part = text[at..to].to_vec();
                    let into = random.next(text.len());
                    text.splice(into..into, part);
                }
                _ => {
                    let bit = BITS[random.next(BITS.len())];
                    text.splice(at..at, bit.bytes());
                }
            }
        }
        survive(&text);
    }
    for round in 0..20_000 {
        let mut text = DECLS[round % DECLS.len()].as_bytes().to_vec();
        for _ in 0..1 + round % 4 {
            let at = random.next(text.len());
            match random.next(3) {
                0 => text[at] = random.next(256) as u8,
                1 => drop(text.drain(at..(at + random.next(5)).min(text.len()))),
                _ => drop(text.splice(at..at, BITS[random.next(BITS.len())].bytes())),
            }
        }
        survive_decl(&text);
    }
    for _ in 0..2000 {
        let mut text = Vec::new();
        for _ in 0..random.next(60) {
            text.extend(BITS[random.next(BITS.len())].bytes());
            if random.next(3) == 0 {
                text.extend(b"a ");
            }
        }
        survive(&text);
        survive(&[b"void f() {", &text[..]].concat());
        survive(&[b"class C {", &text[..]].concat());
    }
}

#[test]
fn deep_and_long() {
    const COUNT: usize = 30_000;
    // Before, repeated, between, repeated, after.
    let cases: &[(&str, &str, &str, &str, &str)] = &[
        ("int x = ", "(", "1", ")", ";"),
        ("int x = ", "f(", "1", ")", ";"),
        ("int x = ", "a[", "1", "]", ";"),
        ("int x = ", "{", "1", "}", ";"),
        ("int x = ", "-", "1", "", ";"),
        ("int x = ", "!a ? b : ", "1", "", ";"),
        ("int x = ", "a ? ", "1", " : 2", ";"),
        ("int x = ", "a = ", "1", "", ";"),
        ("int x = ", "1 + ", "1", "", ";"),
        ("int x = ", "1 ** (", "1", ")", ";"),
        ("int x = ", "a.", "a", "", ";"),
        ("int x = a", "()", "", "", ";"),
        ("int x = a", "[1]", "", "", ";"),
        ("int x = a", "++", "", "", ";"),
        ("int x = ", "cast<A>(", "1", ")", ";"),
        ("int x = ", "cast<A<", "1", ">>(1)", ";"),
        ("int x = ", "function() { return ", "1", "; }", ";"),
        ("int x = ", "function(", "1", ")", ";"),
        ("int x = ", "int(", "1", ")", ";"),
        ("int x = ", "a<", "b", ">", "(1);"),
        ("int x = ", "a<b,", "b", ">", "(1);"),
        ("int x = ", "a<b>(", "b", ")", ";"),
        ("int x = ", "a<b::", "b", ">", ";"),
        ("", "a<", "b", "> ", "x;"),
        ("", "a<b,", "b", "> ", "x;"),
        ("", "a::", "b", "", " x;"),
        ("int", "[]", "", "", " x;"),
        ("int", "@", "", "", " x;"),
        ("", "namespace a {", "", "}", ""),
        ("", "class a {", "", "}", ""),
        ("", "class a { void f() {", "", "}}", ""),
        ("", "int x { get {", "", "}}", ""),
        ("", "void f(", "", ")", ""),
        ("", "a b(", "", "", ""),
        ("", "a b(c, d&e, ", "", "", ""),
        ("", "a b( {} ", "", "", ""),
        ("", "void f(int a = ", "", ")", ""),
        ("", "int f() {} ", "", "", ""),
        ("void f() { ", "{", "", "}", "}"),
        ("void f() { ", "if (1) ", ";", "", "}"),
        ("void f() { ", "if (1) {} else ", "{}", "", "}"),
        ("void f() { ", "if (1) if (2) {} else ", "{}", "", "}"),
        ("void f() { ", "while (1) ", ";", "", "}"),
        ("void f() { ", "do ", ";", " while (1);", "}"),
        ("void f() { ", "for (;;) ", ";", "", "}"),
        ("void f() { ", "foreach (a b : c) ", ";", "", "}"),
        ("void f() { ", "switch (1) { case 1: ", ";", "}", "}"),
        ("void f() { ", "try {", ";", "} catch {}", "}"),
        ("void f() { ", "else ", "", "", "}"),
        ("void f() { ", "a b( ", "", "", "}"),
        ("void f() { ", "a<b c; ", "", "", "}"),
        ("void f() { ", "void g() {", "", "}", "}"),
        ("void f() { ", "return ", "", "", "}"),
        ("void f() { ", ") ", "", "", "}"),
        ("void f() { ", "= ", "", "", "}"),
        ("void f() { ", "x = ; ", "", "", "}"),
        ("void f() { ", "if ( ", "", "", "}"),
        ("void f() { ", "if (x {} ", "", "", "}"),
        ("", "} ", "", "", ""),
        ("", "{ ", "", "", ""),
        ("", "\" ", "", "", ""),
        ("", "\"\n", "", "", ""),
        ("", "shared ", "", "", ""),
        ("", "shared abstract ", "", "", "class A {}"),
        ("", "é", "", "", ""),
        ("enum E { ", "a,", "", "", "}"),
        ("enum E { ", "a = b < ", "", "", "}"),
        ("int x = ", "\"a\" ", "", "", ";"),
    ];
    for (before, open, middle, close, after) in cases {
        let text = format!("{before}{}{middle}{}{after}", open.repeat(COUNT), close.repeat(COUNT));
        parse_quietly(&text);
        parse_quietly(&format!("{before}{}", open.repeat(COUNT)));
        parse_quietly(&format!("void f() {{ {before}{}{middle}{}{after} }}", open.repeat(COUNT), close.repeat(COUNT)));
    }
    for open in ["{", "{repeat ", "(", "a<", "int f(", "a::", "[]", "@", "array<class "] {
        survive_decl(format!("int f(int) {}", open.repeat(COUNT)).as_bytes());
        survive_decl(open.repeat(COUNT).as_bytes());
    }
}

/// Parses without printing: the printer recurses.
fn parse_quietly(text: &str) -> Vec<Diagnostic> {
    let arena = Bump::new();
    let mut names = Interner::new(FrozenInterner::root(), &arena);
    let mut diags = Diagnostics::new();
    parse_script(&arena, &mut names, text.as_bytes(), 0, &ParseOptions::default(), &mut diags);
    diags.into_list()
}

#[test]
fn limits_of_statements() {
    for (open, levels) in [("while (a) {", 250), ("if (a) {", 250), ("{", 250), ("for (;;) ", 250), ("if (a) ", 250)] {
        let close = if open.ends_with('{') { "}" } else { "" };
        let text = format!("void f() {{ {} b(); {} }}", open.repeat(levels), close.repeat(levels));
        assert!(parse_quietly(&text).is_empty(), "{open}");
    }
}

#[test]
fn limits_of_expressions() {
    let chain = |n: usize| format!("int x = 1{};", " + 1".repeat(n));
    assert!(parse_quietly(&chain(4000)).is_empty());
    let too_long = parse_quietly(&chain(100_000));
    assert_eq!(too_long.len(), 1, "{too_long:?}");
    assert!(too_long[0].text.contains("4096"));
    // Each of the chains is short enough, but they sit in each other.
    let nested = format!("int x = {}{};", "1 + (1".repeat(100), format!("{})", " + 1".repeat(100)).repeat(100));
    assert_eq!(parse_quietly(&nested).len(), 1);
    let in_lambda = format!("F@ x = {}1{};", "function() { return 1 + ".repeat(100), "; } + 1".repeat(100));
    assert!(parse_quietly(&in_lambda).is_empty());
    assert!(parse_quietly(&format!("int x = {}1{};", "(".repeat(200), ")".repeat(200))).is_empty());
    let deep = parse_quietly(&format!("int x = {}1{};", "(".repeat(300), ")".repeat(300)));
    assert_eq!(deep.len(), 1);
    assert!(deep[0].text.contains("256"));
}

#[test]
fn a_chain_of_else_if_is_no_nesting() {
    let text = format!("void f() {{ {} {{}} }}", "if (a) {} else ".repeat(100_000));
    assert!(parse_quietly(&text).is_empty());
}
