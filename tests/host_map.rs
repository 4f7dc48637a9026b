//! The table of the host's rules, `docs/host_api_map.md`: each rule of `docs/reference/host_api.md` has one row, and what a
//! row names is in `include/angel.h`; a row without a function says why.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

fn text(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The rules that a first cell names: `EXEC-07, 08`, `HOST-020 to 036`, `HOST-044 to 047, 050`. A number without a family
/// has that of the one before.
fn rules_of(cell: &str, known: &BTreeSet<String>) -> Result<Vec<String>, String> {
    let mut rules = Vec::new();
    let mut family = "";
    for part in cell.split(',').map(str::trim) {
        let numbers = match part.split_once('-') {
            Some((name, rest)) => {
                family = name;
                rest
            }
            None => part,
        };
        let (first, last) = numbers.split_once(" to ").unwrap_or((numbers, numbers));
        let number = |n: &str| n.trim().parse::<u32>().map_err(|_| format!("`{n}` is no number in `{cell}`"));
        let before = rules.len();
        for n in number(first)?..=number(last)? {
            let rule = format!("{family}-{n:0width$}", width = first.trim().len());
            // The numbers of the rules have gaps: what lies between two ends need not be a rule.
            if known.contains(&rule) || n == number(first)? || n == number(last)? {
                rules.push(rule);
            }
        }
        if rules.len() == before {
            return Err(format!("`{part}` in `{cell}` holds no rule"));
        }
    }
    Ok(rules)
}

/// All words `as_…` and `AS_…` of a text.
fn words(text: &str) -> BTreeSet<&str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .filter(|w| w.starts_with("as_") || w.starts_with("AS_"))
        .collect()
}

/// What is wrong with a table, for these rules and this header.
fn problems(map: &str, known: &BTreeSet<String>, header: &str) -> Vec<String> {
    let declared = words(header);
    let mut wrong = Vec::new();
    let mut seen = BTreeMap::<String, usize>::new();
    for (line, row) in map.lines().enumerate().map(|(i, l)| (i + 1, l)) {
        // Names in all of the text, not in the rows alone: `as_stack_*` and `AS_TYPE_*` stand for what begins so.
        for quoted in row.split('`').skip(1).step_by(2) {
            for word in words(quoted) {
                let open = quoted.contains(&format!("{word}*")) || quoted.contains(&format!("{word}…"));
                let found = if open { declared.iter().any(|d| d.starts_with(word)) } else { declared.contains(word) };
                if !found {
                    wrong.push(format!("line {line}: `{word}` is not in angel.h"));
                }
            }
        }
        let cells: Vec<&str> = row.trim().trim_matches('|').split(" | ").map(str::trim).collect();
        let family = cells[0].split('-').next().unwrap_or("");
        if !row.starts_with('|') || !["HOST", "MOD", "EXEC"].contains(&family) {
            continue;
        }
        match rules_of(cells[0], known) {
            Ok(rules) => {
                for rule in rules {
                    if !known.contains(&rule) {
                        wrong.push(format!("line {line}: there is no rule {rule}"));
                    }
                    if let Some(first) = seen.insert(rule.clone(), line) {
                        wrong.push(format!("line {line}: {rule} is in line {first} already"));
                    }
                }
            }
            Err(e) => wrong.push(format!("line {line}: {e}")),
        }
        let functions = cells.get(1).copied().unwrap_or("");
        let remark = cells.get(2).map_or("", |r| r.trim_end_matches('|').trim());
        if functions.is_empty() || (["none", "none yet", "–"].contains(&functions) && remark.is_empty()) {
            wrong.push(format!("line {line}: neither a function nor a reason"));
        }
    }
    wrong.extend(known.iter().filter(|r| !seen.contains_key(*r)).map(|r| format!("{r} has no row")));
    wrong
}

/// The rules that the reference defines: `**HOST-001**` and so on.
fn rules() -> BTreeSet<String> {
    let reference = text("docs/reference/host_api.md");
    let bold = reference.split("**").skip(1).step_by(2);
    bold.filter(|b| ["HOST-", "MOD-", "EXEC-"].iter().any(|f| b.starts_with(f))).map(str::to_string).collect()
}

#[test]
fn each_rule_has_a_row_and_each_name_exists() {
    let known = rules();
    assert!(known.len() >= 202, "only {} rules were found in the reference", known.len());
    let wrong = problems(&text("docs/host_api_map.md"), &known, &text("include/angel.h"));
    assert!(wrong.is_empty(), "docs/host_api_map.md:\n{}", wrong.join("\n"));
}

/// The check sees what it is there for.
#[test]
fn faults_are_seen() {
    let known: BTreeSet<String> = ["MOD-01", "MOD-02", "MOD-04"].map(String::from).into();
    let header = "void as_a(void); void as_b_one(void);";
    let check = |map: &str| problems(map, &known, header).join("; ");
    assert_eq!(check("| MOD-01 to 04 | `as_a`, `as_b_*` | |"), "");
    assert_eq!(check("| MOD-01, 02 | `as_a` | |\n| MOD-04 | none | Why. |"), "");
    assert_eq!(check("| MOD-01, 02 | `as_a` | |"), "MOD-04 has no row");
    assert_eq!(check("| MOD-01 to 04 | `as_c` | |"), "line 1: `as_c` is not in angel.h");
    assert_eq!(check("| MOD-01 to 04 | none | |"), "line 1: neither a function nor a reason");
    assert_eq!(check("| MOD-01 to 04 | `as_a` | |\n| MOD-02 | `as_a` | |"), "line 2: MOD-02 is in line 1 already");
    assert_eq!(check("| MOD-01 to 04, 09 | `as_a` | |"), "line 1: there is no rule MOD-09");
}
