//! Saved units with changed instructions and tables: what is loaded runs within limits.
//!
//! The first eight bytes are the seed of the changes; the rest is the source of the unit.
#![no_main]

#[path = "../host.rs"]
mod host;
#[path = "../mutate.rs"]
mod mutate;

use angel::bytecode::file;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((seed, text)) = data.split_first_chunk::<8>() else { return };
    let Some(unit) = host::build(text) else { return };
    let Some(program) = unit.program() else { return };
    let mut random = mutate::Random(u64::from_le_bytes(*seed));
    // Building costs more than a change.
    for _ in 0..16 {
        let mut code = program.unit().clone();
        mutate::mutate(&mut code, &mut random);
        let Ok(bytes) = file::save(&code, program.ffi(), None) else { continue };
        if let Some(loaded) = host::load(&bytes) {
            host::run(&loaded);
        }
    }
});
