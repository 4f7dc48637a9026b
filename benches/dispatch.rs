//! The run loop on hand-made code: what the compiler could emit at best.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use angel::base::{FunctionId, TypeId};
use angel::bytecode::{ClassCode, CodeUnit, FunctionCode, Instr, Op, TypeRef};
use angel::context::Context;
use angel::ffi::Register;
use angel::types::{DataType, NativeFunction};
use angel::vm::{Call, CallState, Program, RuntimeTypes, VmRef};

fn abc(op: Op, a: u16, b: u16, c: i16) -> Instr {
    Instr::abc(op, a, b, c as u16)
}

fn ai(op: Op, a: u16, imm: i32) -> Instr {
    Instr::ai(op, a, imm)
}

struct Unit(CodeUnit);

impl Unit {
    fn function(&mut self, name: &str, params: &[DataType], ret: DataType, frame: u32, code: &[Instr]) -> u32 {
        self.0.functions.push(FunctionCode {
            name: name.into(),
            entry: self.0.code.len() as u32,
            len: code.len() as u32,
            frame_size: frame,
            arg_slots: params.len() as u32,
            params: params.into(),
            ret: Some(ret),
            ..FunctionCode::default()
        });
        self.0.code.extend_from_slice(code);
        self.0.functions.len() as u32 - 1
    }
}

/// Seconds of the fastest of some runs.
fn time(call: &Call, program: &Arc<Program>, function: u32, args: &[i32], expected: Option<i32>) -> f64 {
    let mut best = f64::MAX;
    for _ in 0..5 {
        call.prepare(program, function).unwrap();
        for (i, arg) in args.iter().enumerate() {
            call.set_i32(i as u32, *arg).unwrap();
        }
        let start = Instant::now();
        assert_eq!(call.run(), Ok(CallState::Finished), "{:?}", call.exception_text());
        best = best.min(start.elapsed().as_secs_f64());
        if let Some(expected) = expected {
            assert_eq!(call.result_plain().unwrap() as i32, expected);
        }
    }
    best
}

extern "C" fn twice(x: i32) -> i32 {
    x.wrapping_mul(2)
}

fn main() {
    let mut context = Context::new();
    context.register_function("int twice(int)", NativeFunction::native(twice as *const () as usize)).unwrap();
    let ffi = context.sealed().unwrap();
    let types = RuntimeTypes::new(ffi.clone(), None);
    let int = DataType::INT;
    let mut unit = Unit(CodeUnit::default());

    // int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
    let fib = unit.function(
        "fib",
        &[int],
        int,
        2,
        &[
            abc(Op::JGeI32K, 0, 2, 1),
            abc(Op::RetV, 0, 0, 0),
            abc(Op::AddI32K, 3, 0, -1),
            ai(Op::Call, 3, -4),
            abc(Op::AddI32K, 5, 0, -2),
            ai(Op::Call, 5, -6),
            abc(Op::AddI32, 0, 3, 5),
            abc(Op::Ret, 0, 0, 0),
        ],
    );

    // The nested loop of the suite: for i, for j: s += i * j % 7 (here + and & keep it an honest three).
    let nested = unit.function(
        "nested",
        &[int],
        int,
        8,
        &[
            ai(Op::LdI, 1, 0), // s
            ai(Op::LdI, 2, 0), // i
            ai(Op::LdI, 3, 0), // j
            abc(Op::MulI32, 4, 2, 3),
            abc(Op::AddI32, 1, 1, 4),
            abc(Op::AddI32K, 3, 3, 1),
            abc(Op::JLtI32Loop, 3, 0, -4),
            abc(Op::AddI32K, 2, 2, 1),
            abc(Op::JLtI32Loop, 2, 0, -7),
            abc(Op::RetV, 1, 0, 0),
        ],
    );

    // The same with the end of the loop in one instruction.
    let fused = unit.function(
        "fused",
        &[int],
        int,
        8,
        &[
            ai(Op::LdI, 1, 0),
            ai(Op::LdI, 2, 0),
            ai(Op::LdI, 3, 0),
            abc(Op::MulI32, 4, 2, 3),
            abc(Op::AddI32, 1, 1, 4),
            abc(Op::IncJLtI32Loop, 3, 0, -3),
            abc(Op::IncJLtI32Loop, 2, 0, -5),
            abc(Op::RetV, 1, 0, 0),
        ],
    );

    // Mandelbrot's inner loop: doubles.
    let mandel = unit.function(
        "mandel",
        &[int],
        int,
        16,
        &[
            ai(Op::LdI, 1, 0), // count
            ai(Op::LdK, 9, 2),
            ai(Op::LdK, 2, 0), // zr = 0.1
            ai(Op::LdK, 3, 0), // zi
            ai(Op::LdK, 4, 1), // c = 0.2
            abc(Op::MulF64, 5, 2, 2),
            abc(Op::MulF64, 6, 3, 3),
            abc(Op::AddF64, 7, 5, 6),
            abc(Op::JNleF64, 7, 9, 7), // never: r9 is large
            abc(Op::MulF64, 3, 2, 3),
            abc(Op::AddF64, 3, 3, 3),
            abc(Op::AddF64, 3, 3, 4),
            abc(Op::SubF64, 2, 5, 6),
            abc(Op::AddF64, 2, 2, 4),
            abc(Op::AddI32K, 1, 1, 1),
            abc(Op::JLtI32Loop, 1, 0, -11),
            abc(Op::RetV, 1, 0, 0),
        ],
    );
    unit.0.constants = vec![0.1f64.to_bits(), 0.2f64.to_bits(), 1e300f64.to_bits()];

    // class A { int v; int get(int x) { return v + x; } }: 20M calls of the virtual method.
    let get = unit.function(
        "get",
        &[int],
        int,
        3,
        &[abc(Op::LdF32, 2, 0, 16), abc(Op::AddI32, 0, 2, 1), abc(Op::Ret, 0, 0, 0)],
    );
    unit.0.functions[get as usize].owner = Some(TypeId(0));
    let class = TypeId(ffi.type_count());
    unit.0.classes.push(ClassCode {
        id: class,
        name: "A".into(),
        base: None,
        size: 24,
        fields: vec![],
        methods: vec![get],
        interfaces: vec![],
        interface_slots: vec![(0, 0)],
        destructor: None,
        default_constructor: None,
        copy_constructor: None,
        assign: None,
        may_form_circles: false,
    });
    unit.0.interface_methods.push((TypeId(0), 0));
    unit.0.types.push(TypeRef { ty: DataType::of(class) });
    let virtual_loop = unit.function(
        "virtual",
        &[int],
        int,
        8,
        &[
            ai(Op::New, 1, 0),
            ai(Op::LdI, 2, 0), // s
            ai(Op::LdI, 3, 0), // i
            abc(Op::Mov, 5, 1, 0),
            abc(Op::Mov, 6, 2, 0),
            abc(Op::CallVirtual, 5, 0, 0),
            abc(Op::AddI32, 2, 5, 3),
            abc(Op::AddI32K, 3, 3, 1),
            abc(Op::JLtI32Loop, 3, 0, -6),
            abc(Op::Release, 1, 0, 0),
            abc(Op::RetV, 2, 0, 0),
        ],
    );
    let interface_loop = unit.function(
        "interface",
        &[int],
        int,
        8,
        &[
            ai(Op::New, 1, 0),
            ai(Op::LdI, 2, 0),
            ai(Op::LdI, 3, 0),
            abc(Op::Mov, 5, 1, 0),
            abc(Op::Mov, 6, 2, 0),
            abc(Op::CallInterface, 5, 0, 0),
            abc(Op::AddI32, 2, 5, 3),
            abc(Op::AddI32K, 3, 3, 1),
            abc(Op::JLtI32Loop, 3, 0, -6),
            abc(Op::Release, 1, 0, 0),
            abc(Op::RetV, 2, 0, 0),
        ],
    );
    let leaf = unit.function("leaf", &[int], int, 1, &[abc(Op::Ret, 0, 0, 0)]);
    let empty_loop = unit.function(
        "empty",
        &[int],
        int,
        4,
        &[ai(Op::LdI, 1, 0), abc(Op::AddI32K, 1, 1, 1), abc(Op::JLtI32Loop, 1, 0, -2), abc(Op::RetV, 1, 0, 0)],
    );
    let at = unit.0.code.len() as i32;
    let leaf_entry = unit.0.functions[leaf as usize].entry as i32;
    let call_loop = unit.function(
        "calls",
        &[int],
        int,
        4,
        &[
            ai(Op::LdI, 1, 0),
            ai(Op::Call, 3, leaf_entry - (at + 2)),
            abc(Op::AddI32K, 1, 1, 1),
            abc(Op::JLtI32Loop, 1, 0, -3),
            abc(Op::RetV, 1, 0, 0),
        ],
    );
    let native = ffi.function_count() - 1;
    let native =
        (0..=native).rev().find(|f| ffi.interner().text(ffi.function(FunctionId(*f)).name) == "twice").unwrap();
    unit.0.natives.push((FunctionId(native), TypeId::NONE));
    let native_loop = unit.function(
        "natives",
        &[int],
        int,
        4,
        &[
            ai(Op::LdI, 1, 0),
            abc(Op::Mov, 3, 1, 0),
            ai(Op::CallNative, 3, 0),
            abc(Op::AddI32K, 1, 1, 1),
            abc(Op::JLtI32Loop, 1, 0, -4),
            abc(Op::RetV, 1, 0, 0),
        ],
    );
    let new_loop = unit.function(
        "objects",
        &[int],
        int,
        4,
        &[
            ai(Op::LdI, 1, 0),
            ai(Op::New, 2, 0),
            abc(Op::StF32, 1, 2, 16),
            abc(Op::StF32, 1, 2, 20),
            abc(Op::Release, 2, 0, 0),
            abc(Op::AddI32K, 1, 1, 1),
            abc(Op::JLtI32Loop, 1, 0, -6),
            abc(Op::RetV, 1, 0, 0),
        ],
    );
    let add = unit.function("add", &[int, int], int, 2, &[abc(Op::AddI32, 0, 0, 1), abc(Op::Ret, 0, 0, 0)]);

    let program = Program::link(unit.0, ffi, types.clone()).unwrap();
    let vm = VmRef::new(types);
    vm.link(&program).unwrap();
    let call = Call::new(&vm);

    println!("fib(32)                     {:.3} s", time(&call, &program, fib, &[32], Some(2_178_309)));
    println!("nested loop 10000 x 10000   {:.3} s", time(&call, &program, nested, &[10_000], None));
    println!("the same, fused             {:.3} s", time(&call, &program, fused, &[10_000], None));
    println!("double loop 20M x 11        {:.3} s", time(&call, &program, mandel, &[20_000_000], None));
    println!("virtual loop 20M            {:.3} s", time(&call, &program, virtual_loop, &[20_000_000], None));
    println!("interface loop 20M          {:.3} s", time(&call, &program, interface_loop, &[20_000_000], None));
    let n = 20_000_000;
    let empty = time(&call, &program, empty_loop, &[n], None);
    let per = |seconds: f64| (seconds - empty) / f64::from(n) * 1e9;
    println!("empty loop                  {:.2} ns a round", empty / f64::from(n) * 1e9);
    println!("script call                 {:.2} ns", per(time(&call, &program, call_loop, &[n], None)));
    println!("native call int f(int)      {:.2} ns", per(time(&call, &program, native_loop, &[n], None)));
    println!("object made and dropped     {:.2} ns", per(time(&call, &program, new_loop, &[n], None)));

    let rounds = 10_000_000;
    let mut best = f64::MAX;
    for _ in 0..5 {
        let start = Instant::now();
        for i in 0..rounds {
            call.prepare(&program, add).unwrap();
            call.set_i32(0, i).unwrap();
            call.set_i32(1, 1).unwrap();
            call.run().unwrap();
            black_box(call.result_plain().unwrap());
        }
        best = best.min(start.elapsed().as_secs_f64());
    }
    println!("host calls int f(int, int)  {:.2} ns", best / f64::from(rounds) * 1e9);
}
