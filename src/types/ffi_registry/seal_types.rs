//! What can be judged when all members are known: template instances, and whether types are complete. Then the tables
//! are put in their final form.

use std::sync::Arc;

use super::groups::GroupDef;
use super::instances::InstanceCache;
use super::read::{check_handle_params, validate};
use super::seal::{Firsts, Sealer, Tables};
use super::seal_layout::UNKNOWN_SIZE;
use super::tables::{IndexSet, PairTable, Rows};
use super::type_rows::Made;
use super::{FfiRegistry, Keep, StringFactory, type_is_dependent};
use crate::base::{FrozenInterner, NamespaceId, Symbol, TypeId};
use crate::types::{
    DataType, FfiTypeKind, NameEntry, ReferenceKind, ResolutionError, ResolutionErrorKind, TypeDef, TypeFlags, TypeKind,
};

impl Sealer<'_> {
    /// Gives instances the members of their templates and asks the templates for their consent.
    pub fn finish_instances(&mut self) {
        let made = self.types.made.clone();
        for Made { id, .. } in &made {
            let template = self.types.get(self.types.get(*id).template).clone();
            if let Some(def) = self.types.own(*id) {
                def.methods = template.methods;
                def.accessors = template.accessors;
                def.properties = template.properties;
                def.behaviors = template.behaviors;
                def.list_pattern = template.list_pattern;
                def.callbacks = template.callbacks;
                def.managed_ops = template.managed_ops;
                if def.size == UNKNOWN_SIZE {
                    (def.size, def.align) = (template.size, template.align);
                }
            }
        }
        for Made { id, declaration, column } in made {
            let def = self.types.get(id);
            if def.flags.has(TypeFlags::DEPENDENT)
                || def.args.iter().any(|a| type_is_dependent(self.types.get(a.type_id)))
            {
                continue;
            }
            let mut instance = def.clone();
            let mut handles = self.out.handle_params.get(&def.template).copied().unwrap_or(0);
            if let Some(p) = self.parent {
                handles |= p.handle_params_of(def.template);
            }
            let callback = instance.behaviors.template_callback;
            let native = self.out.native_of(callback, self.firsts.functions).or_else(|| {
                let parent = self.parent.filter(|_| callback.is_some())?;
                Some(*parent.native(callback))
            });
            let types = &self.types;
            let ty = |id: TypeId| types.get(id);
            let refused = check_handle_params(handles, &instance.args, &ty, &|t| self.show(t))
                .and_then(|()| validate(&mut instance, native, &ty));
            match refused {
                Ok(()) => {
                    if let Some(def) = self.types.own(id) {
                        def.flags = instance.flags;
                    }
                }
                Err(reason) => {
                    let message = format!("'{}' is refused: {reason}", self.show(DataType::of(id)));
                    self.problems.at(ResolutionErrorKind::TemplateRefused, declaration, column, message);
                }
            }
        }
    }

    /// Reports types that lack what their flags promise.
    pub fn check_types(&mut self) {
        for (row, def) in self.d.types.iter().enumerate() {
            if !matches!(def.kind, FfiTypeKind::Object { .. }) {
                continue;
            }
            let ty = self.types.get(self.type_ids[row]);
            if ty.flags.has(TypeFlags::IMPLICIT_HANDLE) && !self.properties.allow_implicit_handle_types {
                let message = format!("'{}' is an implicit handle, which property 7 must allow", self.type_text(ty.id));
                self.problems.whole(ResolutionErrorKind::InvalidType, def.declaration, message);
            }
            let missing = missing_behaviors(ty);
            if !missing.is_empty() {
                let text = self.type_text(ty.id);
                let message = format!("'{text}' needs {}", missing.join(" and "));
                self.problems.whole(ResolutionErrorKind::MissingBehavior, def.declaration, message);
            }
        }
    }

    /// The tables, if there is no problem.
    pub fn seal(mut self) -> (Sealed, Vec<ResolutionError>) {
        self.run();
        let d = self.d;
        let problems = std::mem::take(&mut self.problems).finish(|range| d.text(range).to_string());
        let typedefs = self.d.types.iter().filter(|t| matches!(t.kind, FfiTypeKind::Typedef(_)));
        let typedefs = typedefs.filter_map(|t| {
            let namespace = self.spaces[t.namespace.index()];
            match self.scope.names.get(namespace.0, t.name.0)? {
                NameEntry::Type(id) => Some((namespace, t.name, id)),
                _ => None,
            }
        });
        let typedefs = typedefs.collect();
        let own_factory = self.out.string_factory.or_else(|| self.d.string_factory.map(|(_, factory)| factory));
        let groups = self.sealed_groups();
        let sealed = Sealed {
            firsts: self.firsts,
            first_type: self.types.first,
            types: self.types.rows,
            instances: self.types.index,
            names: self.scope.names,
            namespace_table: self.scope.namespace_table,
            children: self.scope.children,
            string_type: self.string_type,
            string_factory: own_factory.or_else(|| self.parent.and_then(|p| p.string_factory().copied())),
            default_array: self.types.default_array,
            typedefs,
            groups,
            out: Tables { namespaces: self.scope.namespaces, ..self.out },
        };
        (sealed, problems)
    }
}

/// Everything of a registry but its names and its parent.
pub(super) struct Sealed {
    firsts: Firsts,
    first_type: u32,
    types: Vec<TypeDef>,
    instances: IndexSet,
    names: PairTable<NameEntry>,
    namespace_table: PairTable<NamespaceId>,
    children: PairTable<TypeId>,
    string_type: TypeId,
    string_factory: Option<StringFactory>,
    default_array: TypeId,
    typedefs: Vec<(NamespaceId, Symbol, TypeId)>,
    groups: Vec<GroupDef>,
    out: Tables,
}

impl Sealed {
    /// The registry.
    pub fn finish(
        self,
        parent: Option<Arc<FfiRegistry>>,
        interner: Arc<FrozenInterner>,
        mut keep: Vec<Keep>,
        allow_unsafe_references: bool,
    ) -> FfiRegistry {
        let layer = parent.as_ref().map_or(0, |p| p.layer + 1);
        let (mut out, firsts) = (self.out, self.firsts);
        keep.append(&mut out.keep);
        let mut handle_params: Vec<(TypeId, u32)> = out.handle_params.into_iter().collect();
        handle_params.sort_unstable();
        let parent_assigns = parent.as_ref().is_some_and(|p| p.has_assigning_operators);
        FfiRegistry {
            parent,
            layer,
            interner,
            types: Rows::new(self.first_type, self.types),
            functions: Rows::new(firsts.functions, out.functions),
            natives: Rows::new(firsts.functions, out.natives),
            accessor_names: out.accessor_names,
            has_assigning_operators: out.has_assigning_operators || parent_assigns,
            params: Rows::new(firsts.params, out.params),
            defaults: Rows::new(firsts.defaults, out.defaults),
            default_texts: Rows::new(firsts.defaults, out.default_texts),
            texts: out.texts.into(),
            methods: Rows::new(firsts.methods, out.methods),
            accessors: Rows::new(firsts.accessors, out.accessors),
            properties: Rows::new(firsts.properties, out.properties),
            enum_values: Rows::new(firsts.enum_values, out.enum_values),
            type_list: Rows::new(firsts.type_list, out.type_list),
            function_list: Rows::new(firsts.function_list, out.function_list),
            globals: Rows::new(firsts.globals, out.globals),
            namespaces: Rows::new(firsts.namespaces, out.namespaces),
            namespace_table: self.namespace_table,
            names: self.names,
            value_table: out.value_table,
            named_values: out.named_values.into(),
            accessor_table: out.accessor_table,
            named_accessors: out.named_accessors.into(),
            child_table: self.children,
            type_params: out.type_params.into(),
            typedefs: self.typedefs.into(),
            groups: self.groups.into(),
            handle_params: handle_params.into(),
            sealed_instances: self.instances,
            cache: InstanceCache::new(layer),
            string_type: self.string_type,
            string_factory: self.string_factory,
            default_array: self.default_array,
            allow_unsafe_references,
            _keep: keep,
        }
    }
}

/// Behaviours a type must have and does not (HOST-023, HOST-024, HOST-027, HOST-031).
fn missing_behaviors(ty: &TypeDef) -> Vec<&'static str> {
    let b = &ty.behaviors;
    let mut missing = Vec::new();
    let mut need = |there: bool, what| {
        if !there {
            missing.push(what);
        }
    };
    let gc = ty.flags.has(TypeFlags::GC);
    match ty.kind {
        TypeKind::Reference(ReferenceKind::Counted) => {
            need(b.add_ref.is_some(), "an add-reference behaviour");
            need(b.release.is_some(), "a release behaviour");
            if gc {
                need(b.gc_get_ref_count.is_some(), "a get-reference-count behaviour");
                need(b.gc_set_flag.is_some(), "a set-GC-flag behaviour");
                need(b.gc_get_flag.is_some(), "a get-GC-flag behaviour");
                need(b.gc_enum_refs.is_some(), "an enumerate-references behaviour");
                need(b.gc_release_refs.is_some(), "a release-references behaviour");
            }
        }
        TypeKind::Reference(ReferenceKind::Scoped) => need(b.release.is_some(), "a release behaviour"),
        TypeKind::Value => {
            if !ty.flags.has(TypeFlags::POD) {
                need(b.constructors.len > 0, "a constructor");
                need(b.destruct.is_some(), "a destructor");
            }
            if gc {
                need(b.gc_enum_refs.is_some(), "an enumerate-references behaviour");
            }
        }
        _ => {}
    }
    missing
}
