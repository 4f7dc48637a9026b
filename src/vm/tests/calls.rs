//! Calls in all directions.

use super::host::{Tracked, live, set_callback};
use super::*;
use crate::base::TypeId;
use crate::bytecode::ImportCode;

const I: DataType = DataType::INT;

/// `int down(int n) { return n == 0 ? 0 : 1 + down(n - 1); }`, with frames of 4 slots.
fn down() -> Code {
    Code::new()
        .jump(Op::JNeI32K, 0, 0, "more")
        .ret()
        .label("more")
        .abc(Op::AddI32K, 4, 0, -1)
        .call(4, "down")
        .abc(Op::AddI32K, 0, 4, 1)
        .ret()
}

#[test]
fn functions_call_themselves() {
    let mut asm = Asm::new();
    let code = Code::new()
        .jump(Op::JGeI32K, 0, 2, "more")
        .ret()
        .label("more")
        .abc(Op::AddI32K, 3, 0, -1)
        .call(3, "fib")
        .abc(Op::AddI32K, 5, 0, -2)
        .call(5, "fib")
        .abc(Op::AddI32, 0, 3, 5)
        .ret();
    asm.function("fib", &[I], code);
    assert_eq!(asm.start().run("fib", &[20]), Ok(6765));
}

#[test]
fn recursion_ends_in_an_exception() {
    let mut asm = Asm::new();
    asm.function("down", &[I], down());
    let run = asm.start();
    assert_eq!(run.run("down", &[100_000]), Ok(100_000));
    let call = run.call("down", &[u64::from(u32::MAX)]);
    assert_eq!(call.run(), Ok(CallState::Exception));
    assert_eq!(call.exception_text(), Some("Stack overflow"));
    let stack = call.call_stack();
    assert!(stack.len() > 200_000, "{} frames", stack.len());
    assert_eq!(&*stack[0].function().name, "down");
    // The same call can be used again.
    run.prepare(&call, "down", &[5]);
    assert_eq!(call.run(), Ok(CallState::Finished));
    assert_eq!(call.result_plain(), Ok(5));
}

#[test]
fn the_depth_of_calls_is_limited() {
    let mut asm = Asm::new();
    asm.function("down", &[I], down());
    let run = asm.start();
    run.vm.set_max_depth(50);
    assert_eq!(run.run("down", &[49]), Ok(49));
    assert_eq!(run.run("down", &[50]), Err("Stack overflow".into()));
    run.vm.set_max_depth(100_000);
    assert_eq!(run.run("down", &[99_999]), Ok(99_999));
    assert_eq!(run.run("down", &[100_000]), Err("Stack overflow".into()));
    run.vm.set_max_depth(0);
    run.vm.set_stack_slots(20_000);
    assert_eq!(run.run("down", &[4_500]), Ok(4_500));
    assert_eq!(run.run("down", &[5_500]), Err("Stack overflow".into()));
}

/// `class A { int m(int x) }`, `class B : A` that overrides it; `named` makes both implement the host's interface.
fn hierarchy(asm: &mut Asm) -> (u32, u32) {
    let (a, a_id) = asm.class("A", None, &[DataType::INT64]);
    asm.function("A_m", &[I], Code::new().abc(Op::AddI32K, 0, 1, 10).ret());
    let m = asm.method_of(a_id);
    asm.unit.classes[a as usize].methods.push(m);
    let (b, b_id) = asm.class("B", Some(a), &[]);
    asm.function("B_m", &[I], Code::new().abc(Op::AddI32K, 0, 1, 20).ret());
    let m = asm.method_of(b_id);
    asm.unit.classes[b as usize].methods[0] = m;
    let named = asm.host.ty("Named");
    asm.unit.interface_methods.push((named, 0));
    for class in [a, b] {
        asm.unit.classes[class as usize].interfaces.push(named);
        asm.unit.classes[class as usize].interface_slots.push((0, 0));
    }
    (a, b)
}

fn class_type(asm: &mut Asm, class: u32) -> i32 {
    asm.ty(DataType::of(asm.unit.classes[class as usize].id))
}

/// A function that makes an object of a class (type `ty`) and calls `op` on it with its argument.
fn call_on(ty: i32, op: Op) -> Code {
    Code::new()
        .ai(Op::New, 1, ty)
        .abc(Op::Mov, 4, 1, 0)
        .abc(Op::Mov, 5, 0, 0)
        .abc(op, 4, 0, 0)
        .abc(Op::Release, 1, 0, 0)
        .retv(4)
}

#[test]
fn methods_are_found_by_the_actual_class() {
    let mut asm = Asm::new();
    let (a, b) = hierarchy(&mut asm);
    let (a, b) = (class_type(&mut asm, a), class_type(&mut asm, b));
    asm.function("virtual_a", &[I], call_on(a, Op::CallVirtual));
    asm.function("virtual_b", &[I], call_on(b, Op::CallVirtual));
    asm.function("interface_a", &[I], call_on(a, Op::CallInterface));
    asm.function("interface_b", &[I], call_on(b, Op::CallInterface));
    for (name, op) in [("null_virtual", Op::CallVirtual), ("null_interface", Op::CallInterface)] {
        asm.function(name, &[I], Code::new().ai(Op::LdI, 4, 0).abc(op, 4, 0, 0).ret());
    }
    let run = asm.start();
    assert_eq!(run.run("virtual_a", &[1]), Ok(11));
    assert_eq!(run.run("virtual_b", &[1]), Ok(21));
    assert_eq!(run.run("interface_a", &[1]), Ok(11));
    assert_eq!(run.run("interface_b", &[1]), Ok(21));
    assert_eq!(run.run("null_virtual", &[1]), Err("Null pointer access".into()));
    assert_eq!(run.run("null_interface", &[1]), Err("Null pointer access".into()));
}

#[test]
fn interface_tables_have_no_collisions() {
    let mut asm = Asm::new();
    let named = asm.host.ty("Named");
    // Thirty interface methods of which the class implements three that share their low bits.
    for _ in 0..30 {
        asm.unit.interface_methods.push((named, 0));
    }
    let (class, id) = asm.class("A", None, &[]);
    for (slot, method) in [4u32, 12, 20].into_iter().enumerate() {
        asm.function("m", &[], Code::new().ai(Op::LdI, 0, method as i32).ret());
        let m = asm.method_of(id);
        asm.unit.classes[class as usize].methods.push(m);
        asm.unit.classes[class as usize].interface_slots.push((method, slot as u16));
    }
    let ty = class_type(&mut asm, class);
    for (name, method) in [("f4", 4), ("f12", 12), ("f20", 20)] {
        asm.function(name, &[], Code::new().ai(Op::New, 2, ty).abc(Op::CallInterface, 2, method, 0).retv(2));
    }
    let run = asm.start();
    assert_eq!(["f4", "f12", "f20"].map(|f| run.run(f, &[])), [Ok(4), Ok(12), Ok(20)]);
}

#[test]
fn native_functions_are_called() {
    let mut asm = Asm::new();
    let twice = asm.native("twice");
    let stub = asm.native("stub");
    asm.function("f", &[I], Code::new().abc(Op::Mov, 3, 0, 0).ai(Op::CallNative, 3, twice).retv(3));
    asm.function("g", &[], Code::new().ai(Op::CallNative, 3, stub).ret());
    let run = asm.start();
    assert_eq!(run.run("f", &[21]), Ok(42));
    assert_eq!(run.run("g", &[]), Err(format!("{}: 'void stub()'", Trap::NotImplemented.text())));
}

#[test]
fn function_handles() {
    let mut asm = Asm::new();
    let double = asm.function("double", &[I], Code::new().abc(Op::MulI32K, 0, 0, 2).ret());
    let twice = asm.host.function("twice");
    asm.unit.function_refs = vec![
        (FunctionRef::Script(double), TypeId::NONE),
        (FunctionRef::Native(twice), TypeId::NONE),
        (FunctionRef::Script(double), TypeId::NONE),
        (FunctionRef::Import(0), TypeId::NONE),
    ];
    asm.unit.imports.push(ImportCode {
        declaration: "int other(int)".into(),
        module: "m".into(),
        name: "other".into(),
        params: [I].into(),
        ret: I,
    });
    let call = |reference| {
        let code = match reference {
            Some(r) => Code::new().ai(Op::FuncRef, 1, r),
            None => Code::new().ai(Op::LdI, 1, 0),
        };
        code.abc(Op::Mov, 4, 0, 0).ai(Op::CallHandle, 4, 1).abc(Op::Release, 1, 0, 0).retv(4)
    };
    asm.function("script", &[I], call(Some(0)));
    asm.function("native", &[I], call(Some(1)));
    asm.function("import", &[I], call(Some(3)));
    asm.function("null", &[I], call(None));
    let same = |x, y| {
        Code::new()
            .ai(Op::FuncRef, 1, x)
            .ai(Op::FuncRef, 2, y)
            .abc(Op::EqI64, 3, 1, 2)
            .abc(Op::Release, 1, 0, 0)
            .abc(Op::Release, 2, 0, 0)
            .retv(3)
    };
    asm.function("same", &[], same(0, 2));
    asm.function("different", &[], same(0, 1));
    let run = asm.start();
    assert_eq!(run.run("script", &[4]), Ok(8));
    assert_eq!(run.run("native", &[4]), Ok(8));
    assert_eq!(run.run("null", &[4]), Err("Unbound function called".into()));
    assert_eq!(run.run("import", &[4]), Err("Unbound function called".into()));
    assert_eq!((run.run("same", &[]), run.run("different", &[])), (Ok(1), Ok(0)));
    let handle = run.vm.handle_to(&run.program, double).expect("a handle");
    // SAFETY: the handle is live; the binding takes a reference of its own.
    unsafe {
        assert!(run.vm.bind_import(&run.program, 0, handle));
        object::release(&run.vm, handle.cast());
    }
    assert_eq!(run.run("import", &[5]), Ok(10));
    // SAFETY: nothing is bound.
    unsafe { run.vm.bind_import(&run.program, 0, std::ptr::null_mut()) };
    assert_eq!(run.run("import", &[4]), Err("Unbound function called".into()));
}

#[test]
fn delegates_bring_their_object() {
    let mut asm = Asm::new();
    let (a, b) = hierarchy(&mut asm);
    // A method with two arguments and a value-type result: the object stands behind the address of the result.
    let id = asm.unit.classes[a as usize].id;
    let code = Code::new().abc(Op::SubI32, 4, 2, 3).abc(Op::St64, 4, 0, 0).abc(Op::St64, 1, 0, 8).ret();
    asm.function("value", &[I, I], code);
    let value = asm.method_of(id);
    asm.returns(DataType::of(asm.host.ty("Tracked")));
    asm.unit.functions[value as usize].arg_slots = 4;
    let get = asm.host.function("get");
    asm.unit.function_refs = vec![
        (FunctionRef::Virtual { function: 0, slot: 0 }, TypeId::NONE),
        (FunctionRef::Interface(0), TypeId::NONE),
        (FunctionRef::Script(value), TypeId::NONE),
        (FunctionRef::Native(get), TypeId::NONE),
    ];
    let ty = class_type(&mut asm, b);
    let res = asm.ty(DataType::of(asm.host.ty("Res")));
    let make = asm.native("make");
    let delegate = |reference| {
        Code::new()
            .ai(Op::New, 1, ty)
            .abc(Op::Delegate, 2, 1, reference)
            .abc(Op::Mov, 4, 0, 0)
            .ai(Op::CallHandle, 4, 2)
            .abc(Op::Release, 2, 0, 0)
            .retv(4)
    };
    asm.function("virtual", &[I], delegate(0));
    asm.function("interface", &[I], delegate(1));
    let with_address = Code::new()
        .ai(Op::New, 1, ty)
        .abc(Op::Delegate, 2, 1, 2)
        .abc(Op::Lea, 10, 6, 0)
        .ai(Op::LdI, 11, 50)
        .ai(Op::LdI, 12, 8)
        .ai(Op::CallHandle, 10, 2)
        .abc(Op::EqI64, 7, 7, 1)
        .abc(Op::Release, 2, 0, 0)
        .abc(Op::AddI64, 6, 6, 7)
        .retv(6);
    asm.function("address", &[], with_address);
    let of_host = Code::new()
        .ai(Op::CallNative, 3, make)
        .abc(Op::Delegate, 2, 3, 3)
        .abc(Op::Mov, 5, 0, 0)
        .ai(Op::CallHandle, 5, 2)
        .abc(Op::Release, 2, 0, 0)
        .retv(5);
    asm.function("host", &[I], of_host);
    asm.function("null", &[], Code::new().ai(Op::LdI, 1, 0).abc(Op::Delegate, 2, 1, 0).ret());
    let _ = res;
    let run = asm.start();
    let before = live();
    assert_eq!(run.run("virtual", &[1]), Ok(21));
    assert_eq!(run.run("interface", &[2]), Ok(22));
    assert_eq!(run.run("address", &[]), Ok(43));
    assert_eq!(run.run("host", &[3]), Ok(10));
    assert_eq!(run.run("null", &[]), Err("Null pointer access".into()));
    assert_eq!(live(), before);
}

/// Two units in one VM: the first has a class and a failing function, the second uses them.
#[test]
fn units_call_each_other() {
    let mut first = Asm::new();
    let (a, _) = hierarchy(&mut first);
    let ty = class_type(&mut first, a);
    first.function("make", &[], Code::new().ai(Op::New, 0, ty).ret());
    let fail = first.native("fail");
    first.function("bad", &[I], Code::new().ai(Op::LdI, 3, 7).ai(Op::CallNative, 3, fail).retv(3));
    first.unit.global_cells = 1;
    let code = Code::new().ai(Op::LdG, 1, 0).abc(Op::AddI64, 1, 1, 0).ai(Op::StG, 1, 0).retv(1);
    first.function("add", &[DataType::INT64], code);
    let (host, unit) = first.finish();
    let first = Program::link(unit, host.ffi.clone(), host.types.clone()).expect("the unit links");

    let mut second = Asm::on(host.clone());
    let named = host.ty("Named");
    second.unit.interface_methods.push((named, 0));
    // The other program's object through the interface and, as its class would be shared, through its method table.
    for (name, op) in [("interface", Op::CallInterface), ("virtual", Op::CallVirtual)] {
        let code =
            Code::new().abc(Op::Mov, 4, 0, 0).ai(Op::LdI, 5, 5).abc(op, 4, 0, 0).abc(Op::AddI32K, 0, 4, 100).ret();
        second.function(name, &[DataType::of(named).handle().with_ref(RefModifier::InOut)], code);
    }
    let code = Code::new()
        .label("body")
        .ai(Op::LdI, 4, 1)
        .ai(Op::CallExternal, 4, 0)
        .label("end")
        .retv(4)
        .label("catch")
        .ai(Op::LdI, 0, -1)
        .ret()
        .try_range("body", "end", "catch");
    second.function("catching", &[], code);
    let code =
        Code::new().ai(Op::LdI, 4, 5).ai(Op::CallExternal, 4, 1).ai(Op::LdG, 2, 0).abc(Op::AddI64, 2, 2, 4).retv(2);
    second.function("adding", &[], code);
    second.unit.global_cells = 1;
    let (_, unit) = second.finish();
    let number = |name: &str| first.unit().functions.iter().position(|f| &*f.name == name).expect("there") as u32;
    let externals = vec![
        External { program: first.clone(), function: number("bad") },
        External { program: first.clone(), function: number("add") },
    ];
    let second =
        Program::link_with(unit, host.ffi.clone(), host.types.clone(), None, externals, None).expect("the unit links");

    let vm = VmRef::new(host.types.clone());
    vm.link(&first).expect("no globals fail");
    vm.link(&second).expect("no globals fail");
    let run = Running { vm: vm.clone(), program: first };
    let call = run.call("make", &[]);
    assert_eq!(call.run(), Ok(CallState::Finished));
    let object = call.result_plain().expect("the object's address");
    let run = Running { vm, program: second };
    assert_eq!(run.run("interface", &[object]), Ok(115));
    assert_eq!(run.run("virtual", &[object]), Ok(115));
    assert_eq!(run.run("catching", &[]), Ok(-1i64 as u64));
    // Each unit sees its own globals.
    assert_eq!(run.run("adding", &[]), Ok(5));
    assert_eq!(run.run("adding", &[]), Ok(10));
    // SAFETY: the object was made above and is not used again.
    unsafe { object::release(&run.vm, object as *mut ObjHeader) };
}

#[test]
fn hosts_pass_values_and_get_them() {
    let mut asm = Asm::new();
    let tracked = DataType::of(asm.host.ty("Tracked"));
    let ty = asm.ty(tracked);
    // Tracked f(Tracked a, const Tracked &in b): a.value + b.value; slots: address, a (2 slots), address of b.
    let code = Code::new()
        .ai(Op::Construct, 0, ty)
        .abc(Op::Ld64, 4, 3, 0)
        .abc(Op::AddI64, 4, 1, 4)
        .abc(Op::St64, 4, 0, 0)
        .ai(Op::DestroyV, 1, ty)
        .ret();
    asm.function("f", &[tracked, tracked.with_ref(RefModifier::In)], code);
    asm.returns(tracked);
    asm.unit.functions[0].arg_slots = 4;
    let res = DataType::of(asm.host.ty("Res")).handle();
    asm.function("g", &[res], Code::new().ret());
    asm.returns(res);
    let run = asm.start();
    let before = live();
    let one = Tracked { value: 30, check: 0x7A57 };
    let two = Tracked { value: 12, check: 0x7A57 };
    let call = Call::new(&run.vm);
    for round in 0..3 {
        call.prepare(&run.program, 0).expect("the function can be prepared");
        let address = |t: &Tracked| std::ptr::from_ref(t).cast_mut().cast::<u8>();
        // SAFETY: the values are of the parameters' type and outlive the call.
        unsafe {
            call.set_value(0, address(&one)).expect("a value");
            call.set_value(0, address(&one)).expect("it can be set again");
            call.set_address(1, address(&two)).expect("an address");
            assert_eq!(call.set_address(0, address(&two)), Err(CallError::Type));
        }
        assert_eq!(call.set_i32(0, 1), Err(CallError::Type));
        assert_eq!(call.set_i32(2, 1), Err(CallError::NoParameter(2)));
        assert_eq!(live(), before + 1);
        if round == 1 {
            // What was set for a call that never runs is released.
            continue;
        }
        assert_eq!(call.run(), Ok(CallState::Finished));
        let (value, _) = call.result_value().expect("a value");
        // SAFETY: the result is a value of the type.
        assert_eq!(unsafe { (*value.cast::<Tracked>()).value }, 42);
        assert_eq!(live(), before + 1);
    }
    assert_eq!(call.run(), Err(CallError::State(CallState::Finished)));
    call.prepare(&run.program, 1).expect("the function can be prepared");
    assert_eq!(live(), before);
    let made = value_ops::factory(
        &run.vm,
        run.vm.types().get(res.type_id),
        run.vm.types().get(res.type_id).behaviors().construct,
        &[],
    );
    let handle = made.expect("an object");
    // SAFETY: the handle is valid; the call takes its own reference.
    unsafe { call.set_value(0, (&raw const handle).cast()).expect("a handle") };
    assert_eq!(call.run(), Ok(CallState::Finished));
    assert_eq!(call.result_object().expect("a handle").0, handle);
    assert_eq!(call.take_object().expect("a handle").0, handle);
    let ty = ValueType::new(run.vm.types().get(res.type_id), true, false);
    for mut held in [handle, handle] {
        // SAFETY: the test owns two references.
        unsafe { value_ops::destroy(&run.vm, ty, (&raw mut held).cast()) };
    }
    drop(call);
    assert_eq!(live(), before);
}

#[test]
fn methods_are_called_with_their_object() {
    let mut asm = Asm::new();
    let (class, id) = asm.class("A", None, &[DataType::INT64]);
    asm.function("m", &[I], Code::new().abc(Op::LdF64, 2, 0, 16).abc(Op::AddI64, 0, 2, 1).ret());
    asm.method_of(id);
    asm.logging_destructor("~A", class, 5);
    let ty = class_type(&mut asm, class);
    asm.function("make", &[], Code::new().ai(Op::New, 0, ty).ai(Op::LdI, 1, 40).abc(Op::StF64, 1, 0, 16).ret());
    asm.returns(DataType::of(id).handle());
    let run = asm.start();
    let make = run.call("make", &[]);
    assert_eq!(make.run(), Ok(CallState::Finished));
    let (object, _) = make.take_object().expect("an object");
    let call = run.call("m", &[2]);
    assert_eq!(call.run(), Ok(CallState::Exception), "without object");
    assert_eq!(call.exception_text(), Some("Null pointer access"));
    run.prepare(&call, "m", &[2]);
    // SAFETY: the object is live and of the class.
    unsafe { call.set_object(object.cast()).expect("a method") };
    // SAFETY: the call holds the object now.
    unsafe { object::release(&run.vm, object.cast()) };
    assert_eq!(call.run(), Ok(CallState::Finished));
    assert_eq!(call.result_plain(), Ok(42));
    assert_eq!(take_log(), [5]);
    run.prepare(&call, "make", &[]);
    // SAFETY: null is refused for what is no method.
    assert_eq!(unsafe { call.set_object(std::ptr::null_mut()) }, Err(CallError::Type));
}

#[test]
/// Also EXC-08: how deep runs nest is limited.
fn natives_call_scripts() {
    let mut asm = Asm::new();
    let callback = asm.native("callback");
    let code = Code::new().abc(Op::AddI32K, 3, 0, 1).ai(Op::CallNative, 3, callback).retv(3);
    asm.function("nest", &[I], code);
    let run = asm.start();
    set_callback(|vm, n| {
        if n == 10 {
            assert_eq!(vm.depth(), 10);
            assert_eq!(vm.call_stack().len(), 10);
            return n;
        }
        let call = Call::new(vm);
        let program = vm.programs()[0].clone();
        call.prepare(&program, 0).expect("the function can be prepared");
        call.set_i32(0, n).expect("an int");
        match call.run().expect("it runs") {
            CallState::Finished => call.result_plain().expect("an int") as i32,
            _ => {
                vm.raise(call.exception_text().unwrap_or("?"));
                0
            }
        }
    });
    assert_eq!(run.run("nest", &[0]), Ok(10));
    assert_eq!(run.run("nest", &[20]), Err("Too many nested calls".into()));
    assert_eq!(run.vm.depth(), 0);
}

#[test]
fn what_cannot_be_prepared_is_refused() {
    let mut asm = Asm::new();
    asm.function("f", &[], Code::new().ret());
    let host = asm.host.clone();
    let run = asm.start();
    let mut other = Asm::on(host);
    other.function("g", &[], Code::new().ret());
    let other = other.program();
    let call = Call::new(&run.vm);
    assert_eq!(call.run(), Err(CallError::State(CallState::Idle)));
    assert_eq!(call.prepare(&run.program, 7), Err(CallError::NoFunction));
    assert_eq!(call.prepare(&other, 0), Err(CallError::NotLinked));
    assert_eq!(call.result_plain(), Err(CallError::State(CallState::Idle)));
    let _ = TypeId::NONE;
}
