//! Resolving functions, properties and behaviours.

use super::display::TypeNames;
use super::read::supports_handles;
use super::scope::Place;
use super::seal::{PendingDefault, Sealer};
use super::type_rows::View;
use crate::base::{FunctionId, GlobalId, NamespaceId, Symbol, TypeId, names};
use crate::types::ffi_function::NO_OWNER;
use crate::types::{
    AccessorDef, BehaviorKind, CallConvention, DataType, FfiExpr, FfiFunctionDef, FfiListPattern, FunctionDef,
    FunctionKind, FunctionTraits, GlobalDef, ListPattern, MethodEntry, ParamDef, Primitive, PropertyDef, Range,
    RefModifier, ReferenceKind, ResolutionErrorKind, TypeDef, TypeFlags, TypeKind, UNKNOWN_OFFSET, UNKNOWN_SIZE,
};

/// What a type is used for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    Param { auto_handle: bool },
    Return { auto_handle: bool },
    Property,
    ListItem,
}

impl<'d> Sealer<'d> {
    /// What is wrong with a property that does not lie in the values of its type.
    fn outside(&self, owner: TypeId, ty: DataType, offset: i32, indirect: Option<i32>) -> Option<String> {
        let def = self.types.get(owner);
        if def.kind != TypeKind::Value || def.size == 0 || def.size == UNKNOWN_SIZE || offset == UNKNOWN_OFFSET {
            return None;
        }
        let is_pointer = indirect.is_some() || ty.is_handle || ty.is_ref();
        let size = match Primitive::from_id(ty.type_id) {
            _ if is_pointer => 8,
            Some(p) => p.size(),
            None => self.types.get(ty.type_id).size,
        };
        if offset >= 0 && u64::from(offset as u32) + u64::from(size) <= u64::from(def.size) {
            return None;
        }
        let name = self.type_text(owner);
        let size = crate::base::counted(def.size as usize, "byte");
        Some(format!("the property lies at {offset}, outside of '{name}', which has {size}"))
    }

    /// Why a type cannot be used there (HOST-049), if it cannot.
    pub fn misuse(&self, ty: DataType, used: Use) -> Option<String> {
        // Primitives by value and by `&in` are most of what there is.
        if ty.type_id.0 != 0 && ty.type_id.0 < 12 && !ty.is_handle && ty.ref_modifier != RefModifier::InOut {
            return match used {
                Use::Param { auto_handle: true } | Use::Return { auto_handle: true } => Some(self.no_auto_handle(ty)),
                _ => None,
            };
        }
        if ty.is_error() {
            return None;
        }
        let def = self.types.get(ty.type_id);
        let view = View { scope: &self.scope, types: &self.types };
        let text = || view.show(ty.with_ref(RefModifier::None));
        let is_param = matches!(used, Use::Param { .. });
        if def.is_template() {
            return Some(format!("'{}' is a template and needs arguments", view.show(DataType::of(def.id))));
        }
        if ty.type_id == DataType::VOID.type_id {
            let plain = !ty.is_ref() && !ty.is_handle;
            let good = plain && matches!(used, Use::Return { .. });
            return (!good).then(|| "'void' is only the result of a function that has none".into());
        }
        if ty.is_any() {
            let good = (is_param && ty.is_ref()) || used == Use::ListItem;
            return (!good).then(|| "'?' can only be a parameter by reference".into());
        }
        if ty.is_handle {
            let scoped = def.kind == TypeKind::Reference(ReferenceKind::Scoped);
            let allowed = supports_handles(def) || (scoped && matches!(used, Use::Return { .. }));
            if !allowed {
                return Some(format!("'{}' is not allowed: the type has no handles", text()));
            }
        }
        if let Use::Param { auto_handle: true } | Use::Return { auto_handle: true } = used {
            if !ty.is_handle || def.kind == TypeKind::Reference(ReferenceKind::NoCount) {
                return Some(self.no_auto_handle(ty));
            }
        }
        let by_value = !ty.is_handle && !ty.is_ref();
        if by_value && def.kind.is_reference() {
            let only_handles = matches!(def.kind, TypeKind::Interface | TypeKind::Funcdef);
            let good = matches!(used, Use::Property | Use::ListItem) && !only_handles;
            if !good {
                return Some(format!("'{}' is a reference type, which is not passed by value", text()));
            }
        }
        let is_inout = is_param && ty.ref_modifier == RefModifier::InOut;
        if is_inout && !self.properties.allow_unsafe_references && !ty.is_handle && !supports_handles(def) {
            return Some(format!("'{} &inout' needs a type with handles; use '&in' or '&out'", text()));
        }
        None
    }

    /// Whether it is a handle by value that is counted.
    fn is_counted_handle(&self, ty: DataType) -> bool {
        let is_counted = |def: &TypeDef| def.kind != TypeKind::Reference(ReferenceKind::NoCount);
        ty.is_handle && !ty.is_ref() && is_counted(self.types.get(ty.type_id))
    }

    fn no_auto_handle(&self, ty: DataType) -> String {
        format!("'@+' needs a handle that is counted, which '{}' is not", self.show(ty.with_ref(RefModifier::None)))
    }

    pub fn resolve_functions(&mut self) {
        let count = self.d.functions.len();
        self.out.functions.reserve(count);
        self.out.natives.reserve(count);
        self.out.params.reserve(count * 2);
        self.members.methods.reserve(count);
        let mut params = Vec::new();
        for row in 0..count {
            self.resolve_function(row, &mut params);
        }
    }

    fn resolve_function(&mut self, row: usize, own_params: &mut Vec<(Symbol, TypeId)>) {
        let d = self.d;
        let def = &d.functions[row];
        let id = FunctionId(self.firsts.functions + row as u32);
        self.types.declaration = def.declaration;
        let owner = if def.owner == NO_OWNER {
            TypeId::NONE
        } else {
            self.owners[def.owner as usize].ty.unwrap_or(TypeId::NONE)
        };
        // What is wrong with an owner was told once; its template parameters are not to be reported for every member.
        let lost = def.owner != NO_OWNER && owner.is_none() && !d.owners[def.owner as usize].args.is_empty();
        own_params.clear();
        if def.owner != NO_OWNER {
            own_params.extend_from_slice(&self.owners[def.owner as usize].params);
        }
        let owner_params = own_params.len();
        self.declare_type_params(def, id, own_params);
        let namespace = self.spaces[def.namespace.index()];
        let place = Place { namespace, params: own_params, owner };

        let auto_handle = def.traits.has(FunctionTraits::AUTO_HANDLE_RETURN);
        let mut ret = DataType::ERROR;
        if !lost {
            ret = self.resolve_type(&def.return_type, &place);
            if let Some(wrong) = self.misuse(ret, Use::Return { auto_handle }) {
                let column = def.return_type.column();
                self.problems.at(ResolutionErrorKind::InvalidType, def.declaration, column, wrong);
            }
            self.note_handle_param(owner, owner_params, ret);
        }

        let mut traits = def.traits;
        // The old counting (ENGP-28): generic functions own no handle that they are given, and give away what they return.
        let counts_old = self.properties.generic_call_mode == 0 && def.native_fn.convention == CallConvention::Generic;
        if counts_old {
            traits = traits.without(FunctionTraits::AUTO_HANDLE_RETURN);
        }
        let takes_type = self.takes_type(def, owner);
        // Template functions are told their types as factories of templates are, but do not declare it.
        if takes_type || !def.type_params.is_empty() {
            traits = traits.with(FunctionTraits::TAKES_TYPE);
        }
        let first_param = self.out.params.len();
        for (i, param) in def.params.iter().enumerate().skip(usize::from(takes_type)) {
            let mut ty = DataType::ERROR;
            if !lost {
                ty = self.resolve_type(&param.data_type, &place);
                if let Some(wrong) = self.misuse(ty, Use::Param { auto_handle: param.auto_handle }) {
                    self.problems.at(ResolutionErrorKind::InvalidType, def.declaration, param.column, wrong);
                }
                self.note_handle_param(owner, owner_params, ty);
            }
            let mut default = ParamDef::NO_DEFAULT;
            if let Some(value) = &param.default_value {
                let row_of_default = self.out.defaults.len() as u32;
                default = self.firsts.defaults + row_of_default;
                self.out.defaults.push(FfiExpr::Null);
                let start = self.out.texts.len() as u32;
                self.out.texts.push_str(d.text(value.text));
                self.out.default_texts.push(Range { start, len: value.text.len });
                self.pending.push(PendingDefault { function: row as u32, param: i as u32, row: row_of_default, ty });
            }
            let auto_handle = param.auto_handle || counts_old && self.is_counted_handle(ty);
            self.out.params.push(ParamDef { name: param.name, ty, default, auto_handle });
        }
        let params =
            Range { start: self.firsts.params + first_param as u32, len: (self.out.params.len() - first_param) as u32 };
        if self.is_accessor(def) {
            traits = traits.with(FunctionTraits::PROPERTY);
        } else {
            traits.0 &= !FunctionTraits::PROPERTY.0;
        }
        let property = if traits.has(FunctionTraits::PROPERTY) { def.property } else { Symbol::EMPTY };
        if !property.is_empty() {
            self.out.accessor_names.insert(property);
        }
        let function = FunctionDef {
            id,
            name: def.name,
            property,
            namespace: if owner.is_some() { self.types.get(owner).namespace } else { namespace },
            owner,
            kind: def.kind,
            traits,
            ret,
            params,
            slot: 0,
            span: crate::base::Span::NONE,
            access_mask: def.access_mask,
        };
        if names::is_operator(def.name) {
            let written = |p: &ParamDef| matches!(p.ty.ref_modifier, RefModifier::Out | RefModifier::InOut);
            self.out.has_assigning_operators |= self.out.params[first_param..].iter().any(written);
        }
        self.out.functions.push(function);
        self.out.natives.push(def.native_fn);
        if owner.is_some() {
            self.add_member(def, &function, &place);
        }
    }

    /// Type parameters of a template function are types of their own. Behind them comes a template that stands for the
    /// function, of which the arguments of a call make an instance.
    fn declare_type_params(&mut self, def: &FfiFunctionDef, id: FunctionId, params: &mut Vec<(Symbol, TypeId)>) {
        if def.type_params.is_empty() {
            return;
        }
        let start = self.firsts.type_list + self.out.type_list.len() as u32;
        let namespace = self.spaces[def.namespace.index()];
        for name in &def.type_params {
            let ty = self.types.next_id();
            let kind = TypeKind::TemplateParam(params.len() as u8);
            self.types.rows.push(TypeDef::new(ty, *name, namespace, kind));
            self.out.type_list.push(ty);
            params.push((*name, ty));
        }
        let last = &params[params.len() - def.type_params.len()..];
        let args = last.iter().map(|p| DataType::of(p.1)).collect();
        let template = self.types.next_id();
        let kind = TypeKind::Reference(ReferenceKind::NoHandle);
        let mut ty = TypeDef::new(template, def.name, namespace, kind);
        ty.flags = TypeFlags::TEMPLATE.with(TypeFlags::OF_FUNCTION);
        ty.args = args;
        self.types.rows.push(ty);
        self.out.type_params.push((id, Range { start, len: def.type_params.len() as u32 }));
    }

    /// `T@` in a member restricts the template to types with handles (HOST-102).
    fn note_handle_param(&mut self, owner: TypeId, owner_params: usize, ty: DataType) {
        if owner_params == 0 || !ty.is_handle {
            return;
        }
        if let TypeKind::TemplateParam(i) = self.types.get(ty.type_id).kind {
            if (i as usize) < owner_params {
                *self.out.handle_params.entry(owner).or_default() |= 1 << i.min(31);
            }
        }
    }

    /// Whether the first parameter is the hidden type of a template's instance (HOST-059).
    fn takes_type(&self, def: &FfiFunctionDef, owner: TypeId) -> bool {
        use BehaviorKind::{Construct, Factory, ListConstruct, ListFactory};
        matches!(def.behavior, Some(Construct | Factory | ListConstruct | ListFactory))
            && owner.is_some()
            && self.types.get(owner).is_template()
    }

    fn add_member(&mut self, def: &FfiFunctionDef, function: &FunctionDef, place: &Place<'_>) {
        let owner = function.owner;
        if let Some(behavior) = def.behavior {
            return self.add_behavior(def, behavior, function, place);
        }
        match function.kind {
            FunctionKind::Method | FunctionKind::InterfaceMethod => {
                let is_interface = self.types.get(owner).kind == TypeKind::Interface;
                let wants_interface = function.kind == FunctionKind::InterfaceMethod;
                let is_object = matches!(self.types.get(owner).kind, TypeKind::Value | TypeKind::Reference(_));
                if is_interface != wants_interface || !(is_interface || is_object) {
                    let message = format!("'{}' cannot have this method", self.type_text(owner));
                    self.problems.at(ResolutionErrorKind::InvalidType, def.declaration, def.name_column, message);
                    return;
                }
                self.members.methods.push((owner, MethodEntry { name: function.name, function: function.id }));
                if function.traits.has(FunctionTraits::PROPERTY) {
                    let is_setter = self.is_setter(def);
                    let entry = AccessorDef { name: function.property, function: function.id, is_setter };
                    self.members.accessors.push((owner, entry));
                }
                if let Some(wrong) = self.operator_misshape(function) {
                    let kind = ResolutionErrorKind::InvalidOperator;
                    self.problems.at(kind, def.declaration, def.name_column, wrong);
                }
                if function.name == crate::base::names::OP_ASSIGN && self.takes_own_type(function) {
                    if let Some(ty) = self.types.own(owner) {
                        ty.behaviors.assign = function.id;
                    }
                }
            }
            _ => {}
        }
    }

    /// One parameter, the owner's type by `&in` or `&inout` (or const by value): what copies an object.
    pub fn takes_own_type(&self, function: &FunctionDef) -> bool {
        let params = self.params_of(function);
        let Some((first, rest)) = params.split_first() else { return false };
        if rest.iter().any(|p| !p.has_default()) || first.ty.is_handle || first.ty.ref_modifier == RefModifier::Out {
            return false;
        }
        let own = first.ty.type_id == function.owner || self.is_self_instance(first.ty.type_id, function.owner);
        own && (first.ty.is_ref() || first.ty.is_const)
    }

    /// `array<T>` inside of `array<class T>`.
    fn is_self_instance(&self, ty: TypeId, template: TypeId) -> bool {
        let def = self.types.get(ty);
        def.template == template && def.args == self.types.get(template).args
    }

    /// Parameters of a function of this layer.
    pub fn params_of(&self, function: &FunctionDef) -> &[ParamDef] {
        let start = (function.params.start - self.firsts.params) as usize;
        &self.out.params[start..start + function.params.len as usize]
    }

    fn add_behavior(&mut self, def: &FfiFunctionDef, kind: BehaviorKind, function: &FunctionDef, place: &Place<'_>) {
        let owner = function.owner;
        let ty = self.types.get(owner);
        if let Some(wrong) = illegal_behavior(ty, kind) {
            let message = format!("'{}' cannot have {}: {wrong}", self.type_text(owner), kind.with_article());
            self.problems.at(ResolutionErrorKind::IllegalBehavior, def.declaration, def.name_column, message);
            return;
        }
        if let Some(wrong) = self.behavior_misshape(def, kind, function) {
            let column = def.name_column;
            self.problems.at(ResolutionErrorKind::IllegalBehavior, def.declaration, column, wrong);
            return;
        }
        let mut pattern = None;
        if let Some(list) = &def.list_pattern {
            pattern = self.resolve_pattern(list, place).map(Box::new);
        }
        let required = self.params_of(function).iter().filter(|p| !p.has_default()).count();
        let copies = self.takes_own_type(function);
        let mut twice = false;
        if let Some(ty) = self.types.own(owner) {
            let behaviors = &mut ty.behaviors;
            let slot = match kind {
                BehaviorKind::Construct | BehaviorKind::Factory => {
                    self.members.constructors.push((owner, function.id));
                    if required == 0 && behaviors.default_construct.is_none() {
                        behaviors.default_construct = function.id;
                    }
                    if copies && behaviors.copy_construct.is_none() {
                        behaviors.copy_construct = function.id;
                    }
                    return;
                }
                BehaviorKind::ListConstruct | BehaviorKind::ListFactory => &mut behaviors.list_construct,
                BehaviorKind::Destruct => &mut behaviors.destruct,
                BehaviorKind::AddRef => &mut behaviors.add_ref,
                BehaviorKind::Release => &mut behaviors.release,
                BehaviorKind::WeakRefFlag => &mut behaviors.weak_ref_flag,
                BehaviorKind::TemplateCallback => &mut behaviors.template_callback,
                BehaviorKind::GetRefCount => &mut behaviors.gc_get_ref_count,
                BehaviorKind::SetGcFlag => &mut behaviors.gc_set_flag,
                BehaviorKind::GetGcFlag => &mut behaviors.gc_get_flag,
                BehaviorKind::EnumRefs => &mut behaviors.gc_enum_refs,
                BehaviorKind::ReleaseRefs => &mut behaviors.gc_release_refs,
            };
            twice = slot.is_some();
            *slot = function.id;
            if pattern.is_some() {
                ty.list_pattern = pattern;
            }
        }
        if twice {
            let message = format!("'{}' has {} already", self.type_text(owner), kind.with_article());
            self.problems.at(ResolutionErrorKind::Duplicate, def.declaration, def.name_column, message);
        }
    }

    fn behavior_misshape(&self, def: &FfiFunctionDef, kind: BehaviorKind, function: &FunctionDef) -> Option<String> {
        let (ret, owner) = (function.ret, function.owner);
        if ret.is_error() {
            return None;
        }
        let own = ret.type_id == owner || self.is_self_instance(ret.type_id, owner);
        match kind {
            BehaviorKind::Factory | BehaviorKind::ListFactory if !(own && ret.is_handle && !ret.is_ref()) => {
                let text = self.type_text(owner);
                return Some(format!("{} of '{text}' returns '{text}@'", kind.with_article()));
            }
            _ => {}
        }
        // The hidden type parameter is not among the function's own any more.
        if function.traits.has(FunctionTraits::TAKES_TYPE) {
            let first = def.params.first().map(|p| &p.data_type);
            let is_type = first.is_some_and(|ty| {
                matches!(ty, crate::types::FfiDataType::Resolved(t) if t.with_const(false) == DataType::INT.with_ref(RefModifier::In))
            });
            if !is_type {
                return Some(format!("the first parameter of a template's {} is 'int &in', the type", kind.name()));
            }
        }
        None
    }

    fn resolve_pattern(&mut self, pattern: &FfiListPattern, place: &Place<'_>) -> Option<ListPattern> {
        Some(match pattern {
            FfiListPattern::List(items) => {
                let mut list = Vec::with_capacity(items.len());
                for item in items {
                    list.push(self.resolve_pattern(item, place)?);
                }
                ListPattern::List(list)
            }
            FfiListPattern::Repeat(p) => ListPattern::Repeat(Box::new(self.resolve_pattern(p, place)?)),
            FfiListPattern::RepeatSame(p) => ListPattern::RepeatSame(Box::new(self.resolve_pattern(p, place)?)),
            FfiListPattern::Type(ty) => {
                let column = ty.column();
                let ty = self.resolve_type(ty, place);
                if let Some(wrong) = self.misuse(ty, Use::ListItem) {
                    let declaration = self.types.declaration;
                    self.problems.at(ResolutionErrorKind::InvalidType, declaration, column, wrong);
                }
                ListPattern::Type(ty)
            }
        })
    }

    pub fn resolve_globals(&mut self) {
        for (i, def) in self.d.globals.iter().enumerate() {
            self.types.declaration = def.declaration;
            let namespace = self.spaces[def.namespace.index()];
            let ty = self.resolve_global_type(&def.data_type, namespace, def.declaration);
            self.out.globals.push(GlobalDef {
                id: GlobalId(self.firsts.globals + i as u32),
                name: def.name,
                namespace,
                ty,
                address: def.address,
                span: crate::base::Span::NONE,
                access_mask: def.access_mask,
            });
        }
    }

    fn resolve_global_type(&mut self, ty: &crate::types::FfiDataType, namespace: NamespaceId, text: Range) -> DataType {
        let place = Place { namespace, params: &[], owner: TypeId::NONE };
        let column = ty.column();
        let ty = self.resolve_type(ty, &place);
        if let Some(wrong) = self.misuse(ty, Use::Property) {
            self.problems.at(ResolutionErrorKind::InvalidType, text, column, wrong);
        }
        ty
    }

    /// Properties of types, with the type they belong to.
    pub fn resolve_properties(&mut self) -> Vec<(TypeId, PropertyDef)> {
        let mut out = Vec::with_capacity(self.d.properties.len());
        for def in &self.d.properties {
            let owner = &self.owners[def.owner as usize];
            let Some(id) = owner.ty else { continue };
            let params = owner.params.clone();
            self.types.declaration = def.declaration;
            if !matches!(self.types.get(id).kind, TypeKind::Value | TypeKind::Reference(_)) {
                let message = format!("'{}' cannot have properties", self.type_text(id));
                self.problems.at(ResolutionErrorKind::InvalidType, def.declaration, def.name_column, message);
                continue;
            }
            let place = Place { namespace: self.spaces[def.namespace.index()], params: &params, owner: id };
            let ty = self.resolve_type(&def.data_type, &place);
            if let Some(wrong) = self.misuse(ty, Use::Property) {
                let column = def.data_type.column();
                self.problems.at(ResolutionErrorKind::InvalidType, def.declaration, column, wrong);
            }
            self.note_handle_param(id, params.len(), ty);
            if let Some(wrong) = self.outside(id, ty, def.offset, def.indirect) {
                self.problems.at(ResolutionErrorKind::InvalidType, def.declaration, def.name_column, wrong);
            }
            let property = PropertyDef {
                name: def.name,
                ty,
                offset: def.offset,
                indirect: def.indirect,
                access: crate::types::MemberAccess::Public,
                owner: id,
                span: crate::base::Span::NONE,
                access_mask: def.access_mask,
            };
            out.push((id, property));
        }
        out
    }
}

/// Why a type of these flags cannot have a behaviour (HOST-055 to HOST-063).
fn illegal_behavior(ty: &TypeDef, kind: BehaviorKind) -> Option<&'static str> {
    use BehaviorKind::{
        AddRef, Construct, Destruct, EnumRefs, Factory, GetGcFlag, GetRefCount, ListConstruct, ListFactory, Release,
        ReleaseRefs, SetGcFlag, TemplateCallback, WeakRefFlag,
    };
    let reference = match ty.kind {
        TypeKind::Value => None,
        TypeKind::Reference(kind) => Some(kind),
        _ => return Some("it is no object type"),
    };
    let managed = reference == Some(ReferenceKind::Managed);
    match kind {
        Destruct if managed => None,
        Construct | ListConstruct | Destruct if reference.is_some() => Some("it is a reference type"),
        Factory | ListFactory | WeakRefFlag | GetRefCount | SetGcFlag | GetGcFlag if reference.is_none() => {
            Some("it is a value type")
        }
        Factory | ListFactory | WeakRefFlag if reference == Some(ReferenceKind::NoHandle) => Some("it has no handles"),
        AddRef | Release if reference.is_none() => Some("it is a value type"),
        AddRef | Release if reference == Some(ReferenceKind::NoCount) => Some("it is not counted"),
        AddRef | Release if reference == Some(ReferenceKind::NoHandle) => Some("it has no handles"),
        AddRef | Release if managed => Some("the VM counts it"),
        AddRef if reference == Some(ReferenceKind::Scoped) => Some("it belongs to one scope"),
        TemplateCallback if !ty.is_template() => Some("it is no template"),
        GetRefCount | SetGcFlag | GetGcFlag if managed => Some("the VM collects it"),
        GetRefCount | SetGcFlag | GetGcFlag | EnumRefs | ReleaseRefs if !ty.flags.has(TypeFlags::GC) => {
            Some("it is not registered for garbage collection")
        }
        _ => None,
    }
}
