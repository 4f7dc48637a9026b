//! Objects: their life, their fields, values of all kinds.

use std::ptr::NonNull;

use super::host::{Res, Tracked, live};
use super::*;
use crate::base::TypeId;

const I: DataType = DataType::INT;

fn class_ty(asm: &mut Asm, class: u32) -> i32 {
    asm.ty(DataType::of(asm.unit.classes[class as usize].id))
}

#[test]
fn an_object_dies_with_its_last_reference() {
    let mut asm = Asm::new();
    let (class, _) = asm.class("A", None, &[]);
    asm.logging_destructor("~A", class, 1);
    let ty = class_ty(&mut asm, class);
    let code = Code::new()
        .ai(Op::New, 1, ty)
        .abc(Op::MovRef, 2, 1, 0)
        .abc(Op::AddRef, 2, 0, 0)
        .abc(Op::Release, 1, 0, 0)
        .abc(Op::Release, 2, 0, 0)
        .log(&mut asm, 5, 10)
        .abc(Op::Release, 2, 0, 0)
        .log(&mut asm, 5, 11)
        .ai(Op::LdI, 3, 0)
        .abc(Op::Release, 3, 0, 0)
        .abc(Op::AddRef, 3, 0, 0)
        .abc(Op::MovRef, 4, 3, 0)
        .retv(4);
    asm.function("f", &[], code);
    let run = asm.start();
    assert_eq!(run.run("f", &[]), Ok(0));
    assert_eq!(take_log(), [10, 1, 11]);
}

#[test]
fn fields_are_released_after_the_destructors_of_class_and_bases() {
    let mut asm = Asm::new();
    let (field, field_id) = asm.class("F", None, &[]);
    asm.logging_destructor("~F", field, 9);
    let handle = DataType::of(field_id).handle();
    let (base, _) = asm.class("Base", None, &[handle]);
    asm.logging_destructor("~Base", base, 2);
    // One in between has no destructor of its own.
    let (middle, _) = asm.class("Middle", Some(base), &[]);
    let (derived, _) = asm.class("Derived", Some(middle), &[DataType::of(field_id)]);
    asm.logging_destructor("~Derived", derived, 1);
    let (field, derived) = (class_ty(&mut asm, field), class_ty(&mut asm, derived));
    let code = Code::new()
        .ai(Op::New, 1, derived)
        .ai(Op::New, 2, field)
        .abc(Op::StRefMove, 2, 1, 16)
        .ai(Op::New, 2, field)
        .abc(Op::StRefMove, 2, 1, 24)
        .abc(Op::Release, 1, 0, 0)
        .ret();
    asm.function("f", &[], code);
    let run = asm.start();
    run.run("f", &[]).expect("no exception");
    assert_eq!(take_log(), [1, 2, 9, 9]);
}

#[test]
fn storing_a_handle_drops_what_was_there() {
    let mut asm = Asm::new();
    let (a, id) = asm.class("A", None, &[]);
    asm.logging_destructor("~A", a, 1);
    let (b, _) = asm.class("B", None, &[DataType::of(id).handle()]);
    let (a, b) = (class_ty(&mut asm, a), class_ty(&mut asm, b));
    let code = Code::new()
        .ai(Op::New, 1, b)
        .ai(Op::New, 2, a)
        .abc(Op::StRef, 2, 1, 16)
        // Storing what is there already changes nothing.
        .abc(Op::StRef, 2, 1, 16)
        .abc(Op::Release, 2, 0, 0)
        .abc(Op::Ld64, 3, 1, 16)
        .abc(Op::StRef, 3, 1, 16)
        .log(&mut asm, 6, 10)
        .ai(Op::New, 2, a)
        .abc(Op::StRefMove, 2, 1, 16)
        .log(&mut asm, 6, 11)
        .ai(Op::LdI, 2, 0)
        .abc(Op::StRef, 2, 1, 16)
        .abc(Op::Release, 1, 0, 0)
        .ret();
    asm.function("f", &[], code);
    let run = asm.start();
    run.run("f", &[]).expect("no exception");
    assert_eq!(take_log(), [10, 1, 11, 1]);
}

#[test]
fn a_destructor_that_keeps_its_object_runs_once() {
    let mut asm = Asm::new();
    asm.unit.global_cells = 1;
    let (class, id) = asm.class("A", None, &[DataType::INT64]);
    let code = Code::new().abc(Op::AddRef, 0, 0, 0).ai(Op::StG, 0, 0).log(&mut asm, 4, 1).ret();
    asm.function("~A", &[], code);
    let destructor = asm.method_of(id);
    asm.unit.classes[class as usize].destructor = Some(destructor);
    let ty = class_ty(&mut asm, class);
    let code = Code::new()
        .ai(Op::New, 1, ty)
        .ai(Op::LdI, 2, 3)
        .abc(Op::StF64, 2, 1, 16)
        .abc(Op::Release, 1, 0, 0)
        .ai(Op::LdG, 3, 0)
        .abc(Op::LdF64, 0, 3, 16)
        .abc(Op::Release, 3, 0, 0)
        .log(&mut asm, 5, 2)
        .ret();
    asm.function("f", &[], code);
    let run = asm.start();
    let used = run.vm.heap().used();
    assert_eq!(run.run("f", &[]), Ok(3));
    assert_eq!(take_log(), [1, 2]);
    let mut left = 0;
    run.vm.heap().for_each_object(|_| left += 1);
    assert_eq!(left, 0, "{used}");
}

#[test]
fn long_chains_are_destroyed_without_deep_recursion() {
    let mut asm = Asm::new();
    let (class, id) = asm.class("Node", None, &[]);
    asm.unit.classes[class as usize].fields.push(FieldCode {
        name: "next".into(),
        ty: DataType::of(id).handle(),
        offset: 16,
    });
    asm.unit.classes[class as usize].size = 24;
    asm.unit.global_cells = 1;
    // Each destructor counts.
    asm.function("~Node", &[], Code::new().ai(Op::LdG, 1, 0).abc(Op::AddI32K, 1, 1, 1).ai(Op::StG, 1, 0).ret());
    let destructor = asm.method_of(id);
    asm.unit.classes[class as usize].destructor = Some(destructor);
    let ty = class_ty(&mut asm, class);
    let code = Code::new()
        .ai(Op::LdI, 1, 0)
        .ai(Op::LdI, 2, 0)
        .label("again")
        .ai(Op::New, 3, ty)
        .abc(Op::StF64, 1, 3, 16)
        .abc(Op::Mov, 1, 3, 0)
        .abc(Op::AddI32K, 2, 2, 1)
        .jump(Op::JLtI32Loop, 2, 0, "again")
        .abc(Op::Release, 1, 0, 0)
        .ai(Op::LdG, 0, 0)
        .ret();
    asm.function("f", &[I], code);
    let run = asm.start();
    assert_eq!(run.run("f", &[200_000]), Ok(200_000));
}

#[test]
fn circles_die_with_their_vm() {
    let mut asm = Asm::new();
    let (class, id) = asm.class("Node", None, &[]);
    let res = asm.host.ty("Res");
    for (ty, offset) in [(DataType::of(id), 16), (DataType::of(res), 24)] {
        let fields = &mut asm.unit.classes[class as usize].fields;
        fields.push(FieldCode { name: "f".into(), ty: ty.handle(), offset });
    }
    asm.unit.classes[class as usize].size = 32;
    asm.logging_destructor("~Node", class, 1);
    let ty = class_ty(&mut asm, class);
    let make = asm.native("make");
    let code = Code::new()
        .ai(Op::New, 1, ty)
        .ai(Op::New, 2, ty)
        .abc(Op::StRef, 1, 2, 16)
        .abc(Op::StRef, 2, 1, 16)
        .ai(Op::CallNative, 5, make)
        .abc(Op::StF64, 5, 1, 24)
        .abc(Op::Release, 1, 0, 0)
        .abc(Op::Release, 2, 0, 0)
        .ret();
    asm.function("f", &[], code);
    let run = asm.start();
    let before = live();
    run.run("f", &[]).expect("no exception");
    assert_eq!(take_log(), []);
    assert_eq!(run.vm.heap().collect(&run.vm), 2);
    assert_eq!((take_log(), live()), (vec![1, 1], before));
    run.run("f", &[]).expect("no exception");
    drop(run);
    assert_eq!((take_log(), live()), (vec![1, 1], before));
}

#[test]
fn casts_look_at_the_actual_class() {
    let mut asm = Asm::new();
    let named = asm.host.ty("Named");
    let (a, _) = asm.class("A", None, &[]);
    let (b, _) = asm.class("B", Some(a), &[]);
    let (c, _) = asm.class("C", None, &[]);
    asm.unit.classes[b as usize].interfaces.push(named);
    let types = [a, b, c].map(|class| class_ty(&mut asm, class));
    let interface = asm.ty(DataType::of(named));
    let cast = |from, to| {
        Code::new()
            .ai(Op::New, 1, from)
            .abc(Op::Cast, 2, 1, to)
            .abc(Op::EqI64, 3, 2, 1)
            .abc(Op::Release, 1, 0, 0)
            .retv(3)
    };
    asm.function("a to a", &[], cast(types[0], types[0]));
    asm.function("a to b", &[], cast(types[0], types[1]));
    asm.function("b to a", &[], cast(types[1], types[0]));
    asm.function("b to c", &[], cast(types[1], types[2]));
    asm.function("b to i", &[], cast(types[1], interface));
    asm.function("a to i", &[], cast(types[0], interface));
    asm.function("null", &[], Code::new().ai(Op::LdI, 1, 0).abc(Op::Cast, 2, 1, types[0]).retv(2));
    let run = asm.start();
    let expected =
        [("a to a", 1), ("a to b", 0), ("b to a", 1), ("b to c", 0), ("b to i", 1), ("a to i", 0), ("null", 0)];
    for (name, result) in expected {
        assert_eq!(run.run(name, &[]), Ok(result), "{name}");
    }
}

/// `class A { Tracked t; Res@ r; }` with everything that a compiler generates for it.
fn owner_class(asm: &mut Asm) -> (u32, TypeId) {
    let (tracked, res) = (asm.host.ty("Tracked"), asm.host.ty("Res"));
    let (class, id) = asm.class("A", None, &[]);
    let c = &mut asm.unit.classes[class as usize];
    c.fields = vec![
        FieldCode { name: "t".into(), ty: DataType::of(tracked), offset: 16 },
        FieldCode { name: "r".into(), ty: DataType::of(res).handle(), offset: 32 },
    ];
    c.size = 40;
    // `t` is constructed with the object's memory.
    asm.function("A()", &[], Code::new().ret());
    let constructor = asm.method_of(id);
    asm.unit.classes[class as usize].default_constructor = Some(constructor);
    // `opAssign` as the compiler makes it: each field by its own.
    let (t, r) = (asm.ty(DataType::of(tracked)), asm.ty(DataType::of(res).handle()));
    let code = Code::new()
        .abc(Op::FieldAddr, 2, 0, 16)
        .abc(Op::FieldAddr, 3, 1, 16)
        .abc(Op::Assign, 2, 3, t)
        .abc(Op::FieldAddr, 2, 0, 32)
        .abc(Op::FieldAddr, 3, 1, 32)
        .abc(Op::Assign, 2, 3, r)
        .retv(0);
    asm.function("A::opAssign", &[DataType::of(id)], code);
    let assign = asm.method_of(id);
    asm.unit.classes[class as usize].assign = Some(assign);
    (class, id)
}

#[test]
fn generated_assignment_copies_the_fields() {
    let mut asm = Asm::new();
    let (class, id) = owner_class(&mut asm);
    let (derived, _) = asm.class("B", Some(class), &[]);
    asm.unit.classes[derived as usize].size = 40;
    let a_ty = asm.ty(DataType::of(id));
    let b_ty = class_ty(&mut asm, derived);
    asm.unit.classes[derived as usize].default_constructor = asm.unit.classes[class as usize].default_constructor;
    let make = asm.native("make");
    // Two objects made by their constructors, the second with a value and a handle.
    let two = |first, second| {
        Code::new()
            .abc(Op::Lea, 3, 1, 0)
            .ai(Op::Construct, 3, first)
            .abc(Op::Lea, 3, 2, 0)
            .ai(Op::Construct, 3, second)
            .abc(Op::StF64, 0, 2, 16)
            .ai(Op::CallNative, 6, make)
            .abc(Op::StF64, 6, 2, 32)
            .label("live")
            .abc(Op::AssignObject, 1, 2, first)
            .abc(Op::LdF64, 3, 1, 16)
            .abc(Op::LdF64, 4, 1, 32)
            .abc(Op::LdF64, 5, 2, 32)
            .abc(Op::EqI64, 4, 4, 5)
            .abc(Op::AddI64, 3, 3, 4)
            .abc(Op::Release, 1, 0, 0)
            .abc(Op::Release, 2, 0, 0)
            .label("end")
            .retv(3)
            .cleanup("live", "end", 1, CleanupKind::Release)
            .cleanup("live", "end", 2, CleanupKind::Release)
    };
    let code = two(a_ty, a_ty);
    asm.function("same", &[DataType::INT64], code);
    let code = two(a_ty, b_ty);
    asm.function("derived", &[DataType::INT64], code);
    let code = two(b_ty, a_ty);
    asm.function("base", &[DataType::INT64], code);
    let run = asm.start();
    let before = live();
    assert_eq!(run.run("same", &[40]), Ok(41));
    assert_eq!(run.run("derived", &[40]), Ok(41));
    assert_eq!(run.run("base", &[40]), Err("Mismatching types in value assignment".into()));
    assert_eq!(run.run("same", &[667]), Err("unassignable".into()));
    assert_eq!(live(), before);
}

#[test]
fn values_of_all_types_live_in_memory() {
    let mut asm = Asm::new();
    let (class, id) = owner_class(&mut asm);
    let host = asm.host.clone();
    let run = asm.start();
    let vm: &Vm = &run.vm;
    let before = live();
    let of = |name: &str| vm.types().get(host.ty(name));
    let script = run.program.runtime_type(id).expect("a class");
    assert!(std::ptr::eq(script, run.program.class(class)));
    let types = [
        (ValueType::of(vm.types().get(DataType::INT.type_id)), 4, 0),
        (ValueType::of(vm.types().get(DataType::DOUBLE.type_id)), 8, 0),
        (ValueType::of(of("Vec3")), 12, 0),
        (ValueType::of(of("Tracked")), 16, 1),
        (ValueType::of(of("Res")), 8, 1),
        (ValueType::new(of("Res"), true, false), 8, 0),
        (ValueType::of(script), 8, 1),
        (ValueType::new(script, true, true), 8, 0),
    ];
    for (ty, size, made) in types {
        assert_eq!(ty.size(), size, "{ty:?}");
        let mut cells = [[0xAAu64; 2]; 3];
        let [a, b, c] = cells.each_mut().map(|c| c.as_mut_ptr().cast::<u8>());
        // SAFETY: the cells are memory for values of any of these types.
        unsafe {
            value_ops::default_construct(vm, ty, a).expect("no exception");
            assert_eq!(live(), before + made, "{ty:?}");
            value_ops::copy_construct(vm, ty, b, a).expect("no exception");
            assert_eq!(live(), before + 2 * made, "{ty:?}");
            value_ops::copy_construct_from_reference(vm, ty, c, value_ops::by_reference(ty, a)).expect("no exception");
            value_ops::assign(vm, ty, b, c).expect("no exception");
            value_ops::assign_from_reference(vm, ty, b, value_ops::by_reference(ty, b)).expect("no exception");
            assert_eq!(live(), before + 3 * made, "{ty:?}");
            for cell in [a, b, c] {
                value_ops::destroy(vm, ty, cell);
            }
        }
        assert_eq!(live(), before, "{ty:?}");
        assert_eq!(value_ops::needs_drop(ty), made != 0 || ty.is_handle());
    }
    // Handles keep what they refer to; an empty object cell is filled by assignment.
    let object_type = ValueType::of(of("Res"));
    let handle_type = ValueType::new(of("Res"), true, false);
    let (mut object, mut handle, mut empty) = (0u64, 0u64, 0u64);
    let [object, handle, empty] = [&mut object, &mut handle, &mut empty].map(|c| std::ptr::from_mut(c).cast::<u8>());
    // SAFETY: as above.
    unsafe {
        value_ops::default_construct(vm, object_type, object).expect("no exception");
        value_ops::assign(vm, handle_type, handle, object).expect("no exception");
        value_ops::destroy(vm, object_type, object);
        assert_eq!(live(), before + 1);
        (**handle.cast::<*const Res>()).value.set(5);
        value_ops::assign(vm, object_type, empty, handle).expect("no exception");
        assert_eq!((**empty.cast::<*const Res>()).value.get(), 5);
        value_ops::destroy(vm, object_type, empty);
        value_ops::destroy(vm, handle_type, handle);
    }
    assert_eq!(live(), before);
}

#[test]
fn a_copy_that_fails_leaves_nothing() {
    let mut asm = Asm::new();
    let (_, id) = owner_class(&mut asm);
    let run = asm.start();
    let before = live();
    let ty = ValueType::of(run.program.runtime_type(id).expect("a class"));
    let (mut from, mut to) = (0u64, 0u64);
    let (from, to) = (std::ptr::from_mut(&mut from).cast::<u8>(), std::ptr::from_mut(&mut to).cast::<u8>());
    // SAFETY: both are cells for objects.
    unsafe {
        value_ops::default_construct(&run.vm, ty, from).expect("no exception");
        let object = *from.cast::<*mut u8>();
        (*object.add(16).cast::<Tracked>()).value = 667;
        assert_eq!(value_ops::copy_construct(&run.vm, ty, to, from), Err(Raised));
        assert_eq!(run.vm.take_raised().as_deref(), Some("unassignable"));
        assert_eq!(*to.cast::<u64>(), 0);
        value_ops::destroy(&run.vm, ty, from);
    }
    assert_eq!(live(), before);
}

#[test]
fn weak_flags_tell_of_death() {
    let mut asm = Asm::new();
    let (_, id) = asm.class("A", None, &[]);
    let run = asm.start();
    let ty = run.program.runtime_type(id).expect("a class");
    let object = object::new_default(&run.vm, ty).expect("an object");
    // SAFETY: the object is live until it is released; the flags are released once each.
    unsafe {
        let one: NonNull<WeakFlag> = run.vm.weak_flag(object);
        let two = run.vm.weak_flag(object);
        assert_eq!(one, two);
        assert!(!one.as_ref().is_dead());
        object::release(&run.vm, object);
        assert!(one.as_ref().is_dead());
        WeakFlag::release(one);
        WeakFlag::release(two);
    }
}

#[test]
fn memory_is_limited() {
    let mut asm = Asm::new();
    let (class, _) = asm.class("Node", None, &[DataType::INT64]);
    let id = asm.unit.classes[class as usize].id;
    asm.unit.classes[class as usize].fields[0].ty = DataType::of(id).handle();
    let ty = class_ty(&mut asm, class);
    let code = Code::new()
        .ai(Op::LdI, 1, 0)
        .label("live")
        .label("again")
        .ai(Op::New, 2, ty)
        .abc(Op::StF64, 1, 2, 16)
        .abc(Op::Mov, 1, 2, 0)
        .jump(Op::JmpLoop, 0, 0, "again")
        .label("end")
        .cleanup("live", "end", 1, CleanupKind::Release);
    asm.function("f", &[], code);
    let run = asm.start();
    run.vm.heap().set_limit(4 << 20);
    assert_eq!(run.run("f", &[]), Err("Out of memory".into()));
    assert_eq!(run.run("f", &[]), Err("Out of memory".into()));
    let mut left = 0;
    run.vm.heap().for_each_object(|_| left += 1);
    assert_eq!(left, 0);
}
