//! Every function of the C interface is called with nothing: NULL for pointers, zero for numbers. None crashes, and those that
//! have a status answer with an error.
#![cfg(target_os = "linux")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Result type, name and types of the parameters of each function of the header.
fn functions(header: &str) -> Vec<(String, String, Vec<String>)> {
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

fn declaration(text: &str) -> Option<(String, String, Vec<String>)> {
    let (head, params) = text.split_once('(')?;
    let (result, name) = head.rsplit_once([' ', '*'])?;
    let ty = |p: &str| p.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_').trim().to_string();
    let params = params.split(',').map(str::trim).filter(|p| *p != "void" && !p.is_empty()).map(ty).collect();
    let pointer = if head.contains('*') { " *" } else { "" };
    Some((format!("{}{pointer}", result.trim_end_matches('*').trim()), name.to_string(), params))
}

fn calls(functions: &[(String, String, Vec<String>)]) -> String {
    let mut c = String::from("#include <angel.h>\n#include <stdio.h>\nint main(void) {\n    int wrong = 0;\n");
    for (result, name, params) in functions {
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

#[test]
fn nothing_is_answered() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let header = std::fs::read_to_string(root.join("include/angel.h")).unwrap();
    let functions = functions(&header);
    assert_eq!(functions.len(), header.lines().filter(|l| l.starts_with("AS_API ")).count());
    let target = Path::new(env!("CARGO_BIN_EXE_angel")).parent().unwrap();
    let built = |path: &PathBuf| path.metadata().and_then(|m| m.modified()).ok();
    let library = [target.join("libangel.so"), target.join("deps/libangel.so")];
    let library = library.into_iter().filter(|p| p.exists()).max_by_key(built).expect("cargo builds it for the tests");

    let folder = std::env::temp_dir().join(format!("angel-nulls-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    // The program looks for the library by its soname.
    let soname = concat!("libangel.so.", env!("CARGO_PKG_VERSION_MAJOR"));
    std::os::unix::fs::symlink(&library, folder.join(soname)).unwrap();
    std::fs::write(folder.join("nulls.c"), calls(&functions)).unwrap();
    let mut compiler = Command::new("cc");
    compiler.args(["-std=c11", "-Wall", "-Werror", "-o"]).arg(folder.join("nulls")).arg(folder.join("nulls.c"));
    compiler.arg("-I").arg(root.join("include")).arg(folder.join(soname));
    let compiled = compiler.output().expect("there is a C compiler");
    assert!(compiled.status.success(), "{}", String::from_utf8_lossy(&compiled.stderr));
    let out = Command::new(folder.join("nulls")).env("LD_LIBRARY_PATH", &folder).output().unwrap();
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    std::fs::remove_dir_all(&folder).unwrap();
    let accepting: Vec<&str> = said.lines().filter(|l| l.starts_with("  ")).collect();
    assert!(accepting.is_empty(), "{said}");
    assert_eq!(out.status.code(), Some(0), "the last function is the one: {}", said.lines().last().unwrap_or("none"));
}
