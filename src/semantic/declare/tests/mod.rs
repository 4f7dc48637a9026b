//! Small scripts, parsed and declared. Rule ids are those of the language reference.

mod classes;
mod constants;
mod errors;
mod facts;
mod resolving;

use std::sync::{Arc, OnceLock};

use bumpalo::Bump;

use super::declare;
use crate::base::{Diagnostics, FunctionId, Interner, NamespaceId, SourceMap, Symbol, TypeId};
use crate::context::Context;
use crate::ffi::{Register, TypeOptions};
use crate::semantic::types::ScriptName;
use crate::semantic::{Build, CompileOptions, Registry};
use crate::syntax::{ParseOptions, parse_script};
use crate::types::{
    BehaviorKind, FfiRegistry, NativeFunction, ObjectFlags, StringFactory, TemplateArguments, TemplateVerdict,
};

const CODE: NativeFunction = NativeFunction::generic(0x1000, 7);

fn only_constructible(ask: &TemplateArguments<'_>) -> Result<TemplateVerdict, String> {
    match ask.args.iter().find(|a| !a.has_default_constructor) {
        Some(_) => Err("the element needs a default constructor".into()),
        None => Ok(TemplateVerdict { no_gc: ask.args.iter().all(|a| !a.may_form_circles) }),
    }
}

/// The types and functions that the snippets of the language reference assume, as far as declarations see them.
fn api() -> Arc<FfiRegistry> {
    static API: OnceLock<Arc<FfiRegistry>> = OnceLock::new();
    API.get_or_init(|| {
        let mut c = Context::new();
        c.register_type("string", TypeOptions::value(16)).unwrap();
        c.register_behavior("string", BehaviorKind::Construct, "void f()", CODE).unwrap();
        c.register_behavior("string", BehaviorKind::Construct, "void f(const string &in)", CODE).unwrap();
        c.register_behavior("string", BehaviorKind::Destruct, "void f()", CODE).unwrap();
        c.register_method("string", "string &opAssign(const string &in)", CODE).unwrap();
        let factory = StringFactory { get: 0x10, release: 0x20, raw: 0x30, user_data: 0x40 };
        c.set_string_factory("string", factory).unwrap();
        let managed = ObjectFlags::MANAGED.with(ObjectFlags::GC);
        let options = TypeOptions::reference().with(managed).validated(only_constructible);
        c.register_type("array<class T>", options).unwrap();
        c.register_behavior("array<T>", BehaviorKind::Factory, "array<T>@ f(int &in)", CODE).unwrap();
        c.register_funcdef("bool array<T>::less(const T &in a, const T &in b)").unwrap();
        c.set_default_array("array<T>").unwrap();
        c.register_type("dictionary", TypeOptions::reference().with(managed)).unwrap();
        c.register_behavior("dictionary", BehaviorKind::Factory, "dictionary@ f()", CODE).unwrap();
        c.register_type("V", TypeOptions::pod(8)).unwrap();
        c.register_type("Wide", TypeOptions::pod(32)).unwrap();
        c.register_type("Single", TypeOptions::reference().with(ObjectFlags::NOHANDLE)).unwrap();
        c.register_interface("IHost").unwrap();
        c.register_interface_method("IHost", "void host(int)").unwrap();
        c.register_enum("Color").unwrap();
        c.register_enum_value("Color", "Red", 1).unwrap();
        c.register_enum_value("Color", "Blue", 2).unwrap();
        c.register_function("void print(const string &in)", CODE).unwrap();
        c.register_global("int HOST", 0x100).unwrap();
        c.register_function("int get_level() property", CODE).unwrap();
        c.set_namespace("Math").unwrap();
        c.register_type("Vec", TypeOptions::pod(8)).unwrap();
        c.set_namespace("").unwrap();
        match c.sealed() {
            Ok(api) => api,
            Err(e) => panic!("{e}"),
        }
    })
    .clone()
}

/// Parses and declares sections, and looks at what came of it.
fn with<R>(options: &CompileOptions, sections: &[&str], look: impl FnOnce(&Build<'_>, &SourceMap) -> R) -> R {
    let api = api();
    let arena = Bump::new();
    let mut sources = SourceMap::new();
    for (i, text) in sections.iter().enumerate() {
        sources.add(&format!("{i}.as"), text.as_bytes(), 0);
    }
    let mut build = Build {
        arena: &arena,
        names: Interner::new(api.interner().clone(), &arena),
        registry: Registry::new(api),
        diags: Diagnostics::new(),
        options: options.clone(),
        externals: Default::default(),
    };
    let parse = ParseOptions { implicit_handles: options.allow_implicit_handle_types, ..ParseOptions::default() };
    let scripts: Vec<_> = (0..sections.len())
        .map(|i| {
            let (text, start) = (sources.text(i), sources.start(i));
            parse_script(&arena, &mut build.names, text, start, &parse, &mut build.diags)
        })
        .collect();
    if build.diags.error_count() == 0 {
        declare(&mut build, &scripts);
    }
    look(&build, &sources)
}

/// What a script is told, each as `E36 1:10` (code, line and column).
fn told_with(options: &CompileOptions, sections: &[&str]) -> Vec<String> {
    with(options, sections, |build, sources| {
        let place = |span: crate::base::Span| match sources.location(span.lo) {
            Some(l) => format!("{}:{}", l.line, l.column),
            None => "-".into(),
        };
        let list = build.diags.list().iter();
        list.map(|d| format!("{}{} {}", &d.code_text()[..1], d.code.0, place(d.span))).collect()
    })
}

fn told(section: &str) -> Vec<String> {
    told_with(&CompileOptions::default(), &[section])
}

/// The same as one text.
fn messages(section: &str) -> String {
    told(section).join(", ")
}

/// Declares a script without errors and looks at it.
fn facts<R>(section: &str, look: impl FnOnce(&Facts<'_, '_>) -> R) -> R {
    facts_with(&CompileOptions::default(), section, look)
}

fn facts_with<R>(options: &CompileOptions, section: &str, look: impl FnOnce(&Facts<'_, '_>) -> R) -> R {
    with(options, &[section], |build, sources| {
        let rendered: Vec<String> = build.diags.list().iter().map(|d| d.render(sources)).collect();
        assert!(rendered.is_empty(), "{}", rendered.concat());
        look(&Facts { build, r: &build.registry })
    })
}

/// A declared script with short ways to its parts.
struct Facts<'f, 'ast> {
    build: &'f Build<'ast>,
    r: &'f Registry<'ast>,
}

impl Facts<'_, '_> {
    fn symbol(&self, name: &str) -> Symbol {
        self.build.names.find(name).unwrap_or_else(|| panic!("no name {name}"))
    }

    fn namespace(&self, path: &str) -> NamespaceId {
        let parts = path.split("::").filter(|p| !p.is_empty());
        parts.fold(NamespaceId::GLOBAL, |ns, p| self.r.find_namespace(ns, self.symbol(p)).expect("a namespace"))
    }

    fn named(&self, path: &str) -> ScriptName {
        let (ns, name) = path.rsplit_once("::").unwrap_or(("", path));
        self.r.names[&(self.namespace(ns), self.symbol(name))]
    }

    fn ty(&self, path: &str) -> TypeId {
        match self.named(path) {
            ScriptName::Type(id) => id,
            other => panic!("{path} is {other:?}"),
        }
    }

    /// The function declared last under a name.
    fn function(&self, path: &str) -> FunctionId {
        match self.named(path) {
            ScriptName::Functions(id) => id,
            other => panic!("{path} is {other:?}"),
        }
    }

    fn global(&self, path: &str) -> &crate::semantic::types::Global<'_> {
        match self.named(path) {
            ScriptName::Global(id) => self.r.script_global(id),
            other => panic!("{path} is {other:?}"),
        }
    }

    fn declaration(&self, id: FunctionId) -> String {
        self.r.declaration(id, TypeId::NONE, &self.build.names)
    }

    /// The declarations of a class's or interface's method table.
    fn methods(&self, path: &str) -> Vec<String> {
        self.r.methods(self.ty(path)).iter().map(|m| self.declaration(m.function)).collect()
    }

    /// Name and offset of the member variables.
    fn fields(&self, path: &str) -> Vec<(String, i32)> {
        let properties = self.r.properties(self.ty(path)).iter();
        properties.map(|p| (self.build.names.text(p.name).to_string(), p.offset)).collect()
    }

    fn value(&self, ty: &str, name: &str) -> i64 {
        self.r.enum_value(self.ty(ty), self.symbol(name)).expect("an enum value")
    }
}
