//! What scripters read: each script under `tests/diagnostics` is built, and its messages are those of the `.txt` beside it.
//!
//! `UPDATE_DIAGNOSTICS=1 cargo test --test diagnostics` writes the texts anew; read the difference before committing it.
//! A script may begin with `// properties: 19=2`, as those of `tests/scripts`.

mod common;

use std::path::{Path, PathBuf};

use common::reference::cases;

fn scripts(dir: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            scripts(&path, found);
        } else if path.extension().is_some_and(|e| e == "as") {
            found.push(path);
        }
    }
}

/// The engine properties that a script asks for.
fn properties(text: &str) -> Vec<(u32, u64)> {
    let settings = text.lines().find_map(|l| l.strip_prefix("// properties: ")).unwrap_or_default();
    let parse = |s: &str| s.trim().split_once('=').map(|(p, v)| (p.parse().unwrap(), v.parse().unwrap()));
    settings.split(',').filter_map(parse).collect()
}

/// What the build of a source says, as people read it.
fn messages(name: &str, text: &str, properties: &[(u32, u64)]) -> common::Outcome {
    common::announce(name);
    let mut context = common::context(properties).unwrap();
    context.set_shadowing(common::shadowing("error"));
    context.seal().unwrap_or_else(|e| panic!("{e}"));
    common::build(&context, &[(name, text.as_bytes())])
}

#[test]
fn messages_are_those_that_were_read() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics");
    let update = std::env::var_os("UPDATE_DIAGNOSTICS").is_some();
    let mut all = Vec::new();
    scripts(&root, &mut all);
    assert!(all.len() >= 80, "only {} scripts", all.len());
    let mut different = 0;
    for path in all {
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        let outcome = messages(&name, &text, &properties(&text));
        assert!(!matches!(outcome.end, common::End::Panicked(_)), "{name}: {:?}", outcome.end);
        let expected = path.with_extension("txt");
        if update {
            std::fs::write(&expected, &outcome.rendered).unwrap();
            continue;
        }
        let expected = std::fs::read_to_string(&expected).unwrap_or_default();
        if expected != outcome.rendered {
            different += 1;
            println!("--- {name}\nexpected:\n{expected}\ngot:\n{}", outcome.rendered);
        }
    }
    assert_eq!(different, 0, "scripts whose messages differ (UPDATE_DIAGNOSTICS=1 writes them anew)");
}

/// Examples of the catalogue whose code is another than their rule's, because a more precise one applies.
const MORE_PRECISE: &[(&str, &str)] = &[
    // The variable is refused before what initialises it.
    ("ERR-057/1", "E0040"),
    ("ERR-111/1", "E0057"),
    ("ERR-131/1", "E0011"),
];

/// The examples of the catalogue give one message, and its code is the number of the rule.
#[test]
fn one_mistake_gives_one_message_with_its_code() {
    let mut wrong = Vec::new();
    for case in cases() {
        let (rule, _) = case.id.split_once('/').unwrap();
        let Some((area @ ("ERR" | "WARN"), number)) = rule.split_once('-') else { continue };
        let letter = if area == "ERR" { 'E' } else { 'W' };
        let code = format!("{letter}{number:0>4}");
        let outcome = messages(&case.id, &case.source, &case.properties);
        let errors: Vec<_> = outcome.messages.iter().filter(|m| m.code.starts_with(letter)).collect();
        let expected = MORE_PRECISE.iter().find(|m| m.0 == case.id).map_or(code.as_str(), |m| m.1);
        if outcome.end == common::End::Rejected || area == "WARN" {
            if errors.len() != 1 || errors[0].code != expected {
                wrong.push(format!("{}\n  {}\n{}", case.id, case.source, outcome.rendered));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
