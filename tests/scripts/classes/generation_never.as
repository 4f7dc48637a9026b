// rules: CLASS-30, ENGP-18, ENGP-36, ENGP-37, ERR-081, ERR-102, ERR-103
// properties: 18=2, 36=2, 37=2
// With 2 nothing is generated.
class A { int v; }
class B { int v; B() {} }
class C { C() {} C(const C &in) {} C &opAssign(const C &in) { return this; } }
void takeB(B b) {}
void main() {
    A a; // error: E0102
    B b, c;
    b = c; // error: E0081
    B d(b); // error: E0100
    takeB(b); // error: E0103
    C e, f = e;
    e = f;
}
