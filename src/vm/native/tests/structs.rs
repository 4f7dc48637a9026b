//! Structures by value, as arguments and results.

use super::*;

#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Default)]
struct Vec1(f32);
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Default)]
struct Vec2(f32, f32);
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Default)]
struct Vec3(f32, f32, f32);
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Default)]
struct Vec4(f32, f32, f32, f32);
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Default)]
struct Double2(f64, f64);
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Default)]
struct Bytes3(u8, u8, u8);
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Default)]
struct Ints3(u32, u32, u32);
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Default)]
struct Pointers(u64, u64);
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Default)]
struct IntDouble(u64, f64);
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Default)]
struct DoubleInt(f64, u32);
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Default)]
struct Matrix([f32; 9]);

trait Shape: Copy + Default + PartialEq + std::fmt::Debug {
    const CLASSES: [EightByte; 2];
    const HOMOGENEOUS: bool;
    fn sample(seed: u32) -> Self;
    fn shape() -> StructShape {
        StructShape {
            size: size_of::<Self>() as u32,
            align: align_of::<Self>() as u32,
            classes: Self::CLASSES,
            float_bytes: if Self::HOMOGENEOUS { align_of::<Self>() as u32 } else { 0 },
            packed: false,
            non_trivial: false,
        }
    }
}

macro_rules! shape {
    ($t:ident $a:ident $b:ident $h:literal, $s:ident => $e:expr) => {
        impl Shape for $t {
            const CLASSES: [EightByte; 2] = [EightByte::$a, EightByte::$b];
            const HOMOGENEOUS: bool = $h;
            fn sample($s: u32) -> $t {
                $e
            }
        }
    };
}
shape!(Vec1 Float Float true, s => Vec1(s as f32 + 0.5));
shape!(Vec2 Float Float true, s => Vec2(s as f32, s as f32 + 0.25));
shape!(Vec3 Float Float true, s => Vec3(s as f32, -1.0, s as f32 + 0.25));
shape!(Vec4 Float Float true, s => Vec4(s as f32, -1.0, s as f32 + 0.25, 7.0));
shape!(Double2 Float Float true, s => Double2(s as f64, -0.125));
shape!(Bytes3 Int Int false, s => Bytes3(s as u8, 2, 255));
shape!(Ints3 Int Int false, s => Ints3(s, !s, 3));
shape!(Pointers Int Int false, s => Pointers(s as u64, u64::MAX));
shape!(IntDouble Int Float false, s => IntDouble(s as u64, 2.5));
shape!(DoubleInt Float Int false, s => DoubleInt(s as f64, 6));
shape!(Matrix Float Float true, s => Matrix([s as f32; 9]));

fn slots_of<S: Shape>(s: S) -> Vec<u64> {
    let mut slots = vec![GARBAGE; size_of::<S>().div_ceil(8)];
    // SAFETY: the slots have room.
    unsafe { slots.as_mut_ptr().cast::<S>().write_unaligned(s) };
    slots
}

/// Takes `before` integers and `floats` doubles, two structures and an integer; gives back the second.
macro_rules! check_struct {
    ($abi_text:literal $abi:ident $t:ident [$($i:ident)*] [$($f:ident)*]) => {{
        #[allow(clippy::too_many_arguments)]
        unsafe extern $abi_text fn take($($i: i64,)* $($f: f64,)* a: $t, x: i32, b: $t, y: f32) -> $t {
            $( assert_eq!($i, 11); )*
            $( assert_eq!($f, 1.5); )*
            assert_eq!((a, x, y), (<$t>::sample(1), -5, 0.75));
            b
        }
        let mut window = Vec::new();
        let mut result = [<$t>::default(); 2];
        window.push(result.as_mut_ptr() as u64);
        let mut params = Vec::new();
        $( let $i = 11u64; window.push($i); params.push(Value::Int { bytes: 8, signed: true }); )*
        $( let $f = 1.5f64; window.push($f.to_bits()); params.push(Value::Double); )*
        window.extend(slots_of(<$t>::sample(1)));
        window.push((-5i32).slot());
        window.extend(slots_of(<$t>::sample(2)));
        window.push(0.75f32.slot());
        let s = Value::Struct(<$t>::shape());
        params.extend([s, i32::VALUE, s, f32::VALUE]);
        let f = NativeFunction::native(take as *const () as usize);
        let plan = plan_for(Abi::$abi, &f, &signature(&params, s));
        // SAFETY: the window holds what the signature says.
        unsafe { plan.call(VM, window.as_mut_ptr()) };
        assert_eq!(result, [<$t>::sample(2), <$t>::default()]);
    }};
}

macro_rules! check_all {
    ($($t:ident)*) => {$(
        check_struct!("sysv64" SysV $t [] []);
        check_struct!("sysv64" SysV $t [a1 a2 a3] []);
        check_struct!("sysv64" SysV $t [a1 a2 a3 a4 a5] []);
        check_struct!("sysv64" SysV $t [a1] [f1 f2 f3 f4 f5 f6]);
        check_struct!("sysv64" SysV $t [a1] [f1 f2 f3 f4 f5 f6 f7]);
    )*};
}

#[cfg(target_arch = "x86_64")]
#[test]
fn system_v() {
    check_all!(Vec1 Vec2 Vec3 Vec4 Double2 Bytes3 Ints3 Pointers IntDouble DoubleInt);
    check_struct!("sysv64" SysV Matrix [] []);
    check_struct!("sysv64" SysV Matrix [a1 a2 a3 a4 a5 a6] [f1]);
}

#[cfg(target_arch = "x86_64")]
#[test]
fn windows() {
    macro_rules! check_all {
        ($($t:ident)*) => {$(
            check_struct!("win64" Win64 $t [] []);
            check_struct!("win64" Win64 $t [a1] [f1]);
            check_struct!("win64" Win64 $t [a1 a2 a3] [f1 f2]);
        )*};
    }
    check_all!(Vec1 Vec2 Vec3 Vec4 Double2 Bytes3 Ints3 Pointers IntDouble DoubleInt Matrix);
}

#[test]
fn small_results_leave_the_rest_alone() {
    extern "C" fn v2(a: f32) -> Vec2 {
        Vec2(a, 2.0)
    }
    extern "C" fn v3(a: f32) -> Vec3 {
        Vec3(a, 2.0, 3.0)
    }
    fn run<S: Shape>(f: *const ()) -> [S; 2] {
        let mut result = [S::sample(9); 2];
        let plan =
            host_plan(&NativeFunction::native(f as usize), &signature(&[Value::Float], Value::Struct(S::shape())));
        let mut window = [result.as_mut_ptr() as u64, 1.5f32.slot()];
        // SAFETY: a result address and a float.
        unsafe { plan.call(VM, window.as_mut_ptr()) };
        result
    }
    assert_eq!(run::<Vec2>(v2 as *const ()), [Vec2(1.5, 2.0), Vec2::sample(9)]);
    assert_eq!(run::<Vec3>(v3 as *const ()), [Vec3(1.5, 2.0, 3.0), Vec3::sample(9)]);
}

#[test]
fn non_trivial_types_go_by_address() {
    let shape = StructShape { non_trivial: true, ..Pointers::shape() };
    extern "C" fn take(a: *const Pointers, b: i32) -> u64 {
        // SAFETY: the test passes the address of a value.
        unsafe { (*a).0 + b as u64 }
    }
    let plan = host_plan(
        &NativeFunction::native(take as *const () as usize),
        &signature(&[Value::Struct(shape), i32::VALUE], u64::VALUE),
    );
    let mut window = [40, 7, 2];
    // SAFETY: two slots with a value and an int.
    unsafe { plan.call(VM, window.as_mut_ptr()) };
    assert_eq!(window[0], 42);
}
