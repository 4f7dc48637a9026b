class A {
    void f(int a) {}
    void f(string s) const {}
    private void g() {}
    private void g(int a) {}
}
void main() {
    A a;
    const A c;
    a.f(a);
    c.f(1);
    a.g();
    a.h();
}
