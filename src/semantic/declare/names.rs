//! The first pass: which names there are.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashSet;

use crate::base::{FunctionId, NamespaceId, Span, Symbol, TypeId};
use crate::syntax::ast::{self, Access, Ident, Init, Item, Modifiers, TypeBase};
use crate::types::{
    DataType, FunctionKind, FunctionTraits, GlobalDef, NameEntry, Primitive, TypeDef, TypeFlags, TypeKind,
};

use super::{ClassWork, Declared, Declarer, FunctionHead, InterfaceWork, Source, code, traits_of, type_flags};
use crate::semantic::resolve::primitive_of;
use crate::semantic::types::{FunctionBody, Global, Import, MOST_USED_NAMESPACES, Mixin, ScriptName};
use crate::semantic::{Shadowing, extension_hint};
use crate::types::Range;

impl<'ast> Declarer<'_, 'ast> {
    /// Takes up everything that stands in a namespace.
    pub(super) fn items(&mut self, ns: NamespaceId, items: &'ast [Item<'ast>]) {
        for item in items {
            match *item {
                Item::Function(decl) => self.script_function(ns, decl),
                Item::Var(decl) => self.variables(ns, decl),
                Item::Class(decl) => self.class(ns, decl),
                Item::Interface(decl) => self.interface(ns, decl),
                Item::Mixin(decl) => self.mixin(ns, decl),
                Item::Enum(decl) => self.enumeration(ns, decl),
                Item::Funcdef(decl) => self.funcdef(ns, decl),
                Item::Typedef(decl) => self.typedef(ns, decl),
                Item::Property(decl) => self.script_property(ns, decl),
                Item::Import(decl) => self.import(ns, decl),
                Item::Using(decl) => self.usings.push((ns, decl)),
                Item::Namespace(decl) => {
                    let mut inner = ns;
                    for part in decl.path {
                        inner = self.build.registry.add_namespace(inner, part.name);
                    }
                    self.items(inner, decl.items);
                }
            }
        }
    }

    /// Makes the namespaces of `using namespace` at script level visible. Directives may name namespaces that other ones
    /// make visible, so they are followed until nothing new is found.
    pub(super) fn usings(&mut self) {
        let mut left = std::mem::take(&mut self.usings);
        let mut found = Vec::new();
        let mut known = FxHashSet::default();
        let mut is_full = false;
        for _ in 0..MOST_USED_NAMESPACES {
            let before = left.len();
            left.retain(|&(ns, decl)| match self.build.registry.resolve_path(ns, false, decl.path) {
                Some(used) => {
                    found.push((ns, used, decl.span));
                    false
                }
                None => true,
            });
            for (ns, used, span) in found.drain(..) {
                if used == ns || !known.insert((ns, used)) {
                    continue;
                }
                let list = self.build.registry.usings.entry(ns).or_default();
                if list.len() < MOST_USED_NAMESPACES {
                    list.push(used);
                } else if !is_full {
                    is_full = true;
                    let text = format!("a namespace can use at most {MOST_USED_NAMESPACES} others");
                    self.build.error(code::TOO_LARGE, span, text);
                }
            }
            if left.is_empty() || left.len() == before {
                break;
            }
        }
        for (_, decl) in left {
            let path: Vec<&str> = decl.path.iter().map(|p| self.build.names.text(p.name)).collect();
            let text = format!("unknown namespace '{}'", path.join("::"));
            let span = decl.path.first().map_or(decl.span, |first| first.span.to(decl.path[decl.path.len() - 1].span));
            self.build.error(22, span, text);
        }
    }

    // ---- conflicts ----

    /// Takes a name for something that is no function; false after an error.
    fn claim(&mut self, ns: NamespaceId, name: Ident, entry: ScriptName) -> bool {
        match self.build.registry.names.entry((ns, name.name)) {
            Entry::Vacant(free) => {
                free.insert(entry);
            }
            Entry::Occupied(taken) => {
                let taken = *taken.get();
                self.conflict(name, taken);
                return false;
            }
        }
        if ns.0 < self.build.registry.first_namespace {
            self.registered_conflict(ns, name, entry);
        }
        true
    }

    /// Reports that a name is taken (ERR-026 to ERR-031).
    fn conflict(&mut self, name: Ident, taken: ScriptName) {
        let registry = &self.build.registry;
        let (number, what, span) = match taken {
            ScriptName::Global(g) => (26, "a variable", registry.script_global(g).def.span),
            ScriptName::Functions(f) => (27, "a function", registry.script_function(f).def.span),
            ScriptName::Mixin(m) => (31, "a mixin", registry.mixins[m as usize].decl.name.span),
            ScriptName::Type(t) => {
                let def = registry.ty(t);
                match def.kind {
                    TypeKind::Class => (28, "a class", def.span),
                    TypeKind::Interface => (28, "an interface", def.span),
                    TypeKind::Funcdef => (30, "a funcdef", def.span),
                    TypeKind::Enum => (29, "an enum", def.span),
                    _ => (29, "a type", Span::NONE),
                }
            }
        };
        let text = format!("'{}' is the name of {what} already", self.text(name.name));
        let error = self.build.error(number, name.span, text);
        if !span.is_none() {
            error.note(span, "it is declared here");
        }
    }

    /// Says what the options say about a name that the API has in the same namespace.
    fn registered_conflict(&mut self, ns: NamespaceId, name: Ident, entry: ScriptName) {
        let registry = &self.build.registry;
        let (number, what) = match registry.ffi.lookup(ns, name.name) {
            Some(NameEntry::Type(t)) if registry.sees(registry.ffi.ty(t).access_mask) => (32, "type"),
            Some(NameEntry::Global(g)) if registry.sees(registry.ffi.global(g).access_mask) => (26, "variable"),
            Some(NameEntry::Functions(range))
                if registry
                    .ffi
                    .function_list(range)
                    .iter()
                    .any(|&f| registry.sees(registry.ffi.function(f).access_mask)) =>
            {
                (27, "function")
            }
            _ if !matches!(entry, ScriptName::Functions(_))
                && !registry.ffi.global_accessors(ns, name.name).is_empty() =>
            {
                (33, "property")
            }
            _ => return,
        };
        self.shadow(number, name, what);
    }

    /// A declaration of the script has the name (and parameters) of a registered entity.
    pub(super) fn shadow(&mut self, number: u16, name: Ident, what: &str) {
        match self.build.options.shadowing {
            Shadowing::Allow => {}
            Shadowing::Warn => {
                let text = format!("'{}' hides the {what} that the application registered", self.text(name.name));
                self.build.warning(code::HIDES_REGISTERED, name.span, text);
            }
            Shadowing::Error => {
                let text = format!("'{}' is a {what} that the application registered", self.text(name.name));
                self.build.error(number, name.span, text);
            }
        }
    }

    // ---- functions ----

    fn script_function(&mut self, ns: NamespaceId, decl: &'ast ast::FunctionDecl<'ast>) {
        if decl.form != ast::FunctionForm::Plain {
            // The parser has reported it.
            return;
        }
        if self.is_found_elsewhere(decl.name) {
            return;
        }
        self.script_words(decl.modifiers, decl.access, decl.name);
        self.external(decl.modifiers, decl.body.is_some(), decl.name, "function");
        if decl.modifiers.has(Modifiers::DELETE) {
            let text = "only the functions that the compiler makes for a class can be deleted";
            self.build.error(160, decl.name.span, text);
        } else if decl.body.is_none() && !decl.modifiers.has(Modifiers::EXTERNAL) {
            let text = format!("function '{}' has no body", self.text(decl.name.name));
            self.build.error(code::NO_BODY, decl.name.span, text);
        }
        let traits = traits_of(decl.modifiers, Access::Public);
        let body = if decl.body.is_some() { FunctionBody::Decl(decl) } else { FunctionBody::None };
        self.named_function(ns, decl.name, FunctionKind::Global, traits, body, Source::Decl(decl));
    }

    /// Words that mean nothing outside of classes.
    fn script_words(&mut self, modifiers: Modifiers, access: Access, name: Ident) {
        let word = if access != Access::Public {
            if access == Access::Private { "private" } else { "protected" }
        } else if modifiers.has(Modifiers::OVERRIDE) {
            let text = format!("'{}' is no method: there is nothing to override", self.text(name.name));
            self.build.error(154, name.span, text);
            return;
        } else if modifiers.has(Modifiers::FINAL) {
            "final"
        } else if modifiers.has(Modifiers::EXPLICIT) {
            "explicit"
        } else {
            return;
        };
        let text = format!("'{}' cannot be '{word}': it is not a member of a class", self.text(name.name));
        self.build.error(1, name.span, text);
    }

    /// Whether the name is that of an `external` declaration, and what it stands for is among the scripts.
    fn is_found_elsewhere(&self, name: Ident) -> bool {
        self.build.externals.contains(&name.span.lo)
    }

    /// Reports `external` entities: with a body they are wrong, without one no unit that was built before has them
    /// (SHARED-14, SHARED-15). True if the entity is missing.
    fn external(&mut self, modifiers: Modifiers, has_body: bool, name: Ident, what: &str) -> bool {
        if !modifiers.has(Modifiers::EXTERNAL) {
            return false;
        }
        if has_body {
            let text = format!("external {what} '{}' cannot have a body", self.text(name.name));
            self.build.error(207, name.span, text);
            return false;
        }
        let text = format!("external {what} '{}' is not found", self.text(name.name));
        self.build.error(206, name.span, text);
        true
    }

    /// Adds a function to the overloads of its name.
    fn named_function(
        &mut self,
        ns: NamespaceId,
        name: Ident,
        kind: FunctionKind,
        traits: FunctionTraits,
        body: FunctionBody<'ast>,
        source: Source<'ast>,
    ) -> Option<FunctionId> {
        let id = self.build.registry.next_function_id();
        let mut next = FunctionId::NONE;
        let mut first_registered = false;
        match self.build.registry.names.entry((ns, name.name)) {
            Entry::Vacant(free) => {
                free.insert(ScriptName::Functions(id));
                first_registered = ns.0 < self.build.registry.first_namespace;
            }
            Entry::Occupied(mut taken) => match *taken.get() {
                ScriptName::Functions(other) => {
                    next = other;
                    taken.insert(ScriptName::Functions(id));
                    self.overloaded.push(id);
                }
                other => {
                    self.conflict(name, other);
                    return None;
                }
            },
        }
        if ns.0 < self.build.registry.first_namespace {
            match self.build.registry.ffi.lookup(ns, name.name) {
                // Only one of the same parameters is hidden; that is found when they are known.
                Some(NameEntry::Functions(_)) => self.beside_registered.push(id),
                Some(_) if first_registered => self.registered_conflict(ns, name, ScriptName::Functions(id)),
                _ => {}
            }
        }
        let head = FunctionHead {
            name: name.name,
            span: name.span,
            namespace: ns,
            scope: ns,
            owner: TypeId::NONE,
            kind,
            traits,
        };
        self.add_function(head, body, source);
        self.function(id).next = next;
        Some(id)
    }

    fn script_property(&mut self, ns: NamespaceId, decl: &'ast ast::PropertyDecl<'ast>) {
        self.script_words(decl.modifiers, decl.access, decl.name);
        self.external(decl.modifiers, true, decl.name, "property");
        self.accessor_mode(decl.name);
        for accessor in decl.accessors {
            let name = Ident { name: self.accessor_symbol(decl.name.name, accessor.is_get), span: decl.name.span };
            self.script_words(accessor.modifiers, Access::Public, Ident { span: accessor.span, ..decl.name });
            if accessor.modifiers.has(Modifiers::CONST) {
                self.build.error(1, accessor.span, "only methods can be const");
            }
            let modifiers = accessor.modifiers.with(decl.modifiers);
            let traits = traits_of(modifiers, Access::Public);
            let body = FunctionBody::Accessor(decl, accessor);
            self.named_function(ns, name, FunctionKind::Global, traits, body, Source::Accessor(decl, accessor));
        }
    }

    /// The block form needs an accessor mode in which scripts can declare accessors (PROP-02).
    pub(super) fn accessor_mode(&mut self, name: Ident) {
        if self.build.options.property_accessor_mode < 2 {
            let text = "virtual properties of scripts are switched off by the application";
            self.build.error(194, name.span, text);
        }
    }

    /// `get_name` or `set_name`.
    pub(super) fn accessor_symbol(&mut self, property: Symbol, is_get: bool) -> Symbol {
        self.text.clear();
        self.text.push_str(if is_get { "get_" } else { "set_" });
        self.text.push_str(self.build.names.text(property));
        self.build.names.intern(&self.text)
    }

    fn import(&mut self, ns: NamespaceId, decl: &'ast ast::ImportDecl<'ast>) {
        let d = &decl.signature;
        self.script_words(d.modifiers, Access::Public, d.name);
        let traits = traits_of(d.modifiers, Access::Public);
        let body = FunctionBody::None;
        let Some(function) = self.named_function(ns, d.name, FunctionKind::Import, traits, body, Source::Decl(d))
        else {
            return;
        };
        let imports = &mut self.build.registry.imports;
        let index = imports.len() as u32;
        imports.push(Import { function, module: decl.module, ret: DataType::ERROR });
        self.function(function).import = index;
    }

    // ---- variables ----

    fn variables(&mut self, ns: NamespaceId, decl: &'ast ast::VarDecl<'ast>) {
        if self.build.options.disallow_global_vars {
            self.build.error(39, decl.span, "global variables are switched off by the application");
            return;
        }
        let word = if decl.access == Access::Private {
            "private"
        } else if decl.access == Access::Protected {
            "protected"
        } else if decl.modifiers.has(Modifiers::SHARED) {
            "shared"
        } else if decl.modifiers.has(Modifiers::EXTERNAL) {
            "external"
        } else {
            ""
        };
        if !word.is_empty() {
            self.build.error(1, decl.span, format!("a global variable cannot be '{word}'"));
        }
        for declarator in decl.declarators {
            let id = self.build.registry.next_global_id();
            if !self.claim(ns, declarator.name, ScriptName::Global(id)) {
                continue;
            }
            let is_auto = matches!(decl.ty.base, TypeBase::Auto);
            self.build.registry.globals.push(Global {
                def: GlobalDef {
                    id,
                    name: declarator.name.name,
                    namespace: ns,
                    ty: DataType::ERROR,
                    address: 0,
                    span: declarator.name.span,
                    access_mask: u32::MAX,
                },
                init: declarator.init,
                ty: &decl.ty,
                cell: 0,
                is_auto,
                constant: None,
            });
            if is_auto && !matches!(declarator.init, Init::Expr(_)) {
                self.build.error(45, declarator.name.span, "'auto' needs an initialiser to take the type from");
                if let Some(global) = self.build.registry.globals.last_mut() {
                    global.is_auto = false;
                }
            }
        }
    }

    // ---- types ----

    fn add_type(&mut self, name: Ident, ns: NamespaceId, kind: TypeKind, flags: TypeFlags) -> TypeId {
        let id = self.build.registry.next_type_id();
        let mut def = TypeDef::new(id, name.name, ns, kind);
        def.flags = flags;
        def.span = name.span;
        self.build.registry.types.push(def);
        id
    }

    /// Reports a type without a body; true if nothing is known of it, in which case its name stands for an unknown type
    /// about which nothing more is said.
    fn missing_type(&mut self, ns: NamespaceId, name: Ident, modifiers: Modifiers, has_body: bool, what: &str) -> bool {
        if self.is_found_elsewhere(name) {
            return true;
        }
        if self.external(modifiers, has_body, name, what) {
            self.claim(ns, name, ScriptName::Type(DataType::ERROR_ID));
            return true;
        }
        if !has_body && !modifiers.has(Modifiers::EXTERNAL) {
            let text = format!("{what} '{}' has no body", self.text(name.name));
            self.build.error(code::NO_BODY, name.span, text);
            self.claim(ns, name, ScriptName::Type(DataType::ERROR_ID));
            return true;
        }
        false
    }

    fn class(&mut self, ns: NamespaceId, decl: &'ast ast::ClassDecl<'ast>) {
        if self.missing_type(ns, decl.name, decl.modifiers, decl.has_body, "class") {
            return;
        }
        if !self.claim(ns, decl.name, ScriptName::Type(self.build.registry.next_type_id())) {
            return;
        }
        // Until its members are known a class may be part of circles; instances of templates over it must know that.
        let mut flags = type_flags(decl.modifiers).with(TypeFlags::GC);
        if flags.has(TypeFlags::ABSTRACT.with(TypeFlags::FINAL)) {
            let text = format!("class '{}' cannot be both abstract and final", self.text(decl.name.name));
            self.build.error(152, decl.name.span, text);
            flags = super::without(flags, TypeFlags::FINAL);
        }
        if decl.implicit_handle {
            flags = flags.with(TypeFlags::IMPLICIT_HANDLE);
        }
        let id = self.add_type(decl.name, ns, TypeKind::Class, flags);
        self.build.registry.ty_mut(id).align = 8;
        for member in decl.members {
            if let ast::Member::Funcdef(funcdef) = member {
                self.child_funcdef(ns, id, flags, funcdef);
            }
        }
        self.classes.push(ClassWork {
            id,
            decl,
            namespace: ns,
            interfaces: Range::EMPTY,
            mixins: Range::EMPTY,
            functions: 0..0,
            declared: Declared::default(),
        });
    }

    fn interface(&mut self, ns: NamespaceId, decl: &'ast ast::ClassDecl<'ast>) {
        if self.missing_type(ns, decl.name, decl.modifiers, decl.has_body, "interface") {
            return;
        }
        let flags = type_flags(decl.modifiers);
        if self.build.options.ignore_duplicate_shared_intf && flags.has(TypeFlags::SHARED) {
            if let Some(&ScriptName::Type(other)) = self.build.registry.names.get(&(ns, decl.name.name)) {
                if self.kind(other) == TypeKind::Interface && self.is_shared(other) {
                    return;
                }
            }
        }
        if !self.claim(ns, decl.name, ScriptName::Type(self.build.registry.next_type_id())) {
            return;
        }
        let id = self.add_type(decl.name, ns, TypeKind::Interface, flags);
        let functions = self.interface_functions(ns, id, decl);
        self.interfaces.push(InterfaceWork { id, decl, namespace: ns, parents: Range::EMPTY, functions });
    }

    fn mixin(&mut self, ns: NamespaceId, decl: &'ast ast::ClassDecl<'ast>) {
        if !decl.has_body {
            let text = format!("mixin '{}' has no body", self.text(decl.name.name));
            self.build.error(code::NO_BODY, decl.name.span, text);
        }
        for member in decl.members {
            if let ast::Member::Property(property) = member {
                // MIXIN-10
                let text = "a mixin cannot hold a property block; use functions marked 'property'";
                self.build.error(10, property.name.span, text);
            }
        }
        let index = self.build.registry.mixins.len() as u32;
        if self.claim(ns, decl.name, ScriptName::Mixin(index)) {
            self.build.registry.mixins.push(Mixin { decl, namespace: ns });
        }
    }

    fn funcdef(&mut self, ns: NamespaceId, decl: &'ast ast::FuncdefDecl<'ast>) {
        let name = decl.signature.name;
        if self.is_found_elsewhere(name) {
            return;
        }
        if self.external(decl.modifiers, false, name, "funcdef") {
            self.claim(ns, name, ScriptName::Type(DataType::ERROR_ID));
            return;
        }
        if self.claim(ns, name, ScriptName::Type(self.build.registry.next_type_id())) {
            self.add_funcdef(ns, TypeId::NONE, type_flags(decl.modifiers), decl);
        }
    }

    fn child_funcdef(
        &mut self,
        ns: NamespaceId,
        class: TypeId,
        class_flags: TypeFlags,
        decl: &'ast ast::FuncdefDecl<'ast>,
    ) {
        let name = decl.signature.name;
        let id = self.build.registry.next_type_id();
        match self.build.registry.child_types.entry((class, name.name)) {
            Entry::Vacant(free) => {
                free.insert(id);
            }
            Entry::Occupied(_) => {
                let text = format!("the class has a funcdef '{}' already", self.text(name.name));
                self.build.error(34, name.span, text);
                return;
            }
        }
        let shared = TypeFlags(class_flags.0 & TypeFlags::SHARED.0);
        self.add_funcdef(ns, class, shared, decl);
    }

    fn add_funcdef(&mut self, ns: NamespaceId, parent: TypeId, flags: TypeFlags, decl: &'ast ast::FuncdefDecl<'ast>) {
        let name = decl.signature.name;
        let id = self.add_type(name, ns, TypeKind::Funcdef, flags);
        let shared = flags.has(TypeFlags::SHARED);
        let head = FunctionHead {
            name: name.name,
            span: name.span,
            namespace: ns,
            scope: ns,
            owner: parent,
            kind: FunctionKind::Funcdef,
            traits: if shared { FunctionTraits::SHARED } else { FunctionTraits::default() },
        };
        let signature = self.add_function(head, FunctionBody::None, Source::Decl(&decl.signature));
        let def = self.build.registry.ty_mut(id);
        def.parent = parent;
        def.signature = signature;
        def.align = 8;
    }

    fn typedef(&mut self, ns: NamespaceId, decl: &'ast ast::TypedefDecl<'ast>) {
        // The parser lets only words of the language through (GRAM-29).
        let id = match decl.ty.base {
            TypeBase::Primitive(p) => primitive_of(p).id(),
            _ => DataType::ERROR_ID,
        };
        self.claim(ns, decl.name, ScriptName::Type(id));
    }

    fn enumeration(&mut self, ns: NamespaceId, decl: &'ast ast::EnumDecl<'ast>) {
        let mut number = Primitive::Int32;
        if let Some(underlying) = decl.underlying.filter(|_| !self.build.options.enum_base_types) {
            // ENUM-02
            self.build
                .error(1, underlying.span, "the values of an enum are always of type 'int'")
                .help(extension_hint("enum_base_types"));
        } else if let Some(underlying) = decl.underlying {
            match underlying.base {
                TypeBase::Primitive(p) if primitive_of(p).is_integer() && is_bare(&underlying) => {
                    number = primitive_of(p)
                }
                _ => {
                    let text = "the values of an enum are of an integer type: int8 to int64 or uint8 to uint64";
                    self.build.error(code::ENUM_BASE, underlying.span, text);
                }
            }
        } else if self.missing_type(ns, decl.name, decl.modifiers, decl.has_body, "enum") {
            return;
        }
        if !self.claim(ns, decl.name, ScriptName::Type(self.build.registry.next_type_id())) {
            return;
        }
        let id = self.add_type(decl.name, ns, TypeKind::Enum, type_flags(decl.modifiers));
        let def = self.build.registry.ty_mut(id);
        def.set_enum_primitive(number);
        self.enum_values(ns, id, decl);
    }
}

/// Whether a type is written as its name alone.
fn is_bare(ty: &ast::TypeExpr<'_>) -> bool {
    !ty.is_const && ty.suffixes.is_empty() && ty.args.is_empty()
}
