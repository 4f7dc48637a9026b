//! Any bytes as the source of a unit.
#![no_main]

#[path = "../host.rs"]
mod host;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &[u8]| {
    let _ = host::build(text);
});
