//! Registering and sealing as hosts see it.

mod instances;
mod layers;
mod problems;
mod registering;
mod sealing;

use std::sync::Arc;

use super::{Register, TypeOptions};
use crate::base::{FunctionId, NamespaceId, TypeId};
use crate::context::{Context, ContextError};
use crate::types::{BehaviorKind, FfiRegistry, NameEntry, NativeFunction, ObjectFlags, StringFactory};

const CODE: NativeFunction = NativeFunction::generic(0x1000, 7);

/// A context with `string`, `array<T>` and a counted type `Foo`.
fn context() -> Context {
    let mut c = Context::new();
    add_basics(&mut c).unwrap();
    c
}

fn add_basics<R: Register>(c: &mut R) -> Result<(), R::Error> {
    c.register_type("string", TypeOptions::value(16))?;
    c.register_behavior("string", BehaviorKind::Construct, "void f()", CODE)?;
    c.register_behavior("string", BehaviorKind::Construct, "void f(const string &in)", CODE)?;
    c.register_behavior("string", BehaviorKind::Destruct, "void f()", CODE)?;
    c.register_method("string", "string &opAssign(const string &in)", CODE)?;
    c.register_method("string", "uint length() const", CODE)?;
    c.set_string_factory("string", StringFactory { get: 0x10, release: 0x20, raw: 0x30, user_data: 0x40 })?;
    let managed = ObjectFlags::MANAGED.with(ObjectFlags::GC);
    c.register_type("array<class T>", TypeOptions::reference().with(managed))?;
    c.register_behavior("array<T>", BehaviorKind::Factory, "array<T>@ f(int &in)", CODE)?;
    c.register_behavior("array<T>", BehaviorKind::Factory, "array<T>@ f(int &in, uint length)", CODE)?;
    c.register_behavior("array<T>", BehaviorKind::ListFactory, "array<T>@ f(int &in, int &in) {repeat T}", CODE)?;
    c.register_method("array<T>", "T &opIndex(uint)", CODE)?;
    c.register_method("array<T>", "const T &opIndex(uint) const", CODE)?;
    c.register_method("array<T>", "array<T> &opAssign(const array<T> &in)", CODE)?;
    c.register_method("array<T>", "void insertLast(const T &in)", CODE)?;
    c.register_funcdef("bool array<T>::less(const T &in a, const T &in b)")?;
    c.register_method("array<T>", "void sort(const less@ compare, uint start = 0)", CODE)?;
    c.set_default_array("array<T>")?;
    c.register_type("Foo", TypeOptions::reference())?;
    c.register_behavior("Foo", BehaviorKind::Factory, "Foo@ f()", CODE)?;
    c.register_behavior("Foo", BehaviorKind::AddRef, "void f()", CODE)?;
    c.register_behavior("Foo", BehaviorKind::Release, "void f()", CODE)
}

fn sealed(c: &Context) -> Arc<FfiRegistry> {
    match c.sealed() {
        Ok(registry) => registry,
        Err(e) => panic!("{e}"),
    }
}

/// What sealing reports, each with its column.
fn problems(c: &Context) -> Vec<(u32, String)> {
    match c.sealed() {
        Err(ContextError::Unresolved(list)) => list.iter().map(|e| (e.column, e.to_string())).collect(),
        _ => Vec::new(),
    }
}

/// A type by its name in the global namespace.
fn find(r: &FfiRegistry, name: &str) -> TypeId {
    match r.interner().find(name).and_then(|s| r.lookup(NamespaceId::GLOBAL, s)) {
        Some(NameEntry::Type(id)) => id,
        _ => panic!("no type {name}"),
    }
}

/// The overloads of a function by its name in a namespace.
fn functions(r: &FfiRegistry, namespace: NamespaceId, name: &str) -> Vec<FunctionId> {
    match r.interner().find(name).and_then(|s| r.lookup(namespace, s)) {
        Some(NameEntry::Functions(range)) => r.function_list(range).to_vec(),
        _ => Vec::new(),
    }
}

/// The only global function of a name, as its declaration.
fn declared(r: &FfiRegistry, name: &str) -> String {
    let list = functions(r, NamespaceId::GLOBAL, name);
    assert_eq!(list.len(), 1, "{name}");
    r.declaration(list[0])
}
