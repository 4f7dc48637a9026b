//! Tests of lexer and parser by the rules of the language reference.

use bumpalo::Bump;

use super::printer::Printer;
use super::*;
use crate::base::{Diagnostic, Diagnostics, FrozenInterner, Interner, Severity};

mod declarations;
mod errors;
mod expressions;
mod lexing;
mod registered;
mod robustness;
mod statements;

/// Parses a script: the tree as text and the messages.
fn script_with(source: &[u8], options: &ParseOptions) -> (String, Vec<Diagnostic>) {
    let arena = Bump::new();
    let mut names = Interner::new(FrozenInterner::root(), &arena);
    let mut diags = Diagnostics::new();
    let script = parse_script(&arena, &mut names, source, 0, options, &mut diags);
    let mut printer = Printer::new(&names);
    printer.script(&script);
    (printer.finish(), diags.into_list())
}

/// The tree of a script that must be without any message.
#[track_caller]
fn script(source: &str) -> String {
    let (tree, messages) = script_with(source.as_bytes(), &ParseOptions::default());
    assert!(messages.is_empty(), "{source}: {messages:?}");
    tree
}

/// The tree of the statements of a body.
#[track_caller]
fn body(source: &str) -> String {
    let tree = script(&format!("void main() {{ {source} }}"));
    tree.strip_prefix("(fn void main () {").and_then(|t| t.strip_suffix("})")).expect("one function").to_owned()
}

/// The tree of an expression.
#[track_caller]
fn expr(source: &str) -> String {
    expr_with(source, &ParseOptions::default())
}

#[track_caller]
fn expr_with(source: &str, options: &ParseOptions) -> String {
    let arena = Bump::new();
    let mut names = Interner::new(FrozenInterner::root(), &arena);
    match parse_expression(&arena, &mut names, source.as_bytes(), options) {
        Ok(expr) => {
            let mut printer = Printer::new(&names);
            printer.expr(expr);
            printer.finish()
        }
        Err(messages) => panic!("{source}: {messages:?}"),
    }
}

/// The codes of the errors (`E…`) and warnings (`W…`) of a script, in order.
fn codes_with(source: &[u8], options: &ParseOptions) -> Vec<String> {
    let (_, messages) = script_with(source, options);
    messages.iter().map(|m| format!("{}{}", if m.severity == Severity::Error { "E" } else { "W" }, m.code.0)).collect()
}

fn codes(source: &str) -> Vec<String> {
    codes_with(source.as_bytes(), &ParseOptions::default())
}
