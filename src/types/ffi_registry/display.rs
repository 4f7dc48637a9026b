//! Types and functions as people write them.

use super::FfiRegistry;
use crate::base::{FunctionId, NamespaceId, TypeId};
use crate::types::{DataType, FunctionDef, FunctionKind, FunctionTraits, RefModifier, TypeDef, TypeKind};

/// Writes a type with its modifiers as scripts write it; `name` writes the name of the type itself.
pub fn write_data_type(out: &mut String, ty: DataType, name: &mut dyn FnMut(&mut String, TypeId)) {
    if ty.object_is_const() {
        out.push_str("const ");
    }
    name(out, ty.type_id);
    if ty.is_handle && !ty.is_null() {
        out.push('@');
        if ty.is_const {
            out.push_str(" const");
        }
    }
    out.push_str(match ty.ref_modifier {
        RefModifier::None => "",
        RefModifier::In => " &in",
        RefModifier::Out => " &out",
        RefModifier::InOut => " &",
    });
}

impl FfiRegistry {
    /// A type as scripters write it: `const array<Foo@>@`, with the namespaces of its names.
    pub fn display(&self, ty: DataType) -> String {
        let mut out = String::new();
        self.write_type(&mut out, ty);
        out
    }

    /// The same, added to a text.
    pub fn write_type(&self, out: &mut String, ty: DataType) {
        write_data_type(out, ty, &mut |out, id| self.write_type_name(out, id));
    }

    /// The name of a type with its namespace, owner and template arguments.
    pub fn type_name(&self, id: TypeId) -> String {
        let mut out = String::new();
        self.write_type_name(&mut out, id);
        out
    }

    /// A type's own name, without anything around it.
    pub fn name_of(&self, def: &TypeDef) -> &str {
        self.interner().text(def.name)
    }

    /// The full path of a namespace: `A::B`, empty for the global one.
    pub fn namespace_path(&self, id: NamespaceId) -> String {
        let mut out = String::new();
        self.write_scope(&mut out, id);
        out.truncate(out.len().saturating_sub(2));
        out
    }

    fn write_scope(&self, out: &mut String, namespace: NamespaceId) {
        if namespace == NamespaceId::GLOBAL || namespace.is_none() {
            return;
        }
        self.write_scope(out, self.namespace_parent(namespace));
        out.push_str(self.interner().text(self.namespace_name(namespace)));
        out.push_str("::");
    }

    fn write_type_name(&self, out: &mut String, id: TypeId) {
        if !self.owns_type(id) {
            out.push_str("<unknown type>");
            return;
        }
        let def = self.ty(id);
        let is_param = matches!(def.kind, TypeKind::TemplateParam(_));
        if def.parent.is_some() && !is_param {
            self.write_type_name(out, def.parent);
            out.push_str("::");
        } else if !is_param {
            self.write_scope(out, def.namespace);
        }
        out.push_str(self.name_of(def));
        // A child of a template has its owner's arguments, which already stand there.
        if !def.args.is_empty() && def.parent.is_none() {
            out.push('<');
            for (i, arg) in def.args.iter().enumerate() {
                if i > 0 {
                    out.push_str(", ");
                }
                self.write_type(out, *arg);
            }
            out.push('>');
        }
    }

    /// The declaration of a function, as it could be registered: `const string &Foo::name(int, float x = 0.5f) const`.
    pub fn declaration(&self, id: FunctionId) -> String {
        let def = self.function(id);
        let mut out = String::new();
        match def.kind {
            FunctionKind::Constructor | FunctionKind::ListConstructor | FunctionKind::Factory => {
                self.write_type_name(&mut out, def.owner);
            }
            FunctionKind::Destructor => {
                out.push('~');
                self.write_type_name(&mut out, def.owner);
            }
            _ => {
                self.write_type(&mut out, def.ret);
                if def.traits.has(FunctionTraits::AUTO_HANDLE_RETURN) {
                    out.push('+');
                }
                if !out.ends_with('&') {
                    out.push(' ');
                }
                if def.owner.is_some() && def.kind != FunctionKind::Funcdef {
                    self.write_type_name(&mut out, def.owner);
                    out.push_str("::");
                } else {
                    self.write_scope(&mut out, def.namespace);
                }
                out.push_str(self.interner().text(def.name));
            }
        }
        self.write_params(&mut out, def);
        out
    }

    fn write_params(&self, out: &mut String, def: &FunctionDef) {
        for (i, id) in self.type_params(def.id).iter().enumerate() {
            out.push_str(if i == 0 { "<" } else { ", " });
            self.write_type_name(out, *id);
        }
        if !self.type_params(def.id).is_empty() {
            out.push('>');
        }
        out.push('(');
        for (i, param) in self.params(def).iter().enumerate() {
            if i > 0 {
                out.push_str(", ");
            }
            self.write_type(out, param.ty);
            if param.auto_handle {
                out.push('+');
            }
            if !param.name.is_empty() {
                if !out.ends_with('&') {
                    out.push(' ');
                }
                out.push_str(self.interner().text(param.name));
            }
            if param.has_default() {
                out.push_str(" = ");
                out.push_str(self.default_text(param.default));
            }
        }
        if def.traits.has(FunctionTraits::VARIADIC) {
            out.push_str("...");
        }
        out.push(')');
        for (bit, word) in [
            (FunctionTraits::CONST, " const"),
            (FunctionTraits::EXPLICIT, " explicit"),
            (FunctionTraits::PROPERTY, " property"),
        ] {
            if def.traits.has(bit) {
                out.push_str(word);
            }
        }
    }
}
