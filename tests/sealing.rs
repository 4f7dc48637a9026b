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
        "a function of this signature is registered already: 'int twice(int)', in 'int twice(const int)' at column 5",
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

/// Duplicates, values of unknown enums and properties that lie elsewhere are quoted with their place, and counted in words
/// (HOST-035, HOST-040, HOST-047, HOST-080, HOST-085).
#[test]
fn every_refusal_has_its_place() {
    let place = |e: RegistrationError| (e.code, e.declaration, e.column);
    let again = ReturnCode::AlreadyRegistered;
    let e = refused(|c| {
        c.register_function("void f(int)", native!(nothing)).unwrap();
        c.register_function("void f(int)", native!(nothing))
    });
    assert_eq!(place(e), (again, "void f(int)".into(), 6));
    let e = refused(|c| {
        c.register_enum("Color").unwrap();
        c.register_enum_value("Color", "RED", 1).unwrap();
        c.register_enum_value("Color", "RED", 2)
    });
    assert_eq!(place(e), (again, "Color::RED".into(), 8));
    let e = refused(|c| c.register_enum_value("Color", "int", 2));
    assert_eq!(place(e), (ReturnCode::InvalidName, "Color::int".into(), 8));
    let e = refused(|c| {
        c.register_enum("Color").unwrap();
        c.register_typedef("Color", "int")
    });
    assert_eq!(place(e), (ReturnCode::NameTaken, "typedef int Color".into(), 13));
    let e = refused(|c| {
        c.register_type("Thing", TypeOptions::pod(4)).unwrap();
        c.register_type("Thing", TypeOptions::pod(4))
    });
    assert_eq!(place(e), (again, "Thing".into(), 1));

    let mut c = Context::new();
    c.register_enum_value("Colr", "RED", 1).unwrap();
    let one = c.seal().expect_err("unknown enum").to_string();
    assert_eq!(one, "1 registration cannot be resolved\n  unknown type 'Colr', in 'Colr::RED' at column 1");

    let list = problems(|c| {
        c.register_type("Byte", TypeOptions::pod(1)).unwrap();
        c.register_property("Byte", "int8 a", 0).unwrap();
        c.register_property("Byte", "int16 b", 0).unwrap();
        c.register_property("Byte", "uint8 a", 0).unwrap();
        c.register_enum_value("Byte", "RED", 1).unwrap();
    });
    let expected = [
        "the property lies at 0, outside of 'Byte', which has 1 byte, in 'int16 b' at column 7",
        "'Byte' has a property 'a' already, in 'uint8 a' at column 7",
        "'Byte' is no enum and has no value 'RED', in 'Byte::RED' at column 1",
    ];
    assert_eq!(list, expected, "{list:#?}");
}

/// Native functions are given value types only if it is known what these hold (HOST-034, HOST-118).
#[test]
fn values_of_native_functions_are_known() {
    let pod = TypeOptions::pod;
    let good = |fill: &dyn Fn(&mut Context)| {
        let mut c = Context::new();
        c.register_function("void f(T, T)", native!(nothing)).unwrap();
        fill(&mut c);
        c.seal().map(|_| ()).map_err(|e| e.to_string())
    };
    // Padding that alignment explains; unions; what a part of an object holds.
    let known: [&dyn Fn(&mut Context); 5] = [
        &|c| {
            c.register_type("T", pod(16)).unwrap();
            c.register_property("T", "int8 a", 0).unwrap();
            c.register_property("T", "double b", 8).unwrap();
        },
        &|c| {
            c.register_type("T", pod(8)).unwrap();
            c.register_property("T", "double a", 0).unwrap();
            c.register_property("T", "int b", 0).unwrap();
        },
        &|c| {
            c.register_type("In", pod(4).all_floats()).unwrap();
            c.register_type("T", pod(8)).unwrap();
            c.register_property("T", "In a", 0).unwrap();
            c.register_property("T", "In b", 4).unwrap();
        },
        &|c| c.register_type("T", pod(40)).unwrap(),
        &|c| {
            let class = ObjectFlags::APP_CLASS.with(ObjectFlags::APP_CLASS_DESTRUCTOR);
            c.register_type("T", pod(8).with(class)).unwrap();
        },
    ];
    for fill in known {
        assert_eq!(good(fill), Ok(()));
    }
    let unknown: [&dyn Fn(&mut Context); 5] = [
        &|c| c.register_type("T", pod(8)).unwrap(),
        // A hole that is too large for padding, at the end and in between.
        &|c| {
            c.register_type("T", pod(16)).unwrap();
            c.register_property("T", "double b", 0).unwrap();
        },
        &|c| {
            c.register_type("T", pod(12)).unwrap();
            c.register_property("T", "int a", 0).unwrap();
            c.register_property("T", "int b", 8).unwrap();
        },
        // Eight bytes of nothing.
        &|c| {
            c.register_type("T", pod(16).aligned(16)).unwrap();
            c.register_property("T", "double b", 0).unwrap();
        },
        // A type in itself.
        &|c| {
            c.register_type("T", pod(8)).unwrap();
            c.register_property("T", "T self", 0).unwrap();
        },
    ];
    for fill in unknown {
        let text = good(fill).expect_err("unknown members");
        assert!(text.contains("2 registrations cannot be resolved"), "{text}");
        assert!(text.contains("in 'void f(T, T)' at column 8") && text.contains("column 11"), "{text}");
    }
}
