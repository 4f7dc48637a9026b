//! What operators are called, and the instructions that calculate them.

use crate::base::{Symbol, names};
use crate::bytecode::Op;
use crate::syntax::ast::BinaryOp;
use crate::types::Primitive;

/// The method names of a binary operator: for the left operand and for the right one.
pub(super) fn operator_names(op: BinaryOp) -> Option<(Symbol, Symbol)> {
    Some(match op {
        BinaryOp::Add => (names::OP_ADD, names::OP_ADD_R),
        BinaryOp::Sub => (names::OP_SUB, names::OP_SUB_R),
        BinaryOp::Mul => (names::OP_MUL, names::OP_MUL_R),
        BinaryOp::Div => (names::OP_DIV, names::OP_DIV_R),
        BinaryOp::Mod => (names::OP_MOD, names::OP_MOD_R),
        BinaryOp::Pow => (names::OP_POW, names::OP_POW_R),
        BinaryOp::BitAnd => (names::OP_AND, names::OP_AND_R),
        BinaryOp::BitOr => (names::OP_OR, names::OP_OR_R),
        BinaryOp::BitXor => (names::OP_XOR, names::OP_XOR_R),
        BinaryOp::Shl => (names::OP_SHL, names::OP_SHL_R),
        BinaryOp::Shr => (names::OP_SHR, names::OP_SHR_R),
        BinaryOp::UShr => (names::OP_USHR, names::OP_USHR_R),
        _ => return None,
    })
}

/// The method name of a compound assignment.
pub(super) fn assign_name(op: BinaryOp) -> Symbol {
    match op {
        BinaryOp::Add => names::OP_ADD_ASSIGN,
        BinaryOp::Sub => names::OP_SUB_ASSIGN,
        BinaryOp::Mul => names::OP_MUL_ASSIGN,
        BinaryOp::Div => names::OP_DIV_ASSIGN,
        BinaryOp::Mod => names::OP_MOD_ASSIGN,
        BinaryOp::Pow => names::OP_POW_ASSIGN,
        BinaryOp::BitAnd => names::OP_AND_ASSIGN,
        BinaryOp::BitOr => names::OP_OR_ASSIGN,
        BinaryOp::BitXor => names::OP_XOR_ASSIGN,
        BinaryOp::Shl => names::OP_SHL_ASSIGN,
        BinaryOp::Shr => names::OP_SHR_ASSIGN,
        _ => names::OP_USHR_ASSIGN,
    }
}

/// An operator as written.
pub(super) fn symbol(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mul => "*",
        BinaryOp::Div => "/",
        BinaryOp::Mod => "%",
        BinaryOp::Pow => "**",
        BinaryOp::Shl => "<<",
        BinaryOp::Shr => ">>",
        BinaryOp::UShr => ">>>",
        BinaryOp::BitAnd => "&",
        BinaryOp::BitOr => "|",
        BinaryOp::BitXor => "^",
        BinaryOp::Eq => "==",
        BinaryOp::Ne => "!=",
        BinaryOp::Lt => "<",
        BinaryOp::Le => "<=",
        BinaryOp::Gt => ">",
        BinaryOp::Ge => ">=",
        BinaryOp::Is => "is",
        BinaryOp::NotIs => "!is",
        BinaryOp::And => "&&",
        BinaryOp::Or => "||",
        BinaryOp::Xor => "^^",
    }
}

pub(super) fn is_comparison(op: BinaryOp) -> bool {
    matches!(op, BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge)
}

/// The comparison with its sides exchanged.
pub(super) fn mirrored(op: BinaryOp) -> BinaryOp {
    match op {
        BinaryOp::Lt => BinaryOp::Gt,
        BinaryOp::Le => BinaryOp::Ge,
        BinaryOp::Gt => BinaryOp::Lt,
        BinaryOp::Ge => BinaryOp::Le,
        other => other,
    }
}

/// The instruction of an arithmetic operation on a number type of at least 32 bits.
pub(super) fn arithmetic(op: BinaryOp, p: Primitive) -> Option<Op> {
    use Primitive::{Double, Float, Int32, Int64, UInt32, UInt64};
    Some(match (op, p) {
        (BinaryOp::Add, Int32 | UInt32) => Op::AddI32,
        (BinaryOp::Sub, Int32 | UInt32) => Op::SubI32,
        (BinaryOp::Mul, Int32 | UInt32) => Op::MulI32,
        (BinaryOp::Div, Int32) => Op::DivI32,
        (BinaryOp::Div, UInt32) => Op::DivU32,
        (BinaryOp::Mod, Int32) => Op::ModI32,
        (BinaryOp::Mod, UInt32) => Op::ModU32,
        (BinaryOp::Pow, Int32) => Op::PowI32,
        (BinaryOp::Pow, UInt32) => Op::PowU32,
        (BinaryOp::Shl, Int32 | UInt32) => Op::ShlI32,
        (BinaryOp::Shr, Int32 | UInt32) => Op::ShrU32,
        (BinaryOp::UShr, Int32 | UInt32) => Op::SarI32,
        (BinaryOp::BitAnd, _) => Op::And,
        (BinaryOp::BitOr, _) => Op::Or,
        (BinaryOp::BitXor, _) => Op::Xor,
        (BinaryOp::Add, Int64 | UInt64) => Op::AddI64,
        (BinaryOp::Sub, Int64 | UInt64) => Op::SubI64,
        (BinaryOp::Mul, Int64 | UInt64) => Op::MulI64,
        (BinaryOp::Div, Int64) => Op::DivI64,
        (BinaryOp::Div, UInt64) => Op::DivU64,
        (BinaryOp::Mod, Int64) => Op::ModI64,
        (BinaryOp::Mod, UInt64) => Op::ModU64,
        (BinaryOp::Pow, Int64) => Op::PowI64,
        (BinaryOp::Pow, UInt64) => Op::PowU64,
        (BinaryOp::Shl, Int64 | UInt64) => Op::ShlI64,
        (BinaryOp::Shr, Int64 | UInt64) => Op::ShrU64,
        (BinaryOp::UShr, Int64 | UInt64) => Op::SarI64,
        (BinaryOp::Add, Float) => Op::AddF32,
        (BinaryOp::Sub, Float) => Op::SubF32,
        (BinaryOp::Mul, Float) => Op::MulF32,
        (BinaryOp::Div, Float) => Op::DivF32,
        (BinaryOp::Mod, Float) => Op::ModF32,
        (BinaryOp::Pow, Float) => Op::PowF32,
        (BinaryOp::Add, Double) => Op::AddF64,
        (BinaryOp::Sub, Double) => Op::SubF64,
        (BinaryOp::Mul, Double) => Op::MulF64,
        (BinaryOp::Div, Double) => Op::DivF64,
        (BinaryOp::Mod, Double) => Op::ModF64,
        (BinaryOp::Pow, Double) => Op::PowF64,
        _ => return None,
    })
}

/// The instruction with a small constant as right operand: the operation and the constant to use with it.
pub(super) fn immediate(op: BinaryOp, p: Primitive, k: i64) -> Option<(Op, i16)> {
    use Primitive::{Int32, Int64, UInt32, UInt64};
    let small = i16::try_from(k).ok();
    Some(match (op, p) {
        (BinaryOp::Add, Int32 | UInt32) => (Op::AddI32K, small?),
        (BinaryOp::Sub, Int32 | UInt32) => (Op::AddI32K, i16::try_from(-k).ok()?),
        (BinaryOp::Mul, Int32 | UInt32) => (Op::MulI32K, small?),
        (BinaryOp::Div, Int32) if k != 0 && k != -1 => (Op::DivI32K, small?),
        (BinaryOp::Mod, Int32) if k != 0 && k != -1 => (Op::ModI32K, small?),
        (BinaryOp::BitAnd, Int32 | Int64) => (Op::AndK, small?),
        (BinaryOp::BitAnd, UInt32 | UInt64) if k >= 0 => (Op::AndK, small?),
        (BinaryOp::Shl, Int32 | UInt32) => (Op::ShlI32K, (k & 31) as i16),
        (BinaryOp::Shr, Int32 | UInt32) => (Op::ShrU32K, (k & 31) as i16),
        (BinaryOp::UShr, Int32 | UInt32) => (Op::SarI32K, (k & 31) as i16),
        (BinaryOp::Add, Int64 | UInt64) => (Op::AddI64K, small?),
        (BinaryOp::Sub, Int64 | UInt64) => (Op::AddI64K, i16::try_from(-k).ok()?),
        (BinaryOp::Mul, Int64 | UInt64) => (Op::MulI64K, small?),
        _ => return None,
    })
}

/// The instruction that compares into a truth value, and whether the operands are exchanged.
pub(super) fn compare_op(op: BinaryOp, p: Primitive) -> (Op, bool) {
    use Primitive::{Double, Float, Int64, UInt32, UInt64};
    let wide = matches!(p, Int64 | UInt64);
    let swap = matches!(op, BinaryOp::Gt | BinaryOp::Ge);
    let code = match op {
        BinaryOp::Eq => match p {
            Float => Op::EqF32,
            Double => Op::EqF64,
            _ if wide => Op::EqI64,
            _ => Op::EqI32,
        },
        BinaryOp::Ne => match p {
            Float => Op::NeF32,
            Double => Op::NeF64,
            _ if wide => Op::NeI64,
            _ => Op::NeI32,
        },
        BinaryOp::Lt | BinaryOp::Gt => match p {
            Float => Op::LtF32,
            Double => Op::LtF64,
            UInt32 => Op::LtU32,
            UInt64 => Op::LtU64,
            Int64 => Op::LtI64,
            _ => Op::LtI32,
        },
        _ => match p {
            Float => Op::LeF32,
            Double => Op::LeF64,
            UInt32 => Op::LeU32,
            UInt64 => Op::LeU64,
            Int64 => Op::LeI64,
            _ => Op::LeI32,
        },
    };
    (code, swap)
}
