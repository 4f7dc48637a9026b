//! What a sealed registry holds, in the order in which it is written.

use crate::base::{FunctionId, GlobalId, NamespaceId, Symbol, TypeId};
use crate::types::{
    BehaviorKind, DataType, FfiRegistry, FunctionDef, FunctionKind, ReferenceKind, TypeDef, TypeFlags, TypeKind,
};

/// A part of an API: what was registered in one group, or in none.
#[derive(Default)]
pub struct Section {
    /// The name of the group; empty for what is in none.
    pub group: String,
    /// Object types, enums, interfaces and funcdefs.
    pub types: Vec<TypeId>,
    /// Namespace, name and target.
    pub typedefs: Vec<(NamespaceId, Symbol, TypeId)>,
    /// Global functions.
    pub functions: Vec<FunctionId>,
    /// Global properties.
    pub globals: Vec<GlobalId>,
}

/// An API with all layers below it.
pub struct Api<'r> {
    /// The registry.
    pub registry: &'r FfiRegistry,
    /// What is in no group, then the groups.
    pub sections: Vec<Section>,
    /// Methods and behaviours by owner, in the order of registration.
    members: Vec<(TypeId, FunctionId)>,
}

impl<'r> Api<'r> {
    /// Gathers everything that was registered.
    pub fn new(registry: &'r FfiRegistry) -> Api<'r> {
        let mut layers = vec![registry];
        while let Some(parent) = layers.last().and_then(|l| l.parent()) {
            layers.push(parent);
        }
        layers.reverse();
        let mut sections = vec![Section::default()];
        let mut type_section = vec![0u32; registry.type_count() as usize];
        let mut function_section = vec![0u32; registry.function_count() as usize];
        let mut global_section = vec![0u32; registry.global_count() as usize];
        for layer in layers {
            let mut typedef_section = vec![0usize; layer.typedefs().len()];
            for group in layer.groups() {
                let number = sections.len() as u32;
                let name = registry.interner().text(group.name).to_owned();
                sections.push(Section { group: name, ..Section::default() });
                for (of, range) in [
                    (&mut type_section, group.types),
                    (&mut function_section, group.functions),
                    (&mut global_section, group.globals),
                ] {
                    of[range.start as usize..(range.start + range.len) as usize].fill(number);
                }
                let range = group.typedefs;
                typedef_section[range.start as usize..(range.start + range.len) as usize].fill(number as usize);
            }
            for (typedef, section) in layer.typedefs().iter().zip(typedef_section) {
                sections[section].typedefs.push(*typedef);
            }
        }
        for id in DataType::FIRST_FREE_ID.0..registry.type_count() {
            if is_declared(registry.ty(TypeId(id))) {
                sections[type_section[id as usize] as usize].types.push(TypeId(id));
            }
        }
        let mut members = Vec::with_capacity(registry.function_count() as usize);
        for id in (0..registry.function_count()).map(FunctionId) {
            let def = registry.function(id);
            if def.kind == FunctionKind::Global {
                sections[function_section[id.0 as usize] as usize].functions.push(id);
            } else if def.owner.is_some() && def.kind != FunctionKind::Funcdef {
                members.push((def.owner, id));
            }
        }
        members.sort();
        for id in (0..registry.global_count()).map(GlobalId) {
            sections[global_section[id.0 as usize] as usize].globals.push(id);
        }
        Api { registry, sections, members }
    }

    /// Methods and behaviours of a type, in the order of registration.
    pub fn members(&self, ty: TypeId) -> impl Iterator<Item = &'r FunctionDef> {
        let registry = self.registry;
        let start = self.members.partition_point(|m| m.0 < ty);
        self.members[start..].iter().take_while(move |m| m.0 == ty).map(|m| registry.function(m.1))
    }

    /// The text of a name.
    pub fn text(&self, name: Symbol) -> &'r str {
        self.registry.interner().text(name)
    }
}

/// Whether a type was registered by itself, as opposed to primitives, template parameters and instances that
/// declarations name.
fn is_declared(def: &TypeDef) -> bool {
    let declared = matches!(
        def.kind,
        TypeKind::Value | TypeKind::Reference(_) | TypeKind::Enum | TypeKind::Interface | TypeKind::Funcdef
    );
    let is_type = !def.flags.has(TypeFlags::OF_FUNCTION);
    declared && is_type && (!def.is_instance() || def.flags.has(TypeFlags::SPECIALIZED))
}

/// Whether the VM counts objects of a type itself: such types are described as ones that are counted by behaviours.
pub fn is_managed(def: &TypeDef) -> bool {
    def.kind == TypeKind::Reference(ReferenceKind::Managed)
}

/// Which behaviour of its type a function is; `None` for methods.
pub fn behavior_of(ty: &TypeDef, function: &FunctionDef) -> Option<BehaviorKind> {
    let b = &ty.behaviors;
    let is_value = ty.kind == TypeKind::Value;
    match function.kind {
        FunctionKind::Constructor => Some(BehaviorKind::Construct),
        FunctionKind::Factory => Some(BehaviorKind::Factory),
        FunctionKind::ListConstructor if is_value => Some(BehaviorKind::ListConstruct),
        FunctionKind::ListConstructor => Some(BehaviorKind::ListFactory),
        FunctionKind::Destructor => Some(BehaviorKind::Destruct),
        FunctionKind::Behavior => [
            (b.add_ref, BehaviorKind::AddRef),
            (b.release, BehaviorKind::Release),
            (b.weak_ref_flag, BehaviorKind::WeakRefFlag),
            (b.template_callback, BehaviorKind::TemplateCallback),
            (b.gc_get_ref_count, BehaviorKind::GetRefCount),
            (b.gc_set_flag, BehaviorKind::SetGcFlag),
            (b.gc_get_flag, BehaviorKind::GetGcFlag),
            (b.gc_enum_refs, BehaviorKind::EnumRefs),
            (b.gc_release_refs, BehaviorKind::ReleaseRefs),
        ]
        .into_iter()
        .find(|(id, _)| *id == function.id)
        .map(|(_, kind)| kind),
        _ => None,
    }
}
