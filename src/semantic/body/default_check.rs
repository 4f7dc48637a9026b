//! Default arguments of registered functions are compiled once when a context is sealed, so that one which does not compile
//! is reported there and not at the first call that needs it.

use std::sync::Arc;

use bumpalo::Bump;

use smallvec::SmallVec;

use crate::base::{Code, Diagnostics, FunctionId, Interner, NamespaceId, Severity, Span, Symbol, TypeId};
use crate::semantic::{Build, CompileOptions, Registry};
use crate::types::{
    DataType, FfiExpr, FfiRegistry, FunctionDef, ParamDef, RefModifier, ResolutionError, ResolutionErrorKind,
};

use super::convert::How;
use super::finished::Finished;
use super::function::{FunctionHead, compile_with};
use super::{UnitCompiler, Want};

/// The code of a call that fits several functions equally well.
const AMBIGUOUS_CALL: Code = Code(101);

/// Compiles the default arguments of the registry's own layer that are more than a literal.
///
/// Gives an error for each argument that does not compile, in the order of registration. `may_have_twins`: functions may be
/// registered twice, which was reported, so that nothing is said about calls that fit several equally well.
pub fn check_default_arguments(
    ffi: &Arc<FfiRegistry>,
    options: CompileOptions,
    may_have_twins: bool,
) -> Vec<ResolutionError> {
    let first = ffi.parent().map_or(0, |p| p.function_count());
    let arena = Bump::new();
    let build = Build {
        arena: &arena,
        names: Interner::new(ffi.interner().clone(), &arena),
        registry: Registry::new(ffi.clone()),
        diags: Diagnostics::new(),
        options,
        externals: Default::default(),
    };
    let mut u = UnitCompiler::new(&build);
    let mut errors = Vec::new();
    for id in (first..ffi.function_count()).map(FunctionId) {
        let def = ffi.function(id);
        for (i, param) in ffi.params(def).iter().enumerate() {
            if is_to_be_checked(ffi, param) {
                let Some((code, error)) = u.check_default(ffi, id, def, i, param) else { continue };
                if !(may_have_twins && code == AMBIGUOUS_CALL) {
                    errors.push(error);
                }
            }
        }
    }
    errors
}

/// Literals were compared with their parameter's type already; of what depends on template arguments only instances know
/// whether it fits.
fn is_to_be_checked(ffi: &FfiRegistry, param: &ParamDef) -> bool {
    param.default != ParamDef::NO_DEFAULT
        && !param.ty.is_error()
        && !ffi.is_dependent(param.ty)
        && matches!(
            ffi.default_arg(param.default),
            FfiExpr::Text(_)
                | FfiExpr::Ident(_)
                | FfiExpr::Construct { .. }
                | FfiExpr::Unary { .. }
                | FfiExpr::Binary { .. }
        )
}

impl<'b> UnitCompiler<'b, '_> {
    fn check_default(
        &mut self,
        ffi: &'b FfiRegistry,
        id: FunctionId,
        def: &FunctionDef,
        index: usize,
        param: &ParamDef,
    ) -> Option<(Code, ResolutionError)> {
        let head = FunctionHead {
            name: Default::default(),
            scope: Default::default(),
            namespace: NamespaceId::GLOBAL,
            class: TypeId::NONE,
            this_const: false,
            ret: DataType::VOID,
            params: SmallVec::new(),
            span: Span::NONE,
            shared: false,
            own_property: Symbol::EMPTY,
            id: FunctionId::NONE,
        };
        let before = self.diags.list().len();
        self.functions = Finished::new(1, 0..1);
        let expr = ffi.default_arg(param.default);
        let (ty, is_output) = (param.ty.value(), param.ty.ref_modifier == RefModifier::Out);
        compile_with(self, 0, &head, |f| {
            let v = f.outside(def.namespace, |f| {
                if is_output || ty.is_any() {
                    let v = f.ffi_expr(expr, Span::NONE, Want::ANY);
                    return f.settle(v);
                }
                let v = f.ffi_expr(expr, Span::NONE, Want::ty(ty));
                f.convert(v, ty, How::Implicit, Want::ty(ty))
            });
            f.release(&v);
        });
        self.texts.take();
        self.code.clear();
        self.call_relocs.clear();
        let problem = self.diags.list()[before..].iter().find(|d| d.severity == Severity::Error)?;
        let (code, problem) = (problem.code, problem.text.clone());
        self.diags.truncate(before);
        let declaration = ffi.declaration(id);
        let text = ffi.default_text(param.default);
        let column = declaration.rfind(&format!("= {text}")).map_or(0, |at| at as u32 + 3);
        let error = ResolutionError {
            kind: ResolutionErrorKind::InvalidDefault,
            message: format!("default argument {} does not compile: {problem}", index + 1),
            declaration,
            column,
            suggestions: Vec::new(),
        };
        Some((code, error))
    }
}
