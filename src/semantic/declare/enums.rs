//! Values of enums, as far as they are plain. What needs an evaluator waits for [`constants`](super::constants).

use std::collections::hash_map::Entry;

use crate::base::{NamespaceId, TypeId};
use crate::semantic::fold::canonical;
use crate::syntax::ast::{EnumDecl, ExprKind};
use crate::types::{EnumValueDef, Primitive, Range};

use super::Declarer;
use super::constants::{Node, Pending, State};
use crate::semantic::types::NamedValue;

impl<'ast> Declarer<'_, 'ast> {
    /// Enters the values of an enum (ENUM-01).
    pub(super) fn enum_values(&mut self, ns: NamespaceId, ty: TypeId, decl: &'ast EnumDecl<'ast>) {
        let start = self.build.registry.enum_values.len() as u32;
        // The value that the next one has if it has no expression, as long as it is known.
        let number = self.build.registry.ty(ty).enum_primitive();
        let fits = |v: i64| canonical(number, v as u64) == v as u64 && (v >= 0 || number.is_signed());
        let mut next = Some(0i64);
        for value in decl.values {
            let registry = &mut self.build.registry;
            let index = registry.enum_values.len() as u32;
            let chain = match registry.enum_names.entry((ns, value.name.name)) {
                Entry::Vacant(free) => {
                    free.insert(index);
                    u32::MAX
                }
                Entry::Occupied(mut taken) => {
                    if has_value(&registry.named_values, *taken.get(), ty) {
                        let text = format!("'{}' is a value of this enum already", self.text(value.name.name));
                        self.build.error(29, value.name.span, text);
                        continue;
                    }
                    taken.insert(index)
                }
            };
            let known = match value.value.map(|e| &e.kind) {
                None => next,
                Some(&ExprKind::Int(v)) if v <= i32::MAX as u64 && fits(v as i64) => Some(v as i64),
                Some(_) => None,
            };
            if known.is_none() {
                self.pending.push(Pending {
                    node: Node::Value(index),
                    expr: value.value,
                    namespace: ns,
                    owner: ty,
                    span: value.name.span,
                    state: State::Waiting,
                });
            }
            // Behind the last value of a chosen type nothing follows; `int` goes round, as it always did.
            next = known.and_then(|v| match v.wrapping_add(1) {
                next if fits(next) => Some(next),
                next => (number == Primitive::Int32).then_some(i64::from(next as i32)),
            });
            let registry = &mut self.build.registry;
            registry.enum_values.push(EnumValueDef { name: value.name.name, value: known.unwrap_or(0) });
            registry.named_values.push(NamedValue { ty, next: chain });
        }
        let len = self.build.registry.enum_values.len() as u32 - start;
        self.build.registry.ty_mut(ty).enum_values = Range { start, len };
    }
}

/// Whether the enum has a value in a chain of values of one name.
fn has_value(values: &[NamedValue], first: u32, ty: TypeId) -> bool {
    let mut at = first;
    while at != u32::MAX {
        let value = values[at as usize];
        if value.ty == ty {
            return true;
        }
        at = value.next;
    }
    false
}
