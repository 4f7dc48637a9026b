//! Default arguments of the syntax tree as owned expressions.

use super::convert::Conversion;
use crate::base::Span;
use crate::syntax::ast::{Arg, BinaryOp, Expr, ExprKind, NameExpr, RefMode, TypeBase, TypeExpr, UnaryOp};
use crate::types::{FfiBinaryOp, FfiDataType, FfiDefault, FfiExpr, FfiName, FfiUnaryOp, Range, UnresolvedBaseType};

/// Deeper expressions are kept as text: owned ones are walked and dropped recursively.
const MAX_DEPTH: u32 = 64;

impl Conversion<'_, '_> {
    /// A default argument. `declaration` is where the text of the declaration starts among the bundle's texts.
    pub(super) fn default(&mut self, expr: &Expr<'_>, declaration: u32) -> FfiDefault {
        let Span { lo, hi } = expr.span;
        let text = Range { start: declaration + lo, len: hi - lo };
        let owned = self.expr(expr, 0).unwrap_or_else(|| {
            let source = self.text.get(lo as usize..hi as usize).unwrap_or_default();
            FfiExpr::Text(source.into())
        });
        let mut names = Vec::new();
        // Sealing may find that a call calls a function, and keep the text after all.
        if matches!(
            owned,
            FfiExpr::Text(_) | FfiExpr::Construct { .. } | FfiExpr::Unary { .. } | FfiExpr::Binary { .. }
        ) {
            self.collect_names(expr, &mut names, 0);
        }
        FfiDefault { expr: owned, text, names: names.into() }
    }

    /// The expression, unless only its text can tell what it means.
    fn expr(&mut self, expr: &Expr<'_>, depth: u32) -> Option<FfiExpr> {
        if depth > MAX_DEPTH {
            return None;
        }
        Some(match expr.kind {
            ExprKind::Int(v) => i64::try_from(v).map_or(FfiExpr::UInt(v), FfiExpr::Int),
            ExprKind::Radix(v) => FfiExpr::UInt(v),
            ExprKind::Char(c) => FfiExpr::UInt(u64::from(c)),
            ExprKind::Float(v) => FfiExpr::Float(v),
            ExprKind::Double(v) => FfiExpr::Double(v),
            ExprKind::Bool(v) => FfiExpr::Bool(v),
            ExprKind::String(bytes) => FfiExpr::String(bytes.into()),
            ExprKind::Null => FfiExpr::Null,
            ExprKind::Paren(inner) => self.expr(inner, depth + 1)?,
            ExprKind::Name(name) if name.args.is_empty() => self.name_expr(name)?,
            ExprKind::Call { callee, args } => {
                let ExprKind::Name(name) = callee.kind else { return None };
                if !name.scope.args.is_empty() {
                    return None;
                }
                let full = self.name(name.scope, name.name);
                let base = if name.args.is_empty() {
                    UnresolvedBaseType::Simple(full)
                } else {
                    let mut list = Vec::with_capacity(name.args.len());
                    for arg in name.args {
                        list.push(self.data_type(arg, RefMode::None).ok()?.0);
                    }
                    UnresolvedBaseType::Template { name: full, args: list.into() }
                };
                let ty = FfiDataType::unresolved(base, callee.span.lo);
                FfiExpr::Construct { ty, args: self.args_of(args, depth)? }
            }
            ExprKind::Construct { ty, args } => {
                let ty = self.data_type(ty, RefMode::None).ok()?.0;
                FfiExpr::Construct { ty, args: self.args_of(args, depth)? }
            }
            ExprKind::Unary { op, operand } => {
                let op = match op {
                    UnaryOp::Neg => FfiUnaryOp::Neg,
                    UnaryOp::Plus => FfiUnaryOp::Plus,
                    UnaryOp::Not => FfiUnaryOp::Not,
                    UnaryOp::BitNot => FfiUnaryOp::BitNot,
                    _ => return None,
                };
                FfiExpr::Unary { op, expr: Box::new(self.expr(operand, depth + 1)?) }
            }
            ExprKind::Binary { op, left, right, .. } => FfiExpr::Binary {
                op: binary(op)?,
                left: Box::new(self.expr(left, depth + 1)?),
                right: Box::new(self.expr(right, depth + 1)?),
            },
            _ => return None,
        })
    }

    fn args_of(&mut self, args: &[Arg<'_>], depth: u32) -> Option<Box<[FfiExpr]>> {
        let mut list = Vec::with_capacity(args.len());
        for arg in args {
            if arg.name.is_some() {
                return None;
            }
            list.push(self.expr(arg.value, depth + 1)?);
        }
        Some(list.into())
    }

    /// `A::b` is taken for a value of an enum; sealing finds out what it is.
    fn name_expr(&mut self, name: &NameExpr<'_>) -> Option<FfiExpr> {
        if !name.scope.args.is_empty() {
            return None;
        }
        let full = self.name(name.scope, name.name);
        if name.scope.path.is_empty() {
            return Some(FfiExpr::Ident(full));
        }
        let ty = FfiDataType::named(self.scope_name(name.scope), name.scope.span.lo);
        Some(FfiExpr::EnumValue { ty, name: self.symbol(name.name.name), value: 0 })
    }

    /// Names that must exist for the expression to mean something. Bodies of lambdas are left out: what they name may
    /// be their own.
    fn collect_names(&mut self, expr: &Expr<'_>, out: &mut Vec<(FfiName, u32)>, depth: u32) {
        if depth > MAX_DEPTH {
            return;
        }
        let depth = depth + 1;
        match expr.kind {
            ExprKind::Name(name) => {
                if name.scope.args.is_empty() {
                    let full = self.name(name.scope, name.name);
                    out.push((full, expr.span.lo));
                }
                self.collect_types(name.args, out);
            }
            ExprKind::Call { callee, args } => {
                self.collect_names(callee, out, depth);
                args.iter().for_each(|a| self.collect_names(a.value, out, depth));
            }
            ExprKind::Construct { ty, args } => {
                self.collect_types(std::slice::from_ref(ty), out);
                args.iter().for_each(|a| self.collect_names(a.value, out, depth));
            }
            ExprKind::Index { object, args } => {
                self.collect_names(object, out, depth);
                args.iter().for_each(|a| self.collect_names(a.value, out, depth));
            }
            ExprKind::Member { object: inner, .. }
            | ExprKind::Unary { operand: inner, .. }
            | ExprKind::Paren(inner) => {
                self.collect_names(inner, out, depth);
            }
            ExprKind::Cast { ty, value } => {
                self.collect_types(std::slice::from_ref(ty), out);
                self.collect_names(value, out, depth);
            }
            ExprKind::Binary { left, right, .. } | ExprKind::Assign { left, right, .. } => {
                self.collect_names(left, out, depth);
                self.collect_names(right, out, depth);
            }
            ExprKind::Conditional { cond, then, other } => {
                self.collect_names(cond, out, depth);
                self.collect_names(then, out, depth);
                self.collect_names(other, out, depth);
            }
            ExprKind::List { ty, items } => {
                self.collect_types(ty.map_or(&[], std::slice::from_ref), out);
                items.iter().flatten().for_each(|e| self.collect_names(e, out, depth));
            }
            _ => {}
        }
    }

    fn collect_types(&mut self, types: &[TypeExpr<'_>], out: &mut Vec<(FfiName, u32)>) {
        for ty in types {
            if let (TypeBase::Name(name), true) = (ty.base, ty.scope.args.is_empty()) {
                let full = self.name(ty.scope, name);
                out.push((full, name.span.lo));
            }
            self.collect_types(ty.args, out);
        }
    }
}

fn binary(op: BinaryOp) -> Option<FfiBinaryOp> {
    Some(match op {
        BinaryOp::Add => FfiBinaryOp::Add,
        BinaryOp::Sub => FfiBinaryOp::Sub,
        BinaryOp::Mul => FfiBinaryOp::Mul,
        BinaryOp::Div => FfiBinaryOp::Div,
        BinaryOp::Mod => FfiBinaryOp::Mod,
        BinaryOp::Pow => FfiBinaryOp::Pow,
        BinaryOp::Shl => FfiBinaryOp::Shl,
        BinaryOp::Shr => FfiBinaryOp::Shr,
        BinaryOp::UShr => FfiBinaryOp::UShr,
        BinaryOp::BitAnd => FfiBinaryOp::BitAnd,
        BinaryOp::BitOr => FfiBinaryOp::BitOr,
        BinaryOp::BitXor => FfiBinaryOp::BitXor,
        BinaryOp::Eq => FfiBinaryOp::Eq,
        BinaryOp::Ne => FfiBinaryOp::Ne,
        BinaryOp::Lt => FfiBinaryOp::Lt,
        BinaryOp::Le => FfiBinaryOp::Le,
        BinaryOp::Gt => FfiBinaryOp::Gt,
        BinaryOp::Ge => FfiBinaryOp::Ge,
        BinaryOp::And => FfiBinaryOp::And,
        BinaryOp::Or => FfiBinaryOp::Or,
        BinaryOp::Xor => FfiBinaryOp::Xor,
        BinaryOp::Is | BinaryOp::NotIs => return None,
    })
}
