// rules: CONV-49, CONV-50, CONV-39, CONV-26, CONV-31
// Each pair of overloads shows which of two conversions is the cheaper one.
enum E { X = 1 }
class A {}
class B : A { double opImplConv() const { return 2.5; } }
class C { C() {} C(int) { } C(const string &in s) {} }
class D { string opImplConv() const { return "D"; } int opConv() const { return 10; } int opImplConv() const { return 20; } C opImplConv() const { print("opImplConv"); return C(1); } }
class F { F() {} F(const D &in d) { print("F(D)"); } F(const B &in d) explicit { print("F(B)"); } }
class G { F opImplConv() const { print("G to F"); return F(); } }
funcdef void Fd();
void a(const int &in) { print("const"); } void a(double) { print("double"); }
void b(int) { print("int"); } void b(int64) { print("int64"); }
void c(int64) { print("larger"); } void c(int16) { print("smaller"); }
void d(uint) { print("sign"); } void d(int16) { print("smaller"); }
void f(int) { print("float to int"); } void f(C) { print("object"); }
void g(A@) { print("base"); } void g(double) { print("primitive"); }
void h(double) { print("primitive"); } void h(C) { print("object"); }
void i(int) { print("int"); } void i(const string &in) { print("string"); }
void j(uint64) { print("to unsigned"); } void j(float) { print("to float"); }
void k(int64) { print("to signed"); } void k(double) { print("to double"); }
void l(Fd@) { print("lambda"); } void l(A@) { print("handle"); }
void m(const A@) { print("const"); } void m(int) { print("int"); }
void n(E) { print("E"); } void n(int64) { print("int64"); }
void main() {
    int x = 1; int8 small = 1; uint u = 1; float fl = 1; int64 big = 1; double dbl = 1;
    a(x); // expect: const
    b(X); // expect: int
    c(x); // expect: larger
    d(x); // expect: smaller
    d(big); // expect: smaller
    j(x); // expect: to unsigned
    k(u); // expect: to signed
    f(fl); // warning: W0004
    // expect: float to int
    B bb;
    g(bb); // expect: base
    h(bb); // expect: primitive
    l(function() {}); // expect: lambda
    m(bb); // expect: const
    n(X); // expect: E
    n(1); // expect: int64
    D dd;
    i(dd); // expect: int
    print("" + int(dd)); // expect: 10
    int implicit = dd;
    print("" + implicit); // expect: 20
    // The source's operator comes before the target's constructor.
    C made = dd; // expect: opImplConv
    F fromD = F(dd); // expect: F(D)
    F fromB = F(bb); // expect: F(B)
    G gg;
    F fromG = F(gg); // expect: G to F
}
