//! Sources of several files: `#include`, `#if`, `#pragma`, `#!` (the rules SB-03 to SB-08 and SB-14).

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use angel::context::Context;
use angel::include::{Included, plain_name};
use angel::unit::Unit;

/// A unit of `files[0]`, which finds the others beside the including file.
fn unit(files: &[(&str, &str)], words: &[&str]) -> Unit {
    let mut unit = Unit::new(&Context::new()).unwrap();
    let all: HashMap<String, String> = files.iter().map(|(n, t)| (n.to_string(), t.to_string())).collect();
    unit.set_include(Box::new(move |include| {
        let folder = include.from.rfind('/').map_or("", |at| &include.from[..=at]);
        let name = plain_name(&format!("{folder}{}", include.path));
        let text = all.get(&name).ok_or("there is no such file")?.clone().into_bytes();
        Ok(Included { name, text })
    }));
    words.iter().for_each(|w| unit.define(w));
    unit.add_source(files[0].0, files[0].1.as_bytes(), 0).unwrap();
    unit
}

/// Names of the global variables, or the messages.
fn build(files: &[(&str, &str)], words: &[&str]) -> Result<String, String> {
    names(unit(files, words))
}

fn names(mut unit: Unit) -> Result<String, String> {
    let built = unit.build();
    match unit.program() {
        Some(program) => {
            let names: Vec<&str> = program.unit().globals.iter().map(|g| &*g.name).collect();
            Ok(names.join(" "))
        }
        None => {
            let messages: String = unit.diagnostics().iter().map(|d| d.render(unit.sources())).collect();
            Err(if messages.is_empty() { built.unwrap_err().to_string() } else { messages })
        }
    }
}

/// The places of all errors.
fn places(files: &[(&str, &str)]) -> String {
    let text = build(files, &[]).unwrap_err();
    let heads = text.lines().filter(|l| l.contains(": error: "));
    heads.map(|l| l.split(": error").next().unwrap()).collect::<Vec<_>>().join(" ")
}

#[test]
fn files_are_included_once_whatever_the_circles() {
    let files = [
        ("main.as", "#include \"lib/a.as\"\n  # include './lib/../lib/b.as' // again\nint m;\n"),
        ("lib/a.as", "#include \"b.as\"\n#include \"../main.as\"\n#include \"a.as\"\nint a;"),
        ("lib/b.as", "namespace N {\n#include \"a.as\"\n}\nint b;"),
    ];
    // SB-02, SB-03: by names without detours, each file once; what a file includes comes behind it.
    assert_eq!(build(&files, &[]).as_deref(), Ok("m a b"));
}

#[test]
fn what_is_included_late_is_known_everywhere() {
    let files =
        [("main.as", "int m = f() + v;\n#include \"a.as\"\n"), ("a.as", "int f() { return 1; }\nconst int v = 2;")];
    // What a variable needs is initialised before it, wherever it stands.
    assert_eq!(build(&files, &[]).as_deref(), Ok("v m"));
}

#[test]
fn errors_are_where_they_belong() {
    assert_eq!(places(&[("main.as", "int a;\n\n  #include \"none.as\"\n")]), "main.as:3:3");
    let files = [("main.as", "#include \"a.as\"\nint m = yy;"), ("a.as", "int a;\n  int b = zz;\n")];
    assert_eq!(places(&files), "main.as:2:9 a.as:2:11");
    let text = build(&[("main.as", "#include \"none.as\"\n")], &[]).unwrap_err();
    assert!(text.contains("'none.as' cannot be included: there is no such file"), "{text}");
    let mut alone = Unit::new(&Context::new()).unwrap();
    alone.add_source("main.as", b"#include \"a.as\"", 0).unwrap();
    assert!(names(alone).unwrap_err().contains("does not offer"), "a unit without a host's function");
}

#[test]
fn directives_stand_where_declarations_stand() {
    let all =
        "void f() {\n  #include \"a.as\"\n}\nclass A {\n  #pragma x\n}\n#define X\nint a = 1 # 2;\n#include a.as\n";
    assert_eq!(places(&[("main.as", all)]), "main.as:2:3 main.as:5:3 main.as:7:1 main.as:8:11 main.as:9:1");
}

#[test]
fn conditions_choose() {
    // SB-06, with #elif and #else besides.
    let text =
        "#if A\nint a;\n#if B\nint ab;\n#else\nint a_;\n#endif\n#elif B\nint b;\n#else\nint none;\n#endif\nint end;";
    for (words, names) in [
        (&["A", "B"][..], "a ab end"),
        (&["A"], "a a_ end"),
        (&["B"], "b end"),
        (&[], "none end"),
        (&["AB"], "none end"),
    ] {
        assert_eq!(build(&[("main.as", text)], words).as_deref(), Ok(names), "{words:?}");
    }
}

#[test]
fn conditions_stand_anywhere_and_hide_anything() {
    let text = "class A {\n#if X\n int x = #nonsense don't \"#endif\n /*\n#endif\n*/ // #endif\n#if A\n#else\n#endif\n\
                \"\"\"\n#endif\n\"\"\"\n#endif // X\n int y;\n}\nint f(\r\n  #if X\r\n int a, \r\n  #endif\r\n int b) { return b; }\nint v = f(1);";
    assert_eq!(build(&[("main.as", text)], &[]).as_deref(), Ok("v"));
    // SB-14: no directive begins in a comment or a string.
    let text = "/*\n#if X\n*/\nint a; //\\\n#if Y\n#endif\nint b = \"\"\"\n#if X\n\"\"\".length;";
    let text = build(&[("main.as", text)], &[]).unwrap_err();
    assert!(!text.contains("#endif") && !text.contains("condition"), "{text}");
}

#[test]
fn conditions_that_do_not_pair_are_told() {
    assert_eq!(
        places(&[("m", "#endif\nint a;\n#if A\n#else\n#else\n#elif B\n#endif\n#if\n#endif\n#if !A\n#endif\n #if A\n")]),
        "m:1:1 m:5:1 m:6:1 m:8:1 m:10:1 m:12:2"
    );
    let deep = "#if A\n".repeat(3000);
    assert!(build(&[("m", &deep)], &["A"]).is_err());
    assert!(build(&[("m", &deep)], &[]).is_err());
}

#[test]
fn positions_and_offsets_stay_right() {
    // SB-08
    let mut unit = Unit::new(&Context::new()).unwrap();
    unit.define("B");
    unit.add_source("part", b"#if A\nint a = 1;\n#elif B\n int b = zz;\n#endif\n", 100).unwrap();
    assert!(names(unit).unwrap_err().starts_with("part:104:10: error: "));
}

#[test]
fn a_first_line_may_name_the_interpreter() {
    // SB-07
    assert_eq!(build(&[("m", "#!/usr/bin/angel run\nint a;")], &[]).as_deref(), Ok("a"));
    assert_eq!(places(&[("m", "int a;\n#!/usr/bin/angel")]), "m:2:1");
}

#[test]
fn pragmas_go_to_the_host() {
    // SB-05
    let seen = Arc::new(Mutex::new(Vec::new()));
    let mut unit = unit(&[("m", "int a;\n#pragma once  \n  #  pragma don't \"x\"\n#pragma\n#pragma bad\n")], &[]);
    let list = seen.clone();
    unit.set_pragma(Box::new(move |p| {
        list.lock().unwrap().push(format!("{}:{}:{}", p.file, p.line, p.text));
        p.text != "bad"
    }));
    assert!(names(unit).unwrap_err().starts_with("m:5:1: error: invalid pragma"));
    assert_eq!(*seen.lock().unwrap(), ["m:2:once", "m:3:don't \"x\"", "m:4:", "m:5:bad"]);
    assert_eq!(places(&[("m", "#pragma once")]), "m:1:1");
}

#[test]
fn a_source_in_use_is_not_built() {
    let mut unit = unit(&[("m", "int a;")], &[]);
    let held = unit.sources().clone();
    assert!(unit.build().is_err());
    drop(held);
    assert_eq!(names(unit).as_deref(), Ok("a"));
}
