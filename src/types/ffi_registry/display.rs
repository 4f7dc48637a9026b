//! Types and functions as people write them.

use super::FfiRegistry;
use crate::base::{FunctionId, NamespaceId, Symbol, TypeId};
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

/// Where the names of types come from: a registry, sealed or being sealed, or a script tier over one.
pub trait TypeNames {
    /// A type.
    fn type_def(&self, id: TypeId) -> &TypeDef;
    /// The text of a name.
    fn text(&self, name: Symbol) -> &str;
    /// The namespace around a namespace, and its own name.
    fn namespace_of(&self, id: NamespaceId) -> (NamespaceId, Symbol);

    /// A type as scripters write it: `const array<Foo@>@`, with the namespaces of its names.
    fn show(&self, ty: DataType) -> String {
        let mut out = String::new();
        write_type(self, &mut out, ty);
        out
    }
}

/// Adds a type to a text, as scripters write it.
pub fn write_type<N: TypeNames + ?Sized>(names: &N, out: &mut String, ty: DataType) {
    write_data_type(out, ty, &mut |out, id| write_type_name(names, out, id));
}

/// Adds a namespace's path to a text, with `::` after each name.
pub fn write_scope<N: TypeNames + ?Sized>(names: &N, out: &mut String, namespace: NamespaceId) {
    if namespace == NamespaceId::GLOBAL || namespace.is_none() {
        return;
    }
    let (parent, name) = names.namespace_of(namespace);
    write_scope(names, out, parent);
    out.push_str(names.text(name));
    out.push_str("::");
}

/// Adds the name of a type to a text, with its namespace, owner and template arguments.
pub fn write_type_name<N: TypeNames + ?Sized>(names: &N, out: &mut String, id: TypeId) {
    let def = names.type_def(id);
    let is_param = matches!(def.kind, TypeKind::TemplateParam(_));
    if def.parent.is_some() && !is_param {
        write_type_name(names, out, def.parent);
        out.push_str("::");
    } else if !is_param {
        write_scope(names, out, def.namespace);
    }
    out.push_str(names.text(def.name));
    // A child of a template has its owner's arguments, which already stand there.
    if !def.args.is_empty() && def.parent.is_none() {
        out.push('<');
        for (i, arg) in def.args.iter().enumerate() {
            if i > 0 {
                out.push_str(", ");
            }
            write_type(names, out, *arg);
        }
        out.push('>');
    }
}

impl TypeNames for FfiRegistry {
    fn type_def(&self, id: TypeId) -> &TypeDef {
        if self.owns_type(id) { self.ty(id) } else { self.ty(DataType::ERROR_ID) }
    }

    fn text(&self, name: Symbol) -> &str {
        self.interner().text(name)
    }

    fn namespace_of(&self, id: NamespaceId) -> (NamespaceId, Symbol) {
        (self.namespace_parent(id), self.namespace_name(id))
    }
}

impl FfiRegistry {
    /// A type as scripters write it: `const array<Foo@>@`, with the namespaces of its names.
    pub fn display(&self, ty: DataType) -> String {
        self.show(ty)
    }

    /// The name of a type with its namespace, owner and template arguments.
    pub fn type_name(&self, id: TypeId) -> String {
        let mut out = String::new();
        write_type_name(self, &mut out, id);
        out
    }

    /// A type's own name, without anything around it.
    pub fn name_of(&self, def: &TypeDef) -> &str {
        self.interner().text(def.name)
    }

    /// The full path of a namespace: `A::B`, empty for the global one.
    pub fn namespace_path(&self, id: NamespaceId) -> String {
        let mut out = String::new();
        write_scope(self, &mut out, id);
        out.truncate(out.len().saturating_sub(2));
        out
    }

    /// The declaration of a function, as it could be registered: `const string &Foo::name(int, float x = 0.5f) const`.
    pub fn declaration(&self, id: FunctionId) -> String {
        let mut out = String::new();
        self.write_declaration(&mut out, id, true);
        out
    }

    /// Adds the declaration of a function without the names and defaults of its parameters: what tells it from all
    /// others.
    pub fn write_signature(&self, out: &mut String, id: FunctionId) {
        self.write_declaration(out, id, false);
    }

    fn write_declaration(&self, out: &mut String, id: FunctionId, with_names: bool) {
        let def = self.function(id);
        match def.kind {
            FunctionKind::Constructor | FunctionKind::ListConstructor | FunctionKind::Factory => {
                write_type_name(self, out, def.owner);
            }
            FunctionKind::Destructor => {
                out.push('~');
                write_type_name(self, out, def.owner);
            }
            _ => {
                write_type(self, out, def.ret);
                if def.traits.has(FunctionTraits::AUTO_HANDLE_RETURN) {
                    out.push('+');
                }
                if !out.ends_with('&') {
                    out.push(' ');
                }
                if def.owner.is_some() && def.kind != FunctionKind::Funcdef {
                    write_type_name(self, out, def.owner);
                    out.push_str("::");
                } else {
                    write_scope(self, out, def.namespace);
                }
                // Behaviours have no names; this one cannot be taken for a name of a script.
                out.push_str(if def.name.is_empty() { "$behavior" } else { self.interner().text(def.name) });
            }
        }
        self.write_params(out, def, with_names);
    }

    fn write_params(&self, out: &mut String, def: &FunctionDef, with_names: bool) {
        for (i, id) in self.type_params(def.id).iter().enumerate() {
            out.push_str(if i == 0 { "<" } else { ", " });
            write_type_name(self, out, *id);
        }
        if !self.type_params(def.id).is_empty() {
            out.push('>');
        }
        out.push('(');
        for (i, param) in self.params(def).iter().enumerate() {
            if i > 0 {
                out.push_str(", ");
            }
            write_type(self, out, param.ty);
            if param.auto_handle {
                out.push('+');
            }
            if with_names && !param.name.is_empty() {
                if !out.ends_with('&') {
                    out.push(' ');
                }
                out.push_str(self.interner().text(param.name));
            }
            if with_names && param.has_default() {
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
