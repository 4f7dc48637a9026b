//! The loop itself.

use std::ptr::{copy, copy_nonoverlapping, write_bytes};

use crate::bytecode::{Instr, Op, Trap};
use crate::vm::exception::Outcome;
use crate::vm::first_call::fetch;
use crate::vm::object::{self, ObjHeader, gc};
use crate::vm::runtime_type::RuntimeType;
use crate::vm::{ArrayObject, FunctionObject, StringValue, Vm, value_ops};

use super::numeric::{f32_to_u64, f64_to_u64, pow_i32, pow_i64, pow_u32, pow_u64};
use super::slow::Slow;

/// The address in a link: the rest is the distance to the caller's base.
pub(crate) const LINK_ADDRESS: u64 = (1 << 48) - 1;

/// An empty statement that the optimiser does not see through, and that is different at each place. It ends the blocks of
/// which each arm should have its own: without it the program counter of a conditional jump would be selected by data flow,
/// which makes each loop wait for its condition, and ends of arms that are alike would be one block, with one indirect jump
/// that is predicted badly.
macro_rules! own_block {
    () => {
        #[cfg(any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64"))]
        std::arch::asm!(concat!("/* ", line!(), " */"), options(nomem, nostack, preserves_flags))
    };
}

/// Runs from the VM's program counter until the run ends, is suspended or stopped; the outcome is left in the VM.
///
/// `HOOKED` is the copy of the loop that tells the line hook of every statement.
///
/// # Safety
///
/// The VM's registers describe a frame of verified code of its current program, whose outermost link of this run leads
/// to the instruction that leaves the loop.
#[inline(never)]
// `not less` is not `greater or equal`: the operands may be unordered.
#[allow(clippy::neg_cmp_op_on_partial_ord)]
pub(crate) unsafe fn run<const HOOKED: bool>(vm: &Vm) {
    let mut pc: *const Instr = vm.pc.get();
    let mut base: *mut u64 = vm.base.get();
    // A request made before the run takes effect at its first loop or call.
    let mut budget: i32 = if vm.has_signals() { 0 } else { vm.grant() };
    let mut line = LineRange::default();
    // SAFETY: code is verified: operations exist, slots lie within the frame or the margin behind the stack's limit,
    // tables have the entries that are named. What slots hold is what the compiler says they hold.
    unsafe {
        loop {
            'fast: loop {
                let i = fetch(pc);
                if HOOKED && line.is_left(pc) && i.code() != Op::FirstCall as u16 {
                    vm.pc.set(pc);
                    vm.base.set(base);
                    line = vm.line_event(line);
                    if vm.has_signals() && vm.must_stop_here(pc) {
                        budget = vm.handle(pc, base, budget, Slow::Hook);
                        break 'fast;
                    }
                }
                pc = pc.add(1);
                let a = i.a() as usize;
                // Operands as they are needed.
                macro_rules! b {
                    () => {
                        i.b() as usize
                    };
                }
                macro_rules! c {
                    () => {
                        i.c() as usize
                    };
                }
                macro_rules! r {
                    ($s:expr) => {
                        *base.add($s)
                    };
                }
                macro_rules! rf {
                    ($s:expr) => {
                        f32::from_bits(*base.add($s) as u32)
                    };
                }
                macro_rules! rd {
                    ($s:expr) => {
                        f64::from_bits(*base.add($s))
                    };
                }
                // A slot is always written whole: a wide read after a narrow write would wait for the store.
                macro_rules! set {
                    ($v:expr) => {{
                        let v: u64 = $v;
                        *base.add(a) = v;
                    }};
                }
                macro_rules! set_i {
                    ($v:expr) => {{
                        let v: i32 = $v;
                        *base.add(a) = v as u32 as u64;
                    }};
                }
                macro_rules! set_u {
                    ($v:expr) => {{
                        let v: u32 = $v;
                        *base.add(a) = v as u64;
                    }};
                }
                macro_rules! set_f {
                    ($v:expr) => {{
                        let v: f32 = $v;
                        *base.add(a) = v.to_bits() as u64;
                    }};
                }
                macro_rules! set_d {
                    ($v:expr) => {{
                        let v: f64 = $v;
                        *base.add(a) = v.to_bits();
                    }};
                }
                macro_rules! set_b {
                    ($v:expr) => {{
                        let v: bool = $v;
                        *base.add(a) = v as u64;
                    }};
                }
                macro_rules! slow {
                    ($slow:expr) => {{
                        budget = vm.handle(pc, base, budget, $slow);
                        own_block!();
                        break 'fast;
                    }};
                }
                macro_rules! trap {
                    ($t:ident) => {
                        slow!(Slow::Trap(Trap::$t))
                    };
                }
                macro_rules! jump {
                    ($cond:expr, $by:expr) => {
                        if $cond {
                            pc = pc.offset($by as isize);
                            own_block!();
                        } else {
                            own_block!();
                        }
                    };
                }
                macro_rules! jump_loop {
                    ($cond:expr, $by:expr) => {
                        if $cond {
                            pc = pc.offset($by as isize);
                            budget -= 1;
                            if budget < 0 {
                                slow!(Slow::Poll);
                            }
                            own_block!();
                        } else {
                            own_block!();
                        }
                    };
                }
                macro_rules! j {
                    () => {
                        i.c() as i16
                    };
                }
                macro_rules! k {
                    () => {
                        i.b() as i16 as i32
                    };
                }
                macro_rules! kc {
                    () => {
                        i.c() as i16 as i32
                    };
                }
                macro_rules! bin_i {
                    ($f:ident) => {
                        set_i!((r!(b!()) as i32).$f(r!(c!()) as i32))
                    };
                }
                macro_rules! bin_l {
                    ($f:ident) => {
                        set!((r!(b!()) as i64).$f(r!(c!()) as i64) as u64)
                    };
                }
                macro_rules! divide {
                    ($t:ident, $op:tt) => {{
                        let (x, y) = (r!(b!()) as $t, r!(c!()) as $t);
                        if y == 0 {
                            trap!(DivideByZero);
                        }
                        divide!(@ x, y, $t, $op)
                    }};
                    (@ $x:ident, $y:ident, u32, $op:tt) => { $x $op $y };
                    (@ $x:ident, $y:ident, u64, $op:tt) => { $x $op $y };
                    (@ $x:ident, $y:ident, $t:ident, $op:ident) => {{
                        if $y == -1 && $x == $t::MIN {
                            trap!(DivisionOverflow);
                        }
                        $x.$op($y)
                    }};
                }
                macro_rules! divide_float { ($r:ident, $op:tt) => {{
                    let y = $r!(c!());
                    if y == 0.0 {
                        trap!(DivideByZero);
                    }
                    $r!(b!()) $op y
                }}; }
                // Memory at `rB + K`, known to be valid.
                macro_rules! mem {
                    ($t:ty) => {
                        (r!(b!()) as *mut u8).add(c!()).cast::<$t>()
                    };
                }
                // The same behind a handle.
                macro_rules! field {
                    ($t:ty) => {{
                        let object = r!(b!()) as *mut u8;
                        if object.is_null() {
                            trap!(NullPointer);
                        }
                        object.add(c!()).cast::<$t>()
                    }};
                }
                macro_rules! element {
                    ($t:ty) => {{
                        let array = r!(b!()) as *const ArrayObject;
                        if array.is_null() {
                            trap!(NullPointer);
                        }
                        let index = r!(c!()) as u32;
                        if index >= (*array).len {
                            trap!(IndexOutOfBounds);
                        }
                        (*array).data.cast::<$t>().add(index as usize)
                    }};
                }
                // An element that is there. Where the host is told of every statement it may have changed anything.
                macro_rules! element_in {
                    ($t:ty) => {{
                        if HOOKED {
                            element!($t)
                        } else {
                            let array = r!(b!()) as *const ArrayObject;
                            (*array).data.cast::<$t>().add(r!(c!()) as u32 as usize)
                        }
                    }};
                }
                macro_rules! is_in {
                    () => {{
                        let array = r!(b!()) as *const ArrayObject;
                        if array.is_null() {
                            trap!(NullPointer);
                        }
                        (r!(a) as u32) < (*array).len
                    }};
                }
                // Behind the jump an element is taken for granted: after a poll the instruction looks again.
                macro_rules! jump_len_loop {
                    ($cond:expr, $by:expr) => {
                        if $cond {
                            budget -= 1;
                            if budget < 0 {
                                slow!(Slow::PollAgain);
                            }
                            pc = pc.offset($by as isize);
                            own_block!();
                        } else {
                            own_block!();
                        }
                    };
                }
                macro_rules! save {
                    () => {{
                        vm.pc.set(pc);
                        vm.base.set(base);
                    }};
                }
                macro_rules! reload {
                    () => {{
                        pc = vm.pc.get();
                        base = vm.base.get();
                    }};
                }
                // Enters a function of the current program.
                macro_rules! enter {
                    ($window:expr, $code:expr) => {{
                        let window = $window;
                        let callee = base.add(window);
                        *callee.sub(1) = pc as u64 | (window as u64) << 48;
                        base = callee;
                        pc = $code;
                        if base > vm.limit.get() {
                            slow!(Slow::Stack);
                        }
                        budget -= 1;
                        if budget < 0 {
                            slow!(Slow::Poll);
                        }
                        own_block!();
                    }};
                }
                macro_rules! signals {
                    () => {
                        if vm.has_signals() {
                            slow!(Slow::Signals);
                        }
                    };
                }
                macro_rules! value_op {
                    ($e:expr) => {{
                        save!();
                        if $e.is_err() {
                            slow!(Slow::Raised);
                        }
                    }};
                }
                macro_rules! release {
                    ($object:expr) => {{
                        let object = $object as *mut ObjHeader;
                        if !object.is_null() {
                            let word = *object.cast::<u64>();
                            if word as u32 == 1 {
                                save!();
                                object::destroy(vm, object);
                                signals!();
                            } else {
                                *object.cast::<u64>() = word - 1;
                                if (word >> 32) as u32 & (gc::CYCLIC | gc::BUFFERED) == gc::CYCLIC {
                                    vm.heap().candidate(object);
                                }
                            }
                        }
                    }};
                }
                macro_rules! add_ref {
                    ($object:expr) => {
                        object::add_ref($object as *mut ObjHeader)
                    };
                }

                // SAFETY: verified code holds no other numbers.
                let op = std::mem::transmute::<u16, Op>(i.code());
                match op {
                    Op::Invalid => trap!(NotImplemented),

                    Op::Mov => set!(r!(b!())),
                    Op::MovN => copy(base.add(b!()), base.add(a), c!()),
                    Op::LdI => set!(i.imm() as i64 as u64),
                    Op::LdK => set!(*(*vm.program.get()).constants.add(i.imm() as u32 as usize)),
                    Op::LdStr => set!(*(*vm.program.get()).strings.add(i.imm() as u32 as usize) as u64),
                    Op::Lea => set!(base.add(b!()) as u64),
                    Op::Zero => write_bytes(base.add(a), 0, i.imm() as u32 as usize),
                    Op::LeaOff => set!(base.add(b!()) as u64 + c!() as u64),

                    Op::LdG => set!(*vm.globals.get().add(i.imm() as u32 as usize)),
                    Op::StG => *vm.globals.get().add(i.imm() as u32 as usize) = r!(a),
                    Op::LdGAddr => set!(vm.globals.get().add(i.imm() as u32 as usize) as u64),
                    Op::LdHost => set!(*(*vm.program.get()).hosts.as_ptr().add(i.imm() as u32 as usize) as u64),

                    Op::Ld8 => set!(*mem!(u8) as u64),
                    Op::Ld16 => set!(mem!(u16).read_unaligned() as u64),
                    Op::Ld32 => set!(mem!(u32).read_unaligned() as u64),
                    Op::Ld64 => set!(mem!(u64).read_unaligned()),
                    Op::St8 => *mem!(u8) = r!(a) as u8,
                    Op::St16 => mem!(u16).write_unaligned(r!(a) as u16),
                    Op::St32 => mem!(u32).write_unaligned(r!(a) as u32),
                    Op::St64 => mem!(u64).write_unaligned(r!(a)),
                    Op::AddOff => set!(r!(b!()) + c!() as u64),
                    Op::CopyMem => copy(r!(b!()) as *const u8, r!(a) as *mut u8, c!()),
                    Op::LdMem => copy_nonoverlapping(r!(b!()) as *const u8, base.add(a).cast::<u8>(), c!()),
                    Op::StMem => copy_nonoverlapping(base.add(a).cast::<u8>(), r!(b!()) as *mut u8, c!()),

                    Op::LdF8 => set!(*field!(u8) as u64),
                    Op::LdF16 => set!(field!(u16).read_unaligned() as u64),
                    Op::LdF32 => set!(field!(u32).read_unaligned() as u64),
                    Op::LdF64 => set!(field!(u64).read_unaligned()),
                    Op::StF8 => *field!(u8) = r!(a) as u8,
                    Op::StF16 => field!(u16).write_unaligned(r!(a) as u16),
                    Op::AddToI32 => {
                        let place = field!(i32);
                        place.write_unaligned(place.read_unaligned().wrapping_add(r!(a) as i32));
                    }
                    Op::SubToI32 => {
                        let place = field!(i32);
                        place.write_unaligned(place.read_unaligned().wrapping_sub(r!(a) as i32));
                    }
                    Op::AddToI32K => {
                        let object = r!(a) as *mut u8;
                        if object.is_null() {
                            trap!(NullPointer);
                        }
                        let place = object.add(c!()).cast::<i32>();
                        place.write_unaligned(place.read_unaligned().wrapping_add(k!()));
                    }
                    Op::AddToF32 => {
                        let place = field!(f32);
                        place.write_unaligned(place.read_unaligned() + rf!(a));
                    }
                    Op::SubToF32 => {
                        let place = field!(f32);
                        place.write_unaligned(place.read_unaligned() - rf!(a));
                    }
                    Op::MulToF32 => {
                        let place = field!(f32);
                        place.write_unaligned(place.read_unaligned() * rf!(a));
                    }
                    Op::AddToF64 => {
                        let place = field!(f64);
                        place.write_unaligned(place.read_unaligned() + rd!(a));
                    }
                    Op::SubToF64 => {
                        let place = field!(f64);
                        place.write_unaligned(place.read_unaligned() - rd!(a));
                    }
                    Op::MulToF64 => {
                        let place = field!(f64);
                        place.write_unaligned(place.read_unaligned() * rd!(a));
                    }
                    Op::StF32 => field!(u32).write_unaligned(r!(a) as u32),
                    Op::StF64 => field!(u64).write_unaligned(r!(a)),
                    Op::FieldAddr => set!(field!(u8) as u64),
                    Op::ChkNull => {
                        if r!(a) == 0 {
                            trap!(NullPointer);
                        }
                    }

                    Op::ArrGet8 => set!(*element!(u8) as u64),
                    Op::ArrGet16 => set!(*element!(u16) as u64),
                    Op::ArrGet32 => set!(*element!(u32) as u64),
                    Op::ArrGet64 => set!(*element!(u64)),
                    Op::ArrSet8 => *element!(u8) = r!(a) as u8,
                    Op::ArrSet16 => *element!(u16) = r!(a) as u16,
                    Op::ArrSet32 => *element!(u32) = r!(a) as u32,
                    Op::ArrSet64 => *element!(u64) = r!(a),
                    Op::ArrAddr => {
                        let array = r!(b!()) as *const ArrayObject;
                        if array.is_null() {
                            trap!(NullPointer);
                        }
                        let index = r!(c!()) as u32;
                        if index >= (*array).len {
                            trap!(IndexOutOfBounds);
                        }
                        set!((*array).data.add(index as usize * (*array).stride as usize) as u64);
                    }
                    Op::ArrLen => {
                        let array = r!(b!()) as *const ArrayObject;
                        if array.is_null() {
                            trap!(NullPointer);
                        }
                        set_u!((*array).len);
                    }
                    Op::StrLen => set_u!((*(r!(b!()) as *const StringValue)).len()),
                    Op::StrGet => {
                        let string = r!(b!()) as *const StringValue;
                        let index = r!(c!()) as u32;
                        if index >= (*string).len() {
                            trap!(OutOfRange);
                        }
                        set!(*(*string).data().add(index as usize) as u64);
                    }

                    Op::AddI32 => bin_i!(wrapping_add),
                    Op::SubI32 => bin_i!(wrapping_sub),
                    Op::MulI32 => bin_i!(wrapping_mul),
                    Op::DivI32 => set_i!(divide!(i32, wrapping_div)),
                    Op::ModI32 => set_i!(divide!(i32, wrapping_rem)),
                    Op::DivU32 => set_u!(divide!(u32, /)),
                    Op::ModU32 => set_u!(divide!(u32, %)),
                    Op::And => set!(r!(b!()) & r!(c!())),
                    Op::Or => set!(r!(b!()) | r!(c!())),
                    Op::Xor => set!(r!(b!()) ^ r!(c!())),
                    Op::ShlI32 => set_u!((r!(b!()) as u32).wrapping_shl(r!(c!()) as u32)),
                    Op::ShrU32 => set_u!((r!(b!()) as u32).wrapping_shr(r!(c!()) as u32)),
                    Op::SarI32 => set_i!((r!(b!()) as i32).wrapping_shr(r!(c!()) as u32)),
                    Op::NegI32 => set_i!((r!(b!()) as i32).wrapping_neg()),
                    Op::NotBits => set!(!r!(b!())),
                    Op::PowI32 => match pow_i32(r!(b!()) as i32, r!(c!()) as i32) {
                        Some(v) => set_i!(v),
                        None => trap!(PowOverflow),
                    },
                    Op::PowU32 => match pow_u32(r!(b!()) as u32, r!(c!()) as u32) {
                        Some(v) => set_u!(v),
                        None => trap!(PowOverflow),
                    },
                    Op::AddI32K => set_i!((r!(b!()) as i32).wrapping_add(kc!())),
                    Op::MulI32K => set_i!((r!(b!()) as i32).wrapping_mul(kc!())),
                    Op::DivI32K => {
                        let k = kc!();
                        // Verified; said again so that no check is compiled in.
                        std::hint::assert_unchecked(k != 0 && k != -1);
                        set_i!((r!(b!()) as i32) / k);
                    }
                    Op::ModI32K => {
                        let k = kc!();
                        std::hint::assert_unchecked(k != 0 && k != -1);
                        set_i!((r!(b!()) as i32) % k);
                    }
                    Op::AndK => set!(r!(b!()) & kc!() as i64 as u64),
                    Op::ShlI32K => set_u!((r!(b!()) as u32).wrapping_shl(c!() as u32)),
                    Op::ShrU32K => set_u!((r!(b!()) as u32).wrapping_shr(c!() as u32)),
                    Op::SarI32K => set_i!((r!(b!()) as i32).wrapping_shr(c!() as u32)),

                    Op::AddI64 => bin_l!(wrapping_add),
                    Op::SubI64 => bin_l!(wrapping_sub),
                    Op::MulI64 => bin_l!(wrapping_mul),
                    Op::DivI64 => set!(divide!(i64, wrapping_div) as u64),
                    Op::ModI64 => set!(divide!(i64, wrapping_rem) as u64),
                    Op::DivU64 => set!(divide!(u64, /)),
                    Op::ModU64 => set!(divide!(u64, %)),
                    Op::ShlI64 => set!(r!(b!()).wrapping_shl(r!(c!()) as u32)),
                    Op::ShrU64 => set!(r!(b!()).wrapping_shr(r!(c!()) as u32)),
                    Op::SarI64 => set!((r!(b!()) as i64).wrapping_shr(r!(c!()) as u32) as u64),
                    Op::NegI64 => set!(r!(b!()).wrapping_neg()),
                    Op::PowI64 => match pow_i64(r!(b!()) as i64, r!(c!()) as i64) {
                        Some(v) => set!(v as u64),
                        None => trap!(PowOverflow),
                    },
                    Op::PowU64 => match pow_u64(r!(b!()), r!(c!())) {
                        Some(v) => set!(v),
                        None => trap!(PowOverflow),
                    },
                    Op::AddI64K => set!(r!(b!()).wrapping_add(kc!() as i64 as u64)),
                    Op::MulI64K => set!(r!(b!()).wrapping_mul(kc!() as i64 as u64)),

                    Op::AndAddI32K => set_i!((r!(a) as i32).wrapping_add(r!(b!()) as i32 & kc!())),
                    Op::MulAddI32 => {
                        set_i!((r!(a) as i32).wrapping_add((r!(b!()) as i32).wrapping_mul(r!(c!()) as i32)))
                    }
                    Op::MulAddF32 => set_f!(rf!(a) + rf!(b!()) * rf!(c!())),
                    Op::MulSubF32 => set_f!(rf!(a) - rf!(b!()) * rf!(c!())),
                    Op::MulAddF64 => set_d!(rd!(a) + rd!(b!()) * rd!(c!())),
                    Op::MulSubF64 => set_d!(rd!(a) - rd!(b!()) * rd!(c!())),
                    Op::AddF32 => set_f!(rf!(b!()) + rf!(c!())),
                    Op::SubF32 => set_f!(rf!(b!()) - rf!(c!())),
                    Op::MulF32 => set_f!(rf!(b!()) * rf!(c!())),
                    Op::DivF32 => set_f!(divide_float!(rf, /)),
                    Op::ModF32 => set_f!(divide_float!(rf, %)),
                    Op::PowF32 => {
                        let v = rf!(b!()).powf(rf!(c!()));
                        if v.is_infinite() {
                            trap!(PowOverflow);
                        }
                        set_f!(v);
                    }
                    Op::NegF32 => set_f!(-rf!(b!())),
                    Op::AddF64 => set_d!(rd!(b!()) + rd!(c!())),
                    Op::SubF64 => set_d!(rd!(b!()) - rd!(c!())),
                    Op::MulF64 => set_d!(rd!(b!()) * rd!(c!())),
                    Op::DivF64 => set_d!(divide_float!(rd, /)),
                    Op::ModF64 => set_d!(divide_float!(rd, %)),
                    Op::PowF64 => {
                        let v = rd!(b!()).powf(rd!(c!()));
                        if v.is_infinite() {
                            trap!(PowOverflow);
                        }
                        set_d!(v);
                    }
                    Op::PowF64I => {
                        let v = rd!(b!()).powf(f64::from(r!(c!()) as i32));
                        if v.is_infinite() {
                            trap!(PowOverflow);
                        }
                        set_d!(v);
                    }
                    Op::NegF64 => set_d!(-rd!(b!())),
                    Op::SqrtF64 => set_d!(rd!(b!()).sqrt()),
                    Op::SqrtF32 => set_f!(rf!(b!()).sqrt()),
                    Op::AbsF64 => set_d!(rd!(b!()).abs()),
                    Op::AbsF32 => set_f!(rf!(b!()).abs()),
                    Op::FloorF64 => set_d!(rd!(b!()).floor()),
                    Op::FloorF32 => set_f!(rf!(b!()).floor()),
                    Op::CeilF64 => set_d!(rd!(b!()).ceil()),
                    Op::CeilF32 => set_f!(rf!(b!()).ceil()),

                    Op::Sext8 => set!(r!(b!()) as i8 as i64 as u64),
                    Op::Sext16 => set!(r!(b!()) as i16 as i64 as u64),
                    Op::Sext32 => set!(r!(b!()) as i32 as i64 as u64),
                    Op::Zext8 => set!(r!(b!()) as u8 as u64),
                    Op::Zext16 => set!(r!(b!()) as u16 as u64),
                    Op::Zext32 => set!(r!(b!()) as u32 as u64),
                    Op::I32F32 => set_f!(r!(b!()) as i32 as f32),
                    Op::U32F32 => set_f!(r!(b!()) as u32 as f32),
                    Op::I64F32 => set_f!(r!(b!()) as i64 as f32),
                    Op::U64F32 => set_f!(r!(b!()) as f32),
                    Op::I32F64 => set_d!(f64::from(r!(b!()) as i32)),
                    Op::U32F64 => set_d!(f64::from(r!(b!()) as u32)),
                    Op::I64F64 => set_d!(r!(b!()) as i64 as f64),
                    Op::U64F64 => set_d!(r!(b!()) as f64),
                    Op::F32I32 => set_i!(rf!(b!()) as i32),
                    Op::F32U32 => set_u!(rf!(b!()) as i64 as u32),
                    Op::F32I64 => set!(rf!(b!()) as i64 as u64),
                    Op::F32U64 => set!(f32_to_u64(rf!(b!()))),
                    Op::F64I32 => set_i!(rd!(b!()) as i32),
                    Op::F64U32 => set_u!(rd!(b!()) as i64 as u32),
                    Op::F64I64 => set!(rd!(b!()) as i64 as u64),
                    Op::F64U64 => set!(f64_to_u64(rd!(b!()))),
                    Op::F32F64 => set_d!(f64::from(rf!(b!()))),
                    Op::F64F32 => set_f!(rd!(b!()) as f32),

                    Op::Not => set_b!(r!(b!()) as u8 == 0),
                    Op::XorBool => set_b!((r!(b!()) as u8 != 0) != (r!(c!()) as u8 != 0)),
                    Op::EqBool => set_b!((r!(b!()) as u8 != 0) == (r!(c!()) as u8 != 0)),
                    Op::EqI32 => set_b!(r!(b!()) as u32 == r!(c!()) as u32),
                    Op::NeI32 => set_b!(r!(b!()) as u32 != r!(c!()) as u32),
                    Op::LtI32 => set_b!((r!(b!()) as i32) < r!(c!()) as i32),
                    Op::LeI32 => set_b!((r!(b!()) as i32) <= r!(c!()) as i32),
                    Op::LtU32 => set_b!((r!(b!()) as u32) < r!(c!()) as u32),
                    Op::LeU32 => set_b!((r!(b!()) as u32) <= r!(c!()) as u32),
                    Op::EqI64 => set_b!(r!(b!()) == r!(c!())),
                    Op::NeI64 => set_b!(r!(b!()) != r!(c!())),
                    Op::LtI64 => set_b!((r!(b!()) as i64) < r!(c!()) as i64),
                    Op::LeI64 => set_b!((r!(b!()) as i64) <= r!(c!()) as i64),
                    Op::LtU64 => set_b!(r!(b!()) < r!(c!())),
                    Op::LeU64 => set_b!(r!(b!()) <= r!(c!())),
                    Op::EqF32 => set_b!(rf!(b!()) == rf!(c!())),
                    Op::NeF32 => set_b!(rf!(b!()) != rf!(c!())),
                    Op::LtF32 => set_b!(rf!(b!()) < rf!(c!())),
                    Op::LeF32 => set_b!(rf!(b!()) <= rf!(c!())),
                    Op::EqF64 => set_b!(rd!(b!()) == rd!(c!())),
                    Op::NeF64 => set_b!(rd!(b!()) != rd!(c!())),
                    Op::LtF64 => set_b!(rd!(b!()) < rd!(c!())),
                    Op::LeF64 => set_b!(rd!(b!()) <= rd!(c!())),

                    Op::Jmp => pc = pc.offset(i.imm() as isize),
                    Op::JmpLoop => jump_loop!(true, i.imm()),
                    Op::JTrue => jump!(r!(a) as u8 != 0, i.imm()),
                    Op::JFalse => jump!(r!(a) as u8 == 0, i.imm()),
                    Op::JTrueLoop => jump_loop!(r!(a) as u8 != 0, i.imm()),
                    Op::JFalseLoop => jump_loop!(r!(a) as u8 == 0, i.imm()),
                    Op::JNull => jump!(r!(a) == 0, i.imm()),
                    Op::JNotNull => jump!(r!(a) != 0, i.imm()),
                    Op::JEqI32 => jump!(r!(a) as u32 == r!(b!()) as u32, j!()),
                    Op::JNeI32 => jump!(r!(a) as u32 != r!(b!()) as u32, j!()),
                    Op::JLtI32 => jump!((r!(a) as i32) < r!(b!()) as i32, j!()),
                    Op::JLeI32 => jump!((r!(a) as i32) <= r!(b!()) as i32, j!()),
                    Op::JLtU32 => jump!((r!(a) as u32) < r!(b!()) as u32, j!()),
                    Op::JLeU32 => jump!((r!(a) as u32) <= r!(b!()) as u32, j!()),
                    Op::JEqI32K => jump!(r!(a) as i32 == k!(), j!()),
                    Op::JNeI32K => jump!(r!(a) as i32 != k!(), j!()),
                    Op::JLtI32K => jump!((r!(a) as i32) < k!(), j!()),
                    Op::JLeI32K => jump!((r!(a) as i32) <= k!(), j!()),
                    Op::JGtI32K => jump!((r!(a) as i32) > k!(), j!()),
                    Op::JGeI32K => jump!((r!(a) as i32) >= k!(), j!()),
                    Op::JEqI64 => jump!(r!(a) == r!(b!()), j!()),
                    Op::JNeI64 => jump!(r!(a) != r!(b!()), j!()),
                    Op::JLtI64 => jump!((r!(a) as i64) < r!(b!()) as i64, j!()),
                    Op::JLeI64 => jump!((r!(a) as i64) <= r!(b!()) as i64, j!()),
                    Op::JLtU64 => jump!(r!(a) < r!(b!()), j!()),
                    Op::JLeU64 => jump!(r!(a) <= r!(b!()), j!()),
                    Op::JEqF32 => jump!(rf!(a) == rf!(b!()), j!()),
                    Op::JNeF32 => jump!(rf!(a) != rf!(b!()), j!()),
                    Op::JLtF32 => jump!(rf!(a) < rf!(b!()), j!()),
                    Op::JLeF32 => jump!(rf!(a) <= rf!(b!()), j!()),
                    Op::JNltF32 => jump!(!(rf!(a) < rf!(b!())), j!()),
                    Op::JNleF32 => jump!(!(rf!(a) <= rf!(b!())), j!()),
                    Op::JEqF64 => jump!(rd!(a) == rd!(b!()), j!()),
                    Op::JNeF64 => jump!(rd!(a) != rd!(b!()), j!()),
                    Op::JLtF64 => jump!(rd!(a) < rd!(b!()), j!()),
                    Op::JLeF64 => jump!(rd!(a) <= rd!(b!()), j!()),
                    Op::JNltF64 => jump!(!(rd!(a) < rd!(b!())), j!()),
                    Op::JNleF64 => jump!(!(rd!(a) <= rd!(b!())), j!()),
                    Op::JEqI32Loop => jump_loop!(r!(a) as u32 == r!(b!()) as u32, j!()),
                    Op::JNeI32Loop => jump_loop!(r!(a) as u32 != r!(b!()) as u32, j!()),
                    Op::JLtI32Loop => jump_loop!((r!(a) as i32) < r!(b!()) as i32, j!()),
                    Op::JLeI32Loop => jump_loop!((r!(a) as i32) <= r!(b!()) as i32, j!()),
                    Op::JLtU32Loop => jump_loop!((r!(a) as u32) < r!(b!()) as u32, j!()),
                    Op::JLeU32Loop => jump_loop!((r!(a) as u32) <= r!(b!()) as u32, j!()),
                    Op::JEqI32KLoop => jump_loop!(r!(a) as i32 == k!(), j!()),
                    Op::JNeI32KLoop => jump_loop!(r!(a) as i32 != k!(), j!()),
                    Op::JLtI32KLoop => jump_loop!((r!(a) as i32) < k!(), j!()),
                    Op::JLeI32KLoop => jump_loop!((r!(a) as i32) <= k!(), j!()),
                    Op::JGtI32KLoop => jump_loop!((r!(a) as i32) > k!(), j!()),
                    Op::JGeI32KLoop => jump_loop!((r!(a) as i32) >= k!(), j!()),
                    Op::IncJLtI32Loop => {
                        let next = (r!(a) as i32).wrapping_add(1);
                        set_i!(next);
                        jump_loop!(next < r!(b!()) as i32, j!());
                    }
                    Op::IncJLtI32KLoop => {
                        let next = (r!(a) as i32).wrapping_add(1);
                        set_i!(next);
                        jump_loop!(next < k!(), j!());
                    }
                    Op::IncJLeI32Loop => {
                        let next = (r!(a) as i32).wrapping_add(1);
                        set_i!(next);
                        jump_loop!(next <= r!(b!()) as i32, j!());
                    }
                    Op::IncJLtU32Loop => {
                        let next = (r!(a) as u32).wrapping_add(1);
                        set_u!(next);
                        jump_loop!(next < r!(b!()) as u32, j!());
                    }
                    Op::Switch => {
                        let entry = (r!(a) as i32).wrapping_sub(k!()) as u32;
                        pc = pc.add(entry.min(c!() as u32) as usize);
                    }

                    Op::Call => enter!(a, pc.offset(i.imm() as isize)),
                    Op::CallVirtual => {
                        let this = r!(a + c!()) as *const ObjHeader;
                        if this.is_null() {
                            trap!(NullPointer);
                        }
                        let ty = (*this).ty;
                        let code = RuntimeType::method_code(ty, b!());
                        if (*ty).program != vm.program.get() {
                            save!();
                            vm.enter_other(a, code, (*ty).program);
                            reload!();
                            slow!(Slow::Entered);
                        }
                        enter!(a, code);
                    }
                    Op::CallInterface => {
                        let this = r!(a + c!()) as *const ObjHeader;
                        if this.is_null() {
                            trap!(NullPointer);
                        }
                        let ty = (*this).ty;
                        if (*ty).program != vm.program.get() {
                            save!();
                            if !vm.enter_interface(a, i.b(), ty) {
                                trap!(NullPointer);
                            }
                            reload!();
                            slow!(Slow::Entered);
                        }
                        enter!(a, *(*ty).interface_table.add(b!() & (*ty).interface_mask as usize));
                    }
                    Op::CallNative => {
                        let plan = *(*vm.program.get()).natives.as_ptr().add(i.imm() as u32 as usize);
                        save!();
                        (*plan).call(vm.as_raw(), base.add(a));
                        signals!();
                    }
                    Op::CallHandle => {
                        let function = r!(i.imm() as u32 as usize) as *const FunctionObject;
                        if function.is_null() {
                            trap!(UnboundFunction);
                        }
                        if (*function).is_plain(vm.program.get()) {
                            enter!(a, (*function).code);
                        } else {
                            save!();
                            let next = vm.call_function_object(a, function);
                            reload!();
                            if let Some(slow) = next {
                                slow!(slow);
                            }
                        }
                    }
                    Op::CallImport => {
                        save!();
                        let next = vm.call_import(a, i.imm() as u32);
                        reload!();
                        if let Some(slow) = next {
                            slow!(slow);
                        }
                    }
                    Op::CallExternal => {
                        save!();
                        vm.call_external(a, i.imm() as u32);
                        reload!();
                        slow!(Slow::Entered);
                    }
                    Op::Ret => {
                        let link = *base.sub(1);
                        base = base.sub((link >> 48) as usize);
                        pc = (link & LINK_ADDRESS) as *const Instr;
                    }
                    Op::RetV => {
                        let link = *base.sub(1);
                        *base = r!(a);
                        base = base.sub((link >> 48) as usize);
                        pc = (link & LINK_ADDRESS) as *const Instr;
                    }

                    Op::New => {
                        let ty = (*(*vm.program.get()).types.as_ptr().add(i.imm() as u32 as usize)).ty_ptr();
                        if (*ty).is_constructed_early {
                            save!();
                        }
                        match object::allocate(vm, &*ty) {
                            Ok(object) => set!(object as u64),
                            Err(_) => {
                                save!();
                                slow!(Slow::Raised);
                            }
                        }
                    }
                    Op::AddRef => add_ref!(r!(a)),
                    Op::Release => release!(r!(a)),
                    Op::MovRef => {
                        let object = r!(b!());
                        add_ref!(object);
                        set!(object);
                    }
                    Op::StRefMove => {
                        let cell = mem!(u64);
                        let old = *cell;
                        *cell = r!(a);
                        release!(old);
                    }
                    Op::StRef => {
                        let cell = mem!(u64);
                        let new = r!(a);
                        add_ref!(new);
                        let old = *cell;
                        *cell = new;
                        release!(old);
                    }
                    Op::AddRefT => {
                        save!();
                        let ty = *(*vm.program.get()).types.as_ptr().add(i.imm() as u32 as usize);
                        value_ops::add_ref_counted(vm, ty.ty(), r!(a) as *mut u8);
                        signals!();
                    }
                    Op::ReleaseT => {
                        save!();
                        let ty = *(*vm.program.get()).types.as_ptr().add(i.imm() as u32 as usize);
                        value_ops::release_counted(vm, ty.ty(), r!(a) as *mut u8);
                        signals!();
                    }
                    Op::Construct => {
                        let ty = *(*vm.program.get()).types.as_ptr().add(i.imm() as u32 as usize);
                        value_op!(value_ops::default_construct(vm, ty, r!(a) as *mut u8));
                    }
                    Op::CopyConstruct => {
                        let ty = *(*vm.program.get()).types.as_ptr().add(c!());
                        let (dst, src) = (r!(a) as *mut u8, r!(b!()) as *const u8);
                        value_op!(value_ops::copy_construct(vm, ty, dst, src));
                    }
                    Op::Assign => {
                        let ty = *(*vm.program.get()).types.as_ptr().add(c!());
                        value_op!(value_ops::assign(vm, ty, r!(a) as *mut u8, r!(b!()) as *const u8));
                    }
                    Op::Destroy => {
                        save!();
                        let ty = *(*vm.program.get()).types.as_ptr().add(i.imm() as u32 as usize);
                        value_ops::destroy(vm, ty, r!(a) as *mut u8);
                        signals!();
                    }
                    Op::DestroyV => {
                        save!();
                        let ty = *(*vm.program.get()).types.as_ptr().add(i.imm() as u32 as usize);
                        value_ops::destroy(vm, ty, base.add(a).cast());
                        signals!();
                    }
                    Op::Cast => {
                        let object = r!(b!()) as *const ObjHeader;
                        let ty = (*(*vm.program.get()).types.as_ptr().add(c!())).ty_ptr();
                        let fits = !object.is_null() && (*(*object).ty).is_a(&*ty);
                        set!(if fits { object as u64 } else { 0 });
                    }
                    Op::AssignObject => {
                        value_op!(object::assign(vm, r!(a) as *mut ObjHeader, r!(b!()) as *mut ObjHeader));
                    }
                    Op::FuncRef => {
                        save!();
                        match vm.function_handle(i.imm() as u32) {
                            Ok(object) => set!(object as u64),
                            Err(_) => slow!(Slow::Raised),
                        }
                    }
                    Op::Delegate => {
                        save!();
                        match vm.delegate(c!() as u32, r!(b!()) as *mut u8) {
                            Ok(object) => set!(object as u64),
                            Err(_) => slow!(Slow::Raised),
                        }
                    }
                    Op::LdType => {
                        set!((*(*vm.program.get()).types.as_ptr().add(i.imm() as u32 as usize)).to_slot());
                    }
                    Op::ListNew => {
                        save!();
                        match vm.list_new(i.imm() as u32 as usize) {
                            Ok(list) => set!(list as u64),
                            Err(_) => slow!(Slow::Raised),
                        }
                    }
                    Op::ListFree => vm.list_free(r!(a) as *mut u8),

                    Op::Throw => slow!(Slow::Trap(Trap::ALL[i.imm() as usize & 15])),
                    // Not simply nothing: a block that jumps to itself is one that LLVM does not copy to the end of
                    // every arm, and the indirect jump would be shared by all.
                    Op::Line => {
                        own_block!();
                    }
                    Op::Leave => {
                        vm.base.set(base);
                        vm.give_back(budget);
                        vm.outcome.set(Outcome::Finished);
                        return;
                    }
                    Op::ReturnToUnit => {
                        save!();
                        vm.return_to_unit();
                        reload!();
                    }

                    Op::ArrGet8In => set!(*element_in!(u8) as u64),
                    Op::ArrGet16In => set!(*element_in!(u16) as u64),
                    Op::ArrGet32In => set!(*element_in!(u32) as u64),
                    Op::ArrGet64In => set!(*element_in!(u64)),
                    Op::ArrSet8In => *element_in!(u8) = r!(a) as u8,
                    Op::ArrSet16In => *element_in!(u16) = r!(a) as u16,
                    Op::ArrSet32In => *element_in!(u32) = r!(a) as u32,
                    Op::ArrSet64In => *element_in!(u64) = r!(a),
                    Op::ArrAddrIn => {
                        if HOOKED {
                            let _: *mut u8 = element!(u8);
                        }
                        let array = r!(b!()) as *const ArrayObject;
                        set!((*array).data.add(r!(c!()) as u32 as usize * (*array).stride as usize) as u64);
                    }
                    Op::JLtLen => jump!(is_in!(), j!()),
                    Op::JGeLen => jump!(!is_in!(), j!()),
                    Op::JLtLenLoop => jump_len_loop!(is_in!(), j!()),
                    Op::IncJLtLenLoop => {
                        let array = r!(b!()) as *const ArrayObject;
                        if array.is_null() {
                            trap!(NullPointer);
                        }
                        let next = (r!(a) as u32).wrapping_add(1);
                        set_u!(next);
                        jump_len_loop!(next < (*array).len, j!());
                    }

                    Op::FirstCall => slow!(Slow::FirstCall),
                    Op::LdAdded => set!(*vm.added_cell(i.imm() as u32)),
                    Op::StAdded => *vm.added_cell(i.imm() as u32) = r!(a),
                    Op::LdAddedAddr => set!(vm.added_cell(i.imm() as u32) as u64),
                    Op::Redirect => {
                        save!();
                        vm.go_on_elsewhere(i.imm() as u32);
                        reload!();
                    }
                }
            }
            if budget < 0 {
                return;
            }
            pc = vm.pc.get();
            base = vm.base.get();
        }
    }
}

/// The instructions of the statement that runs, for the line hook.
#[derive(Clone, Copy)]
pub(crate) struct LineRange {
    pub base: *mut u64,
    pub start: *const Instr,
    pub end: *const Instr,
}

impl Default for LineRange {
    fn default() -> Self {
        LineRange { base: std::ptr::null_mut(), start: std::ptr::null(), end: std::ptr::null() }
    }
}

impl LineRange {
    /// Whether `pc` begins the statement (again) or lies outside of it.
    #[inline(always)]
    fn is_left(self, pc: *const Instr) -> bool {
        pc <= self.start || pc >= self.end
    }
}
