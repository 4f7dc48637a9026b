//! What a unit shares: its shared types and functions as other units of the context know them, by name, with a text that
//! is the same in all units that declare them alike (SHARED-07).

use std::fmt::Write;

use crate::base::FunctionId;
use crate::bytecode::{FunctionCode, ScriptTypeCode, SharedCode, SharedItem};
use crate::types::ffi_registry::FIRST_SCRIPT_INSTANCE;
use crate::types::{DataType, FunctionKind, FunctionTraits, MemberAccess, TypeDef, TypeFlags, TypeKind};

use super::UnitCompiler;

/// Words of functions that declarations do not show and that callers or derived classes notice.
const WORDS: [(FunctionTraits, &str); 6] = [
    (FunctionTraits::PRIVATE, " private"),
    (FunctionTraits::PROTECTED, " protected"),
    (FunctionTraits::FINAL, " final"),
    (FunctionTraits::EXPLICIT, " explicit"),
    (FunctionTraits::PROPERTY, " property"),
    (FunctionTraits::DELETED, " delete"),
];

impl UnitCompiler<'_, '_> {
    /// The shared entities of the unit, instances of templates over shared types included.
    pub(super) fn shared(&self, script_types: &[ScriptTypeCode]) -> Vec<SharedCode> {
        let reg = self.reg;
        let mut out = Vec::new();
        for def in reg.types.iter().filter(|d| d.flags.has(TypeFlags::SHARED) && !d.is_instance()) {
            let (key, signature) = (reg.type_name(def.id, self.names).into(), self.type_signature(def).into());
            out.push(SharedCode { key, signature, item: SharedItem::Type(def.id), pos: def.span.lo });
        }
        for (f, code) in reg.functions.iter().zip(self.functions.iter()) {
            let def = &f.def;
            let is_method = def.owner.is_some() && reg.ty(def.owner).flags.has(TypeFlags::SHARED);
            if code.len > 0 && !def.kind.is_lambda() && (def.traits.has(FunctionTraits::SHARED) || is_method) {
                let number = def.id.0 - reg.first_function;
                let signature = if is_method { String::new() } else { self.shared_function(def.id) };
                out.push(SharedCode {
                    key: self.function_key(code).into(),
                    signature: signature.into(),
                    item: SharedItem::Function(number),
                    pos: def.span.lo,
                });
            }
        }
        // A unit that shares nothing has no instances over shared types either.
        if !out.is_empty() {
            let instances = script_types.iter().filter(|t| t.id.0 >= FIRST_SCRIPT_INSTANCE);
            for t in instances.filter(|t| reg.is_shared_type(t.id)) {
                let item = SharedItem::Type(t.id);
                out.push(SharedCode { key: (&*t.name).into(), signature: Box::default(), item, pos: 0 });
            }
        }
        out
    }

    /// A function by what tells it from all others: scope, name and parameters.
    fn function_key(&self, code: &FunctionCode) -> String {
        let mut out = String::new();
        if let (Some(ret), true) = (code.ret, code.owner.is_some()) {
            // Conversions differ by their results only.
            self.reg.write_type(&mut out, ret, self.names);
            out.push(' ');
        }
        if !code.scope.is_empty() {
            let _ = write!(out, "{}::", code.scope);
        }
        out.push_str(&code.name);
        self.write_params(&mut out, code.params.iter().copied(), code.is_const);
        out
    }

    fn write_params(&self, out: &mut String, params: impl Iterator<Item = DataType>, is_const: bool) {
        out.push('(');
        for (i, ty) in params.enumerate() {
            out.push_str(if i > 0 { ", " } else { "" });
            self.reg.write_type(out, ty, self.names);
        }
        out.push_str(if is_const { ") const" } else { ")" });
    }

    fn shared_function(&self, id: FunctionId) -> String {
        let mut out = String::new();
        let view = self.reg.function(id);
        let (def, traits) = (view.def(), view.def().traits);
        match def.kind {
            FunctionKind::Constructor => out.push_str("constructor "),
            _ => {
                self.reg.write_type(&mut out, def.ret, self.names);
                out.push(' ');
                out.push_str(self.names.text(def.name));
            }
        }
        self.write_params(&mut out, view.params().iter().map(|p| p.ty), traits.has(FunctionTraits::CONST));
        for (word, text) in WORDS {
            if traits.has(word) {
                out.push_str(text);
            }
        }
        out
    }

    /// A type by its members, one a line.
    fn type_signature(&self, def: &TypeDef) -> String {
        let reg = self.reg;
        let (kind, flags) = (def.kind, def.flags);
        let mut out = String::from(match kind {
            TypeKind::Enum => "an enum",
            TypeKind::Interface => "an interface",
            TypeKind::Funcdef => "a funcdef",
            _ => "a class",
        });
        for (flag, word) in [(TypeFlags::FINAL, " final"), (TypeFlags::ABSTRACT, " abstract")] {
            if flags.has(flag) {
                out.push_str(word);
            }
        }
        match kind {
            TypeKind::Enum => {
                for v in reg.enum_values(def.id) {
                    let _ = write!(out, "\n{} = {}", self.names.text(v.name), v.value);
                }
                return out;
            }
            TypeKind::Funcdef => {
                out.push('\n');
                out.push_str(&self.shared_function(def.signature));
                return out;
            }
            _ => {}
        }
        if def.base.is_some() {
            let _ = write!(out, "\nbase class {}", reg.type_name(def.base, self.names));
        }
        for &interface in reg.interfaces(def.id) {
            let _ = write!(out, "\ninterface {}", reg.type_name(interface, self.names));
        }
        for p in reg.properties(def.id) {
            out.push('\n');
            reg.write_type(&mut out, p.ty, self.names);
            let _ = write!(out, " {}", self.names.text(p.name));
            match p.access {
                MemberAccess::Public => {}
                MemberAccess::Private => out.push_str(" private"),
                MemberAccess::Protected => out.push_str(" protected"),
            }
        }
        let methods = reg.methods(def.id).iter().map(|m| m.function);
        for f in methods.chain(reg.constructors(def.id).iter().copied()) {
            out.push('\n');
            out.push_str(&self.shared_function(f));
        }
        if def.behaviors.destruct.is_some() {
            out.push_str("\na destructor");
        }
        out
    }
}
