//! Any bytes as tokens: what an editor asks for. Tokens cover the text without gaps or overlaps.
#![no_main]

use angel::syntax::classify_token;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &[u8]| {
    let mut rest = text;
    while !rest.is_empty() {
        let (_, len) = classify_token(rest);
        assert!(len > 0 && len <= rest.len());
        rest = &rest[len..];
    }
});
