//! Arithmetic on constants, with exactly the results that the instructions give at run time (EXPR-54).
//!
//! A value is the 64 bits of a slot in canonical form: integers sign- or zero-extended from their type, `bool` 0 or 1,
//! `float` as its bits in the low half, `double` as its bits. Enums count as `int`.

use crate::syntax::ast::{BinaryOp, UnaryOp};
use crate::types::Primitive;

/// Why an operation on constants has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoldError {
    /// The divisor is zero (EXPR-10).
    DivideByZero,
    /// A power that does not fit (EXPR-16).
    PowOverflow,
    /// The most negative integer divided by -1 (EXPR-11).
    DivOverflow,
}

impl FoldError {
    /// The number of the error in the catalogue of the language reference.
    pub const fn code(self) -> u16 {
        match self {
            FoldError::DivideByZero => 79,
            FoldError::PowOverflow | FoldError::DivOverflow => 80,
        }
    }

    /// What to tell the scripter.
    pub const fn text(self) -> &'static str {
        match self {
            FoldError::DivideByZero => "division by zero",
            FoldError::PowOverflow => "overflow in a constant power",
            FoldError::DivOverflow => "overflow in a constant integer division",
        }
    }
}

// ---- types of operations ----

/// The type in which arithmetic on a number happens: 8- and 16-bit integers are widened to 32 bits (EXPR-01).
#[inline]
pub const fn widened(ty: Primitive) -> Primitive {
    match ty {
        Primitive::Int8 | Primitive::Int16 => Primitive::Int32,
        Primitive::UInt8 | Primitive::UInt16 => Primitive::UInt32,
        other => other,
    }
}

/// The integer type of this width in bytes and signedness.
pub const fn integer_type(size: u32, signed: bool) -> Primitive {
    match (size, signed) {
        (1, true) => Primitive::Int8,
        (1, false) => Primitive::UInt8,
        (2, true) => Primitive::Int16,
        (2, false) => Primitive::UInt16,
        (8, true) => Primitive::Int64,
        (8, false) => Primitive::UInt64,
        (_, true) => Primitive::Int32,
        (_, false) => Primitive::UInt32,
    }
}

/// The type in which an arithmetic operator or a comparison of two numbers is done (EXPR-01 to EXPR-04).
pub const fn common_type(left: Primitive, left_is_const: bool, right: Primitive, right_is_const: bool) -> Primitive {
    if left.is_float() || right.is_float() {
        let left_double = matches!(left, Primitive::Double);
        let right_double = matches!(right, Primitive::Double);
        // A double constant beside a float variable is taken as float (EXPR-03).
        if left_double && left_is_const && matches!(right, Primitive::Float) && !right_is_const {
            return Primitive::Float;
        }
        if right_double && right_is_const && matches!(left, Primitive::Float) && !left_is_const {
            return Primitive::Float;
        }
        return if left_double || right_double { Primitive::Double } else { Primitive::Float };
    }
    let size = if left.size() == 8 || right.size() == 8 { 8 } else { 4 };
    let signed = (left.is_signed() && !left_is_const)
        || (right.is_signed() && !right_is_const)
        || !(left.is_unsigned() || right.is_unsigned());
    integer_type(size, signed)
}

/// The type of `&`, `|` and `^`: as wide as the wider operand, of the left one's signedness (EXPR-28).
pub const fn bitwise_type(left: Primitive, right: Primitive) -> Primitive {
    let size = if left.size() == 8 || right.size() == 8 { 8 } else { 4 };
    integer_type(size, !left.is_unsigned())
}

/// The type of the result of `-`, `+`, `~` or `!`, or none if the operator does not take this operand (EXPR-18 to
/// EXPR-21).
pub const fn unary_type(op: UnaryOp, ty: Primitive) -> Option<Primitive> {
    match op {
        UnaryOp::Neg if ty.is_integer() => Some(integer_type(ty.size(), true)),
        UnaryOp::Neg if ty.is_float() => Some(ty),
        UnaryOp::Plus if ty.is_number() => Some(ty),
        UnaryOp::BitNot if ty.is_integer() => Some(integer_type(ty.size(), false)),
        UnaryOp::Not if matches!(ty, Primitive::Bool) => Some(ty),
        _ => None,
    }
}

// ---- values ----

/// The bits of a `float`.
#[inline]
pub const fn float_bits(value: f32) -> u64 {
    value.to_bits() as u64
}

/// The `float` of these bits.
#[inline]
pub const fn as_float(bits: u64) -> f32 {
    f32::from_bits(bits as u32)
}

/// The bits of a `double`.
#[inline]
pub const fn double_bits(value: f64) -> u64 {
    value.to_bits()
}

/// The `double` of these bits.
#[inline]
pub const fn as_double(bits: u64) -> f64 {
    f64::from_bits(bits)
}

/// The canonical form of the low bits of an integer, `bool` or `float`.
#[inline]
pub const fn canonical(ty: Primitive, bits: u64) -> u64 {
    match ty {
        Primitive::Void => 0,
        Primitive::Bool => (bits & 0xFF != 0) as u64,
        Primitive::Int8 => bits as i8 as u64,
        Primitive::Int16 => bits as i16 as u64,
        Primitive::Int32 => bits as i32 as u64,
        Primitive::UInt8 => bits as u8 as u64,
        Primitive::UInt16 => bits as u16 as u64,
        Primitive::UInt32 | Primitive::Float => bits as u32 as u64,
        Primitive::Int64 | Primitive::UInt64 | Primitive::Double => bits,
    }
}

/// Converts a value from one number type to another, as the conversion instructions do (CONV-03 to CONV-07). Floats out
/// of an integer's range saturate in 32 or 64 bits; narrow integers then take the low bits.
pub fn convert(from: Primitive, to: Primitive, bits: u64) -> u64 {
    match from {
        Primitive::Float => match to {
            Primitive::Float => canonical(to, bits),
            Primitive::Double => double_bits(f64::from(as_float(bits))),
            // Exact, so that one set of rules serves both.
            _ => double_to_int(f64::from(as_float(bits)), to),
        },
        Primitive::Double => match to {
            Primitive::Float => float_bits(as_double(bits) as f32),
            Primitive::Double => bits,
            _ => double_to_int(as_double(bits), to),
        },
        _ => match to {
            Primitive::Float => float_bits(if from.is_unsigned() { bits as f32 } else { bits as i64 as f32 }),
            Primitive::Double => double_bits(if from.is_unsigned() { bits as f64 } else { bits as i64 as f64 }),
            _ => canonical(to, bits),
        },
    }
}

fn double_to_int(value: f64, to: Primitive) -> u64 {
    match to {
        Primitive::Int64 => value as i64 as u64,
        Primitive::UInt64 if value < 0.0 => value as i64 as u64,
        Primitive::UInt64 => value as u64,
        // By way of i64, so that negative values wrap (CONV-06).
        Primitive::UInt32 => canonical(to, value as i64 as u64),
        _ => canonical(to, value as i32 as u64),
    }
}

/// `left op right`, both of type `ty`, for arithmetic, shifts, bitwise and logical operators; comparisons give a `bool`.
/// For shifts `right` is the count, read as `uint` modulo the width (EXPR-24 to EXPR-27). Of `is` and `!is`, which take no
/// numbers, nothing sensible comes.
pub fn fold_binary(op: BinaryOp, ty: Primitive, a: u64, b: u64) -> Result<u64, FoldError> {
    if is_comparison(op) {
        return Ok(u64::from(fold_compare(op, ty, a, b)));
    }
    match ty {
        Primitive::Float => float_op(op, as_float(a), as_float(b)).map(float_bits),
        Primitive::Double => double_op(op, as_double(a), as_double(b)).map(double_bits),
        Primitive::Bool => Ok(match op {
            BinaryOp::And | BinaryOp::BitAnd => a & b,
            BinaryOp::Or | BinaryOp::BitOr => a | b,
            _ => a ^ b,
        }),
        _ => integer_op(op, ty, a, b).map(|bits| canonical(ty, bits)),
    }
}

const fn is_comparison(op: BinaryOp) -> bool {
    matches!(op, BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge)
}

fn integer_op(op: BinaryOp, ty: Primitive, a: u64, b: u64) -> Result<u64, FoldError> {
    let wide = ty.size() == 8;
    let signed = ty.is_signed();
    let count = b as u32 & if wide { 63 } else { 31 };
    Ok(match op {
        BinaryOp::Add => a.wrapping_add(b),
        BinaryOp::Sub => a.wrapping_sub(b),
        BinaryOp::Mul => a.wrapping_mul(b),
        BinaryOp::Div | BinaryOp::Mod => {
            if b == 0 {
                return Err(FoldError::DivideByZero);
            }
            if !signed {
                return Ok(if op == BinaryOp::Div { a / b } else { a % b });
            }
            let lowest = if wide { i64::MIN } else { i64::from(i32::MIN) };
            if a as i64 == lowest && b as i64 == -1 {
                return Err(FoldError::DivOverflow);
            }
            (if op == BinaryOp::Div { a as i64 / b as i64 } else { a as i64 % b as i64 }) as u64
        }
        BinaryOp::Pow => return integer_pow(ty, a, b),
        BinaryOp::Shl => a.wrapping_shl(count),
        BinaryOp::Shr if wide => a >> count,
        BinaryOp::Shr => u64::from(a as u32 >> count),
        BinaryOp::UShr if wide => (a as i64 >> count) as u64,
        BinaryOp::UShr => (a as i32 >> count) as u64,
        BinaryOp::BitAnd | BinaryOp::And => a & b,
        BinaryOp::BitOr | BinaryOp::Or => a | b,
        _ => a ^ b,
    })
}

fn integer_pow(ty: Primitive, base: u64, exponent: u64) -> Result<u64, FoldError> {
    let negative = ty.is_signed() && (exponent as i64) < 0;
    if base == 0 && (exponent == 0 || negative) {
        return Err(FoldError::PowOverflow);
    }
    if negative {
        return Ok(0);
    }
    let odd = exponent & 1 == 1;
    // Bases whose powers never grow, for exponents beyond what the loop below can take.
    match (ty.is_signed(), base as i64) {
        (_, 0 | 1) => return Ok(base),
        (true, -1) => return Ok(if odd { base } else { 1 }),
        _ => {}
    }
    let exponent = u32::try_from(exponent).map_err(|_| FoldError::PowOverflow)?;
    let power = match ty {
        Primitive::Int64 => (base as i64).checked_pow(exponent).map(|v| v as u64),
        Primitive::UInt64 => base.checked_pow(exponent),
        _ if ty.is_signed() => (base as i32).checked_pow(exponent).map(|v| v as u64),
        _ => (base as u32).checked_pow(exponent).map(u64::from),
    };
    power.ok_or(FoldError::PowOverflow)
}

fn float_op(op: BinaryOp, a: f32, b: f32) -> Result<f32, FoldError> {
    Ok(match op {
        BinaryOp::Add => a + b,
        BinaryOp::Sub => a - b,
        BinaryOp::Mul => a * b,
        BinaryOp::Div | BinaryOp::Mod if b == 0.0 => return Err(FoldError::DivideByZero),
        BinaryOp::Div => a / b,
        BinaryOp::Mod => a % b,
        BinaryOp::Pow => {
            let power = a.powf(b);
            if power.is_infinite() {
                return Err(FoldError::PowOverflow);
            }
            power
        }
        _ => a,
    })
}

fn double_op(op: BinaryOp, a: f64, b: f64) -> Result<f64, FoldError> {
    Ok(match op {
        BinaryOp::Add => a + b,
        BinaryOp::Sub => a - b,
        BinaryOp::Mul => a * b,
        BinaryOp::Div | BinaryOp::Mod if b == 0.0 => return Err(FoldError::DivideByZero),
        BinaryOp::Div => a / b,
        BinaryOp::Mod => a % b,
        BinaryOp::Pow => {
            let power = a.powf(b);
            if power.is_infinite() {
                return Err(FoldError::PowOverflow);
            }
            power
        }
        _ => a,
    })
}

/// Compares two values of type `ty`; false for operators that compare nothing. NaN is unequal to everything and in no
/// order (EXPR-31).
pub fn fold_compare(op: BinaryOp, ty: Primitive, a: u64, b: u64) -> bool {
    match ty {
        Primitive::Float => compare(op, &as_float(a), &as_float(b)),
        Primitive::Double => compare(op, &as_double(a), &as_double(b)),
        _ if ty.is_signed() => compare(op, &(a as i64), &(b as i64)),
        _ => compare(op, &a, &b),
    }
}

fn compare<T: PartialOrd>(op: BinaryOp, a: &T, b: &T) -> bool {
    match op {
        BinaryOp::Eq => a == b,
        BinaryOp::Ne => a != b,
        BinaryOp::Lt => a < b,
        BinaryOp::Le => a <= b,
        BinaryOp::Gt => a > b,
        BinaryOp::Ge => a >= b,
        _ => false,
    }
}

/// `op a` for an operand of type `ty`; the result has the type that [`unary_type`] tells. Operators that are none of
/// `-`, `+`, `~`, `!` give the operand.
pub fn fold_unary(op: UnaryOp, ty: Primitive, a: u64) -> u64 {
    let result = unary_type(op, ty).unwrap_or(ty);
    match (op, ty) {
        (UnaryOp::Neg, Primitive::Float) => float_bits(-as_float(a)),
        (UnaryOp::Neg, Primitive::Double) => double_bits(-as_double(a)),
        (UnaryOp::Neg, _) => canonical(result, a.wrapping_neg()),
        (UnaryOp::BitNot, _) => canonical(result, !a),
        (UnaryOp::Not, _) => a ^ 1,
        _ => a,
    }
}

/// Whether converting this constant implicitly changes its value, and which of the warnings of the language reference
/// tells about it (WARN-01 to WARN-03; CONV-09 to CONV-13).
pub fn conversion_warning(from: Primitive, to: Primitive, bits: u64) -> Option<u16> {
    if from == to || !from.is_number() || !to.is_number() {
        return None;
    }
    let converted = convert(from, to, bits);
    if to.is_float() {
        return match from {
            // Rounding a double to a float is what the scripter asks for.
            Primitive::Float | Primitive::Double => None,
            _ if exact_in_float(from, to, bits) => None,
            _ => Some(3),
        };
    }
    if from.is_float() {
        let value = if from == Primitive::Float { f64::from(as_float(bits)) } else { as_double(bits) };
        let back = convert(to, Primitive::Double, converted);
        return (as_double(back) != value).then_some(3);
    }
    let negative = from.is_signed() && (bits as i64) < 0;
    if to.is_unsigned() {
        if negative {
            return Some(1);
        }
        return (converted != bits).then_some(2);
    }
    if converted == bits && !(from.is_unsigned() && (bits as i64) < 0) {
        return None;
    }
    // The same width or a number that would fit without its sign: the sign changes; else it is too large.
    Some(if from.is_unsigned() && from.size() <= to.size() { 1 } else { 2 })
}

/// Whether the float type holds this integer exactly.
fn exact_in_float(from: Primitive, to: Primitive, bits: u64) -> bool {
    let magnitude = if from.is_unsigned() { bits } else { (bits as i64).unsigned_abs() };
    let digits = if to == Primitive::Float { 24 } else { 53 };
    magnitude == 0 || 64 - magnitude.leading_zeros() - magnitude.trailing_zeros() <= digits
}

#[cfg(test)]
mod tests {
    use super::*;
    use Primitive::*;

    fn int(v: i64) -> u64 {
        v as u64
    }

    #[test]
    fn common_types() {
        // EXPR-01, EXPR-02, EXPR-04
        assert_eq!(common_type(Int8, false, Int8, false), Int32);
        assert_eq!(common_type(UInt8, false, UInt8, false), UInt32);
        assert_eq!(common_type(Float, false, Int32, false), Float);
        assert_eq!(common_type(Double, false, Float, false), Double);
        assert_eq!(common_type(Int32, false, UInt32, false), Int32);
        assert_eq!(common_type(UInt32, false, Int32, true), UInt32);
        assert_eq!(common_type(Int32, true, Int32, true), Int32);
        assert_eq!(common_type(UInt32, true, Int32, true), UInt32);
        assert_eq!(common_type(UInt8, false, Int64, true), UInt64);
        // EXPR-03
        assert_eq!(common_type(Float, false, Double, true), Float);
        assert_eq!(common_type(Double, true, Float, false), Float);
        assert_eq!(common_type(Double, true, Float, true), Double);
        assert_eq!(common_type(Double, true, Int32, false), Double);
        // EXPR-28
        assert_eq!(bitwise_type(UInt8, Int64), UInt64);
        assert_eq!(bitwise_type(Int32, UInt32), Int32);
    }

    #[test]
    fn integers_wrap_and_truncate() {
        use BinaryOp::*;
        // EXPR-05, EXPR-06
        assert_eq!(fold_binary(Add, Int32, int(i64::from(i32::MAX)), 1), Ok(int(i64::from(i32::MIN))));
        assert_eq!(fold_binary(Sub, UInt32, 0, 1), Ok(0xFFFF_FFFF));
        assert_eq!(fold_binary(Div, Int32, int(-7), 2), Ok(int(-3)));
        assert_eq!(fold_binary(Mod, Int32, int(-7), 2), Ok(int(-1)));
        assert_eq!(fold_binary(Mod, Int32, 7, int(-4)), Ok(3));
        assert_eq!(fold_binary(Mul, Int64, int(i64::MAX), 2), Ok(int(-2)));
        // EXPR-10, EXPR-11
        assert_eq!(fold_binary(Mod, Int32, 1, 0), Err(FoldError::DivideByZero));
        assert_eq!(fold_binary(Div, Double, double_bits(1.0), double_bits(-0.0)), Err(FoldError::DivideByZero));
        assert_eq!(fold_binary(Mod, Int32, int(i64::from(i32::MIN)), int(-1)), Err(FoldError::DivOverflow));
        assert_eq!(fold_binary(Div, Int64, int(i64::MIN), int(-1)), Err(FoldError::DivOverflow));
    }

    #[test]
    fn powers() {
        let pow = |ty, a, b| fold_binary(BinaryOp::Pow, ty, int(a), int(b));
        // EXPR-12 to EXPR-16
        assert_eq!(pow(Int32, 2, 30), Ok(1 << 30));
        assert_eq!(pow(Int32, 2, 31), Err(FoldError::PowOverflow));
        assert_eq!(pow(UInt32, 2, 31), Ok(1 << 31));
        assert_eq!(pow(Int32, 0, 0), Err(FoldError::PowOverflow));
        assert_eq!(pow(Int32, 0, -1), Err(FoldError::PowOverflow));
        assert_eq!(pow(Int32, -1, -1), Ok(0));
        assert_eq!(pow(Int32, -1, 1001), Ok(int(-1)));
        assert_eq!(pow(Int64, -1, i64::MAX), Ok(int(-1)));
        assert_eq!(pow(UInt64, 1, -1), Ok(1));
        assert_eq!(pow(Int64, 10, 18), Ok(1_000_000_000_000_000_000));
        let huge = double_bits(1e300);
        assert_eq!(fold_binary(BinaryOp::Pow, Double, huge, double_bits(2.0)), Err(FoldError::PowOverflow));
        let nan = fold_binary(BinaryOp::Pow, Double, double_bits(-8.0), double_bits(1.0 / 3.0)).unwrap();
        assert!(as_double(nan).is_nan());
    }

    #[test]
    fn shifts() {
        use BinaryOp::*;
        // EXPR-24 to EXPR-27
        assert_eq!(fold_binary(Shl, Int32, 1, 10), Ok(1024));
        assert_eq!(fold_binary(Shr, Int32, int(-16), 28), Ok(15));
        assert_eq!(fold_binary(UShr, Int32, int(-16), 2), Ok(int(-4)));
        assert_eq!(fold_binary(UShr, UInt32, 0x8000_0000, 4), Ok(4_160_749_568));
        assert_eq!(fold_binary(Shl, Int32, 1, 33), Ok(2));
        assert_eq!(fold_binary(Shr, Int64, int(-1), 63), Ok(1));
    }

    #[test]
    fn unary_operators() {
        // EXPR-18, EXPR-20
        assert_eq!(unary_type(UnaryOp::Neg, UInt8), Some(Int8));
        assert_eq!(fold_unary(UnaryOp::Neg, UInt8, 1), int(-1));
        assert_eq!(unary_type(UnaryOp::BitNot, Int32), Some(UInt32));
        assert_eq!(fold_unary(UnaryOp::BitNot, Int32, 0), 0xFFFF_FFFF);
        assert_eq!(unary_type(UnaryOp::Plus, Bool), None);
        assert_eq!(fold_unary(UnaryOp::Not, Bool, 1), 0);
        // LEX-29
        assert_eq!(fold_unary(UnaryOp::Neg, Int64, 1 << 31), int(i64::from(i32::MIN)));
    }

    #[test]
    fn conversions() {
        // CONV-03
        assert_eq!(convert(Int32, Int8, 300), 44);
        assert_eq!(convert(UInt8, Int32, 255), 255);
        assert_eq!(convert(Int8, UInt32, int(-1)), 0xFFFF_FFFF);
        assert_eq!(convert(Int8, UInt64, int(-1)), u64::MAX);
        // CONV-04 to CONV-06
        assert_eq!(convert(Double, Int32, double_bits(-2.9)), int(-2));
        assert_eq!(convert(Double, UInt32, double_bits(-1.0)), 0xFFFF_FFFF);
        assert_eq!(convert(Float, UInt64, float_bits(-1.0)), u64::MAX);
        assert_eq!(convert(Double, UInt64, double_bits(1.8e19)), 18_000_000_000_000_000_000);
        assert_eq!(convert(Double, Int32, double_bits(1e20)), int(i64::from(i32::MAX)));
        assert_eq!(convert(Double, Int32, double_bits(f64::NAN)), 0);
        assert_eq!(convert(Float, Int8, float_bits(300.0)), 44);
        // CONV-07
        assert_eq!(convert(Int32, Float, 16_777_217), float_bits(16_777_216.0));
        assert_eq!(convert(UInt64, Double, u64::MAX), double_bits(18_446_744_073_709_551_616.0));
        assert_eq!(convert(Int64, Double, int(-3)), double_bits(-3.0));
    }

    #[test]
    fn comparisons() {
        use BinaryOp::*;
        assert!(fold_compare(Lt, Int32, int(-1), 0));
        assert!(!fold_compare(Lt, UInt32, 0xFFFF_FFFF, 0));
        assert!(fold_compare(Lt, Double, double_bits(-1.0), double_bits(0.0)));
        let nan = double_bits(f64::NAN);
        assert!(fold_compare(Ne, Double, nan, nan) && !fold_compare(Eq, Double, nan, nan));
        assert_eq!(fold_binary(Ge, Int32, 2, 2), Ok(1));
    }

    #[test]
    fn warnings_of_implicit_conversions() {
        // CONV-09 to CONV-13
        assert_eq!(conversion_warning(Double, Int32, double_bits(2.0)), None);
        assert_eq!(conversion_warning(Double, Int32, double_bits(2.5)), Some(3));
        assert_eq!(conversion_warning(Int32, Int8, 300), Some(2));
        assert_eq!(conversion_warning(Int32, UInt8, 256), Some(2));
        assert_eq!(conversion_warning(Int32, UInt32, int(-1)), Some(1));
        assert_eq!(conversion_warning(UInt32, Int32, 0xFFFF_FFFF), Some(1));
        assert_eq!(conversion_warning(Int32, Float, 16_777_217), Some(3));
        assert_eq!(conversion_warning(Int32, Float, 16_777_216), None);
        assert_eq!(conversion_warning(Int64, Int32, int(-2_147_483_648)), None);
        assert_eq!(conversion_warning(Double, Float, double_bits(0.1)), None);
    }
}
