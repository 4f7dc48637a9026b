//! The generic convention.

use super::super::generic::GenericCall;
use super::*;

unsafe extern "C" fn add(call: *mut GenericCall) {
    // SAFETY: declared as `int f(int, double)`.
    unsafe {
        let call = &mut *call;
        assert_eq!((call.vm, call.user_data as usize, call.arg_count, call.object.is_null()), (VM, USER, 2, true));
        call.set_result(call.arg::<i32>(0) + call.arg::<f64>(1) as i32);
    }
}

#[test]
fn reads_arguments_and_stores_the_result() {
    let f = NativeFunction::generic(add as *const () as usize, USER);
    let plan = host_plan(&f, &signature(&[i32::VALUE, f64::VALUE], i32::VALUE));
    let mut window = [40i32.slot(), 2.5f64.slot()];
    // SAFETY: an int and a double.
    unsafe { plan.call(VM, window.as_mut_ptr()) };
    assert_eq!(window[0] as i32, 42);
}

unsafe extern "C" fn method(call: *mut GenericCall) {
    // SAFETY: declared as a method with an object, a `?` and a structure, returning a structure.
    unsafe {
        let call = &mut *call;
        see(call.object as u64);
        see(call.arg_address(0) as u64);
        see(call.arg_type(0) as u64);
        see(call.arg_type(1) as u64);
        see(call.arg::<[u32; 3]>(1)[2] as u64);
        see(call.arg_address(2) as u64);
        call.set_result([7u64; 3]);
    }
}

#[test]
fn shows_every_kind_of_argument() {
    let shape = |size| {
        Value::Struct(StructShape {
            size,
            align: 4,
            classes: [EightByte::Int; 2],
            float_bytes: 0,
            packed: false,
            non_trivial: false,
        })
    };
    let mut sig = signature(&[Value::Pointer, shape(12), Value::Pointer], shape(24));
    sig.params[0].source = Source::Any;
    sig.params[2].in_slot = false;
    sig.has_this = true;
    let plan = host_plan(&NativeFunction::generic(method as *const () as usize, 0), &sig);
    let mut result = [0u64; 4];
    let mut window = [result.as_mut_ptr() as u64, 0x100, 0x200, 0x300, 1, 9, 0x400];
    // SAFETY: as the signature says.
    unsafe { plan.call(VM, window.as_mut_ptr()) };
    assert_eq!(result, [7, 7, 7, 0]);
    assert_eq!(take_seen(), [0x100, 0x200, 0x300, 0, 9, 0x400]);
}

unsafe extern "C" fn variadic(call: *mut GenericCall) {
    // SAFETY: declared as `int f(int, ?&in ...)`.
    unsafe {
        let call = &mut *call;
        see(call.arg::<i32>(0) as u64);
        for i in 1..call.arg_count as usize {
            see(call.arg_address(i) as u64);
            see(call.arg_type(i) as u64);
        }
        call.set_result(call.arg_count);
    }
}

#[test]
fn variadic_functions_get_all_arguments() {
    let mut sig = signature(&[i32::VALUE, Value::Pointer], u32::VALUE);
    sig.params[1].source = Source::Any;
    sig.variadic = true;
    let f = NativeFunction::generic(variadic as *const () as usize, 0);
    let plan = host_plan(&f, &sig);
    for n in 0..20u64 {
        let mut window = vec![5, GARBAGE << 32 | n];
        let further: Vec<u64> = (0..2 * n).map(|i| 0x1000 + i).collect();
        window.extend(&further);
        // SAFETY: as the signature says.
        unsafe { plan.call(VM, window.as_mut_ptr()) };
        assert_eq!(window[0] as u32 as u64, n + 1);
        let mut expected = vec![5];
        expected.extend(further);
        assert_eq!(take_seen(), expected);
    }
    assert_eq!(NativePlan::check(&NativeFunction::native(1), &sig), Err(SignatureError::Variadic));
}

unsafe extern "C" fn many(call: *mut GenericCall) {
    // SAFETY: declared with thirty integers.
    unsafe {
        let call = &mut *call;
        let sum: i32 = (0..call.arg_count as usize).map(|i| call.arg::<i32>(i)).sum();
        call.set_result(sum);
    }
}

#[test]
fn many_arguments() {
    let plan =
        host_plan(&NativeFunction::generic(many as *const () as usize, 0), &signature(&[i32::VALUE; 30], i32::VALUE));
    let mut window: Vec<u64> = (0..30).collect();
    // SAFETY: thirty integers.
    unsafe { plan.call(VM, window.as_mut_ptr()) };
    assert_eq!(window[0], 29 * 30 / 2);
}

#[test]
fn functions_without_code_raise() {
    for f in [NativeFunction::STUB, NativeFunction::native(0)] {
        let plan = host_plan(&f, &signature(&[i32::VALUE], i32::VALUE));
        let mut window = [3];
        // SAFETY: one integer.
        unsafe { plan.call(VM, window.as_mut_ptr()) };
        assert_eq!(take_seen(), [STUB]);
    }
}
