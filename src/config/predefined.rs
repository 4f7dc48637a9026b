//! Declarations as scripts would write them, for language servers (`as.predefined`).

use std::fmt::Write;

use super::text::{Named, Place};
use super::walk::{Api, Section, behavior_of};
use crate::base::{NamespaceId, TypeId};
use crate::types::{BehaviorKind, FfiRegistry, FunctionDef, FunctionTraits, TypeDef, TypeKind};

const WORDS: &[(FunctionTraits, &str)] = &[
    (FunctionTraits::CONST, "const"),
    (FunctionTraits::EXPLICIT, "explicit"),
    (FunctionTraits::PROPERTY, "property"),
    (FunctionTraits::FINAL, "final"),
];

/// A whole API as declarations in the syntax of scripts, without bodies: what language servers for AngelScript read from a
/// file `as.predefined` to know the host.
pub fn write_predefined(registry: &FfiRegistry) -> String {
    let api = Api::new(registry);
    let mut writer = Writer {
        api: &api,
        out: String::from("// The API of a host, for language servers.\n"),
        namespace: NamespaceId::GLOBAL,
    };
    for section in &api.sections {
        writer.section(section);
    }
    writer.go(NamespaceId::GLOBAL);
    writer.out
}

struct Writer<'a, 'r> {
    api: &'a Api<'r>,
    out: String,
    /// The namespace whose block is open.
    namespace: NamespaceId,
}

impl<'r> Writer<'_, 'r> {
    fn section(&mut self, section: &Section) {
        let r = self.api.registry;
        if !section.group.is_empty() {
            self.go(NamespaceId::GLOBAL);
            let _ = writeln!(self.out, "\n// Group {}", section.group.replace(['\n', '\r'], " "));
        }
        for (namespace, name, target) in &section.typedefs {
            self.go(*namespace);
            let _ = writeln!(self.out, "typedef {} {};", r.name_of(r.ty(*target)), self.api.text(*name));
        }
        for def in section.types.iter().map(|id| r.ty(*id)) {
            self.go(def.namespace);
            match def.kind {
                TypeKind::Enum => self.enumeration(def),
                TypeKind::Funcdef if def.parent.is_none() => self.funcdef(def, ""),
                TypeKind::Funcdef => {}
                _ => self.class(def),
            }
        }
        for def in section.functions.iter().map(|id| r.function(*id)) {
            self.go(def.namespace);
            self.function(TypeId::NONE, def, Named::Own, "");
        }
        for def in section.globals.iter().map(|id| r.global(*id)) {
            self.go(def.namespace);
            self.place(TypeId::NONE).ty(&mut self.out, def.ty);
            let _ = writeln!(self.out, " {};", self.api.text(def.name));
        }
    }

    /// Opens the block of a namespace after closing the one that is open.
    fn go(&mut self, namespace: NamespaceId) {
        if self.namespace == namespace {
            return;
        }
        if self.namespace != NamespaceId::GLOBAL {
            self.out.push_str("}\n");
        }
        self.namespace = namespace;
        if namespace != NamespaceId::GLOBAL {
            let _ = writeln!(self.out, "namespace {} {{", self.api.registry.namespace_path(namespace));
        }
    }

    fn place(&self, owner: TypeId) -> Place<'r> {
        Place { registry: self.api.registry, namespace: self.namespace, owner }
    }

    fn function(&mut self, owner: TypeId, def: &FunctionDef, named: Named<'_>, indent: &str) {
        self.out.push_str(indent);
        self.place(owner).function(&mut self.out, def, named, WORDS);
        self.out.push_str(";\n");
    }

    fn enumeration(&mut self, def: &TypeDef) {
        let _ = writeln!(self.out, "enum {} {{", self.api.registry.name_of(def));
        for value in self.api.registry.enum_values(def) {
            let _ = writeln!(self.out, "    {} = {},", self.api.text(value.name), value.value);
        }
        self.out.push_str("}\n");
    }

    fn funcdef(&mut self, def: &TypeDef, indent: &str) {
        self.out.push_str(indent);
        self.out.push_str("funcdef ");
        let r = self.api.registry;
        self.function(def.parent, r.function(def.signature), Named::As(r.name_of(def)), "");
    }

    fn class(&mut self, def: &'r TypeDef) {
        let r = self.api.registry;
        let name = r.name_of(def);
        self.out.push_str(if def.kind == TypeKind::Interface { "interface " } else { "class " });
        self.out.push_str(name);
        self.place(def.id).args(&mut self.out, def);
        self.out.push_str(" {\n");
        for section in &self.api.sections {
            for child in section.types.iter().map(|id| r.ty(*id)).filter(|c| c.parent == def.id) {
                self.funcdef(child, "    ");
            }
        }
        for function in self.api.members(def.id) {
            match behavior_of(def, function) {
                None => self.function(def.id, function, Named::Own, "    "),
                Some(BehaviorKind::Construct | BehaviorKind::Factory) => {
                    self.function(def.id, function, Named::Constructor(name), "    ");
                }
                // What scripts cannot name.
                Some(_) => {}
            }
        }
        for property in r.properties(def) {
            self.out.push_str("    ");
            self.place(def.id).ty(&mut self.out, property.ty);
            let _ = writeln!(self.out, " {};", self.api.text(property.name));
        }
        self.out.push_str("}\n");
    }
}
