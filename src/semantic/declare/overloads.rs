//! Functions that are too much alike (FUNC-36).

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};

use crate::base::{FunctionId, NamespaceId, Symbol, names};
use crate::syntax::ast::Ident;
use crate::types::{FunctionKind, FunctionTraits, NameEntry};

use super::Declarer;
use super::rows::SHORT;
use crate::semantic::types::ScriptName;

impl Declarer<'_, '_> {
    /// Checks the functions of each name in each namespace against each other and against the registered ones.
    pub(super) fn overloads(&mut self) {
        let overloaded = std::mem::take(&mut self.overloaded);
        // Of many, only those whose parameters are of the same types as another's are compared.
        let mut alike: FxHashMap<_, u32> = FxHashMap::default();
        let many = overloaded.len() > SHORT;
        if many {
            for &function in &overloaded {
                *alike.entry(self.likeness(function)).or_default() += 1;
                let next = self.build.registry.script_function(function).next;
                if next.is_some() && self.build.registry.script_function(next).next.is_none() {
                    *alike.entry(self.likeness(next)).or_default() += 1;
                }
            }
        }
        for function in overloaded {
            if many && alike.get(&self.likeness(function)).is_some_and(|&n| n < 2) {
                continue;
            }
            let mut other = self.build.registry.script_function(function).next;
            while other.is_some() {
                if self.build.registry.same_params(function, other) {
                    self.duplicate(function, other);
                    self.unlink(function);
                    break;
                }
                other = self.build.registry.script_function(other).next;
            }
        }
        for function in std::mem::take(&mut self.beside_registered) {
            let registry = &self.build.registry;
            let def = &registry.script_function(function).def;
            let name = Ident { name: def.name, span: def.span };
            let Some(NameEntry::Functions(list)) = registry.ffi.lookup(def.namespace, def.name) else { continue };
            let hidden = registry
                .ffi
                .function_list(list)
                .iter()
                .any(|&f| registry.sees(registry.ffi.function(f).access_mask) && registry.same_params(function, f));
            if hidden {
                self.shadow(36, name, "function");
            }
        }
        self.enter_global_accessors();
    }

    /// What is equal for functions that [`Registry::same_params`] takes for equal, as far as types of parameters go.
    ///
    /// [`Registry::same_params`]: crate::semantic::types::Registry::same_params
    pub(super) fn likeness(&self, function: FunctionId) -> (NamespaceId, Symbol, u64) {
        let f = self.build.registry.function(function);
        let mut hash = FxHasher::default();
        f.params().iter().for_each(|p| p.ty.type_id.hash(&mut hash));
        (f.def().namespace, f.name(), hash.finish())
    }

    /// Takes a function out of the overloads of its name.
    fn unlink(&mut self, function: FunctionId) {
        let (def, next) = {
            let f = self.build.registry.script_function(function);
            (f.def, f.next)
        };
        let Some(&ScriptName::Functions(head)) = self.build.registry.names.get(&(def.namespace, def.name)) else {
            return;
        };
        if head == function {
            self.build.registry.names.insert((def.namespace, def.name), ScriptName::Functions(next));
            return;
        }
        let mut at = head;
        while at.is_some() {
            let before = self.function(at);
            if before.next == function {
                before.next = next;
                return;
            }
            at = before.next;
        }
    }

    /// Reports a second function of the same signature (ERR-036, ERR-208).
    pub(super) fn duplicate(&mut self, function: FunctionId, other: FunctionId) {
        if self.unclear(function) || self.unclear(other) {
            return;
        }
        let (a, b) = (*self.def(function), *self.def(other));
        let import = a.kind == FunctionKind::Import || b.kind == FunctionKind::Import;
        let declaration = self.declaration(function);
        let what = if import { "an import or function" } else { "a function" };
        let text = format!("'{declaration}': there is {what} of this name and these parameters already");
        self.build.error(if import { 208 } else { 36 }, a.span, text).note(b.span, "it is declared here");
    }

    /// Whether a parameter has a type that could not be resolved: then nothing can be said about the signature.
    pub(super) fn unclear(&self, function: FunctionId) -> bool {
        self.build.registry.function(function).params().iter().any(|p| p.ty.is_error())
    }

    /// Whether two methods have the same name, parameters and constness; conversion operators differ by what they return
    /// as well (CONV-25).
    pub(super) fn same_signature(&self, a: FunctionId, b: FunctionId) -> bool {
        let registry = &self.build.registry;
        let (x, y) = (registry.function(a).def(), registry.function(b).def());
        x.name == y.name
            && x.params.len == y.params.len
            && x.traits.has(FunctionTraits::CONST) == y.traits.has(FunctionTraits::CONST)
            && registry.same_params(a, b)
            && (!matches!(x.name, names::OP_CONV | names::OP_IMPL_CONV | names::OP_CAST | names::OP_IMPL_CAST)
                || registry.same_param(x.ret, y.ret))
    }

    /// Reports an overriding method that returns something else (CLASS-64); whether it returns the same.
    pub(super) fn same_return(&mut self, function: FunctionId, base: FunctionId) -> bool {
        let registry = &self.build.registry;
        let (def, other) = (registry.function(function).def(), registry.function(base).def());
        if def.ret.is_error() || other.ret.is_error() || registry.same_param(def.ret, other.ret) {
            return true;
        }
        let (span, there) = (def.span, other.span);
        let (ours, theirs) = (self.build.display(def.ret), self.build.display(other.ret));
        let name = def_name(self, function);
        let text = format!("'{name}' returns '{ours}', but the method it overrides returns '{theirs}'");
        self.build.error(155, span, text).note(there, "the overridden method");
        false
    }
}

fn def_name<'d>(d: &'d Declarer<'_, '_>, function: FunctionId) -> &'d str {
    d.build.names.text(d.build.registry.function(function).name())
}
