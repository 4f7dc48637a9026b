//! Imports between the layers run one way, `unsafe` stays where it belongs, and files stay readable. The layers and the
//! reasons are told in `docs/architecture.md`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Each layer with the layers it may use. What is not named here may not be used.
const LAYERS: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("syntax", &["base"]),
    ("types", &["base"]),
    ("bytecode", &["base", "types"]),
    ("ffi", &["base", "syntax", "types"]),
    ("semantic", &["base", "syntax", "types", "bytecode"]),
    ("vm", &["base", "types", "bytecode"]),
    ("module", &["base", "syntax", "types", "ffi"]),
    ("addons", &["base", "types", "bytecode", "ffi", "vm", "module"]),
    ("context", &["base", "types", "ffi", "semantic", "vm", "module"]),
    ("debug", &["base", "types", "bytecode", "vm", "addons"]),
    ("serial", &["base", "types", "bytecode", "ffi", "vm", "addons"]),
    ("config", &["base", "types", "ffi", "context"]),
    ("include", &[]),
    ("external", &["base", "syntax", "bytecode", "semantic", "vm"]),
    ("unit", &["base", "syntax", "types", "bytecode", "ffi", "semantic", "vm", "context", "include", "external"]),
    ("find", &["base", "syntax", "types", "bytecode", "vm"]),
    (
        "capi",
        &[
            "base", "syntax", "types", "bytecode", "ffi", "semantic", "vm", "addons", "module", "context", "config",
            "unit", "find", "debug", "include", "serial",
        ],
    ),
    (
        "bin",
        &[
            "base", "types", "bytecode", "ffi", "semantic", "vm", "addons", "module", "context", "config", "unit",
            "find", "debug", "include",
        ],
    ),
];

/// Layers that may contain `unsafe` code.
const UNSAFE_LAYERS: &[&str] = &["vm", "jit", "capi", "addons", "debug", "serial"];
/// Files of other layers that may: the native side of registering.
const UNSAFE_FILES: &[&str] = &["src/ffi/native.rs"];

/// A file longer than this is named in the test's output; one longer than the second figure fails the test.
const LONG: usize = 800;
const TOO_LONG: usize = 1500;

struct Source {
    path: String,
    /// `types/ffi_registry/read.rs` is `["types", "ffi_registry", "read"]`.
    modules: Vec<String>,
    /// Without comments and literals.
    code: String,
    lines: usize,
}

fn collect(dir: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    collect(&root.join("src"), &mut files);
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        let relative = path.strip_prefix(root).unwrap();
        let mut modules: Vec<String> = relative
            .with_extension("")
            .components()
            .skip(1)
            .map(|c| c.as_os_str().to_string_lossy().into_owned())
            .collect();
        if modules.last().is_some_and(|m| m == "mod") {
            modules.pop();
        }
        let path = relative.to_string_lossy().replace('\\', "/");
        let mut code = strip(&text);
        code.truncate(code.find("#[cfg(test)]\nmod tests {").unwrap_or(code.len()));
        Source { path, modules, lines: text.lines().count(), code }
    };
    files.into_iter().map(read).collect()
}

/// The text without comments, string and character literals.
fn strip(text: &str) -> String {
    let b = text.as_bytes();
    let mut out = Vec::with_capacity(b.len());
    let mut i = 0;
    while i < b.len() {
        let rest = &b[i..];
        if rest.starts_with(b"//") {
            i += rest.iter().position(|&c| c == b'\n').unwrap_or(rest.len());
        } else if rest.starts_with(b"/*") {
            let mut depth = 0;
            while i < b.len() {
                if b[i..].starts_with(b"/*") {
                    depth += 1;
                    i += 2;
                } else if b[i..].starts_with(b"*/") {
                    depth -= 1;
                    i += 2;
                    if depth == 0 {
                        break;
                    }
                } else {
                    i += 1;
                }
            }
        } else if let Some(len) = raw_string(rest).filter(|_| !i.checked_sub(1).is_some_and(|p| is_word(b[p]))) {
            out.extend(b"\"\"");
            i += len;
        } else if rest[0] == b'"' {
            out.extend(b"\"\"");
            i += quoted(rest, b'"');
        } else if rest[0] == b'\'' && (rest.get(1) == Some(&b'\\') || rest.get(2) == Some(&b'\'')) {
            out.extend(b"' '");
            i += quoted(rest, b'\'');
        } else {
            out.push(rest[0]);
            i += 1;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn is_word(c: u8) -> bool {
    c == b'_' || c.is_ascii_alphanumeric()
}

/// Length of a literal in quotes at the start of the text, escapes skipped.
fn quoted(text: &[u8], quote: u8) -> usize {
    let mut i = 1;
    while i < text.len() && text[i] != quote {
        i += if text[i] == b'\\' { 2 } else { 1 };
    }
    (i + 1).min(text.len())
}

/// Length of a raw string at the start of the text.
fn raw_string(text: &[u8]) -> Option<usize> {
    let start = if text.starts_with(b"br") { 2 } else { usize::from(text.starts_with(b"r")) };
    let hashes = text[start..].iter().take_while(|&&c| c == b'#').count();
    if start == 0 || text.get(start + hashes) != Some(&b'"') {
        return None;
    }
    let end: Vec<u8> = std::iter::once(b'"').chain(std::iter::repeat_n(b'#', hashes)).collect();
    let body = start + hashes + 1;
    text[body..].windows(end.len()).position(|w| w == end).map(|at| body + at + end.len())
}

/// Identifiers and single characters; `::` is one token.
fn tokens(code: &str) -> Vec<&str> {
    let b = code.as_bytes();
    let mut out = Vec::new();
    let mut i = 0;
    while i < b.len() {
        let from = i;
        if is_word(b[i]) {
            while i < b.len() && is_word(b[i]) {
                i += 1;
            }
        } else if b[i..].starts_with(b"::") {
            i += 2;
        } else {
            i += 1;
            while !code.is_char_boundary(i) {
                i += 1;
            }
        }
        if !code[from..i].trim().is_empty() {
            out.push(&code[from..i]);
        }
    }
    out
}

/// The first names that a path (or a group of paths in braces) at `tokens[at..]` starts with.
fn heads<'t>(tokens: &[&'t str], at: usize, into: &mut BTreeSet<&'t str>) {
    match tokens.get(at) {
        Some(&"{") => {
            let mut depth = 0;
            let mut start = true;
            for &token in &tokens[at..] {
                match token {
                    "{" => depth += 1,
                    "}" => depth -= 1,
                    "," => start = depth == 1,
                    name if start && depth == 1 => {
                        into.insert(name);
                        start = false;
                    }
                    _ => {}
                }
                if depth == 0 {
                    break;
                }
            }
        }
        Some(name) => {
            into.insert(name);
        }
        None => {}
    }
}

/// Top-level modules that a file names: by `crate::`, by enough `super::`, and in the tool by the crate's name.
fn uses(source: &Source) -> BTreeSet<String> {
    let tokens = tokens(&source.code);
    let mut found = BTreeSet::new();
    for i in 0..tokens.len() {
        let root = if source.modules[0] == "bin" { "angel" } else { "crate" };
        if tokens[i] == root && tokens.get(i + 1) == Some(&"::") {
            heads(&tokens, i + 2, &mut found);
        }
        if tokens[i] == "super" && (i == 0 || tokens[i - 1] != "::") {
            let mut at = i;
            let mut up = 0;
            while tokens.get(at) == Some(&"super") && tokens.get(at + 1) == Some(&"::") {
                up += 1;
                at += 2;
            }
            if up >= source.modules.len() {
                heads(&tokens, at, &mut found);
            }
        }
    }
    found.into_iter().map(String::from).collect()
}

#[test]
fn imports_run_one_way() {
    let mut wrong = Vec::new();
    for source in sources() {
        let layer = source.modules[0].as_str();
        // Tests of a layer may use whatever they need to see it at work.
        if layer == "lib" || source.modules.iter().any(|m| m == "tests") {
            continue;
        }
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == layer) else {
            wrong.push(format!("{}: '{layer}' is no layer of the table", source.path));
            continue;
        };
        for used in uses(&source) {
            let is_layer = LAYERS.iter().any(|(name, _)| *name == used);
            if is_layer && used != layer && !allowed.contains(&used.as_str()) {
                wrong.push(format!("{}: {layer} must not use {used}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_table_of_layers_has_no_circle() {
    for (i, (name, allowed)) in LAYERS.iter().enumerate() {
        for used in *allowed {
            let at = LAYERS.iter().position(|(n, _)| n == used);
            assert!(at.is_some_and(|at| at < i), "{name} uses {used}, which does not stand before it");
        }
    }
}

#[test]
fn unsafe_stays_where_it_belongs() {
    let mut wrong = Vec::new();
    for source in sources() {
        let allowed =
            UNSAFE_LAYERS.contains(&source.modules[0].as_str()) || UNSAFE_FILES.contains(&source.path.as_str());
        if !allowed && tokens(&source.code).contains(&"unsafe") {
            wrong.push(source.path);
        }
    }
    assert!(wrong.is_empty(), "unsafe code in {wrong:?}");
}

#[test]
fn the_c_api_casts_and_guards_in_one_place_each() {
    let only = [
        ("handle.rs", &["from_raw", "into_raw", "transmute", "increment_strong_count", "decrement_strong_count"][..]),
        ("guard.rs", &["catch_unwind"][..]),
    ];
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|s| s.modules[0] == "capi") {
        let tokens = tokens(&source.code);
        for (file, names) in only {
            for name in names.iter().filter(|n| tokens.contains(*n)) {
                if !source.path.ends_with(file) {
                    wrong.push(format!("{}: {name} belongs into {file}", source.path));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn files_stay_readable() {
    let mut long: Vec<_> = sources().into_iter().filter(|s| s.lines > LONG).map(|s| (s.lines, s.path)).collect();
    long.sort();
    for (lines, path) in &long {
        println!("{path} has {lines} lines: is it about one thing?");
    }
    let too_long: Vec<_> = long.iter().filter(|l| l.0 > TOO_LONG).collect();
    assert!(too_long.is_empty(), "files of more than {TOO_LONG} lines: {too_long:?}");
}

#[test]
fn the_scanner_sees_through_comments_and_groups() {
    let text = "// crate::vm\n/* crate::vm /* x */ */ use crate::{base::{A, B}, types}; let s = \"crate::vm\"; r#\"crate::vm\"#; 'x'";
    let source =
        Source { path: String::new(), modules: vec!["syntax".into(), "a".into()], code: strip(text), lines: 1 };
    assert_eq!(uses(&source).into_iter().collect::<Vec<_>>(), ["base", "types"]);
    let source = Source {
        path: String::new(),
        modules: vec!["syntax".into(), "a".into()],
        code: strip("use super::super::vm::X; use super::b;"),
        lines: 1,
    };
    assert_eq!(uses(&source).into_iter().collect::<Vec<_>>(), ["vm"]);
}
