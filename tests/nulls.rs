//! Every function of the C interface is called with nothing: NULL for pointers, zero for numbers; then with good handles and
//! nothing else; then with a handle of another kind in place of each handle; then with good handles, numbers beyond all ranges and
//! texts that mean nothing, whatever the call and the VM are doing. None crashes, those that have a status answer nothing, wrong
//! handles and wrong indices with an error, and each error has a text.
#![cfg(target_os = "linux")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A function of the header.
struct Function {
    result: String,
    name: String,
    /// Types of the parameters.
    params: Vec<String>,
    /// Their names.
    names: Vec<String>,
}

/// All functions of the header.
fn functions(header: &str) -> Vec<Function> {
    let mut code = String::new();
    // Comments and directives are lines of their own.
    for line in header.lines().map(str::trim) {
        if !line.starts_with(['*', '#', '/']) {
            code.push_str(line);
            code.push(' ');
        }
    }
    let declarations = code.split("AS_API ").skip(1).filter_map(|d| d.split_once(");").map(|(d, _)| d));
    declarations.map(|d| declaration(d).unwrap_or_else(|| panic!("what does '{d}' declare?"))).collect()
}

fn declaration(text: &str) -> Option<Function> {
    let (head, params) = text.split_once('(')?;
    let (result, name) = head.rsplit_once([' ', '*'])?;
    let ty = |p: &str| p.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_').trim().to_string();
    let params: Vec<&str> = params.split(',').map(str::trim).filter(|p| *p != "void" && !p.is_empty()).collect();
    let pointer = if head.contains('*') { " *" } else { "" };
    Some(Function {
        result: format!("{}{pointer}", result.trim_end_matches('*').trim()),
        name: name.to_string(),
        names: params.iter().map(|p| p[ty(p).len()..].trim().to_string()).collect(),
        params: params.iter().map(|p| ty(p)).collect(),
    })
}

fn calls(functions: &[Function]) -> String {
    let mut c = String::from("#include <angel.h>\n#include <stdio.h>\nint main(void) {\n    int wrong = 0;\n");
    for Function { result, name, params, .. } in functions {
        let args: Vec<_> = params.iter().map(|p| format!("({p}){{0}}")).collect();
        let call = format!("{name}({})", args.join(", "));
        let _ = writeln!(c, "    puts(\"{name}\"); fflush(stdout);");
        // What asks for the status of an error gets that of none.
        let may_accept = name.ends_with("_status") || !params.iter().any(|p| p.ends_with('*'));
        let _ = match result == "as_status" && !may_accept {
            true => writeln!(c, "    if ({call} == AS_OK) {{ puts(\"  accepts nothing\"); wrong++; }}"),
            false => writeln!(c, "    (void){call};"),
        };
    }
    c.push_str("    return wrong;\n}\n");
    c
}

/// One good handle of each kind, and one that is wrong for all functions but those of errors.
const HANDLES: &str = r#"#include <angel.h>
#include <stdio.h>
#include <string.h>
static as_context *good_as_context, *sealed;
static as_module *good_as_module;
static as_unit *good_as_unit;
static as_vm *good_as_vm;
static as_call *good_as_call;
static as_object *good_as_object;
static as_weak *good_as_weak;
static as_debugger *good_as_debugger;
static as_profiler *good_as_profiler;
static as_scheduler *good_as_scheduler;
static as_serializer *good_as_serializer;
static as_error *good_as_error, *wrong;
static const as_type *good_as_type;
static const as_function *good_as_function;
static const as_diagnostic *good_as_diagnostic;
static as_error *error;
static int failed;

static void make(void) {
    static const char script[] = "class C { int x; void m() {} } int g = 1; void f() { int unused; }";
    good_as_context = as_context_new(AS_VERSION);
    as_context_install(good_as_context, AS_ADDON_ALL, NULL);
    sealed = as_context_retain(good_as_context);
    good_as_unit = as_unit_new(sealed);
    as_unit_add_source(good_as_unit, "s", script, strlen(script));
    if (as_unit_build(good_as_unit, NULL) != AS_OK) puts("  does not build"), failed++;
    good_as_vm = as_vm_new(sealed);
    as_vm_link(good_as_vm, good_as_unit, NULL);
    good_as_function = as_unit_find_function(good_as_unit, "f");
    good_as_call = as_call_new(good_as_vm, good_as_function);
    good_as_type = as_unit_find_class(good_as_unit, "C");
    good_as_object = as_object_new(good_as_vm, good_as_type, NULL);
    good_as_weak = as_weak_new(good_as_vm, good_as_object, NULL);
    good_as_debugger = as_debugger_new(good_as_vm);
    good_as_profiler = as_profiler_new_counting(good_as_vm);
    good_as_scheduler = as_scheduler_new(good_as_vm);
    good_as_serializer = as_serializer_new();
    good_as_module = as_module_new();
    good_as_diagnostic = as_unit_diagnostic_at(good_as_unit, 0);
    as_object_new(NULL, NULL, &good_as_error);
    as_object_new(NULL, NULL, &wrong);
}
static void unmake(void) {
    as_error_free(wrong), as_error_free(good_as_error);
    as_weak_free(good_as_weak), as_serializer_free(good_as_serializer), as_scheduler_free(good_as_scheduler);
    as_profiler_free(good_as_profiler), as_debugger_free(good_as_debugger), as_call_free(good_as_call);
    as_object_release(good_as_vm, good_as_object), as_vm_free(good_as_vm), as_module_free(good_as_module);
    as_unit_release(good_as_unit), as_context_release(good_as_context), as_context_release(sealed);
}
static void told(const char *what) {
    if (error != NULL && as_error_message(error).len == 0) printf("  %s: an error without text\n", what), failed++;
    as_error_free(error);
    error = NULL;
}
static void answered(as_status status, const char *what, int has_error, int must_fail) {
    if (must_fail && status == AS_OK) printf("  %s: accepts a wrong handle\n", what), failed++;
    if (has_error && (status == AS_OK) != (error == NULL)) printf("  %s: status and error disagree\n", what), failed++;
    told(what);
}
"#;

/// The kinds of which there is a good handle.
const KINDS: &[&str] = &[
    "context",
    "module",
    "unit",
    "vm",
    "call",
    "object",
    "weak",
    "debugger",
    "profiler",
    "scheduler",
    "serializer",
    "type",
    "function",
    "diagnostic",
];

/// The kind of handle that a parameter wants.
fn kind(param: &str) -> Option<&'static str> {
    let name = param.trim_start_matches("const ").trim_start_matches("struct ").strip_prefix("as_")?;
    KINDS.iter().copied().find(|k| name.strip_prefix(k) == Some(" *"))
}

fn is_error(param: &str) -> bool {
    param.replace("struct ", "") == "as_error **"
}

impl Function {
    fn ends_something(&self) -> bool {
        ["_free", "_release", "_retain"].iter().any(|end| self.name.ends_with(end))
    }

    /// Whether it must answer an error to the largest number.
    fn looks_for_number(&self) -> bool {
        let is_number = |n: &String| ["index", "level", "id"].contains(&n.as_str());
        let answers = self.result == "as_status" && !self.name.ends_with("_status");
        answers && self.names.iter().any(is_number)
    }
}

/// What the calls with numbers and texts out of place begin with.
const STATES: &str = r#"
static as_call *around;
static as_type_use wild_use, good_use;
static unsigned char place[4096];
/* Memory for a result; structures that must say their size say it. */
static void *out_of(size_t size) {
    memset(place, 0, sizeof place);
    memcpy(place, &size, sizeof size);
    return place;
}
static void nothing(void) {}
static void all(int plan, int state);
static int current, is_inside;
/* Brings the call into a state. */
static void ready(int state) {
    as_vm_set_fuel(good_as_vm, UINT64_MAX), as_vm_set_time_limit(good_as_vm, 0);
    as_vm_set_memory_limit(good_as_vm, SIZE_MAX), as_vm_set_max_depth(good_as_vm, 0), as_vm_set_stack_size(good_as_vm, 1 << 20);
    if (as_call_get_state(good_as_call) == AS_CALL_SUSPENDED) as_call_abort_suspended(good_as_call);
    as_call_reset(good_as_call);
    as_vm_link(good_as_vm, good_as_unit, NULL);
    as_call_prepare(good_as_call, as_unit_find_function(good_as_unit, state == 3 ? "boom" : "f"), NULL);
    if (state == 4) as_call_reset(good_as_call);
    if (state == 2) as_call_suspend(good_as_call);
    if (state >= 1 && state <= 3) {
        as_run run = as_call_run(good_as_call);
        if (!is_inside && run != (state == 1 ? AS_RUN_FINISHED : state == 2 ? AS_RUN_SUSPENDED : AS_RUN_EXCEPTION)) {
            printf("  state %d cannot be reached: %d\n", state, run), failed++;
        }
    }
}
static void inside(void) {
    is_inside = 1;
    for (int plan = 0; plan < 3; plan++) all(plan, current);
    is_inside = 0;
}
"#;

/// Good handles, with numbers and texts that no function expects, in all states of a call, and while a script runs.
fn extremes(functions: &[Function]) -> String {
    let handles = HANDLES
        .replace("void f() { int unused; }", "int f(int a) { int n = 0; for (int i = 0; i < 100; i++) n += a; return n; } void boom() { int z = 0; g = 1 / z; } void run() { inside(); }")
        .replace("    sealed = as_context_retain", "    as_register_function(good_as_context, \"void inside()\", AS_NATIVE(inside), NULL);\n    sealed = as_context_retain");
    let (head, body) = handles.split_once("static void make(void)").expect("the handles are made");
    let mut c = format!("{head}{STATES}static void make(void){body}static void all(int plan, int state) {{\n");
    // Numbers, texts and flags of the three plans.
    let number = "(plan == 0 ? -1 : plan == 1 ? 1 : (int)0x80000000)";
    let text = "(plan == 0 ? \"\\xff((( \\\"nonsense\" : plan == 1 ? \"int f(int)\" : \"\")";
    // What is no type's word cannot be told from one.
    for f in functions.iter().filter(|f| !f.ends_something() && f.name != "as_type_of_word") {
        let args = f.params.iter().enumerate().map(|(i, p)| {
            let plain = p.replace("struct ", "");
            let before = i.checked_sub(1).map(|b| f.params[b].as_str());
            match plain.as_str() {
                _ if is_error(p) => "&error".to_string(),
                _ if kind(p).is_some() => format!("({p})good_as_{}", kind(p).unwrap_or_default()),
                "size_t" if before == Some("const char *") => format!("strlen({text})"),
                "size_t" if before == Some("char *") => "16".into(),
                "const char *" => text.into(),
                "as_type_use" => "(plan == 0 ? wild_use : good_use)".into(),
                "as_native" => format!("as_native_of(nothing, (uint32_t){number}, (uint32_t){number})"),
                "double" | "float" => "1e300".into(),
                "bool" => "plan == 1".into(),
                "int8_t" | "int16_t" | "int32_t" | "int64_t" | "uint32_t" | "uint64_t" | "size_t" => {
                    format!("({plain}){number}")
                }
                "char *" => "out_of(0)".into(),
                _ if plain.ends_with(" *") && f.names[i].starts_with("out") => {
                    format!("out_of(sizeof({}))", plain.trim_end_matches(" *"))
                }
                _ => format!("({p}){{0}}"),
            }
        });
        let call = format!("{}({})", f.name, args.collect::<Vec<_>>().join(", "));
        let name = &f.name;
        let _ = writeln!(c, "    ready(state), puts(\"{name}\"), fflush(stdout);");
        let has_error = f.params.iter().any(|p| is_error(p)) as u8;
        let _ = match f.result == "as_status" {
            true if f.looks_for_number() => writeln!(c, "    answered({call}, \"{name}\", {has_error}, plan != 1);"),
            true => writeln!(c, "    answered({call}, \"{name}\", {has_error}, 0);"),
            false => writeln!(c, "    (void){call}; told(\"{name}\");"),
        };
    }
    c.push_str(
        r#"}
int main(void) {
    make();
    wild_use.type_ = good_use.type_ = good_as_type;
    wild_use.flags = UINT32_MAX, good_use.flags = AS_USE_HANDLE;
    for (int state = 0; state < 5; state++) {
        for (int plan = 0; plan < 3; plan++) all(plan, state);
    }
    for (current = 0; current < 5; current++) {
        as_vm_set_fuel(good_as_vm, UINT64_MAX);
        around = as_call_new(good_as_vm, as_unit_find_function(good_as_unit, "run"));
        as_call_run(around);
        as_call_free(around);
    }
    unmake();
    return failed != 0;
}
"#,
    );
    c
}

#[test]
fn numbers_and_texts_out_of_place_are_answered() {
    run("extremes", extremes);
}

fn misuses(functions: &[Function]) -> String {
    let mut c = format!("{HANDLES}int main(void) {{\n    make();\n");
    for Function { result, name, params, .. } in functions.iter().filter(|f| !f.ends_something()) {
        let has_error = params.iter().any(|p| is_error(p));
        let handles = (0..params.len()).filter(|i| kind(&params[*i]).is_some()).map(Some);
        for bad in handles.chain([None]) {
            let args = params.iter().enumerate().map(|(i, p)| match kind(p) {
                _ if bad == Some(i) => format!("({p})(void *)wrong"),
                _ if is_error(p) => "&error".to_string(),
                Some(kind) => format!("({p})good_as_{kind}"),
                None => format!("({p}){{0}}"),
            });
            let call = format!("{name}({})", args.collect::<Vec<_>>().join(", "));
            let what = bad.map_or(name.clone(), |i| format!("{name}, argument {}", i + 1));
            let _ = writeln!(c, "    puts(\"{what}\"); fflush(stdout);");
            let _ = match result == "as_status" {
                true => writeln!(c, "    answered({call}, \"{what}\", {}, {});", has_error as u8, bad.is_some() as u8),
                false => writeln!(c, "    (void){call}; told(\"{what}\");"),
            };
        }
    }
    c.push_str("    unmake();\n    return failed != 0;\n}\n");
    c
}

#[test]
fn good_handles_with_nothing_and_wrong_ones_are_answered() {
    run("misuse", misuses);
}

#[test]
fn nothing_is_answered() {
    run("nulls", calls);
}

/// Compiles the program that `write` makes of the header's functions and runs it.
fn run(name: &str, write: impl Fn(&[Function]) -> String) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let header = std::fs::read_to_string(root.join("include/angel.h")).unwrap();
    let functions = functions(&header);
    assert_eq!(functions.len(), header.lines().filter(|l| l.starts_with("AS_API ")).count());
    let target = Path::new(env!("CARGO_BIN_EXE_angel")).parent().unwrap();
    let built = |path: &PathBuf| path.metadata().and_then(|m| m.modified()).ok();
    let library = [target.join("libangel.so"), target.join("deps/libangel.so")];
    let library = library.into_iter().filter(|p| p.exists()).max_by_key(built).expect("cargo builds it for the tests");

    let folder = std::env::temp_dir().join(format!("angel-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    // The program looks for the library by its soname.
    let soname = concat!("libangel.so.", env!("CARGO_PKG_VERSION_MAJOR"));
    std::os::unix::fs::symlink(&library, folder.join(soname)).unwrap();
    std::fs::write(folder.join("program.c"), write(&functions)).unwrap();
    let mut compiler = Command::new("cc");
    compiler.args(["-std=c11", "-Wall", "-Werror", "-o"]).arg(folder.join("program")).arg(folder.join("program.c"));
    compiler.arg("-I").arg(root.join("include")).arg(folder.join(soname));
    let compiled = compiler.output().expect("there is a C compiler");
    assert!(compiled.status.success(), "{}", String::from_utf8_lossy(&compiled.stderr));
    let out = Command::new(folder.join("program")).env("LD_LIBRARY_PATH", &folder).output().unwrap();
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    std::fs::remove_dir_all(&folder).unwrap();
    let accepting: Vec<&str> = said.lines().filter(|l| l.starts_with("  ")).collect();
    assert!(accepting.is_empty(), "{said}");
    assert_eq!(out.status.code(), Some(0), "the last function is the one: {}", said.lines().last().unwrap_or("none"));
}
