//! What a sealed registry says.

use super::*;
use crate::base::{Symbol, names};
use crate::ffi::PropertyPlace;
use crate::types::{
    DataType, FfiBinaryOp, FfiDataType, FfiExpr, FunctionKind, FunctionTraits, ListPattern, RefModifier, ReferenceKind,
    TypeFlags, TypeKind,
};

fn default_of(r: &FfiRegistry, name: &str) -> FfiExpr {
    let id = functions(r, NamespaceId::GLOBAL, name)[0];
    r.default_arg(r.params(r.function(id)).last().unwrap().default).clone()
}

#[test]
fn types_may_be_named_before_they_are_registered() {
    let mut c = context();
    c.register_function("void early(const array<Ns::Later@> &in list, Ns::Kind kind = Ns::Kind::B)", CODE).unwrap();
    c.register_method("Foo", "Ns::Later@ later() const", CODE).unwrap();
    c.set_namespace("Ns").unwrap();
    c.register_function("Kind same(Later@, ::Foo@)", CODE).unwrap();
    c.register_type("Later", TypeOptions::reference().with(ObjectFlags::NOCOUNT)).unwrap();
    c.register_enum("Kind").unwrap();
    c.register_enum_value("Kind", "A", 3).unwrap();
    c.register_enum_value("Kind", "B", 4).unwrap();
    let r = sealed(&c);
    assert_eq!(declared(&r, "early"), "void early(const array<Ns::Later@> &in list, Ns::Kind kind = Ns::Kind::B)");
    let ns = r.find_namespace(NamespaceId::GLOBAL, r.interner().find("Ns").unwrap()).unwrap();
    assert_eq!(r.declaration(functions(&r, ns, "same")[0]), "Ns::Kind Ns::same(Ns::Later@, Foo@)");
    let foo = r.ty(find(&r, "Foo"));
    let later = r.methods_named(foo, r.interner().find("later").unwrap());
    assert_eq!(r.declaration(later[0].function), "Ns::Later@ Foo::later() const");
    assert!(matches!(default_of(&r, "early"), FfiExpr::EnumValue { value: 4, .. }));
    assert_eq!(r.enum_values_named(ns, r.interner().find("A").unwrap()).len(), 1);
    assert_eq!(r.namespace_path(ns), "Ns");
}

#[test]
fn names_of_members_do_not_leak() {
    let mut c = context();
    c.register_method("Foo", "int reverse(int)", CODE).unwrap();
    let r = sealed(&c);
    for name in ["length", "f", "T", "reverse", "less", "opIndex", "insertLast"] {
        let symbol = r.interner().find(name);
        assert!(symbol.is_none_or(|s| r.lookup(NamespaceId::GLOBAL, s).is_none()), "{name}");
    }
}

#[test]
fn modifiers_of_types_are_kept() {
    let mut c = context();
    c.register_function("const Foo@ a(Foo@ const, const Foo@ const, const string &in, Foo@ &out, int &out)", CODE)
        .unwrap();
    c.register_function("void b(array<const Foo@>@, const array<int>@, Foo@[]@, int[][]@, const string[] &in)", CODE)
        .unwrap();
    c.register_function("const string &g(?&in, const ?&in, ?&out)", CODE).unwrap();
    c.register_function("Foo@+ h(Foo@+ x, Foo@+ y = null)", CODE).unwrap();
    let r = sealed(&c);
    assert_eq!(declared(&r, "a"), "const Foo@ a(Foo@ const, const Foo@ const, const string &in, Foo@ &out, int &out)");
    assert_eq!(
        declared(&r, "b"),
        "void b(array<const Foo@>@, const array<int>@, array<Foo@>@, array<array<int>>@, const array<string> &in)"
    );
    assert_eq!(declared(&r, "g"), "const string &g(? &in, const ? &in, ? &out)");
    assert_eq!(declared(&r, "h"), "Foo@+ h(Foo@+ x, Foo@+ y = null)");
}

#[test]
fn arrays_of_objects_and_of_handles_are_two_types() {
    let mut c = context();
    c.register_function("void f(const array<Foo> &in, const array<Foo@> &in)", CODE).unwrap();
    let r = sealed(&c);
    let f = r.function(functions(&r, NamespaceId::GLOBAL, "f")[0]);
    let params = r.params(f);
    assert_ne!(params[0].ty.type_id, params[1].ty.type_id);
    assert_eq!(r.display(params[0].ty), "const array<Foo> &in");
    let array = find(&r, "array");
    let foo = DataType::of(find(&r, "Foo"));
    assert_eq!(r.instance(array, &[foo]), Ok(params[0].ty.type_id));
    assert_eq!(r.instance(array, &[foo.handle()]), Ok(params[1].ty.type_id));
}

#[test]
fn default_arguments_keep_their_meaning() {
    let mut c = context();
    c.register_type("Vec2", TypeOptions::pod(8)).unwrap();
    c.register_behavior("Vec2", BehaviorKind::Construct, "void f(float, float)", CODE).unwrap();
    c.register_enum("Color").unwrap();
    c.register_enum_value("Color", "Red", 1).unwrap();
    c.register_enum_value("Color", "Blue", 2).unwrap();
    c.register_global("const int LIMIT", 0x100).unwrap();
    c.set_namespace("Vec2").unwrap();
    c.register_global("const Vec2 ZERO", 0x200).unwrap();
    c.set_namespace("").unwrap();
    c.register_function("int get_level() property", CODE).unwrap();
    c.register_function("int compute(int)", CODE).unwrap();
    for (name, param) in [
        ("d1", "int x = 7"),
        ("d2", "uint x = 0xFF"),
        ("d3", "float x = -1.5f"),
        ("d4", "double x = 2.5"),
        ("d5", "bool x = true"),
        ("d6", "const string &in x = \"a\\n\""),
        ("d7", "Foo@ x = null"),
        ("d8", "Color x = Color::Blue"),
        ("d9", "Color x = Red"),
        ("d10", "Vec2 x = Vec2(1, 0)"),
        ("d11", "int x = LIMIT"),
        ("d12", "int x = (LIMIT + 1) * 2"),
        ("d13", "Vec2 x = Vec2::ZERO"),
        ("d14", "int x = level"),
        ("d15", "int x = compute(3)"),
        ("d16", "int x = LIMIT > 3 ? 1 : 2"),
        ("d17", "const array<int> &in x = array<int>()"),
        ("d18", "uint64 x = 18446744073709551615"),
    ] {
        c.register_function(&format!("void {name}({param})"), CODE).unwrap();
    }
    let r = sealed(&c);
    assert_eq!(default_of(&r, "d1"), FfiExpr::Int(7));
    assert_eq!(default_of(&r, "d2"), FfiExpr::UInt(255));
    assert!(matches!(default_of(&r, "d3"), FfiExpr::Unary { expr, .. } if *expr == FfiExpr::Float(1.5)));
    assert_eq!(default_of(&r, "d4"), FfiExpr::Double(2.5));
    assert_eq!(default_of(&r, "d5"), FfiExpr::Bool(true));
    assert_eq!(default_of(&r, "d6"), FfiExpr::String(b"a\n"[..].into()));
    assert_eq!(default_of(&r, "d7"), FfiExpr::Null);
    let color = FfiDataType::Resolved(DataType::of(find(&r, "Color")));
    assert!(matches!(default_of(&r, "d8"), FfiExpr::EnumValue { ty, value: 2, .. } if ty == color));
    assert!(matches!(default_of(&r, "d9"), FfiExpr::EnumValue { ty, value: 1, .. } if ty == color));
    let vec2 = FfiDataType::Resolved(DataType::of(find(&r, "Vec2")));
    assert_eq!(default_of(&r, "d10"), FfiExpr::Construct { ty: vec2, args: [FfiExpr::Int(1), FfiExpr::Int(0)].into() });
    let FfiExpr::Global(limit) = default_of(&r, "d11") else { panic!() };
    assert_eq!(r.global(limit).address, 0x100);
    assert!(matches!(default_of(&r, "d12"), FfiExpr::Binary { op: FfiBinaryOp::Mul, .. }));
    let FfiExpr::Global(zero) = default_of(&r, "d13") else { panic!() };
    assert_eq!(r.global(zero).address, 0x200);
    let FfiExpr::Ident(level) = default_of(&r, "d14") else { panic!() };
    assert_eq!(r.interner().text(level.symbol), "level");
    assert_eq!(default_of(&r, "d15"), FfiExpr::Text("compute(3)".into()));
    assert_eq!(default_of(&r, "d16"), FfiExpr::Text("LIMIT > 3 ? 1 : 2".into()));
    assert!(matches!(default_of(&r, "d17"), FfiExpr::Construct { args, .. } if args.is_empty()));
    assert_eq!(default_of(&r, "d18"), FfiExpr::UInt(u64::MAX));
    let d12 = functions(&r, NamespaceId::GLOBAL, "d12")[0];
    assert_eq!(r.default_text(r.params(r.function(d12))[0].default), "(LIMIT + 1) * 2");
}

#[test]
fn defaults_may_wait_for_the_call_that_needs_them() {
    let mut c = Context::new();
    c.set_lazy_defaults(true).unwrap();
    c.register_function("void f(int x = NOWHERE)", CODE).unwrap();
    assert_eq!(default_of(&sealed(&c), "f"), FfiExpr::Text("NOWHERE".into()));
}

#[test]
fn behaviors_are_found_by_what_they_do() {
    let mut c = context();
    c.register_type("Pair", TypeOptions::value(12).with(ObjectFlags::POD)).unwrap();
    c.register_behavior("Pair", BehaviorKind::ListConstruct, "void f(int &in) {float, {repeat_same ?}}", CODE).unwrap();
    let r = sealed(&c);
    let string = r.ty(find(&r, "string"));
    assert_eq!(string.kind, TypeKind::Value);
    assert_eq!((string.size, string.align), (16, 8));
    let b = string.behaviors;
    let constructors = r.function_list(b.constructors);
    assert_eq!(constructors.len(), 2);
    assert_eq!((b.default_construct, b.copy_construct), (constructors[0], constructors[1]));
    assert_eq!(r.declaration(b.copy_construct), "string(const string &in)");
    assert_eq!(r.function(b.assign).name, names::OP_ASSIGN);
    assert!(b.destruct.is_some() && string.flags.has(TypeFlags::STRING));

    let array = r.ty(find(&r, "array"));
    assert_eq!(array.kind, TypeKind::Reference(ReferenceKind::Managed));
    let factories = r.function_list(array.behaviors.factories);
    assert_eq!(factories.len(), 2);
    assert_eq!(array.behaviors.default_construct, factories[0]);
    // The hidden type is no parameter that scripts see.
    assert!(r.function(factories[0]).traits.has(FunctionTraits::TAKES_TYPE));
    assert_eq!(r.params(r.function(factories[1])).len(), 1);
    assert!(array.behaviors.assign.is_some());
    let Some(ListPattern::List(items)) = array.list_pattern.as_deref() else { panic!() };
    let ListPattern::Repeat(item) = &items[0] else { panic!() };
    assert_eq!(**item, ListPattern::Type(array.args[0]));

    let pair = r.ty(find(&r, "Pair"));
    assert_eq!((pair.size, pair.align), (12, 4));
    let Some(ListPattern::List(items)) = pair.list_pattern.as_deref() else { panic!() };
    assert_eq!(items[0], ListPattern::Type(DataType::FLOAT));
    let ListPattern::List(inner) = &items[1] else { panic!() };
    assert_eq!(inner[0], ListPattern::RepeatSame(Box::new(ListPattern::Type(DataType::ANY))));
}

#[test]
fn members_are_found_by_name() {
    let mut c = context();
    for i in 0..40 {
        c.register_method("Foo", &format!("void m{i}()"), CODE).unwrap();
        c.register_method("Foo", &format!("void m{i}(int)"), CODE).unwrap();
        c.register_property("Foo", &format!("int p{i}"), i * 4).unwrap();
    }
    c.register_method("Foo", "int get_size() const property", CODE).unwrap();
    c.register_method("Foo", "void set_size(int) property", CODE).unwrap();
    c.register_method("Foo", "int get_other() const", CODE).unwrap();
    let r = sealed(&c);
    let foo = r.ty(find(&r, "Foo"));
    for i in 0..40 {
        let named = r.methods_named(foo, r.interner().find(&format!("m{i}")).unwrap());
        let counts: Vec<u32> = named.iter().map(|m| r.function(m.function).params.len).collect();
        assert_eq!(counts, [0, 1]);
    }
    assert!(r.methods_named(foo, Symbol::EMPTY).is_empty());
    assert_eq!(r.properties(foo).len(), 40);
    assert_eq!(r.properties(foo)[5].offset, 20);
    let size = r.interner().find("size").unwrap();
    let accessors = r.accessors_named(foo, size);
    assert_eq!(accessors.iter().map(|a| a.is_setter).collect::<Vec<_>>(), [false, true]);
    assert_eq!(r.function(accessors[0].function).property, size);
    assert_eq!(r.accessors(foo).len(), 2);
}

#[test]
fn the_accessor_mode_decides_what_is_a_property() {
    for (mode, count) in [(0, 0), (1, 2), (2, 2), (3, 1)] {
        let mut c = Context::new();
        c.set_property(14, mode).unwrap();
        c.register_function("int get_a() property", CODE).unwrap();
        c.register_function("int get_b()", CODE).unwrap();
        c.register_function("void get_c()", CODE).unwrap();
        let r = sealed(&c);
        let found = ["a", "b", "c"].iter().filter_map(|n| r.interner().find(n));
        let found = found.filter(|s| !r.global_accessors(NamespaceId::GLOBAL, *s).is_empty()).count();
        assert_eq!(found, count, "mode {mode}");
    }
}

#[test]
fn properties_may_lie_in_parts_of_the_object() {
    let mut c = context();
    c.register_property("Foo", "const float x", 8).unwrap();
    c.register_property("Foo", "string &name", 16).unwrap();
    c.register_property("Foo", "int inner", PropertyPlace::inside(24, 4)).unwrap();
    c.register_property("Foo", "int far", PropertyPlace::behind(32, 4)).unwrap();
    c.register_property("Foo", "Foo@ next", 40).unwrap();
    let r = sealed(&c);
    let list = r.properties(r.ty(find(&r, "Foo")));
    let places: Vec<_> = list.iter().map(|p| (p.offset, p.indirect)).collect();
    assert_eq!(places, [(8, None), (16, Some(0)), (28, None), (32, Some(4)), (40, None)]);
    assert!(list[0].ty.is_const);
    assert_eq!(list[1].ty.ref_modifier, RefModifier::None);
    assert!(list[4].ty.is_handle);
}

#[test]
fn interfaces_funcdefs_and_typedefs_are_types() {
    let mut c = context();
    c.register_interface("Shape").unwrap();
    c.register_interface_method("Shape", "float area() const").unwrap();
    c.register_interface_method("Shape", "void add(Shape@)").unwrap();
    c.register_funcdef("bool Filter(Shape@, real limit = 1.0)").unwrap();
    c.register_typedef("real", "number").unwrap();
    c.register_typedef("number", "double").unwrap();
    c.register_function("void each(Filter@ filter, real x)", CODE).unwrap();
    c.register_funcdef("void Foo::Handler(int)").unwrap();
    c.register_method("Foo", "void on(Handler@)", CODE).unwrap();
    c.register_function("void off(Foo::Handler@)", CODE).unwrap();
    let r = sealed(&c);
    let shape = r.ty(find(&r, "Shape"));
    assert_eq!(shape.kind, TypeKind::Interface);
    for (slot, method) in r.methods(shape).iter().enumerate() {
        let function = r.function(method.function);
        assert_eq!((function.slot as usize, function.kind), (slot, FunctionKind::InterfaceMethod));
        assert_eq!(*r.native(method.function), NativeFunction::STUB);
    }
    assert_eq!(declared(&r, "each"), "void each(Filter@ filter, double x)");
    assert_eq!(find(&r, "real"), DataType::DOUBLE.type_id);
    assert_eq!(r.typedefs().len(), 2);
    let filter = r.ty(find(&r, "Filter"));
    assert_eq!(r.declaration(filter.signature), "bool Filter(Shape@, double limit = 1.0)");
    assert_eq!(declared(&r, "off"), "void off(Foo::Handler@)");
    let foo = find(&r, "Foo");
    let handler = r.child_type(foo, r.interner().find("Handler").unwrap()).unwrap().unwrap();
    assert_eq!(r.ty(handler).parent, foo);
    let on = r.methods_named(r.ty(foo), r.interner().find("on").unwrap())[0].function;
    assert_eq!(r.params(r.function(on))[0].ty.type_id, handler);
}

#[test]
fn access_masks_are_kept() {
    let mut c = context();
    assert_eq!(c.set_access_mask(2), Ok(u32::MAX));
    c.register_function("void hidden()", CODE).unwrap();
    c.register_type("Hidden", TypeOptions::pod(4)).unwrap();
    c.register_global("int secret", 8).unwrap();
    c.register_property("Foo", "int field", 0).unwrap();
    let r = sealed(&c);
    assert_eq!(r.function(functions(&r, NamespaceId::GLOBAL, "hidden")[0]).access_mask, 2);
    assert_eq!(r.ty(find(&r, "Hidden")).access_mask, 2);
    assert_eq!(r.properties(r.ty(find(&r, "Foo")))[0].access_mask, 2);
    assert_eq!(r.ty(find(&r, "Foo")).access_mask, u32::MAX);
}

#[test]
fn template_functions_have_types_of_their_own() {
    let mut c = context();
    c.register_function("T pick<T>(T, const array<T> &in, int n = 2)", CODE).unwrap();
    c.register_function("string format(const string &in, const ?&in ...)", CODE).unwrap();
    let r = sealed(&c);
    let pick = functions(&r, NamespaceId::GLOBAL, "pick")[0];
    assert_eq!(r.declaration(pick), "T pick<T>(T, const array<T> &in, int n = 2)");
    let params = r.type_params(pick);
    assert_eq!(params.len(), 1);
    assert_eq!(r.ty(params[0]).kind, TypeKind::TemplateParam(0));
    let list = r.params(r.function(pick))[1].ty;
    assert!(r.is_dependent(list));
    let ints = r.subst(list, &[DataType::INT]).unwrap();
    assert_eq!(r.display(ints), "const array<int> &in");
    let format = functions(&r, NamespaceId::GLOBAL, "format")[0];
    assert!(r.function(format).traits.has(FunctionTraits::VARIADIC));
    assert_eq!(r.declaration(format), "string format(const string &in, const ? &in...)");
}

#[test]
fn implicit_handles_are_handles_everywhere() {
    let mut c = context();
    let flags = ObjectFlags::NOCOUNT.with(ObjectFlags::IMPLICIT_HANDLE);
    c.set_property(7, 1).unwrap();
    c.register_type("Node", TypeOptions::reference().with(flags)).unwrap();
    c.register_function("Node parent(Node, const array<Node> &in)", CODE).unwrap();
    let r = sealed(&c);
    assert_eq!(declared(&r, "parent"), "Node@ parent(Node@, const array<Node@> &in)");
}

#[test]
fn types_that_act_as_handles_need_no_sign() {
    let mut c = context();
    c.register_type("ref", TypeOptions::value(16).with(ObjectFlags::ASHANDLE)).unwrap();
    c.register_behavior("ref", BehaviorKind::Construct, "void f()", CODE).unwrap();
    c.register_behavior("ref", BehaviorKind::Destruct, "void f()", CODE).unwrap();
    c.register_method("ref", "ref &opHndlAssign(const ref &in)", CODE).unwrap();
    c.register_function("ref@ pass(const ref@ &in, array<ref@>@, ref@ x = null)", CODE).unwrap();
    let r = sealed(&c);
    assert_eq!(declared(&r, "pass"), "ref pass(const ref &in, array<ref>@, ref x = null)");
}

#[test]
fn a_bundle_and_its_registry_can_be_shared_by_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<FfiRegistry>();
    shared::<Context>();
}

#[test]
fn an_empty_context_knows_the_primitives() {
    let r = sealed(&Context::new());
    assert_eq!(r.type_count(), DataType::FIRST_FREE_ID.0);
    assert_eq!((r.function_count(), r.global_count(), r.namespace_count()), (0, 0, 1));
    assert_eq!(r.display(DataType::UINT64), "uint64");
    assert_eq!(r.ty(DataType::DOUBLE.type_id).size, 8);
    assert!(r.string_type().is_none() && r.default_array().is_none() && r.string_factory().is_none());
    assert_eq!(r.namespace_parent(NamespaceId::GLOBAL), NamespaceId::NONE);
}

#[test]
fn many_threads_may_seal_at_once() {
    let c = context();
    let registries: Vec<Arc<FfiRegistry>> = std::thread::scope(|s| {
        let threads: Vec<_> = (0..4).map(|_| s.spawn(|| c.sealed().unwrap())).collect();
        threads.into_iter().map(|t| t.join().unwrap()).collect()
    });
    assert!(registries.iter().all(|r| Arc::ptr_eq(r, &registries[0])));
    drop(c);
    assert_eq!(find(&registries[3], "string"), registries[3].string_type());
}
