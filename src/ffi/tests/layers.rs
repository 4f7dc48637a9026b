//! Extended contexts.

use super::*;
use crate::module::Module;
use crate::types::DataType;

#[test]
fn an_extension_continues_where_its_base_ends() {
    let mut base = context();
    base.register_function("void run(int)", CODE).unwrap();
    base.set_namespace("Ns").unwrap();
    base.register_function("void inner()", CODE).unwrap();
    base.register_enum("Kind").unwrap();
    base.register_enum_value("Kind", "One", 1).unwrap();
    let lower = sealed(&base);

    let mut c = base.extend().unwrap();
    c.register_function("Ns::Kind run(Foo@, const array<Foo@> &in, int n = 3)", CODE).unwrap();
    c.register_type("Bar", TypeOptions::pod(4)).unwrap();
    c.register_method("Bar", "void go(string)", CODE).unwrap();
    c.set_namespace("Ns").unwrap();
    c.register_function("Bar inner(Bar)", CODE).unwrap();
    c.register_enum("More").unwrap();
    c.register_enum_value("More", "One", 11).unwrap();
    c.set_namespace("Other").unwrap();
    c.register_global("int x", 8).unwrap();
    let r = sealed(&c);

    assert!(std::sync::Arc::ptr_eq(r.parent().unwrap(), &lower));
    assert!(find(&r, "Bar").0 >= lower.type_count());
    assert_eq!(find(&r, "Foo"), find(&lower, "Foo"));
    let run = functions(&r, NamespaceId::GLOBAL, "run");
    let texts: Vec<String> = run.iter().map(|id| r.declaration(*id)).collect();
    assert_eq!(texts, ["void run(int)", "Ns::Kind run(Foo@, const array<Foo@> &in, int n = 3)"]);
    let ns = r.find_namespace(NamespaceId::GLOBAL, r.interner().find("Ns").unwrap()).unwrap();
    assert!(ns.0 < lower.namespace_count());
    assert_eq!(functions(&r, ns, "inner").len(), 2);
    let one = r.interner().find("One").unwrap();
    assert_eq!(r.enum_values_named(ns, one).iter().map(|v| v.1).collect::<Vec<_>>(), [1, 11]);
    let other = r.find_namespace(NamespaceId::GLOBAL, r.interner().find("Other").unwrap()).unwrap();
    assert_eq!((other.0, r.namespace_count()), (lower.namespace_count(), lower.namespace_count() + 1));
    assert_eq!(r.namespace_path(other), "Other");
    assert_eq!(r.string_type(), lower.string_type());
    assert_eq!(r.string_factory(), lower.string_factory());
    assert_eq!(r.default_array(), lower.default_array());
    let foo = r.ty(find(&r, "string"));
    assert_eq!(r.methods(foo).len(), 2);
    let default = r.params(r.function(run[1]))[2].default;
    assert_eq!(r.default_text(default), "3");

    // The base is as it was.
    assert_eq!(functions(&lower, NamespaceId::GLOBAL, "run").len(), 1);
    assert_eq!(lower.enum_values_named(ns, one).len(), 1);
    assert_eq!(lower.find_namespace(NamespaceId::GLOBAL, r.interner().find("Other").unwrap()), None);
}

#[test]
fn instances_over_the_base_alone_belong_to_it() {
    let base = context();
    let lower = sealed(&base);
    let (mut left, mut right) = (base.extend().unwrap(), base.extend().unwrap());
    left.register_type("Own", TypeOptions::pod(4)).unwrap();
    left.register_function("void f(array<Foo>@)", CODE).unwrap();
    right.register_type("Own", TypeOptions::pod(8)).unwrap();
    let (left, right) = (sealed(&left), sealed(&right));
    let array = find(&lower, "array");
    let from_left = left.instance(array, &[DataType::INT]).unwrap();
    assert_eq!(right.instance(array, &[DataType::INT]), Ok(from_left));
    assert_eq!(lower.instance(array, &[DataType::INT]), Ok(from_left));
    assert_eq!(right.display(DataType::of(from_left)), "array<int>");
    let foos = functions(&left, NamespaceId::GLOBAL, "f")[0];
    let foo = DataType::of(find(&lower, "Foo"));
    assert_eq!(lower.instance(array, &[foo]), Ok(left.params(left.function(foos))[0].ty.type_id));
    let own = left.instance(array, &[DataType::of(find(&left, "Own"))]).unwrap();
    assert_ne!(own, from_left);
    assert_eq!(left.display(DataType::of(own)), "array<Own>");
    let nested = left.instance(array, &[DataType::of(own)]).unwrap();
    assert_eq!(left.display(DataType::of(nested)), "array<array<Own>>");
}

#[test]
fn names_of_the_base_are_taken() {
    let mut base = context();
    base.set_namespace("Ns").unwrap();
    base.register_type("Kept", TypeOptions::pod(4)).unwrap();
    base.register_function("void f(int)", CODE).unwrap();
    let mut c = base.extend().unwrap();
    assert!(
        matches!(c.register_type("Foo", TypeOptions::reference()), Err(ContextError::Registration(e)) if e.is_duplicate())
    );
    let mut m = Module::new();
    m.set_namespace("Ns").unwrap();
    m.register_type("Kept", TypeOptions::pod(4)).unwrap();
    assert!(c.install(&m).is_err());
    c.register_function("void Foo()", CODE).unwrap_err();
    c.register_method("Foo", "void more()", CODE).unwrap();
    c.register_function("void Ns::f(int)", CODE).unwrap();
    let told: Vec<String> = problems(&c).into_iter().map(|p| p.1).collect();
    assert_eq!(
        told,
        [
            "'Foo' belongs to the context that is extended and cannot get members, in 'void more()'",
            "a function of this signature is registered already: 'void Ns::f(int)', in 'void Ns::f(int)' at column 10",
        ]
    );
}

#[test]
fn layers_can_be_stacked_but_not_without_end() {
    let mut c = context();
    for i in 0..31 {
        c.register_function(&format!("void f{i}(Foo@)"), CODE).unwrap();
        c = c.extend().unwrap();
    }
    let r = sealed(&c);
    assert_eq!(declared(&r, "f0"), "void f0(Foo@)");
    assert_eq!(declared(&r, "f30"), "void f30(Foo@)");
    let array = find(&r, "array");
    assert!(r.instance(array, &[DataType::UINT]).is_ok());
    let over = c.extend().unwrap();
    assert_eq!(problems(&over).len(), 1);
}
