//! What running an expression may change, told from its text alone: what was evaluated before it is kept accordingly.

use crate::base::Symbol;
use crate::syntax::ast;

use super::FnCompiler;

impl<'ast> FnCompiler<'_, '_, 'ast> {
    /// Whether an expression tree may change local variables when it runs.
    pub(super) fn may_assign(&self, e: &ast::Expr<'ast>) -> bool {
        use ast::ExprKind as K;
        match &e.kind {
            K::Assign { .. } => true,
            K::Unary { op, operand } => {
                matches!(
                    op,
                    ast::UnaryOp::PreInc | ast::UnaryOp::PreDec | ast::UnaryOp::PostInc | ast::UnaryOp::PostDec
                ) || self.may_assign(operand)
            }
            K::Binary { left, right, .. } => {
                self.may_assign(left)
                    || self.may_assign(right)
                    || self.reg.has_assigning_operators && (names_variable(left) || names_variable(right))
            }
            K::Conditional { cond, then, other } => {
                self.may_assign(cond) || self.may_assign(then) || self.may_assign(other)
            }
            K::Paren(inner) => self.may_assign(inner),
            K::Cast { value, .. } => self.may_assign(value),
            K::Member { object, .. } => self.may_assign(object),
            // A name among the arguments may be an output.
            K::Call { callee, args } => self.may_assign(callee) || self.args_may_assign(args),
            K::Construct { args, .. } => self.args_may_assign(args),
            K::Index { object, args } => self.may_assign(object) || self.args_may_assign(args),
            K::List { items, .. } => items.iter().flatten().any(|i| self.may_assign(i)),
            _ => false,
        }
    }

    fn args_may_assign(&self, args: &[ast::Arg<'ast>]) -> bool {
        args.iter().any(|a| names_variable(a.value) || self.may_assign(a.value))
    }

    /// Whether an expression may run functions when it is evaluated: these may change and release whatever is not held by
    /// this function. Operators and conversions of the host are taken for ones that do not.
    pub(super) fn may_run(&self, e: &ast::Expr<'ast>) -> bool {
        use ast::ExprKind as K;
        match &e.kind {
            K::Int(_)
            | K::Radix(_)
            | K::Float(_)
            | K::Double(_)
            | K::Bool(_)
            | K::Null
            | K::String(_)
            | K::Lambda { .. } => false,
            K::Name(n) => {
                let is_local = n.scope.is_none() && self.locals.iter().any(|l| l.name == n.name.name);
                self.reg.has_script_conversions || !is_local && self.is_accessor_name(n.name.name)
            }
            K::Member { object, name } => {
                self.reg.has_script_conversions || self.is_accessor_name(name.name) || self.may_run(object)
            }
            K::Unary { op, operand } => {
                use ast::UnaryOp::{PostDec, PostInc, PreDec, PreInc};
                matches!(op, PreInc | PreDec | PostInc | PostDec)
                    || self.reg.has_script_operators
                    || self.may_run(operand)
            }
            K::Binary { left, right, .. } => self.reg.has_script_operators || self.may_run(left) || self.may_run(right),
            K::Conditional { cond, then, other } => self.may_run(cond) || self.may_run(then) || self.may_run(other),
            K::Paren(inner) => self.may_run(inner),
            _ => true,
        }
    }

    fn is_accessor_name(&self, name: Symbol) -> bool {
        self.reg.accessor_names.contains(&name) || self.reg.ffi.is_accessor_name(name)
    }
}

/// Whether an expression may name a variable, or a part of one, that an output parameter is given.
fn names_variable(e: &ast::Expr<'_>) -> bool {
    use ast::ExprKind as K;
    match &e.kind {
        K::Name(_) => true,
        K::Paren(inner) => names_variable(inner),
        K::Conditional { then, other, .. } => names_variable(then) || names_variable(other),
        K::Member { object, .. } => names_variable(object),
        _ => false,
    }
}

/// Whether an expression is a literal: nothing runs.
pub(super) fn is_literal(e: &ast::Expr<'_>) -> bool {
    use ast::ExprKind as K;
    matches!(e.kind, K::Int(_) | K::Radix(_) | K::Float(_) | K::Double(_) | K::Bool(_) | K::Null | K::String(_))
}
