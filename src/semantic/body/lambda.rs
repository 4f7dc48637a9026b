//! Lambdas.

use smallvec::SmallVec;

use crate::bytecode::{FunctionRef, Op};
use crate::semantic::resolve;
use crate::syntax::ast::{self, ExprKind, TypeBase};
use crate::types::{DataType, TypeKind};

use super::function::{FunctionHead, ParamInfo};
use super::{FnCompiler, Value};

impl<'u, 'b, 'ast> FnCompiler<'u, 'b, 'ast> {
    /// Whether a lambda can be a handle of this type: number of parameters, and the types that are written (LAMBDA-17).
    pub(super) fn lambda_fits(&mut self, e: &'ast ast::Expr<'ast>, to: DataType) -> bool {
        let ExprKind::Lambda(l) = &e.kind else { return false };
        let def = self.reg.ty(to.type_id);
        if def.kind != TypeKind::Funcdef {
            return false;
        }
        let params = self.reg.function(def.signature).params();
        if params.len() != l.params.len() {
            return false;
        }
        l.params.iter().zip(params).all(|(written, p)| {
            if matches!(written.ty.base, TypeBase::Missing) {
                return true;
            }
            let wanted = self.reg.subst(p.ty, to.type_id);
            let own = self.speculate(|this| this.resolve(&written.ty)).with_ref(resolve::ref_modifier(written.mode));
            if own.is_ref() || wanted.is_ref() {
                own == wanted || own.with_const(false) == wanted.with_const(false) && self.prim(own).is_some()
            } else {
                own.same_value(wanted)
            }
        })
    }

    /// Compiles a lambda and makes a handle of it.
    pub(super) fn lambda_value(&mut self, e: &'ast ast::Expr<'ast>, to: DataType) -> Value<'ast> {
        let span = e.span;
        let ExprKind::Lambda(l) = &e.kind else { return Value::error(span) };
        if !self.lambda_fits(e, to) {
            let text = match self.reg.kind(to.type_id) {
                TypeKind::Funcdef => {
                    self.reg.declaration(self.reg.ty(to.type_id).signature, super::TypeId::NONE, self.u.names)
                }
                _ => self.display(to.object().value()),
            };
            return self.fail(65, span, format!("the lambda has not the signature of the funcdef, {text}"));
        }
        let signature = self.reg.ty(to.type_id).signature;
        let view = self.reg.function(signature);
        let ret = self.reg.subst(view.return_type(), to.type_id);
        let mut params = SmallVec::new();
        for (written, p) in l.params.iter().zip(view.params()) {
            params.push(ParamInfo { name: written.name, ty: self.reg.subst(p.ty, to.type_id), span: written.span });
        }
        let t = self.slot();
        let number = if self.u.speculating > 0 {
            0
        } else {
            let number = self.u.functions.further();
            let head = FunctionHead {
                // Told by its place: its number depends on which other functions are compiled before.
                name: format!("$lambda{}", span.lo).into(),
                scope: Default::default(),
                namespace: self.namespace,
                class: crate::base::TypeId::NONE,
                this_const: false,
                ret,
                params,
                span,
                shared: self.shared,
                own_property: crate::base::Symbol::EMPTY,
                id: crate::base::FunctionId::NONE,
            };
            let usings = self.usings.clone();
            super::function::compile_body(self.u, number, &head, l.body, &usings, self.depth);
            number
        };
        let n = self.u.tables.function_ref(FunctionRef::Script(number), to.type_id);
        self.ai(Op::FuncRef, t, n as i32);
        let ty = DataType { is_handle: true, is_const: false, ..to.value() };
        self.born_as(t, ty);
        Value::temp(ty, t, span)
    }
}
