//! Registering and sealing an API: milliseconds and microseconds per declaration.
//!
//! `cargo bench --bench register` times synthetic APIs of 5,000, 37,000 and 74,000 declarations. With the path of a
//! configuration dump (`… -- FILE.cfg`) it times that as well.

use std::time::Instant;

use angel::context::Context;
use angel::ffi::{PropertyPlace, Register, TypeOptions};
use angel::module::Module;
use angel::types::{BehaviorKind, NativeFunction, ObjectFlags, StringFactory};

const CODE: NativeFunction = NativeFunction::generic(0x1000, 0);
const ROUNDS: usize = 7;

/// One registration call, its texts ready: only the registering is to be timed.
enum Call {
    Namespace(String),
    Property(u32, u64),
    Type(String, u32),
    Behavior(String, u32, String),
    Method(String, String),
    InterfaceMethod(String, String),
    Member(String, String, i32),
    Function(String),
    Global(String),
    Enum(String),
    EnumValue(String, String, i32),
    Interface(String),
    Funcdef(String),
    Typedef(String, String),
    Strings(String),
    Array(String),
}

/// `to` is a context or a module.
fn register<R: Register>(to: &mut R, call: &Call) -> Result<(), String>
where
    R::Error: std::fmt::Display,
{
    let result = match call {
        Call::Namespace(path) => to.set_namespace(path),
        Call::Property(..) => Ok(()),
        Call::Type(name, flags) => {
            // Dumps do not tell the size.
            to.register_type(
                name,
                TypeOptions { flags: ObjectFlags(*flags), size: 8, align: 0, validate: None, managed_ops: 0 },
            )
        }
        Call::Behavior(ty, number, text) => match BehaviorKind::from_number(*number) {
            Some(kind) => to.register_behavior(ty, kind, text, CODE),
            None => return Err(format!("behaviour {number}")),
        },
        Call::Method(ty, text) => to.register_method(ty, text, CODE),
        Call::InterfaceMethod(ty, text) => to.register_interface_method(ty, text),
        Call::Member(ty, text, offset) => to.register_property(ty, text, PropertyPlace::from(*offset)),
        Call::Function(text) => to.register_function(text, CODE),
        Call::Global(text) => to.register_global(text, 0x1000),
        Call::Enum(name) => to.register_enum(name),
        Call::EnumValue(ty, name, value) => to.register_enum_value(ty, name, *value),
        Call::Interface(name) => to.register_interface(name),
        Call::Funcdef(text) => to.register_funcdef(text),
        Call::Typedef(name, ty) => to.register_typedef(name, ty),
        Call::Strings(ty) => to.set_string_factory(ty, StringFactory::default()),
        Call::Array(ty) => to.set_default_array(ty),
    };
    result.map_err(|e| e.to_string())
}

/// An API of `count` declarations in the proportions of a game engine's: nine tenths are methods.
fn synthetic(count: usize) -> Vec<Call> {
    let mut calls = vec![
        Call::Type("string".into(), 2),
        Call::Behavior("string".into(), 0, "void f()".into()),
        Call::Behavior("string".into(), 0, "void f(const string &in)".into()),
        Call::Behavior("string".into(), 2, "void f()".into()),
        Call::Method("string".into(), "string &opAssign(const string &in)".into()),
        Call::Method("string".into(), "uint length() const".into()),
        Call::Strings("string".into()),
        Call::Type("array<class T>".into(), 1 | 64),
        Call::Behavior("array<T>".into(), 3, "array<T>@ f(int &in)".into()),
        Call::Behavior("array<T>".into(), 3, "array<T>@ f(int &in, uint)".into()),
        Call::Behavior("array<T>".into(), 4, "array<T>@ f(int &in type, int &in list) {repeat T}".into()),
        Call::Behavior("array<T>".into(), 5, "void f()".into()),
        Call::Behavior("array<T>".into(), 6, "void f()".into()),
        Call::Method("array<T>".into(), "T &opIndex(uint)".into()),
        Call::Method("array<T>".into(), "const T &opIndex(uint) const".into()),
        Call::Array("array<T>".into()),
        Call::Type("Vector3".into(), 2 | 8),
        Call::Behavior("Vector3".into(), 0, "void f(float, float, float)".into()),
    ];
    let mut class = 0;
    while calls.len() < count {
        let name = format!("Component{class}");
        let other = format!("Component{}", (class * 7 + 3) % (class + 10));
        if class % 10 == 0 {
            let name = format!("Kind{class}");
            calls.push(Call::Enum(name.clone()));
            for value in 0..6 {
                calls.push(Call::EnumValue(name.clone(), format!("KIND_{class}_{value}"), value));
            }
        }
        calls.push(Call::Type(name.clone(), 1));
        calls.push(Call::Behavior(name.clone(), 5, "void f()".into()));
        calls.push(Call::Behavior(name.clone(), 6, "void f()".into()));
        calls.push(Call::Behavior(name.clone(), 3, format!("{name}@ f()")));
        let kind = class / 10 * 10;
        for i in 0..16 {
            calls.push(Call::Method(name.clone(), format!("void set_value{i}(float) property")));
            calls.push(Call::Method(name.clone(), format!("float get_value{i}() const property")));
            calls.push(Call::Method(
                name.clone(),
                format!("{other}@ FindOther{i}(const string &in name, uint flags) const"),
            ));
            calls.push(Call::Method(
                name.clone(),
                format!("void Send{i}(const Vector3 &in position, const array<{other}@>@ list, bool now = true, int mask = -1)"),
            ));
            calls.push(Call::Method(
                name.clone(),
                format!(
                    "bool Change{i}_{class}(Kind{kind} kind = KIND_{kind}_1, const Vector3 &in at = Vector3(0, 1, 0))"
                ),
            ));
        }
        for i in 0..3 {
            calls.push(Call::Member(name.clone(), format!("float field{i}"), i * 4));
        }
        calls.push(Call::Function(format!("{name}@ Make{name}(const string &in name, float scale = 1.0f)")));
        calls.push(Call::Global(format!("const uint TYPE_{class}")));
        class += 1;
    }
    // Later classes are named before they are registered; the last ones name classes that would come next.
    for next in class..class + 10 {
        let name = format!("Component{next}");
        calls.push(Call::Type(name, 1 | 1 << 18));
    }
    calls
}

/// The words of a line of a dump; texts in quotes are one word, with `\"` and `\\` in them.
fn words(line: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut chars = line.chars().peekable();
    while let Some(&c) = chars.peek() {
        if c.is_whitespace() {
            chars.next();
            continue;
        }
        let mut word = String::new();
        if c == '"' {
            chars.next();
            while let Some(c) = chars.next() {
                match c {
                    '"' => break,
                    '\\' => word.extend(chars.next()),
                    _ => word.push(c),
                }
            }
        } else {
            while let Some(c) = chars.next_if(|c| !c.is_whitespace()) {
                word.push(c);
            }
        }
        out.push(word);
    }
    out
}

fn load(text: &str) -> Vec<Call> {
    let mut calls = Vec::new();
    for line in text.lines() {
        let w = words(line);
        let number = |i: usize| w.get(i).and_then(|n: &String| n.parse::<i64>().ok()).unwrap_or(0);
        let word = |i: usize| w.get(i).cloned().unwrap_or_default();
        calls.push(match w.first().map(String::as_str) {
            Some("ep") => Call::Property(number(1) as u32, number(2) as u64),
            Some("namespace") => Call::Namespace(word(1)),
            Some("objtype") => Call::Type(word(1), number(2) as u32),
            Some("objbeh") => Call::Behavior(word(1), number(2) as u32, word(3)),
            Some("objmthd") => Call::Method(word(1), word(2)),
            Some("objprop") => Call::Member(word(1), word(2), number(3) as i32),
            Some("intf") => Call::Interface(word(1)),
            Some("intfmthd") => Call::InterfaceMethod(word(1), word(2)),
            Some("enum") => Call::Enum(word(1)),
            Some("enumval") => Call::EnumValue(word(1), word(2), number(3) as i32),
            Some("typedef") => Call::Typedef(word(1), word(2)),
            Some("funcdef") => Call::Funcdef(word(1)),
            Some("func") => Call::Function(word(1)),
            Some("prop") => Call::Global(word(1)),
            Some("strfactory") => Call::Strings(word(1)),
            Some("defarray") => Call::Array(word(1)),
            _ => continue,
        });
    }
    calls
}

/// Times the registration of all calls and the sealing; the best of some rounds.
fn time(name: &str, calls: &[Call]) {
    let count = calls.iter().filter(|c| !matches!(c, Call::Namespace(_) | Call::Property(..))).count();
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
            if let Call::Property(number, value) = call {
                // A dump also has the number 0, which is no property.
                let _ = context.set_property(*number, *value);
            }
            if let Err(e) = register(&mut context, call) {
                refused.push(e);
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
        let _ = register(&mut module, call);
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

fn main() {
    for count in [5_000, 37_000, 74_000] {
        time("synthetic", &synthetic(count));
    }
    for path in std::env::args().skip(1).filter(|a| !a.starts_with("--")) {
        match std::fs::read_to_string(&path) {
            Ok(text) => {
                let name = path.rsplit('/').next().unwrap_or(&path).to_owned();
                time(&name, &load(&text));
            }
            Err(e) => eprintln!("{path}: {e}"),
        }
    }
}
