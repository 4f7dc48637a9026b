//! The rules of the reference and its examples, read from `docs/reference`.
#![allow(dead_code, reason = "each test uses a part of it")]

/// The files of the reference.
pub const FILES: [&str; 4] = ["language", "engine_properties", "host_api", "addons"];

/// What an example tells of itself.
#[derive(Clone, Debug)]
pub enum Expected {
    /// It prints this.
    Prints(String),
    /// It ends with this exception.
    Throws(String),
    /// It does not build.
    Error,
    /// It does not build, or its globals cannot be initialised.
    BuildFails,
    /// It builds with a warning.
    Warning,
    /// It builds without a message.
    NoWarning,
    /// It runs to its end.
    Ok,
}

/// An example that tells its result.
pub struct Case {
    /// `CLASS-12/2`: the second example of rule CLASS-12.
    pub id: String,
    /// Its section of the reference.
    pub section: String,
    /// Engine properties it needs.
    pub properties: Vec<(u32, u64)>,
    /// The script.
    pub source: String,
    /// Its result.
    pub expected: Expected,
}

fn reference(file: &str) -> String {
    let path = format!("{}/docs/reference/{file}.md", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// A rule of the reference.
pub struct Rule {
    /// `CLASS-12`
    pub id: String,
    /// Its file, `language`.
    pub file: &'static str,
    /// The heading above it.
    pub section: String,
}

/// All rules, in the order of the reference.
pub fn rules() -> Vec<Rule> {
    let mut rules = Vec::new();
    for file in FILES {
        let mut section = String::new();
        for line in reference(file).lines() {
            if let Some(title) = line.strip_prefix("## ") {
                section = title.to_string();
            }
            if let Some((id, _)) = line.strip_prefix("- **").and_then(|l| l.split_once("**")) {
                rules.push(Rule { id: id.to_string(), file, section: section.clone() });
            }
        }
    }
    rules
}

/// All examples, in the order of the reference.
pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for file in FILES {
        let mut section = file.to_string();
        for line in reference(file).lines() {
            if let Some(title) = line.strip_prefix("## ") {
                section = format!("{file}: {title}");
            }
            let Some((id, _)) = line.strip_prefix("- **").and_then(|l| l.split_once("**")) else { continue };
            let parts: Vec<&str> = line.split('`').collect();
            let mut number = 0;
            let mut i = 1;
            while i + 1 < parts.len() {
                if let Some(result) = parts[i + 1].strip_prefix(" → ") {
                    let quoted = parts.get(i + 2).map_or(String::new(), |t| t.replace('⏎', " "));
                    let (expected, uses) = match result {
                        "" => (Expected::Prints(quoted), 2),
                        "throws " => (Expected::Throws(quoted), 2),
                        r if r.starts_with("error") => (Expected::Error, 0),
                        r if r.starts_with("no warning") => (Expected::NoWarning, 0),
                        r if r.starts_with("warning") => (Expected::Warning, 0),
                        r if r.starts_with("ok") => (Expected::Ok, 0),
                        r if r.starts_with("build fails") => (Expected::BuildFails, 0),
                        r => panic!("{id}: no result is called {r}"),
                    };
                    number += 1;
                    let (properties, source) = source(parts[i]);
                    cases.push(Case {
                        id: format!("{id}/{number}"),
                        section: section.clone(),
                        properties,
                        source,
                        expected,
                    });
                    i += uses;
                }
                i += 2;
            }
        }
    }
    cases
}

fn source(snippet: &str) -> (Vec<(u32, u64)>, String) {
    let mut properties = Vec::new();
    let mut rest = snippet;
    while let Some((setting, after)) = rest.trim_start().strip_prefix("/*p").and_then(|r| r.split_once("*/")) {
        let (property, value) = setting.split_once('=').unwrap();
        properties.push((property.parse().unwrap(), value.parse().unwrap()));
        rest = after;
    }
    let text = rest.trim().replace('⏎', "\n");
    let text = if text.starts_with('{') { format!("void main() {text}") } else { text };
    (properties, text)
}
