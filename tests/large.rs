//! Scripts that are large in one way or another, and arithmetic against what Rust calculates: made by the test.

mod common;

use std::fmt::Write as _;

use angel::semantic::Shadowing;
use common::{End, Form, Outcome};

fn run(source: &str) -> Outcome {
    let mut context = common::context(&[]).unwrap();
    context.set_shadowing(Shadowing::Error);
    context.seal().unwrap();
    common::announce(&source[..source.len().min(200)]);
    common::run_as(&context, &[("large", source.as_bytes())], 1_000_000_000, Form::Loaded)
}

fn finishes(source: &str) -> Outcome {
    let outcome = run(source);
    assert_eq!(outcome.end, End::Finished, "{}", &outcome.rendered[..outcome.rendered.len().min(2000)]);
    outcome
}

/// Jumps over more code than an instruction with two operands reaches (CODE: 16 bits).
#[test]
fn jumps_over_long_code() {
    let mut body = String::new();
    let mut expected: i32 = 0;
    let mut add = 0i32;
    for i in 0..9000 {
        let _ = writeln!(body, "x += {i} ^ (y + i) ; if (x > 1000000) x -= 1000000;");
    }
    for i in 0..3 {
        for k in 0..9000 {
            expected = expected.wrapping_add(k ^ (7 + i));
            if expected > 1_000_000 {
                expected -= 1_000_000;
            }
        }
        add += 1;
    }
    let source = format!(
        "class A {{ ~A() {{ dead++; }} }} int dead = 0;
        void main() {{ int x = 0, y = 7, rounds = 0;
        for (int i = 0; i < 10; i++) {{
            A a;
            if (i == 1 && y < 0 || i > 20) {{ {body} }}
            if (i >= 3) continue;
            try {{ {body}
                rounds++;
                if (x == -1) break;
            }} catch {{ {body} }}
        }}
        while (x < -5) {{ {body} }}
        do {{ if (x == -7) {{ {body} }} }} while (x == -7);
        bool b = x > -3 && (y > 0 ? true : x == 3);
        switch (y) {{ case 1: {body} break; case 7: x += 1; break; default: {body} }}
        print(x + \" \" + rounds + \" \" + dead + b); }}"
    );
    // The body uses `i`, which only the loop has.
    let source = source.replacen("int x = 0, y = 7, rounds = 0;", "int x = 0, y = 7, rounds = 0, i = 0;", 1);
    let source = source.replacen("for (int i = 0; i < 10; i++)", "for (i = 0; i < 10; i++)", 1);
    assert_eq!(finishes(&source).joined(" "), format!("{} {add} 10true", expected + 1));
}

/// Values far apart are found by halves: in a switch of thousands of cases each takes about as long as in a small one.
#[test]
fn large_sparse_switches() {
    let value = |i: i64| i * i * 97 % 4_000_000_007 - 2_000_000_003;
    let script = |n: i64, default: &str| {
        let mut source = String::from("int f(int v) { switch (v) {");
        for i in 0..n {
            let _ = writeln!(source, "case {}: return {i};", value(i));
        }
        // As many calls whatever the number of cases.
        let _ = write!(
            source,
            "{default} }} return -1; }} void main() {{ int64 sum = 0; int wrong = 0; for (int64 k = 0; k < 200000; k++) {{
            int64 i = k % {n}; int v = int(i * i * 97 % 4000000007 - 2000000003); if (f(v) != i) wrong++;
            if (f(v + 1) != -1) sum++; }} print(wrong + \" \" + sum); }}"
        );
        source
    };
    let distinct: std::collections::BTreeSet<i64> = (0..4000).map(value).collect();
    assert_eq!(distinct.len(), 4000);
    assert!(distinct.iter().all(|v| !distinct.contains(&(v + 1)) && i32::try_from(*v).is_ok()));
    let mut times = Vec::new();
    for (n, default) in [(20, ""), (4000, ""), (4000, "default: return -1;")] {
        let source = script(n, default);
        let start = std::time::Instant::now();
        assert_eq!(finishes(&source).joined(" "), "0 0", "{n}");
        times.push(start.elapsed().as_secs_f64());
    }
    // One after the other it would be a hundred times.
    assert!(times[1] < times[0] * 12.0 + 0.5, "{times:?}");
}

#[test]
fn many_variables() {
    for kind in ["int", "double", "string", "array<int>", "A", "A@", "NV", "uint8"] {
        let count = 400;
        let mut source = String::from(
            "class A { int v; A() { live++; } A(int v) { this.v = v; live++; } ~A() { live--; } }\nint live = 0;\n",
        );
        source.push_str("int value(int x) { return x; }\nvoid main() { { int sum = 0;\n");
        for i in 0..count {
            let _ = match kind {
                "string" => writeln!(source, "string v{i} = \"\" + value({i});"),
                "array<int>" => writeln!(source, "array<int> v{i} = {{value({i})}};"),
                "A@" => writeln!(source, "A@ v{i} = A(value({i}));"),
                "A" | "NV" => writeln!(source, "{kind} v{i}(value({i}));"),
                _ => writeln!(source, "{kind} v{i} = value({i});"),
            };
        }
        let mut expected = 0;
        for i in 0..count {
            let read = match kind {
                "string" => format!("parseInt(v{i})"),
                "array<int>" => format!("v{i}[0]"),
                "A@" | "A" | "NV" => format!("v{i}.v"),
                _ => format!("v{i}"),
            };
            let _ = writeln!(source, "sum = int(sum * 3 + {read});");
            let value = if kind == "uint8" { i32::from(i as u8) } else { i };
            expected = if kind == "double" {
                // Through double, the sum overflows; keep it small there.
                expected
            } else {
                i32::wrapping_add(i32::wrapping_mul(expected, 3), value)
            };
        }
        if kind == "double" {
            source = source.replace("sum * 3 + ", "sum % 1000 + ");
            expected = 0;
            for i in 0..count {
                expected = expected % 1000 + i;
            }
        }
        source.push_str("print(\"\" + sum); } print(\"\" + live); }");
        assert_eq!(finishes(&source).joined(" "), format!("{expected} 0"), "{kind}");
    }
}

#[test]
fn deep_and_wide_expressions() {
    let nested = (0..200).fold("1".to_string(), |inner, i| format!("f({inner}, {i})"));
    let sum = (0..3000).map(|i| i.to_string()).collect::<Vec<_>>().join(" + x * ");
    let texts = (0..2000).map(|i| format!("x + \"{i}\"")).collect::<Vec<_>>().join(" + ");
    let list = (0..5000).map(|i| format!("x + {i}")).collect::<Vec<_>>().join(", ");
    let source = format!(
        "int f(int a, int b) {{ return a + b; }} void main() {{ int x = 1;
        print(\"\" + ({nested})); print(\"\" + ({sum}));
        string s = {texts}; print(\"\" + s.length());
        array<int> l = {{ {list} }}; print(\"\" + l[4999] + \" \" + l.length()); }}"
    );
    let length: usize = (0..2000).map(|i: i32| i.to_string().len() + 1).sum();
    let sums: i32 = (0..3000).sum();
    assert_eq!(finishes(&source).joined(" "), format!("19901 {sums} {length} 5000 5000"));
}

#[test]
fn many_declarations() {
    let mut source = String::new();
    for i in 0..2000 {
        let _ = writeln!(
            source,
            "class C{i} {} {{ int v{i} = {i}; int f() {{ return v{i} + {}; }} }}",
            if i % 50 == 0 { String::new() } else { format!(": C{}", i - 1) },
            if i % 50 == 0 { "0".into() } else { format!("C{}::f()", i - 1) }
        );
        let _ = writeln!(source, "int g{i} = {i}; enum E{i} {{ A{i} = {i} }}");
    }
    source.push_str("void main() { int s = 0; for (int k = 0; k < 3; k++) {");
    for i in (0..2000).step_by(7) {
        let _ = write!(source, "s += C{i}().f() + g{i} + E{i}::A{i};");
    }
    source.push_str("} print(\"\" + s); }");
    let expected: i64 = (0..2000i64).step_by(7).map(|i| (i / 50 * 50..=i).sum::<i64>() + 2 * i).sum::<i64>() * 3;
    assert_eq!(finishes(&source).joined(" "), expected.to_string());
}

/// What 32- and 64-bit arithmetic gives for values at the edges: at run time and folded, against Rust.
#[test]
fn integers_at_the_edges() {
    let ints = [
        0i64,
        1,
        -1,
        2,
        -2,
        7,
        -7,
        31,
        32,
        100,
        255,
        256,
        -128,
        32767,
        65536,
        i32::MAX as i64,
        i32::MIN as i64,
        -2147483647,
    ];
    let mut source = String::new();
    let mut calls = String::new();
    let mut expected = Vec::new();
    let mut n = 0;
    for a in ints {
        for b in ints {
            for (ty, bits) in [("int", 32), ("uint", 32), ("int64", 64), ("uint64", 64), ("int8", 8), ("uint16", 16)] {
                let (x, y) = (cut(a, ty), cut(b, ty));
                let mut results = Vec::new();
                for op in ["+", "-", "*", "/", "%", "&", "|", "^", "<", "=="] {
                    let wide = match ty {
                        "int8" => "int",
                        "uint16" => "uint",
                        t => t,
                    };
                    let r = binary(x, y, op, wide);
                    let Some(r) = r else { continue };
                    results.push((op, r));
                }
                let literal = |v: i128| if v < 0 { format!("({ty}(-{}))", -v) } else { format!("({ty}({v}))") };
                let _ = write!(source, "void f{n}({ty} a, {ty} b) {{ string s;");
                let mut want = String::new();
                for (op, r) in &results {
                    let _ = write!(source, "s += (a {op} b) + \" \";");
                    let _ = write!(want, "{r} ");
                    if n % 5 == 0 {
                        let _ = write!(source, "s += ({} {op} {}) + \" \";", literal(x), literal(y));
                        let _ = write!(want, "{r} ");
                        let _ = write!(source, "s += (a {op} {}) + \" \";", literal(y));
                        let _ = write!(want, "{r} ");
                    }
                }
                source.push_str("print(s); }\n");
                let _ = write!(calls, "f{n}({}, {});", literal(x), literal(y));
                expected.push((format!("{a} {b} {ty} {bits}"), want));
                n += 1;
            }
        }
    }
    let outcome = finishes(&format!("{source} void main() {{ {calls} }}"));
    assert_eq!(outcome.printed.len(), expected.len());
    for (got, (what, want)) in outcome.printed.iter().zip(&expected) {
        assert_eq!(String::from_utf8_lossy(got), *want, "{what}");
    }
}

fn cut(v: i64, ty: &str) -> i128 {
    match ty {
        "int" => i128::from(v as i32),
        "uint" => i128::from(v as u32),
        "int64" => i128::from(v),
        "uint64" => i128::from(v as u64),
        "int8" => i128::from(v as i8),
        "uint16" => i128::from(v as u16),
        _ => unreachable!(),
    }
}

fn wrap(v: i128, ty: &str) -> i128 {
    match ty {
        "int" => i128::from(v as i32),
        "uint" => i128::from(v as u32),
        "int64" => i128::from(v as i64),
        _ => i128::from(v as u64),
    }
}

fn binary(x: i128, y: i128, op: &str, ty: &str) -> Option<String> {
    let min = match ty {
        "int" => i128::from(i32::MIN),
        "int64" => i128::from(i64::MIN),
        _ => 1,
    };
    let v = match op {
        "+" => x + y,
        "-" => x - y,
        "*" => x.wrapping_mul(y),
        "/" | "%" if y == 0 || (x == min && y == -1) => return None,
        "/" => x / y,
        "%" => x % y,
        "&" | "|" | "^" => {
            let v = match op {
                "&" => x & y,
                "|" => x | y,
                _ => x ^ y,
            };
            // Bit operators give unsigned results where an operand is, else signed ones.
            return Some(wrap(v, ty).to_string());
        }
        "<" => return Some((x < y).to_string()),
        _ => return Some((x == y).to_string()),
    };
    Some(wrap(v, ty).to_string())
}

#[test]
fn shifts_and_conversions() {
    let mut body = String::new();
    let mut want = Vec::new();
    for v in [0i32, 1, -1, 5, -5, i32::MAX, i32::MIN, 0x1234_5678] {
        for s in [0u32, 1, 7, 31] {
            let _ = write!(
                body,
                "{{ int a = {v}; uint u = uint(a); int s = {s}; print(\"\" + (a << s) + \" \" + (a >> s) + \" \" + (a >>> s) + \" \" + (u >> s)); }}"
            );
            // `>>` shifts in zeros, `>>>` copies of the sign.
            want.push(format!("{} {} {} {}", v << s, ((v as u32) >> s) as i32, v >> s, (v as u32) >> s));
        }
        let w = i64::from(v).wrapping_mul(0x1_0000_0001);
        let _ = write!(
            body,
            "{{ int64 w = {w}; print(\"\" + int8(w) + \" \" + uint8(w) + \" \" + int16(w) + \" \" + uint16(w) + \" \" + int(w) + \" \" + uint(w) + \" \" + uint64(w) + \" \" + (double(w) == {}) + \" \" + int(double(int(w)))); }}",
            format_double(w as f64)
        );
        want.push(format!(
            "{} {} {} {} {} {} {} true {}",
            w as i8, w as u8, w as i16, w as u16, w as i32, w as u32, w as u64, w as i32
        ));
    }
    let outcome = finishes(&format!("void main() {{ {body} }}"));
    let got: Vec<_> = outcome.printed.iter().map(|p| String::from_utf8_lossy(p).into_owned()).collect();
    assert_eq!(got, want);
}

fn format_double(v: f64) -> String {
    let text = format!("{v:.1}");
    if v < 0.0 { format!("({text})") } else { text }
}

/// What several threads make of a large unit is what one thread makes of it, to the last instruction and message.
#[test]
fn threads_make_no_difference() {
    let mut source = String::from(
        "funcdef int F(int); interface I { int value() const; } class Base : I { int v; string n; Base(int v) { this.v = v; }
        int value() const { return v; } int opCmp(const Base &in o) const { return v - o.v; } }
        int thrown = 0; auto made = array<int> = {1, 2, 3};\n",
    );
    for i in 0..400 {
        let _ = writeln!(
            source,
            "class C{i} : Base {{ array<C{i}@> all; dictionary d; C{i}(int v) {{ super(v + {i}); n = \"name {}\"; }} C{i}(int a, int b) {{ this(a * b); }}
                int value() const override {{ return v * 2 + made[v % 3]; }} ~C{i}() {{ thrown += 0; }} }}
            int g{i}(int x) {{ return x - {i}; }}
            int f{i}(int x, const string &in s = \"default {}\") {{
                C{i} c(x, 1); I@ i = c; F@ f = function(y) {{ return y * {i} + 7; }}; F@ g = g{};
                try {{ if (x % 7 == 3) throw(s + {i}); c.all.insertLast(c); }} catch {{ thrown++; string t = getExceptionInfo(); }}
                double q = {i}.5 + x; int64 big = {} + x;
                switch (x % 4) {{ case 0: return f(x) + g(x) + i.value(); case 1: return int(q); case 2: return int(big % 1000); }}
                foreach (auto o : c.all) x += o.v; c.all.resize(0);
                return x + int(c.n.length()) + (c.opCmp(c) == 0 ? 1 : 0);
            }}",
            i % 50,
            i % 13,
            (i + 1) % 400,
            5_000_000_000i64 + i
        );
    }
    source.push_str("void main() { int sum = 0; for (int k = 0; k < 20; k++) {");
    for i in 0..400 {
        let _ = write!(source, "sum = sum * 31 + f{i}(k + {i}); ");
    }
    source.push_str("} print(sum + \" \" + thrown); }");
    let build = |threads: usize, text: &str| {
        let mut context = common::context(&[(114, 1)]).unwrap();
        context.set_build_threads(threads);
        let mut unit = angel::unit::Unit::new(&context).unwrap();
        unit.add_source("large", text.as_bytes(), 0).unwrap();
        let built = unit.build().is_ok();
        let messages: Vec<String> = unit.diagnostics().iter().map(|d| d.render(unit.sources())).collect();
        let code = unit.program().map(|p| angel::bytecode::disassemble(p.unit()));
        (built, messages, code, context)
    };
    let one = build(1, &source);
    assert!(one.0, "{:?}", &one.1[..one.1.len().min(3)]);
    let run = |context: &_| {
        let outcome = common::run(context, &[("large", source.as_bytes())], 1_000_000_000);
        assert_eq!(outcome.end, End::Finished);
        outcome.joined("")
    };
    let printed = run(&one.3);
    for threads in [2, 3, 8] {
        let several = build(threads, &source);
        assert_eq!(several.1, one.1);
        assert!(several.2 == one.2, "other code with {threads} threads");
        assert_eq!(run(&several.3), printed);
    }
    // With mistakes all over.
    let wrong = source
        .replace("return int(q);", "return nothing;")
        .replace("int64 big", "int big")
        .replace("this(a * b)", "this(b, a)");
    let one = build(1, &wrong);
    assert!(!one.0 && one.1.len() >= 400, "{}", one.1.len());
    assert!(one.1.iter().any(|m| m.contains("[E0233]")), "circles of constructors are not told");
    assert_eq!(build(4, &wrong).1, one.1);
}

/// Destructors that make objects of their own kind come to an end when the fuel is used up.
#[test]
fn destructors_that_go_on_forever() {
    for body in ["A a;", "A@ a = A(); A b;", "array<A> a(2);"] {
        let source = format!("class A {{ ~A() {{ {body} }} }} void main() {{ A a; }}");
        let mut context = common::context(&[]).unwrap();
        context.set_shadowing(Shadowing::Error);
        let outcome = common::run(&context, &[("large", source.as_bytes())], 100_000);
        assert!(matches!(outcome.end, End::Finished | End::Hung), "{:?}", outcome.end);
    }
}

/// A mistake far to the right of a long line is shown with what is around it.
#[test]
fn mistakes_in_long_lines() {
    let outcome = run(&format!("void main() {{ {}foo(); }}", " ".repeat(70_000)));
    assert_eq!(outcome.end, End::Rejected);
    assert!(outcome.rendered.contains("large:1:70015: error:"), "{}", &outcome.rendered[..200]);
    assert!(outcome.rendered.contains("foo(); }\n") && outcome.rendered.contains("^^^"));
    assert!(outcome.rendered.len() < 1000);
}

/// A flood of mistakes ends, quickly and in order (ERR rules: each is told with its place).
#[test]
fn floods_of_mistakes_end() {
    let mut unknown = String::from("void main() {\n");
    let mut unused = String::from("void main() {\n");
    for i in 0..5000 {
        let _ = writeln!(unknown, "int a{i} = q{i};");
        let _ = writeln!(unused, "{{ int a = 1; {{ float a = 2; }} }}");
    }
    for source in [&mut unknown, &mut unused] {
        source.push_str("nothing(); }\n");
    }
    let outcome = run(&unknown);
    assert_eq!(outcome.end, End::Rejected);
    assert_eq!(outcome.messages.len(), 1001);
    assert_eq!((outcome.messages[999].line, &*outcome.messages[999].code), (1001, "E0020"));
    assert_eq!(outcome.messages[1000].code, "E0221");
    // What is lost are warnings only.
    let outcome = run(&unused);
    let code = |code: &str| outcome.messages.iter().filter(|m| m.code == code).count();
    assert_eq!((outcome.end, code("E0020")), (End::Rejected, 1), "{}", &outcome.rendered[..2000]);
    assert_eq!((outcome.messages.len(), code("W0221")), (1002, 1));
    let outcome = run(&format!("void main() {{ array<int> a = {}1{}; }}", "{".repeat(400), "}".repeat(400)));
    assert_eq!(outcome.messages.iter().map(|m| &*m.code).collect::<Vec<_>>(), ["E0220"]);
}
