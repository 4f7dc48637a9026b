//! The add-ons are installed and sealed.

use super::*;
use crate::types::FfiRegistryBuilder;

#[test]
fn the_modules_seal_by_themselves_and_together() {
    let all = Options { accessors: true, stl_names: true, double_math: true };
    for options in [Options::default(), all] {
        let mut builder = FfiRegistryBuilder::new();
        for install in [string::install, array::install, math::install] {
            let mut module = Module::new();
            install(&mut module, options).expect("the declarations are right");
            module.install_into(&mut builder).expect("no name is taken");
        }
        let registry = builder.build().map_err(|e| e.iter().map(|e| e.to_string()).collect::<Vec<_>>()).expect("all names are known");
        assert!(registry.string_factory().is_some());
        assert!(registry.default_array().is_some());
    }
}
