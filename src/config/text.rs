//! Declarations as they are read again: names are qualified as far as it takes to find them from where they stand.

use crate::base::{NamespaceId, TypeId};
use crate::types::{
    DataType, FfiRegistry, FunctionDef, FunctionTraits, ListPattern, TypeDef, TypeFlags, TypeKind, write_data_type,
};

/// Where a declaration stands.
#[derive(Clone, Copy)]
pub struct Place<'r> {
    /// The registry.
    pub registry: &'r FfiRegistry,
    /// The namespace around it.
    pub namespace: NamespaceId,
    /// The type around it, whose template parameters hide types of the same name; [`TypeId::NONE`] if there is none.
    pub owner: TypeId,
}

/// What a function's name is in its declaration.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Named<'n> {
    /// Its own, without scope.
    Own,
    /// Another one, as for behaviours.
    As(&'n str),
    /// None, and no result: constructors in classes.
    Constructor(&'n str),
}

impl Place<'_> {
    /// Adds a type with its modifiers.
    pub fn ty(&self, out: &mut String, ty: DataType) {
        write_data_type(out, ty, &mut |out, id| self.name(out, id));
    }

    /// Adds the name of a type.
    pub fn name(&self, out: &mut String, id: TypeId) {
        let r = self.registry;
        let def = r.ty(id);
        if matches!(def.kind, TypeKind::TemplateParam(_)) || id.0 < DataType::FIRST_FREE_ID.0 {
            out.push_str(r.name_of(def));
            return;
        }
        if def.parent.is_some() {
            // Its arguments are those of its owner.
            self.name(out, def.parent);
            out.push_str("::");
            out.push_str(r.name_of(def));
            return;
        }
        let path = path_of(r, def);
        let wanted = if def.is_instance() { def.template } else { id };
        let hidden = self.owner.is_some() && r.ty(self.owner).args.iter().any(|a| r.name_of(r.ty(a.type_id)) == path);
        if hidden || r.find_type(self.namespace, &path) != Some(wanted) {
            out.push_str("::");
        }
        out.push_str(&path);
        self.args(out, def);
    }

    /// Adds the arguments of a template's instance, or the parameters of a template.
    pub fn args(&self, out: &mut String, def: &TypeDef) {
        for (i, arg) in def.args.iter().enumerate() {
            out.push_str(if i == 0 { "<" } else { ", " });
            self.ty(out, *arg);
        }
        if !def.args.is_empty() {
            out.push('>');
        }
    }

    /// Adds the declaration of a function, without the modifiers of [`FunctionTraits`] that `words` does not list.
    pub fn function(&self, out: &mut String, def: &FunctionDef, named: Named<'_>, words: &[(FunctionTraits, &str)]) {
        let r = self.registry;
        if let Named::Constructor(name) = named {
            out.push_str(name);
        } else {
            self.ty(out, def.ret);
            if def.traits.has(FunctionTraits::AUTO_HANDLE_RETURN) {
                out.push('+');
            }
            if !out.ends_with('&') {
                out.push(' ');
            }
            out.push_str(match named {
                Named::As(name) => name,
                _ => r.interner().text(def.name),
            });
        }
        for (i, id) in r.type_params(def.id).iter().enumerate() {
            out.push_str(if i == 0 { "<" } else { ", " });
            self.name(out, *id);
        }
        if !r.type_params(def.id).is_empty() {
            out.push('>');
        }
        out.push('(');
        self.params(
            out,
            def,
            matches!(named, Named::As(_)) && def.traits.has(FunctionTraits::TAKES_TYPE) && def.owner.is_some(),
        );
        out.push(')');
        for (bit, word) in words {
            if def.traits.has(*bit) {
                out.push(' ');
                out.push_str(word);
            }
        }
    }

    fn params(&self, out: &mut String, def: &FunctionDef, takes_type: bool) {
        let r = self.registry;
        let mut first = true;
        if takes_type {
            out.push_str("int &in");
            first = false;
        }
        for param in r.params(def) {
            if !std::mem::take(&mut first) {
                out.push_str(", ");
            }
            self.ty(out, param.ty);
            if param.auto_handle {
                out.push('+');
            }
            if !param.name.is_empty() {
                if !out.ends_with('&') {
                    out.push(' ');
                }
                out.push_str(r.interner().text(param.name));
            }
            if param.has_default() {
                out.push_str(" = ");
                out.push_str(r.default_text(param.default));
            }
        }
        if def.traits.has(FunctionTraits::VARIADIC) {
            out.push_str(" ...");
        }
    }

    /// Adds the pattern of a list constructor.
    pub fn pattern(&self, out: &mut String, pattern: &ListPattern) {
        match pattern {
            ListPattern::List(items) => {
                out.push('{');
                for (i, item) in items.iter().enumerate() {
                    out.push_str(if i == 0 { "" } else { ", " });
                    self.pattern(out, item);
                }
                out.push('}');
            }
            ListPattern::Repeat(item) => {
                out.push_str("repeat ");
                self.pattern(out, item);
            }
            ListPattern::RepeatSame(item) => {
                out.push_str("repeat_same ");
                self.pattern(out, item);
            }
            ListPattern::Type(ty) => self.ty(out, *ty),
        }
    }
}

/// The name of a type with its namespace.
pub fn path_of(r: &FfiRegistry, def: &TypeDef) -> String {
    let mut path = r.namespace_path(def.namespace);
    if !path.is_empty() {
        path.push_str("::");
    }
    path.push_str(r.name_of(def));
    path
}

/// Whether the type is a specialisation of a template.
pub fn is_specialized(def: &TypeDef) -> bool {
    def.flags.has(TypeFlags::SPECIALIZED)
}
