// rules: CLASS-13, CLASS-18, CLASS-64, CLASS-65, CLASS-66, CLASS-67
// Methods are virtual whoever may call them, whether `override` is written or not; an interface's method may be marked too.
interface I { string f(); }
class A : I {
    private string f() override { return "A"; }
    private string g() { return "Ag"; }
    string h() final { return "Ah"; }
    string call() { return f() + g() + h(); }
}
class B : A {
    string f() { return "B"; }
    private string g() override { return "Bg"; }
    string f(int) { return "Bint"; }
    string f() const { return "Bconst"; }
}
class C : B { string f() override final { return "C"; } }
void main() {
    A a, b = B(), c = C();
    A@ hb = B(), hc = C(); I@ i = hc; const B@ k = B();
    print(a.call() + hb.call() + hc.call()); // expect: AAgAhBBgAhCBgAh
    print(i.f() + B().f(1) + k.f()); // expect: CBintBconst
    print(b.call()); // expect: AAgAh
}
