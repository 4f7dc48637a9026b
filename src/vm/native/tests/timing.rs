//! What a call costs. Run with `cargo test --release native::tests::timing -- --ignored --nocapture`.

use std::hint::black_box;
use std::time::Instant;

use super::super::generic::GenericCall;
use super::*;

fn measure(name: &str, f: NativeFunction, sig: Signature, window: &[u64]) {
    let plan = black_box(host_plan(&f, &sig));
    let mut slots = window.to_vec();
    let mut best = f64::MAX;
    for _ in 0..7 {
        let rounds = 20_000_000u32;
        let start = Instant::now();
        for i in 0..rounds {
            slots[0] = if sig.result_address { window[0] } else { i as u64 };
            // SAFETY: the window is as the signature says.
            unsafe { plan.call(VM, black_box(slots.as_mut_ptr())) };
        }
        best = best.min(start.elapsed().as_secs_f64() * 1e9 / rounds as f64);
    }
    println!("{name:44} {best:6.2} ns");
}

extern "C" fn int1(a: i32) -> i32 {
    a.wrapping_mul(3)
}
extern "C" fn int4(a: i32, b: i32, c: i32, d: i32) -> i32 {
    a.wrapping_mul(3) ^ b ^ c ^ d
}
extern "C" fn nothing() {}
extern "C" fn boolean(a: bool) -> bool {
    !a
}
extern "C" fn reference(a: *const i32) -> i32 {
    // SAFETY: the address of a number.
    unsafe { *a }
}
extern "C" fn floats(a: f32, b: f32, c: f32) -> f32 {
    a * b + c
}
extern "C" fn mixed(a: *const u8, b: f32, c: i32, d: f64) -> f64 {
    a as usize as f64 + b as f64 + c as f64 + d
}
extern "C" fn with_vm(vm: *const u8, a: i32) -> i32 {
    vm as usize as i32 ^ a
}
extern "C" fn small(a: i8, b: i16) -> i32 {
    a as i32 + b as i32
}
#[allow(clippy::too_many_arguments)]
extern "C" fn ten(a: i32, b: i32, c: i32, d: i32, e: i32, f: i32, g: i32, h: i32, i: i32, j: i32) -> i32 {
    a ^ b ^ c ^ d ^ e ^ f ^ g ^ h ^ i ^ j
}
#[repr(C)]
struct Vec3(f32, f32, f32);
extern "C" fn cross(a: Vec3, b: Vec3) -> Vec3 {
    Vec3(a.1 * b.2, a.2 * b.0, a.0 * b.1)
}
#[repr(C)]
struct Text(u64, u64);
extern "C" fn join(a: *const Text, b: *const Text) -> Text {
    // SAFETY: addresses of values.
    unsafe { Text((*a).0, (*b).1) }
}
unsafe extern "C" fn generic1(call: *mut GenericCall) {
    // SAFETY: one integer.
    unsafe { (*call).set_result((*call).arg::<i32>(0).wrapping_mul(3)) }
}
unsafe extern "C" fn generic4(call: *mut GenericCall) {
    // SAFETY: four integers.
    unsafe {
        (*call)
            .set_result((*call).arg::<i32>(0) ^ (*call).arg::<i32>(1) ^ (*call).arg::<i32>(2) ^ (*call).arg::<i32>(3))
    }
}

#[test]
#[ignore = "a measurement"]
fn calls() {
    let native = |f: *const ()| NativeFunction::native(f as usize);
    let (int, float, double, ptr) = (i32::VALUE, Value::Float, Value::Double, Value::Pointer);
    let mut buffer = [0u64; 8];
    let out = buffer.as_mut_ptr() as u64;
    measure("void f()", native(nothing as _), signature(&[], Value::Void), &[0]);
    measure("int f(int)", native(int1 as _), signature(&[int], int), &[1]);
    measure("int f(int, int, int, int)", native(int4 as _), signature(&[int; 4], int), &[1, 2, 3, 4]);
    measure("int f(vm, int)", native(with_vm as _).with_vm(), signature(&[int], int), &[1]);
    measure("bool f(bool)", native(boolean as _), signature(&[bool::VALUE], bool::VALUE), &[1]);
    let mut by_ref = signature(&[int], int);
    by_ref.params[0].source = Source::SlotAddress;
    measure("int f(const int &in)", native(reference as _), by_ref, &[1]);
    measure("float f(float, float, float)", native(floats as _), signature(&[float; 3], float), &[1, 2, 3]);
    measure(
        "double C::f(float, int, double)",
        native(mixed as _),
        signature(&[ptr, float, int, double], double),
        &[1, 2, 3, 4],
    );
    measure(
        "int f(int8, int16) (list of moves)",
        native(small as _),
        signature(&[i8::VALUE, i16::VALUE], int),
        &[1, 2],
    );
    measure("int f(int × 10) (list, stack)", native(ten as _), signature(&[int; 10], int), &[1; 10]);
    let vec3 = Value::Struct(StructShape {
        size: 12,
        align: 4,
        classes: [EightByte::Float; 2],
        float_bytes: 4,
        packed: false,
        non_trivial: false,
    });
    measure("Vec3 f(Vec3, Vec3)", native(cross as _), signature(&[vec3, vec3], vec3), &[out, 1, 2, 3, 4]);
    let text = Value::Struct(StructShape {
        size: 16,
        align: 8,
        classes: [EightByte::Int; 2],
        float_bytes: 0,
        packed: false,
        non_trivial: false,
    });
    measure(
        "string f(const string &in, const string &in)",
        native(join as _),
        signature(&[ptr, ptr], text),
        &[out, out, out],
    );
    let mut released = signature(&[ptr, int], int);
    released.params[0].after = After::Release;
    measure("int f(T@+, int), null", native(int4 as _), released, &[0, 1]);
    measure(
        "generic int f(int)",
        NativeFunction::generic(generic1 as *const () as usize, 0),
        signature(&[int], int),
        &[1],
    );
    measure(
        "generic int f(int, int, int, int)",
        NativeFunction::generic(generic4 as *const () as usize, 0),
        signature(&[int; 4], int),
        &[1; 4],
    );
}
