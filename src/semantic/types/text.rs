//! Types, functions and namespaces as texts.

use crate::base::{FunctionId, Names, NamespaceId, TypeId};
use crate::types::{DataType, RefModifier, TypeKind};

use super::Registry;

impl Registry<'_> {
    /// A type as scripters write it.
    pub fn display(&self, ty: DataType, names: &Names<'_>) -> String {
        let mut out = String::new();
        self.write_type(&mut out, ty, names);
        out
    }

    /// A type as far as it can be told without the build's names: for messages of the template machinery.
    pub(super) fn display_any(&self, ty: DataType) -> String {
        if self.is_script_type(ty.type_id) { format!("{ty:?}") } else { self.ffi.display(ty) }
    }

    /// Full name of a type: namespace, name, template arguments.
    pub fn type_name(&self, id: TypeId, names: &Names<'_>) -> String {
        let mut out = String::new();
        self.write_type_name(&mut out, id, names);
        out
    }

    /// Writes a type's name as [`Registry::type_name`] gives it.
    pub fn write_type_name(&self, out: &mut String, id: TypeId, names: &Names<'_>) {
        if let Some(p) = crate::types::Primitive::from_id(id) {
            out.push_str(p.name());
            return;
        }
        let def = self.ty(id);
        match def.kind {
            TypeKind::Null => return out.push_str("<null handle>"),
            TypeKind::Any => return out.push('?'),
            TypeKind::Error => return out.push_str("<unknown>"),
            // Belongs to its template, whose name would lead here again.
            TypeKind::TemplateParam(_) => return out.push_str(names.text(def.name)),
            _ => {}
        }
        if def.parent.is_some() {
            self.write_type_name(out, def.parent, names);
            out.push_str("::");
        } else {
            self.write_namespace(out, def.namespace, names);
        }
        out.push_str(names.text(def.name));
        if !def.args.is_empty() && def.parent.is_none() {
            out.push('<');
            for (i, &a) in def.args.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                self.write_type(out, a, names);
            }
            out.push('>');
        }
    }

    /// Writes `A::B::` for a namespace; nothing for the global one.
    pub fn write_namespace(&self, out: &mut String, ns: NamespaceId, names: &Names<'_>) {
        if ns == NamespaceId::GLOBAL || ns.is_none() {
            return;
        }
        self.write_namespace(out, self.namespace_parent(ns), names);
        out.push_str(names.text(self.namespace_name(ns)));
        out.push_str("::");
    }

    /// Writes a type as scripters write it.
    pub fn write_type(&self, out: &mut String, ty: DataType, names: &Names<'_>) {
        if ty.object_is_const() {
            out.push_str("const ");
        }
        self.write_type_name(out, ty.type_id, names);
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

    /// A function's declaration as scripters write it, its types in terms of instance `owner`.
    pub fn declaration(&self, id: FunctionId, owner: TypeId, names: &Names<'_>) -> String {
        let mut out = String::with_capacity(64);
        self.write_declaration(&mut out, id, owner, names);
        out
    }

    /// Writes a function's declaration as [`Registry::declaration`] gives it.
    pub fn write_declaration(&self, out: &mut String, id: FunctionId, owner: TypeId, names: &Names<'_>) {
        let view = self.function(id);
        let def = view.def();
        let constructor = matches!(
            def.kind,
            crate::types::FunctionKind::Constructor
                | crate::types::FunctionKind::Factory
                | crate::types::FunctionKind::Destructor
                | crate::types::FunctionKind::ListConstructor
        );
        if !constructor {
            self.write_type(out, self.subst(def.ret, owner), names);
            if !out.ends_with('&') {
                out.push(' ');
            }
        }
        if def.owner.is_some() {
            self.write_type_name(out, if owner.is_some() { owner } else { def.owner }, names);
            if !constructor {
                out.push_str("::");
            }
        } else {
            self.write_namespace(out, def.namespace, names);
        }
        if !constructor {
            out.push_str(names.text(def.name));
        }
        out.push('(');
        for (i, p) in view.params().iter().enumerate() {
            if i > 0 {
                out.push_str(", ");
            }
            self.write_type(out, self.subst(p.ty, owner), names);
            if !p.name.is_empty() {
                out.push(' ');
                out.push_str(names.text(p.name));
            }
        }
        if def.traits.has(crate::types::FunctionTraits::VARIADIC) {
            out.push_str(" ...");
        }
        out.push(')');
        if def.traits.has(crate::types::FunctionTraits::CONST) {
            out.push_str(" const");
        }
    }
}
