//! The add-ons are installed and sealed.

use super::*;
use crate::types::FfiRegistryBuilder;

#[test]
fn the_string_module_seals() {
    let mut module = Module::new();
    string::install(&mut module, Options::default()).expect("the declarations are right");
    let mut builder = FfiRegistryBuilder::new();
    module.install_into(&mut builder).expect("no name is taken");
    let registry = builder.build().map_err(|e| e.iter().map(|e| e.to_string()).collect::<Vec<_>>()).expect("all names are known");
    assert!(registry.string_factory().is_some());
}
