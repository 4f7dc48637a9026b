// rules: WARN-20, ERR-089
class A { void f(int) {} void f(string) {} int opIndex(int i) { return 1; } }
void main() {
    const A a;
    a.f(1);
    a[0];
}
