//! Calls of real C functions of every kind of signature.

mod declared;
mod generic_calls;
mod mixes;
mod structs;

use std::cell::RefCell;
use std::ffi::c_void;

use super::lower::Abi;
use super::plan::{NativePlan, Support};
use super::signature::*;
use crate::types::{DataType, EightByte, NativeFunction};
use crate::vm::ValueType;

thread_local! {
    /// What the called functions saw, and what the support functions were asked.
    static SEEN: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
}

pub fn see(bits: u64) {
    SEEN.with_borrow_mut(|s| s.push(bits));
}

pub fn take_seen() -> Vec<u64> {
    SEEN.with_borrow_mut(std::mem::take)
}

const ADDED: u64 = 0xBBBB_0000_0000_0000;
const DROPPED: u64 = 0xCCCC_0000_0000_0000;
const STUB: u64 = 0xDDDD_0000_0000_0000;

unsafe fn destroy(_vm: *mut c_void, ty: ValueType, value: *mut u8) {
    // SAFETY: the tests drop values in slots.
    see(DROPPED | ty.to_slot() << 32 | unsafe { *value.cast::<u32>() } as u64);
}

unsafe fn add_ref(_vm: *mut c_void, ty: ValueType, object: *mut u8) {
    see(ADDED | ty.to_slot() << 32 | object as u64);
}

unsafe fn null_part(_vm: *mut c_void) {
    see(STUB);
}

unsafe fn not_implemented(_vm: *mut c_void, _function: *const c_void) {
    see(STUB);
}

static SUPPORT: Support = Support { destroy, add_ref, null_part, not_implemented };

pub const VM: *mut c_void = 0x7777 as *mut c_void;
pub const USER: usize = 0x5555;

/// A signature of values by value.
pub fn signature(params: &[Value], result: Value) -> Signature {
    Signature {
        result_address: matches!(result, Value::Struct(_)),
        has_this: false,
        takes_type: false,
        params: params
            .iter()
            .map(|&v| Param { source: Source::Slots(v), ty: DataType::INT, after: After::Keep, in_slot: true })
            .collect(),
        variadic: false,
        result,
        result_type: DataType::INT,
        add_ref_result: false,
        owns_result: false,
    }
}

pub fn plan_for(abi: Abi, f: &NativeFunction, sig: &Signature) -> NativePlan {
    let mut next = 0;
    let mut runtime_type = |_: DataType| {
        next += 1;
        // SAFETY: the support functions of the tests only look at the number.
        unsafe { ValueType::from_slot(next) }
    };
    NativePlan::with_abi(Some(abi), f, sig, &SUPPORT, std::ptr::null(), &mut runtime_type)
        .expect("the signature can be called")
}

pub fn host_plan(f: &NativeFunction, sig: &Signature) -> NativePlan {
    plan_for(Abi::HOST.expect("tests run where native calls exist"), f, sig)
}

/// Bits that must not matter.
pub const GARBAGE: u64 = 0xDEAD_BEEF_F00D_CAFE;

/// A value that is passed in a slot.
pub trait Val: Copy {
    const VALUE: Value;
    fn sample(seed: u64) -> Self;
    fn bits(self) -> u64;
    /// The slot, with garbage above the value.
    fn slot(self) -> u64 {
        let n = 8 * size_of::<Self>() as u32;
        if n == 64 { self.bits() } else { (GARBAGE << n) | self.bits() & ((1 << n) - 1) }
    }
}

macro_rules! int_val {
    ($($t:ty)*) => {$(
        impl Val for $t {
            const VALUE: Value = Value::Int { bytes: size_of::<$t>() as u8, signed: <$t>::MIN != 0 };
            fn sample(seed: u64) -> $t { seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(17) as $t }
            fn bits(self) -> u64 { self as u64 }
        }
    )*};
}
int_val!(i8 i16 i32 i64 u8 u16 u32 u64);

impl Val for bool {
    const VALUE: Value = Value::Int { bytes: 1, signed: false };
    fn sample(seed: u64) -> bool {
        seed % 2 == 1
    }
    fn bits(self) -> u64 {
        self as u64
    }
}

impl Val for f32 {
    const VALUE: Value = Value::Float;
    fn sample(seed: u64) -> f32 {
        seed as f32 * 1.25 - 3.0
    }
    fn bits(self) -> u64 {
        self.to_bits() as u64
    }
}

impl Val for f64 {
    const VALUE: Value = Value::Double;
    fn sample(seed: u64) -> f64 {
        seed as f64 * -0.37 + 1e10
    }
    fn bits(self) -> u64 {
        self.to_bits()
    }
}

impl Val for *const u8 {
    const VALUE: Value = Value::Pointer;
    fn sample(seed: u64) -> *const u8 {
        (seed * 4096 + 8) as *const u8
    }
    fn bits(self) -> u64 {
        self as u64
    }
}
