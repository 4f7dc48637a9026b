//! Template instances.

use std::sync::atomic::{AtomicU32, Ordering};

use super::*;
use crate::types::{DataType, TemplateArguments, TemplateVerdict, TypeFlags, TypeKind};

#[test]
fn an_instance_has_the_members_of_its_template() {
    let c = context();
    let r = sealed(&c);
    let array = find(&r, "array");
    let id = r.instance(array, &[DataType::INT]).unwrap();
    assert!(id.0 >= FfiRegistry::FIRST_CACHED_INSTANCE && r.owns_type(id));
    assert_eq!(r.instance(array, &[DataType::INT]), Ok(id));
    assert_eq!(r.cached_instance_count(), 1);
    let (def, template) = (r.ty(id), r.ty(array));
    assert!(def.is_instance() && !def.is_template() && template.is_template());
    assert_eq!(def.template, array);
    assert_eq!(def.methods, template.methods);
    assert_eq!(def.behaviors.default_construct, template.behaviors.default_construct);
    assert_eq!(r.display(DataType::of(id)), "array<int>");
    let insert = r.methods_named(def, r.interner().find("insertLast").unwrap())[0].function;
    let value = r.params(r.function(insert))[0].ty;
    assert!(r.is_dependent(value));
    assert_eq!(r.display(r.subst(value, &def.args).unwrap()), "const int &in");
    let ret = r.function(r.ty(array).behaviors.default_construct).ret;
    assert_eq!(r.subst(ret, &def.args), Ok(DataType::of(id).handle()));
}

#[test]
fn substituting_handles_keeps_the_handle() {
    let c = context();
    let r = sealed(&c);
    let array = r.ty(find(&r, "array"));
    let foo = DataType::of(find(&r, "Foo")).handle();
    let index = r.methods_named(array, r.interner().find("opIndex").unwrap());
    let shown: Vec<String> =
        index.iter().map(|m| r.display(r.subst(r.function(m.function).ret, &[foo]).unwrap())).collect();
    assert_eq!(shown, ["Foo@ &", "Foo@ const &"]);
}

#[test]
fn child_funcdefs_are_instantiated_with_their_owner() {
    let mut c = context();
    c.register_function("void by(array<int>::less@)", CODE).unwrap();
    let r = sealed(&c);
    let array = find(&r, "array");
    let less = r.interner().find("less").unwrap();
    let floats = r.instance(array, &[DataType::FLOAT]).unwrap();
    let child = r.child_type(floats, less).unwrap().unwrap();
    let def = r.ty(child);
    assert_eq!((def.kind, def.parent), (TypeKind::Funcdef, floats));
    assert_eq!(r.display(DataType::of(child)), "array<float>::less");
    let signature = r.function(def.signature);
    assert_eq!(r.display(r.subst(r.params(signature)[0].ty, &def.args).unwrap()), "const float &in");
    // The parameter of sort() is the child over the template's own parameters.
    let sort = r.methods_named(r.ty(array), r.interner().find("sort").unwrap())[0].function;
    let param = r.params(r.function(sort))[0].ty;
    assert!(r.is_dependent(param));
    assert_eq!(r.subst(param, &[DataType::FLOAT]).unwrap().type_id, child);
    assert_eq!(declared(&r, "by"), "void by(array<int>::less@)");
}

#[test]
fn a_specialization_wins() {
    let mut c = context();
    c.register_type("array<bool>", TypeOptions::reference().with(ObjectFlags::MANAGED)).unwrap();
    c.register_method("array<bool>", "void flip()", CODE).unwrap();
    c.register_function("void use(const array<bool> &in)", CODE).unwrap();
    let r = sealed(&c);
    let array = find(&r, "array");
    let bits = r.instance(array, &[DataType::BOOL]).unwrap();
    assert!(bits.0 < r.type_count());
    let names: Vec<&str> = r.methods(r.ty(bits)).iter().map(|m| r.interner().text(m.name)).collect();
    assert_eq!(names, ["flip"]);
    let used = functions(&r, NamespaceId::GLOBAL, "use")[0];
    assert_eq!(r.params(r.function(used))[0].ty.type_id, bits);
    assert_eq!(r.cached_instance_count(), 0);
}

static ASKED: AtomicU32 = AtomicU32::new(0);

fn only_numbers(args: &TemplateArguments<'_>) -> Result<TemplateVerdict, String> {
    ASKED.fetch_add(1, Ordering::Relaxed);
    assert!(args.callback.is_some_and(|c| c == CODE));
    match args.args[0].kind {
        TypeKind::Primitive(p) if p.is_number() => Ok(TemplateVerdict { no_gc: true }),
        _ => Err("only numbers can be summed".into()),
    }
}

#[test]
fn the_template_is_asked_once_per_instance() {
    let mut c = context();
    let flags = ObjectFlags::MANAGED.with(ObjectFlags::GC);
    c.register_type("Sum<class T>", TypeOptions::reference().with(flags).validated(only_numbers)).unwrap();
    c.register_behavior("Sum<T>", BehaviorKind::TemplateCallback, "bool f(int &in, bool &out)", CODE).unwrap();
    c.register_method("Sum<T>", "Sum<T>@ more(T)", CODE).unwrap();
    c.register_function("Sum<int>@ sum()", CODE).unwrap();
    let r = sealed(&c);
    // The instance over the template's own parameter is no question.
    assert_eq!(ASKED.load(Ordering::Relaxed), 1);
    let sum = find(&r, "Sum");
    let string = DataType::of(r.string_type());
    std::thread::scope(|s| {
        for _ in 0..4 {
            s.spawn(|| {
                let id = r.instance(sum, &[DataType::FLOAT]).unwrap();
                assert!(!r.ty(id).flags.has(TypeFlags::GC));
                assert_eq!(r.instance(sum, &[string]), Err("only numbers can be summed".into()));
            });
        }
    });
    assert_eq!(ASKED.load(Ordering::Relaxed), 3);

    let mut c = context();
    c.register_type("Sum<class T>", TypeOptions::reference().with(flags).validated(|_| Err("never".into()))).unwrap();
    c.register_function("void f(Sum<int>@ a)", CODE).unwrap();
    let told = problems(&c);
    assert_eq!(told, [(8, "'Sum<int>' is refused: never, in 'void f(Sum<int>@ a)' at column 8".to_owned())]);
}

#[test]
fn a_template_that_uses_handles_takes_only_types_that_have_them() {
    let mut c = context();
    c.register_type("Weak<class T>", TypeOptions::reference().with(ObjectFlags::MANAGED)).unwrap();
    c.register_method("Weak<T>", "T@ get() const", CODE).unwrap();
    let r = sealed(&c);
    let weak = find(&r, "Weak");
    assert!(r.instance(weak, &[DataType::of(find(&r, "Foo"))]).is_ok());
    assert!(r.instance(weak, &[DataType::INT]).is_err());
    assert!(r.instance(weak, &[DataType::of(r.string_type())]).is_err());
}

#[test]
fn wrong_arguments_are_refused_with_a_reason() {
    let c = context();
    let r = sealed(&c);
    let array = find(&r, "array");
    let refused = |template, args: &[DataType]| r.instance(template, args).unwrap_err();
    assert_eq!(refused(array, &[]), "'array' takes 1 template argument, not 0");
    assert_eq!(refused(array, &[DataType::VOID]), "'void' cannot be a template argument");
    assert_eq!(refused(find(&r, "Foo"), &[DataType::INT]), "'Foo' is not a template");
    assert_eq!(refused(array, &[DataType::INT.handle()]), "'int@' is not allowed: the type has no handles");
}

#[test]
fn instances_of_many_kinds_get_ids_of_their_own() {
    let c = context();
    let r = sealed(&c);
    let array = find(&r, "array");
    let mut ty = DataType::INT;
    let mut ids = Vec::new();
    for _ in 0..200 {
        ty = DataType::of(r.instance(array, &[ty]).unwrap());
        ids.push(ty.type_id);
    }
    ids.dedup();
    assert_eq!(ids.len(), 200);
    let foo = DataType::of(find(&r, "Foo"));
    let variants = [foo, foo.handle(), foo.with_const(true).handle(), foo.handle().with_const(true)];
    let mut ids: Vec<_> = variants.iter().map(|ty| r.instance(array, &[*ty]).unwrap()).collect();
    ids.dedup();
    assert_eq!(ids.len(), 4);
}

#[test]
fn types_are_found_by_their_text() {
    let mut c = context();
    c.set_namespace("Math").unwrap();
    c.register_type("Vec2", TypeOptions::pod(8)).unwrap();
    let r = sealed(&c);
    let math = r.find_namespace(NamespaceId::GLOBAL, r.interner().find("Math").unwrap()).unwrap();
    for (namespace, text, shown) in [
        (NamespaceId::GLOBAL, "int", "int"),
        (NamespaceId::GLOBAL, "const array<Math::Vec2>@", "const array<Math::Vec2>@"),
        (math, "Vec2[]", "array<Math::Vec2>"),
        (math, "::Foo@", "Foo@"),
        (NamespaceId::GLOBAL, "array<int>::less@", "array<int>::less@"),
    ] {
        assert_eq!(r.display(crate::ffi::find_type(&r, namespace, text).unwrap()), shown);
    }
    for text in ["Vec2", "array<int", "array<int,int>", "array<int>::more", "Math::Foo"] {
        assert!(crate::ffi::find_type(&r, NamespaceId::GLOBAL, text).is_err(), "{text}");
    }
}
