//! What the fuzz targets do, done once with each script of the tests: their host builds, runs, saves and loads it within limits.

#[path = "../fuzz/host.rs"]
mod host;

use std::path::{Path, PathBuf};

use angel::bytecode::file;

fn scripts(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            scripts(&path, found);
        } else if path.extension().is_some_and(|e| e == "as") {
            found.push(path);
        }
    }
}

#[test]
fn the_fuzz_targets_do_what_they_say() {
    let mut all = Vec::new();
    scripts(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts"), &mut all);
    all.sort();
    let mut ran = 0;
    for path in &all {
        let text = std::fs::read(path).expect("the script is there");
        let Some(unit) = host::build(&text) else { continue };
        host::run(&unit);
        let program = unit.program().expect("a program");
        if let Ok(bytes) = file::save(program.unit(), program.ffi(), None) {
            let loaded = host::load(&bytes);
            host::run(&loaded.unwrap_or_else(|| panic!("{} was saved and is not accepted", path.display())));
            ran += 1;
        }
    }
    assert!(ran > 200, "{ran} of {} scripts", all.len());
}
