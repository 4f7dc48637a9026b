//! The registry of one build: the sealed API below, the script's own declarations on top.
//!
//! Look-ups ask the script tier first. Making a registry costs nothing that grows with the API: it clones an `Arc` and
//! starts with empty tables whose ids continue after the API's.

use std::sync::{Arc, OnceLock};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::suggest::Nearest;
use crate::base::{FunctionId, GlobalId, Names, NamespaceId, Symbol, TypeId};
use crate::syntax::ast;
use crate::types::ffi_registry::{FIRST_CACHED, FIRST_SCRIPT_INSTANCE, InstanceCache};
use crate::types::{
    AccessorDef, DataType, EnumValueDef, FfiRegistry, GlobalDef, ListPattern, MethodEntry, NameEntry, ParamDef,
    PropertyDef, Range, TypeDef, TypeFlags, TypeKind,
};

use super::{ClassInfo, FunctionDefView, Global, Import, Mixin, NamedValue, ScriptFunction, WideMembers};

/// A namespace that the script adds to the API's.
#[derive(Clone, Copy, Debug)]
pub struct Namespace {
    /// The one around it.
    pub parent: NamespaceId,
    /// Its last name.
    pub name: Symbol,
}

/// What a name denotes in one namespace of the script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScriptName {
    /// A class, interface, enum or funcdef; typedefs lead to the type they stand for.
    Type(TypeId),
    /// Overloads: the first of a chain linked by [`ScriptFunction::next`].
    Functions(FunctionId),
    /// A variable.
    Global(GlobalId),
    /// A mixin, by index.
    Mixin(u32),
}

/// What a name denotes where a look-up ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScopeHit {
    /// A type.
    Type(TypeId),
    /// Functions; they are in the list given to the look-up.
    Functions,
    /// A variable.
    Global(GlobalId),
    /// A mixin, by index.
    Mixin(u32),
    /// A virtual property: its accessors are in the list given to the look-up.
    Property,
    /// Values of enums: (enum, value) pairs are in the list given to the look-up.
    EnumValue,
    /// Different kinds in several used namespaces.
    Ambiguous,
}

/// The most namespaces that one namespace or function makes visible with `using`: each of them may be looked at for each
/// name.
pub const MOST_USED_NAMESPACES: usize = 256;

/// Lists that look-ups fill; reused from look-up to look-up.
#[derive(Default)]
pub struct LookupSpace {
    /// Overloads.
    pub functions: Vec<FunctionId>,
    /// Accessors of a virtual property.
    pub accessors: Vec<AccessorDef>,
    /// Enum values of the name, with their enums.
    pub enum_values: Vec<(TypeId, i64)>,
}

/// The registry of one build.
pub struct Registry<'ast> {
    /// The sealed API.
    pub ffi: Arc<FfiRegistry>,
    /// Ids of script types, functions, globals and namespaces start here.
    pub first_type: u32,
    /// See `first_type`.
    pub first_function: u32,
    /// See `first_type`.
    pub first_global: u32,
    /// See `first_type`.
    pub first_namespace: u32,

    /// Operators of some type have output parameters: their operands may change.
    pub has_assigning_operators: bool,
    /// Some class of the script has operators of its own.
    pub has_script_operators: bool,
    /// Some class of the script has conversions of its own.
    pub has_script_conversions: bool,
    /// Names of virtual properties of the script.
    pub accessor_names: FxHashSet<Symbol>,

    /// Script types by id.
    pub types: Vec<TypeDef>,
    /// Their members by name, where there are many.
    pub wide: WideMembers,
    /// Script functions by id.
    pub functions: Vec<ScriptFunction<'ast>>,
    /// Script globals by id.
    pub globals: Vec<Global<'ast>>,
    /// Script namespaces by id.
    pub namespaces: Vec<Namespace>,
    /// Classes, for what a `TypeDef` does not tell; by type id.
    pub classes: FxHashMap<TypeId, ClassInfo<'ast>>,
    /// Mixins.
    pub mixins: Vec<Mixin<'ast>>,
    /// Imports.
    pub imports: Vec<Import<'ast>>,

    /// Parameters of script functions.
    pub params: Vec<ParamDef>,
    /// Their default arguments.
    pub defaults: Vec<&'ast ast::Expr<'ast>>,
    /// Method tables.
    pub methods: Vec<MethodEntry>,
    /// Accessors of virtual properties.
    pub accessors: Vec<AccessorDef>,
    /// Member variables.
    pub properties: Vec<PropertyDef>,
    /// Enum values.
    pub enum_values: Vec<EnumValueDef>,
    /// Lists of interfaces.
    pub type_lists: Vec<TypeId>,
    /// Lists of constructors.
    pub function_lists: Vec<FunctionId>,

    /// Names by namespace.
    pub names: FxHashMap<(NamespaceId, Symbol), ScriptName>,
    /// Values of script enums by the namespace of the enum: the first of a chain in `named_values`.
    pub enum_names: FxHashMap<(NamespaceId, Symbol), u32>,
    /// Which enum each of `enum_values` belongs to, and the next value of the same name in the same namespace.
    pub named_values: Vec<NamedValue>,
    /// Global virtual properties by namespace.
    pub global_accessors: FxHashMap<(NamespaceId, Symbol), Vec<AccessorDef>>,
    /// Namespaces by parent and name.
    pub namespace_names: FxHashMap<(NamespaceId, Symbol), NamespaceId>,
    /// Child funcdefs of script classes, by class and name; inherited ones are found at the base.
    pub child_types: FxHashMap<(TypeId, Symbol), TypeId>,
    /// Namespaces made visible by `using namespace` at script level.
    pub usings: FxHashMap<NamespaceId, Vec<NamespaceId>>,

    /// Template instances over script types.
    instances: OnceLock<InstanceCache>,
    /// Only registered entities whose mask shares a bit with this one are seen (HOST-014).
    pub access_mask: u32,
    /// Values of registered enums that constants are made of: the enum, and the number of the value.
    pub enum_uses: Vec<(TypeId, u32)>,
    /// Metadata of the sources.
    pub metadata: Vec<ast::Metadata<'ast>>,
    /// Enum values are found by `Enum::Value` only (property 10).
    pub require_enum_scope: bool,
    /// The script's globals in the order of their initialisation (GLOB-02, GLOB-03).
    pub global_order: Vec<GlobalId>,
    /// Cells that the script's globals take; those of `auto` globals are added when their types are known.
    pub global_cells: u32,
}

impl<'ast> Registry<'ast> {
    /// An empty script tier over a sealed API.
    pub fn new(ffi: Arc<FfiRegistry>) -> Registry<'ast> {
        Registry {
            first_type: ffi.type_count(),
            first_function: ffi.function_count(),
            first_global: ffi.global_count(),
            first_namespace: ffi.namespace_count(),
            has_assigning_operators: ffi.has_assigning_operators,
            has_script_operators: false,
            has_script_conversions: false,
            accessor_names: FxHashSet::default(),
            types: Vec::new(),
            functions: Vec::new(),
            globals: Vec::new(),
            namespaces: Vec::new(),
            classes: FxHashMap::default(),
            mixins: Vec::new(),
            imports: Vec::new(),
            params: Vec::new(),
            defaults: Vec::new(),
            methods: Vec::new(),
            accessors: Vec::new(),
            properties: Vec::new(),
            enum_values: Vec::new(),
            type_lists: Vec::new(),
            function_lists: Vec::new(),
            names: FxHashMap::default(),
            enum_names: FxHashMap::default(),
            named_values: Vec::new(),
            global_accessors: FxHashMap::default(),
            namespace_names: FxHashMap::default(),
            child_types: FxHashMap::default(),
            usings: FxHashMap::default(),
            wide: WideMembers::default(),
            instances: OnceLock::new(),
            access_mask: u32::MAX,
            enum_uses: Vec::new(),
            metadata: Vec::new(),
            require_enum_scope: false,
            global_order: Vec::new(),
            global_cells: 0,
            ffi,
        }
    }

    // ---- ids ----

    /// Whether a type belongs to the script tier (instances over script types included).
    #[inline]
    pub fn is_script_type(&self, id: TypeId) -> bool {
        id.0 >= FIRST_SCRIPT_INSTANCE || (id.0 >= self.first_type && id.0 < FIRST_CACHED)
    }

    /// Whether a function belongs to the script tier.
    #[inline]
    pub fn is_script_function(&self, id: FunctionId) -> bool {
        id.0 >= self.first_function
    }

    /// The id that the next script type gets.
    pub fn next_type_id(&self) -> TypeId {
        TypeId(self.first_type + self.types.len() as u32)
    }

    /// The id that the next script function gets.
    pub fn next_function_id(&self) -> FunctionId {
        FunctionId(self.first_function + self.functions.len() as u32)
    }

    /// The id that the next script global gets.
    pub fn next_global_id(&self) -> GlobalId {
        GlobalId(self.first_global + self.globals.len() as u32)
    }

    // ---- types ----

    /// A type of any tier.
    #[inline]
    pub fn ty(&self, id: TypeId) -> &TypeDef {
        if id.0 < self.first_type {
            self.ffi.ty(id)
        } else if id.0 < FIRST_CACHED {
            &self.types[(id.0 - self.first_type) as usize]
        } else if id.0 < FIRST_SCRIPT_INSTANCE {
            self.ffi.ty(id)
        } else {
            self.instances.get().and_then(|c| c.get(id)).expect("ids of instances come from this cache")
        }
    }

    /// A script type, for changing it.
    pub fn ty_mut(&mut self, id: TypeId) -> &mut TypeDef {
        &mut self.types[(id.0 - self.first_type) as usize]
    }

    /// What sort of type it is.
    #[inline]
    pub fn kind(&self, id: TypeId) -> TypeKind {
        if id.0 < 12 {
            return TypeKind::Primitive(crate::types::Primitive::ALL[id.0 as usize]);
        }
        self.ty(id).kind
    }

    /// The type whose tables hold the members: the template for instances, else the type itself.
    #[inline]
    fn members_of<'r>(&'r self, ty: &'r TypeDef) -> &'r TypeDef {
        if ty.template.is_some() && !ty.flags.has(TypeFlags::SPECIALIZED) { self.ffi.ty(ty.template) } else { ty }
    }

    /// The type whose behaviours make, copy and assign objects of a type: the template for its instances, unless they
    /// are specialised, else the type itself.
    #[inline]
    pub fn maker_of(&self, id: TypeId) -> &TypeDef {
        self.members_of(self.ty(id))
    }

    #[inline]
    pub(super) fn is_script_def(&self, ty: &TypeDef) -> bool {
        ty.id.0 >= self.first_type && ty.id.0 < FIRST_CACHED
    }

    /// All methods of a type; the inherited ones of script classes included.
    #[inline]
    pub fn methods(&self, id: TypeId) -> &[MethodEntry] {
        let ty = self.members_of(self.ty(id));
        if self.is_script_def(ty) { ty.methods.of(&self.methods) } else { self.ffi.methods(ty) }
    }

    /// Calls `each` for all methods of this name.
    #[inline]
    pub fn methods_named(&self, id: TypeId, name: Symbol, mut each: impl FnMut(FunctionId)) {
        let ty = self.members_of(self.ty(id));
        if self.is_script_def(ty) {
            let table = ty.methods.of(&self.methods);
            self.wide.each_method(ty.id, table, name, |row| each(table[row as usize].function));
        } else {
            for m in self.ffi.methods_named(ty, name) {
                if self.ffi.function(m.function).access_mask & self.access_mask != 0 {
                    each(m.function);
                }
            }
        }
    }

    /// Whether the type has a method of this name.
    pub fn has_method(&self, id: TypeId, name: Symbol) -> bool {
        let mut any = false;
        self.methods_named(id, name, |_| any = true);
        any
    }

    /// Accessors of the virtual properties of a type.
    pub fn accessors(&self, id: TypeId) -> &[AccessorDef] {
        let ty = self.members_of(self.ty(id));
        if self.is_script_def(ty) { ty.accessors.of(&self.accessors) } else { self.ffi.accessors(ty) }
    }

    /// Member variables of a type; inherited ones first.
    pub fn properties(&self, id: TypeId) -> &[PropertyDef] {
        let ty = self.members_of(self.ty(id));
        if self.is_script_def(ty) { ty.properties.of(&self.properties) } else { self.ffi.properties(ty) }
    }

    /// A member variable by name.
    pub fn property(&self, id: TypeId, name: Symbol) -> Option<&PropertyDef> {
        let ty = self.members_of(self.ty(id));
        if self.is_script_def(ty) {
            return self.wide.property(ty.id, ty.properties.of(&self.properties), name);
        }
        self.ffi.properties(ty).iter().find(|p| p.name == name && p.access_mask & self.access_mask != 0)
    }

    /// Values of an enum.
    pub fn enum_values(&self, id: TypeId) -> &[EnumValueDef] {
        let ty = self.ty(id);
        if self.is_script_def(ty) { ty.enum_values.of(&self.enum_values) } else { self.ffi.enum_values(ty) }
    }

    /// All interfaces a type implements (or, for an interface, extends).
    pub fn interfaces(&self, id: TypeId) -> &[TypeId] {
        let ty = self.ty(id);
        if self.is_script_def(ty) { ty.interfaces.of(&self.type_lists) } else { self.ffi.interfaces(ty) }
    }

    /// The functions of a list of the tier that `owner` belongs to.
    pub fn function_list(&self, owner: TypeId, range: Range) -> &[FunctionId] {
        let ty = self.members_of(self.ty(owner));
        if self.is_script_def(ty) { range.of(&self.function_lists) } else { self.ffi.function_list(range) }
    }

    /// Constructors of a value type or script class, factories of a registered reference type.
    pub fn constructors(&self, id: TypeId) -> &[FunctionId] {
        let ty = self.members_of(self.ty(id));
        let b = &ty.behaviors;
        let range = if matches!(ty.kind, TypeKind::Reference(_)) { b.factories } else { b.constructors };
        self.function_list(id, range)
    }

    /// The pattern of the list constructor of a type, in terms of the template for instances.
    pub fn list_pattern(&self, id: TypeId) -> Option<&ListPattern> {
        self.members_of(self.ty(id)).list_pattern.as_deref()
    }

    /// Whether `derived` is `base`, derives from it or implements it.
    pub fn is_a(&self, derived: TypeId, base: TypeId) -> bool {
        let mut at = derived;
        loop {
            if at == base {
                return true;
            }
            let ty = self.ty(at);
            if self.interfaces(at).contains(&base) {
                return true;
            }
            if ty.base.is_none() {
                return false;
            }
            at = ty.base;
        }
    }

    /// Whether an entity with this mask can be seen.
    #[inline]
    pub fn sees(&self, mask: u32) -> bool {
        mask & self.access_mask != 0
    }

    // ---- functions and globals ----

    /// A function of any tier.
    #[inline]
    pub fn function(&self, id: FunctionId) -> FunctionDefView<'_, 'ast> {
        if id.0 < self.first_function {
            FunctionDefView::Ffi(&self.ffi, self.ffi.function(id))
        } else {
            FunctionDefView::Script(self, &self.functions[(id.0 - self.first_function) as usize])
        }
    }

    /// A script function.
    #[inline]
    pub fn script_function(&self, id: FunctionId) -> &ScriptFunction<'ast> {
        &self.functions[(id.0 - self.first_function) as usize]
    }

    /// A script function, for changing it.
    pub fn script_function_mut(&mut self, id: FunctionId) -> &mut ScriptFunction<'ast> {
        &mut self.functions[(id.0 - self.first_function) as usize]
    }

    /// A global of any tier.
    pub fn global(&self, id: GlobalId) -> &GlobalDef {
        if id.0 < self.first_global { self.ffi.global(id) } else { &self.script_global(id).def }
    }

    /// A global of the script.
    pub fn script_global(&self, id: GlobalId) -> &Global<'ast> {
        &self.globals[(id.0 - self.first_global) as usize]
    }

    /// Whether a global belongs to the script.
    pub fn is_script_global(&self, id: GlobalId) -> bool {
        id.0 >= self.first_global
    }

    /// Says that a part of a class is wrong and was reported.
    pub fn set_incomplete(&mut self, class: TypeId) {
        let def = self.ty_mut(class);
        def.flags = def.flags.with(TypeFlags::INCOMPLETE);
    }

    /// Whether something of a class or its bases was reported: what they seem to lack may be there.
    pub fn is_incomplete(&self, class: TypeId) -> bool {
        let mut at = class;
        while at.is_some() && at.0 >= self.first_type {
            if self.ty(at).flags.has(TypeFlags::INCOMPLETE) {
                return true;
            }
            at = self.ty(at).base;
        }
        false
    }

    // ---- namespaces ----

    /// The namespace or type that a scope nobody knows may be a misspelling of.
    pub fn near_scope(&self, names: &Names<'_>, path: &[ast::Ident]) -> Option<String> {
        let [part] = path else { return None };
        let mut near = Nearest::new(names.text(part.name));
        for ns in 1..self.first_namespace + self.namespaces.len() as u32 {
            near.offer(names.text(self.namespace_name(NamespaceId(ns))));
        }
        for def in self.types.iter().filter(|def| matches!(def.kind, TypeKind::Class | TypeKind::Enum)) {
            near.offer(names.text(def.name));
        }
        near.found()
    }

    /// The namespace `name` directly inside `parent`.
    pub fn find_namespace(&self, parent: NamespaceId, name: Symbol) -> Option<NamespaceId> {
        if let Some(&n) = self.namespace_names.get(&(parent, name)) {
            return Some(n);
        }
        if parent.0 < self.first_namespace { self.ffi.find_namespace(parent, name) } else { None }
    }

    /// The same, made if it does not exist.
    pub fn add_namespace(&mut self, parent: NamespaceId, name: Symbol) -> NamespaceId {
        if let Some(n) = self.find_namespace(parent, name) {
            return n;
        }
        let id = NamespaceId(self.first_namespace + self.namespaces.len() as u32);
        self.namespaces.push(Namespace { parent, name });
        self.namespace_names.insert((parent, name), id);
        id
    }

    /// The namespace around one; the global one for itself.
    pub fn namespace_parent(&self, ns: NamespaceId) -> NamespaceId {
        if ns == NamespaceId::GLOBAL {
            ns
        } else if ns.0 < self.first_namespace {
            self.ffi.namespace_parent(ns)
        } else {
            self.namespaces[(ns.0 - self.first_namespace) as usize].parent
        }
    }

    /// Last name of a namespace.
    pub fn namespace_name(&self, ns: NamespaceId) -> Symbol {
        if ns.0 < self.first_namespace {
            self.ffi.namespace_name(ns)
        } else {
            self.namespaces[(ns.0 - self.first_namespace) as usize].name
        }
    }

    /// Follows a path of names: relative to `from` first, then to the namespaces around it; with `global` from the global
    /// one only (NS-04).
    pub fn resolve_path(&self, from: NamespaceId, global: bool, path: &[ast::Ident]) -> Option<NamespaceId> {
        let mut at = if global { NamespaceId::GLOBAL } else { from };
        loop {
            let mut ns = Some(at);
            for part in path {
                ns = ns.and_then(|n| self.find_namespace(n, part.name));
            }
            if ns.is_some() {
                return ns;
            }
            for &used in self.usings.get(&at).map_or(&[][..], |u| u) {
                let mut ns = Some(used);
                for part in path {
                    ns = ns.and_then(|n| self.find_namespace(n, part.name));
                }
                if ns.is_some() {
                    return ns;
                }
            }
            if at == NamespaceId::GLOBAL {
                return None;
            }
            at = self.namespace_parent(at);
        }
    }

    // ---- names ----

    /// What `name` denotes in exactly this namespace. Functions of both tiers join; a script's other entities hide the
    /// API's.
    pub fn lookup_in(&self, ns: NamespaceId, name: Symbol, space: &mut LookupSpace) -> Option<ScopeHit> {
        let script = self.names.get(&(ns, name)).copied();
        match script {
            Some(ScriptName::Type(t)) => return Some(ScopeHit::Type(t)),
            Some(ScriptName::Global(g)) => {
                // A registered virtual property is hidden like everything registered; an own one wins (PROP-17).
                return Some(match self.global_accessors.get(&(ns, name)) {
                    Some(list) => {
                        space.accessors.extend_from_slice(list);
                        ScopeHit::Property
                    }
                    None => ScopeHit::Global(g),
                });
            }
            Some(ScriptName::Mixin(m)) => return Some(ScopeHit::Mixin(m)),
            Some(ScriptName::Functions(first)) => {
                let mut at = first;
                while at.is_some() {
                    space.functions.push(at);
                    at = self.script_function(at).next;
                }
            }
            None => {}
        }
        if ns.0 < self.first_namespace {
            match self.ffi.lookup(ns, name) {
                Some(NameEntry::Functions(range)) => {
                    let own = space.functions.len();
                    for &f in self.ffi.function_list(range) {
                        // A script function with the signature of a registered one replaces it.
                        let def = self.ffi.function(f);
                        if self.sees(def.access_mask) && !space.functions[..own].iter().any(|&s| self.same_params(s, f))
                        {
                            space.functions.push(f);
                        }
                    }
                }
                Some(NameEntry::Type(t)) if space.functions.is_empty() && self.sees(self.ffi.ty(t).access_mask) => {
                    return Some(ScopeHit::Type(t));
                }
                Some(NameEntry::Global(g))
                    if space.functions.is_empty() && self.sees(self.ffi.global(g).access_mask) =>
                {
                    return Some(ScopeHit::Global(g));
                }
                _ => {}
            }
        }
        if !space.functions.is_empty() {
            return Some(ScopeHit::Functions);
        }
        if self.find_accessors(ns, name, space) {
            return Some(ScopeHit::Property);
        }
        if !self.require_enum_scope {
            self.push_enum_values(ns, name, &mut space.enum_values);
        }
        (!space.enum_values.is_empty()).then_some(ScopeHit::EnumValue)
    }

    fn find_accessors(&self, ns: NamespaceId, name: Symbol, space: &mut LookupSpace) -> bool {
        if let Some(list) = self.global_accessors.get(&(ns, name)) {
            space.accessors.extend_from_slice(list);
        }
        if ns.0 < self.first_namespace {
            let own = space.accessors.len();
            for &accessor in self.ffi.global_accessors(ns, name) {
                let hidden = |s: &AccessorDef| self.same_params(s.function, accessor.function);
                if !space.accessors[..own].iter().any(hidden) {
                    space.accessors.push(accessor);
                }
            }
        }
        !space.accessors.is_empty()
    }

    /// What an unqualified name denotes as seen from `ns`: the namespace itself, those it uses, then the ones around it;
    /// the first that has the name ends the search (NS-03, NS-10). `block_usings` are those of the enclosing blocks.
    pub fn lookup(
        &self,
        ns: NamespaceId,
        block_usings: &[NamespaceId],
        name: Symbol,
        space: &mut LookupSpace,
    ) -> Option<ScopeHit> {
        space.functions.clear();
        space.accessors.clear();
        space.enum_values.clear();
        let mut at = ns;
        let mut first = true;
        loop {
            if let Some(hit) = self.lookup_in(at, name, space) {
                return Some(hit);
            }
            let used = self.usings.get(&at).map_or(&[][..], |u| u);
            let blocks = if first { block_usings } else { &[] };
            if !used.is_empty() || !blocks.is_empty() {
                if let Some(hit) = self.lookup_used(used, blocks, name, space) {
                    return Some(hit);
                }
            }
            first = false;
            if at == NamespaceId::GLOBAL {
                return None;
            }
            at = self.namespace_parent(at);
        }
    }

    fn lookup_used(
        &self,
        used: &[NamespaceId],
        blocks: &[NamespaceId],
        name: Symbol,
        space: &mut LookupSpace,
    ) -> Option<ScopeHit> {
        let mut result = None;
        for (i, &u) in used.iter().chain(blocks).enumerate() {
            // Those of a namespace are all different; of blocks there are few.
            if i >= used.len() && (used.contains(&u) || blocks[..i - used.len()].contains(&u)) {
                continue;
            }
            // Overloads of several namespaces join (OVERLOAD-23); anything else must be one kind (NS-11).
            let before = std::mem::take(&mut space.functions);
            let hit = self.lookup_in(u, name, space);
            let now = std::mem::replace(&mut space.functions, before);
            space.functions.extend(now);
            result = match (result, hit) {
                (r, None) => r,
                (None, h) => h,
                (Some(ScopeHit::Functions), Some(ScopeHit::Functions)) => Some(ScopeHit::Functions),
                (Some(ScopeHit::EnumValue), Some(ScopeHit::EnumValue)) => Some(ScopeHit::EnumValue),
                (Some(a), Some(b)) if a == b && a != ScopeHit::Property => Some(a),
                _ => return Some(ScopeHit::Ambiguous),
            };
        }
        result
    }

    /// Whether two functions take the same parameter types.
    pub fn same_params(&self, a: FunctionId, b: FunctionId) -> bool {
        let (pa, pb) = (self.function(a).params(), self.function(b).params());
        pa.len() == pb.len() && pa.iter().zip(pb).all(|(x, y)| self.same_param(x.ty, y.ty))
    }

    /// Whether two parameter types make no difference between signatures (OVERLOAD-11); the constness of a value does not
    /// count.
    pub fn same_param(&self, a: DataType, b: DataType) -> bool {
        if a.is_ref() || b.is_ref() { a == b } else { a.same_value(b) }
    }

    // ---- templates ----

    /// The instance of a template for these arguments, made if needed. The error says why the template refuses them.
    pub fn instance(&self, template: TypeId, args: &[DataType]) -> Result<TypeId, String> {
        if args.iter().any(|a| self.is_script_type(a.type_id)) {
            self.instances.get_or_init(InstanceCache::for_script).get_or_make(template, args, || {
                let mut def =
                    self.ffi.define_instance(template, args, &|id| self.ty(id), &|ty| self.display_any(ty))?;
                if def.kind == TypeKind::Funcdef && def.parent.is_some() {
                    def.parent = self.instance(def.parent, args)?;
                }
                Ok(def)
            })
        } else {
            self.ffi.instance(template, args)
        }
    }

    /// Replaces template parameters by the arguments of `owner`, a template instance (or any other type, when nothing is
    /// replaced).
    #[inline]
    pub fn subst(&self, ty: DataType, owner: TypeId) -> DataType {
        if owner.is_none() || ty.type_id.0 < DataType::FIRST_FREE_ID.0 {
            return ty;
        }
        let owner = self.ty(owner);
        if owner.template.is_none() { ty } else { self.subst_args(ty, &owner.args) }
    }

    /// Replaces template parameters by these arguments.
    pub fn subst_args(&self, ty: DataType, args: &[DataType]) -> DataType {
        if ty.type_id.0 < DataType::FIRST_FREE_ID.0 {
            return ty;
        }
        let done = self.ffi.subst_with(ty, args, &mut |template, args| self.instance(template, args));
        done.unwrap_or(DataType { type_id: DataType::ERROR_ID, ..ty })
    }
}
