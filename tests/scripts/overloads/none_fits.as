// rules: OVERLOAD-03, OVERLOAD-04, OVERLOAD-05, OVERLOAD-15, ERR-100
void f(int a) {}
void f(int a, int b) {}
void f(string s) {}
class A { A(int a) {} A(string s, int n) {} }
class B {}
class C { private C(int) {} C(string) {} }
void main() {
    B b;
    f(); // error: E0100
    f(1, 2, 3); // error: E0100
    f(b); // error: E0100
    f(a: 1, z: 2); // error: E0100
    f(1, a: 2); // error: E0100
    A x; // error: E0102
    A y(1, 2); // error: E0100
    A z(b); // error: E0100
    A w = "s"; // error: E0065
    f(nothing); // error: E0020
}
