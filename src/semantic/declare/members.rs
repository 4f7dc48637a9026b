//! Classes: method tables, member variables, what interfaces ask for.

use crate::base::{FunctionId, Span, Symbol, TypeId};
use crate::syntax::ast::{Member, VarDecl};
use crate::types::{DataType, FunctionKind, FunctionTraits, MethodEntry, PropertyDef, Range};

use super::overloads::Signatures;
use super::{Declarer, MAX_MEMBER_ROWS, MAX_METHODS, Source, code, layout, member_access};
use crate::base::NamespaceId;
use crate::semantic::NameContext;
use crate::semantic::resolve::TypeUse;
use crate::semantic::types::{ClassInfo, FunctionBody, MemberInit};

/// What is made of a class beside the registry's tables.
#[derive(Default)]
struct Parts<'ast> {
    inits: Vec<MemberInit<'ast>>,
    functions: Vec<FunctionId>,
    constructors: Vec<FunctionId>,
    signatures: Signatures,
    /// Deleted functions, to be compared with the defined ones.
    deleted: Vec<FunctionId>,
    destructor: Option<FunctionId>,
}

impl<'ast> Declarer<'_, 'ast> {
    /// Completes all classes, bases first.
    pub(super) fn class_tables(&mut self) {
        for i in 0..self.class_order.len() {
            let w = self.class_order[i] as usize;
            self.class_table(w);
        }
    }

    fn class_table(&mut self, w: usize) {
        let (id, decl) = (self.classes[w].id, self.classes[w].decl);
        let base = self.build.registry.ty(id).base;
        let mut parts = Parts::default();
        if self.class_too_large(id, base) {
            let (inits, functions) = (parts.inits, parts.functions);
            let (interface_methods, funcdefs) = (Vec::new(), Vec::new());
            let info = ClassInfo { id, decl, inits, functions, interface_methods, funcdefs };
            self.build.registry.classes.insert(id, info);
            return;
        }
        self.class_interfaces(w, base);
        self.method_table(w, base, &mut parts);
        self.member_variables(w, base, &mut parts);
        self.name_conflicts(w, base);
        self.check_deleted(&parts.deleted, &parts.constructors, id);
        self.generate(w, &mut parts.constructors, &mut parts.functions);

        let registry = &mut self.build.registry;
        let start = registry.function_lists.len() as u32;
        registry.function_lists.extend_from_slice(&parts.constructors);
        let constructors = Range { start, len: parts.constructors.len() as u32 };
        let behaviors = &mut registry.ty_mut(id).behaviors;
        behaviors.constructors = constructors;
        behaviors.factories = constructors;
        behaviors.destruct = parts.destructor.unwrap_or(FunctionId::NONE);
        self.type_accessors(id);
        let interface_methods = self.implementations(w, base);
        let mut funcdefs = Vec::new();
        for member in decl.members {
            if let Member::Funcdef(f) = member {
                let name = f.signature.name.name;
                funcdefs.extend(self.build.registry.child_types.get(&(id, name)).map(|&child| (name, child)));
            }
        }
        let info = ClassInfo { id, decl, inits: parts.inits, functions: parts.functions, interface_methods, funcdefs };
        self.build.registry.classes.insert(id, info);
    }

    /// Refuses a class whose tables would go beyond all measure; it is left empty.
    fn class_too_large(&mut self, id: TypeId, base: TypeId) -> bool {
        let registry = &self.build.registry;
        let mut rows = registry.methods.len() + registry.properties.len();
        if base.is_some() {
            rows += registry.methods(base).len() + registry.properties(base).len();
        }
        if rows <= MAX_MEMBER_ROWS {
            return false;
        }
        let span = registry.ty(id).span;
        self.too_large(span);
        true
    }

    /// Reports once that the tables of members have reached their limit.
    pub(super) fn too_large(&mut self, span: Span) {
        if !self.build.diags.list().iter().any(|d| d.code.0 == code::TOO_LARGE) {
            self.build.error(code::TOO_LARGE, span, "the types of the script have too many members");
        }
    }

    /// Reports a type with more methods than can be called.
    pub(super) fn too_many(&mut self, id: TypeId, methods: usize) {
        if methods > MAX_METHODS {
            let text = format!("'{}' has too many methods", self.type_name(id));
            let span = self.build.registry.ty(id).span;
            self.build.error(code::TOO_LARGE, span, text);
        }
    }

    /// Makes the list of all interfaces of a class: the base's, and those that it and its mixins name, with all that
    /// these extend (CLASS-70, CLASS-71).
    fn class_interfaces(&mut self, w: usize, base: TypeId) {
        let named = self.classes[w].interfaces;
        let inherited = if base.is_some() { self.build.registry.ty(base).interfaces } else { Range::EMPTY };
        let id = self.classes[w].id;
        if named.len == 0 {
            self.build.registry.ty_mut(id).interfaces = inherited;
            return;
        }
        let lists = &mut self.build.registry.type_lists;
        let first = lists.len();
        lists.extend_from_within(inherited.start as usize..(inherited.start + inherited.len) as usize);
        for i in 0..named.len {
            let interface = self.interface_lists[(named.start + i) as usize];
            self.add_interface(first, interface);
        }
        let len = (self.build.registry.type_lists.len() - first) as u32;
        self.build.registry.ty_mut(id).interfaces = Range { start: first as u32, len };
    }

    // ---- methods ----

    fn method_table(&mut self, w: usize, base: TypeId, parts: &mut Parts<'ast>) {
        let id = self.classes[w].id;
        let start = self.build.registry.methods.len();
        if base.is_some() {
            let range = self.build.registry.ty(base).methods;
            let rows = range.start as usize..(range.start + range.len) as usize;
            self.build.registry.methods.extend_from_within(rows);
        }
        for index in self.classes[w].functions.clone() {
            let def = self.build.registry.functions[index].def;
            if def.traits.has(FunctionTraits::DELETED) {
                parts.deleted.push(def.id);
                continue;
            }
            let taken = match def.kind {
                FunctionKind::Constructor => self.add_constructor(def.id, parts),
                FunctionKind::Destructor => {
                    parts.destructor = Some(def.id);
                    true
                }
                _ => self.add_method(id, start, def.id),
            };
            if taken {
                parts.functions.push(def.id);
            } else {
                // Not part of the class: an error has been reported, or the class has its own instead of a mixin's.
                self.build.registry.functions[index].body = FunctionBody::None;
            }
        }
        let len = self.build.registry.methods.len() - start;
        let registry = &mut self.build.registry;
        registry.ty_mut(id).methods = Range { start: start as u32, len: len as u32 };
        registry.wide.update_methods(id, &registry.methods[start..]);
        self.too_many(id, len);
    }

    fn add_constructor(&mut self, function: FunctionId, parts: &mut Parts<'ast>) -> bool {
        if let Some(other) = parts.signatures.find(&self.build.registry, &parts.constructors, function) {
            self.duplicate(function, other);
            return false;
        }
        parts.constructors.push(function);
        true
    }

    /// Enters a method into the table of its class, which begins at row `start` with the inherited ones. False if it does
    /// not become part of the class.
    fn add_method(&mut self, class: TypeId, start: usize, function: FunctionId) -> bool {
        let def = *self.def(function);
        let from_mixin = matches!(self.sources[self.index(function)], Source::FromMixin(_));
        let end = self.build.registry.methods.len();
        let registry = &mut self.build.registry;
        let mut same = std::mem::take(&mut self.rows);
        same.clear();
        registry.wide.update_methods(class, &registry.methods[start..]);
        registry.wide.each_method(class, &registry.methods[start..], def.name, |row| same.push(row));
        let twin = same.iter().copied().find(|&row| {
            let other = self.build.registry.methods[start + row as usize].function;
            let is_same = self.same_signature(other, function);
            if !is_same {
                self.check_defaults(function, other);
            }
            is_same
        });
        self.rows = same;
        if let Some(row) = twin {
            let other = self.build.registry.methods[start + row as usize].function;
            if self.def(other).owner == class {
                if !from_mixin {
                    self.duplicate(function, other);
                }
                return false;
            }
            self.override_method(function, other);
            self.function(function).def.slot = row;
            self.build.registry.methods[start + row as usize].function = function;
            return true;
        }
        self.function(function).def.slot = (end - start) as u32;
        self.build.registry.methods.push(MethodEntry { name: def.name, function });
        if def.traits.has(FunctionTraits::OVERRIDE) && !self.implements_any(class, function) && !self.unclear(function)
        {
            let text = format!("'{}' overrides nothing", self.declaration(function));
            self.build.error(154, def.span, text);
        }
        true
    }

    /// Checks that a method may override another one and links them (CLASS-64, CLASS-66).
    fn override_method(&mut self, function: FunctionId, base: FunctionId) {
        let (span, other) = (self.def(function).span, *self.def(base));
        if other.traits.has(FunctionTraits::FINAL) && !self.unclear(function) {
            let text = format!("'{}' is final and cannot be overridden", self.declaration(base));
            self.build.error(153, span, text).note(other.span, "it is declared here");
        } else {
            self.same_return(function, base);
        }
        let overridden = &mut self.function(base).def.traits;
        *overridden = overridden.with(FunctionTraits::OVERRIDDEN);
        // What is a property in the base is one in the derived class.
        let def = &mut self.function(function).def;
        if def.property.is_empty() && !other.property.is_empty() {
            def.property = other.property;
            def.traits = def.traits.with(FunctionTraits::PROPERTY);
        }
    }

    /// Whether an interface of the class has a method of this signature.
    fn implements_any(&self, class: TypeId, function: FunctionId) -> bool {
        let registry = &self.build.registry;
        registry.interfaces(class).iter().any(|&i| {
            let name = registry.function(function).name();
            registry.methods(i).iter().any(|m| m.name == name && self.same_signature(m.function, function))
        })
    }

    /// Warns of two overloads that a call with as few arguments as possible cannot tell apart (WARN-13).
    fn check_defaults(&mut self, function: FunctionId, other: FunctionId) {
        let registry = &self.build.registry;
        let (a, b) = (registry.function(function).params(), registry.function(other).params());
        let has_defaults = |p: &[crate::types::ParamDef]| p.last().is_some_and(|p| p.has_default());
        if !has_defaults(a) && !has_defaults(b) {
            return;
        }
        let required = |p: &[crate::types::ParamDef]| p.iter().take_while(|p| !p.has_default()).count();
        let n = required(a).max(required(b));
        let is_const = |f: FunctionId| registry.function(f).is(FunctionTraits::CONST);
        if n > a.len().min(b.len()) || is_const(function) != is_const(other) {
            return;
        }
        if a[..n].iter().zip(&b[..n]).all(|(x, y)| !x.ty.is_error() && registry.same_param(x.ty, y.ty)) {
            let text = format!(
                "'{}' and '{}' are the same to a call that leaves their default arguments out",
                self.declaration(function),
                self.declaration(other)
            );
            let span = self.def(function).span;
            self.build.warning(13, span, text);
        }
    }

    // ---- member variables ----

    fn member_variables(&mut self, w: usize, base: TypeId, parts: &mut Parts<'ast>) {
        let (id, decl, ns) = (self.classes[w].id, self.classes[w].decl, self.classes[w].namespace);
        let start = self.build.registry.properties.len();
        let mut layout = layout::Layout::new();
        if base.is_some() {
            let def = self.build.registry.ty(base);
            layout = layout::Layout::after(def.size, def.align);
            let rows = def.properties.start as usize..(def.properties.start + def.properties.len) as usize;
            self.build.registry.properties.extend_from_within(rows);
        }
        for member in decl.members {
            if let Member::Var(var) = member {
                self.variables_of(id, ns, var, start, &mut layout, parts, false);
            }
        }
        for i in 0..self.classes[w].mixins.len {
            let m = self.mixin_lists[(self.classes[w].mixins.start + i) as usize];
            let mixin = self.build.registry.mixins[m as usize];
            for member in mixin.decl.members {
                if let Member::Var(var) = member {
                    let before = self.build.diags.list().len();
                    self.variables_of(id, mixin.namespace, var, start, &mut layout, parts, true);
                    self.forget_repeated(before);
                }
            }
        }
        let registry = &mut self.build.registry;
        let len = registry.properties.len() - start;
        registry.wide.update_properties(id, &registry.properties[start..]);
        let def = registry.ty_mut(id);
        def.properties = Range { start: start as u32, len: len as u32 };
        (def.size, def.align) = layout.finish();
        if layout.overflow {
            let text = format!("objects of class '{}' would be too large", self.type_name(id));
            self.build.error(code::TOO_LARGE, decl.name.span, text);
        }
    }

    /// Adds the member variables of one declaration.
    #[allow(clippy::too_many_arguments)]
    fn variables_of(
        &mut self,
        class: TypeId,
        ns: NamespaceId,
        var: &'ast VarDecl<'ast>,
        start: usize,
        layout: &mut layout::Layout,
        parts: &mut Parts<'ast>,
        from_mixin: bool,
    ) {
        let cx = NameContext::class(ns, class);
        let mut resolver = self.build.resolver();
        let mut ty = resolver.resolve(&cx, &var.ty);
        if !resolver.check(ty, TypeUse::Member, var.ty.span) {
            ty = DataType::ERROR;
        }
        if self.is_shared(class) {
            self.shared_type("shared code", ty, var.ty.span);
        }
        for declarator in var.declarators {
            let name = declarator.name;
            let registry = &mut self.build.registry;
            registry.wide.update_properties(class, &registry.properties[start..]);
            let taken = registry.wide.property(class, &registry.properties[start..], name.name);
            if let Some(taken) = taken {
                // A mixin's variable gives way to one of the class or its base (MIXIN-04).
                let other = taken.span;
                if !from_mixin {
                    self.member_clash(name.name, name.span, other);
                }
                continue;
            }
            let (size, align) = layout::of_member(&self.build.registry, ty);
            let offset = layout.place(size, align);
            let property = (self.build.registry.properties.len() - start) as u32;
            self.build.registry.properties.push(PropertyDef {
                name: name.name,
                ty,
                offset,
                indirect: None,
                access: member_access(var.access),
                owner: class,
                span: name.span,
                access_mask: u32::MAX,
            });
            parts.inits.push(MemberInit { property, init: declarator.init, scope: ns, span: name.span });
        }
    }

    // ---- names ----

    /// Member variables, methods and child types share one set of names, in which only methods may repeat
    /// (CLASS-08, CLASS-09). Variables among each other have been seen to.
    fn name_conflicts(&mut self, w: usize, base: TypeId) {
        let (id, decl) = (self.classes[w].id, self.classes[w].decl);
        let inherited = if base.is_some() { self.build.registry.ty(base).properties.len as usize } else { 0 };
        let properties = self.build.registry.ty(id).properties;
        for i in inherited..properties.len as usize {
            let property = properties.of(&self.build.registry.properties)[i];
            let Some(method) = self.method_span(id, property.name) else { continue };
            let before = self.build.diags.list().len();
            // The later one is wrong.
            let (span, other) =
                if method.lo > property.span.lo { (method, property.span) } else { (property.span, method) };
            self.member_clash(property.name, span, other);
            self.forget_repeated(before);
        }
        for member in decl.members {
            let Member::Funcdef(f) = member else { continue };
            let name = f.signature.name;
            let variable = self.build.registry.property(id, name.name).map(|p| p.span);
            if let Some(other) = variable.or_else(|| self.method_span(id, name.name)) {
                self.member_clash(name.name, name.span, other);
            }
        }
        if inherited > 0 {
            self.inherited_variable_conflicts(id, base);
        }
    }

    /// Where a method of this name is declared.
    fn method_span(&self, class: TypeId, name: Symbol) -> Option<Span> {
        let registry = &self.build.registry;
        let mut first = None;
        registry.methods_named(class, name, |f| first = first.or(Some(f)));
        Some(registry.function(first?).span())
    }

    /// Methods that have the name of an inherited variable.
    fn inherited_variable_conflicts(&mut self, id: TypeId, base: TypeId) {
        let methods = self.build.registry.ty(id).methods;
        let mut last = Symbol::EMPTY;
        for i in 0..methods.len as usize {
            let entry = methods.of(&self.build.registry.methods)[i];
            let def = *self.def(entry.function);
            if def.owner != id || entry.name == last {
                continue;
            }
            last = entry.name;
            if let Some(other) = self.build.registry.property(base, entry.name).map(|p| p.span) {
                self.member_clash(entry.name, def.span, other);
            }
        }
    }

    fn member_clash(&mut self, name: Symbol, span: Span, other: Span) {
        let text = format!("the class has a member '{}' already", self.text(name));
        self.build.error(34, span, text).note(other, "it is declared here");
    }

    // ---- interfaces ----

    /// Finds the method of a class for each method of its interfaces; reports what is missing, unless the base misses it
    /// already (IFACE-02, IFACE-03).
    fn implementations(&mut self, w: usize, base: TypeId) -> Vec<(TypeId, u32, FunctionId)> {
        let id = self.classes[w].id;
        let interfaces = self.build.registry.ty(id).interfaces;
        let mut found = Vec::new();
        let mut missing = Vec::new();
        for i in 0..interfaces.len as usize {
            let interface = interfaces.of(&self.build.registry.type_lists)[i];
            for (position, wanted) in self.build.registry.methods(interface).iter().enumerate() {
                let mut fits = None;
                let mut unclear = false;
                let mut other = None;
                self.build.registry.methods_named(id, wanted.name, |f| {
                    unclear |= self.unclear(f);
                    other = other.or(Some(f));
                    if fits.is_none() && self.same_signature(f, wanted.function) {
                        fits = Some(f);
                    }
                });
                match fits {
                    Some(f) => {
                        let ret = |f| self.build.registry.function(f).return_type();
                        let (ours, theirs) = (ret(f), ret(wanted.function));
                        let same = ours.is_error() || theirs.is_error() || self.build.registry.same_param(ours, theirs);
                        if same {
                            found.push((interface, position as u32, f));
                        } else {
                            missing.push((interface, wanted.function, Some(f)));
                        }
                    }
                    None => {
                        if !unclear && !self.unclear(wanted.function) {
                            missing.push((interface, wanted.function, other));
                        }
                    }
                }
            }
        }
        if base.is_some() {
            let registry = &self.build.registry;
            missing.retain(|m| !registry.interfaces(base).contains(&m.0));
        }
        self.report_missing(w, &mut missing);
        found
    }

    /// One error for all methods that a class lacks.
    fn report_missing(&mut self, w: usize, missing: &mut Vec<(TypeId, FunctionId, Option<FunctionId>)>) {
        // A method of an interface that others extend stands in several tables.
        let mut seen = Vec::new();
        missing.retain(|m| {
            !seen.contains(&m.1) && {
                seen.push(m.1);
                true
            }
        });
        let Some(&(interface, first, other)) = missing.first() else { return };
        let class = self.classes[w].decl.name;
        let text = format!(
            "class '{}' does not implement '{}' of interface '{}'",
            self.text(class.name),
            self.declaration(first),
            self.type_name(interface)
        );
        let mut notes = Vec::new();
        if let Some(other) = other {
            let (has, wants) = (self.def(other), self.build.registry.function(first));
            let is_const = (has.traits.has(FunctionTraits::CONST), wants.is(FunctionTraits::CONST));
            let same_params = self.build.registry.same_params(other, first);
            let why = match is_const {
                (false, true) if same_params => "this method lacks 'const' after its parameters",
                (true, false) if same_params => "this method is 'const', which the interface's is not",
                _ if same_params => "this method returns something else",
                _ => "this method takes other parameters",
            };
            notes.push((has.span, why.to_string()));
        }
        for &(_, function, _) in missing.iter().skip(1).take(8) {
            let span = self.build.registry.function(function).span();
            notes.push((span, format!("'{}' is missing too", self.declaration(function))));
        }
        let error = self.build.error(151, class.span, text);
        for (span, text) in notes {
            error.note(span, text);
        }
    }
}
