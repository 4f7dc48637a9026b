//! Interfaces: their methods and tables.

use crate::base::{FunctionId, NamespaceId, TypeId};
use crate::syntax::ast::{Access, ClassDecl, FunctionForm, Member, Modifiers};
use crate::types::{FunctionKind, FunctionTraits, MethodEntry, Range, TypeFlags};

use super::{Declarer, FunctionHead, Source, traits_of};
use crate::semantic::types::FunctionBody;

impl<'ast> Declarer<'_, 'ast> {
    /// Adds the methods of an interface, still without signatures; gives their indices.
    pub(super) fn interface_functions(
        &mut self,
        ns: NamespaceId,
        owner: TypeId,
        decl: &'ast ClassDecl<'ast>,
    ) -> std::ops::Range<usize> {
        let start = self.build.registry.functions.len();
        let shared =
            if self.flags(owner).has(TypeFlags::SHARED) { FunctionTraits::SHARED } else { FunctionTraits::default() };
        for member in decl.members {
            match *member {
                Member::Function(f) if f.form == FunctionForm::Plain => {
                    if f.modifiers.has(Modifiers::DELETE) {
                        let text = "only the functions that the compiler makes for a class can be deleted";
                        self.build.error(160, f.name.span, text);
                    }
                    let head = FunctionHead {
                        name: f.name.name,
                        span: f.name.span,
                        namespace: ns,
                        scope: ns,
                        owner,
                        kind: FunctionKind::InterfaceMethod,
                        traits: traits_of(Modifiers(f.modifiers.0 & Modifiers::CONST.0), Access::Public).with(shared),
                    };
                    self.add_function(head, FunctionBody::None, Source::Decl(f));
                }
                Member::Property(p) => {
                    self.accessor_mode(p.name);
                    for a in p.accessors {
                        let name = self.accessor_symbol(p.name.name, a.is_get);
                        let words = Modifiers(a.modifiers.0 & Modifiers::CONST.0);
                        let head = FunctionHead {
                            name,
                            span: p.name.span,
                            namespace: ns,
                            scope: ns,
                            owner,
                            kind: FunctionKind::InterfaceMethod,
                            traits: traits_of(words, Access::Public).with(shared),
                        };
                        self.add_function(head, FunctionBody::None, Source::Accessor(p, a));
                    }
                }
                // The parser has reported everything else (IFACE-01).
                _ => {}
            }
        }
        start..self.build.registry.functions.len()
    }

    /// Makes the method tables of all interfaces: inherited methods first, each signature once.
    pub(super) fn interface_tables(&mut self) {
        for i in 0..self.interface_order.len() {
            let w = self.interface_order[i] as usize;
            self.interface_table(w);
        }
    }

    fn interface_table(&mut self, w: usize) {
        let id = self.interfaces[w].id;
        let start = self.build.registry.methods.len();
        for i in 0..self.interfaces[w].parents.len {
            let parent = self.interface_lists[(self.interfaces[w].parents.start + i) as usize];
            if parent.is_none() {
                continue;
            }
            for m in 0..self.build.registry.methods(parent).len() {
                let entry = self.build.registry.methods(parent)[m];
                if self.find_method(id, start, entry.function).is_none() {
                    self.build.registry.methods.push(entry);
                }
            }
        }
        let inherited = self.build.registry.methods.len();
        for index in self.interfaces[w].functions.clone() {
            let function = self.build.registry.functions[index].def.id;
            match self.find_method(id, start, function) {
                Some(at) if at >= inherited => {
                    let other = self.build.registry.methods[at].function;
                    self.duplicate(function, other);
                }
                // Said again: the same method.
                Some(at) => {
                    let slot = (at - start) as u32;
                    self.function(function).def.slot = slot;
                    self.same_return(function, self.build.registry.methods[at].function);
                }
                None => {
                    let name = self.def(function).name;
                    let slot = (self.build.registry.methods.len() - start) as u32;
                    self.function(function).def.slot = slot;
                    self.build.registry.methods.push(MethodEntry { name, function });
                }
            }
        }
        let registry = &mut self.build.registry;
        registry.wide.update_methods(id, &registry.methods[start..]);
        let len = self.build.registry.methods.len() - start;
        self.build.registry.ty_mut(id).methods = Range { start: start as u32, len: len as u32 };
        self.too_many(id, len);
        self.type_accessors(id);
    }

    /// The row of an interface's table, which begins at `start`, that has the signature of `function`.
    fn find_method(&mut self, interface: TypeId, start: usize, function: FunctionId) -> Option<usize> {
        let registry = &mut self.build.registry;
        registry.wide.update_methods(interface, &registry.methods[start..]);
        let registry = &self.build.registry;
        let table = &registry.methods[start..];
        let mut found = None;
        registry.wide.each_method(interface, table, registry.function(function).name(), |row| {
            if found.is_none() && self.same_signature(table[row as usize].function, function) {
                found = Some(start + row as usize);
            }
        });
        found
    }
}
