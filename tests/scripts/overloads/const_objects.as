// rules: OVERLOAD-08, OVERLOAD-11, OP-14
// Costs come first, then what fits the object's constness; const references and handles tell overloads apart.
class A {
    void f() { print("f"); }
    void f() const { print("const f"); }
    void g(int) { print("g(int)"); }
    void g(double) const { print("const g(double)"); }
    void onlyConst() const { print("only const"); }
}
void in1(A &in) { print("in"); }
void in1(const A &in) { print("const in"); }
void handle(A@) { print("handle"); }
void handle(const A@) { print("const handle"); }
A make() { return A(); }
const A@ fixed() { return A(); }
void main() {
    A a; const A k; A@ h = a; const A@ c = a;
    a.f(); k.f(); h.f(); c.f(); make().f(); fixed().f();
    // expect: f
    // expect: const f
    // expect: f
    // expect: const f
    // expect: f
    // expect: const f
    a.g(1); // expect: g(int)
    a.g(1.5); // expect: const g(double)
    k.g(1); // expect: const g(double)
    a.onlyConst(); // expect: only const
    in1(a); // expect: in
    handle(h); // expect: handle
    handle(c); // expect: const handle
    handle(k); // expect: const handle
}
