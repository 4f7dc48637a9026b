//! What is told at once.

use super::*;
use crate::ffi::PropertyPlace;
use crate::module::Module;
use crate::types::{CallConvention, RegistrationError, ReturnCode};

fn code(result: Result<(), RegistrationError>) -> Option<ReturnCode> {
    result.err().map(|e| e.code)
}

#[test]
fn a_syntax_error_has_its_text_and_column() {
    let mut m = Module::new();
    let error = m.register_function("void f(int a int b)", CODE).unwrap_err();
    assert_eq!((error.code, error.column), (ReturnCode::InvalidDeclaration, 14));
    assert_eq!(error.declaration, "void f(int a int b)");
    assert!(error.to_string().ends_with("in 'void f(int a int b)' at column 14"), "{error}");
    assert!(m.declarations().is_empty());
}

#[test]
fn declarations_that_no_script_could_use_are_refused() {
    let mut m = Module::new();
    let bad = Some(ReturnCode::InvalidDeclaration);
    assert_eq!(code(m.register_function("void f(int a = 1, int b)", CODE)), bad);
    assert_eq!(code(m.register_function("void f(Foo@@ a)", CODE)), bad);
    assert_eq!(code(m.register_function("auto f()", CODE)), bad);
    assert_eq!(code(m.register_function("void f() const", CODE)), bad);
    assert_eq!(code(m.register_function("void f(...)", CODE)), bad);
    assert_eq!(code(m.register_function("void f(int..., int)", CODE)), bad);
    assert_eq!(code(m.register_function("void get_x() property", CODE)), bad);
    assert_eq!(code(m.register_function("int get_x(int, int) property", CODE)), bad);
    assert_eq!(code(m.register_function("int set_x(int) property", CODE)), bad);
    assert_eq!(code(m.register_function("int value() property", CODE)), bad);
    assert_eq!(code(m.register_method("Foo", "void A::f()", CODE)), bad);
    let native = NativeFunction { convention: CallConvention::Native, ..CODE };
    assert_eq!(code(m.register_function("void f(const ?&in ...)", native)), Some(ReturnCode::NotSupported));
    assert_eq!(code(m.register_function("T f<T>(T)", native)), Some(ReturnCode::NotSupported));
    assert!(m.declarations().is_empty());
}

#[test]
fn a_default_without_follower_points_at_the_follower() {
    let mut m = Module::new();
    let error = m.register_function("void f(int a = 1, int b)", CODE).unwrap_err();
    assert_eq!(error.column, 19);
}

#[test]
fn a_second_registration_is_told_from_a_taken_name() {
    let mut m = Module::new();
    add_basics(&mut m).unwrap();
    m.register_enum("Color").unwrap();
    m.register_enum_value("Color", "Red", 1).unwrap();
    m.register_interface("Shape").unwrap();
    m.register_typedef("real", "float").unwrap();
    m.register_function("void run()", CODE).unwrap();
    m.register_global("int score", 8).unwrap();
    let again = Some(ReturnCode::AlreadyRegistered);
    let taken = Some(ReturnCode::NameTaken);
    assert_eq!(code(m.register_type("Foo", TypeOptions::reference())), again);
    assert_eq!(code(m.register_enum("Color")), again);
    assert_eq!(code(m.register_enum_value("Color", "Red", 2)), again);
    assert_eq!(code(m.register_interface("Shape")), again);
    assert_eq!(code(m.register_typedef("real", "double")), again);
    assert_eq!(code(m.register_global("float score", 8)), again);
    assert_eq!(code(m.register_function("int run()", CODE)), again);
    assert_eq!(code(m.register_method("string", "int length() const", CODE)), again);
    assert_eq!(code(m.register_enum("Foo")), taken);
    assert_eq!(code(m.register_type("run", TypeOptions::reference())), taken);
    assert_eq!(code(m.register_function("void Foo()", CODE)), taken);
    assert_eq!(code(m.register_function("void score()", CODE)), taken);
    assert_eq!(code(m.register_global("int run", 8)), taken);
    // Elsewhere, or with other parameters, the names are free.
    m.register_function("void run(int)", CODE).unwrap();
    m.register_method("string", "uint length()", CODE).unwrap();
    m.set_namespace("Inner").unwrap();
    m.register_enum("Foo").unwrap();
    m.register_function("void run()", CODE).unwrap();
}

#[test]
fn names_and_flags_are_checked() {
    let mut m = Module::new();
    let name = Some(ReturnCode::InvalidName);
    assert_eq!(code(m.register_type("class", TypeOptions::reference())), name);
    assert_eq!(code(m.register_type("a b", TypeOptions::reference())), name);
    assert_eq!(code(m.register_enum("int")), name);
    assert_eq!(code(m.register_enum("E<class T>")), name);
    m.register_enum("E").unwrap();
    assert_eq!(code(m.register_enum_value("E", "while", 1)), name);
    assert_eq!(code(m.register_enum_value("E", "a b", 1)), name);
    let argument = Some(ReturnCode::InvalidArgument);
    assert_eq!(code(m.register_type("A", TypeOptions::value(0))), argument);
    assert_eq!(code(m.register_type("A", TypeOptions::reference().with(ObjectFlags::VALUE))), argument);
    assert_eq!(code(m.register_type("A", TypeOptions::value(4).aligned(3))), argument);
    assert_eq!(code(m.register_global("int a", 0)), argument);
    assert_eq!(code(m.register_global("int &a", 8)), Some(ReturnCode::InvalidType));
    assert_eq!(code(m.register_typedef("t", "void")), Some(ReturnCode::InvalidType));
    assert_eq!(code(m.register_typedef("t", "Foo@")), Some(ReturnCode::InvalidType));
    assert_eq!(code(m.register_property("E", "int a", 40000)), argument);
    let place = PropertyPlace::behind(8, 4);
    assert_eq!(code(m.register_property("E", "int &a", place)), Some(ReturnCode::NotSupported));
    assert_eq!(code(m.set_namespace("A::1")), Some(ReturnCode::InvalidDeclaration));
    assert_eq!(code(m.set_namespace("A::")), Some(ReturnCode::InvalidDeclaration));
}

#[test]
fn behaviors_have_their_shapes() {
    let mut m = Module::new();
    m.register_type("Foo", TypeOptions::reference()).unwrap();
    for (kind, text) in [
        (BehaviorKind::AddRef, "int f()"),
        (BehaviorKind::Release, "void f(int)"),
        (BehaviorKind::Construct, "int f()"),
        (BehaviorKind::Factory, "Foo f()"),
        (BehaviorKind::ListFactory, "Foo@ f(int &in)"),
        (BehaviorKind::Construct, "void f(int &in) {repeat int}"),
        (BehaviorKind::TemplateCallback, "bool f(int &in, bool)"),
        (BehaviorKind::GetRefCount, "void f()"),
        (BehaviorKind::EnumRefs, "void f()"),
        (BehaviorKind::WeakRefFlag, "int f()"),
    ] {
        assert_eq!(code(m.register_behavior("Foo", kind, text, CODE)), Some(ReturnCode::InvalidDeclaration), "{text}");
    }
    assert_eq!(m.declarations().len(), 1);
}

#[test]
fn installing_a_conflicting_bundle_changes_nothing() {
    let mut c = context();
    let before = functions_of(&mut c);
    let mut m = Module::new();
    m.register_function("void fresh()", CODE).unwrap();
    m.register_type("Foo", TypeOptions::reference()).unwrap();
    let error = c.install(&m).unwrap_err();
    assert!(matches!(&error, ContextError::Registration(e) if e.is_duplicate()), "{error}");
    assert_eq!(functions_of(&mut c), before);

    let mut m = Module::new();
    m.register_type("Bar", TypeOptions::pod(4)).unwrap();
    m.register_method("string", "uint length() const", CODE).unwrap();
    assert!(c.install(&m).is_err());
    assert_eq!(functions_of(&mut c), before);
    let r = sealed(&c);
    assert!(functions(&r, NamespaceId::GLOBAL, "fresh").is_empty());
}

fn functions_of(c: &mut Context) -> usize {
    c.declaration_count().unwrap()
}

#[test]
fn a_sealed_context_takes_no_registrations() {
    let mut c = context();
    c.seal().unwrap();
    assert!(c.is_sealed());
    assert_eq!(c.register_function("void late()", CODE), Err(ContextError::AlreadySealed));
    assert_eq!(c.install(&Module::new()), Err(ContextError::AlreadySealed));
    c.seal().unwrap();
    assert!(c.registry().is_some());
}

#[test]
fn a_bundle_can_be_installed_into_many_contexts() {
    let mut m = Module::new();
    add_basics(&mut m).unwrap();
    m.set_namespace("Game").unwrap();
    m.register_function("Foo@ make(const array<string> &in names, int n = -1)", CODE).unwrap();
    for other_first in [false, true] {
        let mut c = Context::new();
        if other_first {
            // Symbols and rows of the bundle are not those of the context.
            c.set_namespace("Else").unwrap();
            c.register_function("void names(int make)", CODE).unwrap();
            c.set_namespace("").unwrap();
        }
        c.install(&m).unwrap();
        c.register_function("void direct(Game::Late@)", CODE).unwrap();
        c.set_namespace("Game").unwrap();
        c.register_type("Late", TypeOptions::reference().with(ObjectFlags::NOCOUNT)).unwrap();
        let r = sealed(&c);
        let game = r.find_namespace(NamespaceId::GLOBAL, r.interner().find("Game").unwrap()).unwrap();
        let make = functions(&r, game, "make");
        assert_eq!(r.declaration(make[0]), "Foo@ Game::make(const array<string> &in names, int n = -1)");
        assert_eq!(declared(&r, "direct"), "void direct(Game::Late@)");
        assert_eq!(*r.native(make[0]), CODE);
        assert_eq!(r.string_factory().unwrap().user_data, 0x40);
        assert_eq!(r.type_name(r.string_type()), "string");
    }
}

#[test]
fn properties_decide_how_declarations_are_read() {
    let mut c = Context::new();
    c.set_property(5, 1).unwrap();
    c.register_function("void split(uint8 separator = ';')", CODE).unwrap();
    let r = sealed(&c);
    let split = functions(&r, NamespaceId::GLOBAL, "split")[0];
    let param = r.params(r.function(split))[0];
    assert_eq!(*r.default_arg(param.default), crate::types::FfiExpr::UInt(59));
    assert!(c.set_property(14, 9).is_err());
}
