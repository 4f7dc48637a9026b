//! What sealing reports.

use super::*;

/// Sealing reports one problem of this text, at this column.
fn expect(c: &Context, column: u32, text: &str) {
    assert_eq!(problems(c), [(column, text.to_owned())]);
}

#[test]
fn all_problems_are_told_at_once_and_in_order() {
    let mut c = context();
    c.register_function("void a(Strng s, Fo@ f)", CODE).unwrap();
    c.register_function("void b(int@ x)", CODE).unwrap();
    c.register_type("Bare", TypeOptions::reference()).unwrap();
    c.register_method("Foo", "int opEquals(const Foo &in) const", CODE).unwrap();
    c.register_function("void c(array<int, int>@)", CODE).unwrap();
    c.register_function("void d(Foo f)", CODE).unwrap();
    c.register_global("Nowhere::Thing x", 8).unwrap();
    let told = problems(&c);
    let expected = [
        (8, "unknown type 'Strng', in 'void a(Strng s, Fo@ f)' at column 8; did you mean 'string'?"),
        (17, "unknown type 'Fo', in 'void a(Strng s, Fo@ f)' at column 17; did you mean 'Foo'?"),
        (8, "'int@' is not allowed: the type has no handles, in 'void b(int@ x)' at column 8"),
        (0, "'Bare' needs an add-reference behaviour and a release behaviour, in 'Bare'"),
        (5, "'opEquals' takes one parameter and returns bool, in 'int opEquals(const Foo &in) const' at column 5"),
        (8, "'array' takes 1 template argument, not 2, in 'void c(array<int, int>@)' at column 8"),
        (8, "'Foo' is a reference type, which is not passed by value, in 'void d(Foo f)' at column 8"),
        (1, "unknown type 'Nowhere::Thing', in 'Nowhere::Thing x' at column 1"),
    ];
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    for (told, expected) in told.iter().zip(expected) {
        assert_eq!((told.0, told.1.as_str()), expected);
    }
    // Asking again gives the same answer.
    assert_eq!(problems(&c).len(), expected.len());
}

#[test]
fn a_name_that_exists_elsewhere_is_suggested() {
    let mut c = Context::new();
    c.set_namespace("Math").unwrap();
    c.register_type("Vec2", TypeOptions::pod(8)).unwrap();
    c.set_namespace("").unwrap();
    c.register_function("Vec2 zero()", CODE).unwrap();
    expect(&c, 1, "unknown type 'Vec2', in 'Vec2 zero()' at column 1; did you mean 'Math::Vec2'?");
}

#[test]
fn types_that_cannot_be_used_there_are_told() {
    for (text, column, why) in [
        ("void f(void x)", 8, "'void' is only the result of a function that has none"),
        ("void f(? x)", 8, "'?' can only be a parameter by reference"),
        ("? f()", 1, "'?' can only be a parameter by reference"),
        ("Foo f()", 1, "'Foo' is a reference type, which is not passed by value"),
        ("void f(string@ x)", 8, "'string@' is not allowed: the type has no handles"),
        ("void f(array@ x)", 8, "'array<T>' is a template and needs arguments"),
        ("void f(array<array>@ x)", 8, "'array<T>' is a template and needs arguments itself"),
        ("void f(array<void>@ x)", 8, "'void' cannot be a template argument"),
        ("void f(array<int@>@ x)", 8, "'int@' is not allowed: the type has no handles"),
        ("void f(Foo<int>@ x)", 8, "'Foo' is not a template"),
        ("void f(int@+ x)", 8, "'int@' is not allowed: the type has no handles"),
        ("void f(int &inout x)", 8, "'int &inout' needs a type with handles; use '&in' or '&out'"),
        ("void f(array<int>::more@ x)", 8, "'array<int>' has no type 'more'"),
    ] {
        let mut c = context();
        c.register_function(text, CODE).unwrap();
        expect(&c, column, &format!("{why}, in '{text}' at column {column}"));
    }
    let mut c = context();
    c.register_function("void f(int &inout x, string &)", CODE).unwrap();
    c.set_property(1, 1).unwrap();
    assert_eq!(problems(&c), []);
}

#[test]
fn a_missing_default_array_is_told() {
    let mut c = Context::new();
    c.register_function("void f(int[]@)", CODE).unwrap();
    expect(&c, 8, "there is no default array type for 'T[]', in 'void f(int[]@)' at column 8");
}

#[test]
fn duplicates_by_another_name_are_told() {
    let mut c = context();
    c.register_typedef("real", "float").unwrap();
    c.register_function("void f(float)", CODE).unwrap();
    c.register_function("int f(const real)", CODE).unwrap();
    expect(
        &c,
        5,
        "a function of this signature is registered already: 'void f(float)', in 'int f(const real)' at column 5",
    );
}

#[test]
fn operators_have_their_shapes() {
    for (text, column) in [
        ("float opCmp(const Foo &in) const", 7),
        ("void opAdd(int)", 6),
        ("Foo@ opAdd()", 6),
        ("int opSub_r(int, int)", 5),
        ("void opNeg()", 6),
        ("void opIndex(int)", 6),
        ("int opIndex()", 5),
        ("void opConv()", 6),
        ("int opConv(int)", 5),
        ("int opCast()", 5),
        ("Foo &opAssign()", 6),
        ("int opForEnd(int)", 5),
        ("void opForValue(int)", 6),
        ("Foo &opHndlAssign(int)", 6),
    ] {
        let mut c = context();
        c.register_method("Foo", text, CODE).unwrap();
        let told = problems(&c);
        assert_eq!(told.len(), 1, "{text}: {told:?}");
        assert_eq!(told[0].0, column, "{told:?}");
    }
    let mut c = context();
    for text in [
        "int opCmp(const Foo &in) const",
        "bool opEquals(const Foo@) const",
        "int opConv() const",
        "string opConv() const",
        "void opConv(?&out)",
        "void opCast(?&out)",
        "Foo@ opImplCast()",
        "int opIndex(int, int)",
        "int opForBegin() const",
        "bool opForEnd(int) const",
        "int opForNext(int) const",
        "int opForValue0(int) const",
        "int opCall(int, int, int)",
    ] {
        c.register_method("Foo", text, CODE).unwrap();
    }
    assert_eq!(problems(&c), []);
}

#[test]
fn behaviors_must_fit_and_be_complete() {
    let mut c = context();
    c.register_type("Plain", TypeOptions::value(8)).unwrap();
    expect(&c, 0, "'Plain' needs a constructor and a destructor, in 'Plain'");

    let mut c = context();
    c.register_type("Free", TypeOptions::reference().with(ObjectFlags::NOCOUNT)).unwrap();
    c.register_behavior("Free", BehaviorKind::AddRef, "void f()", CODE).unwrap();
    expect(&c, 6, "'Free' cannot have an add-reference behaviour: it is not counted, in 'void f()' at column 6");

    let mut c = context();
    c.register_behavior("Foo", BehaviorKind::Construct, "void f()", CODE).unwrap();
    c.register_behavior("Foo", BehaviorKind::Release, "void g()", CODE).unwrap();
    c.register_behavior("string", BehaviorKind::Factory, "string@ f()", CODE).unwrap();
    let told = problems(&c);
    assert_eq!(told.len(), 4, "{told:?}");

    let mut c = context();
    c.register_type("Kept", TypeOptions::reference().with(ObjectFlags::GC)).unwrap();
    c.register_behavior("Kept", BehaviorKind::AddRef, "void f()", CODE).unwrap();
    c.register_behavior("Kept", BehaviorKind::Release, "void f()", CODE).unwrap();
    let told = problems(&c);
    assert_eq!(told.len(), 1);
    assert!(told[0].1.contains("enumerate-references"), "{told:?}");

    let mut c = context();
    c.register_behavior("Foo", BehaviorKind::Factory, "string@ f(int)", CODE).unwrap();
    assert_eq!(problems(&c).len(), 2);
}

#[test]
fn members_of_unknown_types_are_told_once() {
    let mut c = context();
    c.register_method("Fooo", "void a()", CODE).unwrap();
    c.register_method("Fooo", "void b()", CODE).unwrap();
    c.register_method("array<int>", "void c()", CODE).unwrap();
    let told = problems(&c);
    assert_eq!(
        told[0].1,
        "unknown type 'Fooo' (the member is registered for 'Fooo'), in 'void a()'; did you mean 'Foo'?"
    );
    let text = "'array<int>' is neither the template itself nor registered as a type of its own, in 'void c()'";
    assert_eq!(told[1].1, text);
    assert_eq!(told.len(), 2);
}

#[test]
fn default_arguments_that_mean_nothing_are_told() {
    for (text, column, why) in [
        ("void f(int x = LIMT)", 16, "unknown name 'LIMT'"),
        ("void f(int x = LIMT + 1)", 16, "unknown name 'LIMT'"),
        ("void f(int x = true ? LIMT : 1)", 23, "unknown name 'LIMT'"),
        ("void f(int x = Nope::A)", 16, "unknown name 'Nope::A'"),
        ("void f(int x = Color::Green)", 16, "'Color' has no value 'Green'"),
        ("void f(int x = Vec2(1, 2))", 16, "unknown name 'Vec2'"),
        ("void f(int x = Foo)", 16, "'Foo' is a type, not a value"),
        ("void f(int x = \"a\")", 16, "a string cannot be the default of a 'int'"),
        ("void f(int x = null)", 16, "null cannot be the default of a 'int'"),
        ("void f(Foo@ x = 0)", 17, "a number cannot be the default of a 'Foo@'"),
        ("void f(Foo@ x = Foo(1, 2))", 17, "'Foo' cannot be made from 2 arguments"),
        ("void f(Foo@ x = call(LIMT))", 22, "unknown name 'LIMT'"),
    ] {
        let mut c = context();
        c.register_enum("Color").unwrap();
        c.register_function("Foo@ call(int)", CODE).unwrap();
        c.register_function(text, CODE).unwrap();
        let told = problems(&c);
        assert_eq!(told.len(), 1, "{text}: {told:?}");
        assert_eq!(told[0].0, column, "{told:?}");
        assert!(told[0].1.starts_with(why), "{told:?}");
    }
}

#[test]
fn enum_values_of_two_enums_are_told_apart_by_the_parameter() {
    let mut c = context();
    for (name, value) in [("A", 1), ("B", 2)] {
        c.register_enum(name).unwrap();
        c.register_enum_value(name, "Same", value).unwrap();
    }
    c.register_function("void f(B x = Same)", CODE).unwrap();
    let r = sealed(&c);
    let f = functions(&r, NamespaceId::GLOBAL, "f")[0];
    let default = r.default_arg(r.params(r.function(f))[0].default);
    assert!(matches!(default, crate::types::FfiExpr::EnumValue { value: 2, .. }));

    let mut c = context();
    for (name, value) in [("A", 1), ("B", 2)] {
        c.register_enum(name).unwrap();
        c.register_enum_value(name, "Same", value).unwrap();
    }
    c.register_function("void f(int x = Same)", CODE).unwrap();
    let text = "several enums have a value 'Same'; write 'Enum::Same', in 'void f(int x = Same)' at column 16";
    expect(&c, 16, text);
}

#[test]
fn conflicting_members_are_told() {
    let mut c = context();
    c.register_property("Foo", "int a", 0).unwrap();
    c.register_property("Foo", "float a", 4).unwrap();
    c.register_method("Foo", "void b()", CODE).unwrap();
    c.register_property("Foo", "float b", 4).unwrap();
    c.register_method("Foo", "int get_c() const property", CODE).unwrap();
    c.register_method("Foo", "void set_c(string) property", CODE).unwrap();
    c.register_property("Color", "int a", 0).unwrap();
    c.register_enum("Color").unwrap();
    c.register_enum_value("Foo", "A", 1).unwrap();
    let told: Vec<String> = problems(&c).into_iter().map(|p| p.1).collect();
    assert_eq!(
        told,
        [
            "'Foo' has a property 'a' already, in 'float a' at column 7",
            "'Foo' has a method 'b' already, in 'float b' at column 7",
            "the getter gives 'int', but the setter takes 'string', in 'void set_c(string) property' at column 6",
            "'Color' cannot have properties, in 'int a' at column 5",
            "'Foo' is no enum and has no value 'A', in 'Foo::A' at column 1",
        ]
    );
}

#[test]
fn typedefs_of_nothing_are_told() {
    let mut c = context();
    c.register_typedef("a", "b").unwrap();
    c.register_typedef("b", "a").unwrap();
    c.register_typedef("c", "Foo").unwrap();
    let told = problems(&c);
    assert_eq!(told.len(), 3, "{told:?}");
}

/// Whatever texts a host registers, the answer is an error or a registry, never a panic.
#[test]
fn damaged_declarations_do_no_harm() {
    let texts = [
        "const array<Foo@>@ f(int &in a = -1 * (2 + LIMIT), const string &in b = \"x\", Foo@+ c = null)",
        "array<T>@ f(int &in type, int &in list) {repeat {string, ?}}",
        "T pick<T, U>(const T &in, array<array<U>>@, array<int>::less@ = null)",
        "bool array<T>::less(const T &in a, const T &in b)",
        "Foo@ opCast() const explicit property",
        "void A::B::set_value(int[][]@, Color = Color::Red, Foo x = Foo(1, array<Foo>(2), A::b::c)) property",
        "map<class K, class V>",
        "const Foo@ const name",
        "void f(const ?&in ...)",
    ];
    let tokens =
        ["<", ">", "::", "@", "&", "(", ")", ",", "const", "T", "Foo", "array", "=", "[]", "{", "?", "+", "Red"];
    let mut seed = 88172645463325252u64;
    let mut random = move |n: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % n as u64) as usize
    };
    for round in 0..300 {
        let mut c = context();
        let _ = c.register_enum("Color");
        let _ = c.register_enum_value("Color", "Red", 1);
        for _ in 0..20 {
            let mut text = texts[random(texts.len())].to_owned();
            for _ in 0..random(3) {
                let at = random(text.len());
                if text.is_char_boundary(at) {
                    match random(3) {
                        0 => text.insert_str(at, tokens[random(tokens.len())]),
                        1 => text.truncate(at.max(1)),
                        _ => drop(text.remove(at)),
                    }
                }
            }
            let owner = ["Foo", "array<T>", "string", "Color", "Nope", "array<int>", "Foo<T>"][random(7)];
            let _ = match random(9) {
                0 => c.register_method(owner, &text, CODE),
                1 => c.register_behavior(owner, BehaviorKind::ALL[random(14)], &text, CODE),
                2 => c.register_property(owner, &text, 4),
                3 => c.register_global(&text, 8),
                4 => c.register_funcdef(&text),
                5 => c.register_type(&text, TypeOptions::reference().with(ObjectFlags::NOCOUNT)),
                6 => c.register_interface_method(owner, &text),
                7 => c.register_typedef(owner, &text),
                _ => c.register_function(&text, CODE),
            };
        }
        let _ = c.set_lazy_defaults(round % 2 == 0);
        if let Ok(r) = c.sealed() {
            for i in 0..r.function_count() {
                r.declaration(FunctionId(i));
            }
        }
    }
}
