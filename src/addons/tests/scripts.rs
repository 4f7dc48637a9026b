//! Scripts that use the add-ons.

use std::ffi::c_void;

use super::super::{AddOns, Options, install};
use crate::base::Severity;
use crate::context::Context;
use crate::ffi::{Register, TypeOptions};
use crate::module::Module;
use crate::types::BehaviorKind;
use crate::unit::Unit;
use crate::vm::{Call, CallState, StringValue, Vm, VmRef};

/// What became of a script.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was rejected.
    Rejected(String),
    /// It ran to its end and printed this.
    Printed(String),
    /// It ended with an exception, after printing this.
    Raised(String, String),
}

extern "C" fn print(vm: *mut c_void, text: &StringValue) {
    // SAFETY: the VM passes itself; its user data is the list of the test that runs it.
    unsafe {
        let list = &mut *Vm::from_raw(vm).user_data().cast::<Vec<String>>();
        list.push(String::from_utf8_lossy(text.as_bytes()).into_owned());
    }
}

extern "C" fn collect(vm: *mut c_void) {
    // SAFETY: the VM passes itself.
    let vm = unsafe { Vm::from_raw(vm) };
    vm.heap().collect(vm);
}

#[repr(C)]
struct Counted {
    value: i32,
    copies: [i32; 3],
}

unsafe extern "C" fn counted_new(this: *mut Counted) {
    // SAFETY: the VM gives memory for a value.
    unsafe { this.write(Counted { value: 1, copies: [0; 3] }) }
}

unsafe extern "C" fn counted_number(this: *mut Counted, value: i32) {
    // SAFETY: the VM gives memory for a value.
    unsafe { this.write(Counted { value, copies: [0; 3] }) }
}

unsafe extern "C" fn counted_copy(this: *mut Counted, other: &Counted) {
    // SAFETY: the VM gives memory for a value.
    unsafe { this.write(Counted { value: other.value, copies: [other.copies[0] + 1, 0, 0] }) }
}

extern "C" fn counted_end(this: &mut Counted) {
    this.value = -999;
}

extern "C" fn counted_assign(this: &mut Counted, other: &Counted) -> *mut Counted {
    this.value = other.value;
    this
}

extern "C" fn counted_truth(this: &Counted) -> bool {
    this.value != 0
}

fn test_types(to: &mut Module) -> Result<(), crate::types::RegistrationError> {
    to.register_function("void print(const string &in)", native!(vm print))?;
    to.register_function("void gc()", native!(vm collect))?;
    to.register_type("V", TypeOptions::pod(8).aligned(4))?;
    to.register_property("V", "int x", 0)?;
    to.register_property("V", "int y", 4)?;
    to.register_type("NV", TypeOptions::value(size_of::<Counted>() as u32))?;
    to.register_property("NV", "int v", 0)?;
    for (kind, declaration, function) in [
        (BehaviorKind::Construct, "void f()", native!(counted_new)),
        (BehaviorKind::Construct, "void f(int)", native!(counted_number)),
        (BehaviorKind::Construct, "void f(const NV &in)", native!(counted_copy)),
        (BehaviorKind::Destruct, "void f()", native!(counted_end)),
    ] {
        to.register_behavior("NV", kind, declaration, function)?;
    }
    to.register_method("NV", "NV &opAssign(const NV &in)", native!(counted_assign))?;
    to.register_method("NV", "bool opImplConv() const", native!(counted_truth))
}

/// A context with everything that scripts of tests use.
pub fn context() -> Context {
    let mut module = Module::new();
    let without_print = AddOns(AddOns::ALL.0 & !AddOns::PRINT.0);
    install(&mut module, without_print, AddOns::default(), Options::default()).expect("the declarations are right");
    test_types(&mut module).expect("the declarations are right");
    let mut context = Context::new();
    context.install(&module).expect("no name is taken");
    context
}

/// Runs `main` of a script; a text that begins with `{` is the body of `main`.
pub fn run_in(context: &Context, text: &str) -> Outcome {
    let text = if text.starts_with('{') { format!("void main() {text}") } else { text.to_string() };
    let mut unit = Unit::new(context).expect("the context is right");
    unit.add_source("test", text.as_bytes(), 0).expect("a small source");
    if let Err(error) = unit.build() {
        let errors = unit.diagnostics().iter().filter(|d| d.severity == Severity::Error).map(|d| d.text.to_string());
        return Outcome::Rejected(errors.chain([error.to_string()]).collect::<Vec<_>>().join("; "));
    }
    let program = unit.program().expect("a built unit").clone();
    let mut printed: Vec<String> = Vec::new();
    let raised = {
        let vm = VmRef::new(context.runtime().expect("a sealed context"));
        vm.set_user_data((&raw mut printed).cast());
        match vm.link(&program) {
            Err(error) => Some(format!("{error:?}")),
            Ok(()) => {
                let main = program.unit().functions.iter().position(|f| &*f.name == "main");
                main.and_then(|main| {
                    let call = Call::new(&vm);
                    call.prepare(&program, main as u32).expect("main can be called");
                    match call.run().expect("main can be run") {
                        CallState::Finished => None,
                        _ => Some(call.exception_text().unwrap_or("no text").to_string()),
                    }
                })
            }
        }
    };
    let printed = printed.join(" ");
    match raised {
        None => Outcome::Printed(printed),
        Some(text) => Outcome::Raised(text, printed),
    }
}

fn prints(text: &str, expected: &str) {
    assert_eq!(run_in(&context(), text), Outcome::Printed(expected.into()), "{text}");
}

#[test]
fn hello() {
    prints(r#"{ string s = "a"; print(s + 1); }"#, "a1");
}
