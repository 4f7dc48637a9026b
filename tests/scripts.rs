//! Script tests: each file under `tests/scripts` is built and run, and does what its comments say.
//!
//! On a line of a script:
//!
//! - `// expect: text` – the next text given to `print`; all of them together, in the order of the file, are all that is
//!   printed.
//! - `// error: E0020` and `// warning: W0012` – the build reports this about the line, and about no other. Several
//!   messages about one line are separated by commas.
//! - `// throws: text` – an exception with this text ends `main`, raised on this line.
//!
//! Anywhere in the file:
//!
//! - `// rules: STMT-07, LIFE-02` – what of the reference it is about.
//! - `// properties: 14=2, 22=1` – engine properties.
//! - `// shadowing: warn|error|silent` – what a declaration does that has a registered name (error unless told).
//! - `// init: text` – initialising a global fails, with this in the message.
//!
//! A file without any of these has to run to its end, with `assert`s of its own. `SCRIPTS=part/of/path` runs some of them.

mod common;

use std::ffi::c_void;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use angel::base::Severity;
use angel::context::{Context, ContextError};
use angel::ffi::{Register, TypeOptions};
use angel::types::ObjectFlags;
use angel::vm::{StringValue, Vm};
use common::{End, Outcome};

struct Script {
    path: String,
    text: String,
    prints: Vec<String>,
    messages: Vec<(u32, String)>,
    throws: Option<(String, u32)>,
    init: Option<String>,
    properties: Vec<(u32, u64)>,
    shadowing: String,
}

impl Script {
    fn read(root: &Path, path: &Path) -> Script {
        let text = std::fs::read_to_string(path).unwrap();
        let mut script = Script {
            path: path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/"),
            text: String::new(),
            prints: Vec::new(),
            messages: Vec::new(),
            throws: None,
            init: None,
            properties: Vec::new(),
            shadowing: "error".into(),
        };
        for (line, number) in text.lines().zip(1..) {
            let Some((_, comment)) = line.rsplit_once("// ") else { continue };
            let Some((key, value)) = comment.split_once(':') else { continue };
            let value = value.strip_prefix(' ').unwrap_or(value);
            match key {
                "expect" => script.prints.push(value.to_string()),
                "error" | "warning" => {
                    script.messages.extend(value.split(',').map(|code| (number, code.trim().to_string())));
                }
                "throws" => script.throws = Some((value.to_string(), number)),
                "init" => script.init = Some(value.to_string()),
                "shadowing" => script.shadowing = value.to_string(),
                "properties" => {
                    for setting in value.split(',') {
                        let (property, value) = setting.trim().split_once('=').unwrap();
                        script.properties.push((property.parse().unwrap(), value.parse().unwrap()));
                    }
                }
                _ => (),
            }
        }
        script.messages.sort();
        script.text = text;
        script
    }

    /// A context as the script wants it, with further engine properties.
    fn context(&self, further: &[(u32, u64)]) -> Context {
        let mut context = common::context(&[&*self.properties, further].concat()).unwrap();
        register(&mut context).unwrap();
        context.set_shadowing(common::shadowing(&self.shadowing));
        context.seal().unwrap_or_else(|e| panic!("{e}"));
        context
    }

    /// What is wrong with what it did.
    fn check(&self, o: &Outcome) -> String {
        let mut wrong = String::new();
        let mut messages: Vec<_> = o.messages.iter().map(|m| (m.line, m.code.clone())).collect();
        messages.sort();
        if messages != self.messages {
            let _ = writeln!(wrong, "  messages: expected {:?}, got {messages:?}\n{}", self.messages, o.rendered);
        }
        let printed: Vec<String> = o.printed.iter().map(|p| String::from_utf8_lossy(p).into_owned()).collect();
        if let Some(i) = (0..printed.len().max(self.prints.len())).find(|&i| printed.get(i) != self.prints.get(i)) {
            let _ = writeln!(
                wrong,
                "  printed line {}: expected {:?}, got {:?}; all: {printed:?}",
                i + 1,
                self.prints.get(i),
                printed.get(i)
            );
        }
        let rejects = self.messages.iter().any(|m| m.1.starts_with('E'));
        let ends_well = match &o.end {
            End::Rejected => rejects,
            End::NoMain | End::Finished => !rejects && self.throws.is_none() && self.init.is_none(),
            End::Exception(text, _, line) => self.throws == Some((text.clone(), *line)),
            End::InitFailed(text) => self.init.as_ref().is_some_and(|i| text.contains(i.as_str())),
            End::Broken(_) | End::Hung | End::Panicked(_) => false,
        };
        if !ends_well {
            let _ = writeln!(wrong, "  ended: {:?}", o.end);
        }
        if o.leaked != 0 {
            let _ = writeln!(wrong, "  {} bytes are left when everything is released and collected", o.leaked);
        }
        wrong
    }
}

fn collect(dir: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|e| e == "as") {
            files.push(path);
        }
    }
}

unsafe fn text(vm: *mut c_void, text: &str) -> StringValue {
    let vm = unsafe { Vm::from_raw(vm) };
    StringValue::new(Some(vm.heap()), text.as_bytes()).ok().unwrap()
}

macro_rules! echoes {
    ($($name:ident: $ty:ty),*) => {
        $(unsafe extern "C" fn $name(vm: *mut c_void, first: i32, second: $ty) -> StringValue {
            unsafe { text(vm, &format!("{first} {second}")) }
        })*
    };
}
echoes!(echo_int: i32, echo_uint: u32, echo_int64: i64, echo_float: f32, echo_double: f64, echo_bool: bool);

unsafe extern "C" fn echo_string(vm: *mut c_void, first: i32, second: *const StringValue) -> StringValue {
    unsafe { text(vm, &format!("{first} {}", String::from_utf8_lossy((*second).as_bytes()))) }
}
unsafe extern "C" fn echo_null(vm: *mut c_void, first: i32, second: *const c_void) -> StringValue {
    unsafe { text(vm, &format!("{first} {}", if second.is_null() { "null" } else { "object" })) }
}
unsafe extern "C" fn echo_pair(vm: *mut c_void, first: i32, second: *const [i32; 2]) -> StringValue {
    unsafe { text(vm, &format!("{first} {} {}", (*second)[0], (*second)[1])) }
}
unsafe extern "C" fn pair(this: *mut [i32; 2], x: i32, y: i32) {
    unsafe { *this = [x, y] }
}
unsafe extern "C" fn strings(vm: *mut c_void, array: *mut c_void) -> StringValue {
    unsafe { text(vm, if array.is_null() { "none" } else { "some" }) }
}

static HOST_VALUE: i32 = 4711;

/// What the scripts use of a host.
fn register(c: &mut Context) -> Result<(), ContextError> {
    common::register_live(c)?;
    c.register_global("const int hostValue", std::ptr::from_ref(&HOST_VALUE) as usize)?;
    c.register_enum("Color")?;
    c.register_enum_value("Color", "RED", 3)?;
    c.register_enum_value("Color", "BLUE", -4)?;
    c.register_type("Pair", TypeOptions::pod(8))?;
    c.register_behavior("Pair", angel::types::BehaviorKind::Construct, "void f(int, int)", native!(pair))?;
    let defaults: [(&str, usize); 19] = [
        ("string dInt(int a, int b = 7)", echo_int as *const () as usize),
        ("string dNegative(int a, int b = -7)", echo_int as *const () as usize),
        ("string dSum(int a, int b = 3 + 4 * 2)", echo_int as *const () as usize),
        ("string dHex(int a, int b = 0x10)", echo_int as *const () as usize),
        ("string dNot(int a, bool b = !true)", echo_bool as *const () as usize),
        ("string dInvert(int a, uint b = ~0)", echo_uint as *const () as usize),
        ("string dUint(int a, uint b = 4000000000)", echo_uint as *const () as usize),
        ("string dInt64(int a, int64 b = 5000000000)", echo_int64 as *const () as usize),
        ("string dFloat(int a, float b = 1.5f)", echo_float as *const () as usize),
        ("string dDouble(int a, double b = 2.25)", echo_double as *const () as usize),
        ("string dBool(int a, bool b = true)", echo_bool as *const () as usize),
        ("string dString(int a, const string &in b = \"te\\\"xt\")", echo_string as *const () as usize),
        ("string dNull(int a, array<int>@+ b = null)", echo_null as *const () as usize),
        ("string dEnum(int a, Color b = BLUE)", echo_int as *const () as usize),
        ("string dEnumScoped(int a, Color b = Color::RED)", echo_int as *const () as usize),
        ("string dPair(int a, const Pair &in b = Pair(8, -9))", echo_pair as *const () as usize),
        ("string dGlobal(int a, int b = hostValue)", echo_int as *const () as usize),
        ("string dText(int a, int b = hostValue > 5 ? dText2() : 2)", echo_int as *const () as usize),
        ("string dCall(int a, const string &in b = dInt(5))", echo_string as *const () as usize),
    ];
    for (declaration, address) in &defaults {
        c.register_function(declaration, angel::types::NativeFunction::native(*address).with_vm())?;
    }
    extern "C" fn text2() -> i32 {
        77
    }
    c.register_function("int dText2()", native!(text2))?;
    c.register_function("string takesStrings(array<string>@+ a)", native!(vm strings))?;
    c.register_function("string takesNested(array<array<string>>@+ a)", native!(vm strings))?;
    c.register_function("string takesHandles(array<Thing@>@+ a)", native!(vm strings))?;
    extern "C" fn nothing(_: *mut c_void) {}
    extern "C" fn make() -> *mut c_void {
        static mut THING: u64 = 0;
        (&raw mut THING).cast()
    }
    c.register_type("Thing", TypeOptions::reference().with(ObjectFlags::NOCOUNT))?;
    c.register_behavior("Thing", angel::types::BehaviorKind::Factory, "Thing @f()", native!(make))?;
    c.register_method("Thing", "void reverseThing()", native!(nothing))?;
    Ok(())
}

#[test]
fn scripts() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts");
    let only = std::env::var("SCRIPTS").unwrap_or_default();
    let mut files = Vec::new();
    collect(&root, &mut files);
    let (mut passed, mut all) = (0, 0);
    for path in files {
        let script = Script::read(&root, &path);
        if !script.path.contains(&only) {
            continue;
        }
        common::announce(&script.path);
        let sources = [(&*script.path, script.text.as_bytes())];
        // The same without optimisation (ENGP-02).
        let plain = script.context(&[(2, 0)]);
        let mut wrong = script.check(&common::run(&plain, &sources, common::FUEL));
        if !wrong.is_empty() {
            wrong.insert_str(0, "  not optimised:\n");
        }
        let context = script.context(&[]);
        let outcome = common::run(&context, &sources, common::FUEL);
        wrong.push_str(&script.check(&outcome));
        wrong.push_str(&common::differs_when_loaded(&context, &sources, &outcome));
        all += 1;
        if wrong.is_empty() {
            passed += 1;
        } else {
            println!("--- {}\n{wrong}", script.path);
        }
    }
    println!("{passed} of {all} scripts");
    assert_eq!(passed, all, "scripts fail");
}

/// A registered function whose types do not exist does not vanish: sealing reports it, together with all others.
#[test]
fn unknown_types_are_reported_when_sealing() {
    let mut context = common::context(&[]).unwrap();
    extern "C" fn nothing() {}
    for declaration in [
        "void first(Nowhere@)",
        "Elsewhere third()",
        "void fourth(array<Nothing>@)",
        "void fifth(int a, int b = nosuch)",
    ] {
        context.register_function(declaration, native!(nothing)).unwrap();
    }
    context.register_function("void fine(Later@)", native!(nothing)).unwrap();
    context.register_type("Later", TypeOptions::reference().with(ObjectFlags::NOCOUNT)).unwrap();
    let Err(ContextError::Unresolved(errors)) = context.seal() else { panic!("sealed") };
    let all: Vec<String> = errors.iter().map(|e| format!("{}: {}", e.declaration, e.message)).collect();
    for word in ["Nowhere", "Elsewhere", "Nothing", "nosuch"] {
        assert!(all.iter().any(|e| e.contains(word)), "{word}: {all:?}");
    }
    assert_eq!(all.len(), 4, "{all:?}");
}

/// Default arguments that are more than a literal are compiled when sealing: all that do not compile are reported there.
#[test]
fn default_arguments_are_compiled_when_sealing() {
    let mut context = common::context(&[]).unwrap();
    extern "C" fn nothing() {}
    for declaration in [
        "int twice(int)",
        "void works(int a = twice(4) + 1, const string &in s = \"x\" + 4, array<int>@ l = array<int>(3))",
        "void wrongArgument(int a = twice(\"s\"))",
        "void noCommonType(string s = 1 > 0 ? \"a\" : 4.5)",
        "void wrongType(int b, int a = array<int>(3).length() == 3)",
        "void noSuchMethod(int a = array<int>(3).size2())",
        "void list(int a = {1, 2})",
    ] {
        context.register_function(declaration, native!(nothing)).unwrap();
    }
    let Err(ContextError::Unresolved(errors)) = context.seal() else { panic!("sealed") };
    let found: Vec<_> = errors.iter().map(|e| (e.declaration.as_str(), e.column, e.message.as_str())).collect();
    for (name, problem, column) in [
        ("wrongArgument", "no implicit conversion", 28),
        ("noCommonType", "no common type", 30),
        ("wrongType", "no implicit conversion", 31),
        ("noSuchMethod", "size2", 27),
        ("list", "initialisation list", 19),
    ] {
        let Some(e) = found.iter().find(|e| e.0.contains(name)) else { panic!("{name}: {found:?}") };
        assert!(e.2.contains(problem), "{e:?}");
        assert_eq!(e.1, column, "{e:?}");
    }
    assert_eq!(found.len(), 5, "{found:?}");
}

/// The thousandth build of a context says and does the same as the first, with types of the script made anew each time.
#[test]
fn builds_do_not_influence_each_other() {
    let mut context = common::context(&[]).unwrap();
    context.set_shadowing(common::shadowing("error"));
    let source = "class Node { Node@ next; int v; Node(int v) { this.v = v; } } enum E { A = 3 } \
        funcdef int F(int); int twice(int x) { return x * 2; } \
        void main() { array<Node@> all; for (int i = 0; i < 3; i++) all.insertLast(Node(i)); F@ f = twice; \
        string s; foreach (auto n : all) s += n.v + \" \"; print(s + f(A)); }";
    let wrong = "class Node { Node@ next; } void main() { Node n; n.nothing(); }";
    let (mut first, mut first_wrong) = (None, None);
    for _ in 0..1000 {
        let outcome = common::run(&context, &[("a.as", source.as_bytes())], common::FUEL);
        assert_eq!(outcome.end, End::Finished);
        assert_eq!(outcome.joined(" "), "0 1 2 6");
        assert_eq!(*first.get_or_insert(outcome.rendered.clone()), outcome.rendered);
        let outcome = common::run(&context, &[("b.as", wrong.as_bytes())], common::FUEL);
        assert_eq!(outcome.end, End::Rejected);
        assert_eq!(outcome.count(Severity::Error), 1);
        assert_eq!(*first_wrong.get_or_insert(outcome.rendered.clone()), outcome.rendered);
    }
}
