// rules: FUNC-29, FUNC-30, FUNC-31, FUNC-32, FUNC-33, FUNC-34, OVERLOAD-04, ERR-106, ERR-107
class A { void f(int x) {} int opIndex(int i) { return i; } }
class B : A { void f(int y) override {} }
void f(int a, int b = 2) {}
funcdef void F(int one);
void one(int a) {}
void main() {
    f(a: 1, 2); // error: E0106
    f(b: 1, 2); // error: E0106
    f(a: 1, a: 2); // error: E0107
    f(1, a: 2); // error: E0100
    f(b: 1); // error: E0100
    f(c: 1); // error: E0100
    B b; A@ a = b;
    b.f(x: 1); // error: E0100
    a.f(y: 1); // error: E0100
    F@ g = one;
    g(a: 1); // error: E0100
    int i = int(a: 1); // error: E0108
    f(z = 1); // error: E0020
}
