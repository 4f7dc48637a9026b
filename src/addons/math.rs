//! Mathematical functions with the meaning they have in C.

use crate::ffi::Register;
use crate::module::Module;
use crate::types::{Intrinsic, NativeFunction, RegistrationError};

use super::Options;

/// Functions of one argument: name, instruction for floats, instruction for doubles.
macro_rules! unary {
    ($($name:ident $f:ident $d:ident => $float:expr, $double:expr;)*) => {
        $(
            mod $name {
                pub extern "C" fn float(x: f32) -> f32 {
                    let f: fn(f32) -> f32 = $float;
                    f(x)
                }

                pub extern "C" fn double(x: f64) -> f64 {
                    let f: fn(f64) -> f64 = $double;
                    f(x)
                }
            }
        )*

        fn unary() -> Vec<(&'static str, NativeFunction, NativeFunction)> {
            vec![$((
                stringify!($name),
                native!($name::float).with_intrinsic(Intrinsic::$f),
                native!($name::double).with_intrinsic(Intrinsic::$d),
            )),*]
        }
    };
}

unary! {
    cos None None => f32::cos, f64::cos;
    sin None None => f32::sin, f64::sin;
    tan None None => f32::tan, f64::tan;
    acos None None => f32::acos, f64::acos;
    asin None None => f32::asin, f64::asin;
    atan None None => f32::atan, f64::atan;
    cosh None None => f32::cosh, f64::cosh;
    sinh None None => f32::sinh, f64::sinh;
    tanh None None => f32::tanh, f64::tanh;
    log None None => f32::ln, f64::ln;
    log10 None None => f32::log10, f64::log10;
    sqrt SqrtF32 SqrtF64 => f32::sqrt, f64::sqrt;
    ceil CeilF32 CeilF64 => f32::ceil, f64::ceil;
    abs AbsF32 AbsF64 => f32::abs, f64::abs;
    floor FloorF32 FloorF64 => f32::floor, f64::floor;
    fraction None None => |x| if x.is_infinite() { 0.0f32.copysign(x) } else { x.fract().copysign(x) },
        |x| if x.is_infinite() { 0.0f64.copysign(x) } else { x.fract().copysign(x) };
}

extern "C" fn atan2_f32(y: f32, x: f32) -> f32 {
    y.atan2(x)
}

extern "C" fn atan2_f64(y: f64, x: f64) -> f64 {
    y.atan2(x)
}

extern "C" fn pow_f32(x: f32, y: f32) -> f32 {
    x.powf(y)
}

extern "C" fn pow_f64(x: f64, y: f64) -> f64 {
    x.powf(y)
}

macro_rules! close_to {
    ($name:ident $t:ty) => {
        extern "C" fn $name(a: $t, b: $t, epsilon: $t) -> bool {
            if a == b {
                return true;
            }
            let difference = (a - b).abs();
            if a == 0.0 || b == 0.0 {
                return difference < epsilon;
            }
            difference / (a.abs() + b.abs()) < epsilon
        }
    };
}
close_to!(close_to_f32 f32);
close_to!(close_to_f64 f64);

extern "C" fn float_of_bits(bits: u32) -> f32 {
    f32::from_bits(bits)
}

extern "C" fn bits_of_float(x: f32) -> u32 {
    x.to_bits()
}

extern "C" fn double_of_bits(bits: u64) -> f64 {
    f64::from_bits(bits)
}

extern "C" fn bits_of_double(x: f64) -> u64 {
    x.to_bits()
}

pub(super) fn install(to: &mut Module, options: Options) -> Result<(), RegistrationError> {
    let double = options.double_math;
    let ty = if double { "double" } else { "float" };
    for (name, for_float, for_double) in unary() {
        to.register_function(&format!("{ty} {name}({ty})"), if double { for_double } else { for_float })?;
    }
    let (atan2, pow) =
        if double { (native!(atan2_f64), native!(pow_f64)) } else { (native!(atan2_f32), native!(pow_f32)) };
    to.register_function(&format!("{ty} atan2({ty}, {ty})"), atan2)?;
    to.register_function(&format!("{ty} pow({ty}, {ty})"), pow)?;
    for (declaration, function) in [
        ("bool closeTo(float, float, float epsilon = 0.00001f)", native!(close_to_f32)),
        ("bool closeTo(double, double, double epsilon = 0.0000000001)", native!(close_to_f64)),
        ("float fpFromIEEE(uint)", native!(float_of_bits)),
        ("uint fpToIEEE(float)", native!(bits_of_float)),
        ("double fpFromIEEE(uint64)", native!(double_of_bits)),
        ("uint64 fpToIEEE(double)", native!(bits_of_double)),
    ] {
        to.register_function(declaration, function)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closeness() {
        assert!(close_to_f64(1.0, 1.0 + 1e-12, 1e-10));
        assert!(!close_to_f64(1.0, 1.1, 1e-10));
        assert!(close_to_f64(0.0, 1e-11, 1e-10));
        assert!(close_to_f32(f32::INFINITY, f32::INFINITY, 0.0));
        assert!(!close_to_f32(f32::NAN, f32::NAN, 1.0));
    }

    #[test]
    fn fractions_keep_their_sign() {
        assert_eq!(fraction::double(-2.25), -0.25);
        assert_eq!(fraction::float(2.5), 0.5);
        assert_eq!(fraction::double(f64::NEG_INFINITY).to_bits(), (-0.0f64).to_bits());
        assert_eq!(fraction::float(-0.0).to_bits(), (-0.0f32).to_bits());
        assert!(fraction::double(f64::NAN).is_nan());
    }
}
