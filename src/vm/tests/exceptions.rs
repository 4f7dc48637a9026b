//! Exceptions, handlers, and what is released on the way.

use super::host::{live, set_callback};
use super::*;

const I: DataType = DataType::INT;

/// A class whose objects log `number` when they are destroyed; gives its entry of the type table.
fn logging_class(asm: &mut Asm, name: &'static str, number: i32) -> i32 {
    let (class, id) = asm.class(name, None, &[]);
    asm.logging_destructor(name, class, number);
    asm.ty(DataType::of(id))
}

#[test]
fn a_handler_goes_on_and_everything_of_the_body_is_released_the_youngest_first() {
    let mut asm = Asm::new();
    let (one, two, three) =
        (logging_class(&mut asm, "1", 1), logging_class(&mut asm, "2", 2), logging_class(&mut asm, "3", 3));
    let code = Code::new()
        .ai(Op::New, 1, one)
        .label("first")
        .ai(Op::New, 2, two)
        .label("second")
        .ai(Op::New, 3, three)
        .label("third")
        .ai(Op::LdI, 4, 0)
        .abc(Op::DivI32, 5, 0, 4)
        .label("end")
        .ret()
        .label("catch")
        .log(&mut asm, 8, 100)
        .abc(Op::Release, 1, 0, 0)
        .label("gone")
        .ai(Op::LdI, 0, 77)
        .ret()
        .cleanup("first", "gone", 1, CleanupKind::Release)
        .cleanup("second", "end", 2, CleanupKind::Release)
        .cleanup("third", "end", 3, CleanupKind::Release)
        .try_range("first", "end", "catch");
    asm.function("f", &[I], code);
    let run = asm.start();
    assert_eq!(run.run("f", &[1]), Ok(77));
    assert_eq!(take_log(), [3, 2, 100, 1]);
}

#[test]
fn frames_are_left_from_the_innermost_outward() {
    let mut asm = Asm::new();
    let (one, two) = (logging_class(&mut asm, "1", 1), logging_class(&mut asm, "2", 2));
    // The callee owns its argument.
    let code = Code::new()
        .label("start")
        .ai(Op::New, 1, two)
        .label("live")
        .ai(Op::Throw, 0, Trap::OutOfRange as i32)
        .label("end")
        .cleanup("start", "end", 0, CleanupKind::Release)
        .cleanup("live", "end", 1, CleanupKind::Release);
    asm.function("inner", &[I], code);
    let outer = Code::new()
        .label("body")
        .ai(Op::New, 4, one)
        .call(4, "inner")
        .label("end")
        .ret()
        .label("catch")
        .ai(Op::LdI, 0, 5)
        .ret()
        .try_range("body", "end", "catch");
    asm.function("outer", &[], outer);
    let run = asm.start();
    assert_eq!(run.run("outer", &[]), Ok(5));
    assert_eq!(take_log(), [2, 1]);
}

#[test]
fn inner_handlers_come_first_and_handlers_may_raise() {
    let mut asm = Asm::new();
    let trap = |t: Trap| t as i32;
    let code = Code::new()
        .label("outer")
        .label("inner")
        .ai(Op::Throw, 0, trap(Trap::OutOfRange))
        .label("inner end")
        .ret()
        .label("inner catch")
        .log(&mut asm, 4, 1)
        .ai(Op::Throw, 0, trap(Trap::IndexOutOfBounds))
        .label("outer end")
        .ret()
        .label("outer catch")
        .log(&mut asm, 4, 2)
        .ai(Op::LdI, 0, 9)
        .ret()
        .try_range("inner", "inner end", "inner catch")
        .try_range("outer", "outer end", "outer catch");
    asm.function("f", &[], code);
    let run = asm.start();
    assert_eq!(run.run("f", &[]), Ok(9));
    assert_eq!(take_log(), [1, 2]);
}

#[test]
fn natives_raise_when_they_return() {
    let mut asm = Asm::new();
    let fail = asm.native("fail");
    let make_failing = asm.native("make_failing");
    asm.function("f", &[I], Code::new().abc(Op::Mov, 3, 0, 0).ai(Op::CallNative, 3, fail).retv(3));
    asm.function("g", &[], Code::new().ai(Op::CallNative, 3, make_failing).retv(3));
    let run = asm.start();
    let before = live();
    assert_eq!(run.run("f", &[3]), Err("failed 3".into()));
    // The handle that the function returned nevertheless is released.
    assert_eq!(run.run("g", &[]), Err("no resource".into()));
    assert_eq!(live(), before);
}

#[test]
fn uncaught_exceptions_leave_the_stack_until_the_call_is_used_again() {
    let mut asm = Asm::new();
    let one = logging_class(&mut asm, "1", 1);
    let code = Code::new()
        .ai(Op::New, 1, one)
        .label("live")
        .line(30)
        .ai(Op::Throw, 0, Trap::OutOfRange as i32)
        .label("end")
        .cleanup("live", "end", 1, CleanupKind::Release);
    asm.function("inner", &[I], code);
    asm.function("outer", &[], Code::new().line(10).ai(Op::LdI, 4, 8).line(20).call(4, "inner").ret());
    let run = asm.start();
    let call = run.call("outer", &[]);
    for _ in 0..2 {
        assert_eq!(call.run(), Ok(CallState::Exception));
        assert_eq!(call.exception_text(), Some("Out of range"));
        let place = call.exception_place().expect("it was raised somewhere");
        assert_eq!((&*place.function().name, place.position()), ("inner", 30));
        let stack: Vec<_> = call.call_stack().iter().map(|f| (f.function().name.to_string(), f.position())).collect();
        assert_eq!(stack, [("inner".to_string(), 30), ("outer".to_string(), 20)]);
        assert_eq!(take_log(), [], "nothing is destroyed yet");
        run.prepare(&call, "outer", &[]);
        assert_eq!(take_log(), [1]);
    }
    assert_eq!(call.run(), Ok(CallState::Exception));
    drop(call);
    assert_eq!(take_log(), [1]);
}

#[test]
fn exceptions_in_destructors_stay_there() {
    let mut asm = Asm::new();
    let (class, id) = asm.class("A", None, &[]);
    let code = Code::new().log(&mut asm, 2, 1).ai(Op::Throw, 0, Trap::OutOfRange as i32);
    asm.function("~A", &[], code);
    let destructor = asm.method_of(id);
    asm.unit.classes[class as usize].destructor = Some(destructor);
    let ty = asm.ty(DataType::of(id));
    asm.function("f", &[], Code::new().ai(Op::New, 1, ty).abc(Op::Release, 1, 0, 0).ai(Op::LdI, 0, 4).ret());
    let code = Code::new()
        .ai(Op::New, 1, ty)
        .label("live")
        .ai(Op::Throw, 0, Trap::IndexOutOfBounds as i32)
        .label("end")
        .cleanup("live", "end", 1, CleanupKind::Release);
    asm.function("g", &[], code);
    let run = asm.start();
    assert_eq!(run.run("f", &[]), Ok(4));
    assert_eq!(run.run("g", &[]), Err("Index out of bounds".into()));
    assert_eq!(take_log(), [1, 1]);
}

#[test]
fn every_kind_of_cleanup() {
    let mut asm = Asm::new();
    let (tracked, res) = (asm.host.ty("Tracked"), asm.host.ty("Res"));
    let (class, id) = asm.class("A", None, &[DataType::of(tracked), DataType::INT64, DataType::of(res).handle()]);
    // The first field is 16 bytes: the next one lies behind it.
    asm.unit.classes[class as usize].fields[1].offset = 32;
    asm.unit.classes[class as usize].fields[2].offset = 40;
    asm.unit.classes[class as usize].size = 48;
    let handle = DataType::of(res).handle();
    let (value_ty, res_ty, class_ty) = (asm.ty(DataType::of(tracked)), asm.ty(handle), asm.ty(DataType::of(id)));
    let make = asm.native("make");
    let code = Code::new()
        // A value in slots 1 and 2, a host's object in 3, a list in 4, and memory with a value and handles behind slot 5.
        .abc(Op::Lea, 6, 1, 0)
        .ai(Op::Construct, 6, value_ty)
        .label("value")
        .ai(Op::CallNative, 10, make)
        .abc(Op::Mov, 3, 10, 0)
        .label("res")
        .ai(Op::ListNew, 4, 64)
        .label("list")
        .ai(Op::ListNew, 5, 64)
        .abc(Op::AddOff, 6, 5, 8)
        .ai(Op::Construct, 6, value_ty)
        .label("value at")
        .ai(Op::CallNative, 10, make)
        .abc(Op::St64, 10, 5, 24)
        .label("res at")
        .ai(Op::New, 7, class_ty)
        .abc(Op::St64, 7, 5, 32)
        .label("object at")
        .ai(Op::Throw, 0, 0)
        .label("end")
        .label("catch")
        .ai(Op::LdI, 0, 3)
        .ret()
        .cleanup("value", "end", 1, CleanupKind::DestroyV(value_ty as u32))
        .cleanup("res", "end", 3, CleanupKind::ReleaseT(res_ty as u32))
        .cleanup("list", "end", 4, CleanupKind::ListFree)
        .cleanup("value at", "end", 5, CleanupKind::ListFree)
        .cleanup("value at", "end", 5, CleanupKind::DestroyAt { ty: value_ty as u32, offset: 8 })
        .cleanup("res at", "end", 5, CleanupKind::ReleaseTAt { ty: res_ty as u32, offset: 24 })
        .cleanup("object at", "end", 5, CleanupKind::ReleaseAt(32))
        .try_range("value", "end", "catch");
    asm.function("f", &[], code);
    // The object is made without running a constructor: its value field must not be destroyed.
    asm.unit.classes[class as usize].fields.remove(0);
    let run = asm.start();
    let before = live();
    assert_eq!(run.run("f", &[]), Ok(3));
    assert_eq!(live(), before);
}

#[test]
fn values_that_cannot_be_copied_or_assigned_raise() {
    let mut asm = Asm::new();
    let tracked = asm.host.ty("Tracked");
    let ty = asm.ty(DataType::of(tracked));
    for (name, op) in [("copy", Op::CopyConstruct), ("assign", Op::Assign)] {
        // The value in r1 and r2, another one in r3 and r4.
        let code = Code::new().abc(Op::Lea, 6, 1, 0).abc(Op::Lea, 7, 3, 0).ai(Op::Construct, 6, ty).label("value").abc(
            Op::St64,
            0,
            6,
            0,
        );
        let code = if op == Op::Assign { code.ai(Op::Construct, 7, ty) } else { code };
        let code = code
            .label("other")
            .abc(op, 7, 6, ty)
            .abc(Op::Ld64, 5, 7, 0)
            .label("both")
            .ai(Op::DestroyV, 3, ty)
            .label("one")
            .ai(Op::DestroyV, 1, ty)
            .label("none")
            .retv(5)
            .cleanup("value", "none", 1, CleanupKind::DestroyV(ty as u32))
            .cleanup(if op == Op::Assign { "other" } else { "both" }, "one", 3, CleanupKind::DestroyV(ty as u32));
        asm.function(name, &[DataType::INT64], code);
    }
    let run = asm.start();
    let before = live();
    assert_eq!(run.run("copy", &[5]), Ok(5));
    assert_eq!(run.run("copy", &[666]), Err("uncopyable".into()));
    assert_eq!(run.run("assign", &[6]), Ok(6));
    assert_eq!(run.run("assign", &[667]), Err("unassignable".into()));
    assert_eq!(live(), before);
}

#[test]
fn handlers_around_native_calls_are_not_for_what_the_native_calls() {
    let mut asm = Asm::new();
    let callback = asm.native("callback");
    asm.function("bad", &[I], Code::new().ai(Op::Throw, 0, Trap::OutOfRange as i32));
    let code = Code::new()
        .label("body")
        .abc(Op::Mov, 4, 0, 0)
        .ai(Op::CallNative, 4, callback)
        .label("end")
        .retv(4)
        .label("catch")
        .ai(Op::LdI, 0, 1000)
        .ret()
        .try_range("body", "end", "catch");
    asm.function("f", &[I], code);
    let run = asm.start();
    set_callback(|vm, n| {
        let call = Call::new(vm);
        call.prepare(&vm.programs()[0], 0).expect("the function can be prepared");
        assert_eq!(call.run(), Ok(CallState::Exception));
        if n == 2 {
            vm.raise(call.exception_text().expect("a text"));
        }
        n + 1
    });
    assert_eq!(run.run("f", &[1]), Ok(2));
    assert_eq!(run.run("f", &[2]), Ok(1000));
}

#[test]
fn an_overflow_can_be_caught_and_destroys_what_it_leaves() {
    let mut asm = Asm::new();
    let (class, id) = asm.class("A", None, &[]);
    // A destructor that calls a function needs some room itself.
    asm.unit.global_cells = 1;
    let count = Code::new().ai(Op::LdG, 1, 0).abc(Op::AddI32K, 1, 1, 1).ai(Op::StG, 1, 0).ret();
    asm.function("count", &[], count);
    asm.function("~A", &[], Code::new().call(3, "count").ret());
    let destructor = asm.method_of(id);
    asm.unit.classes[class as usize].destructor = Some(destructor);
    let ty = asm.ty(DataType::of(id));
    let code = Code::new()
        .ai(Op::New, 1, ty)
        .label("live")
        .abc(Op::AddI32K, 4, 0, 1)
        .call(4, "deep")
        .label("end")
        .ret()
        .cleanup("live", "end", 1, CleanupKind::Release);
    asm.function("deep", &[I], code);
    let code = Code::new()
        .label("body")
        .ai(Op::LdI, 4, 0)
        .call(4, "deep")
        .label("end")
        .ret()
        .label("catch")
        .ai(Op::LdG, 0, 0)
        .ret()
        .try_range("body", "end", "catch");
    asm.function("f", &[], code);
    let run = asm.start();
    let destroyed = run.run("f", &[]).expect("it is caught");
    assert!(destroyed > 200_000, "{destroyed} objects");
}

#[test]
fn hooks_are_told_of_exceptions() {
    use std::cell::RefCell;
    use std::rc::Rc;
    let mut asm = Asm::new();
    let code = Code::new()
        .label("body")
        .ai(Op::Throw, 0, Trap::OutOfRange as i32)
        .label("end")
        .label("catch")
        .ai(Op::Throw, 0, Trap::NullPointer as i32)
        .try_range("body", "end", "catch");
    asm.function("f", &[], code);
    let run = asm.start();
    let seen = Rc::new(RefCell::new(Vec::new()));
    let sink = seen.clone();
    run.vm.set_exception_hook(
        Listener::Host,
        Some(Rc::new(move |vm, caught| {
            sink.borrow_mut().push((vm.exception_text(), caught, vm.call_stack().len()));
        })),
    );
    assert!(run.run("f", &[]).is_err());
    assert_eq!(*seen.borrow(), [("Out of range".to_string(), true, 1), ("Null pointer access".to_string(), false, 1)]);
}
