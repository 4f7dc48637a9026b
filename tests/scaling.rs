//! What a script costs to build grows with its size and not faster, however it is made: each shape is built in one size and
//! in four times that.
//!
//! `SHAPES=text` builds only those with the text in their name; `cargo test --test scaling -- --nocapture` prints the times.

mod common;

use std::fmt::Write as _;
use std::time::Duration;

use angel::context::Context;
use angel::unit::Unit;

/// A script with `n` of something.
type Shape = (&'static str, usize, fn(usize) -> String);

/// `text` for all numbers below `n`, which stand for `#`.
fn each(n: usize, text: &str) -> String {
    each_two(n, text, |i| i)
}

/// The same with a second number that stands for `$`.
fn each_two(n: usize, text: &str, second: impl Fn(usize) -> usize) -> String {
    let mut all = String::new();
    for i in 0..n {
        for c in text.chars() {
            let _ = match c {
                '#' => write!(all, "{i}"),
                '$' => write!(all, "{}", second(i)),
                _ => write!(all, "{c}"),
            };
        }
        all.push('\n');
    }
    all
}

fn main_of(body: &str) -> String {
    format!("void main() {{ {body} }}")
}

const SHAPES: &[Shape] = &[
    ("functions", 4000, |n| each(n, "int f#(int a) { return a + #; }")),
    ("calls", 4000, |n| each_two(n, "int f#(int a) { return f$(a); }", |i: usize| i / 2)),
    ("overloads", 800, |n| each(n, "class C# {} void f(C#@ a) {}")),
    ("constructors", 800, |n| format!("{} class X {{ {} }}", each(n, "class C# {}"), each(n, "X(C#@ a) {}"))),
    ("derived classes", 40, |n| {
        format!("class A0 {{}} {}", each_two(n, "class A$ : A# { int m#; void f() {} }", |i: usize| i + 1))
    }),
    ("a chain of empty classes", 100, |n| {
        format!("class A0 {{}} {}", each_two(n, "class A$ : A# {}", |i: usize| i + 1))
    }),
    ("a chain of interfaces", 250, |n| {
        format!("interface I0 {{}} {} class C : I{n} {{}}", each_two(n, "interface I$ : I# {}", |i: usize| i + 1))
    }),
    ("interfaces of one class", 4000, |n| {
        let list: Vec<String> = (0..n).map(|i| format!("I{i}")).collect();
        format!("interface B {{}} {} class C : {} {{}}", each(n, "interface I# : B {}"), list.join(", "))
    }),
    ("classes of one base", 1000, |n| {
        format!(
            "class B {{ int a; void f() {{}} void g() {{}} }} {}",
            each(n, "class D# : B { void f() override { a++; } }")
        )
    }),
    ("members", 2000, |n| format!("class C {{ {} }} void main() {{ C c; }}", each(n, "int v#; void m#() { v# = 1; }"))),
    ("fields", 4000, |n| format!("class C {{ {} }} void main() {{ C c; }}", each(n, "int m#;"))),
    ("fields with initial values", 4000, |n| {
        format!("class C {{ {} }} void main() {{ C c; }}", each(n, "string m# = 'a';"))
    }),
    ("methods", 4000, |n| format!("class C {{ {} }} void main() {{ C c; }}", each(n, "void m#() {}"))),
    ("methods of interfaces", 1000, |n| {
        format!(
            "interface I {{ {} }} class X : I {{ {} }} class Y : X {{}}",
            each(n, "void m#();"),
            each(n, "void m#() {}")
        )
    }),
    ("implemented interfaces", 500, |n| {
        let list: Vec<String> = (0..n).map(|i| format!("I{i}")).collect();
        format!(
            "{} class C : {} {{ {} }}",
            each(n, "interface I# { void m#(); }"),
            list.join(", "),
            each(n, "void m#() {}")
        )
    }),
    ("properties", 250, |n| {
        format!(
            "class C {{ {} }} {}",
            each(n, "int p# { get { return 1; } set {} }"),
            main_of(&format!("C c; {}", each(n, "c.p# += 1;")))
        )
    }),
    ("mixins", 60, |n| format!("mixin class M {{ {} }} {}", each(60, "void m#() {}"), each(n, "class C# : M {}"))),
    ("namespaces", 2000, |n| {
        format!("{} {}", each(n, "namespace N# { int x = #; int f() { return x; } }"), main_of(&each(n, "N#::f();")))
    }),
    ("used namespaces", 500, |n| {
        format!("{} {}", each(n, "namespace N# { void f#() {} } using namespace N#;"), main_of(&each(n, "f#();")))
    }),
    ("enum values", 8000, |n| format!("enum E {{ {} }} void main() {{ int a = e7; }}", each(n, "e#,"))),
    ("globals that need each other", 2000, |n| {
        format!("{} int g{n} = 1;", each_two(n, "int g# = g$ + 1;", |i: usize| i + 1))
    }),
    ("global objects", 4000, |n| each(n, "string s# = 'a';")),
    ("funcdefs", 4000, |n| each(n, "funcdef void F#(int);")),
    ("template instances", 500, |n| format!("{} {}", each(n, "class K# {}"), main_of(&each(n, "array<K#@> a#;")))),
    ("locals", 1000, |n| main_of(&each(n, "int v# = #;"))),
    ("too many locals", 40000, |n| main_of(&each(n, "int v# = #;"))),
    ("local objects", 200, |n| main_of(&each(n, "string v# = 'a';"))),
    ("local objects with exits", 50, |n| main_of(&each(n, "string v# = 'a'; if (v# == 'b') return;"))),
    ("temporaries", 4000, |n| format!("string f(string s) {{ return s; }} {}", main_of(&each(n, "f('a' + #);")))),
    ("scopes", 4000, |n| main_of(&format!("int x = 0; {}", each(n, "if (x == #) { string s = 'a'; x++; }")))),
    ("else if", 4000, |n| main_of(&format!("int x = 0; {} {{}}", each(n, "if (x == #) { x++; } else")))),
    ("cases", 4000, |n| main_of(&format!("int x = 5; switch (x) {{ {} }}", each(n, "case #: x = #; break;")))),
    ("cases far apart", 2000, |n| {
        main_of(&format!("int x = 5; switch (x) {{ {} }}", each_two(n, "case $: x = #; break;", |i: usize| i * 1000)))
    }),
    ("lambdas", 2000, |n| {
        format!("funcdef int F(int); {}", main_of(&format!("F@ f; {}", each(n, "@f = function(a) { return a + #; };"))))
    }),
    ("try blocks", 2000, |n| main_of(&each(n, "try { string s# = 'a'; } catch {}"))),
    ("loops", 2000, |n| main_of(&each(n, "for (int i = 0; i < 2; i++) { if (i == 7) continue; }"))),
    ("string constants", 8000, |n| main_of(&format!("string s; {}", each(n, "s = 'text#';")))),
    ("list elements", 10000, |n| main_of(&format!("array<int> a = {{ {} 0 }};", each(n, "#,")))),
    ("list elements that are objects", 1000, |n| format!("array<string> a = {{ {} '' }};", each(n, "'s#',"))),
    ("list elements of dictionaries", 500, |n| {
        main_of(&format!("dictionary d = {{ {} {{'z', 0}} }};", each(n, "{'k#', #},")))
    }),
    ("operands", 2000, |n| main_of(&format!("int y = 1; int x = {} y;", "y + ".repeat(n.min(7000))))),
    ("joined strings", 1000, |n| main_of(&format!("string y = 'a'; string x; {}", each(n, "x = x + y + 'b' + y;")))),
    ("arguments", 50, |n| {
        let (p, a): (Vec<String>, Vec<&str>) = (0..n).map(|i| (format!("int a{i}"), "1")).unzip();
        format!("void f({}) {{}} {}", p.join(", "), main_of(&format!("f({});", a.join(", "))))
    }),
    ("default arguments", 2000, |n| {
        format!("{} {}", each(n, "int f#(int a, int b = #) { return a; }"), main_of(&each(n, "f#(1);")))
    }),
    ("unknown names", 4000, |n| main_of(&each(n, "foo#();"))),
    ("misspelt names", 1000, |n| format!("{} {}", each(n, "int fun#() { return 0; }"), main_of(&each(n, "fum#();")))),
    ("syntax errors", 4000, |n| main_of(&each(n, "int 5 = ;"))),
    ("one long line", 20000, |n| main_of(&"foo(); ".repeat(n))),
    ("typedefs", 4000, |n| each(n, "typedef int T#; T# v#;")),
    ("imports", 2000, |n| each(n, "import void f#(int) from 'm';")),
    ("shared classes", 500, |n| each(n, "shared class S# { int a; void f() {} }")),
];

/// Processor time of all threads of the process: other processes do not count. Only one test is in this file.
#[cfg(unix)]
fn clock() -> Duration {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the structure is written to.
    unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &raw mut time) };
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

#[cfg(not(unix))]
fn clock() -> Duration {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    START.get_or_init(std::time::Instant::now).elapsed()
}

fn build(context: &Context, text: &str) -> Duration {
    let mut least = Duration::MAX;
    for _ in 0..3 {
        let start = clock();
        let mut unit = Unit::new(context).unwrap();
        unit.add_source("shape.as", text.as_bytes(), 0).unwrap();
        let _ = unit.build();
        for d in unit.diagnostics().iter().take(20) {
            std::hint::black_box(d.render(unit.sources()));
        }
        drop(unit);
        least = least.min(clock() - start);
        if least > Duration::from_secs(1) {
            break;
        }
    }
    least
}

#[test]
fn four_times_the_size_is_four_times_the_work() {
    let context = common::context(&[]).unwrap();
    let only = std::env::var("SHAPES").unwrap_or_default();
    let mut bad = Vec::new();
    for &(name, n, shape) in SHAPES.iter().filter(|s| s.0.contains(&only)) {
        let (small, large) = (shape(n), shape(4 * n));
        let mut ratio = f64::MAX;
        let mut times = (Duration::ZERO, Duration::ZERO);
        // Another try where the machine was busy with something else.
        for _ in 0..4 {
            times = (build(&context, &small), build(&context, &large));
            ratio = ratio.min(times.1.as_secs_f64() / times.0.as_secs_f64());
            if ratio <= 6.0 {
                break;
            }
        }
        println!("{name:<32} {:>9.2?} {:>9.2?} {ratio:>6.1}", times.0, times.1);
        if ratio > 10.0 && times.1 > Duration::from_millis(8) {
            bad.push(format!("{name}: {ratio:.1}"));
        }
    }
    assert!(bad.is_empty(), "grows faster than the script: {bad:?}");
}
