//! Reading a sealed registry.

use std::sync::Arc;

use super::instances::{FIRST_CACHED, hash_instance, layer_of};
use super::{FfiRegistry, StringFactory, type_is_dependent};
use smallvec::SmallVec;

use crate::base::{FrozenInterner, FunctionId, GlobalId, NamespaceId, Symbol, TypeId};
use crate::types::{
    AccessorDef, DataType, EnumValueDef, FfiExpr, FunctionDef, GlobalDef, MethodEntry, NameEntry, NativeFunction,
    ParamDef, Primitive, PropertyDef, Range, ReferenceKind, TemplateArgument, TemplateArguments, TypeDef, TypeFlags,
    TypeKind,
};

/// Gives the instance of a template over some arguments.
pub type InstanceMaker<'m> = dyn FnMut(TypeId, &[DataType]) -> Result<TypeId, String> + 'm;

impl FfiRegistry {
    /// The registry this one extends.
    pub fn parent(&self) -> Option<&Arc<FfiRegistry>> {
        self.parent.as_ref()
    }

    /// The names of the API; a build's own names continue after them.
    #[inline]
    pub fn interner(&self) -> &Arc<FrozenInterner> {
        &self.interner
    }

    /// How many types there are, primitives and parents included; cached instances are not among them. Ids of script
    /// types start here and stay below [`FfiRegistry::FIRST_CACHED_INSTANCE`].
    #[inline]
    pub fn type_count(&self) -> u32 {
        self.types.end()
    }

    /// Ids from here on are template instances in the registry's cache.
    pub const FIRST_CACHED_INSTANCE: u32 = FIRST_CACHED;

    /// Whether this type belongs to the registry (or a parent), as opposed to a script.
    #[inline]
    pub fn owns_type(&self, id: TypeId) -> bool {
        id.0 < self.types.end() || (id.0 >= FIRST_CACHED && id.0 < super::FIRST_SCRIPT_INSTANCE)
    }

    /// How many functions there are; ids of script functions start here.
    #[inline]
    pub fn function_count(&self) -> u32 {
        self.functions.end()
    }

    /// How many global properties there are; ids of script variables start here.
    #[inline]
    pub fn global_count(&self) -> u32 {
        self.globals.end()
    }

    /// How many namespaces there are, the global one included; ids of script namespaces start here.
    #[inline]
    pub fn namespace_count(&self) -> u32 {
        self.namespaces.end()
    }

    /// A type: primitive, registered, or an instance in the cache. For an id that is none of these, the type of errors.
    #[inline]
    pub fn ty(&self, id: TypeId) -> &TypeDef {
        match self.types.get(id.0) {
            Some(def) => def,
            None => self.far_type(id),
        }
    }

    fn far_type(&self, id: TypeId) -> &TypeDef {
        let found = if id.0 < FIRST_CACHED {
            if id.0 < self.types.first() { self.parent.as_ref().map(|p| p.ty(id)) } else { None }
        } else if layer_of(id) == self.layer {
            self.cache.get(id)
        } else if layer_of(id) < self.layer {
            self.parent.as_ref().map(|p| p.far_type(id))
        } else {
            None
        };
        match found {
            Some(def) => def,
            None => {
                debug_assert!(false, "{id:?} is no type of the registry");
                self.ty(DataType::ERROR_ID)
            }
        }
    }

    /// A function. The id must be below [`FfiRegistry::function_count`].
    #[inline]
    pub fn function(&self, id: FunctionId) -> &FunctionDef {
        match self.functions.get(id.0) {
            Some(def) => def,
            None => self.below(id.0).function(id),
        }
    }

    /// The layer under this one, for an id that is not of this one.
    fn below(&self, id: u32) -> &FfiRegistry {
        match &self.parent {
            Some(parent) => parent,
            None => panic!("id {id} is not of this registry"),
        }
    }

    /// Parameters of a function of the registry. The hidden type parameter of template factories is not among them.
    #[inline]
    pub fn params(&self, function: &FunctionDef) -> &[ParamDef] {
        match self.params.range(function.params) {
            Some(rows) => rows,
            None => self.below(function.id.0).params(function),
        }
    }

    /// A default argument, by [`ParamDef::default`]. To be evaluated in the namespace of its function.
    pub fn default_arg(&self, index: u32) -> &FfiExpr {
        match self.defaults.get(index) {
            Some(expr) => expr,
            None => self.below(index).default_arg(index),
        }
    }

    /// The source text of a default argument, as registered.
    pub fn default_text(&self, index: u32) -> &str {
        match self.default_texts.get(index) {
            Some(range) => &self.texts[range.start as usize..(range.start + range.len) as usize],
            None => self.below(index).default_text(index),
        }
    }

    /// The template that stands for a template function: its instances hold the types of a call. `None` for other
    /// functions.
    pub fn function_template(&self, id: FunctionId) -> Option<TypeId> {
        self.type_params(id).last().map(|last| TypeId(last.0 + 1))
    }

    /// The function that a template stands for.
    pub fn function_of_template(&self, template: TypeId) -> Option<FunctionId> {
        let stands_for = |e: &&(FunctionId, Range)| self.function_template(e.0) == Some(template);
        let found = self.type_params.iter().find(stands_for).map(|e| e.0);
        found.or_else(|| self.parent.as_ref()?.function_of_template(template))
    }

    /// The host's function behind a declaration; [`NativeFunction::STUB`] for interface methods and funcdefs.
    #[inline]
    pub fn native(&self, id: FunctionId) -> &NativeFunction {
        match self.natives.get(id.0) {
            Some(native) => native,
            None => self.below(id.0).native(id),
        }
    }

    /// Whether some type or namespace has a virtual property of this name.
    pub fn is_accessor_name(&self, name: Symbol) -> bool {
        self.accessor_names.contains(&name) || self.parent.as_ref().is_some_and(|p| p.is_accessor_name(name))
    }

    /// Type parameters of a template function (`R f<T>(T)`), as types of kind [`TypeKind::TemplateParam`]. Empty for
    /// other functions.
    pub fn type_params(&self, id: FunctionId) -> &[TypeId] {
        if id.0 < self.functions.first() {
            return self.below(id.0).type_params(id);
        }
        match self.type_params.binary_search_by_key(&id, |e| e.0) {
            Ok(i) => self.type_list.range(self.type_params[i].1).unwrap_or_default(),
            Err(_) => &[],
        }
    }

    /// Methods of a type, sorted by name; overloads in the order of their registration.
    #[inline]
    pub fn methods(&self, ty: &TypeDef) -> &[MethodEntry] {
        match self.methods.range(ty.methods) {
            Some(rows) => rows,
            None => self.parent.as_ref().map_or(&[], |p| p.methods(ty)),
        }
    }

    /// The overloads of a method.
    #[inline]
    pub fn methods_named(&self, ty: &TypeDef, name: Symbol) -> &[MethodEntry] {
        let all = self.methods(ty);
        let from = all.partition_point(|m| m.name < name);
        let len = all[from..].iter().take_while(|m| m.name == name).count();
        &all[from..from + len]
    }

    /// Accessors of a type's virtual properties, sorted by name.
    #[inline]
    pub fn accessors(&self, ty: &TypeDef) -> &[AccessorDef] {
        match self.accessors.range(ty.accessors) {
            Some(rows) => rows,
            None => self.parent.as_ref().map_or(&[], |p| p.accessors(ty)),
        }
    }

    /// The accessors of one virtual property.
    pub fn accessors_named(&self, ty: &TypeDef, name: Symbol) -> &[AccessorDef] {
        let all = self.accessors(ty);
        let from = all.partition_point(|a| a.name < name);
        let len = all[from..].iter().take_while(|a| a.name == name).count();
        &all[from..from + len]
    }

    /// Properties of a type, in the order of their registration.
    #[inline]
    pub fn properties(&self, ty: &TypeDef) -> &[PropertyDef] {
        match self.properties.range(ty.properties) {
            Some(rows) => rows,
            None => self.parent.as_ref().map_or(&[], |p| p.properties(ty)),
        }
    }

    /// Values of an enum, in the order of their registration.
    #[inline]
    pub fn enum_values(&self, ty: &TypeDef) -> &[EnumValueDef] {
        match self.enum_values.range(ty.enum_values) {
            Some(rows) => rows,
            None => self.parent.as_ref().map_or(&[], |p| p.enum_values(ty)),
        }
    }

    /// Interfaces a type implements.
    #[inline]
    pub fn interfaces(&self, ty: &TypeDef) -> &[TypeId] {
        match self.type_list.range(ty.interfaces) {
            Some(rows) => rows,
            None => self.parent.as_ref().map_or(&[], |p| p.interfaces(ty)),
        }
    }

    /// A list of functions: overloads ([`NameEntry::Functions`]), constructors or factories.
    #[inline]
    pub fn function_list(&self, range: Range) -> &[FunctionId] {
        match self.function_list.range(range) {
            Some(rows) => rows,
            None => self.parent.as_ref().map_or(&[], |p| p.function_list(range)),
        }
    }

    /// The namespace `name` inside `parent`.
    #[inline]
    pub fn find_namespace(&self, parent: NamespaceId, name: Symbol) -> Option<NamespaceId> {
        match self.namespace_table.get(parent.0, name.0) {
            None => self.parent.as_ref().and_then(|p| p.find_namespace(parent, name)),
            found => found,
        }
    }

    /// The namespace around a namespace; [`NamespaceId::NONE`] for the global one.
    pub fn namespace_parent(&self, id: NamespaceId) -> NamespaceId {
        match self.namespaces.get(id.0) {
            Some(def) => def.parent,
            None => self.below(id.0).namespace_parent(id),
        }
    }

    /// The last name of a namespace's path; empty for the global one.
    pub fn namespace_name(&self, id: NamespaceId) -> Symbol {
        match self.namespaces.get(id.0) {
            Some(def) => def.name,
            None => self.below(id.0).namespace_name(id),
        }
    }

    /// The type that a possibly qualified name means in a namespace: `Foo`, `Math::Vec2`, `::Foo`. Looks outward from the
    /// namespace as declarations do (HOST-012).
    pub fn find_type(&self, namespace: NamespaceId, name: &str) -> Option<TypeId> {
        let (mut from, path) = match name.strip_prefix("::") {
            Some(rest) => (NamespaceId::GLOBAL, rest),
            None => (namespace, name),
        };
        let mut path: Vec<Symbol> = path.split("::").map(|part| self.interner.find(part)).collect::<Option<_>>()?;
        let last = path.pop()?;
        while from.is_some() {
            let inner = path.iter().try_fold(from, |ns, part| self.find_namespace(ns, *part));
            if let Some(NameEntry::Type(id)) = inner.and_then(|ns| self.lookup(ns, last)) {
                return Some(id);
            }
            from = self.namespace_parent(from);
        }
        None
    }

    /// What a name denotes in a namespace itself (not in those around it). Enum values, virtual properties and
    /// namespaces are looked up apart.
    #[inline]
    pub fn lookup(&self, namespace: NamespaceId, name: Symbol) -> Option<NameEntry> {
        match self.names.get(namespace.0, name.0) {
            None => self.parent.as_ref().and_then(|p| p.lookup(namespace, name)),
            found => found,
        }
    }

    /// The values that enums of a namespace have under a name, with their enums.
    #[inline]
    pub fn enum_values_named(&self, namespace: NamespaceId, name: Symbol) -> &[(TypeId, i64)] {
        match self.value_table.get(namespace.0, name.0) {
            Some(range) => range.of(&self.named_values),
            None => self.parent.as_ref().map_or(&[], |p| p.enum_values_named(namespace, name)),
        }
    }

    /// The value of an enum under a name.
    pub fn enum_value(&self, ty: &TypeDef, name: Symbol) -> Option<i64> {
        self.enum_values(ty).iter().find(|v| v.name == name).map(|v| v.value)
    }

    /// The accessors of a global virtual property.
    #[inline]
    pub fn global_accessors(&self, namespace: NamespaceId, name: Symbol) -> &[AccessorDef] {
        match self.accessor_table.get(namespace.0, name.0) {
            Some(range) => range.of(&self.named_accessors),
            None => self.parent.as_ref().map_or(&[], |p| p.global_accessors(namespace, name)),
        }
    }

    /// A global property. The id must be below [`FfiRegistry::global_count`].
    pub fn global(&self, id: GlobalId) -> &GlobalDef {
        match self.globals.get(id.0) {
            Some(def) => def,
            None => self.below(id.0).global(id),
        }
    }

    /// The type of string literals, or [`TypeId::NONE`]. Literals are `const`, at addresses the program owns.
    #[inline]
    pub fn string_type(&self) -> TypeId {
        self.string_type
    }

    /// Makes and releases string literals; there if there is a string type.
    pub fn string_factory(&self) -> Option<&StringFactory> {
        self.string_factory.as_ref()
    }

    /// Whether scripts may pass references to what other code may end meanwhile (ENGP-01).
    pub fn allows_unsafe_references(&self) -> bool {
        self.allow_unsafe_references
    }

    /// The template that `T[]` means, or [`TypeId::NONE`].
    #[inline]
    pub fn default_array(&self) -> TypeId {
        self.default_array
    }

    /// The typedefs of this layer: namespace, name, and the type they stand for.
    pub fn typedefs(&self) -> &[(NamespaceId, Symbol, TypeId)] {
        &self.typedefs
    }

    /// The type that is declared inside another one under a name (a child funcdef, HOST-107). For an instance of a
    /// template, the child over the same arguments; for a template itself, the child as declared.
    ///
    /// # Errors
    ///
    /// See [`FfiRegistry::instance`].
    pub fn child_type(&self, owner: TypeId, name: Symbol) -> Option<Result<TypeId, String>> {
        let def = self.ty(owner);
        let generic = if def.is_instance() { def.template } else { owner };
        let child = self.find_child(generic, name)?;
        if def.is_instance() && self.ty(child).is_template() {
            return Some(self.instance(child, &def.args));
        }
        Some(Ok(child))
    }

    pub(super) fn find_child(&self, owner: TypeId, name: Symbol) -> Option<TypeId> {
        match self.child_table.get(owner.0, name.0) {
            None => self.parent.as_ref().and_then(|p| p.find_child(owner, name)),
            found => found,
        }
    }

    /// Whether a template parameter stands in the type, so that it means something only together with arguments.
    #[inline]
    pub fn is_dependent(&self, ty: DataType) -> bool {
        type_is_dependent(self.ty(ty.type_id))
    }

    /// A type of a template's member as it is in an instance: template parameters are replaced by the arguments.
    /// All of them must be types of the registry.
    ///
    /// # Errors
    ///
    /// See [`FfiRegistry::instance`].
    pub fn subst(&self, ty: DataType, args: &[DataType]) -> Result<DataType, String> {
        self.subst_with(ty, args, &mut |template, args| self.instance(template, args))
    }

    /// The same where arguments may be types of a script: `instance` gives the instance of a template.
    ///
    /// # Errors
    ///
    /// Whatever `instance` refuses.
    pub fn subst_with(
        &self,
        ty: DataType,
        args: &[DataType],
        instance: &mut InstanceMaker<'_>,
    ) -> Result<DataType, String> {
        if !self.owns_type(ty.type_id) {
            return Ok(ty);
        }
        let def = self.ty(ty.type_id);
        if let TypeKind::TemplateParam(i) = def.kind {
            return Ok(args.get(i as usize).map_or(ty, |arg| ty.substituted(*arg)));
        }
        if !def.flags.has(TypeFlags::DEPENDENT) || !def.is_instance() {
            return Ok(ty);
        }
        let mut inner: SmallVec<[DataType; 4]> = SmallVec::new();
        for arg in &def.args {
            inner.push(self.subst_with(*arg, args, instance)?);
        }
        Ok(DataType { type_id: instance(def.template, &inner)?, ..ty })
    }

    /// The instance of a registered template over types of the registry. Made when it is asked for first, and from then
    /// on found without making anything; any number of threads get the same id.
    ///
    /// The instance's members are those of the template; types in them are to be replaced ([`FfiRegistry::subst`]).
    ///
    /// # Errors
    ///
    /// `template` is no template, takes another number of arguments, or refuses them: a sentence for people.
    pub fn instance(&self, template: TypeId, args: &[DataType]) -> Result<TypeId, String> {
        if let Some(id) = self.find_sealed_instance(template, args) {
            return Ok(id);
        }
        // Where all that it is made of belongs to a lower layer, the instance does too: the layers above share it.
        if let Some(parent) = &self.parent {
            if parent.owns_whole(template) && args.iter().all(|a| parent.owns_whole(a.type_id)) {
                return parent.instance(template, args);
            }
        }
        self.cache.get_or_make(template, args, || self.make_instance(template, args))
    }

    /// Whether the type is of this layer or one below, its cache included.
    fn owns_whole(&self, id: TypeId) -> bool {
        if id.0 < FIRST_CACHED { id.0 < self.types.end() } else { layer_of(id) <= self.layer }
    }

    /// An instance named by a registered declaration, or a registered specialisation.
    pub(crate) fn find_sealed_instance(&self, template: TypeId, args: &[DataType]) -> Option<TypeId> {
        let hash = hash_instance(template, args) as u32;
        let same = |id: u32| self.types.get(id).is_some_and(|t| t.template == template && *t.args == *args);
        match self.sealed_instances.find(hash, same) {
            Some(id) => Some(TypeId(id)),
            None => self.parent.as_ref().and_then(|p| p.find_sealed_instance(template, args)),
        }
    }

    /// How many instances scripts have added to this layer's cache.
    pub fn cached_instance_count(&self) -> u32 {
        self.cache.len()
    }

    fn make_instance(&self, template: TypeId, args: &[DataType]) -> Result<TypeDef, String> {
        if !self.owns_type(template) {
            return Err("there is no such template".into());
        }
        let def = self.ty(template);
        if let Some(bad) = args.iter().find(|a| !self.owns_type(a.type_id)) {
            return Err(format!("{:?} is no type of the registry", bad.type_id));
        }
        let display = |ty| self.display(ty);
        check_arguments(def, self.name_of(def), args, &|id| self.ty(id), &display)?;
        let handles = self.handle_params_of(template);
        check_handle_params(handles, args, &|id| self.ty(id), &display)?;
        let mut instance = instance_def(def, args);
        if args.iter().any(|a| self.is_dependent(*a)) {
            instance.flags = instance.flags.with(TypeFlags::DEPENDENT);
            return Ok(instance);
        }
        let native = (def.behaviors.template_callback.is_some()).then(|| *self.native(def.behaviors.template_callback));
        validate(&mut instance, native, &|id| self.ty(id))?;
        if instance.kind == TypeKind::Funcdef && instance.parent.is_some() {
            // The child of a template belongs to the instance over the same arguments.
            instance.parent = self.instance(instance.parent, args)?;
        }
        Ok(instance)
    }

    /// Whether a template accepts arguments of which some are types of a script; `ty` gives the definition of each type.
    ///
    /// # Errors
    ///
    /// Why not: a sentence for people.
    pub fn accepts<'t>(
        &self,
        template: TypeId,
        args: &[DataType],
        ty: &dyn Fn(TypeId) -> &'t TypeDef,
    ) -> Result<(), String> {
        let def = self.ty(template);
        let display = |arg: DataType| if self.owns_type(arg.type_id) { self.display(arg) } else { "?".into() };
        check_arguments(def, self.name_of(def), args, ty, &display)?;
        check_handle_params(self.handle_params_of(template), args, ty, &display)?;
        let native = (def.behaviors.template_callback.is_some()).then(|| *self.native(def.behaviors.template_callback));
        validate(&mut instance_def(def, args), native, ty)
    }

    pub(super) fn handle_params_of(&self, template: TypeId) -> u32 {
        match self.handle_params.binary_search_by_key(&template, |e| e.0) {
            Ok(i) => self.handle_params[i].1,
            Err(_) => self.parent.as_ref().map_or(0, |p| p.handle_params_of(template)),
        }
    }

    /// Whether `@` may be put on the type: reference types that are not without handles, types that act as handles, and
    /// template parameters.
    pub fn supports_handles(&self, id: TypeId) -> bool {
        supports_handles(self.ty(id))
    }

    /// A type as written in the one form it has: where the plain name means a handle (HOST-028) it is one, and where the
    /// type itself acts as a handle (HOST-029) the `@` says nothing. Template arguments must have this form.
    pub fn canonical(&self, ty: DataType) -> DataType {
        canonical(ty, self.ty(ty.type_id).flags)
    }
}

/// See [`FfiRegistry::canonical`].
#[inline]
pub(crate) fn canonical(ty: DataType, flags: TypeFlags) -> DataType {
    if !ty.is_handle && flags.has(TypeFlags::IMPLICIT_HANDLE) {
        ty.handle()
    } else if ty.is_handle && flags.has(TypeFlags::AS_HANDLE) {
        ty.object()
    } else {
        ty
    }
}

pub(crate) fn supports_handles(def: &TypeDef) -> bool {
    match def.kind {
        _ if def.flags.has(TypeFlags::AS_HANDLE) => true,
        TypeKind::Reference(kind) => !matches!(kind, ReferenceKind::NoHandle | ReferenceKind::Scoped),
        TypeKind::Class | TypeKind::Interface | TypeKind::Funcdef | TypeKind::TemplateParam(_) => true,
        _ => false,
    }
}

/// What is wrong with an instance before its template is asked.
pub(crate) fn check_arguments<'t>(
    template: &TypeDef,
    name: &str,
    args: &[DataType],
    ty: &dyn Fn(TypeId) -> &'t TypeDef,
    display: &dyn Fn(DataType) -> String,
) -> Result<(), String> {
    if !template.is_template() {
        return Err(format!("'{name}' is not a template"));
    }
    if template.args.len() != args.len() {
        let wanted = template.args.len();
        let wanted = crate::base::counted(wanted, "template argument");
        return Err(format!("'{name}' takes {wanted}, not {}", args.len()));
    }
    for arg in args {
        let def = ty(arg.type_id);
        let wrong = match def.kind {
            TypeKind::Primitive(Primitive::Void) => "'void' cannot be a template argument".to_string(),
            TypeKind::Null | TypeKind::Any | TypeKind::Error => format!("a template argument of '{name}' is no type"),
            _ if def.is_template() => format!("'{}' is a template and needs arguments itself", display(*arg)),
            _ if arg.is_handle && !supports_handles(def) => {
                format!("'{}' is not allowed: the type has no handles", display(*arg))
            }
            _ => continue,
        };
        return Err(wrong);
    }
    Ok(())
}

/// A template some member of which uses `T@` takes only types that have handles (HOST-102).
pub(crate) fn check_handle_params<'t>(
    handles: u32,
    args: &[DataType],
    ty: &dyn Fn(TypeId) -> &'t TypeDef,
    display: &dyn Fn(DataType) -> String,
) -> Result<(), String> {
    for (i, arg) in args.iter().enumerate() {
        if handles >> i.min(31) & 1 != 0 && !supports_handles(ty(arg.type_id)) {
            let text = display(*arg);
            return Err(format!("'{text}' cannot be the template argument: the template needs a type with handles"));
        }
    }
    Ok(())
}

/// The definition of an instance: members and behaviours are those of the template.
pub(crate) fn instance_def(template: &TypeDef, args: &[DataType]) -> TypeDef {
    let mut def = template.clone();
    def.flags.0 &= !(TypeFlags::TEMPLATE.0 | TypeFlags::DEPENDENT.0);
    def.template = template.id;
    def.args = args.into();
    def
}

/// Asks the template for its consent to an instance.
pub(crate) fn validate<'t>(
    instance: &mut TypeDef,
    native: Option<NativeFunction>,
    ty: &dyn Fn(TypeId) -> &'t TypeDef,
) -> Result<(), String> {
    let Some(ask) = instance.callbacks.validate else { return Ok(()) };
    let args: Vec<TemplateArgument> = instance.args.iter().map(|a| template_argument(*a, ty(a.type_id))).collect();
    let verdict = ask(&TemplateArguments { args: &args, template: instance.template, callback: native })?;
    if verdict.no_gc {
        instance.flags.0 &= !TypeFlags::GC.0;
    }
    Ok(())
}

/// What a template's validation sees of an argument. The script tier uses it for its own types too.
pub fn template_argument(ty: DataType, def: &TypeDef) -> TemplateArgument {
    let has_default_constructor = ty.is_handle
        || match def.kind {
            TypeKind::Primitive(_) | TypeKind::Enum | TypeKind::TemplateParam(_) => true,
            TypeKind::Value => def.flags.has(TypeFlags::POD) || def.behaviors.default_construct.is_some(),
            TypeKind::Class if def.flags.has(TypeFlags::ABSTRACT) => false,
            TypeKind::Reference(_) | TypeKind::Class => def.behaviors.default_construct.is_some(),
            TypeKind::Interface | TypeKind::Funcdef | TypeKind::Null | TypeKind::Any | TypeKind::Error => false,
        };
    let may_form_circles = match def.kind {
        // Whatever a script class or a delegate holds may hold it again.
        TypeKind::Class => !def.flags.has(TypeFlags::FINAL) || def.flags.has(TypeFlags::GC),
        TypeKind::Interface | TypeKind::Funcdef => true,
        _ => def.flags.has(TypeFlags::GC),
    };
    TemplateArgument { ty, kind: def.kind, flags: def.flags, has_default_constructor, may_form_circles }
}
