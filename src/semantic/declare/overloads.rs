//! Functions that are too much alike (FUNC-36).

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use crate::base::{FunctionId, names};
use crate::syntax::ast::Ident;
use crate::types::{FunctionKind, FunctionTraits, NameEntry};

use super::Declarer;
use crate::semantic::types::{Registry, ScriptName};

/// Functions of which no two take the same parameters: finds the one that takes the same as another.
#[derive(Default)]
pub(super) struct Signatures {
    /// By a hash of what they take; made when there are many.
    by_hash: FxHashMap<u64, Vec<FunctionId>>,
    /// How many of the functions are in it.
    known: usize,
}

impl Signatures {
    /// Functions among which a search row by row is quickest.
    const FEW: usize = 16;

    /// The first of `all`, to which functions are added only, that takes the same parameters.
    pub fn find(&mut self, registry: &Registry<'_>, all: &[FunctionId], function: FunctionId) -> Option<FunctionId> {
        if all.len() <= Self::FEW {
            return all.iter().copied().find(|&f| registry.same_params(f, function));
        }
        let hash = |f: FunctionId| {
            let mut hasher = FxHasher::default();
            for p in registry.function(f).params() {
                p.ty.type_id.0.hash(&mut hasher);
            }
            hasher.finish()
        };
        for &f in &all[self.known..] {
            self.by_hash.entry(hash(f)).or_default().push(f);
        }
        self.known = all.len();
        let alike = self.by_hash.get(&hash(function))?;
        alike.iter().copied().find(|&f| registry.same_params(f, function))
    }
}

impl Declarer<'_, '_> {
    /// Checks the functions of each name in each namespace against each other and against the registered ones.
    pub(super) fn overloads(&mut self) {
        let mut names = FxHashSet::default();
        let mut all = Vec::new();
        let mut kept = Vec::new();
        for function in std::mem::take(&mut self.overloaded) {
            let def = self.build.registry.script_function(function).def;
            let Some(&ScriptName::Functions(head)) = self.build.registry.names.get(&(def.namespace, def.name)) else {
                continue;
            };
            if !names.insert((def.namespace, def.name)) {
                continue;
            }
            // The chain leads from the last one to the first.
            all.clear();
            let mut at = head;
            while at.is_some() {
                all.push(at);
                at = self.build.registry.script_function(at).next;
            }
            kept.clear();
            let mut signatures = Signatures::default();
            for &f in all.iter().rev() {
                match signatures.find(&self.build.registry, &kept, f) {
                    Some(other) => self.duplicate(f, other),
                    None => kept.push(f),
                }
            }
            if kept.len() < all.len() {
                let mut next = FunctionId::NONE;
                for &f in &kept {
                    self.function(f).next = next;
                    next = f;
                }
                self.build.registry.names.insert((def.namespace, def.name), ScriptName::Functions(next));
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
