//! Every rule of the reference is held by a test.
//!
//! A rule counts as tested when it has an example that tells its result (`tests/spec.rs` runs those), when an example sets
//! the engine property that it is about, or when a test names
//! it: `// rules:` in a script under `tests/scripts` or `tests/diagnostics`, or its id in a C test, in a file of `tests`, or
//! in the unit tests of `src`. For all but the host's interface every rule has to be; for that the figures
//! are printed (`cargo test --test coverage -- --nocapture`).

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use common::reference::{cases, rules};

/// Files of the reference whose rules all have to be tested.
const COMPLETE: [&str; 3] = ["language", "engine_properties", "addons"];

/// Rules with nothing in them that a test could hold, and why.
const NOTHING_TO_TEST: [(&str, &str); 12] = [
    ("TYPE-05", "only points to the section about auto"),
    ("OP-17", "only points to the conversions, CONV-25 to CONV-28"),
    ("OP-18", "only points to the section about foreach"),
    ("INIT-14", "only points to EXPR-45"),
    ("TYPE-21", "says that the language leaves text to the host's string type; the add-on's own rules are tested"),
    ("ENGP-00b", "says what does not exist: a way for scripts to read properties"),
    ("GC-06", "says what does not exist: the collector is not to be reached from the language"),
    ("ENGP-00c", "belongs to the configuration files, whose tests are named by HOST rules"),
    ("EXC-09", "cannot happen: functions of the host are called through C and must not throw"),
    (
        "ERR-164",
        "cannot happen: without `super` the base's default constructor runs (CLASS-62), and nothing of it is copied",
    ),
    ("ERR-211", "differs on purpose: a snippet may hold any number of functions"),
    ("HELP-06", "differs on purpose: reading goes on after a wrong line, and tells all of them with their numbers"),
];

/// The kinds of tests that can name a rule, in the order of the columns.
const KINDS: [&str; 4] = ["examples", "scripts", "diagnostics", "Rust and C"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(dir: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, ending, found);
        } else if path.extension().is_some_and(|e| e == ending) {
            found.push(path);
        }
    }
}

/// Everything in a text that has the form of a rule's id: capitals, a hyphen, digits, perhaps a small letter.
fn ids(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').filter(|word| {
        word.split_once('-').is_some_and(|(area, number)| {
            let digits = number.strip_suffix(|c: char| c.is_ascii_lowercase()).unwrap_or(number);
            let capitals = !area.is_empty() && area.bytes().all(|b| b.is_ascii_uppercase());
            capitals && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
        })
    })
}

/// The part of a source file of the library that is tests.
fn unit_tests<'a>(path: &Path, text: &'a str) -> &'a str {
    let name = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
    if name.contains("/tests/") || name.ends_with("/tests.rs") {
        return text;
    }
    text.find("#[cfg(test)]").map_or("", |at| &text[at..])
}

/// Which tests name which rules: for each rule, per kind of test, how often. Also what names a rule that does not exist.
fn citations(known: &BTreeSet<String>) -> (BTreeMap<String, [usize; 4]>, Vec<String>) {
    let mut counts: BTreeMap<String, [usize; 4]> = BTreeMap::new();
    let mut unknown = Vec::new();
    for case in cases() {
        counts.entry(case.id.split('/').next().unwrap().to_string()).or_default()[0] += 1;
        for (property, _) in case.properties {
            counts.entry(format!("ENGP-{property:02}")).or_default()[0] += 1;
        }
    }
    for (kind, dir) in [(1, "tests/scripts"), (2, "tests/diagnostics")] {
        let mut scripts = Vec::new();
        files(&root().join(dir), "as", &mut scripts);
        for path in scripts {
            let text = std::fs::read_to_string(&path).unwrap();
            for cited in text.lines().filter_map(|l| l.trim().strip_prefix("// rules:")).flat_map(ids) {
                if !known.contains(cited) {
                    unknown.push(format!("{}: there is no rule {cited}", path.display()));
                }
                counts.entry(cited.to_string()).or_default()[kind] += 1;
            }
        }
    }
    let mut sources = Vec::new();
    for (dir, ending) in [("tests", "rs"), ("c_tests", "c"), ("src", "rs")] {
        files(&root().join(dir), ending, &mut sources);
    }
    for path in sources.iter().filter(|p| !p.ends_with("tests/coverage.rs")) {
        let text = std::fs::read_to_string(path).unwrap();
        let tests = if path.starts_with(root().join("src")) { unit_tests(path, &text) } else { &text };
        // Other words have the same form, as UTF-8 has.
        for cited in ids(tests).filter(|id| known.contains(*id)) {
            counts.entry(cited.to_string()).or_default()[3] += 1;
        }
    }
    (counts, unknown)
}

#[test]
fn every_rule_is_tested() {
    let rules = rules();
    let known: BTreeSet<String> = rules.iter().map(|r| r.id.clone()).collect();
    let (counts, unknown) = citations(&known);
    let excused: BTreeMap<&str, &str> = NOTHING_TO_TEST.into_iter().collect();
    let mut sections: Vec<(String, [usize; 4], usize, usize)> = Vec::new();
    let mut missing = Vec::new();
    for rule in &rules {
        let section = format!("{}: {}", rule.file, rule.section);
        if sections.last().is_none_or(|s| s.0 != section) {
            sections.push((section, [0; 4], 0, 0));
        }
        let (_, kinds, tested, all) = sections.last_mut().unwrap();
        *all += 1;
        let cited = counts.get(&rule.id).copied().unwrap_or_default();
        for (sum, n) in kinds.iter_mut().zip(cited) {
            *sum += usize::from(n > 0);
        }
        let is_excused = excused.contains_key(rule.id.as_str());
        assert!(!is_excused || cited == [0; 4], "{} is excused and tested", rule.id);
        if cited != [0; 4] {
            *tested += 1;
        } else if !is_excused && COMPLETE.contains(&rule.file) {
            missing.push(rule.id.as_str());
        }
    }
    println!("tested  rules  by {}", KINDS.join(", "));
    let mut files: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (section, kinds, tested, all) in &sections {
        println!("  {tested:4}   {all:4}  {kinds:?} {section}");
        let sum = files.entry(section.split(':').next().unwrap()).or_default();
        *sum = (sum.0 + tested, sum.1 + all);
    }
    for (file, (tested, all)) in files {
        println!("  {tested:4}   {all:4}  {file}.md together");
    }
    for id in excused.keys() {
        assert!(known.contains(*id), "{id} is excused but does not exist");
    }
    assert!(unknown.is_empty(), "{}", unknown.join("\n"));
    assert!(missing.is_empty(), "no test names these {} rules: {}", missing.len(), missing.join(" "));
}
