//! Configuration files: reading, writing, and what is wrong in them; declarations for language servers, and JSON.

use angel::addons::{self, AddOns};
use angel::config::{self, LineError};
use angel::context::Context;
use angel::ffi::{PropertyPlace, Register, TypeOptions};
use angel::module::Module;
use angel::types::{BehaviorKind, FfiRegistry, NativeFunction, ObjectFlags};
use angel::unit::Unit;
use angel::vm::{Call, CallState, VmRef};

const EVERY: &str = include_str!("config/every.cfg");
const WRONG: &str = include_str!("config/wrong.cfg");

fn load(text: &str) -> (Context, Vec<LineError>) {
    let mut context = Context::new();
    let errors = config::read(&mut context, text.as_bytes()).unwrap();
    if let Err(e) = context.seal() {
        panic!("{e}\nof\n{text}");
    }
    (context, errors)
}

fn write(context: &Context) -> String {
    config::write(context.registry().unwrap(), context.properties())
}

/// Writes, loads, writes again: both texts are the same, and nothing is wrong with the first.
///
/// HELP-05
fn round(context: &Context) -> String {
    context.seal().unwrap();
    let first = write(context);
    let (again, errors) = load(&first);
    assert_eq!(errors, []);
    let second = write(&again);
    let differ = first.lines().zip(second.lines()).find(|(a, b)| a != b);
    assert_eq!(differ, None);
    assert_eq!(first.len(), second.len());
    assert_eq!(facts(context.registry().unwrap()), facts(again.registry().unwrap()));
    first
}

/// What a registry holds, in an order that does not depend on that of the registrations.
fn facts(r: &FfiRegistry) -> Vec<String> {
    let json = config::write_json(r, &angel::types::EngineProperties::default());
    let mut facts: Vec<String> = json.lines().map(|l| l.trim_matches(',').to_owned()).collect();
    // Behaviours that stand for the VM's own counting are no part of the API.
    facts.retain(|f| !f.contains("\"behaviors\""));
    facts.sort();
    facts
}

#[test]
fn every_construct_is_read_and_written() {
    let (context, errors) = load(EVERY);
    assert_eq!(errors, []);
    let text = round(&context);
    for line in [
        "enumval Color Blue -2147483648",
        "enumval Bits High -1",
        "objtype \"map<class K, class V>\" 65 0 8",
        "objprop \"Entity\" \"Vec2 place\" 0 0 16",
        "objmthd \"array<T>\" \"void sort(const array<T>::less@+, uint from = 0, uint count = uint(-1))\"",
        "func \"T max<T>(T a, T b)\"",
        "func \"uint scan(const string &in str, ? &out ...)\"",
        "begingroup \"physics\"",
        "prop \"const float pi\"",
        "objmthd \"Entity\" \"::Entity@ outer(Game::Entity@ inner)\"",
        "access 2",
        "strfactory \"string\"",
        "defarray \"array<T>\"",
    ] {
        assert!(text.lines().any(|l| l == line), "{line}\nis not in\n{text}");
    }
}

/// HELP-07: whatever a line names was declared by lines before it.
#[test]
fn each_line_uses_only_names_declared_before() {
    let text = round(&load(EVERY).0);
    let ends = text.match_indices('\n').map(|(at, _)| at + 1);
    for end in ends {
        let mut context = Context::new();
        let errors = config::read(&mut context, &text.as_bytes()[..end]).unwrap();
        let errors = errors.iter().filter(|e| !e.message.contains("not ended"));
        assert_eq!(errors.count(), 0, "{}", &text[..end]);
        // Types may lack what later lines register for them.
        let unknown = context.seal().err().map(|e| e.to_string()).unwrap_or_default();
        assert!(!unknown.contains("unknown") && !unknown.contains("there is no"), "{unknown}\n{}", &text[..end]);
    }
}

#[test]
fn all_wrong_lines_are_told_and_the_rest_is_loaded() {
    let mut context = Context::new();
    let errors = config::read(&mut context, WRONG.as_bytes()).unwrap();
    let lines: Vec<u32> = errors.iter().map(|e| e.line).collect();
    assert_eq!(lines, [1, 2, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 22, 23, 24, 26], "{errors:#?}");
    for (line, text) in [
        (2, "'x' is no number"),
        (6, "either REF or VALUE"),
        (7, "registered already"),
        (8, "a quote is not closed"),
        (11, "registered already"),
        (12, "there is no behaviour 99"),
        (13, "there is no declaration 'objmethod'"),
        (14, "followed by 2 words, not 1"),
        (22, "68719476736 is taken as 0"),
        (26, "a group is not ended"),
    ] {
        let error = errors.iter().find(|e| e.line == line).unwrap();
        assert!(error.message.contains(text), "{error}");
        assert_eq!(error.text, WRONG.lines().nth(line as usize - 1).unwrap_or_default().trim());
    }
    // A typedef is not known to be wrong before all names are.
    let error = context.seal().unwrap_err().to_string();
    assert!(error.contains("'E'") || error.contains("primitive"), "{error}");
}

#[test]
fn any_bytes_are_answered() {
    let mut text: Vec<u8> = EVERY.into();
    let mut seed = 0x2545_F491_4F6C_DD1Du64;
    for _ in 0..400 {
        let mut step = || {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            seed as usize
        };
        let at = step() % text.len();
        text[at] = b"\"\\\n{}<>()@&, \xff7;:"[step() % 17];
        let mut context = Context::new();
        config::read(&mut context, &text).unwrap();
        if let Ok(registry) = context.sealed() {
            config::write(&registry, context.properties());
        }
    }
    let mut context = Context::new();
    assert_eq!(config::read(&mut context, b"\xef\xbb\xbffunc \"void f()\"\r\n").unwrap(), []);
    context.seal().unwrap();
    assert!(config::read(&mut context, b"").is_err());
}

#[test]
fn add_ons_are_written() {
    let mut module = Module::new();
    addons::install(&mut module, AddOns::ALL, AddOns::default(), addons::Options::default()).unwrap();
    let mut context = Context::new();
    context.install(&module).unwrap();
    let text = round(&context);
    assert!(text.contains("objtype \"array<class T>\" 69 "), "{text}");
    assert!(text.contains("objbeh \"array<T>\" 5 \"void f()\""), "{text}");
}

#[test]
fn every_registration_is_written() {
    const STUB: NativeFunction = NativeFunction::STUB;
    let mut below = Context::new();
    below.register_type("Base", TypeOptions::pod(12)).unwrap();
    below.register_property("Base", "int a", 4).unwrap();
    below.register_function("void over(int)", STUB).unwrap();
    below.begin_group("low").unwrap();
    below.register_enum("Low").unwrap();
    below.register_enum_value("Low", "L", 7).unwrap();
    below.register_typedef("number", "int64").unwrap();
    below.end_group().unwrap();
    let mut c = below.extend().unwrap();
    c.register_function("void over(float)", STUB).unwrap();
    c.register_type("Wide", TypeOptions::pod(32).aligned(16)).unwrap();
    c.register_type("Part", TypeOptions::reference().with(ObjectFlags::NOCOUNT)).unwrap();
    c.register_property("Part", "Base b", PropertyPlace::inside(8, 4)).unwrap();
    c.register_property("Part", "Wide w", PropertyPlace::behind(24, 16)).unwrap();
    c.register_property("Part", "Base &r", 40).unwrap();
    c.register_method("Part", "void later(Later@, const Part@ const, number = 5)", STUB).unwrap();
    c.set_access_mask(6).unwrap();
    c.register_type("Later", TypeOptions::reference()).unwrap();
    for kind in [BehaviorKind::AddRef, BehaviorKind::Release] {
        c.register_behavior("Later", kind, "void f()", STUB).unwrap();
    }
    c.set_namespace("A::B").unwrap();
    c.register_interface("I").unwrap();
    c.register_interface_method("I", "void f(I@, const Later@ &in)").unwrap();
    c.register_funcdef("I@ F(const Base &in, Low low = L)").unwrap();
    c.register_global("const F@ callback", &raw const c as usize).unwrap();
    c.register_function("int get_x() property", STUB).unwrap();
    c.register_function("void set_x(int) property", STUB).unwrap();
    let text = round(&c);
    assert!(text.contains("begingroup \"low\""), "{text}");
    assert!(text.contains("objprop \"Part\" \"Wide w\" 24 1 16"), "{text}");
    assert!(text.contains("func \"void over(float)\""), "{text}");
}

/// Runs `main` of a script against the API of a file.
fn run(api: &str, script: &str) -> String {
    let (context, _) = load(api);
    let mut unit = Unit::new(&context).unwrap();
    unit.add_source("script", script.as_bytes(), 0).unwrap();
    if let Err(e) = unit.build() {
        let messages: Vec<String> = unit.diagnostics().iter().map(|d| d.render(unit.sources())).collect();
        panic!("{e}\n{}", messages.join("\n"));
    }
    let program = unit.program().unwrap();
    let vm = VmRef::new(program.runtime_types().clone());
    vm.link(program).unwrap();
    let call = Call::new(&vm);
    let main = program.unit().functions.iter().position(|f| &*f.name == "main").unwrap();
    call.prepare(program, main as u32).unwrap();
    match call.run().unwrap() {
        CallState::Finished => "finished".into(),
        CallState::Exception => call.exception_text().unwrap_or_default().to_string(),
        other => format!("{other:?}"),
    }
}

#[test]
fn functions_of_a_file_raise_when_they_are_called() {
    let raised = |script: &str| run(EVERY, script);
    let text = raised("void main() { lerp(1, 2); }");
    assert_eq!(
        text,
        "The function is declared without an implementation: 'float lerp(float a, float b, float t = 0.5f)'"
    );
    assert!(raised("void main() { Entity e; }").contains("Entity"));
    assert!(raised("void main() { Vec2 v; v.x = 1; v.y = v.x; v = v + v; }").contains("opAdd"));
    assert!(raised("void main() { string s = \"text\"; }").contains("string"));
    assert!(raised("void main() { array<int> a = {1, 2}; }").contains("array"));
    assert!(
        raised("void main() { mood = Game::Ai::Calm; hidden = 5; gravity = hidden; world.number; Vec2Of(); }")
            .contains("Vec2Of")
    );
    assert_eq!(raised("void main() { origin.x = 3; origin.y = origin.x; }"), "finished");
    assert_eq!(raised("void main() { Entity@ e = Game::player; e.number; }"), "Null pointer access");
    assert_eq!(raised("void main() { world.place.x = 3; }"), "finished");
    assert_eq!(raised("void main() { world.mood = Game::Ai::Calm; }"), "Null pointer access");
    assert!(raised("void main() { @Game::player = world; }").contains("without an implementation"));
}

#[test]
fn language_servers_read_declarations_of_scripts() {
    let (context, _) = load(EVERY);
    let text = config::write_predefined(context.registry().unwrap());
    for line in [
        "class array<T> {",
        "    funcdef bool less(const T &in a, const T &in b);",
        "    array(uint length) explicit;",
        "    T &opIndex(uint index);",
        "interface IThink {",
        "namespace Game::Ai {",
        "    Calm = -1,",
        "typedef float real;",
        "float lerp(float a, float b, float t = 0.5f);",
        "funcdef void Event(Entity@ who, const string &in what = \"a \\\"quote\\\"\\n\");",
        "    float x;",
        "Vec2 origin;",
        "// Group physics",
    ] {
        assert!(text.lines().any(|l| l == line), "{line}\nis not in\n{text}");
    }
    let depth = |c: char| text.matches(c).count();
    assert_eq!(depth('{'), depth('}'));
}

#[test]
fn json_has_everything_in_quotes() {
    let (context, _) = load(EVERY);
    let json = config::write_json(context.registry().unwrap(), context.properties());
    check_json(&json);
    for part in [
        r#""namespaces":["Game","Game::Ai","Game::Deep"]"#,
        r#"{"name":"Blue","value":-2147483648}"#,
        r#""default":"\"a \\\"quote\\\"\\n\"""#,
        r#"{"name":"gravity","group":"physics","type":"float"}"#,
        r#""accessMask":2"#,
        r#""fullName":"array<T>""#,
        r#""templateParams":["K","V"]"#,
    ] {
        assert!(json.contains(part), "{part}\nis not in\n{json}");
    }
}

/// Reads JSON to its end, as strictly as it must be written.
fn check_json(text: &str) {
    fn value(b: &[u8], mut i: usize) -> usize {
        i = space(b, i);
        match b[i] {
            open @ (b'{' | b'[') => {
                let close = if open == b'{' { b'}' } else { b']' };
                i = space(b, i + 1);
                if b[i] == close {
                    return i + 1;
                }
                loop {
                    if open == b'{' {
                        i = space(b, i);
                        assert_eq!(b[i], b'"');
                        i = space(b, value(b, i));
                        assert_eq!(b[i], b':');
                        i += 1;
                    }
                    i = space(b, value(b, i));
                    if b[i] == close {
                        return i + 1;
                    }
                    assert_eq!(b[i], b',', "{}", String::from_utf8_lossy(&b[i.saturating_sub(80)..i + 1]));
                    i += 1;
                }
            }
            b'"' => {
                i += 1;
                while b[i] != b'"' {
                    assert!(b[i] >= b' ');
                    i += if b[i] == b'\\' { 2 } else { 1 };
                }
                i + 1
            }
            _ => {
                let len = b[i..].iter().take_while(|c| c.is_ascii_alphanumeric() || **c == b'-').count();
                let word = std::str::from_utf8(&b[i..i + len]).unwrap();
                assert!(word == "true" || word.parse::<i64>().is_ok(), "{word}");
                i + len
            }
        }
    }
    fn space(b: &[u8], i: usize) -> usize {
        i + b[i..].iter().take_while(|c| c.is_ascii_whitespace()).count()
    }
    let end = value(text.as_bytes(), 0);
    assert_eq!(space(text.as_bytes(), end), text.len());
}

#[test]
fn groups_hold_what_is_registered_between_two_calls() {
    let (context, _) = load(EVERY);
    let r = context.registry().unwrap();
    let body = r.find_type(angel::base::NamespaceId::GLOBAL, "Body").unwrap();
    assert_eq!(r.group_of_type(body), Some("physics"));
    let entity = r.find_type(angel::base::NamespaceId::GLOBAL, "Entity").unwrap();
    assert_eq!(r.group_of_type(entity), None);

    let mut c = Context::new();
    assert!(c.end_group().is_err());
    c.register_type("Out", TypeOptions::pod(4)).unwrap();
    c.begin_group("one").unwrap();
    assert!(c.begin_group("two").unwrap_err().to_string().contains("'one' is open"));
    c.register_method("Out", "void f()", NativeFunction::STUB).unwrap();
    c.register_type("In", TypeOptions::pod(4)).unwrap();
    c.end_group().unwrap();
    assert!(c.begin_group("one").unwrap_err().to_string().contains("already"));
    c.register_property("In", "int x", 0).unwrap();
    let error = c.seal().unwrap_err().to_string();
    assert!(error.contains("'Out' belongs to no group") && error.contains("'In' belongs to group 'one'"), "{error}");
}
