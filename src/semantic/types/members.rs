//! Look-ups of what stands in a type: child types and enum values.

use crate::base::{NamespaceId, Symbol, TypeId};
use crate::types::TypeFlags;
use crate::types::ffi_registry::FIRST_SCRIPT_INSTANCE;

use super::Registry;

/// To which enum a value belongs, and where the search for its name goes on.
#[derive(Clone, Copy, Debug)]
pub struct NamedValue {
    /// The enum.
    pub ty: TypeId,
    /// The index of the next value of the same name in the same namespace, or `u32::MAX`.
    pub next: u32,
}

impl Registry<'_> {
    /// The index of a script enum's value in the table of values.
    pub fn enum_value_index(&self, ty: TypeId, name: Symbol) -> Option<u32> {
        let mut at = *self.enum_names.get(&(self.ty(ty).namespace, name))?;
        while at != u32::MAX {
            let value = self.named_values[at as usize];
            if value.ty == ty {
                return Some(at);
            }
            at = value.next;
        }
        None
    }

    /// The value an enum has under a name.
    pub fn enum_value(&self, ty: TypeId, name: Symbol) -> Option<i64> {
        let def = self.ty(ty);
        if !self.is_script_def(def) {
            return self.ffi.enum_value(def, name);
        }
        self.enum_value_index(ty, name).map(|i| self.enum_values[i as usize].value)
    }

    /// The values that the enums of a namespace have under a name, with their enums, in the order of declaration.
    pub fn push_enum_values(&self, ns: NamespaceId, name: Symbol, out: &mut Vec<(TypeId, i64)>) {
        let from = out.len();
        let mut at = self.enum_names.get(&(ns, name)).copied().unwrap_or(u32::MAX);
        while at != u32::MAX {
            let value = self.named_values[at as usize];
            out.push((value.ty, self.enum_values[at as usize].value));
            at = value.next;
        }
        // The chain leads from the last one to the first.
        out[from..].reverse();
        if ns.0 < self.first_namespace {
            let seen = |ty: TypeId| self.sees(self.ffi.ty(ty).access_mask);
            out.extend(self.ffi.enum_values_named(ns, name).iter().copied().filter(|v| seen(v.0)));
        }
    }

    /// The type declared inside another one under a name: a child funcdef of a class (inherited ones included) or of a
    /// registered type. The error says why a template refuses its arguments.
    pub fn child_type(&self, owner: TypeId, name: Symbol) -> Option<Result<TypeId, String>> {
        let def = self.ty(owner);
        if self.is_script_def(def) {
            if self.child_types.is_empty() {
                return None;
            }
            let mut at = owner;
            while at.is_some() {
                if let Some(&child) = self.child_types.get(&(at, name)) {
                    return Some(Ok(child));
                }
                at = self.ty(at).base;
            }
            return None;
        }
        if owner.0 < FIRST_SCRIPT_INSTANCE {
            return self.ffi.child_type(owner, name);
        }
        let child = match self.ffi.child_type(def.template, name)? {
            Ok(child) if self.ffi.ty(child).is_template() => self.instance(child, &def.args),
            other => other,
        };
        Some(child)
    }

    /// Whether shared code may use the type: a registered or shared one, or an instance over such (SHARED-08, TMPL-10).
    pub fn is_shared_type(&self, id: TypeId) -> bool {
        if !self.is_script_type(id) {
            return true;
        }
        let def = self.ty(id);
        if def.is_instance() {
            return def.args.iter().all(|a| self.is_shared_type(a.type_id));
        }
        def.flags.has(TypeFlags::SHARED)
    }
}
