//! Numbers of any type.

use crate::types::Primitive;

/// A number of a script, as wide as it gets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    Bool(bool),
    Int(i64),
    UInt(u64),
    Float(f32),
    Double(f64),
}

impl Number {
    /// The number of a primitive type at an address.
    ///
    /// # Safety
    ///
    /// A value of the type lies there, aligned or not.
    pub unsafe fn read(p: Primitive, at: *const u8) -> Number {
        use Primitive as P;
        // SAFETY: promised by the caller.
        unsafe {
            match p {
                P::Bool => Number::Bool(*at != 0),
                P::Int8 => Number::Int(i64::from(*at as i8)),
                P::UInt8 => Number::UInt(u64::from(*at)),
                P::Int16 => Number::Int(i64::from(at.cast::<i16>().read_unaligned())),
                P::UInt16 => Number::UInt(u64::from(at.cast::<u16>().read_unaligned())),
                P::Int32 | P::Void => Number::Int(i64::from(at.cast::<i32>().read_unaligned())),
                P::UInt32 => Number::UInt(u64::from(at.cast::<u32>().read_unaligned())),
                P::Int64 => Number::Int(at.cast::<i64>().read_unaligned()),
                P::UInt64 => Number::UInt(at.cast::<u64>().read_unaligned()),
                P::Float => Number::Float(at.cast::<f32>().read_unaligned()),
                P::Double => Number::Double(at.cast::<f64>().read_unaligned()),
            }
        }
    }

    /// Writes it as a value of a primitive type: integers are cut to their size, floats are cut to integers and stop at the
    /// greatest and least.
    ///
    /// # Safety
    ///
    /// There is room for a value of the type, aligned or not.
    pub unsafe fn write(self, p: Primitive, to: *mut u8) {
        use Primitive as P;
        let bits = || match self {
            Number::Bool(b) => u64::from(b),
            Number::Int(n) => n as u64,
            Number::UInt(n) => n,
            Number::Float(x) if p == P::UInt64 => x as u64,
            Number::Double(x) if p == P::UInt64 => x as u64,
            Number::Float(x) => x as i64 as u64,
            Number::Double(x) => x as i64 as u64,
        };
        let double = || match self {
            Number::Bool(b) => f64::from(u8::from(b)),
            Number::Int(n) => n as f64,
            Number::UInt(n) => n as f64,
            Number::Float(x) => f64::from(x),
            Number::Double(x) => x,
        };
        // SAFETY: promised by the caller.
        unsafe {
            match p {
                P::Void => {}
                P::Bool => *to = u8::from(double() != 0.0),
                P::Int8 | P::UInt8 => *to = bits() as u8,
                P::Int16 | P::UInt16 => to.cast::<u16>().write_unaligned(bits() as u16),
                P::Int32 | P::UInt32 => to.cast::<u32>().write_unaligned(bits() as u32),
                P::Int64 | P::UInt64 => to.cast::<u64>().write_unaligned(bits()),
                P::Float => to.cast::<f32>().write_unaligned(match self {
                    Number::Float(x) => x,
                    _ => double() as f32,
                }),
                P::Double => to.cast::<f64>().write_unaligned(double()),
            }
        }
    }
}

/// How packed numbers are told in the stream, and their bytes.
pub(super) const PACKED: [(Primitive, usize); 11] = [
    (Primitive::Bool, 1),
    (Primitive::Int8, 1),
    (Primitive::UInt8, 1),
    (Primitive::Int16, 2),
    (Primitive::UInt16, 2),
    (Primitive::Int32, 4),
    (Primitive::UInt32, 4),
    (Primitive::Int64, 8),
    (Primitive::UInt64, 8),
    (Primitive::Float, 4),
    (Primitive::Double, 8),
];
