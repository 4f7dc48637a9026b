// rules: PROP-13, PROP-19, PROP-22, PROP-23, CLASS-19, MIXIN-10
// Accessors are methods: overridden, called through bases, called with a scope, mixed with namespaces and mixins.
mixin class Counter { private int n = 0; int get_count() property { return n++; } }
class A : Counter {
    protected int s = 1;
    int x { get const { return s; } set { s = value; } }
    int get_at(int i) const property { return s + i; }
    void set_at(int i, int v) property { s = v - i; }
}
class B : A {
    int x { get const override { return A::get_x() * 10; } set override { A::set_x(value + 1); } }
    int y { get const final { return x + at[1]; } }
    void twice() { x = x; at[2] = 12; }
}
namespace N { int g = 3; int p { get { return g; } set { g = value * 2; } } int get_q(int i) property { return i * g; } class C { int f() { p = p + 1; return q[2]; } } }
int get_p() property { return -1; }
void main() {
    B b;
    A@ a = b;
    a.x = 4;
    print("" + a.x + b.x + b.y); // expect: 505056
    a.at[3] = 8;
    print("" + a.at[0] + b.x); // expect: 550
    b.twice();
    print("" + b.x); // expect: 100
    N::C c;
    print("" + c.f() + N::p + p + N::q[5]); // expect: 168-140
    print("" + a.count + a.count + b.count); // expect: 012
}
