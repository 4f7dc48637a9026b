//! Random expressions, calculated by the library and by the test: values must not be lost or mixed up however calls,
//! assignments, conditions and indices nest. Evaluation order is that of EVAL-01 to EVAL-10.
//!
//! `RANDOM_SEED=n` and `RANDOM_COUNT=n` choose others.

mod common;

use std::fmt::Write as _;

use angel::semantic::Shadowing;
use common::End;

/// What scripts work on: an array of ints, an object, a count of what functions saw; two byte fields; text.
#[derive(Clone, Debug, PartialEq)]
struct State {
    locals: [i32; 4],
    list: [i32; 8],
    trace: i32,
    v: i32,
    small: i8,
    wide: i64,
    text: String,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Add,
    Sub,
    Mul,
    And,
    Or,
    Xor,
    Shl,
    Shr,
    Div,
}

impl Kind {
    const ALL: [Kind; 9] =
        [Kind::Add, Kind::Sub, Kind::Mul, Kind::And, Kind::Or, Kind::Xor, Kind::Shl, Kind::Shr, Kind::Div];

    fn sign(self) -> &'static str {
        match self {
            Kind::Add => "+",
            Kind::Sub => "-",
            Kind::Mul => "*",
            Kind::And => "&",
            Kind::Or => "|",
            Kind::Xor => "^",
            Kind::Shl => "<<",
            Kind::Shr => ">>>",
            Kind::Div => "/",
        }
    }

    fn apply(self, a: i32, b: i32) -> i32 {
        match self {
            Kind::Add => a.wrapping_add(b),
            Kind::Sub => a.wrapping_sub(b),
            Kind::Mul => a.wrapping_mul(b),
            Kind::And => a & b,
            Kind::Or => a | b,
            Kind::Xor => a ^ b,
            Kind::Shl => a << (b & 15),
            Kind::Shr => a >> (b & 15),
            Kind::Div => a / ((b & 15) + 1),
        }
    }

    /// The right operand as it has to be written.
    fn right(self, b: &str) -> String {
        match self {
            Kind::Shl | Kind::Shr => format!("({b} & 15)"),
            Kind::Div => format!("(({b} & 15) + 1)"),
            _ => b.to_string(),
        }
    }
}

enum Expr {
    Literal(i32),
    Local(usize),
    Element(Box<Expr>),
    /// How the element is reached: 0 the variable, 1 a call that gives the array, 2 the member of the object.
    SetElement(u8, Box<Expr>, Option<Kind>, Box<Expr>),
    Increment(Box<Expr>, bool, bool),
    Field,
    SetField(Option<Kind>, Box<Expr>),
    Small(bool, Box<Expr>),
    Wide(bool, Box<Expr>),
    Binary(Kind, Box<Expr>, Box<Expr>),
    Call(Box<Expr>, Box<Expr>),
    Call4(Box<[Expr; 4]>),
    Method(Box<Expr>),
    Chain(Box<Expr>, Box<Expr>),
    Fresh(Box<Expr>, Box<Expr>),
    Choose(Box<Cond>, Box<Expr>, Box<Expr>),
    Text(Box<Expr>, Box<Expr>),
    Lambda(Box<Expr>),
    Through(Box<Expr>),
    List(Box<Expr>, Box<Expr>, Box<Expr>),
    Double(Box<Expr>, Box<Expr>),
    Negate(Box<Expr>),
    Truncate(Box<Expr>),
}

enum Cond {
    Less(Expr, Expr),
    Equal(Expr, Expr),
    And(Box<Cond>, Box<Cond>),
    Or(Box<Cond>, Box<Cond>),
    Not(Box<Cond>),
    Called(Expr),
}

const PRELUDE: &str = "
int trace = 1;
array<int> list(8);
funcdef int F(int);
int f(int a, int b) { trace = trace * 31 + a * 7 + b; return (a - b) ^ (trace & 255); }
int g(int a, int64 b, int8 c, double d) { trace = trace * 17 + a; return a + int(b) * 3 - c + int(d); }
bool odd(int x) { trace = trace ^ x; return (x & 1) == 1; }
array<int>@ all() { return list; }
string text(string a, const string &in b) { return a + \"-\" + b; }
void through(int x, int &out y) { y = x * 3; trace += x; }
int pass(int x) { int y; through(x, y); return y; }
class O {
    int v; int8 small; int64 wide; array<int>@ items; string text;
    O() { @items = list; }
    O(int v) { this.v = v; @items = list; }
    int m(int x) { v = v * 3 + x; return v; }
    O@ self(int x) { v += x; return this; }
}
O o;
";

struct Source(u64);

impl Source {
    fn next(&mut self, below: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 20) % u64::from(below)) as u32
    }

    fn boxed(&mut self, depth: u32) -> Box<Expr> {
        Box::new(self.expr(depth))
    }

    fn kind(&mut self) -> Kind {
        Kind::ALL[self.next(9) as usize]
    }

    fn maybe_kind(&mut self) -> Option<Kind> {
        (self.next(3) > 0).then(|| Kind::ALL[self.next(6) as usize])
    }

    fn cond(&mut self, depth: u32) -> Cond {
        let d = depth.saturating_sub(1);
        match self.next(if depth == 0 { 3 } else { 6 }) {
            0 => Cond::Less(self.expr(d), self.expr(d)),
            1 => Cond::Equal(self.expr(d), self.expr(d)),
            2 => Cond::Called(self.expr(d)),
            3 => Cond::And(Box::new(self.cond(d)), Box::new(self.cond(d))),
            4 => Cond::Or(Box::new(self.cond(d)), Box::new(self.cond(d))),
            _ => Cond::Not(Box::new(self.cond(d))),
        }
    }

    fn expr(&mut self, depth: u32) -> Expr {
        if depth == 0 {
            return match self.next(5) {
                0 => Expr::Literal(self.next(2000) as i32 - 1000),
                1 => Expr::Field,
                2 => Expr::Element(Box::new(Expr::Literal(self.next(8) as i32))),
                _ => Expr::Local(self.next(4) as usize),
            };
        }
        let d = depth - 1;
        match self.next(28) {
            0 => self.expr(0),
            1 => Expr::Element(self.boxed(d)),
            2 | 3 => Expr::SetElement(self.next(3) as u8, self.boxed(d), self.maybe_kind(), self.boxed(d)),
            4 => Expr::Increment(self.boxed(d), self.next(2) == 0, self.next(2) == 0),
            5 => Expr::SetField(self.maybe_kind(), self.boxed(d)),
            6 => Expr::Small(self.next(2) == 0, self.boxed(d)),
            7 => Expr::Wide(self.next(2) == 0, self.boxed(d)),
            8 | 9 => Expr::Call(self.boxed(d), self.boxed(d)),
            10 => Expr::Call4(Box::new([self.expr(d), self.expr(d), self.expr(d), self.expr(d)])),
            11 => Expr::Method(self.boxed(d)),
            12 => Expr::Chain(self.boxed(d), self.boxed(d)),
            13 => Expr::Fresh(self.boxed(d), self.boxed(d)),
            14 | 15 => Expr::Choose(Box::new(self.cond(d)), self.boxed(d), self.boxed(d)),
            16 => Expr::Text(self.boxed(d), self.boxed(d)),
            17 => Expr::Lambda(self.boxed(d)),
            18 => Expr::Through(self.boxed(d)),
            19 => Expr::List(self.boxed(d), self.boxed(d), self.boxed(d)),
            20 => Expr::Double(self.boxed(d), self.boxed(d)),
            21 => Expr::Negate(self.boxed(d)),
            22 => Expr::Truncate(self.boxed(d)),
            _ => Expr::Binary(self.kind(), self.boxed(d), self.boxed(d)),
        }
    }
}

impl Expr {
    fn show(&self) -> String {
        match self {
            Expr::Literal(v) if *v < 0 => format!("({v})"),
            Expr::Literal(v) => v.to_string(),
            Expr::Local(i) => format!("l{i}"),
            Expr::Element(i) => format!("list[{} & 7]", i.show()),
            Expr::SetElement(how, i, kind, e) => {
                let container = ["list", "all()", "o.items"][*how as usize];
                format!("({container}[{} & 7] {}= {})", i.show(), kind.map_or("", Kind::sign), e.show())
            }
            Expr::Increment(i, plus, prefix) => {
                let sign = if *plus { "++" } else { "--" };
                let element = format!("list[{} & 7]", i.show());
                if *prefix { format!("({sign}{element})") } else { format!("({element}{sign})") }
            }
            Expr::Field => "o.v".into(),
            Expr::SetField(kind, e) => format!("(o.v {}= {})", kind.map_or("", Kind::sign), e.show()),
            Expr::Small(compound, e) => {
                format!("int(o.small {}= int8({}))", if *compound { "+" } else { "" }, e.show())
            }
            Expr::Wide(compound, e) => format!("int(o.wide {}= {})", if *compound { "*" } else { "" }, e.show()),
            Expr::Binary(kind, a, b) => format!("({} {} {})", a.show(), kind.sign(), kind.right(&b.show())),
            Expr::Call(a, b) => format!("f({}, {})", a.show(), b.show()),
            Expr::Call4(e) => {
                format!("g({}, {}, int8({}), {})", e[0].show(), e[1].show(), e[2].show(), e[3].show())
            }
            Expr::Method(e) => format!("o.m({})", e.show()),
            Expr::Chain(a, b) => format!("o.self({}).self(1).m({})", a.show(), b.show()),
            Expr::Fresh(a, b) => format!("O({}).self({}).v", a.show(), b.show()),
            Expr::Choose(c, a, b) => format!("({} ? {} : {})", c.show(), a.show(), b.show()),
            Expr::Text(a, b) => {
                format!("int((o.text = text(\"a\" + {}, \"b\" + {} + \"c\")).length())", a.show(), b.show())
            }
            Expr::Lambda(e) => format!("apply(function(x) {{ return f(x, x + 1); }}, {})", e.show()),
            Expr::Through(e) => format!("pass({})", e.show()),
            Expr::List(a, b, c) => format!("pick(array<int> = {{{}, {}}}, {})", a.show(), b.show(), c.show()),
            Expr::Double(a, b) => format!("int(double({}) * 0.5 + {})", a.show(), b.show()),
            Expr::Negate(e) => format!("- {}", e.show()),
            Expr::Truncate(e) => format!("int(uint8({}))", e.show()),
        }
    }

    fn eval(&self, s: &mut State) -> i32 {
        match self {
            Expr::Literal(v) => *v,
            Expr::Local(i) => s.locals[*i],
            Expr::Element(i) => {
                let i = i.eval(s) & 7;
                s.list[i as usize]
            }
            Expr::SetElement(_, i, kind, e) => {
                let v = e.eval(s);
                let i = (i.eval(s) & 7) as usize;
                s.list[i] = kind.map_or(v, |k| k.apply(s.list[i], v));
                s.list[i]
            }
            Expr::Increment(i, plus, prefix) => {
                let i = (i.eval(s) & 7) as usize;
                let old = s.list[i];
                s.list[i] = if *plus { old.wrapping_add(1) } else { old.wrapping_sub(1) };
                if *prefix { s.list[i] } else { old }
            }
            Expr::Field => s.v,
            Expr::SetField(kind, e) => {
                let v = e.eval(s);
                s.v = kind.map_or(v, |k| k.apply(s.v, v));
                s.v
            }
            Expr::Small(compound, e) => {
                let v = e.eval(s) as i8;
                s.small = if *compound { s.small.wrapping_add(v) } else { v };
                i32::from(s.small)
            }
            Expr::Wide(compound, e) => {
                let v = i64::from(e.eval(s));
                s.wide = if *compound { s.wide.wrapping_mul(v) } else { v };
                s.wide as i32
            }
            Expr::Binary(kind, a, b) => {
                let a = a.eval(s);
                let b = b.eval(s);
                kind.apply(a, b)
            }
            Expr::Call(a, b) => {
                let b = b.eval(s);
                let a = a.eval(s);
                f(s, a, b)
            }
            Expr::Call4(e) => {
                let d = e[3].eval(s);
                let c = e[2].eval(s) as i8;
                let b = e[1].eval(s);
                let a = e[0].eval(s);
                s.trace = s.trace.wrapping_mul(17).wrapping_add(a);
                a.wrapping_add(b.wrapping_mul(3)).wrapping_sub(i32::from(c)).wrapping_add(d)
            }
            Expr::Method(e) => {
                let x = e.eval(s);
                s.v = s.v.wrapping_mul(3).wrapping_add(x);
                s.v
            }
            Expr::Chain(a, b) => {
                let b = b.eval(s);
                let a = a.eval(s);
                s.v = s.v.wrapping_add(a).wrapping_add(1);
                s.v = s.v.wrapping_mul(3).wrapping_add(b);
                s.v
            }
            Expr::Fresh(a, b) => {
                let b = b.eval(s);
                let a = a.eval(s);
                a.wrapping_add(b)
            }
            Expr::Choose(c, a, b) => {
                if c.eval(s) {
                    a.eval(s)
                } else {
                    b.eval(s)
                }
            }
            Expr::Text(a, b) => {
                let b = b.eval(s);
                let a = a.eval(s);
                s.text = format!("a{a}-b{b}c");
                s.text.len() as i32
            }
            Expr::Lambda(e) => {
                let x = e.eval(s);
                f(s, x, x.wrapping_add(1))
            }
            Expr::Through(e) => {
                let x = e.eval(s);
                s.trace = s.trace.wrapping_add(x);
                x.wrapping_mul(3)
            }
            Expr::List(a, b, c) => {
                let c = c.eval(s);
                let a = a.eval(s);
                let b = b.eval(s);
                if c & 1 == 0 { a } else { b }
            }
            Expr::Double(a, b) => {
                let a = a.eval(s);
                let b = b.eval(s);
                (f64::from(a) * 0.5 + f64::from(b)) as i32
            }
            Expr::Negate(e) => e.eval(s).wrapping_neg(),
            Expr::Truncate(e) => i32::from(e.eval(s) as u8),
        }
    }
}

impl Cond {
    fn show(&self) -> String {
        match self {
            Cond::Less(a, b) => format!("({} < {})", a.show(), b.show()),
            Cond::Equal(a, b) => format!("(({} & 3) == ({} & 3))", a.show(), b.show()),
            Cond::And(a, b) => format!("({} && {})", a.show(), b.show()),
            Cond::Or(a, b) => format!("({} || {})", a.show(), b.show()),
            Cond::Not(a) => format!("!{}", a.show()),
            Cond::Called(a) => format!("odd({})", a.show()),
        }
    }

    fn eval(&self, s: &mut State) -> bool {
        match self {
            Cond::Less(a, b) => {
                let a = a.eval(s);
                a < b.eval(s)
            }
            Cond::Equal(a, b) => {
                let a = a.eval(s);
                a & 3 == b.eval(s) & 3
            }
            Cond::And(a, b) => a.eval(s) && b.eval(s),
            Cond::Or(a, b) => a.eval(s) || b.eval(s),
            Cond::Not(a) => !a.eval(s),
            Cond::Called(a) => {
                let x = a.eval(s);
                s.trace ^= x;
                x & 1 == 1
            }
        }
    }
}

fn f(s: &mut State, a: i32, b: i32) -> i32 {
    s.trace = s.trace.wrapping_mul(31).wrapping_add(a.wrapping_mul(7)).wrapping_add(b);
    a.wrapping_sub(b) ^ (s.trace & 255)
}

#[test]
fn random_expressions() {
    let number = |name: &str, or: u64| std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(or);
    let first = number("RANDOM_SEED", 1);
    let count = number("RANDOM_COUNT", 300);
    let mut context = common::context(&[]).unwrap();
    context.set_shadowing(Shadowing::Error);
    let mut failures = 0;
    for seed in first..first + count {
        let mut source = Source(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let mut state = State {
            locals: [3, -17, 250, 99_999],
            list: [0; 8],
            trace: 1,
            v: 0,
            small: 0,
            wide: 0,
            text: String::new(),
        };
        let mut script = String::from(PRELUDE);
        script
            .push_str("int apply(F@ f, int x) { return f(x); }\nint pick(array<int>@ l, int i) { return l[i & 1]; }\n");
        script.push_str("void main() { int l0 = 3, l1 = -17, l2 = 250, l3 = 99999;\n");
        let mut want = Vec::new();
        for n in 0..8 {
            let depth = 1 + n % 4;
            let e = source.expr(depth);
            let target = source.next(4) as usize;
            match source.next(6) {
                0 => {
                    let c = source.cond(2);
                    let _ = writeln!(script, "if ({}) l{target} = {};", c.show(), e.show());
                    if c.eval(&mut state) {
                        state.locals[target] = e.eval(&mut state);
                    }
                }
                1 => {
                    let _ = writeln!(
                        script,
                        "for (int i = 0; i < 3; i++) {{ l{target} += {}; if (l{target} > 1000000) continue; l{target} ^= i; }}",
                        e.show()
                    );
                    for i in 0..3 {
                        let v = e.eval(&mut state);
                        state.locals[target] = state.locals[target].wrapping_add(v);
                        if state.locals[target] > 1_000_000 {
                            continue;
                        }
                        state.locals[target] ^= i;
                    }
                }
                2 => {
                    let _ = writeln!(
                        script,
                        "{{ string s = \"t\"; try {{ l{target} = {}; if (l{target} % 2 == 0) throw(s); }} catch {{ l{target} += 5; }} }}",
                        e.show()
                    );
                    state.locals[target] = e.eval(&mut state);
                    if state.locals[target] % 2 == 0 {
                        state.locals[target] = state.locals[target].wrapping_add(5);
                    }
                }
                _ => {
                    let _ = writeln!(script, "l{target} = {};", e.show());
                    state.locals[target] = e.eval(&mut state);
                }
            }
            script.push_str("print(l0 + \" \" + l1 + \" \" + l2 + \" \" + l3 + \" \" + trace + \" \" + o.v + \" \" + o.small + \" \" + o.wide + o.text + list[0] + list[1] + list[2] + list[3] + list[4] + list[5] + list[6] + list[7]);\n");
            let l = state.locals;
            let elements: String = state.list.iter().map(ToString::to_string).collect();
            want.push(format!(
                "{} {} {} {} {} {} {} {}{}{elements}",
                l[0], l[1], l[2], l[3], state.trace, state.v, state.small, state.wide, state.text
            ));
        }
        script.push_str("}\n");
        common::announce(&format!("seed {seed}"));
        // Every other one is saved and loaded before it runs.
        let form = if seed % 2 == 0 { common::Form::Built } else { common::Form::Loaded };
        if let Ok(file) = std::env::var("RANDOM_DUMP") {
            std::fs::write(file, &script).unwrap();
        }
        let outcome = common::run_as(&context, &[("random", script.as_bytes())], common::FUEL, form);
        let got: Vec<_> = outcome.printed.iter().map(|p| String::from_utf8_lossy(p).into_owned()).collect();
        if outcome.end != End::Finished || got != want {
            failures += 1;
            if failures <= 3 {
                let at = (0..want.len()).find(|&i| got.get(i) != Some(&want[i])).unwrap_or(0);
                let main = script.split_once("void main").unwrap().1;
                let statement = main.lines().filter(|l| !l.starts_with("print(")).nth(at + 1).unwrap_or_default();
                println!(
                    "--- seed {seed}, statement {at}: {:?}\n{statement}\n before   {}\n expected {}\n got      {:?}\n{}",
                    outcome.end,
                    if at > 0 { &want[at - 1] } else { "" },
                    want[at],
                    got.get(at),
                    &outcome.rendered[..outcome.rendered.len().min(800)]
                );
            }
        }
    }
    assert_eq!(failures, 0, "scripts that calculate something else");
}
