//! Any bytes as a script and as each kind of registered declaration.
#![no_main]

use angel::base::{Diagnostics, FrozenInterner, Interner};
use angel::syntax::{ParseOptions, parse_expression, parse_script};
use bumpalo::Bump;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &[u8]| {
    let arena = Bump::new();
    let options = ParseOptions::default();
    let mut names = Interner::new(FrozenInterner::root(), &arena);
    let mut diags = Diagnostics::new();
    parse_script(&arena, &mut names, text, 0, &options, &mut diags);
    for d in diags.list() {
        assert!(d.span.lo <= d.span.hi && d.span.hi as usize <= text.len() + 1, "{d:?}");
    }
    let _ = parse_expression(&arena, &mut names, text, &options);
});
