// rules: FUNC-04, CLASS-28, ERR-103
class A { A(int a, int b) {} }
class B { B(int a) {} B &opAssign(const B &in) delete; }
class C { C() {} C(const C &in) delete; C &opAssign(const C &in) delete; }
void a(A x) {}
void b(B x) {}
void c(C x) {}
void handles(A@ x, const A &in y, A &inout z) {}
void main() {
    A x(1, 2);
    B y(1);
    C z;
    handles(x, x, x);
    a(x); // error: E0103
    b(y); // error: E0103
    c(z); // error: E0103
    A copy = x; // error: E0103
}
A result(A@ h) { return h; } // error: E0103
