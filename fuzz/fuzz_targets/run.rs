//! Any bytes as the source of a unit, whose `main` then runs within limits.
#![no_main]

#[path = "../host.rs"]
mod host;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &[u8]| {
    if let Some(unit) = host::build(text) {
        host::run(&unit);
    }
});
