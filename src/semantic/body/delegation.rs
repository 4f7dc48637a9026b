//! Constructors that call others of their class, in a circle: no object could ever be made.

use rustc_hash::FxHashMap;

use crate::base::{Code, FunctionId, Span, TypeId};

use super::UnitCompiler;

/// A constructor calls another one of its class for the same object.
#[derive(Clone, Copy, Debug)]
pub(super) struct Delegation {
    /// The constructor that calls.
    pub(super) from: FunctionId,
    /// The one that is called.
    pub(super) to: FunctionId,
    /// The call.
    pub(super) span: Span,
}

impl UnitCompiler<'_, '_> {
    /// Reports circles, each at the call that closes it.
    pub(super) fn report_delegation_circles(&mut self) {
        if self.delegations.is_empty() {
            return;
        }
        // A function that did not fit the short jumps was compiled twice.
        let mut calls = std::mem::take(&mut self.delegations);
        calls.sort_by_key(|d| (d.from, d.span.lo));
        calls.dedup_by_key(|d| (d.from, d.span.lo));
        let first = |f: FunctionId| calls.partition_point(|d| d.from < f);
        // Constructors that were begun with, and whether all they call is done.
        let mut done: FxHashMap<FunctionId, bool> = FxHashMap::default();
        // Constructors under way, with the next of their calls.
        let mut path: Vec<(FunctionId, usize)> = Vec::new();
        for start in &calls {
            if done.contains_key(&start.from) {
                continue;
            }
            done.insert(start.from, false);
            path.push((start.from, first(start.from)));
            while let Some((from, next)) = path.last_mut() {
                let from = *from;
                let Some(call) = calls.get(*next).filter(|d| d.from == from) else {
                    done.insert(from, true);
                    path.pop();
                    continue;
                };
                *next += 1;
                match done.get(&call.to) {
                    None => {
                        done.insert(call.to, false);
                        path.push((call.to, first(call.to)));
                    }
                    Some(true) => {}
                    Some(false) => {
                        let text = if call.to == from {
                            "the constructor calls itself for the same object".to_string()
                        } else {
                            let to = self.reg.declaration(call.to, TypeId::NONE, self.names);
                            format!("the constructor calls '{to}', which comes back to it for the same object")
                        };
                        let declared = self.reg.function(call.to).def().span;
                        let error = self.diags.error(Code(CIRCLE), call.span, text);
                        if call.to != from {
                            error.note(declared, "it is declared here");
                        }
                    }
                }
            }
        }
    }
}

/// Constructors that call each other in a circle.
const CIRCLE: u16 = 233;
