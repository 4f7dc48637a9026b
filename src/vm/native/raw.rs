//! The calls themselves: a C function of any signature is called through a function type that fills every argument register
//! and a fixed number of stack words.
//!
//! Registers and stack words that the callee does not have are not looked at by it, and the caller removes the stack
//! words in every convention served here, so passing too many is harmless.

use std::ffi::c_void;
use std::mem::MaybeUninit;

/// Words of stack a call can have.
pub const MAX_STACK_WORDS: usize = 16;

/// A word of an integer register or of the stack; what the callee does not look at needs no value.
type Int = MaybeUninit<u64>;
/// The content of a floating point register.
type Float = MaybeUninit<f64>;

/// The contents of the argument registers and of the stack.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ArgFile {
    /// Integer registers.
    pub ints: [Int; 8],
    /// Floating point registers; a `float` is in the low half.
    pub floats: [Float; 8],
    /// Stack words.
    pub stack: [Int; MAX_STACK_WORDS],
}

impl ArgFile {
    /// Byte offset of the floating point registers.
    pub const FLOATS: usize = 64;
    /// Byte offset of the stack words.
    pub const STACK: usize = 128;
}

/// Makes the call and stores what came back in the result registers.
pub type RawCall = unsafe fn(code: *const c_void, args: &ArgFile, out: *mut c_void);

/// What comes back, by registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResultRegisters {
    /// One integer register (also for no result at all).
    Int,
    /// One floating point register.
    Float,
    /// Two integer registers.
    IntInt,
    /// Two floating point registers.
    FloatFloat,
    /// An integer, then a floating point register.
    IntFloat,
    /// A floating point, then an integer register.
    FloatInt,
    /// Up to four floating point registers with `float`s.
    Floats(u8),
    /// Up to four floating point registers with `double`s.
    Doubles(u8),
    /// Memory whose address is in a register of its own, in this many words.
    Memory(u8),
}

/// Two result registers.
#[repr(C)]
#[derive(Clone, Copy)]
struct Pair<A, B>(A, B);

/// Defines a raw call for an ABI, with the given integer registers and stack words.
macro_rules! raw_call {
    ($name:ident, $abi:literal, [$($int:literal)*], [$($float:literal)*], [$($stack:literal)*]) => {
        unsafe fn $name<R: Copy>(code: *const c_void, args: &ArgFile, out: *mut c_void) {
            type Code<R> = unsafe extern $abi fn($(raw_call!(@ty Int $int),)* $(raw_call!(@ty Float $float),)* $(raw_call!(@ty Int $stack),)*) -> R;
            // SAFETY: `code` is the address of a function whose declared arguments lie in the registers and stack words
            // that this type fills and whose result comes back in those of `R`; `out` has room for an `R`.
            unsafe {
                let code = std::mem::transmute::<*const c_void, Code<R>>(code);
                let result = code($(args.ints[$int],)* $(args.floats[$float],)* $(args.stack[$stack],)*);
                out.cast::<R>().write_unaligned(result);
            }
        }
    };
    (@ty $t:ident $x:literal) => { $t };
}

/// The raw call for a number of stack words, or none if there are too many.
macro_rules! by_stack {
    ($words:expr, $r:ty, $s0:ident, $s2:ident, $s4:ident, $s8:ident, $s16:ident) => {
        match $words {
            0 => Some($s0::<$r> as RawCall),
            1..=2 => Some($s2::<$r> as RawCall),
            3..=4 => Some($s4::<$r> as RawCall),
            5..=8 => Some($s8::<$r> as RawCall),
            9..=16 => Some($s16::<$r> as RawCall),
            _ => None,
        }
    };
}

/// System V on x86-64: six integer and eight floating point registers.
#[cfg(all(target_arch = "x86_64", any(not(windows), test)))]
pub mod sysv {
    use super::*;

    raw_call!(s0, "sysv64", [0 1 2 3 4 5], [0 1 2 3 4 5 6 7], []);
    raw_call!(s2, "sysv64", [0 1 2 3 4 5], [0 1 2 3 4 5 6 7], [0 1]);
    raw_call!(s4, "sysv64", [0 1 2 3 4 5], [0 1 2 3 4 5 6 7], [0 1 2 3]);
    raw_call!(s8, "sysv64", [0 1 2 3 4 5], [0 1 2 3 4 5 6 7], [0 1 2 3 4 5 6 7]);
    raw_call!(s16, "sysv64", [0 1 2 3 4 5], [0 1 2 3 4 5 6 7], [0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15]);

    /// The call for these result registers and stack words.
    pub fn select(result: ResultRegisters, stack_words: usize) -> Option<RawCall> {
        match result {
            ResultRegisters::Int => by_stack!(stack_words, u64, s0, s2, s4, s8, s16),
            ResultRegisters::Float => by_stack!(stack_words, f64, s0, s2, s4, s8, s16),
            ResultRegisters::IntInt => by_stack!(stack_words, Pair<u64, u64>, s0, s2, s4, s8, s16),
            ResultRegisters::FloatFloat => by_stack!(stack_words, Pair<f64, f64>, s0, s2, s4, s8, s16),
            ResultRegisters::IntFloat => by_stack!(stack_words, Pair<u64, f64>, s0, s2, s4, s8, s16),
            ResultRegisters::FloatInt => by_stack!(stack_words, Pair<f64, u64>, s0, s2, s4, s8, s16),
            ResultRegisters::Floats(_) | ResultRegisters::Doubles(_) | ResultRegisters::Memory(_) => None,
        }
    }
}

/// AAPCS64 and Apple's variant of it: eight integer and eight floating point registers.
#[cfg(target_arch = "aarch64")]
pub mod aapcs64 {
    use super::*;

    raw_call!(s0, "C", [0 1 2 3 4 5 6 7], [0 1 2 3 4 5 6 7], []);
    raw_call!(s2, "C", [0 1 2 3 4 5 6 7], [0 1 2 3 4 5 6 7], [0 1]);
    raw_call!(s4, "C", [0 1 2 3 4 5 6 7], [0 1 2 3 4 5 6 7], [0 1 2 3]);
    raw_call!(s8, "C", [0 1 2 3 4 5 6 7], [0 1 2 3 4 5 6 7], [0 1 2 3 4 5 6 7]);
    raw_call!(s16, "C", [0 1 2 3 4 5 6 7], [0 1 2 3 4 5 6 7], [0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15]);

    /// Members of one type: what C returns in as many floating point registers.
    #[repr(C)]
    #[derive(Clone, Copy)]
    struct Members<T, const N: usize>([T; N]);

    /// The call for these result registers and stack words.
    pub fn select(result: ResultRegisters, stack_words: usize) -> Option<RawCall> {
        match result {
            ResultRegisters::Int => by_stack!(stack_words, u64, s0, s2, s4, s8, s16),
            ResultRegisters::Float => by_stack!(stack_words, f64, s0, s2, s4, s8, s16),
            ResultRegisters::IntInt => by_stack!(stack_words, Pair<u64, u64>, s0, s2, s4, s8, s16),
            ResultRegisters::Floats(1) => by_stack!(stack_words, f32, s0, s2, s4, s8, s16),
            ResultRegisters::Floats(2) => by_stack!(stack_words, Members<f32, 2>, s0, s2, s4, s8, s16),
            ResultRegisters::Floats(3) => by_stack!(stack_words, Members<f32, 3>, s0, s2, s4, s8, s16),
            ResultRegisters::Floats(4) => by_stack!(stack_words, Members<f32, 4>, s0, s2, s4, s8, s16),
            ResultRegisters::Doubles(1) => by_stack!(stack_words, f64, s0, s2, s4, s8, s16),
            ResultRegisters::Doubles(2) => by_stack!(stack_words, Members<f64, 2>, s0, s2, s4, s8, s16),
            ResultRegisters::Doubles(3) => by_stack!(stack_words, Members<f64, 3>, s0, s2, s4, s8, s16),
            ResultRegisters::Doubles(4) => by_stack!(stack_words, Members<f64, 4>, s0, s2, s4, s8, s16),
            ResultRegisters::Memory(4) => by_stack!(stack_words, Members<u64, 4>, s0, s2, s4, s8, s16),
            ResultRegisters::Memory(8) => by_stack!(stack_words, Members<u64, 8>, s0, s2, s4, s8, s16),
            ResultRegisters::Memory(16) => by_stack!(stack_words, Members<u64, 16>, s0, s2, s4, s8, s16),
            ResultRegisters::Memory(32) => by_stack!(stack_words, Members<u64, 32>, s0, s2, s4, s8, s16),
            _ => None,
        }
    }
}

/// Windows on x86-64: four registers by position, of either kind.
#[cfg(all(target_arch = "x86_64", any(windows, test)))]
pub mod win64 {
    use super::*;

    /// An argument in one of the four registers.
    trait Register: Copy {
        fn at(args: &ArgFile, position: usize) -> Self;
    }

    impl Register for Int {
        fn at(args: &ArgFile, position: usize) -> Int {
            args.ints[position]
        }
    }

    impl Register for Float {
        fn at(args: &ArgFile, position: usize) -> Float {
            args.floats[position]
        }
    }

    macro_rules! win_call {
        ($name:ident, [$($stack:literal)*]) => {
            unsafe fn $name<A: Register, B: Register, C: Register, D: Register, R: Copy>(code: *const c_void, args: &ArgFile, out: *mut c_void) {
                type Code<A, B, C, D, R> = unsafe extern "win64" fn(A, B, C, D, $(raw_call!(@ty Int $stack),)*) -> R;
                // SAFETY: as for the other conventions; the kinds of the four register arguments are those of the callee.
                unsafe {
                    let code = std::mem::transmute::<*const c_void, Code<A, B, C, D, R>>(code);
                    let result = code(A::at(args, 0), B::at(args, 1), C::at(args, 2), D::at(args, 3), $(args.stack[$stack],)*);
                    out.cast::<R>().write_unaligned(result);
                }
            }
        };
    }

    win_call!(s0, []);
    win_call!(s2, [0 1]);
    win_call!(s4, [0 1 2 3]);
    win_call!(s8, [0 1 2 3 4 5 6 7]);
    win_call!(s16, [0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15]);

    macro_rules! by_mask {
        ($mask:expr, $words:expr, $r:ty, $($bits:literal $a:ident $b:ident $c:ident $d:ident,)*) => {
            match ($mask, $words) {
                $(
                    ($bits, 0) => Some(s0::<$a, $b, $c, $d, $r> as RawCall),
                    ($bits, 1..=2) => Some(s2::<$a, $b, $c, $d, $r> as RawCall),
                    ($bits, 3..=4) => Some(s4::<$a, $b, $c, $d, $r> as RawCall),
                    ($bits, 5..=8) => Some(s8::<$a, $b, $c, $d, $r> as RawCall),
                    ($bits, 9..=16) => Some(s16::<$a, $b, $c, $d, $r> as RawCall),
                )*
                _ => None,
            }
        };
    }

    macro_rules! all_masks {
        ($mask:expr, $words:expr, $r:ty) => {
            by_mask!($mask, $words, $r,
                0 Int Int Int Int, 1 Float Int Int Int, 2 Int Float Int Int, 3 Float Float Int Int,
                4 Int Int Float Int, 5 Float Int Float Int, 6 Int Float Float Int, 7 Float Float Float Int,
                8 Int Int Int Float, 9 Float Int Int Float, 10 Int Float Int Float, 11 Float Float Int Float,
                12 Int Int Float Float, 13 Float Int Float Float, 14 Int Float Float Float, 15 Float Float Float Float,)
        };
    }

    /// The call for these result registers and stack words; bit n of `float_mask` tells that argument n is in a floating
    /// point register.
    pub fn select(result: ResultRegisters, float_mask: u8, stack_words: usize) -> Option<RawCall> {
        match result {
            ResultRegisters::Int => all_masks!(float_mask, stack_words, u64),
            ResultRegisters::Float => all_masks!(float_mask, stack_words, f64),
            _ => None,
        }
    }
}
