//! Script-level declarations and classes.

use super::*;

/// GRAM-02, GRAM-03, FUNC-15
#[test]
fn functions() {
    assert_eq!(script("int f(void) { return 3; }"), "(fn int f () {(return 3)})");
    assert_eq!(script("int f(int, int b) {}"), "(fn int f (int, int b) {})");
    assert_eq!(
        script("const A@ &f(const A &in a, B &out, C &inout c = null, D & d) {}"),
        "(fn const A@& f (const A &in a, B &out, C & c = null, D & d) {})"
    );
    assert_eq!(
        script("void f(int a = 1 + 2, const B@ b = C(3), int[] &in c = {1}) {}"),
        "(fn void f (int a = (+ 1 2), const B@ b = (call C 3), int[] &in c = (list 1)) {})"
    );
    assert_eq!(script("A@+ f(B@+ b) {}"), "(fn A@+ f (B@+ b) {})");
    assert_eq!(script("int get_x() property { return 1; }"), "(fn property int get_x () {(return 1)})");
    assert_eq!(script("void f();"), "(fn void f ())");
}

/// GRAM-16
#[test]
fn functions_and_variables() {
    assert_eq!(script("A g(4);"), "(var A g( 4))");
    assert_eq!(script("A g(), h;"), "(var A g() h)");
    assert_eq!(script("A g(b, c::d);"), "(var A g( b c::d))");
    assert_eq!(script("A g(b & c, d);"), "(var A g( (& b c) d))");
    assert_eq!(script("A g(b, c) {}"), "(fn A g (b, c) {})");
    assert_eq!(script("A g(b & c, d) {}"), "(fn A g (b & c, d) {})");
    assert_eq!(script("A g(B b);"), "(fn A g (B b))");
    assert_eq!(script("A g(int);"), "(fn A g (int))");
    assert_eq!(script("A g(int(3), b: 4);"), "(var A g( (new int 3) b:4))");
    assert_eq!(script("A g(array<int>(3));"), "(var A g( (call array<int> 3)))");
    assert_eq!(script("A g(array<int> b) {}"), "(fn A g (array<int> b) {})");
    assert_eq!(script("A g(b[0], c);"), "(var A g( (index b 0) c))");
    assert_eq!(script("A g(b[] c) {}"), "(fn A g (b[] c) {})");
    assert_eq!(script("A g(function(x) { y(); });"), "(var A g( (lambda (_ x) {(call y)})))");
    assert_eq!(script("external shared A g(b);"), "(fn shared external A g (b))");
    assert_eq!(script("A g(b) property;"), "(fn property A g (b))");
    assert_eq!(script("A g(@b, -c);"), "(var A g( (@ b) (- c)))");
}

/// GRAM-09, VAR-17, GLOB-10
#[test]
fn variables() {
    assert_eq!(script("int a = 1, b = a + 1; auto c = 2.5f;"), "(var int a=1 b=(+ a 1))\n(var auto c=2.5f)");
    assert_eq!(script("const array<const A@>@ x = {};"), "(var const array<const A@>@ x=(list))");
    assert_eq!(script("shared int a; private int b;"), "(var shared int a)\n(var private int b)");
    assert_eq!(
        script("shared shared; final final; from from;"),
        "(var shared shared)\n(var final final)\n(var from from)"
    );
}

/// GRAM-13
#[test]
fn stray_semicolons() {
    assert_eq!(script("; class A { ; int x; ; };"), "(class A (var int x))");
}

/// GRAM-12, ENUM-01, ENUM-02, SHARED-14
#[test]
fn enums() {
    assert_eq!(script("enum E { A, B = 1 << 2, C, }"), "(enum E A B=(<< 1 2) C)");
    assert_eq!(script("enum E {} shared external enum F;"), "(enum E)\n(enum shared external F ;)");
    assert_eq!(script("enum E : uint8 { A }"), "(enum E : uint8 A)");
    assert_eq!(codes("enum E { , }"), ["E5"]);
    assert_eq!(codes("enum E { A = , B C, D = 1 } int x;"), ["E6", "E1"]);
}

/// GRAM-29, ENUM-13
#[test]
fn typedefs() {
    assert_eq!(script("typedef float real;"), "(typedef float real)");
    assert_eq!(codes("typedef void T;"), ["E4"]);
    assert_eq!(codes("typedef A T;"), ["E4"]);
    assert_eq!(codes("typedef int@ T;"), ["E5"]);
}

/// NS-01, NS-02, NS-07
#[test]
fn namespaces() {
    assert_eq!(
        script("namespace A::B { int v; namespace C {} } using namespace A::B;"),
        "(namespace A B : (var int v) (namespace C :))\n(using A B)"
    );
}

/// SHARED-01, ERR-008
#[test]
fn imports() {
    assert_eq!(script("import int &f(int a, B@) from \"m\";"), "(import int& f (int a, B@)) from \"m\"");
    assert_eq!(script("import void f() property from 'a' 'b';"), "(import property void f ()) from \"ab\"");
    assert_eq!(codes("import void f() from other;"), ["E8"]);
    assert_eq!(codes("import void f();"), ["E1"]);
}

/// LAMBDA-01
#[test]
fn funcdefs() {
    assert_eq!(
        script("shared funcdef bool F(int, const A &in b = C());"),
        "(funcdef shared bool F (int, const A &in b = (call C)))"
    );
}

/// CLASS-01 to CLASS-06
#[test]
fn classes() {
    assert_eq!(
        script(
            "class A : B, N::C, ::D { A() {} A(const A &in o) explicit { } ~A() {} private int a = 1, b; protected A@ c(d);
             funcdef void F(); void f() const override final {} private B& g(int) {} A(int) delete; }"
        ),
        "(class A : B N::C ::D (fn A () {}) (fn explicit A (const A &in o) {}) (fn ~A () {}) (var private int a=1 b) \
         (var protected A@ c( d)) (funcdef void F ()) (fn final override const void f () {}) \
         (fn private B& g (int) {}) (fn delete A (int)))"
    );
    assert_eq!(script("abstract shared final external class A;"), "(class shared external abstract final A ;)");
    assert_eq!(script("class A { A f(b, c); }"), "(class A (var A f( b c)))");
    assert_eq!(
        script("class A { A@ opShl(B) {} uint64 opConv() const {} }"),
        "(class A (fn A@ opShl (B) {}) (fn const uint64 opConv () {}))"
    );
}

/// TYPE-24
#[test]
fn implicit_handles() {
    let on = ParseOptions { implicit_handles: true, ..ParseOptions::default() };
    assert_eq!(script_with(b"class @A {}", &on).0, "(class @A)");
    assert_eq!(codes("class @A {}"), ["E5"]);
}

/// PROP-04, PROP-05, PROP-18, PROP-19
#[test]
fn properties() {
    assert_eq!(
        script("class A { private int x { get const { return s; } set override final { s = value; } } }"),
        "(class A (property private int x (get const {(return s)}) (set final override {(= s value)})))"
    );
    assert_eq!(script("B@& x { get { } }"), "(property B@& x (get {}))");
    assert_eq!(script("interface I { int x { get const; set; } }"), "(interface I (property int x (get const) (set)))");
    assert_eq!(codes("class A { int p { } }"), ["E180"]);
    assert_eq!(codes("class A { int p { foo {} } }"), ["E181"]);
    assert_eq!(codes("class A { int p { get; } }"), ["E182"]);
}

/// IFACE-01, IFACE-04
#[test]
fn interfaces() {
    assert_eq!(
        script("shared interface I : J, N::K { void f(int) const; const A@ &g(b, c); ; }"),
        "(interface shared I : J N::K (fn const void f (int)) (fn const A@& g (b, c)))"
    );
    assert_eq!(script("external interface I;"), "(interface external I ;)");
    assert_eq!(codes("interface I { int v; }"), ["E10"]);
    assert_eq!(codes("interface I { void f() {} }"), ["E1"]);
    assert_eq!(codes("interface I { I(); private void g(); funcdef void F(); }"), ["E10", "E10", "E10"]);
}

/// MIXIN-01, MIXIN-09, MIXIN-12, GRAM-30
#[test]
fn mixins() {
    assert_eq!(script("mixin class M : I { int v = 3; void f() {} }"), "(mixin M : I (var int v=3) (fn void f () {}))");
    assert_eq!(codes("shared mixin class M {}"), ["E174"]);
    assert_eq!(codes("mixin abstract class M {}"), ["E174"]);
    assert_eq!(codes("mixin class M { funcdef void F(); }"), ["E176"]);
}

/// GRAM-14, WARN-11
#[test]
fn repeated_words() {
    assert_eq!(codes("abstract abstract class A {}"), ["W11"]);
    assert_eq!(codes("shared shared void f() {}"), ["W11"]);
    assert_eq!(codes("class A { void f() override override {} }"), ["W11"]);
}

/// GRAM-04, GRAM-06, GRAM-10, GRAM-11, ERR-161
#[test]
fn refused_declarations() {
    assert_eq!(codes("void f(?&in a) {}"), ["E4"]);
    assert_eq!(codes("int f(?&in a) {}"), ["E4"]);
    assert_eq!(codes("void f(int ...) {}"), ["E1"]);
    assert_eq!(codes("void f() const {}"), ["E1"]);
    assert_eq!(codes("class A { enum E { X } }"), ["E10"]);
    assert_eq!(codes("class A { class B { int x; } int y; }"), ["E10"]);
    assert_eq!(codes("int a[3];"), ["E1"]);
    assert_eq!(codes("int[3] a;"), ["E1"]);
    assert_eq!(codes("class A { A() delete {} }"), ["E161"]);
    assert_eq!(codes("f() {}"), ["E4"]);
    assert_eq!(codes("private class A {}"), ["E1"]);
    assert_eq!(codes("final void f() {}"), ["E1"]);
    assert_eq!(codes("shared namespace A {}"), ["E1"]);
    assert_eq!(codes("class A { shared void f() {} }"), ["E10"]);
}
