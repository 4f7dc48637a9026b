// rules: IFACE-02, IFACE-04, IFACE-08, IFACE-11, IFACE-12, FUNC-27, CLASS-18
// What implements an interface may be private or inherited; interfaces extend each other and mix with mixins and properties.
interface I { void f(); int g(int a = 4) const; }
interface J : I { int p { get const; set; } }
interface K : I { void f(); void k(int x, const string &in s); }
class Base { protected void f() { print("Base f"); } int s = 2; }
mixin class P { int get_p() const property { return s; } void set_p(int v) property { s = v; } }
class A : J, Base, P { private int g(int a) const { return a * s; } }
class B : A, K { void k(int x, const string &in s2) { print("k" + x + s2); } protected void f() override { Base::f(); print("B f"); } }
void call(I@ i) { i.f(); print("" + i.g() + i.g(1)); }
void main() {
    B b;
    call(b);
    // expect: Base f
    // expect: B f
    // expect: 82
    J@ j = b;
    j.p += 5;
    K@ k = cast<K>(j);
    k.k(j.p, "x"); // expect: k7x
    I@ i = k;
    print("" + (cast<A>(i) is b) + (cast<J>(i) is j) + (cast<K>(other()) is null)); // expect: truetruetrue
    const I@ c = b;
    print("" + c.g()); // expect: 28
}
class A2 : I { void f() {} int g(int a) const { return 0; } }
I@ other() { return A2(); }
