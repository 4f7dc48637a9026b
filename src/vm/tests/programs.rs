//! Programs: linking, globals, VMs side by side.

use std::sync::Arc;

use super::host::live;
use super::*;
use crate::base::{FunctionId, TypeId};
use crate::bytecode::{CodeUnit, FunctionCode, Instr, ScriptTypeCode, ScriptTypeKind, TypeRef};
use crate::types::GlobalDef;

/// A global of a type, initialised by a function that stores a new object or value and logs.
fn global(asm: &mut Asm, name: &'static str, ty: DataType, cell: u32, pos: u32, init: Code) {
    let f = asm.function(name, &[], init);
    asm.unit.globals.push(GlobalCode { name: name.into(), ty, cell, init: Some(f), pos });
    asm.unit.global_cells = asm.unit.global_cells.max(cell + 2);
}

/// Globals: an object that logs, a host's value, a number. They are initialised in another order than declared.
fn globals(asm: &mut Asm, fail: bool) {
    let (class, id) = asm.class("A", None, &[]);
    asm.logging_destructor("~A", class, 9);
    let class = asm.ty(DataType::of(id));
    let tracked = asm.host.ty("Tracked");
    let tracked_ty = asm.ty(DataType::of(tracked));
    let number = Code::new().ai(Op::LdI, 1, 5).ai(Op::StG, 1, 4).log(asm, 4, 1).ret();
    global(asm, "number", DataType::INT, 4, 30, number);
    let object = Code::new().ai(Op::New, 1, class).ai(Op::StG, 1, 0).log(asm, 4, 2).ret();
    global(asm, "object", DataType::of(id).handle(), 0, 10, object);
    if fail {
        let fail = asm.native("fail");
        let code = Code::new().ai(Op::LdI, 4, 3).ai(Op::CallNative, 4, fail).ret();
        global(asm, "bad", DataType::INT, 5, 40, code);
    }
    let value = Code::new().ai(Op::LdGAddr, 1, 2).ai(Op::Construct, 1, tracked_ty).log(asm, 4, 3).ret();
    global(asm, "value", DataType::of(tracked), 2, 20, value);
    asm.unit.global_cells = 6;
    asm.function("get", &[], Code::new().ai(Op::LdG, 0, 4).abc(Op::AddI32K, 1, 0, 1).ai(Op::StG, 1, 4).ret());
}

#[test]
fn globals_are_initialised_in_order_and_released_as_declared() {
    let before = live();
    let mut asm = Asm::new();
    globals(&mut asm, false);
    let (host, unit) = asm.finish();
    let program = Program::link(unit, host.ffi, host.types.clone()).expect("the unit links");
    let vm = VmRef::new(host.types);
    vm.link(&program).expect("no exception");
    vm.link(&program).expect("a second time does nothing");
    assert_eq!((take_log(), live()), (vec![1, 2, 3], before + 1));
    let run = Running { vm, program };
    assert_eq!((run.run("get", &[]), run.run("get", &[])), (Ok(5), Ok(6)));
    let address = run.vm.global_address(&run.program, 0).expect("a global").cast::<i32>();
    // SAFETY: the cell of an int.
    assert_eq!(unsafe { *address }, 7);
    run.vm.reset_globals(&run.program).expect("no exception");
    assert_eq!((take_log(), live()), (vec![9, 1, 2, 3], before + 1));
    assert_eq!(run.run("get", &[]), Ok(5));
    run.vm.unlink(&run.program);
    assert_eq!((take_log(), live()), (vec![9], before));
    drop(run);
    assert_eq!((take_log(), live()), (vec![], before));
}

#[test]
fn a_failing_initialiser_is_told_and_undone() {
    let before = live();
    let mut asm = Asm::new();
    globals(&mut asm, true);
    let (host, unit) = asm.finish();
    let program = Program::link(unit, host.ffi, host.types.clone()).expect("the unit links");
    let vm = VmRef::new(host.types);
    let error = vm.link(&program).expect_err("an initialiser fails");
    let InitError::Global { variable, text, trace } = error else { panic!("{error}") };
    assert_eq!((&*variable, &*text), ("bad", "failed 3"));
    assert_eq!(trace.place.as_ref(), trace.stack.first());
    assert_eq!((take_log(), live()), (vec![1, 2, 9], before));
    assert_eq!(vm.take_raised(), None);
}

#[test]
fn vms_have_their_own_globals() {
    let mut asm = Asm::new();
    globals(&mut asm, false);
    let (host, unit) = asm.finish();
    let program = Program::link(unit, host.ffi, host.types.clone()).expect("the unit links");
    let threads: Vec<_> = (0..4)
        .map(|n| {
            let (program, types) = (program.clone(), host.types.clone());
            std::thread::spawn(move || {
                let vm = VmRef::new(types);
                vm.link(&program).expect("no exception");
                let run = Running { vm, program };
                let last = (0..=n).fold(None, |_, _| Some(run.run("get", &[])));
                drop(run);
                (last, live())
            })
        })
        .collect();
    for (n, thread) in threads.into_iter().enumerate() {
        assert_eq!(thread.join().expect("no panic"), (Some(Ok(5 + n as u64)), 0));
    }
}

#[test]
fn owners_may_go_in_any_order() {
    let before = live();
    let mut asm = Asm::new();
    globals(&mut asm, false);
    let run = asm.start();
    let call = run.call("get", &[]);
    assert_eq!(call.run(), Ok(CallState::Finished));
    let Running { vm, program } = run;
    drop(vm);
    assert_eq!(live(), before + 1, "the call keeps the VM");
    drop(program);
    assert_eq!(call.result_plain(), Ok(5));
    drop(call);
    assert_eq!((take_log(), live()), (vec![9], before));
}

fn link_error(change: impl FnOnce(&mut CodeUnit, &Host)) -> LinkError {
    let mut asm = Asm::new();
    asm.class("A", None, &[]);
    asm.function("f", &[], Code::new().ret());
    let (host, mut unit) = asm.finish();
    change(&mut unit, &host);
    match Program::link(unit, host.ffi, host.types) {
        Ok(_) => panic!("the unit links"),
        Err(e) => e,
    }
}

#[test]
fn what_does_not_exist_is_told() {
    let unknown = TypeId(0x7000_0000);
    assert_eq!(
        link_error(|u, _| u.types.push(TypeRef { ty: DataType::of(unknown) })),
        LinkError::UnknownType(unknown.0)
    );
    let far = FunctionId(1 << 20);
    assert_eq!(link_error(|u, _| u.natives.push((far, TypeId::NONE))), LinkError::UnknownFunction(far.0));
    assert_eq!(link_error(|u, _| u.classes[0].methods.push(7)), LinkError::BadTable("method"));
    assert_eq!(link_error(|u, _| u.classes[0].base = Some(0)), LinkError::BadTable("class"));
    assert_eq!(link_error(|u, _| u.classes[0].destructor = Some(9)), LinkError::BadTable("class"));
    assert_eq!(link_error(|u, _| u.classes[0].interface_slots.push((0, 3))), LinkError::BadTable("interface"));
    let outside = FieldCode { name: "f".into(), ty: DataType::INT64, offset: 12 };
    assert_eq!(link_error(|u, _| u.classes[0].fields.push(outside)), LinkError::BadTable("class"));
}

#[test]
fn types_of_the_unit_have_descriptors() {
    let mut asm = Asm::new();
    let (_, class) = asm.class("A", None, &[]);
    let first = class.0 + 1;
    let kinds = [
        ScriptTypeKind::Enum(crate::types::Primitive::Int32),
        ScriptTypeKind::Interface,
        ScriptTypeKind::Funcdef { params: Box::default(), ret: DataType::VOID },
    ];
    for (i, kind) in kinds.into_iter().enumerate() {
        asm.unit.script_types.push(ScriptTypeCode { id: TypeId(first + i as u32), name: "T".into(), kind });
    }
    let program = asm.program();
    let kind = |id| program.runtime_type(TypeId(id)).map(|t| t.kind);
    let expected = [RuntimeKind::Class, RuntimeKind::Enum, RuntimeKind::Interface, RuntimeKind::Funcdef];
    assert_eq!([class.0, first, first + 1, first + 2].map(kind), expected.map(Some));
    assert_eq!(kind(first + 3), None);
    // Types of the registry are the same for every program.
    let other = Asm::new();
    let res = other.host.ty("Res");
    assert!(std::ptr::eq(program.runtime_type(res).expect("there"), other.host.types.get(res)));
}

#[test]
fn places_in_code_are_found() {
    let mut asm = Asm::new();
    asm.function("a", &[], Code::new().line(5).ai(Op::LdI, 0, 0).line(7).ret());
    asm.function("b", &[], Code::new().ai(Op::LdI, 0, 0).ai(Op::LdI, 0, 0).ret());
    // One without code, and functions in another order than their code.
    asm.unit.functions.insert(0, FunctionCode { name: "none".into(), ..FunctionCode::default() });
    asm.unit.functions.swap(1, 2);
    let program = asm.program();
    let at = |i: usize| program.function_at(program.unit().code[i..].as_ptr());
    assert_eq!([0, 1, 2, 4].map(at), [Some(2), Some(2), Some(1), Some(1)]);
    assert_eq!(program.function_at(program.unit().code.as_ptr().wrapping_add(5)), None);
    assert_eq!((program.position_at(2, 0), program.position_at(2, 1), program.position_at(1, 0)), (5, 7, 0));
    let _: Option<GlobalDef> = None;
}

#[test]
fn a_vm_of_an_extended_context_runs_programs_of_both() {
    use crate::context::Context;
    use crate::ffi::{Register, TypeOptions};
    let mut base = Context::new();
    base.register_type("Base", TypeOptions::pod(8)).expect("a type");
    let base_ffi = base.sealed().expect("sealed");
    let base_types = RuntimeTypes::new(base_ffi.clone(), None);
    let mut more = base.extend().expect("a context");
    more.register_type("More", TypeOptions::pod(4)).expect("a type");
    let ffi = more.sealed().expect("sealed");
    let types = RuntimeTypes::new(ffi.clone(), Some(base_types.clone()));
    let unit = |size: i32| {
        let code = vec![Instr::ai(Op::LdI, 0, size), Instr::abc(Op::Ret, 0, 0, 0)];
        let f = FunctionCode { name: "f".into(), len: 2, ret: Some(DataType::INT), ..FunctionCode::default() };
        CodeUnit { code, functions: vec![f], ..CodeUnit::default() }
    };
    let one = Program::link(unit(1), base_ffi.clone(), base_types.clone()).expect("the unit links");
    let two = Program::link(unit(2), ffi.clone(), types.clone()).expect("the unit links");
    let vm = VmRef::new(types.clone());
    for (program, result) in [(&one, 1), (&two, 2)] {
        vm.link(program).expect("no globals");
        let run = Running { vm: vm.clone(), program: program.clone() };
        assert_eq!(run.run("f", &[]), Ok(result));
    }
    assert_eq!(VmRef::new(base_types.clone()).link(&two), Err(InitError::OtherContext));
    // A type of the base is one and the same in both.
    let id = (0..ffi.type_count()).map(TypeId).find(|t| ffi.type_name(*t) == "Base").expect("there");
    assert!(std::ptr::eq(base_types.get(id), types.get(id)));
    let id = (0..ffi.type_count()).map(TypeId).find(|t| ffi.type_name(*t) == "More").expect("there");
    assert_eq!(types.get(id).size, 4);
}

#[test]
fn small_programs_and_vms_are_cheap() {
    let host = Host::shared();
    let unit = || {
        let code = vec![Instr::ai(Op::LdI, 0, 42), Instr::abc(Op::Ret, 0, 0, 0)];
        let f = FunctionCode {
            name: "main".into(),
            len: 2,
            frame_size: 1,
            ret: Some(DataType::INT),
            ..FunctionCode::default()
        };
        CodeUnit { code, functions: vec![f], ..CodeUnit::default() }
    };
    let program = Program::link(unit(), host.ffi.clone(), host.types.clone()).expect("the unit links");
    assert_eq!(Arc::strong_count(&program), 1);
    let vm = VmRef::new(host.types.clone());
    assert_eq!(vm.heap().used(), 0);
    assert!(size_of::<Vm>() + size_of::<Program>() < 8192, "{} {}", size_of::<Vm>(), size_of::<Program>());
    vm.link(&program).expect("no globals");
    let run = Running { vm, program };
    assert_eq!(run.run("main", &[]), Ok(42));
}
