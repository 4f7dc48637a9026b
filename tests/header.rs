//! `include/angel.h` is what the exports say, no more and no less.
//!
//! `UPDATE_HEADER=1 cargo test --test header` writes it anew.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of the C interface in the order in which they appear in the header.
const ORDER: &[&str] = &[
    "version",
    "text",
    "error",
    "native",
    "flags",
    "options",
    "types",
    "type_details",
    "function",
    "context",
    "context_api",
    "config",
    "module",
    "register",
    "diagnostic",
    "unit",
    "type_text",
    "token",
    "directives",
    "metadata",
    "saved",
    "vm",
    "import",
    "value",
    "memory",
    "variant",
    "array",
    "dictionary",
    "reference",
    "object",
    "invoke",
    "collector",
    "call",
    "stack",
    "hooks",
    "debugger",
    "profiler",
    "scheduler",
    "serializer",
    "snippet",
];
/// Files that have nothing for the header.
const INTERNAL: &[&str] = &["guard", "handle", "mod"];

fn files() -> Vec<PathBuf> {
    ORDER.iter().map(|n| root().join("src/capi").join(format!("{n}.rs"))).collect()
}

#[test]
fn every_file_of_the_c_interface_is_known() {
    for entry in std::fs::read_dir(root().join("src/capi")).unwrap() {
        let name = entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned();
        assert!(ORDER.contains(&&*name) || INTERNAL.contains(&&*name), "{name}.rs is not listed in this test");
    }
}

fn generated() -> String {
    let config = cbindgen::Config::from_file(root().join("cbindgen.toml")).unwrap();
    let mut builder = cbindgen::Builder::new().with_config(config);
    for file in files() {
        builder = builder.with_src(file);
    }
    let mut out = Vec::new();
    builder.generate().expect("cbindgen reads src/capi").write(&mut out);
    // The highest bit is none of a signed number.
    String::from_utf8(out).unwrap().replace("(1 << 31)", "(1u << 31)")
}

/// Names of functions in C text: `as_…(`.
fn declared(header: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for line in header.lines().filter(|l| l.starts_with("AS_API")) {
        let name = line.split('(').next().unwrap().rsplit([' ', '*']).next().unwrap();
        names.insert(name.to_string());
    }
    names
}

/// Each `extern "C"` function of `src/capi` with the start of its body.
fn exports() -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    for file in files() {
        let text = std::fs::read_to_string(&file).unwrap();
        for (at, _) in text.match_indices("extern \"C\" fn ") {
            let rest = &text[at + "extern \"C\" fn ".len()..];
            // Types (`unsafe extern "C" fn(…)`) have no name.
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if name.is_empty()
                || !text[..at].trim_end().ends_with("pub unsafe") && !text[..at].trim_end().ends_with("pub")
            {
                continue;
            }
            let body = rest[rest.find(" {\n").map_or(0, |i| i + 3)..].trim_start().chars().take(60).collect();
            let before = text[..at].rsplit("\n\n").next().unwrap().to_string();
            found.push((name, body, before));
        }
    }
    found
}

#[test]
fn the_header_is_up_to_date() {
    let path = root().join("include/angel.h");
    let new = generated();
    if std::env::var_os("UPDATE_HEADER").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &new).unwrap();
        return;
    }
    let old = std::fs::read_to_string(&path).unwrap_or_default();
    if old != new {
        let at = old
            .lines()
            .zip(new.lines())
            .position(|(a, b)| a != b)
            .unwrap_or(old.lines().count().min(new.lines().count()));
        let line = |text: &str| text.lines().nth(at).unwrap_or("(end)").to_string();
        panic!(
            "include/angel.h is stale; write it anew with UPDATE_HEADER=1 cargo test --test header\nline {}:\n- {}\n+ {}",
            at + 1,
            line(&old),
            line(&new)
        );
    }
}

#[test]
fn every_export_is_declared_documented_and_guarded() {
    let header = declared(&generated());
    let mut wrong = Vec::new();
    let mut names = BTreeSet::new();
    for (name, body, before) in exports() {
        if !name.starts_with("as_") {
            wrong.push(format!("{name}: exports start with as_"));
        }
        if !before.contains("#[unsafe(no_mangle)]") {
            wrong.push(format!("{name}: is not exported"));
        }
        if !before.contains("/// ") {
            wrong.push(format!("{name}: has no documentation"));
        }
        if !body.starts_with("guard::") {
            wrong.push(format!("{name}: the body is not one call of a guard: {body}"));
        }
        names.insert(name);
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    let missing: Vec<_> = names.symmetric_difference(&header).collect();
    assert!(missing.is_empty(), "in the sources or in the header only: {missing:?}");
}

#[test]
fn functions_that_do_something_use_the_closed_set_of_verbs() {
    const VERBS: &[&str] = &[
        "new", "retain", "release", "free", "get", "set", "count", "at", "find", "register", "add", "seal", "build",
        "load", "save", "run", "resume", "abort", "install", "extend", "link", "unlink", "prepare", "suspend", "raise",
        "collect", "reset", "write", "remove", "bind", "unbind", "insert", "resize", "clear",
    ];
    let mut wrong = Vec::new();
    for line in generated().lines().filter(|l| l.starts_with("AS_API void as_") || l.starts_with("AS_API as_status ")) {
        let name = line.split('(').next().unwrap().rsplit([' ', '*']).next().unwrap();
        // What asks for a status is named by what it asks.
        if !name.ends_with("_status") && !name.split('_').any(|part| VERBS.contains(&part)) {
            wrong.push(name.to_string());
        }
    }
    assert!(wrong.is_empty(), "no verb of the list in {wrong:?}");
}

#[test]
fn the_hosts_of_the_readme_are_the_examples() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    for (language, path) in [("c", "examples/hello/main.c"), ("cpp", "examples/hello_cpp/main.cpp")] {
        let example = std::fs::read_to_string(root().join(path)).unwrap();
        assert!(readme.contains(&format!("```{language}\n{}\n```", example.trim_end())), "README.md and {path} differ");
    }
}

/// Only `as_*` is exported by the shared library, and all of it.
#[cfg(target_os = "linux")]
#[test]
fn the_library_exports_the_header_and_nothing_else() {
    let library = Path::new(env!("CARGO_BIN_EXE_angel")).parent().unwrap();
    let library = [library.join("libangel.so"), library.join("deps/libangel.so")];
    let built = |path: &PathBuf| path.metadata().and_then(|m| m.modified()).ok();
    let library = library.into_iter().filter(|p| p.exists()).max_by_key(built);
    let library = library.expect("cargo builds the shared library for the tests");
    let nm = std::process::Command::new("nm").args(["-D", "--defined-only"]).arg(&library).output();
    let output = String::from_utf8(nm.expect("nm comes with the C compiler").stdout).unwrap();
    let symbols: BTreeSet<String> = output.lines().filter_map(|l| l.split(' ').next_back()).map(String::from).collect();
    let header = declared(&generated());
    let difference: Vec<_> = symbols.symmetric_difference(&header).collect();
    assert!(difference.is_empty(), "in the library or in the header only: {difference:?}");
    let dynamic = std::process::Command::new("readelf").arg("-d").arg(&library).output().unwrap().stdout;
    let soname = concat!("[libangel.so.", env!("CARGO_PKG_VERSION_MAJOR"), "]");
    assert!(String::from_utf8_lossy(&dynamic).contains(soname), "the soname is not {soname}");
}
