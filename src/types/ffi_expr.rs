//! Default arguments of registered functions, owned.

use crate::base::{GlobalId, Symbol};

use super::{FfiDataType, FfiName};

/// A prefix operator of a default argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum FfiUnaryOp {
    Neg,
    Plus,
    Not,
    BitNot,
}

/// A binary operator of a default argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum FfiBinaryOp {
    Add,
    Sub,
    Mul,
    Div,
    Mod,
    Pow,
    /// `<<`
    Shl,
    /// `>>`, logical
    Shr,
    /// `>>>`, arithmetic
    UShr,
    BitAnd,
    BitOr,
    BitXor,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    And,
    Or,
    Xor,
}

/// A default argument of a registered function.
///
/// Sealing replaces names by what they stand for: what a sealed registry hands out holds no [`FfiExpr::Ident`] but for
/// virtual properties, its [`FfiExpr::EnumValue`]s know their value and its [`FfiExpr::Construct`]s their type.
/// Anything that the other forms cannot express is kept as [`FfiExpr::Text`] and compiled where a call needs it, in the
/// namespace of the function.
#[derive(Clone, Debug, PartialEq)]
pub enum FfiExpr {
    /// A decimal literal: `int` if it fits, else `int64` (LEX-24).
    Int(i64),
    /// A literal with a radix prefix, `uint` if it fits, else `uint64` (LEX-23); or a decimal one of 2^63 and more.
    UInt(u64),
    /// `1.5f`
    Float(f32),
    /// `1.5`
    Double(f64),
    /// `true`, `false`
    Bool(bool),
    /// A string constant, escapes resolved: any bytes.
    String(Box<[u8]>),
    /// `null`
    Null,
    /// `Color::Red`, or `Red` once sealed.
    EnumValue {
        /// The enum.
        ty: FfiDataType,
        /// The value's name.
        name: Symbol,
        /// The value; 0 until sealed.
        value: i64,
    },
    /// `Type(args)`
    Construct {
        /// The type.
        ty: FfiDataType,
        /// The arguments, in order.
        args: Box<[FfiExpr]>,
    },
    /// An operator before a value.
    Unary {
        /// Which.
        op: FfiUnaryOp,
        /// The value.
        expr: Box<FfiExpr>,
    },
    /// An operator between two values.
    Binary {
        /// The left value.
        left: Box<FfiExpr>,
        /// Which.
        op: FfiBinaryOp,
        /// The right value.
        right: Box<FfiExpr>,
    },
    /// A name. In sealed registries: a virtual property.
    Ident(FfiName),
    /// A global property (sealed registries only).
    Global(GlobalId),
    /// Source text of anything else.
    Text(Box<str>),
}

impl FfiExpr {
    /// Every name in it changed by `map`: moves an expression to another name table.
    pub fn map_names(&mut self, map: &mut impl FnMut(Symbol) -> Symbol) {
        match self {
            FfiExpr::EnumValue { ty, name, .. } => {
                ty.map_names(map);
                *name = map(*name);
            }
            FfiExpr::Construct { ty, args } => {
                ty.map_names(map);
                args.iter_mut().for_each(|a| a.map_names(map));
            }
            FfiExpr::Unary { expr, .. } => expr.map_names(map),
            FfiExpr::Binary { left, right, .. } => {
                left.map_names(map);
                right.map_names(map);
            }
            FfiExpr::Ident(name) => name.symbol = map(name.symbol),
            FfiExpr::Int(_)
            | FfiExpr::UInt(_)
            | FfiExpr::Float(_)
            | FfiExpr::Double(_)
            | FfiExpr::Bool(_)
            | FfiExpr::String(_)
            | FfiExpr::Null
            | FfiExpr::Global(_)
            | FfiExpr::Text(_) => {}
        }
    }
}
