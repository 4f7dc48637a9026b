//! Moves, memory, globals, fields, elements.

use super::*;
use crate::vm::{ArrayObject, StringValue};

const L: DataType = DataType::INT64;

fn eval(params: &[u64], code: impl FnOnce(&mut Asm) -> Code) -> Result<u64, String> {
    let mut asm = Asm::new();
    let code = code(&mut asm);
    asm.function("f", &vec![L; params.len()], code);
    asm.start().run("f", params)
}

#[test]
fn moves_and_constants() {
    assert_eq!(eval(&[5], |_| Code::new().abc(Op::Mov, 3, 0, 0).retv(3)), Ok(5));
    assert_eq!(eval(&[], |_| Code::new().ai(Op::LdI, 3, -5).retv(3)), Ok(-5i64 as u64));
    let k = 0x0123_4567_89AB_CDEF;
    assert_eq!(
        eval(&[], |asm| {
            let k = asm.constant(k);
            Code::new().ai(Op::LdK, 3, k).retv(3)
        }),
        Ok(k)
    );
    // Overlapping both ways.
    let up =
        eval(&[1, 2, 3], |_| Code::new().abc(Op::MovN, 1, 0, 3).abc(Op::ShlI32K, 4, 3, 8).abc(Op::Or, 4, 4, 1).retv(4));
    assert_eq!(up, Ok(0x301));
    let down =
        eval(&[1, 2, 3], |_| Code::new().abc(Op::MovN, 0, 1, 2).abc(Op::ShlI32K, 4, 0, 8).abc(Op::Or, 4, 4, 1).retv(4));
    assert_eq!(down, Ok(0x203));
    let zeroed = eval(&[1, 2, 4], |_| Code::new().ai(Op::Zero, 0, 2).abc(Op::Or, 4, 0, 1).abc(Op::Or, 4, 4, 2).retv(4));
    assert_eq!(zeroed, Ok(4));
}

#[test]
fn memory_of_every_size() {
    let mut bytes = [0xAAu8; 32];
    let address = bytes.as_mut_ptr() as u64;
    let value = 0x1122_3344_5566_7788u64;
    for (st, ld, size) in
        [(Op::St8, Op::Ld8, 1), (Op::St16, Op::Ld16, 2), (Op::St32, Op::Ld32, 4), (Op::St64, Op::Ld64, 8)]
    {
        bytes.fill(0xAA);
        let got = eval(&[address, value], |_| Code::new().abc(st, 1, 0, 5).abc(ld, 3, 0, 5).retv(3));
        let mask = if size == 8 { u64::MAX } else { (1 << (8 * size)) - 1 };
        assert_eq!(got, Ok(value & mask));
        assert_eq!((bytes[4], bytes[5 + size], bytes[5]), (0xAA, 0xAA, 0x88));
    }
    assert_eq!(eval(&[address], |_| Code::new().abc(Op::AddOff, 3, 0, 9).retv(3)), Ok(address + 9));
    bytes.copy_from_slice(&std::array::from_fn::<u8, 32, _>(|i| i as u8));
    eval(&[address], |_| Code::new().abc(Op::AddOff, 3, 0, 16).abc(Op::CopyMem, 3, 0, 5).ret()).expect("no exception");
    assert_eq!(&bytes[16..22], [0, 1, 2, 3, 4, 21]);
    // Through slots: twelve bytes.
    let code = |_: &mut Asm| {
        Code::new()
            .abc(Op::LdMem, 4, 0, 12)
            .abc(Op::AddOff, 3, 0, 20)
            .abc(Op::StMem, 4, 3, 12)
            .abc(Op::Mov, 0, 4, 0)
            .ret()
    };
    assert_eq!(eval(&[address], code), Ok(0x0706_0504_0302_0100));
    assert_eq!(&bytes[20..32], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    let code = |_: &mut Asm| Code::new().abc(Op::LeaOff, 3, 1, 2).abc(Op::Ld8, 4, 3, 0).retv(4);
    assert_eq!(eval(&[0, 0x0033_0000], code), Ok(0x33));
}

#[test]
fn globals_and_properties() {
    let mut asm = Asm::new();
    asm.unit.global_cells = 3;
    asm.unit.host_globals.push(crate::base::GlobalId(0));
    let code = Code::new()
        .ai(Op::StG, 0, 1)
        .ai(Op::LdGAddr, 1, 1)
        .abc(Op::Ld64, 2, 1, 0)
        .ai(Op::LdG, 3, 1)
        .abc(Op::AddI64, 2, 2, 3)
        .ai(Op::LdG, 3, 2)
        .abc(Op::AddI64, 2, 2, 3)
        .ai(Op::LdHost, 3, 0)
        .abc(Op::Ld64, 3, 3, 0)
        .abc(Op::AddI64, 2, 2, 3)
        .retv(2);
    asm.function("f", &[L], code);
    let run = asm.start();
    assert_eq!(run.run("f", &[100]), Ok(242));
}

#[test]
fn string_constants_belong_to_the_program() {
    let before = super::host::live();
    let mut asm = Asm::new();
    asm.unit.strings = vec![(*b"first").into(), (*b"second text").into()];
    asm.function("len", &[], Code::new().ai(Op::LdStr, 1, 1).abc(Op::StrLen, 2, 1, 0).retv(2));
    asm.function("at", &[L], Code::new().ai(Op::LdStr, 1, 1).abc(Op::StrGet, 2, 1, 0).retv(2));
    let run = asm.start();
    assert_eq!(super::host::live(), before + 2);
    assert_eq!(run.run("len", &[]), Ok(11));
    assert_eq!(run.run("at", &[10]), Ok(u64::from(b't')));
    assert_eq!(run.run("at", &[11]), Err("Out of range".into()));
    assert_eq!(run.run("at", &[u64::from(u32::MAX)]), Err("Out of range".into()));
    drop(run);
    assert_eq!(super::host::live(), before);
}

#[test]
fn fields_behind_handles() {
    let mut asm = Asm::new();
    let (_, id) = asm.class("A", None, &[L, L]);
    let ty = asm.ty(DataType::of(id));
    for (name, st, ld) in [
        ("f8", Op::StF8, Op::LdF8),
        ("f16", Op::StF16, Op::LdF16),
        ("f32", Op::StF32, Op::LdF32),
        ("f64", Op::StF64, Op::LdF64),
    ] {
        let code = Code::new().ai(Op::New, 1, ty).abc(st, 0, 1, 24).abc(ld, 2, 1, 24).abc(Op::Release, 1, 0, 0).retv(2);
        asm.function(name, &[L], code);
    }
    for (name, op) in [("n1", Op::LdF8), ("n2", Op::StF64), ("n3", Op::FieldAddr)] {
        asm.function(name, &[L], Code::new().abc(op, 1, 0, 16).ret());
    }
    asm.function("check", &[L], Code::new().abc(Op::ChkNull, 0, 0, 0).ret());
    for (name, op) in [("u1", Op::AddToI32), ("u2", Op::SubToF32), ("u3", Op::MulToF64)] {
        asm.function(name, &[L], Code::new().ai(Op::LdI, 1, 1).abc(op, 1, 0, 16).ret());
    }
    asm.function("u4", &[L], Code::new().abc(Op::AddToI32K, 0, 1, 16).ret());
    let sums = Code::new().ai(Op::New, 1, ty).abc(Op::StF64, 0, 1, 16).abc(Op::AddToI32, 0, 1, 16);
    let sums = sums.abc(Op::AddToI32K, 1, 0xFFFF, 16).ai(Op::LdI, 2, 5).abc(Op::SubToI32, 2, 1, 16);
    asm.function("sums", &[L], sums.abc(Op::LdF64, 2, 1, 16).abc(Op::Release, 1, 0, 0).retv(2));
    let run = asm.start();
    let value = 0x1122_3344_5566_7788;
    assert_eq!(run.run("f8", &[value]), Ok(0x88));
    assert_eq!(run.run("f16", &[value]), Ok(0x7788));
    assert_eq!(run.run("f32", &[value]), Ok(0x5566_7788));
    assert_eq!(run.run("f64", &[value]), Ok(value));
    // The neighbour of a changed number stays.
    assert_eq!(run.run("sums", &[value]), Ok(0x1122_3344_0000_0000 | u64::from(2 * 0x5566_7788_u32 - 6)));
    for name in ["n1", "n2", "n3", "check", "u1", "u2", "u3", "u4"] {
        assert_eq!(run.run(name, &[0]), Err("Null pointer access".into()));
    }
    assert_eq!(run.run("check", &[8]), Ok(8));
}

#[test]
fn elements_of_arrays() {
    let mut elements = [0u64; 4];
    let array = |stride| ArrayObject {
        header: ObjHeader { refs: 1, gc: 0, ty: std::ptr::null() },
        data: std::ptr::null_mut(),
        len: 4,
        capacity: 4,
        stride,
        reserved: 0,
        element: ValueType::NONE,
    };
    let cases = [
        (Op::ArrSet8, Op::ArrGet8, 1),
        (Op::ArrSet16, Op::ArrGet16, 2),
        (Op::ArrSet32, Op::ArrGet32, 4),
        (Op::ArrSet64, Op::ArrGet64, 8),
    ];
    for (set, get, stride) in cases {
        let mut array = ArrayObject { data: elements.as_mut_ptr().cast(), ..array(stride) };
        let address = &raw mut array as u64;
        let value = 0x1122_3344_5566_7788u64;
        let code = |_: &mut Asm| Code::new().abc(set, 2, 0, 1).abc(get, 4, 0, 1).retv(4);
        let mask = if stride == 8 { u64::MAX } else { (1 << (8 * stride)) - 1 };
        // The index is 32 bits: what is above does not count.
        assert_eq!(eval(&[address, 3 | 5 << 32, value], code), Ok(value & mask));
        for index in [4, u64::from(u32::MAX)] {
            let code = |_: &mut Asm| Code::new().abc(get, 4, 0, 1).retv(4);
            assert_eq!(eval(&[address, index], code), Err("Index out of bounds".into()));
            let code = |_: &mut Asm| Code::new().abc(set, 4, 0, 1).retv(4);
            assert_eq!(eval(&[address, index], code), Err("Index out of bounds".into()));
        }
        let code = |_: &mut Asm| Code::new().abc(get, 4, 0, 1).retv(4);
        assert_eq!(eval(&[0, 0], code), Err("Null pointer access".into()));
        let code = |_: &mut Asm| Code::new().abc(Op::ArrAddr, 4, 0, 1).retv(4);
        assert_eq!(eval(&[address, 2], code), Ok(elements.as_ptr() as u64 + 2 * u64::from(stride)));
        assert_eq!(eval(&[address, 4], code), Err("Index out of bounds".into()));
        // Without checks, of elements that are there.
        let [set, get, at] = [set, get, Op::ArrAddr].map(|op| op.of_known_element().unwrap());
        let code = |_: &mut Asm| Code::new().abc(set, 2, 0, 1).abc(get, 4, 0, 1).retv(4);
        assert_eq!(eval(&[address, 3 | 5 << 32, !value], code), Ok(!value & mask));
        let code = |_: &mut Asm| Code::new().abc(at, 4, 0, 1).retv(4);
        assert_eq!(eval(&[address, 2 | 5 << 32], code), Ok(elements.as_ptr() as u64 + 2 * u64::from(stride)));
    }
    let mut array = array(1);
    let code = |_: &mut Asm| Code::new().abc(Op::ArrLen, 4, 0, 0).retv(4);
    assert_eq!(eval(&[&raw mut array as u64], code), Ok(4));
    assert_eq!(eval(&[0], code), Err("Null pointer access".into()));
    for (op, jumps) in [(Op::JLtLen, [true, true, false, false]), (Op::JGeLen, [false, false, true, true])] {
        let code = |_: &mut Asm| {
            Code::new().jump(op, 1, 0, "there").ai(Op::LdI, 4, 0).retv(4).label("there").ai(Op::LdI, 4, 1).retv(4)
        };
        for (index, jumps) in [0, 3 | 9 << 32, 4, u64::from(u32::MAX)].into_iter().zip(jumps) {
            assert_eq!(eval(&[&raw mut array as u64, index], code), Ok(u64::from(jumps)), "{op:?} {index}");
        }
        assert_eq!(eval(&[0, 0], code), Err("Null pointer access".into()));
    }
    let code =
        |_: &mut Asm| Code::new().label("again").abc(Op::AddI32K, 1, 1, 1).jump(Op::JLtLenLoop, 1, 0, "again").retv(1);
    assert_eq!(eval(&[&raw mut array as u64, 0], code), Ok(4));
    assert_eq!(eval(&[0, 0], code), Err("Null pointer access".into()));
    // From the element behind the number in slot 1 on, one round for each.
    let code = |_: &mut Asm| {
        let code = Code::new().ai(Op::LdI, 3, 0).jump(Op::Jmp, 0, 0, "test").label("again").abc(Op::AddI32K, 3, 3, 1);
        code.label("test")
            .jump(Op::IncJLtLenLoop, 1, 0, "again")
            .abc(Op::ShlI32K, 1, 1, 8)
            .abc(Op::AddI32, 3, 3, 1)
            .retv(3)
    };
    for (from, rounds) in [(u64::from(u32::MAX), 4), (1, 2), (3, 0)] {
        let last = (from as u32).wrapping_add(1).wrapping_add(rounds);
        assert_eq!(eval(&[&raw mut array as u64, from], code), Ok(u64::from(last << 8 | rounds)), "{from}");
    }
    assert_eq!(eval(&[0, 0], code), Err("Null pointer access".into()));
}

#[test]
fn strings_are_read_by_length() {
    // One that lies in the value itself, and one that lies elsewhere.
    let long = *b"a text of more than fifteen bytes";
    let mut inline = StringValue::EMPTY;
    inline.bytes[..3].copy_from_slice(b"abc");
    inline.bytes[15] = 3;
    let mut far = StringValue::EMPTY;
    far.bytes[..8].copy_from_slice(&(long.as_ptr() as u64).to_le_bytes());
    far.bytes[8..12].copy_from_slice(&(long.len() as u32).to_le_bytes());
    far.bytes[15] = StringValue::LITERAL;
    for (string, text) in [(&mut inline, &b"abc"[..]), (&mut far, &long[..])] {
        let (address, len) = (std::ptr::from_mut(string) as u64, text.len() as u64);
        assert_eq!(eval(&[address], |_| Code::new().abc(Op::StrLen, 2, 0, 0).retv(2)), Ok(len));
        let at = |i| eval(&[address, i], |_| Code::new().abc(Op::StrGet, 2, 0, 1).retv(2));
        assert_eq!((at(2), at(len)), (Ok(u64::from(text[2])), Err("Out of range".into())));
    }
}

#[test]
fn lists_are_zeroed_buffers() {
    let code = |_: &mut Asm| {
        Code::new()
            .ai(Op::ListNew, 1, 24)
            .abc(Op::Ld64, 2, 1, 16)
            .abc(Op::St64, 1, 1, 16)
            .abc(Op::ListFree, 1, 0, 0)
            .retv(2)
    };
    assert_eq!(eval(&[], code), Ok(0));
    assert_eq!(eval(&[], |_| Code::new().ai(Op::LdI, 1, 0).abc(Op::ListFree, 1, 0, 0).retv(1)), Ok(0));
}

#[test]
fn types_are_words() {
    let mut asm = Asm::new();
    let res = asm.host.ty("Res");
    let (plain, handle) = (asm.ty(DataType::of(res)), asm.ty(DataType::of(res).handle()));
    asm.function("plain", &[], Code::new().ai(Op::LdType, 1, plain).retv(1));
    asm.function("handle", &[], Code::new().ai(Op::LdType, 1, handle).retv(1));
    let run = asm.start();
    let get = |name| {
        // SAFETY: the word is that of `LdType`.
        unsafe { ValueType::from_slot(run.run(name, &[]).expect("no exception")) }
    };
    let (plain, handle) = (get("plain"), get("handle"));
    assert!(std::ptr::eq(plain.ty(), run.vm.types().get(res)) && plain.object() == plain && !plain.is_handle());
    assert!(handle.is_handle() && handle.object() == plain && format!("{handle:?}") == "Res@");
}
