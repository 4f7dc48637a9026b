//! Arithmetic, comparisons and conversions.

use super::*;

const I: DataType = DataType::INT64;

/// Runs one operation `r2 = r0 op r1`.
fn try_op(op: Op, x: u64, y: u64) -> Result<u64, String> {
    let mut asm = Asm::new();
    asm.function("f", &[I, I], Code::new().abc(op, 2, 0, 1).retv(2));
    asm.start().run("f", &[x, y])
}

/// The same with a number in the instruction.
fn op_k(op: Op, x: u64, k: i32) -> u64 {
    let mut asm = Asm::new();
    asm.function("f", &[I], Code::new().abc(op, 2, 0, k).retv(2));
    asm.start().run("f", &[x]).expect("no exception")
}

fn op(op: Op, x: u64, y: u64) -> u64 {
    try_op(op, x, y).expect("no exception")
}

/// The high half of a slot means nothing for 32-bit operations: they must not look at it.
fn dirty(x: i32) -> u64 {
    x as u32 as u64 | 0xDEAD_BEEF << 32
}

fn op32(o: Op, x: i32, y: i32) -> i32 {
    op(o, dirty(x), dirty(y)) as i32
}

fn trap32(o: Op, x: i32, y: i32) -> String {
    try_op(o, dirty(x), dirty(y)).expect_err("an exception")
}

fn f(x: f32) -> u64 {
    x.to_bits() as u64 | 0xDEAD << 32
}

fn d(x: f64) -> u64 {
    x.to_bits()
}

fn op_f(o: Op, x: f32, y: f32) -> f32 {
    f32::from_bits(op(o, f(x), f(y)) as u32)
}

fn op_d(o: Op, x: f64, y: f64) -> f64 {
    f64::from_bits(op(o, d(x), d(y)))
}

#[test]
fn integers_of_32_bits_wrap() {
    assert_eq!(op32(Op::AddI32, i32::MAX, 1), i32::MIN);
    assert_eq!(op32(Op::SubI32, i32::MIN, 1), i32::MAX);
    assert_eq!(op32(Op::MulI32, 0x10001, 0x10001), 0x20001);
    assert_eq!(op32(Op::NegI32, i32::MIN, 0), i32::MIN);
    assert_eq!(op_k(Op::AddI32K, dirty(i32::MAX), 1) as i32, i32::MIN);
    assert_eq!(op_k(Op::AddI32K, dirty(5), -7) as i32, -2);
    assert_eq!(op_k(Op::MulI32K, dirty(-3), -7) as i32, 21);
}

#[test]
fn integers_of_64_bits_wrap() {
    assert_eq!(op(Op::AddI64, i64::MAX as u64, 1) as i64, i64::MIN);
    assert_eq!(op(Op::SubI64, 0, 1), u64::MAX);
    assert_eq!(op(Op::MulI64, 1 << 40, 1 << 40), 0);
    assert_eq!(op(Op::NegI64, 5, 0) as i64, -5);
    assert_eq!(op_k(Op::AddI64K, 5, -7) as i64, -2);
    assert_eq!(op_k(Op::MulI64K, 5, -7) as i64, -35);
}

#[test]
fn division_truncates_and_remainders_take_the_sign_of_the_dividend() {
    assert_eq!((op32(Op::DivI32, -7, 2), op32(Op::ModI32, -7, 2), op32(Op::ModI32, 7, -4)), (-3, -1, 3));
    assert_eq!((op_k(Op::DivI32K, dirty(-7), 2) as i32, op_k(Op::ModI32K, dirty(-7), 2) as i32), (-3, -1));
    assert_eq!(op_k(Op::DivI32K, dirty(i32::MIN), -2) as i32, 1 << 30);
    assert_eq!(op32(Op::DivU32, -1, 2) as u32, u32::MAX / 2);
    assert_eq!(op32(Op::ModU32, -1, 10) as u32, u32::MAX % 10);
    assert_eq!(op(Op::DivI64, -7i64 as u64, 2) as i64, -3);
    assert_eq!(op(Op::ModI64, -7i64 as u64, 2) as i64, -1);
    assert_eq!((op(Op::DivU64, u64::MAX, 2), op(Op::ModU64, u64::MAX, 10)), (u64::MAX / 2, u64::MAX % 10));
}

#[test]
fn division_raises() {
    for o in [Op::DivI32, Op::ModI32, Op::DivU32, Op::ModU32] {
        assert_eq!(trap32(o, 1, 0), "Divide by zero");
    }
    for o in [Op::DivI64, Op::ModI64, Op::DivU64, Op::ModU64] {
        assert_eq!(try_op(o, 1, 0), Err("Divide by zero".into()));
    }
    assert_eq!(trap32(Op::DivI32, i32::MIN, -1), "Overflow in integer division");
    assert_eq!(trap32(Op::ModI32, i32::MIN, -1), "Overflow in integer division");
    assert_eq!(try_op(Op::DivI64, i64::MIN as u64, u64::MAX), Err("Overflow in integer division".into()));
    assert_eq!(try_op(Op::ModI64, i64::MIN as u64, u64::MAX), Err("Overflow in integer division".into()));
    for (o, zero) in [(Op::DivF64, 0.0), (Op::ModF64, 0.0), (Op::DivF64, -0.0)] {
        assert_eq!(try_op(o, d(1.0), d(zero)), Err("Divide by zero".into()));
    }
    for o in [Op::DivF32, Op::ModF32] {
        assert_eq!(try_op(o, f(1.0), f(-0.0)), Err("Divide by zero".into()));
    }
}

#[test]
fn powers() {
    assert_eq!(op32(Op::PowI32, 2, 30), 1 << 30);
    for (base, exp) in [(2, 31), (0, 0), (0, -1)] {
        assert_eq!(trap32(Op::PowI32, base, exp), "Overflow in exponent operation");
    }
    assert_eq!((op32(Op::PowI32, 2, -1), op32(Op::PowI32, 1, -1), op32(Op::PowI32, -1, -1)), (0, 0, 0));
    assert_eq!(op32(Op::PowU32, 3, 20) as u32, 3_486_784_401);
    assert_eq!(trap32(Op::PowU32, 3, 21), "Overflow in exponent operation");
    assert_eq!(op(Op::PowI64, 3, 39), 3u64.pow(39));
    assert!(try_op(Op::PowI64, 3, 40).is_err() && try_op(Op::PowU64, 3, 41).is_err());
    assert_eq!(op_f(Op::PowF32, 2.0, 0.5), std::f32::consts::SQRT_2);
    assert_eq!(op_d(Op::PowF64, 1e300, 1.0), 1e300);
    assert_eq!(try_op(Op::PowF64, d(1e300), d(2.0)), Err("Overflow in exponent operation".into()));
    assert!(try_op(Op::PowF32, f(1e30), f(2.0)).is_err());
    assert!(op_d(Op::PowF64, -8.0, 1.0 / 3.0).is_nan());
    assert_eq!(f64::from_bits(op(Op::PowF64I, d(2.0), dirty(-2))), 0.25);
    assert!(try_op(Op::PowF64I, d(10.0), dirty(400)).is_err());
}

#[test]
fn bits_and_shifts() {
    assert_eq!((op(Op::And, 6, 3), op(Op::Or, 6, 1), op(Op::Xor, 6, 3)), (2, 7, 5));
    assert_eq!((op(Op::NotBits, 0, 0), op_k(Op::AndK, u64::MAX, -2)), (u64::MAX, u64::MAX - 1));
    assert_eq!(op32(Op::ShlI32, 1, 33), 2);
    assert_eq!(op32(Op::ShrU32, -16, 28), 15);
    assert_eq!((op32(Op::SarI32, -16, 2), op32(Op::SarI32, -16, 34)), (-4, -4));
    assert_eq!(op_k(Op::ShlI32K, dirty(1), 31) as u32, 1 << 31);
    assert_eq!((op_k(Op::ShrU32K, dirty(-1), 31), op_k(Op::SarI32K, dirty(-8), 1) as i32), (1, -4));
    assert_eq!((op(Op::ShlI64, 1, 63), op(Op::ShlI64, 1, 64)), (1 << 63, 1));
    assert_eq!((op(Op::ShrU64, u64::MAX, 63), op(Op::SarI64, u64::MAX, 63)), (1, u64::MAX));
}

#[test]
fn floats() {
    assert_eq!((op_f(Op::AddF32, 1.5, 2.0), op_f(Op::SubF32, 1.5, 2.0)), (3.5, -0.5));
    assert_eq!((op_f(Op::MulF32, 1.5, 2.0), op_f(Op::DivF32, 3.0, 2.0), op_f(Op::ModF32, 7.5, 2.0)), (3.0, 1.5, 1.5));
    assert_eq!((op_d(Op::AddF64, 0.1, 0.2), op_d(Op::SubF64, 1.5, 2.0)), (0.1 + 0.2, -0.5));
    assert_eq!((op_d(Op::MulF64, 1.5, 2.0), op_d(Op::DivF64, 3.0, 2.0), op_d(Op::ModF64, -7.5, 2.0)), (3.0, 1.5, -1.5));
    assert_eq!((op_f(Op::NegF32, 0.0, 0.0).to_bits(), op_d(Op::NegF64, 1.0, 0.0)), ((-0.0f32).to_bits(), -1.0));
    assert_eq!((op_d(Op::SqrtF64, 9.0, 0.0), op_f(Op::SqrtF32, 9.0, 0.0)), (3.0, 3.0));
    assert_eq!((op_d(Op::AbsF64, -9.0, 0.0), op_f(Op::AbsF32, -9.0, 0.0)), (9.0, 9.0));
    assert_eq!((op_d(Op::FloorF64, -1.5, 0.0), op_f(Op::FloorF32, 1.5, 0.0)), (-2.0, 1.0));
    assert_eq!((op_d(Op::CeilF64, -1.5, 0.0), op_f(Op::CeilF32, 1.5, 0.0)), (-1.0, 2.0));
}

#[test]
fn integers_are_extended_by_their_own_sign() {
    assert_eq!(op(Op::Sext8, 0x1FF, 0), u64::MAX);
    assert_eq!(op(Op::Sext16, 0x1_8000, 0) as i64, -0x8000);
    assert_eq!(op(Op::Sext32, dirty(-5), 0) as i64, -5);
    assert_eq!((op(Op::Zext8, 0x1FF, 0), op(Op::Zext16, 0x1_FFFF, 0)), (0xFF, 0xFFFF));
    assert_eq!(op(Op::Zext32, dirty(-1), 0), 0xFFFF_FFFF);
}

#[test]
fn integers_become_floats() {
    let to_f = |o, x| f32::from_bits(op(o, x, 0) as u32);
    let to_d = |o, x| f64::from_bits(op(o, x, 0));
    assert_eq!((to_f(Op::I32F32, dirty(-3)), to_f(Op::U32F32, dirty(-1))), (-3.0, 4_294_967_296.0));
    assert_eq!((to_f(Op::I64F32, -3i64 as u64), to_f(Op::U64F32, u64::MAX)), (-3.0, 18_446_744_073_709_551_616.0));
    assert_eq!(to_f(Op::I32F32, 16_777_217), 16_777_216.0);
    assert_eq!((to_d(Op::I32F64, dirty(-3)), to_d(Op::U32F64, dirty(-1))), (-3.0, 4_294_967_295.0));
    assert_eq!((to_d(Op::I64F64, -3i64 as u64), to_d(Op::U64F64, 1 << 63)), (-3.0, 9_223_372_036_854_775_808.0));
    assert_eq!((to_d(Op::F32F64, f(1.5)), to_f(Op::F64F32, d(0.1))), (1.5, 0.1));
}

#[test]
fn floats_become_integers_toward_zero_and_within_bounds() {
    let from_d = |o, x: f64| op(o, d(x), 0);
    let from_f = |o, x: f32| op(o, f(x), 0);
    assert_eq!((from_d(Op::F64I32, -2.9) as i32, from_f(Op::F32I32, 2.9) as i32), (-2, 2));
    assert_eq!((from_d(Op::F64I32, 1e20) as i32, from_f(Op::F32I32, f32::NAN) as i32), (i32::MAX, 0));
    assert_eq!((from_d(Op::F64U32, -1.0) as u32, from_f(Op::F32U32, -1.0) as u32), (u32::MAX, u32::MAX));
    assert_eq!(from_d(Op::F64U32, 4e9) as u32, 4_000_000_000);
    assert_eq!((from_d(Op::F64I64, -1e18) as i64, from_f(Op::F32I64, -2.5) as i64), (-1_000_000_000_000_000_000, -2));
    assert_eq!((from_d(Op::F64U64, -1.0), from_f(Op::F32U64, 3.5)), (u64::MAX, 3));
    assert_eq!(from_d(Op::F64U64, 1.8e19), 18_000_000_000_000_000_000);
}

#[test]
fn truth_values_are_the_low_byte() {
    let dirt = 0xFFFF_FF00;
    assert_eq!((op(Op::Not, dirt, 0), op(Op::Not, dirt | 1, 0)), (1, 0));
    assert_eq!((op(Op::XorBool, dirt | 1, 1), op(Op::XorBool, dirt, 1)), (0, 1));
    assert_eq!((op(Op::EqBool, dirt | 1, 1), op(Op::EqBool, dirt, 1)), (1, 0));
}

#[test]
fn comparisons() {
    let signed = [
        (Op::EqI32, [0, 1, 0]),
        (Op::NeI32, [1, 0, 1]),
        (Op::LtI32, [1, 0, 0]),
        (Op::LeI32, [1, 1, 0]),
        (Op::LtU32, [0, 0, 1]),
        (Op::LeU32, [0, 1, 1]),
    ];
    for (o, expected) in signed {
        let got = [op(o, dirty(-1), 1), op(o, dirty(5), 5), op(o, 1, dirty(-1))];
        assert_eq!(got, expected, "{o:?}");
    }
    let wide = [
        (Op::EqI64, [0, 1, 0]),
        (Op::NeI64, [1, 0, 1]),
        (Op::LtI64, [1, 0, 0]),
        (Op::LeI64, [1, 1, 0]),
        (Op::LtU64, [0, 0, 1]),
        (Op::LeU64, [0, 1, 1]),
    ];
    for (o, expected) in wide {
        assert_eq!([op(o, u64::MAX, 1), op(o, 5, 5), op(o, 1, u64::MAX)], expected, "{o:?}");
    }
    let floats = [
        (Op::EqF32, Op::EqF64, [0, 1, 0, 0]),
        (Op::NeF32, Op::NeF64, [1, 0, 1, 1]),
        (Op::LtF32, Op::LtF64, [1, 0, 0, 0]),
        (Op::LeF32, Op::LeF64, [1, 1, 0, 0]),
    ];
    for (o, p, expected) in floats {
        let pairs = [(1.0, 2.0), (0.0, -0.0), (2.0, 1.0), (1.0, f64::NAN)];
        assert_eq!(pairs.map(|(x, y)| op(o, f(x as f32), f(y as f32))), expected, "{o:?}");
        assert_eq!(pairs.map(|(x, y)| op(p, d(x), d(y))), expected, "{p:?}");
    }
}

/// Whether `if (r0 op r1)` jumps.
fn jumps(op: Op, x: u64, y: u64) -> bool {
    let mut asm = Asm::new();
    let code = Code::new().jump(op, 0, 1, "yes").ai(Op::LdI, 0, 0).ret().label("yes").ai(Op::LdI, 0, 1).ret();
    asm.function("f", &[I, I], code);
    asm.start().run("f", &[x, y]) == Ok(1)
}

/// The same with a number in the instruction (or none).
fn jumps_k(op: Op, x: u64, k: i32) -> bool {
    let mut asm = Asm::new();
    let code = Code::new().jump(op, 0, k, "yes").ai(Op::LdI, 0, 0).ret().label("yes").ai(Op::LdI, 0, 1).ret();
    asm.function("f", &[I], code);
    asm.start().run("f", &[x]) == Ok(1)
}

#[test]
fn conditional_jumps() {
    let cases = [
        (Op::JEqI32, [false, true, false]),
        (Op::JNeI32, [true, false, true]),
        (Op::JLtI32, [true, false, false]),
        (Op::JLeI32, [true, true, false]),
        (Op::JLtU32, [false, false, true]),
        (Op::JLeU32, [false, true, true]),
    ];
    for (o, expected) in cases {
        assert_eq!([jumps(o, dirty(-1), 1), jumps(o, dirty(5), 5), jumps(o, 1, dirty(-1))], expected, "{o:?}");
    }
    let cases = [
        (Op::JEqI32K, [false, true, false]),
        (Op::JNeI32K, [true, false, true]),
        (Op::JLtI32K, [true, false, false]),
        (Op::JLeI32K, [true, true, false]),
        (Op::JGtI32K, [false, false, true]),
        (Op::JGeI32K, [false, true, true]),
    ];
    for (o, expected) in cases {
        assert_eq!([dirty(-9), dirty(-5), dirty(1)].map(|x| jumps_k(o, x, -5)), expected, "{o:?}");
    }
    let cases = [
        (Op::JEqI64, [false, true, false]),
        (Op::JNeI64, [true, false, true]),
        (Op::JLtI64, [true, false, false]),
        (Op::JLeI64, [true, true, false]),
        (Op::JLtU64, [false, false, true]),
        (Op::JLeU64, [false, true, true]),
    ];
    for (o, expected) in cases {
        assert_eq!([jumps(o, u64::MAX, 1), jumps(o, 5, 5), jumps(o, 1, u64::MAX)], expected, "{o:?}");
    }
    let cases = [
        (Op::JEqF32, Op::JEqF64, [false, true, false, false]),
        (Op::JNeF32, Op::JNeF64, [true, false, true, true]),
        (Op::JLtF32, Op::JLtF64, [true, false, false, false]),
        (Op::JLeF32, Op::JLeF64, [true, true, false, false]),
        (Op::JNltF32, Op::JNltF64, [false, true, true, true]),
        (Op::JNleF32, Op::JNleF64, [false, false, true, true]),
    ];
    for (o, p, expected) in cases {
        let pairs = [(1.0, 2.0), (0.0, -0.0), (2.0, 1.0), (1.0, f64::NAN)];
        assert_eq!(pairs.map(|(x, y)| jumps(o, f(x as f32), f(y as f32))), expected, "{o:?}");
        assert_eq!(pairs.map(|(x, y)| jumps(p, d(x), d(y))), expected, "{p:?}");
    }
}

#[test]
fn jumps_by_truth_and_null() {
    let jumps_ai = |op, x| {
        let mut asm = Asm::new();
        let code = Code::new().jump(op, 0, 0, "yes").ai(Op::LdI, 0, 0).ret().label("yes").ai(Op::LdI, 0, 1).ret();
        asm.function("f", &[I], code);
        asm.start().run("f", &[x]) == Ok(1)
    };
    assert_eq!([0xFF00, 1].map(|x| jumps_ai(Op::JTrue, x)), [false, true]);
    assert_eq!([0xFF00, 1].map(|x| jumps_ai(Op::JFalse, x)), [true, false]);
    assert_eq!([0, 1 << 40].map(|x| jumps_ai(Op::JNull, x)), [true, false]);
    assert_eq!([0, 1 << 40].map(|x| jumps_ai(Op::JNotNull, x)), [false, true]);
    assert!(jumps_ai(Op::Jmp, 0));
}

/// Rounds of `do { n++ } while (n op y)` from `n`, stopped at 5 rounds.
fn rounds(op: Op, n: i32, y: i32) -> u64 {
    let mut asm = Asm::new();
    let code = Code::new()
        .ai(Op::LdI, 2, 0)
        .label("again")
        .abc(Op::AddI32K, 0, 0, 1)
        .abc(Op::AddI32K, 2, 2, 1)
        .jump(Op::JGeI32K, 2, 5, "end")
        .jump(op, 0, y, "again")
        .label("end")
        .retv(2);
    asm.function("f", &[I, I], code);
    asm.start().run("f", &[dirty(n), dirty(3)]).expect("no exception")
}

#[test]
fn loops() {
    // The second operand is slot 1, which holds 3, or the number 1 itself.
    let slot = [
        (Op::JEqI32Loop, 2, 2),
        (Op::JNeI32Loop, 1, 2),
        (Op::JLtI32Loop, 1, 2),
        (Op::JLeI32Loop, 1, 3),
        (Op::JLtU32Loop, 1, 2),
        (Op::JLeU32Loop, 1, 3),
    ];
    for (o, n, expected) in slot {
        assert_eq!(rounds(o, n, 1), expected, "{o:?}");
    }
    let number = [
        (Op::JEqI32KLoop, 0, 2),
        (Op::JNeI32KLoop, -2, 3),
        (Op::JLtI32KLoop, -2, 3),
        (Op::JLeI32KLoop, -2, 4),
        (Op::JGtI32KLoop, 1, 5),
        (Op::JGeI32KLoop, 0, 5),
    ];
    for (o, n, expected) in number {
        assert_eq!(rounds(o, n, 1), expected, "{o:?}");
    }
}

#[test]
fn counting_loops() {
    // With `<=` slot 3 holds 2.
    let ops = [(Op::IncJLtI32Loop, 1), (Op::IncJLtI32KLoop, 3), (Op::IncJLtU32Loop, 1), (Op::IncJLeI32Loop, 3)];
    for (op, bound) in ops {
        let mut asm = Asm::new();
        let code = Code::new().ai(Op::LdI, 2, 0).ai(Op::LdI, 3, 2).label("again").abc(Op::AddI32K, 2, 2, 1);
        let code = code.jump(op, 0, bound, "again");
        asm.function("f", &[I, I], code.abc(Op::ShlI32K, 2, 2, 8).abc(Op::AddI32, 0, 0, 2).ret());
        let run = asm.start();
        // Slot 1 holds 3, or 3 is the number itself: from 0 there are three rounds, and the counter ends at 3.
        assert_eq!(run.run("f", &[dirty(0), dirty(3)]), Ok(0x303), "{op:?}");
        assert_eq!(run.run("f", &[dirty(7), dirty(3)]), Ok(0x108), "{op:?}");
    }
}

#[test]
fn a_switch_takes_the_entry_or_falls_behind_the_table() {
    let mut asm = Asm::new();
    let code = Code::new()
        .abc(Op::Switch, 0, -1, 3)
        .jump(Op::Jmp, 0, 0, "first")
        .jump(Op::Jmp, 0, 0, "other")
        .jump(Op::Jmp, 0, 0, "last")
        .label("other")
        .ai(Op::LdI, 0, 0)
        .ret()
        .label("first")
        .ai(Op::LdI, 0, 1)
        .ret()
        .label("last")
        .ai(Op::LdI, 0, 3)
        .ret();
    asm.function("f", &[I], code);
    let run = asm.start();
    let results = [-2, -1, 0, 1, 2, i32::MAX, i32::MIN].map(|n| run.run("f", &[dirty(n)]).expect("no exception"));
    assert_eq!(results, [0, 1, 0, 3, 0, 0, 0]);
}
