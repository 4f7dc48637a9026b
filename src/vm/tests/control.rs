//! Stopping and going on: suspension, abort, fuel, deadlines, the line hook.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use super::host::{live, set_callback};
use super::*;

const I: DataType = DataType::INT;

/// Counts to its argument, calling `int callback(int)` in each round with a host's object alive.
fn counting(asm: &mut Asm) {
    let (make, callback) = (asm.native("make"), asm.native("callback"));
    let ty = asm.ty(DataType::of(asm.host.ty("Res")).handle());
    let code = Code::new()
        .ai(Op::LdI, 1, 0)
        .ai(Op::CallNative, 4, make)
        .abc(Op::Mov, 2, 4, 0)
        .label("live")
        .label("again")
        .abc(Op::Mov, 4, 1, 0)
        .ai(Op::CallNative, 4, callback)
        .abc(Op::AddI32K, 1, 1, 1)
        .jump(Op::JLtI32Loop, 1, 0, "again")
        .ai(Op::ReleaseT, 2, ty)
        .label("end")
        .retv(1)
        .cleanup("live", "end", 2, CleanupKind::ReleaseT(ty as u32));
    asm.function("count", &[I], code);
}

/// Counts to its argument without calling anything.
fn spinning(asm: &mut Asm) {
    let code = Code::new()
        .ai(Op::LdI, 1, 0)
        .label("again")
        .abc(Op::AddI32K, 1, 1, 1)
        .jump(Op::JNeI32Loop, 1, 0, "again")
        .retv(1);
    asm.function("spin", &[I], code);
}

#[test]
fn natives_suspend_the_call() {
    let mut asm = Asm::new();
    counting(&mut asm);
    let run = asm.start();
    let before = live();
    set_callback(|vm, n| {
        if n % 2 == 1 {
            vm.request_suspend();
        }
        n
    });
    let call = run.call("count", &[6]);
    for _ in 0..3 {
        assert_eq!(call.run(), Ok(CallState::Suspended));
        assert_eq!(call.reason(), SuspendReason::Requested);
        assert_eq!(call.call_stack().len(), 1);
        assert_eq!(call.prepare(&run.program, 0), Err(CallError::State(CallState::Suspended)));
    }
    assert_eq!(call.run(), Ok(CallState::Finished));
    assert_eq!(call.result_plain(), Ok(6));
    assert_eq!(live(), before);
}

#[test]
fn calls_take_turns() {
    let mut asm = Asm::new();
    counting(&mut asm);
    let run = asm.start();
    set_callback(|vm, n| {
        vm.request_suspend();
        n
    });
    let (one, two) = (run.call("count", &[3]), run.call("count", &[5]));
    let mut states = Vec::new();
    for _ in 0..6 {
        for call in [&one, &two] {
            if call.state() != CallState::Finished {
                states.push(call.run().expect("it runs"));
            }
        }
    }
    assert_eq!((one.result_plain(), two.result_plain()), (Ok(3), Ok(5)));
    assert_eq!(states.iter().filter(|s| **s == CallState::Suspended).count(), 8);
}

#[test]
fn suspended_calls_are_dropped_with_what_they_hold() {
    let mut asm = Asm::new();
    counting(&mut asm);
    let run = asm.start();
    let before = live();
    set_callback(|vm, n| {
        vm.request_suspend();
        n
    });
    let call = run.call("count", &[3]);
    assert_eq!(call.run(), Ok(CallState::Suspended));
    assert_eq!(live(), before + 1);
    call.abort();
    assert_eq!(call.state(), CallState::Aborted);
    assert_eq!(live(), before + 1);
    run.prepare(&call, "count", &[3]);
    assert_eq!(live(), before);
    assert_eq!(call.run(), Ok(CallState::Suspended));
    drop(call);
    assert_eq!(live(), before);
}

#[test]
fn aborts_cannot_be_caught() {
    let mut asm = Asm::new();
    let callback = asm.native("callback");
    let code = Code::new()
        .label("body")
        .ai(Op::CallNative, 4, callback)
        .label("end")
        .ret()
        .label("catch")
        .ret()
        .try_range("body", "end", "catch");
    asm.function("f", &[], code);
    let run = asm.start();
    set_callback(|vm, n| {
        vm.request_abort();
        n
    });
    let call = run.call("f", &[]);
    assert_eq!(call.run(), Ok(CallState::Aborted));
    assert_eq!(call.run(), Err(CallError::State(CallState::Aborted)));
    set_callback(|_, n| n);
    run.prepare(&call, "f", &[]);
    assert_eq!(call.run(), Ok(CallState::Finished));
}

#[test]
fn aborting_a_call_aborts_what_its_natives_run() {
    let mut asm = Asm::new();
    spinning(&mut asm);
    let callback = asm.native("callback");
    asm.function("outer", &[I], Code::new().abc(Op::Mov, 4, 0, 0).ai(Op::CallNative, 4, callback).retv(4));
    let run = asm.start();
    set_callback(|vm, _| {
        let inner = Call::new(vm);
        inner.prepare(&vm.programs()[0], 0).expect("the function can be prepared");
        assert_eq!(inner.run(), Ok(CallState::Aborted));
        0
    });
    let call = run.call("outer", &[0]);
    let signaller = call.signaller();
    let state = std::thread::scope(|s| {
        s.spawn(move || {
            std::thread::sleep(Duration::from_millis(5));
            signaller.abort();
        });
        call.run()
    });
    assert_eq!(state, Ok(CallState::Aborted));
}

#[test]
fn other_threads_stop_a_call() {
    let mut asm = Asm::new();
    spinning(&mut asm);
    let run = asm.start();
    let call = run.call("spin", &[0]);
    let stop = |f: fn(&Signaller)| {
        let signaller = call.signaller();
        std::thread::scope(|s| {
            s.spawn(move || {
                std::thread::sleep(Duration::from_millis(5));
                f(&signaller);
            });
            call.run().expect("it runs")
        })
    };
    assert_eq!(stop(Signaller::suspend), CallState::Suspended);
    assert_eq!(stop(Signaller::suspend), CallState::Suspended);
    assert_eq!(stop(Signaller::abort), CallState::Aborted);
    // A request made before the call runs holds it at its first loop.
    run.prepare(&call, "spin", &[5]);
    call.signaller().suspend();
    assert_eq!(call.run(), Ok(CallState::Suspended));
    assert_eq!(call.run(), Ok(CallState::Finished));
}

#[test]
fn fuel_is_counted_exactly() {
    let mut asm = Asm::new();
    spinning(&mut asm);
    let run = asm.start();
    for fuel in [0, 1, 99, 5_000, 9_999] {
        run.vm.set_fuel(fuel);
        let call = run.call("spin", &[10_001]);
        // 10,000 jumps back are made.
        assert_eq!(call.run(), Ok(CallState::Suspended), "{fuel}");
        assert_eq!(call.reason(), SuspendReason::Fuel);
        assert_eq!(run.vm.fuel(), 0);
        // The jump it stopped at is paid by the next fuel, if any is left.
        run.vm.set_fuel(20_000);
        assert_eq!(call.run(), Ok(CallState::Finished));
        assert_eq!(run.vm.fuel(), 20_000 - (10_000 - fuel - 1), "{fuel}");
    }
    run.vm.set_fuel(10_000);
    let call = run.call("spin", &[10_001]);
    assert_eq!(call.run(), Ok(CallState::Finished));
    assert_eq!(run.vm.fuel(), 0);
    // No limit stays none.
    run.vm.set_fuel(u64::MAX);
    let call = run.call("spin", &[10_001]);
    assert_eq!(call.run(), Ok(CallState::Finished));
    assert_eq!(run.vm.fuel(), u64::MAX);
}

#[test]
fn what_something_waits_for_is_aborted_when_the_fuel_is_used_up() {
    let mut asm = Asm::new();
    let (class, id) = asm.class("A", None, &[]);
    asm.function("A", &[], Code::new().label("again").jump(Op::JmpLoop, 0, 0, "again"));
    let f = asm.method_of(id);
    asm.unit.classes[class as usize].default_constructor = Some(f);
    let (class, id) = asm.class("B", None, &[]);
    asm.function("~B", &[], Code::new().label("again").jump(Op::JmpLoop, 0, 0, "again"));
    let f = asm.method_of(id);
    asm.unit.classes[class as usize].destructor = Some(f);
    let a = asm.ty(DataType::of(asm.unit.classes[0].id));
    let b = asm.ty(DataType::of(id));
    let code = Code::new().abc(Op::Lea, 2, 1, 0).ai(Op::Construct, 2, a).ret();
    asm.function("construct", &[], code);
    asm.function("destroy", &[], Code::new().ai(Op::New, 1, b).abc(Op::Release, 1, 0, 0).ret());
    let run = asm.start();
    for name in ["construct", "destroy"] {
        run.vm.set_fuel(50_000);
        let call = run.call(name, &[]);
        let state = call.run().expect("it runs");
        assert_eq!(state, CallState::Aborted, "{name}");
        assert_eq!(call.reason(), SuspendReason::Fuel);
        drop(call);
    }
    run.vm.set_fuel(u64::MAX);
}

#[test]
fn deadlines_suspend() {
    let mut asm = Asm::new();
    spinning(&mut asm);
    let run = asm.start();
    let start = Instant::now();
    run.vm.set_deadline(Some(start + Duration::from_millis(5)));
    let call = run.call("spin", &[0]);
    assert_eq!(call.run(), Ok(CallState::Suspended));
    assert_eq!(call.reason(), SuspendReason::Deadline);
    assert!(start.elapsed() < Duration::from_secs(5));
    run.vm.set_deadline(None);
}

#[test]
fn the_line_hook_sees_each_statement() {
    let mut asm = Asm::new();
    asm.function("inner", &[I], Code::new().line(100).abc(Op::AddI32K, 0, 0, 1).line(110).ret());
    let code = Code::new()
        .line(10)
        .ai(Op::LdI, 1, 0)
        .line(20)
        .label("again")
        .abc(Op::Mov, 4, 1, 0)
        .call(4, "inner")
        .abc(Op::Mov, 1, 4, 0)
        .jump(Op::JLtI32Loop, 1, 0, "again")
        .line(30)
        .retv(1);
    asm.function("f", &[I], code);
    let run = asm.start();
    let seen = Rc::new(RefCell::new(Vec::new()));
    let sink = seen.clone();
    run.vm.set_line_hook(
        Listener::Host,
        Some(Rc::new(move |vm, _| sink.borrow_mut().push(vm.call_stack()[0].position()))),
    );
    assert_eq!(run.run("f", &[2]), Ok(2));
    assert_eq!(*seen.borrow(), [10, 20, 100, 110, 20, 100, 110, 30]);
    // A hook that suspends at each statement is told of each once.
    let sink = seen.clone();
    run.vm.set_line_hook(
        Listener::Host,
        Some(Rc::new(move |vm, _| {
            sink.borrow_mut().push(vm.call_stack()[0].position());
            vm.request_suspend();
        })),
    );
    seen.borrow_mut().clear();
    let call = run.call("f", &[2]);
    let mut stops = Vec::new();
    while call.run() == Ok(CallState::Suspended) {
        stops.push(call.call_stack()[0].position());
    }
    assert_eq!(call.result_plain(), Ok(2));
    assert_eq!(*seen.borrow(), [10, 20, 100, 110, 20, 100, 110, 30]);
    assert_eq!(stops, *seen.borrow());
    // One that raises.
    run.vm.set_line_hook(
        Listener::Host,
        Some(Rc::new(|vm, _| {
            if vm.call_stack()[0].position() == 110 {
                vm.raise("stopped");
            }
        })),
    );
    let call = run.call("f", &[2]);
    assert_eq!(call.run(), Ok(CallState::Exception));
    assert_eq!(call.exception_place().map(|p| p.position()), Some(110));
    run.vm.set_line_hook(Listener::Host, None);
    assert_eq!(run.run("f", &[2]), Ok(2));
}

#[test]
fn variables_are_seen_where_they_are_in_scope() {
    use crate::bytecode::LocalVar;
    let mut asm = Asm::new();
    let callback = asm.native("callback");
    let code = Code::new().ai(Op::LdI, 1, 7).ai(Op::CallNative, 4, callback).ai(Op::LdI, 2, 8).ret();
    asm.function("f", &[I], code);
    let local = |name: &str, slot, start, end| LocalVar { name: name.into(), ty: I, slot, start, end };
    asm.unit.functions[0].tables.locals = vec![local("arg", 0, 0, 4), local("x", 1, 1, 4), local("y", 2, 3, 4)];
    let run = asm.start();
    set_callback(|vm, _| {
        let stack = vm.call_stack();
        let seen: Vec<_> = stack[0].variables().map(|v| (v.name, v.address.cast::<i32>(), v.in_scope)).collect();
        // SAFETY: the frame is live.
        let value = |i: usize| unsafe { *seen[i].1 };
        assert_eq!((seen[0].0, value(0), seen[0].2), ("arg", 5, true));
        assert_eq!((seen[1].0, value(1), seen[1].2), ("x", 7, true));
        assert_eq!((seen[2].0, seen[2].2), ("y", false));
        0
    });
    assert_eq!(run.run("f", &[5]).map(|r| r as i32), Ok(5));
}
