//! Every example of the language reference that tells its result does what it tells.
//!
//! The notation is that of section 0 of `docs/reference/language.md`. `SPEC=CLASS-3 cargo test --test spec` runs the rules
//! whose id begins so.
//!
//! `spec_codes.txt` has the errors of each example that does not build, so that none is refused for another reason than
//! its rule tells. `UPDATE_SPEC_CODES=1 cargo test --test spec` writes it anew; read the difference with the rules.

mod common;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;

use angel::base::Severity;
use angel::context::Context;
use angel::semantic::Shadowing;
use common::reference::{Case, Expected, cases};
use common::{End, Outcome};

fn passes(case: &Case, o: &Outcome) -> bool {
    let builds = !matches!(o.end, End::Rejected | End::Broken(_) | End::Panicked(_));
    if let End::Panicked(_) | End::Broken(_) | End::Hung = o.end {
        return false;
    }
    // Blanks around the whole are lost in the notation.
    match &case.expected {
        Expected::Prints(text) => o.end == End::Finished && o.joined(" ").replace('\n', " ").trim() == text.trim(),
        Expected::Throws(text) => matches!(&o.end, End::Exception(t, ..) if t == text),
        Expected::Error => o.end == End::Rejected,
        Expected::BuildFails => matches!(o.end, End::Rejected | End::InitFailed(_)),
        Expected::Warning => builds && o.count(Severity::Warning) > 0,
        Expected::NoWarning => builds && o.messages.is_empty(),
        Expected::Ok => matches!(o.end, End::Finished | End::NoMain),
    }
}

#[test]
fn examples_of_the_reference() {
    let only = std::env::var("SPEC").unwrap_or_default();
    let mut contexts: HashMap<Vec<(u32, u64)>, Context> = HashMap::new();
    let mut sections: Vec<(String, usize, usize)> = Vec::new();
    let mut failed = BTreeMap::new();
    let mut ids = BTreeSet::new();
    let mut codes = String::new();
    for case in cases().into_iter().filter(|c| c.id.starts_with(&only)) {
        assert!(ids.insert(case.id.clone()), "{} is there twice", case.id);
        common::announce(&case.id);
        let context = contexts.entry(case.properties.clone()).or_insert_with_key(|properties| {
            let mut context = common::context(properties).unwrap_or_else(|e| panic!("{}: {e}", case.id));
            context.set_shadowing(Shadowing::Error);
            context.seal().unwrap_or_else(|e| panic!("{}: {e}", case.id));
            context
        });
        let outcome = common::run(context, &[("example", case.source.as_bytes())], common::FUEL);
        if sections.last().is_none_or(|s| s.0 != case.section) {
            sections.push((case.section.clone(), 0, 0));
        }
        let section = sections.last_mut().unwrap();
        section.2 += 1;
        let differs = common::differs_when_loaded(context, &[("example", case.source.as_bytes())], &outcome);
        assert_eq!(differs, "", "{}: {}", case.id, case.source);
        if outcome.end == End::Rejected {
            codes.push_str(&case.id);
            for error in outcome.messages.iter().filter(|m| m.severity == Severity::Error) {
                let _ = write!(codes, " {}:{}", error.code, error.line);
            }
            codes.push('\n');
        }
        if passes(&case, &outcome) {
            section.1 += 1;
        } else {
            let mut text = format!("{}\n  expected: {:?}\n  got: {:?}", case.source, case.expected, outcome.end);
            let _ = write!(text, ", printed {:?}\n{}", outcome.joined(" "), outcome.rendered);
            failed.insert(case.id, text);
        }
    }
    for (section, passed, all) in &sections {
        println!("{passed:4} of {all:4}  {section}");
    }
    let (passed, all) = sections.iter().fold((0, 0), |(p, a), s| (p + s.1, a + s.2));
    println!("{passed:4} of {all:4}  together");
    for (id, text) in &failed {
        println!("--- {id} fails\n{text}");
    }
    let wrong = failed.len() + differing_codes(&codes, &only);
    assert_eq!(wrong, 0, "examples that fail, or are refused for another reason");
    if only.is_empty() {
        assert!(all > 800, "only {all} examples were found");
    }
}

/// How many examples are refused with other errors, or at another line, than `spec_codes.txt` says.
fn differing_codes(codes: &str, only: &str) -> usize {
    let path = format!("{}/tests/spec_codes.txt", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE_SPEC_CODES").is_some() && only.is_empty() {
        std::fs::write(path, codes).unwrap();
        return 0;
    }
    let recorded = std::fs::read_to_string(path).unwrap_or_default();
    let recorded: BTreeSet<&str> = recorded.lines().filter(|l| l.starts_with(only)).collect();
    let codes: BTreeSet<&str> = codes.lines().collect();
    for line in codes.difference(&recorded) {
        println!("--- not recorded: {line}");
    }
    for line in recorded.difference(&codes) {
        println!("--- recorded, but does not happen: {line}");
    }
    codes.symmetric_difference(&recorded).count()
}
