//! Primitive arguments of every type in every position.

use super::*;

/// Calls `probe::<R, A, B, …>` and compares what it saw.
macro_rules! check {
    ($abi_text:literal $abi:ident; $r:ty; [$($t:ty)*] [$($p:ident)*]) => {{
        #[allow(clippy::too_many_arguments, non_camel_case_types)]
        unsafe extern $abi_text fn probe<R: Val, $($p: Val),*>($($p: $p),*) -> R {
            $( see($p.bits()); )*
            R::sample(99)
        }
        let samples: &[fn(u64) -> (u64, u64)] = &[$(|seed| (<$t>::sample(seed).slot(), <$t>::sample(seed).bits())),*];
        let (mut window, expected): (Vec<u64>, Vec<u64>) = samples.iter().enumerate().map(|(i, f)| f(i as u64 + 1)).unzip();
        window.push(GARBAGE);
        let sig = signature(&[$(<$t as Val>::VALUE),*], <$r as Val>::VALUE);
        let f = NativeFunction::native(probe::<$r, $($t),*> as *const () as usize);
        let plan = plan_for(Abi::$abi, &f, &sig);
        take_seen();
        // SAFETY: the window holds what the signature says.
        unsafe { plan.call(VM, window.as_mut_ptr()) };
        let n = size_of::<$r>() * 8;
        let mask = if n == 64 { u64::MAX } else { (1u64 << n) - 1 };
        let name = stringify!($($t)*);
        assert_eq!(take_seen(), expected, "{name}");
        assert_eq!(window[0] & mask, <$r>::sample(99).bits() & mask, "{name}");
    }};
}

macro_rules! check_both {
    ($r:ty; [$($t:ty)*] [$($p:ident)*]) => {
        check!("sysv64" SysV; $r; [$($t)*] [$($p)*]);
        check!("win64" Win64; $r; [$($t)*] [$($p)*]);
    };
}

/// All combinations of three types in the given number of positions.
macro_rules! product {
    ([] [$($t:ty)*] [$($p:ident)*]) => { check_both!(i32; [$($t)*] [$($p)*]); };
    ([$q:ident $($rest:ident)*] [$($t:ty)*] [$($p:ident)*]) => {
        product!([$($rest)*] [$($t)* i32] [$($p)* $q]);
        product!([$($rest)*] [$($t)* f32] [$($p)* $q]);
        product!([$($rest)*] [$($t)* f64] [$($p)* $q]);
    };
}

#[cfg(target_arch = "x86_64")]
#[test]
fn all_combinations_of_up_to_four() {
    product!([] [] []);
    product!([a] [] []);
    product!([a b] [] []);
    product!([a b c] [] []);
    product!([a b c d] [] []);
}

/// Every prefix of a list.
macro_rules! prefixes {
    ($r:ty; [] [$($t:ty)*] [$($p:ident)*] $($names:ident)*) => { check_both!($r; [$($t)*] [$($p)*]); };
    ($r:ty; [$next:ty $(, $rest:ty)*] [$($t:ty)*] [$($p:ident)*] $name:ident $($names:ident)*) => {
        check_both!($r; [$($t)*] [$($p)*]);
        prefixes!($r; [$($rest),*] [$($t)* $next] [$($p)* $name] $($names)*);
    };
}

macro_rules! up_to_ten {
    ($r:ty; $($t:ty),*) => { prefixes!($r; [$($t),*] [] [] a b c d e f g h i j); };
}

#[cfg(target_arch = "x86_64")]
#[test]
fn every_rotation_of_ten_types() {
    type P = *const u8;
    up_to_ten!(i8; i32, f64, i8, f32, P, u16, f64, bool, f32, i64);
    up_to_ten!(u8; f64, i8, f32, P, u16, f64, bool, f32, i64, i32);
    up_to_ten!(i16; i8, f32, P, u16, f64, bool, f32, i64, i32, f64);
    up_to_ten!(u16; f32, P, u16, f64, bool, f32, i64, i32, f64, i8);
    up_to_ten!(i32; P, u16, f64, bool, f32, i64, i32, f64, i8, f32);
    up_to_ten!(u32; u16, f64, bool, f32, i64, i32, f64, i8, f32, P);
    up_to_ten!(i64; f64, bool, f32, i64, i32, f64, i8, f32, P, u16);
    up_to_ten!(f32; bool, f32, i64, i32, f64, i8, f32, P, u16, f64);
    up_to_ten!(f64; f32, i64, i32, f64, i8, f32, P, u16, f64, bool);
    up_to_ten!(P; i64, i32, f64, i8, f32, P, u16, f64, bool, f32);
}

#[cfg(target_arch = "x86_64")]
#[test]
fn ten_of_a_kind() {
    up_to_ten!(bool; i32, i32, i32, i32, i32, i32, i32, i32, i32, i32);
    up_to_ten!(f32; f32, f32, f32, f32, f32, f32, f32, f32, f32, f32);
    up_to_ten!(f64; f64, f64, f64, f64, f64, f64, f64, f64, f64, f64);
    up_to_ten!(i64; i8, i8, i8, i8, i8, i8, i8, i8, i8, i8);
    up_to_ten!(u64; i16, u8, i16, u8, i16, u8, i16, u8, i16, u8);
}

#[test]
fn twenty_two_integers_fit_and_more_do_not() {
    #[allow(clippy::too_many_arguments)]
    extern "C" fn sum(
        a: i32,
        b: i32,
        c: i32,
        d: i32,
        e: i32,
        f: i32,
        g: i32,
        h: i32,
        i: i32,
        j: i32,
        k: i32,
        l: i32,
        m: i32,
        n: i32,
        o: i32,
        p: i32,
        q: i32,
        r: i32,
        s: i32,
        t: i32,
    ) -> i32 {
        [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t]
            .iter()
            .enumerate()
            .map(|(i, v)| v * (i as i32 + 1))
            .sum()
    }
    let int = i32::VALUE;
    let f = NativeFunction::native(sum as *const () as usize);
    let plan = host_plan(&f, &signature(&[int; 20], int));
    let mut window: Vec<u64> = (0..20).map(|i| 3 + i).collect();
    // SAFETY: twenty integers.
    unsafe { plan.call(VM, window.as_mut_ptr()) };
    assert_eq!(window[0] as i32, (0..20).map(|i| (i + 3) * (i + 1)).sum::<i32>());
    let error = NativePlan::check(&f, &signature(&[int; 40], int)).expect_err("too many");
    assert!(matches!(error, SignatureError::TooManyArguments { .. }), "{error}");
}

#[test]
fn vm_object_and_user_data() {
    extern "C" fn first(vm: *const u8, this: *const u8, x: i32, user: *const u8) -> i32 {
        [vm.bits(), this.bits(), x.bits(), user.bits()].into_iter().for_each(see);
        x + 1
    }
    extern "C" fn last(x: f32, this: *const u8) -> f32 {
        [x.bits(), this.bits()].into_iter().for_each(see);
        x + 1.0
    }
    let mut sig = signature(&[i32::VALUE], i32::VALUE);
    sig.has_this = true;
    let mut f = NativeFunction::native(first as *const () as usize).with_vm();
    f.pass_user_data = true;
    f.user_data = USER;
    let mut window = [0x1234, GARBAGE << 32 | 41];
    // SAFETY: an object and an int.
    unsafe { host_plan(&f, &sig).call(VM, window.as_mut_ptr()) };
    assert_eq!(window[0] as i32, 42);
    assert_eq!(take_seen(), [VM as u64, 0x1234, 41, USER as u64]);

    let mut sig = signature(&[f32::VALUE], f32::VALUE);
    sig.has_this = true;
    let mut f = NativeFunction::native(last as *const () as usize);
    f.convention = crate::types::CallConvention::NativeObjectLast;
    let mut window = [0x1234, 1.5f32.slot()];
    // SAFETY: an object and a float.
    unsafe { host_plan(&f, &sig).call(VM, window.as_mut_ptr()) };
    assert_eq!(f32::from_bits(window[0] as u32), 2.5);
    assert_eq!(take_seen(), [1.5f32.bits(), 0x1234]);
}
