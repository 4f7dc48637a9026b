//! The add-ons, installed and used by scripts.

pub(crate) mod scripts;

use super::*;
use crate::types::{FfiRegistry, FfiRegistryBuilder};

fn sealed(addons: AddOns, options: Options) -> FfiRegistry {
    let mut module = Module::new();
    install(&mut module, addons, AddOns::default(), options).expect("the declarations are right");
    let mut builder = FfiRegistryBuilder::new();
    module.install_into(&mut builder).expect("no name is taken");
    let problems =
        |e: Vec<crate::types::ResolutionError>| e.iter().map(|e| e.to_string()).collect::<Vec<_>>().join("\n");
    builder.build().map_err(problems).unwrap_or_else(|e| panic!("{addons:?}: {e}"))
}

#[test]
fn each_add_on_seals_by_itself_and_with_all_others() {
    let all = Options { accessors: true, stl_names: true, double_math: true };
    for options in [Options::default(), all] {
        for bit in 0..13 {
            sealed(AddOns(1 << bit).with(AddOns::STRING), options);
        }
        let registry = sealed(AddOns::ALL, options);
        assert!(registry.string_factory().is_some());
        assert!(registry.default_array().is_some());
    }
}
