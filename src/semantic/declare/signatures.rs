//! Types of parameters and results.

use crate::base::{NamespaceId, Span, Symbol, TypeId};
use crate::syntax::ast::{FunctionDecl, FunctionForm, Ident, Modifiers};
use crate::types::{DataType, FunctionKind, FunctionTraits, ParamDef, Range, RefModifier};

use super::{Declarer, Source};
use crate::base::names;
use crate::semantic::NameContext;
use crate::semantic::resolve::TypeUse;

impl<'ast> Declarer<'_, 'ast> {
    /// Resolves the signatures of all functions.
    pub(super) fn signatures(&mut self) {
        // Nothing is told twice about a mixin, however many classes include it.
        for index in 0..self.sources.len() {
            match self.sources[index] {
                Source::Decl(decl) => self.signature(index, decl),
                Source::FromMixin(decl) => {
                    let before = self.build.diags.list().len();
                    self.signature(index, decl);
                    self.forget_repeated(before);
                }
                Source::Accessor(property, accessor) => {
                    let before = self.build.diags.list().len();
                    let (owner, scope) = self.place(index);
                    let cx = NameContext::class(scope, owner);
                    let ty = self.build.resolver().resolve(&cx, &property.ty);
                    let ty_span = property.ty.span;
                    self.accessor_signature(index, ty, property.is_ref, accessor.is_get, ty_span, accessor.span);
                    // The other accessor of the block has the same type.
                    self.forget_repeated(before);
                }
                Source::Generated => {}
            }
        }
    }

    /// The class a function belongs to and the namespace its names are looked up in.
    fn place(&self, index: usize) -> (TypeId, NamespaceId) {
        let f = &self.build.registry.functions[index];
        (f.def.owner, f.scope)
    }

    /// Drops the messages after the first `before` if all of them stand before already.
    pub(super) fn forget_repeated(&mut self, before: usize) {
        let list = self.build.diags.list();
        if list.len() == before {
            return;
        }
        let (old, new) = list.split_at(before);
        if new.iter().all(|n| old.iter().any(|o| o.span == n.span && o.code == n.code)) {
            self.build.diags.truncate(before);
        }
    }

    fn signature(&mut self, index: usize, decl: &'ast FunctionDecl<'ast>) {
        let (owner, scope) = self.place(index);
        let cx = NameContext { namespace: scope, class: owner, usings: &[] };
        let ret = match decl.form {
            FunctionForm::Plain => self.build.resolver().returned(&cx, &decl.ret, decl.ret_ref),
            _ => DataType::VOID,
        };
        let mut params = std::mem::take(&mut self.params);
        params.clear();
        let mut has_default = false;
        for (i, param) in decl.params.iter().enumerate() {
            let ty = self.build.resolver().param(&cx, param);
            let mut default = ParamDef::NO_DEFAULT;
            if let Some(expr) = param.default {
                default = self.build.registry.defaults.len() as u32;
                self.build.registry.defaults.push(expr);
                has_default = true;
            } else if has_default {
                // Told once; the ones behind it are part of the same mistake.
                let text = "a parameter without default behind one that has a default";
                self.build.error(110, param.span, text);
                has_default = false;
            }
            let mut name = param.name.map_or(Symbol::EMPTY, |n| n.name);
            if let Some(ident) = param.name {
                if decl.params[..i].iter().any(|p| p.name.is_some_and(|n| n.name == ident.name)) {
                    let text = format!("there is a parameter '{}' already", self.text(ident.name));
                    self.build.error(25, ident.span, text);
                    name = Symbol::EMPTY;
                }
            }
            params.push(ParamDef { name, ty, default, auto_handle: false });
        }
        self.set_signature(index, ret, &params);
        self.params = params;

        let def = self.build.registry.functions[index].def;
        if def.traits.has(FunctionTraits::SHARED) {
            self.shared_signature(index, decl.ret.span);
        }
        if def.kind == FunctionKind::Import {
            let import = self.build.registry.functions[index].import as usize;
            self.build.registry.imports[import].ret = ret;
            self.shared_signature(index, decl.ret.span);
        }
        let is_member = def.owner.is_some() && def.kind != FunctionKind::Funcdef;
        if def.kind == FunctionKind::Global || is_member && decl.form == FunctionForm::Plain {
            let marked = decl.modifiers.has(Modifiers::PROPERTY);
            if marked || self.build.options.property_accessor_mode == 2 {
                self.accessor(index, marked, decl.name);
            }
        }
    }

    /// Enters result and parameters of a function.
    pub(super) fn set_signature(&mut self, index: usize, ret: DataType, params: &[ParamDef]) {
        let registry = &mut self.build.registry;
        let start = registry.params.len() as u32;
        registry.params.extend_from_slice(params);
        let def = &mut registry.functions[index].def;
        if names::is_operator(def.name) {
            let is_written = |p: &ParamDef| matches!(p.ty.ref_modifier, RefModifier::Out | RefModifier::InOut);
            registry.has_assigning_operators |= params.iter().any(is_written);
            registry.has_script_operators = true;
        }
        registry.has_script_conversions |= names::is_conversion(def.name);
        def.ret = ret;
        def.params = Range { start, len: params.len() as u32 };
    }

    /// The signature that an accessor of a block has (PROP-04).
    pub(super) fn accessor_signature(
        &mut self,
        index: usize,
        ty: DataType,
        is_ref: bool,
        is_get: bool,
        ty_span: Span,
        span: Span,
    ) {
        if is_get {
            let ret = if is_ref && !ty.is_error() { ty.with_ref(crate::types::RefModifier::InOut) } else { ty };
            let allowed = self.checked_once(ret, TypeUse::Return, ty_span);
            if allowed && ret.is_void() {
                self.build.error(183, span, "a property cannot be 'void'");
            }
            self.set_signature(index, if allowed { ret } else { DataType::ERROR }, &[]);
        } else {
            let ty = if self.checked_once(ty, TypeUse::Parameter, ty_span) { ty } else { DataType::ERROR };
            let value = ParamDef { name: names::VALUE, ty, default: ParamDef::NO_DEFAULT, auto_handle: false };
            self.set_signature(index, DataType::VOID, &[value]);
        }
        if self.build.registry.functions[index].def.traits.has(FunctionTraits::SHARED) {
            self.shared_signature(index, ty_span);
        }
        if self.build.options.property_accessor_mode >= 2 {
            let name = self.build.registry.functions[index].def.name;
            self.accessor(index, false, Ident { name, span });
        }
    }

    /// Checks a type that the two accessors of a block share; what is wrong with it is told for the first only.
    fn checked_once(&mut self, ty: DataType, usage: TypeUse, span: Span) -> bool {
        if ty.is_error() {
            return false;
        }
        if self.build.diags.list().iter().any(|d| d.span == span) {
            return self.build.resolver().refusal(ty, usage).is_none();
        }
        self.build.resolver().check(ty, usage, span)
    }

    /// Shared code can use only shared and registered types (SHARED-08), and so can imports (SHARED-05).
    fn shared_signature(&mut self, index: usize, ret_span: Span) {
        let def = self.build.registry.functions[index].def;
        let user = if def.kind == FunctionKind::Import { "an import" } else { "shared code" };
        if self.shared_type(user, def.ret, ret_span) {
            for i in 0..def.params.len as usize {
                let ty = def.params.of(&self.build.registry.params)[i].ty;
                let span = self.param_span(def.id, i);
                if !self.shared_type(user, ty, span) {
                    break;
                }
            }
        }
    }

    /// Reports a type that `user`, shared code, cannot use; whether it can.
    pub(super) fn shared_type(&mut self, user: &str, ty: DataType, span: Span) -> bool {
        if ty.is_error() || self.build.registry.is_shared_type(ty.type_id) {
            return true;
        }
        let text = format!("{user} cannot use '{}', which is not shared", self.type_name(ty.type_id));
        self.build.error(202, span, text);
        false
    }
}
