//! Registering and sealing an API: milliseconds and microseconds per declaration.
//!
//! `cargo bench --bench register` times synthetic APIs of 5,000, 37,000 and 74,000 declarations. With the path of a
//! configuration file (`… -- FILE.cfg`) it times that as well: its lines alone, and all that reading it takes.

use std::time::Instant;

use angel::config::{self, Entry};
use angel::context::Context;
use angel::ffi::PropertyPlace;
use angel::module::Module;
use angel::types::BehaviorKind;

const ROUNDS: usize = 7;

fn object(name: impl Into<String>, flags: u32) -> Entry<'static> {
    Entry::Type { name: name.into().into(), flags, size: Some((8, 0)) }
}

fn behavior(ty: impl Into<String>, number: u32, declaration: impl Into<String>) -> Entry<'static> {
    let kind = BehaviorKind::from_number(number).expect("a behaviour");
    Entry::Behavior { ty: ty.into().into(), kind, declaration: declaration.into().into() }
}

fn method(ty: impl Into<String>, declaration: impl Into<String>) -> Entry<'static> {
    Entry::Method { ty: ty.into().into(), declaration: declaration.into().into() }
}

fn member(ty: String, declaration: String, offset: i32) -> Entry<'static> {
    Entry::Member { ty: ty.into(), declaration: declaration.into(), place: PropertyPlace::from(offset) }
}

fn enum_value(ty: String, name: String, value: i64) -> Entry<'static> {
    Entry::EnumValue { ty: ty.into(), name: name.into(), value }
}

/// An API of `count` declarations in the proportions of a game engine's: nine tenths are methods.
fn synthetic(count: usize) -> Vec<Entry<'static>> {
    let mut calls = vec![
        object("string", 2),
        behavior("string", 0, "void f()"),
        behavior("string", 0, "void f(const string &in)"),
        behavior("string", 2, "void f()"),
        method("string", "string &opAssign(const string &in)"),
        method("string", "uint length() const"),
        Entry::StringFactory("string".into()),
        object("array<class T>", 1 | 64),
        behavior("array<T>", 3, "array<T>@ f(int &in)"),
        behavior("array<T>", 3, "array<T>@ f(int &in, uint)"),
        behavior("array<T>", 4, "array<T>@ f(int &in type, int &in list) {repeat T}"),
        behavior("array<T>", 5, "void f()"),
        behavior("array<T>", 6, "void f()"),
        method("array<T>", "T &opIndex(uint)"),
        method("array<T>", "const T &opIndex(uint) const"),
        Entry::DefaultArray("array<T>".into()),
        object("Vector3", 2 | 8),
        behavior("Vector3", 0, "void f(float, float, float)"),
    ];
    let mut class = 0;
    while calls.len() < count {
        let name = format!("Component{class}");
        let other = format!("Component{}", (class * 7 + 3) % (class + 10));
        if class % 10 == 0 {
            let name = format!("Kind{class}");
            calls.push(Entry::Enum(name.clone().into()));
            for value in 0..6 {
                calls.push(enum_value(name.clone(), format!("KIND_{class}_{value}"), value));
            }
        }
        calls.push(object(name.clone(), 1));
        calls.push(behavior(name.clone(), 5, "void f()"));
        calls.push(behavior(name.clone(), 6, "void f()"));
        calls.push(behavior(name.clone(), 3, format!("{name}@ f()")));
        let kind = class / 10 * 10;
        for i in 0..16 {
            calls.push(method(name.clone(), format!("void set_value{i}(float) property")));
            calls.push(method(name.clone(), format!("float get_value{i}() const property")));
            calls.push(method(name.clone(), format!("{other}@ FindOther{i}(const string &in name, uint flags) const")));
            calls.push(method(
                name.clone(),
                format!("void Send{i}(const Vector3 &in position, const array<{other}@>@ list, bool now = true, int mask = -1)"),
            ));
            calls.push(method(
                name.clone(),
                format!(
                    "bool Change{i}_{class}(Kind{kind} kind = KIND_{kind}_1, const Vector3 &in at = Vector3(0, 1, 0))"
                ),
            ));
        }
        for i in 0..3 {
            calls.push(member(name.clone(), format!("float field{i}"), i * 4));
        }
        calls.push(Entry::Function(format!("{name}@ Make{name}(const string &in name, float scale = 1.0f)").into()));
        calls.push(Entry::Global(format!("const uint TYPE_{class}").into()));
        class += 1;
    }
    // Later classes are named before they are registered; the last ones name classes that would come next.
    for next in class..class + 10 {
        let name = format!("Component{next}");
        calls.push(object(name, 1 | 1 << 18));
    }
    calls
}

/// The lines of a file, in their words.
fn load(text: &str) -> Vec<Entry<'_>> {
    let mut space = Vec::new();
    text.lines().filter_map(|line| config::parse_line(line, &mut space).ok().flatten()).collect()
}

/// Times the registration of all calls and the sealing; the best of some rounds.
fn time(name: &str, calls: &[Entry<'_>]) {
    let count = calls.iter().filter(|c| !matches!(c, Entry::Namespace(_) | Entry::Property { .. })).count();
    let (mut registering, mut sealing, mut refused) = (f64::MAX, f64::MAX, Vec::new());
    let mut problems = Vec::new();
    let mut dropping = f64::MAX;
    for _ in 0..ROUNDS {
        refused.clear();
        let start = Instant::now();
        let mut context = Context::new();
        // Real hosts have default arguments that no script has ever used.
        context.set_lazy_defaults(true).expect("not sealed");
        for call in calls {
            if let Entry::Property { number, value } = call {
                // A dump also has the number 0, which is no property.
                let _ = context.set_property(*number, *value);
            }
            if let Err(e) = config::register(&mut context, call) {
                refused.push(e.to_string());
            }
        }
        registering = registering.min(start.elapsed().as_secs_f64());
        let start = Instant::now();
        let sealed = context.seal();
        sealing = sealing.min(start.elapsed().as_secs_f64());
        if let Err(angel::context::ContextError::Unresolved(list)) = sealed {
            problems = list.iter().map(ToString::to_string).collect();
        }
        let start = Instant::now();
        drop(context);
        dropping = dropping.min(start.elapsed().as_secs_f64());
    }
    let total = registering + sealing;
    println!(
        "{name:>24}: {count:6} declarations  register {:7.2} ms  seal {:7.2} ms  together {:7.2} ms = {:.3} µs each (drop {:.2} ms)",
        registering * 1e3,
        sealing * 1e3,
        total * 1e3,
        total * 1e6 / count as f64,
        dropping * 1e3,
    );
    let mut module = Module::new();
    for call in calls {
        let _ = config::register(&mut module, call);
    }
    let mut installing = f64::MAX;
    for _ in 0..ROUNDS {
        let mut context = Context::new();
        let start = Instant::now();
        context.install(&module).expect("nothing else is registered");
        installing = installing.min(start.elapsed().as_secs_f64());
    }
    println!("{:>24}  the same from a module: install {:.2} ms", "", installing * 1e3);
    for (what, list) in [("refused at once", &refused), ("unresolved", &problems)] {
        if !list.is_empty() {
            println!("  {} {what}:", list.len());
            list.iter().take(12).for_each(|e| println!("    {e}"));
        }
    }
}

/// Times all that it takes from a file's text to a sealed context, and writing it again.
fn time_reading(name: &str, text: &[u8]) {
    let (mut reading, mut writing, mut bytes) = (f64::MAX, f64::MAX, 0);
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let mut context = Context::new();
        config::read(&mut context, text).expect("not sealed");
        let sealed = context.sealed();
        reading = reading.min(start.elapsed().as_secs_f64());
        let Ok(registry) = sealed else { return println!("{name:>24}  cannot be sealed") };
        let start = Instant::now();
        bytes = config::write(&registry, context.properties()).len();
        writing = writing.min(start.elapsed().as_secs_f64());
    }
    println!(
        "{name:>24}  read and sealed in {:.2} ms; {bytes} bytes written in {:.2} ms",
        reading * 1e3,
        writing * 1e3
    );
}

fn main() {
    for count in [5_000, 37_000, 74_000] {
        time("synthetic", &synthetic(count));
    }
    for path in std::env::args().skip(1).filter(|a| !a.starts_with("--")) {
        match std::fs::read_to_string(&path) {
            Ok(text) => {
                let name = path.rsplit('/').next().unwrap_or(&path).to_owned();
                time(&name, &load(&text));
                time_reading(&name, text.as_bytes());
            }
            Err(e) => eprintln!("{path}: {e}"),
        }
    }
}
