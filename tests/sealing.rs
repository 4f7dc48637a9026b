//! What is wrong with registrations is told at once, all of it, with the text and the place of each.

mod common;

use angel::context::{Context, ContextError};
use angel::ffi::{Register, TypeOptions};
use angel::types::{BehaviorKind, CallConvention, NativeFunction, ObjectFlags, RegistrationError, ReturnCode};

extern "C" fn nothing() {}

fn problems(fill: impl FnOnce(&mut Context)) -> Vec<String> {
    let mut context = Context::new();
    fill(&mut context);
    match context.seal() {
        Err(ContextError::Unresolved(list)) => list.iter().map(|e| e.to_string()).collect(),
        other => panic!("sealed: {other:?}"),
    }
}

fn refused(fill: impl FnOnce(&mut Context) -> Result<(), ContextError>) -> RegistrationError {
    match fill(&mut Context::new()) {
        Err(ContextError::Registration(e)) => e,
        other => panic!("not refused: {other:?}"),
    }
}

/// Types, signatures and default arguments that need compiling are reported together; what follows from another mistake is
/// not (HOST-050).
#[test]
fn everything_is_told_together() {
    let list = problems(|c| {
        c.register_function("int twice(int)", native!(nothing)).unwrap();
        c.register_function("int once()", native!(nothing)).unwrap();
        c.register_function("void a(Missing m)", native!(nothing)).unwrap();
        c.register_function("void b(int x = twice(1, 2))", native!(nothing)).unwrap();
        c.register_function("void c(int x = twice(2))", native!(nothing)).unwrap();
        c.register_function("void d(bool x = once() + 1)", native!(nothing)).unwrap();
        c.register_function("void e(Missing m = twice(true, 1))", native!(nothing)).unwrap();
        c.register_function("void f(int &out x = 5)", native!(nothing)).unwrap();
        c.register_function("void g(int x = lost)", native!(nothing)).unwrap();
        c.register_function("int twice(const int)", native!(nothing)).unwrap();
        c.register_typedef("number", "Nmber").unwrap();
        c.register_function("void h(array<int> @x)", native!(nothing)).unwrap();
    });
    let expected = [
        "unknown type 'Missing', in 'void a(Missing m)' at column 8",
        "unknown type 'Missing', in 'void e(Missing m = twice(true, 1))' at column 8",
        "an '&out' parameter gives its value to the argument, and this is nothing that can take one, in 'void f(int &out x \
         = 5)' at column 21",
        "unknown name 'lost', in 'void g(int x = lost)' at column 16",
        "a function of this signature is registered already: 'int twice(int)', in 'int twice(const int)'",
        "unknown type 'Nmber', in 'typedef Nmber number' at column 9",
        "unknown type 'array', which the add-on of that name registers, in 'void h(array<int> @x)' at column 8",
        "default argument 1 does not compile: no function 'twice' takes (int, int), in 'void b(int x = twice(1, 2))' at column 16",
        "default argument 1 does not compile: there is no implicit conversion from 'int' to 'bool', in 'void d(bool x = once() + 1)' at column \
         17",
    ];
    assert_eq!(list, expected, "{list:#?}");
}

/// A default argument that calls what could not be resolved is silent about it.
#[test]
fn defaults_are_silent_about_other_mistakes() {
    let list = problems(|c| {
        c.register_type("Thing", TypeOptions::value(4).with(ObjectFlags::POD)).unwrap();
        c.register_method("Thing", "Missing get() const", native!(nothing)).unwrap();
        c.register_function("Missing make(int x = Thing().get())", native!(nothing)).unwrap();
        c.register_function("void use(int x = make(1), float y = make(2) + 1.5f)", native!(nothing)).unwrap();
        c.register_behavior("Thing", BehaviorKind::Construct, "void f(Missing m = make(3))", native!(nothing)).unwrap();
    });
    assert!(list.iter().all(|text| text.starts_with("unknown type 'Missing'")), "{list:#?}");
    assert_eq!(list.len(), 3, "{list:#?}");
}

#[test]
fn what_a_declaration_alone_tells_is_refused_at_once() {
    let e = refused(|c| c.register_function("void f(int a, float b, int a)", native!(nothing)));
    assert_eq!(
        e.to_string(),
        "another parameter is named 'a' already, in 'void f(int a, float b, int a)' at column 28"
    );
    let last = NativeFunction { convention: CallConvention::NativeObjectLast, ..native!(nothing) };
    let e = refused(|c| c.register_function("void f(int a)", last));
    assert_eq!(e.code, ReturnCode::WrongCallingConvention);
    assert!(e.message.contains("no object"), "{e}");
}
