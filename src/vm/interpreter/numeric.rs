//! Arithmetic whose rules are not those of a machine instruction.

/// `base ** exp` for signed 32-bit integers; `None` when it overflows (EXPR-12 to 14).
#[inline]
pub(crate) fn pow_i32(base: i32, exp: i32) -> Option<i32> {
    match exp {
        0 => (base != 0).then_some(1),
        1.. => base.checked_pow(exp as u32),
        _ => (base != 0).then_some(0),
    }
}

/// The same for unsigned 32-bit integers.
#[inline]
pub(crate) fn pow_u32(base: u32, exp: u32) -> Option<u32> {
    if exp == 0 { (base != 0).then_some(1) } else { base.checked_pow(exp) }
}

/// The same for signed 64-bit integers.
#[inline]
pub(crate) fn pow_i64(base: i64, exp: i64) -> Option<i64> {
    match exp {
        0 => (base != 0).then_some(1),
        1.. => match base {
            0 | 1 => Some(base),
            -1 => Some(if exp & 1 == 0 { 1 } else { -1 }),
            _ => base.checked_pow(u32::try_from(exp).ok()?),
        },
        _ => (base != 0).then_some(0),
    }
}

/// The same for unsigned 64-bit integers.
#[inline]
pub(crate) fn pow_u64(base: u64, exp: u64) -> Option<u64> {
    match (base, exp) {
        (0, 0) => None,
        (_, 0) => Some(1),
        (0 | 1, _) => Some(base),
        _ => base.checked_pow(u32::try_from(exp).ok()?),
    }
}

/// `double` to `uint64`: negative values by way of `int64`.
#[inline]
pub(crate) fn f64_to_u64(v: f64) -> u64 {
    if v < 0.0 { v as i64 as u64 } else { v as u64 }
}

/// `float` to `uint64`: negative values by way of `int64`.
#[inline]
pub(crate) fn f32_to_u64(v: f32) -> u64 {
    if v < 0.0 { v as i64 as u64 } else { v as u64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integer_powers_follow_the_rules() {
        assert_eq!(pow_i32(2, 30), Some(1 << 30));
        assert_eq!(pow_i32(2, 31), None);
        assert_eq!(pow_i32(-2, 31), Some(i32::MIN));
        assert_eq!((pow_i32(0, 0), pow_i32(0, -1), pow_i32(1, -1), pow_i32(-1, -3)), (None, None, Some(0), Some(0)));
        assert_eq!((pow_u32(2, 31), pow_u32(2, 32), pow_u32(0, 0)), (Some(1 << 31), None, None));
        assert_eq!(pow_i64(-1, i64::MAX), Some(-1));
        assert_eq!(pow_i64(2, 1 << 40), None);
        assert_eq!((pow_i64(2, 62), pow_i64(2, 63)), (Some(1 << 62), None));
        assert_eq!((pow_u64(2, 63), pow_u64(2, 64), pow_u64(1, u64::MAX)), (Some(1 << 63), None, Some(1)));
    }

    #[test]
    fn floats_become_unsigned_by_way_of_signed() {
        assert_eq!(f64_to_u64(-1.0), u64::MAX);
        assert_eq!(f64_to_u64(1.8e19), 18_000_000_000_000_000_000);
        assert_eq!(f32_to_u64(-2.5), u64::MAX - 1);
        assert_eq!(f64_to_u64(f64::NAN), 0);
    }
}
