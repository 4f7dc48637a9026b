//! Functions of both tiers, read alike.

use crate::base::{FunctionId, Span, Symbol, TypeId};
use crate::syntax::ast;
use crate::types::{
    DataType, FfiExpr, FfiRegistry, FunctionDef, FunctionKind, FunctionTraits, NativeFunction, ParamDef,
};

use super::{Registry, ScriptFunction};

/// A function of either tier.
#[derive(Clone, Copy)]
pub enum FunctionDefView<'r, 'ast> {
    /// A registered function.
    Ffi(&'r FfiRegistry, &'r FunctionDef),
    /// A script function.
    Script(&'r Registry<'ast>, &'r ScriptFunction<'ast>),
}

/// A default argument of either tier.
#[derive(Clone, Copy)]
pub enum DefaultArg<'r, 'ast> {
    /// Of a registered function.
    Ffi(&'r FfiExpr),
    /// Of a script function.
    Script(&'ast ast::Expr<'ast>),
}

impl<'r, 'ast> FunctionDefView<'r, 'ast> {
    /// What both tiers know.
    #[inline]
    pub fn def(&self) -> &'r FunctionDef {
        match self {
            FunctionDefView::Ffi(_, def) => def,
            FunctionDefView::Script(_, f) => &f.def,
        }
    }

    /// Its id.
    #[inline]
    pub fn id(&self) -> FunctionId {
        self.def().id
    }

    /// Its name.
    #[inline]
    pub fn name(&self) -> Symbol {
        self.def().name
    }

    /// What it is for.
    #[inline]
    pub fn kind(&self) -> FunctionKind {
        self.def().kind
    }

    /// The type it belongs to.
    #[inline]
    pub fn owner(&self) -> TypeId {
        self.def().owner
    }

    /// Its properties.
    #[inline]
    pub fn traits(&self) -> FunctionTraits {
        self.def().traits
    }

    /// Whether it has this property.
    #[inline]
    pub fn is(&self, t: FunctionTraits) -> bool {
        self.def().traits.has(t)
    }

    /// What it returns (in terms of the template, for members of templates).
    #[inline]
    pub fn return_type(&self) -> DataType {
        self.def().ret
    }

    /// Its parameters (in terms of the template, for members of templates).
    #[inline]
    pub fn params(&self) -> &'r [ParamDef] {
        match self {
            FunctionDefView::Ffi(ffi, def) => ffi.params(def),
            FunctionDefView::Script(registry, f) => f.def.params.of(&registry.params),
        }
    }

    /// The default argument of parameter `i`.
    pub fn default_arg(&self, i: usize) -> Option<DefaultArg<'r, 'ast>> {
        let p = self.params().get(i)?;
        if !p.has_default() {
            return None;
        }
        Some(match self {
            FunctionDefView::Ffi(ffi, _) => DefaultArg::Ffi(ffi.default_arg(p.default)),
            FunctionDefView::Script(registry, _) => DefaultArg::Script(registry.defaults[p.default as usize]),
        })
    }

    /// The host function behind it.
    pub fn native(&self) -> Option<&'r NativeFunction> {
        match self {
            FunctionDefView::Ffi(ffi, def) => Some(ffi.native(def.id)),
            FunctionDefView::Script(..) => None,
        }
    }

    /// Whether the host registered it.
    #[inline]
    pub fn is_ffi(&self) -> bool {
        matches!(self, FunctionDefView::Ffi(..))
    }

    /// Where it is declared; [`Span::NONE`] for registered functions.
    #[inline]
    pub fn span(&self) -> Span {
        self.def().span
    }
}
