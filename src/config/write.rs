//! Writing a sealed API as a configuration file.

use std::fmt::Write;

use super::text::{Named, Place, is_specialized, path_of};
use super::walk::{Api, Section, behavior_of, is_managed};
use super::words::quote;
use crate::base::{NamespaceId, TypeId};
use crate::types::{
    BehaviorKind, EngineProperties, FfiRegistry, FunctionTraits, GlobalDef, ObjectFlags, PropertyDef, TypeDef,
    TypeFlags, TypeKind,
};

const METHOD_WORDS: &[(FunctionTraits, &str)] = &[
    (FunctionTraits::CONST, "const"),
    (FunctionTraits::EXPLICIT, "explicit"),
    (FunctionTraits::PROPERTY, "property"),
    (FunctionTraits::FINAL, "final"),
];

/// A whole API as a configuration file, that of the registries below included: what [`read`](super::read()) loads into an
/// equal API, but for the functions behind it. Add-ons whose objects the VM counts are written as types that are counted by
/// behaviours.
///
/// It is in the form of the reference's dumps; sizes of types and offsets of properties follow what stands there.
pub fn write(registry: &FfiRegistry, properties: &EngineProperties) -> String {
    let api = Api::new(registry);
    let mut writer = Writer { api: &api, out: String::new(), namespace: NamespaceId::GLOBAL, mask: u32::MAX };
    writer.properties(properties);
    for section in &api.sections {
        writer.section(section);
    }
    writer.literals();
    writer.out
}

struct Writer<'a, 'r> {
    api: &'a Api<'r>,
    out: String,
    /// The namespace that the file is in.
    namespace: NamespaceId,
    /// The access mask that the file is in.
    mask: u32,
}

impl<'r> Writer<'_, 'r> {
    fn properties(&mut self, properties: &EngineProperties) {
        self.out.push_str("// Engine properties\n");
        // The original does not know the extensions: they are told where they matter.
        let told = |n: &&u32| **n < EngineProperties::FIRST_EXTENSION || properties.get(**n) != 0;
        for number in EngineProperties::NUMBERS.iter().filter(told) {
            let _ = writeln!(self.out, "ep {number} {}", properties.get(*number));
        }
    }

    fn section(&mut self, section: &Section) {
        if !section.group.is_empty() {
            self.out.push_str("\nbegingroup ");
            quote(&mut self.out, &section.group);
            self.out.push('\n');
        }
        let kinds: [(&str, fn(TypeKind) -> bool); 4] = [
            ("Enums", |k| k == TypeKind::Enum),
            ("Types", |k| matches!(k, TypeKind::Value | TypeKind::Reference(_))),
            ("Interfaces", |k| k == TypeKind::Interface),
            ("Function types", |k| k == TypeKind::Funcdef),
        ];
        let r = self.api.registry;
        for (title, wanted) in kinds {
            self.title(title, section.types.iter().any(|id| wanted(r.ty(*id).kind)));
            for id in section.types.iter().filter(|id| wanted(r.ty(**id).kind)) {
                self.declare(r.ty(*id));
            }
        }
        self.title("Typedefs", !section.typedefs.is_empty());
        for (namespace, name, target) in &section.typedefs {
            self.go(*namespace, u32::MAX);
            let _ = write!(self.out, "typedef {} ", self.api.text(*name));
            quote(&mut self.out, r.name_of(r.ty(*target)));
            self.out.push('\n');
        }
        // In the order in which they stand above: that of their ids when the file is read.
        for (title, wanted) in [("Members", kinds[1].1), ("Members of interfaces", kinds[2].1)] {
            self.title(title, section.types.iter().any(|id| wanted(r.ty(*id).kind)));
            for id in section.types.iter().filter(|id| wanted(r.ty(**id).kind)) {
                self.members(r.ty(*id));
            }
        }
        self.title("Functions", !section.functions.is_empty());
        for def in section.functions.iter().map(|id| r.function(*id)) {
            self.go(def.namespace, def.access_mask);
            let mut text = String::new();
            self.place(TypeId::NONE).function(&mut text, def, Named::Own, METHOD_WORDS);
            self.line("func", &[&text], "");
        }
        self.title("Properties", !section.globals.is_empty());
        for id in &section.globals {
            self.global(r.global(*id));
        }
        if !section.group.is_empty() {
            self.out.push_str("endgroup\n");
        }
    }

    fn title(&mut self, text: &str, is_needed: bool) {
        if is_needed {
            let _ = writeln!(self.out, "\n// {text}");
        }
    }

    /// Writes what it takes so that the next line is in a namespace and has an access mask.
    fn go(&mut self, namespace: NamespaceId, mask: u32) {
        if self.mask != mask {
            self.mask = mask;
            let _ = writeln!(self.out, "access {mask:x}");
        }
        if self.namespace != namespace {
            self.namespace = namespace;
            self.line("namespace", &[&self.api.registry.namespace_path(namespace)], "");
        }
    }

    /// A line of a keyword, texts in quotes, and what follows as it is.
    fn line(&mut self, keyword: &str, texts: &[&str], rest: &str) {
        self.out.push_str(keyword);
        for text in texts {
            self.out.push(' ');
            quote(&mut self.out, text);
        }
        self.out.push_str(rest);
        self.out.push('\n');
    }

    fn place(&self, owner: TypeId) -> Place<'r> {
        Place { registry: self.api.registry, namespace: self.namespace, owner }
    }

    /// How members name the type from its own namespace.
    fn owner_text(&self, def: &TypeDef) -> String {
        let mut text = self.api.registry.name_of(def).to_owned();
        self.place(def.id).args(&mut text, def);
        text
    }

    fn declare(&mut self, def: &'r TypeDef) {
        let r = self.api.registry;
        self.go(def.namespace, def.access_mask);
        match def.kind {
            TypeKind::Enum => {
                let name = r.name_of(def);
                let _ = writeln!(self.out, "enum {name}");
                for value in r.enum_values(def) {
                    let _ = writeln!(self.out, "enumval {name} {} {}", self.api.text(value.name), value.value);
                }
            }
            TypeKind::Interface => {
                let _ = writeln!(self.out, "intf {}", r.name_of(def));
            }
            TypeKind::Funcdef => {
                let mut name = String::new();
                if def.parent.is_some() {
                    name = self.owner_text(r.ty(def.parent)) + "::";
                }
                name.push_str(r.name_of(def));
                let mut text = String::new();
                self.place(def.parent).function(&mut text, r.function(def.signature), Named::As(&name), METHOD_WORDS);
                self.line("funcdef", &[&text], "");
            }
            _ => {
                let mut flags = ObjectFlags(def.object_flags.0 & !(ObjectFlags::MANAGED.0 | ObjectFlags::TEMPLATE.0));
                let mut name = self.owner_text(def);
                if def.flags.has(TypeFlags::TEMPLATE) {
                    flags = flags.with(ObjectFlags::TEMPLATE);
                    name = name.replacen('<', "<class ", 1).replace(", ", ", class ");
                }
                self.line("objtype", &[&name], &format!(" {} {} {}", flags.0, def.size, def.align));
            }
        }
    }

    fn members(&mut self, def: &'r TypeDef) {
        let r = self.api.registry;
        self.go(def.namespace, def.access_mask);
        let owner = self.owner_text(def);
        let mut has = [false; BehaviorKind::ALL.len()];
        for function in self.api.members(def.id) {
            let behavior = behavior_of(def, function);
            if is_managed(def) && behavior == Some(BehaviorKind::Destruct) {
                // The release behaviour stands for it.
                continue;
            }
            self.go(def.namespace, function.access_mask);
            let mut text = String::new();
            let Some(kind) = behavior else {
                self.place(def.id).function(&mut text, function, Named::Own, METHOD_WORDS);
                let keyword = if def.kind == TypeKind::Interface { "intfmthd" } else { "objmthd" };
                self.line(keyword, &[&owner, &text], "");
                continue;
            };
            self.place(def.id).function(&mut text, function, Named::As("f"), METHOD_WORDS);
            if let (BehaviorKind::ListConstruct | BehaviorKind::ListFactory, Some(pattern)) = (kind, &def.list_pattern)
            {
                text.push(' ');
                // One pattern stands as it is, several items stand in braces.
                self.place(def.id).pattern(&mut text, pattern);
            }
            has[kind as usize] = true;
            self.behavior(&owner, kind, &text);
        }
        if is_managed(def) {
            self.go(def.namespace, u32::MAX);
            for (kind, text) in [
                (BehaviorKind::AddRef, "void f()"),
                (BehaviorKind::Release, "void f()"),
                (BehaviorKind::GetRefCount, "int f()"),
                (BehaviorKind::SetGcFlag, "void f()"),
                (BehaviorKind::GetGcFlag, "bool f()"),
                (BehaviorKind::EnumRefs, "void f(int &in)"),
                (BehaviorKind::ReleaseRefs, "void f(int &in)"),
            ] {
                let is_collected = def.object_flags.has(ObjectFlags::GC);
                let counts = matches!(kind, BehaviorKind::AddRef | BehaviorKind::Release);
                if (counts || is_collected) && !has[kind as usize] {
                    self.behavior(&owner, kind, text);
                }
            }
        }
        for property in r.properties(def) {
            self.property(def, &owner, property);
        }
    }

    fn behavior(&mut self, owner: &str, kind: BehaviorKind, text: &str) {
        self.out.push_str("objbeh ");
        quote(&mut self.out, owner);
        let _ = write!(self.out, " {} ", kind as u8);
        quote(&mut self.out, text);
        self.out.push('\n');
    }

    fn property(&mut self, def: &TypeDef, owner: &str, property: &PropertyDef) {
        self.go(def.namespace, property.access_mask);
        let mut text = String::new();
        self.place(def.id).ty(&mut text, property.ty);
        text.push(' ');
        text.push_str(self.api.text(property.name));
        let place = match property.indirect {
            None => format!(" 0 0 {}", property.offset),
            Some(inner) => format!(" {} 1 {inner}", property.offset),
        };
        self.line("objprop", &[owner, &text], &place);
    }

    fn global(&mut self, def: &GlobalDef) {
        self.go(def.namespace, def.access_mask);
        let mut text = String::new();
        self.place(TypeId::NONE).ty(&mut text, def.ty);
        text.push(' ');
        text.push_str(self.api.text(def.name));
        self.line("prop", &[&text], "");
    }

    fn literals(&mut self) {
        let r = self.api.registry;
        let full = |id: TypeId| {
            let def = r.ty(id);
            let mut text = path_of(r, def);
            if !def.args.is_empty() && !is_specialized(def) {
                Place { registry: r, namespace: NamespaceId::GLOBAL, owner: id }.args(&mut text, def);
            }
            text
        };
        for (title, keyword, id) in
            [("String type", "strfactory", r.string_type()), ("Array type", "defarray", r.default_array())]
        {
            if id.is_some() {
                self.title(title, true);
                self.go(NamespaceId::GLOBAL, u32::MAX);
                self.line(keyword, &[&full(id)], "");
            }
        }
    }
}
