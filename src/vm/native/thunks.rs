//! Calls without a list of moves: one function per shape, so that a call costs little more than in C.
//!
//! Integer and floating point arguments are numbered apart in the conventions that have registers for both (System V,
//! AAPCS64), so a shape is how many there are of each, in any order; and a callee does not look at registers it has no
//! arguments for, so a shape also serves smaller ones.

use std::ffi::c_void;

use super::plan::{NativePlan, Thunk};

/// What comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An integer, or nothing.
    Int,
    /// A `float` or `double`.
    Float,
    /// A structure in two integer registers.
    IntInt,
    /// A structure in two floating point registers.
    FloatFloat,
    /// A structure that the callee has written.
    Written,
}

/// A result register set and how it is stored.
trait Ret: Copy {
    /// # Safety
    /// `window` and `result` are those of the call that returned `self`.
    unsafe fn store(self, plan: &NativePlan, window: *mut u64, result: *mut u64);
}

impl Ret for u64 {
    #[inline(always)]
    unsafe fn store(self, _: &NativePlan, _: *mut u64, result: *mut u64) {
        // SAFETY: the result slot is writable.
        unsafe { *result = self }
    }
}

impl Ret for f64 {
    #[inline(always)]
    unsafe fn store(self, _: &NativePlan, _: *mut u64, result: *mut u64) {
        // SAFETY: the result slot is writable.
        unsafe { *result.cast::<f64>() = self }
    }
}

impl Ret for () {
    #[inline(always)]
    unsafe fn store(self, _: &NativePlan, _: *mut u64, _: *mut u64) {}
}

#[repr(C)]
#[derive(Clone, Copy)]
struct Two<T>(T, T);

impl<T: Word> Ret for Two<T> {
    #[inline(always)]
    unsafe fn store(self, plan: &NativePlan, window: *mut u64, _: *mut u64) {
        // SAFETY: the first slot holds the address for the result, which has as many bytes as the plan says: between nine
        // and sixteen. The halves are stored as they are, so that nothing waits for a wider load of them.
        unsafe {
            let to = *window as *mut u8;
            to.cast::<u64>().write_unaligned(self.0.bits());
            let (rest, high) = (to.add(8), self.1.bits());
            match plan.result_bytes {
                16 => rest.cast::<u64>().write_unaligned(high),
                12 => rest.cast::<u32>().write_unaligned(high as u32),
                n => std::ptr::copy_nonoverlapping((&raw const high).cast(), rest, n as usize - 8),
            }
        }
    }
}

/// A register's content.
trait Word: Copy {
    fn bits(self) -> u64;
}

impl Word for u64 {
    #[inline(always)]
    fn bits(self) -> u64 {
        self
    }
}

impl Word for f64 {
    #[inline(always)]
    fn bits(self) -> u64 {
        self.to_bits()
    }
}

/// Copies a structure that came back in registers.
///
/// # Safety
/// `from` is aligned to eight and has the bytes, as many are writable at `to`.
#[inline(always)]
pub(super) unsafe fn copy_struct(from: *const u8, to: *mut u8, bytes: u32) {
    // SAFETY: promised by the caller.
    unsafe {
        let mut done = 0;
        while bytes - done >= 8 {
            to.byte_add(done as usize).cast::<u64>().write_unaligned(from.add(done as usize).cast::<u64>().read());
            done += 8;
        }
        std::ptr::copy_nonoverlapping(from.add(done as usize), to.add(done as usize), (bytes - done) as usize);
    }
}

type I = u64;
type D = f64;

macro_rules! direct {
    ($($name:ident $name_vm:ident [$($i:literal)*];)*) => {
        $(
            /// Slots from the first on are the integer arguments.
            unsafe fn $name(plan: &NativePlan, _vm: *mut c_void, window: *mut u64, result: *mut u64) {
                // SAFETY: the function has these arguments and returns an integer or nothing.
                unsafe {
                    let code = std::mem::transmute::<*const c_void, unsafe extern "C" fn($(direct!(@ty $i)),*) -> I>(plan.code);
                    *result = code($(*window.add($i)),*);
                    let _ = window;
                }
            }

            /// The VM, then the slots.
            unsafe fn $name_vm(plan: &NativePlan, vm: *mut c_void, window: *mut u64, result: *mut u64) {
                // SAFETY: the function has these arguments and returns an integer or nothing.
                unsafe {
                    let code = std::mem::transmute::<*const c_void, unsafe extern "C" fn(*mut c_void, $(direct!(@ty $i)),*) -> I>(plan.code);
                    *result = code(vm, $(*window.add($i)),*);
                    let _ = window;
                }
            }
        )*

        /// The thunk for `n` integer arguments in the first slots.
        pub(super) fn direct(n: usize, vm: bool) -> Option<Thunk> {
            let table: &[(Thunk, Thunk)] = &[$(($name, $name_vm)),*];
            let &(plain, with_vm) = table.get(n)?;
            Some(if vm { with_vm } else { plain })
        }
    };
    (@ty $i:literal) => { I };
}

direct! {
    direct0 direct0_vm [];
    direct1 direct1_vm [0];
    direct2 direct2_vm [0 1];
    direct3 direct3_vm [0 1 2];
    direct4 direct4_vm [0 1 2 3];
    direct5 direct5_vm [0 1 2 3 4];
    direct6 direct6_vm [0 1 2 3 4 5];
}

#[inline(always)]
unsafe fn int(plan: &NativePlan, window: *mut u64, i: usize) -> u64 {
    let source = &plan.ints[i];
    // SAFETY: the offset is that of a slot of the window.
    unsafe {
        let at = window.byte_add(source.offset);
        (*at & source.keep) | (at as u64 & source.address)
    }
}

#[inline(always)]
unsafe fn float(plan: &NativePlan, window: *mut u64, i: usize) -> f64 {
    // SAFETY: the offset is that of a slot of the window.
    unsafe { *window.byte_add(plan.floats[i] as usize).cast::<f64>() }
}

macro_rules! indexed {
    ($($name:ident $ints:literal $floats:literal [$($i:literal)*] [$($f:literal)*];)*) => {
        $(
            unsafe fn $name<R: Ret, const VM: bool>(plan: &NativePlan, vm: *mut c_void, window: *mut u64, result: *mut u64) {
                // SAFETY: the function's arguments are among these registers, its result comes back in those of `R`.
                unsafe {
                    let value = if VM {
                        type Code<R> = unsafe extern "C" fn(*mut c_void, $(indexed!(@int $i),)* $(indexed!(@float $f),)*) -> R;
                        let code = std::mem::transmute::<*const c_void, Code<R>>(plan.code);
                        code(vm, $(int(plan, window, $i),)* $(float(plan, window, $f),)*)
                    } else {
                        type Code<R> = unsafe extern "C" fn($(indexed!(@int $i),)* $(indexed!(@float $f),)*) -> R;
                        let code = std::mem::transmute::<*const c_void, Code<R>>(plan.code);
                        code($(int(plan, window, $i),)* $(float(plan, window, $f),)*)
                    };
                    value.store(plan, window, result);
                }
            }
        )*

        fn pick<R: Ret + 'static>(ints: usize, floats: usize, vm: bool) -> Option<Thunk> {
            $(
                if ints <= $ints && floats <= $floats {
                    return Some(if vm { $name::<R, true> } else { $name::<R, false> });
                }
            )*
            None
        }
    };
    (@int $i:literal) => { I };
    (@float $i:literal) => { D };
}

// Ordered from cheap to dear: the first that is large enough is taken.
indexed! {
    i0f1 0 1 [] [0];
    i1f0 1 0 [0] [];
    i0f2 0 2 [] [0 1];
    i1f1 1 1 [0] [0];
    i2f0 2 0 [0 1] [];
    i1f2 1 2 [0] [0 1];
    i3f0 3 0 [0 1 2] [];
    i2f1 2 1 [0 1] [0];
    i0f4 0 4 [] [0 1 2 3];
    i4f0 4 0 [0 1 2 3] [];
    i3f1 3 1 [0 1 2] [0];
    i1f4 1 4 [0] [0 1 2 3];
    i2f4 2 4 [0 1] [0 1 2 3];
    i5f0 5 0 [0 1 2 3 4] [];
    i4f4 4 4 [0 1 2 3] [0 1 2 3];
}

/// The thunk for so many arguments whose slots the plan names.
pub(super) fn indexed(ints: usize, floats: usize, vm: bool, kind: Kind) -> Option<Thunk> {
    match kind {
        Kind::Int => pick::<I>(ints, floats, vm),
        Kind::Float => pick::<D>(ints, floats, vm),
        Kind::IntInt => pick::<Two<I>>(ints, floats, vm),
        Kind::FloatFloat => pick::<Two<D>>(ints, floats, vm),
        Kind::Written => pick::<()>(ints, floats, vm),
    }
}
