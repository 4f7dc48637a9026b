//! A sealed API as JSON, for editors and generators of bindings.

use std::fmt::Write;

use super::walk::{Api, Section, behavior_of};
use crate::types::{
    BehaviorKind, EngineProperties, FfiRegistry, FunctionDef, FunctionTraits, GlobalDef, PropertyDef, ReferenceKind,
    TypeDef, TypeFlags, TypeKind,
};

/// A whole API as JSON: one object with the lists `namespaces`, `types`, `typedefs`, `functions` and `globals`. Types are
/// named as scripts name them from the global namespace. Members that would say nothing (`false`, empty lists, an access
/// mask with all bits) are left out.
pub fn write_json(registry: &FfiRegistry, properties: &EngineProperties) -> String {
    let api = Api::new(registry);
    let mut json = Json { out: String::new(), is_first: true };
    json.object(|j| {
        j.text("format", "angel-api");
        j.number("version", 1);
        j.key("engineProperties").object(|j| {
            for number in EngineProperties::NUMBERS {
                j.number(&number.to_string(), properties.get(*number) as i64);
            }
        });
        for (key, id) in [("stringType", registry.string_type()), ("arrayType", registry.default_array())] {
            if id.is_some() {
                j.text(key, registry.name_of(registry.ty(id)));
            }
        }
        j.key("namespaces").array(|j| {
            for id in 1..registry.namespace_count() {
                j.item().string(&registry.namespace_path(crate::base::NamespaceId(id)));
            }
        });
        let writer = Writer { api: &api };
        let all = |j: &mut Json, key: &str, each: &dyn Fn(&mut Json, &Section)| {
            j.key(key).array(|j| api.sections.iter().for_each(|section| each(j, section)));
        };
        all(j, "types", &|j, s| {
            for id in &s.types {
                j.item().object(|j| writer.ty(j, registry.ty(*id), s));
                j.out.push('\n');
            }
        });
        all(j, "typedefs", &|j, s| {
            for (namespace, name, target) in &s.typedefs {
                j.item().object(|j| {
                    writer.named(j, api.text(*name), &registry.namespace_path(*namespace), u32::MAX, s);
                    j.text("type", &registry.type_name(*target));
                });
                j.out.push('\n');
            }
        });
        all(j, "functions", &|j, s| {
            for def in s.functions.iter().map(|id| registry.function(*id)) {
                j.item().object(|j| {
                    writer.named(j, api.text(def.name), &registry.namespace_path(def.namespace), def.access_mask, s);
                    writer.function(j, def);
                });
                j.out.push('\n');
            }
        });
        all(j, "globals", &|j, s| {
            for def in s.globals.iter().map(|id| registry.global(*id)) {
                j.item().object(|j| writer.global(j, def, s));
                j.out.push('\n');
            }
        });
    });
    json.out.push('\n');
    json.out
}

struct Writer<'a, 'r> {
    api: &'a Api<'r>,
}

impl Writer<'_, '_> {
    fn named(&self, j: &mut Json, name: &str, namespace: &str, mask: u32, section: &Section) {
        j.text("name", name);
        j.some_text("namespace", namespace);
        j.some_text("group", &section.group);
        j.mask(mask);
    }

    fn ty(&self, j: &mut Json, def: &TypeDef, section: &Section) {
        let r = self.api.registry;
        self.named(j, r.name_of(def), &r.namespace_path(def.namespace), def.access_mask, section);
        j.text("fullName", &r.type_name(def.id));
        j.text("kind", kind_name(def));
        if def.object_flags.0 != 0 {
            j.number("flags", i64::from(def.object_flags.0));
        }
        if def.size != 0 {
            j.number("size", i64::from(def.size));
            j.number("align", i64::from(def.align));
        }
        if def.parent.is_some() {
            j.text("owner", &r.type_name(def.parent));
        } else if !def.args.is_empty() {
            let key = if def.flags.has(TypeFlags::TEMPLATE) { "templateParams" } else { "templateArgs" };
            j.key(key).array(|j| def.args.iter().for_each(|a| j.item().string(&r.display(*a))));
        }
        if def.signature.is_some() {
            self.function(j, r.function(def.signature));
        }
        j.list("values", r.enum_values(def), |j, v| {
            j.text("name", self.api.text(v.name));
            j.number("value", v.value);
        });
        j.list("properties", r.properties(def), |j, p| self.property(j, p));
        let members: Vec<&FunctionDef> = self.api.members(def.id).collect();
        let is_method = |f: &&FunctionDef| behavior_of(def, f).is_none();
        let (methods, behaviors): (Vec<&FunctionDef>, Vec<&FunctionDef>) = members.into_iter().partition(is_method);
        j.list("methods", &methods, |j, f| {
            j.text("name", self.api.text(f.name));
            j.mask(f.access_mask);
            self.function(j, f);
        });
        j.list("behaviors", &behaviors, |j, f| {
            if let Some(kind) = behavior_of(def, f) {
                j.text("behavior", behavior_name(kind));
            }
            j.mask(f.access_mask);
            self.function(j, f);
        });
    }

    fn property(&self, j: &mut Json, property: &PropertyDef) {
        let r = self.api.registry;
        j.text("name", self.api.text(property.name));
        j.text("type", &r.display(property.ty));
        j.number("offset", i64::from(property.offset));
        if let Some(inner) = property.indirect {
            j.number("behindPointer", i64::from(inner));
        }
        j.truth("readOnly", property.ty.is_const);
        j.mask(property.access_mask);
    }

    fn global(&self, j: &mut Json, def: &GlobalDef, section: &Section) {
        let r = self.api.registry;
        self.named(j, self.api.text(def.name), &r.namespace_path(def.namespace), def.access_mask, section);
        j.text("type", &r.display(def.ty));
        j.truth("readOnly", def.ty.is_const);
    }

    fn function(&self, j: &mut Json, def: &FunctionDef) {
        let r = self.api.registry;
        j.text("declaration", &r.declaration(def.id));
        j.text("returns", &r.display(def.ret));
        let type_params = r.type_params(def.id);
        if !type_params.is_empty() {
            j.key("templateParams").array(|j| type_params.iter().for_each(|id| j.item().string(&r.type_name(*id))));
        }
        j.list("params", r.params(def), |j, p| {
            j.some_text("name", self.api.text(p.name));
            j.text("type", &r.display(p.ty));
            if p.has_default() {
                j.text("default", r.default_text(p.default));
            }
        });
        j.some_text("property", self.api.text(def.property));
        for (bit, key) in [
            (FunctionTraits::CONST, "const"),
            (FunctionTraits::EXPLICIT, "explicit"),
            (FunctionTraits::FINAL, "final"),
            (FunctionTraits::VARIADIC, "variadic"),
        ] {
            j.truth(key, def.traits.has(bit));
        }
    }
}

fn kind_name(def: &TypeDef) -> &'static str {
    match def.kind {
        TypeKind::Enum => "enum",
        TypeKind::Interface => "interface",
        TypeKind::Funcdef => "funcdef",
        TypeKind::Value => "value",
        TypeKind::Reference(ReferenceKind::Scoped) => "scoped",
        _ => "reference",
    }
}

fn behavior_name(kind: BehaviorKind) -> &'static str {
    const NAMES: [&str; BehaviorKind::ALL.len()] = [
        "construct",
        "listConstruct",
        "destruct",
        "factory",
        "listFactory",
        "addRef",
        "release",
        "weakRefFlag",
        "templateCallback",
        "getRefCount",
        "setGcFlag",
        "getGcFlag",
        "enumRefs",
        "releaseRefs",
    ];
    NAMES[kind as usize]
}

/// JSON that grows.
struct Json {
    out: String,
    /// No comma is needed before the next item.
    is_first: bool,
}

impl Json {
    fn item(&mut self) -> &mut Json {
        if !std::mem::take(&mut self.is_first) {
            self.out.push(',');
        }
        self
    }

    fn key(&mut self, key: &str) -> &mut Json {
        self.item().string(key);
        self.out.push(':');
        self
    }

    fn string(&mut self, text: &str) {
        self.out.push('"');
        for c in text.chars() {
            match c {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\n' => self.out.push_str("\\n"),
                c if c < ' ' || c == '\u{7f}' => {
                    let _ = write!(self.out, "\\u{:04x}", c as u32);
                }
                c => self.out.push(c),
            }
        }
        self.out.push('"');
    }

    fn within(&mut self, open: char, close: char, body: impl FnOnce(&mut Json)) {
        self.out.push(open);
        self.is_first = true;
        body(self);
        self.is_first = false;
        self.out.push(close);
    }

    fn object(&mut self, body: impl FnOnce(&mut Json)) {
        self.within('{', '}', body);
    }

    fn array(&mut self, body: impl FnOnce(&mut Json)) {
        self.within('[', ']', body);
    }

    fn text(&mut self, key: &str, text: &str) {
        self.key(key).string(text);
    }

    fn some_text(&mut self, key: &str, text: &str) {
        if !text.is_empty() {
            self.text(key, text);
        }
    }

    fn number(&mut self, key: &str, number: i64) {
        let _ = write!(self.key(key).out, "{number}");
    }

    fn truth(&mut self, key: &str, is_true: bool) {
        if is_true {
            self.key(key).out.push_str("true");
        }
    }

    fn mask(&mut self, mask: u32) {
        if mask != u32::MAX {
            self.number("accessMask", i64::from(mask));
        }
    }

    /// A list of objects, unless it is empty.
    fn list<T>(&mut self, key: &str, items: &[T], mut each: impl FnMut(&mut Json, &T)) {
        if !items.is_empty() {
            self.key(key).array(|j| items.iter().for_each(|item| j.item().object(|j| each(j, item))));
        }
    }
}
