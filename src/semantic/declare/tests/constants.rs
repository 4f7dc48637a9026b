//! Values of enums and constant globals.

use super::*;
use crate::semantic::fold::{double_bits, float_bits};

#[test]
fn values_of_enums() {
    // ENUM-01, ENUM-03, ENUM-04
    let text =
        "enum E { A, B = 5, C, D = B | 8, F = k * 2, G, H = N::X + E::A, I = int(2.9), J = -1, K = (1 << 4) - 1 }
        const int k = 4; namespace N { enum O { W = 3, X } }";
    facts(text, |d| {
        let all = ["A", "B", "C", "D", "F", "G", "H", "I", "J", "K"].map(|n| d.value("E", n));
        assert_eq!(all, [0, 5, 6, 13, 8, 9, 4, 2, -1, 15]);
        assert_eq!(d.value("N::O", "X"), 4);
        assert_eq!(d.r.enum_values(d.ty("E")).len(), 10);
    });
    // Values may wait for what comes later, in whatever order.
    facts("enum E { A = F::B + 1, C } const int k = E::C; enum F { B = 2, D = k }", |d| {
        assert_eq!((d.value("E", "C"), d.value("F", "D")), (4, 4));
        assert_eq!(d.global("k").constant, Some(4));
    });
    // The value of the same enum wins over one of the same name in another enum (ENUM-06).
    facts("enum E { A = 1 } enum F { A = 2, B = A }", |d| assert_eq!(d.value("F", "B"), 2));
    facts("enum E { A = Red + Color::Blue, B = 0xFFFFFFFF, C = 'a'[0] }".replace(", C = 'a'[0]", "").as_str(), |d| {
        assert_eq!((d.value("E", "A"), d.value("E", "B")), (3, -1));
    });
}

#[test]
fn unscoped_enum_values_are_found() {
    // ENUM-04 to ENUM-06
    facts("enum E { A = 1 } enum F { A = 2 } namespace N { enum G { A = 3 } }", |d| {
        let mut space = crate::semantic::LookupSpace::default();
        d.r.lookup(NamespaceId::GLOBAL, &[], d.symbol("A"), &mut space);
        assert_eq!(space.enum_values, [(d.ty("E"), 1), (d.ty("F"), 2)]);
        d.r.lookup(d.namespace("N"), &[], d.symbol("A"), &mut space);
        assert_eq!(space.enum_values, [(d.ty("N::G"), 3)]);
    });
    let options = CompileOptions { require_enum_scope: true, ..CompileOptions::default() };
    facts_with(&options, "enum E { A, B = A + 2 } enum F { C = E::B }", |d| {
        let mut space = crate::semantic::LookupSpace::default();
        assert_eq!(d.r.lookup(NamespaceId::GLOBAL, &[], d.symbol("A"), &mut space), None);
        assert_eq!(d.r.lookup(NamespaceId::GLOBAL, &[], d.symbol("Red"), &mut space), None);
        assert_eq!(d.value("F", "C"), 2);
    });
    assert_eq!(told_with(&options, &["enum E { A } enum F { B = A }"]), ["E20 1:27"]);
}

#[test]
fn wrong_values_of_enums() {
    // ENUM-16
    assert_eq!(
        messages("int f() { return 1; } int v = 1; enum E { A = f(), B, C = v, D = HOST, F = null }"),
        "E223 1:47, E223 1:59, E223 1:66, E223 1:76"
    );
    assert_eq!(
        messages("enum E { A = 1 / 0, B = 2 ** 40, C = true, D = nothing, F = Nope::x, G = ~1.5 }"),
        "E79 1:14, E80 1:25, E65 1:38, E20 1:48, E22 1:61, E69 1:74"
    );
    assert_eq!(messages("enum E { A = 1.5, B = 2.0, C = 5000000000 }"), "W3 1:14, W2 1:32");
    assert_eq!(messages("enum E { A = B, B = A } enum F { C = k } const int k = F::C;"), "E46 1:17, E46 1:38");
    assert_eq!(messages("enum E { A, B, A }"), "E29 1:16");
    assert_eq!(messages("enum E { A = 1 } enum F { A = 2 } enum G { B = A }"), "E38 1:48");
    assert_eq!(messages("enum E { A = Color(7), B = (A == A ? 1 : 2), C = E(3, 4) }"), "E78 1:50");
}

#[test]
fn constant_globals() {
    // VAR-07, VAR-28, SHARED-11
    let text = "const int a = 2 + 3; const float f = a / 2; const double d = 1; const bool b = a > 4 && !false; const uint8 w = 300;
        const Color c = Color::Blue; const int n = g(); int v = 1; const int u = v; const string s = \"x\"; int g() { return 1; }
        const uint64 big = 0xFFFFFFFFFFFFFFFF; const int neg = -2147483648; const float third = 1.0 / 3; const int t = true ? 1 : 2;
        typedef double real; const real r = real(a) / 2; const int8 m = -1; const int x = 7 % 4 ** 2 & 6 | 1 << 3;";
    facts(text, |d| {
        let of = |n: &str| d.global(n).constant;
        assert_eq!(of("a"), Some(5));
        assert_eq!(of("f"), Some(float_bits(2.0)));
        assert_eq!(of("d"), Some(double_bits(1.0)));
        assert_eq!(of("b"), Some(1));
        assert_eq!(of("w"), Some(44));
        assert_eq!(of("c"), Some(2));
        assert_eq!([of("n"), of("v"), of("u"), of("s")], [None; 4]);
        assert_eq!(of("big"), Some(u64::MAX));
        assert_eq!(of("neg"), Some(i64::from(i32::MIN) as u64));
        assert_eq!(of("third"), Some(float_bits((1.0 / 3.0f64) as f32)));
        assert_eq!(of("t"), Some(1));
        assert_eq!(of("r"), Some(double_bits(2.5)));
        assert_eq!(of("m"), Some(u64::MAX));
        assert_eq!(of("x"), Some(14));
    });
    let options = CompileOptions { disable_integer_division: true, ..CompileOptions::default() };
    facts_with(&options, "const double h = 1 / 2;", |d| assert_eq!(d.global("h").constant, Some(double_bits(0.5))));
    // What is wrong with an initialiser is told when it is compiled.
    facts("const int a = 1 / 0; const int b = \"x\"; const bool c = 1;", |d| {
        assert_eq!(["a", "b", "c"].map(|n| d.global(n).constant), [None; 3]);
    });
}

#[test]
fn the_branches_of_a_condition_find_a_common_type() {
    // EXPR-42
    facts("const auto a = true ? 1 : 2u8;".replace("2u8", "0x2").as_str(), |d| {
        assert_eq!(d.global("a").def.ty.type_id, crate::types::Primitive::UInt32.id());
    });
    facts("const auto a = false ? 1.5 : 1; const auto b = true ? 1.5f : 2.0;", |d| {
        assert_eq!(d.global("a").constant, Some(double_bits(1.0)));
        assert_eq!(d.global("b").constant, Some(double_bits(1.5)));
    });
}

#[test]
fn long_expressions_need_little_stack() {
    let sum = vec!["1"; 4000].join(" + ");
    let not = "~".repeat(4000);
    facts(&format!("enum E {{ A = {sum}, B = {not}1 }} const int k = {sum}; int v = {sum} + k;"), |d| {
        assert_eq!((d.value("E", "A"), d.value("E", "B")), (4000, 1));
        assert_eq!(d.global("k").constant, Some(4000));
    });
}
