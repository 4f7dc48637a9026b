//! The host of the fuzz targets: all add-ons, limits for everything.
#![allow(dead_code)]

use std::sync::OnceLock;

use angel::addons::{self, AddOns, Options};
use angel::context::Context;
use angel::ffi::Register;
use angel::module::Module;
use angel::types::{EngineProperties, NativeFunction};
use angel::unit::Unit;
use angel::vm::{Call, StringValue, VmRef};

extern "C" fn print(_text: &StringValue) {}

/// With `ANGEL_EXTENSIONS=1` in the environment all extensions of the language are allowed.
fn context() -> &'static Context {
    static CONTEXT: OnceLock<Context> = OnceLock::new();
    CONTEXT.get_or_init(|| {
        let mut module = Module::new();
        let all = AddOns(AddOns::ALL.0 & !AddOns::PRINT.0);
        addons::install(&mut module, all, AddOns::default(), Options::default()).expect("the add-ons fit together");
        let mut context = Context::new();
        context.install(&module).expect("the add-ons fit");
        let print = NativeFunction::native(print as *const () as usize);
        context.register_function("void print(const string &in)", print).expect("a function");
        if std::env::var_os("ANGEL_EXTENSIONS").is_some_and(|v| v == "1") {
            let extensions = EngineProperties::NUMBERS.iter().filter(|n| **n >= EngineProperties::FIRST_EXTENSION);
            extensions.for_each(|n| context.set_property(*n, 1).expect("an extension"));
        }
        context.seal().expect("the registrations fit together");
        context
    })
}

/// The unit, if the text is a program. Its messages must lie in the text.
pub fn build(text: &[u8]) -> Option<Unit> {
    let mut unit = Unit::new(context()).expect("the context is sealed");
    unit.add_source("fuzz.as", text, 0).ok()?;
    let built = unit.build();
    for message in unit.diagnostics() {
        message.render(unit.sources());
    }
    match built {
        Ok(()) => Some(unit),
        Err(angel::unit::UnitError::Rejected(count)) => {
            assert!(count > 0 && !unit.diagnostics().is_empty());
            None
        }
        Err(other) => panic!("{other}"),
    }
}

/// The unit that was saved as these bytes, if they are accepted.
pub fn load(file: &[u8]) -> Option<Unit> {
    let mut unit = Unit::new(context()).expect("the context is sealed");
    unit.load(file).ok()?;
    Some(unit)
}

/// Links the unit and runs `main`, if there is one.
pub fn run(unit: &Unit) {
    let Some(program) = unit.program() else { return };
    let vm = VmRef::new(context().runtime().expect("the context is sealed"));
    vm.set_fuel(100_000);
    vm.set_max_depth(200);
    vm.heap().set_limit(16 << 20);
    if vm.link(program).is_err() {
        return;
    }
    let main =
        program.unit().functions.iter().position(|f| &*f.name == "main" && f.params.is_empty() && f.owner.is_none());
    let Some(main) = main.filter(|&m| program.unit().functions[m].len > 0) else { return };
    let call = Call::new(&vm);
    // A loaded one may be refused.
    if call.prepare(program, main as u32).is_err() {
        return;
    }
    let _ = call.run();
    call.abort();
}
