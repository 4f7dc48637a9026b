//! What classes derive from and interfaces extend.

use crate::base::{NamespaceId, TypeId};
use crate::syntax::ast::QualifiedName;
use crate::types::{DataType, Range, TypeFlags, TypeKind};

use super::{Declarer, MAX_INTERFACE_ROWS};
use crate::semantic::NameContext;
use crate::semantic::resolve::{TypeHit, find_scoped_type};

/// What a name in a list of bases denotes.
enum Base {
    Type(TypeId),
    Mixin(u32),
}

/// How far a walk over a graph has come at a node.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Visit {
    New,
    Open,
    Done,
}

impl<'ast> Declarer<'_, 'ast> {
    /// Resolves the bases of classes and interfaces and puts both in an order in which bases come first.
    pub(super) fn hierarchy(&mut self) {
        for w in 0..self.interfaces.len() {
            self.interface_parents(w);
        }
        self.order_interfaces();
        for w in 0..self.classes.len() {
            self.class_bases(w);
        }
        self.order_classes();
    }

    /// What a name in a list of bases denotes; nothing after an error.
    fn base(&mut self, ns: NamespaceId, name: &QualifiedName<'ast>) -> Option<Base> {
        let cx = NameContext::script(ns);
        match find_scoped_type(&self.build.registry, &cx, &name.scope, name.name.name) {
            Some(TypeHit::Type(id)) => Some(Base::Type(id)),
            Some(TypeHit::Mixin(m)) => Some(Base::Mixin(m)),
            _ => self.build.resolver().scoped_name(&cx, &name.scope, name.name).map(Base::Type),
        }
        .filter(|b| !matches!(b, Base::Type(id) if *id == DataType::ERROR_ID))
    }

    fn class_bases(&mut self, w: usize) {
        let (id, decl, ns) = (self.classes[w].id, self.classes[w].decl, self.classes[w].namespace);
        if decl.bases.is_empty() {
            return;
        }
        let shared = self.is_shared(id);
        let first_interface = self.interface_lists.len();
        let first_mixin = self.mixin_lists.len();
        for name in decl.bases {
            match self.base(ns, name) {
                None => self.build.registry.set_incomplete(id),
                Some(Base::Mixin(m)) if self.mixin_lists[first_mixin..].contains(&m) => {}
                Some(Base::Mixin(m)) => self.mixin_lists.push(m),
                Some(Base::Type(base)) => self.class_base(id, base, name, shared),
            }
        }
        let mixins = Range { start: first_mixin as u32, len: (self.mixin_lists.len() - first_mixin) as u32 };
        for m in first_mixin..self.mixin_lists.len() {
            self.mixin_bases(self.mixin_lists[m], shared);
        }
        let len = (self.interface_lists.len() - first_interface) as u32;
        self.classes[w].interfaces = Range { start: first_interface as u32, len };
        self.classes[w].mixins = mixins;
    }

    /// Takes up one type after the `:` of a class (CLASS-55 to CLASS-58).
    fn class_base(&mut self, id: TypeId, base: TypeId, name: &QualifiedName<'ast>, shared: bool) {
        let span = name.name.span;
        match self.kind(base) {
            TypeKind::Interface => {
                if shared && !self.build.registry.is_shared_type(base) {
                    let text =
                        format!("a shared class cannot implement '{}', which is not shared", self.type_name(base));
                    self.build.error(204, span, text);
                    return;
                }
                self.interface_lists.push(base);
            }
            TypeKind::Class => {
                let present = self.build.registry.ty(id).base;
                if base == id {
                    let text = format!("class '{}' cannot derive from itself", self.type_name(id));
                    self.build.error(146, span, text);
                } else if present.is_some() {
                    let text =
                        format!("a class can have one base class only, and '{}' is one", self.type_name(present));
                    self.build.error(145, span, text);
                } else if self.flags(base).has(TypeFlags::FINAL) {
                    let text = format!("class '{}' is final: nothing can derive from it", self.type_name(base));
                    self.build.error(147, span, text);
                } else if shared && !self.is_shared(base) {
                    let text =
                        format!("a shared class cannot derive from '{}', which is not shared", self.type_name(base));
                    self.build.error(203, span, text);
                } else {
                    self.build.registry.ty_mut(id).base = base;
                }
            }
            TypeKind::Value | TypeKind::Reference(_) => {
                let text =
                    format!("no class can derive from '{}': the application registered it", self.type_name(base));
                self.build.error(147, span, text);
            }
            _ => {
                let text = format!("'{}' is no class, interface or mixin", self.type_name(base));
                self.build.error(148, span, text);
            }
        }
    }

    /// Adds the interfaces a mixin names to those of the class at hand (MIXIN-07). What is wrong with them is told once,
    /// for the first class that includes the mixin.
    fn mixin_bases(&mut self, m: u32, shared: bool) {
        let mixin = self.build.registry.mixins[m as usize];
        let mut bad = false;
        let silent = self.bad_mixins.contains(&m);
        for name in mixin.decl.bases {
            let before = self.build.diags.list().len();
            let span = name.name.span;
            match self.base(mixin.namespace, name) {
                Some(Base::Type(base)) if self.kind(base) == TypeKind::Interface => {
                    if shared && !self.build.registry.is_shared_type(base) {
                        let text =
                            format!("a shared class cannot implement '{}', which is not shared", self.type_name(base));
                        self.build.error(204, span, text);
                    } else {
                        self.interface_lists.push(base);
                    }
                }
                Some(_) => {
                    let text =
                        format!("'{}' is no interface: a mixin can name nothing else", self.text(name.name.name));
                    self.build.error(177, span, text);
                }
                None => {}
            }
            if self.build.diags.list().len() > before {
                bad = true;
                if silent {
                    self.build.diags.truncate(before);
                }
            }
        }
        if bad && !silent {
            self.bad_mixins.push(m);
        }
    }

    /// Puts bases before what derives from them; a circle is cut where it closes (CLASS-57).
    fn order_classes(&mut self) {
        let count = self.classes.len();
        if self.classes.iter().all(|c| self.build.registry.ty(c.id).base.is_none()) {
            self.class_order.extend(0..count as u32);
            return;
        }
        let mut work_of = vec![u32::MAX; self.build.registry.types.len()];
        for (w, class) in self.classes.iter().enumerate() {
            work_of[self.type_index(class.id)] = w as u32;
        }
        let mut visits = vec![Visit::New; count];
        let mut path = Vec::new();
        for from in 0..count {
            let mut at = from;
            while visits[at] == Visit::New {
                visits[at] = Visit::Open;
                path.push(at);
                let id = self.classes[at].id;
                let base = self.build.registry.ty(id).base;
                if base.is_none() {
                    break;
                }
                let next = work_of[self.type_index(base)] as usize;
                if visits[next] == Visit::Open {
                    let text = format!("class '{}' derives from itself in a circle", self.type_name(id));
                    self.build.error(146, self.classes[at].decl.name.span, text);
                    self.build.registry.ty_mut(id).base = TypeId::NONE;
                    break;
                }
                at = next;
            }
            while let Some(done) = path.pop() {
                visits[done] = Visit::Done;
                self.class_order.push(done as u32);
            }
        }
    }

    fn interface_parents(&mut self, w: usize) {
        let (id, decl, ns) = (self.interfaces[w].id, self.interfaces[w].decl, self.interfaces[w].namespace);
        if decl.bases.is_empty() {
            return;
        }
        let shared = self.is_shared(id);
        let first = self.interface_lists.len();
        for name in decl.bases {
            let span = name.name.span;
            match self.base(ns, name) {
                Some(Base::Type(base)) if self.kind(base) == TypeKind::Interface => {
                    if base == id {
                        let text = format!("interface '{}' cannot extend itself", self.type_name(id));
                        self.build.error(150, span, text);
                    } else if shared && !self.build.registry.is_shared_type(base) {
                        let text =
                            format!("a shared interface cannot extend '{}', which is not shared", self.type_name(base));
                        self.build.error(204, span, text);
                    } else if !self.interface_lists[first..].contains(&base) {
                        self.interface_lists.push(base);
                    }
                }
                Some(_) => {
                    let text = format!("'{}' is no interface", self.text(name.name.name));
                    self.build.error(149, span, text);
                }
                None => {}
            }
        }
        let len = (self.interface_lists.len() - first) as u32;
        self.interfaces[w].parents = Range { start: first as u32, len };
    }

    /// Puts interfaces before those that extend them and makes each one's list of all it extends. A circle is cut where
    /// it closes (IFACE-05).
    fn order_interfaces(&mut self) {
        let count = self.interfaces.len();
        if self.interfaces.iter().all(|i| i.parents.len == 0) {
            self.interface_order.extend(0..count as u32);
            return;
        }
        let mut work_of = vec![u32::MAX; self.build.registry.types.len()];
        for (w, interface) in self.interfaces.iter().enumerate() {
            work_of[self.type_index(interface.id)] = w as u32;
        }
        let mut visits = vec![Visit::New; count];
        // Interfaces under way, each with how many of its parents have been seen to.
        let mut path: Vec<(usize, u32)> = Vec::new();
        for from in 0..count {
            if visits[from] != Visit::New {
                continue;
            }
            visits[from] = Visit::Open;
            path.push((from, 0));
            while let Some(&mut (at, ref mut seen)) = path.last_mut() {
                let parents = self.interfaces[at].parents;
                if *seen == parents.len {
                    visits[at] = Visit::Done;
                    self.interface_order.push(at as u32);
                    self.inherited_interfaces(at);
                    path.pop();
                    continue;
                }
                let slot = (parents.start + *seen) as usize;
                *seen += 1;
                let parent = self.interface_lists[slot];
                if !self.build.registry.is_script_type(parent) {
                    continue;
                }
                let next = work_of[self.type_index(parent)] as usize;
                match visits[next] {
                    Visit::New => {
                        visits[next] = Visit::Open;
                        path.push((next, 0));
                    }
                    Visit::Open => {
                        let text = format!("interface '{}' extends itself in a circle", self.type_name(parent));
                        self.build.error(150, self.interfaces[at].decl.name.span, text);
                        self.interface_lists[slot] = TypeId::NONE;
                    }
                    Visit::Done => {}
                }
            }
        }
    }

    /// Makes the list of all that an interface extends; its parents have theirs.
    fn inherited_interfaces(&mut self, w: usize) {
        let parents = self.interfaces[w].parents;
        if parents.len == 0 {
            return;
        }
        let first = self.build.registry.type_lists.len();
        for i in 0..parents.len {
            let parent = self.interface_lists[(parents.start + i) as usize];
            if parent.is_some() {
                self.add_interface(first, parent);
            }
        }
        let len = (self.build.registry.type_lists.len() - first) as u32;
        let id = self.interfaces[w].id;
        self.build.registry.ty_mut(id).interfaces = Range { start: first as u32, len };
    }

    /// Adds an interface and all it extends to the list that begins at `first`, each once.
    pub(super) fn add_interface(&mut self, first: usize, interface: TypeId) {
        let registry = &self.build.registry;
        if registry.type_lists.len() > MAX_INTERFACE_ROWS {
            let span = registry.ty(interface).span;
            self.too_large(span);
            return;
        }
        if self.is_listed(first, interface) {
            return;
        }
        let registry = &mut self.build.registry;
        registry.type_lists.push(interface);
        let inherited = registry.ty(interface).interfaces;
        if first + 1 == registry.type_lists.len() && registry.is_script_type(interface) {
            // Nothing can repeat.
            let rows = inherited.start as usize..(inherited.start + inherited.len) as usize;
            registry.type_lists.extend_from_within(rows);
            return;
        }
        for i in 0..registry.interfaces(interface).len() {
            let inherited = self.build.registry.interfaces(interface)[i];
            if !self.is_listed(first, inherited) {
                self.build.registry.type_lists.push(inherited);
            }
        }
    }

    /// Whether an interface is in the list that begins at `first`, the last one.
    fn is_listed(&mut self, first: usize, interface: TypeId) -> bool {
        let lists = &self.build.registry.type_lists;
        if lists.len() - first <= 16 {
            return lists[first..].contains(&interface);
        }
        let (from, next, set) = &mut self.listed;
        if *from != first || *next > lists.len() {
            set.clear();
            (*from, *next) = (first, first);
        }
        set.extend(&lists[*next..]);
        *next = lists.len();
        set.contains(&interface)
    }
}
