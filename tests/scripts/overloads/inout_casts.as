// rules: OVERLOAD-14, CONV-27, WREF-04
// What casts itself to an object is one for `&inout`; nothing is made for it unless the reference is const.
class A { int v = 1; }
class B : A {}
class Caster { A a; A@ opImplCast() { return a; } }
class FromInt { int v; FromInt() {} FromInt(int x) { v = x; } }
void change(A &inout a) { a.v++; }
void change(FromInt &inout a) { a.v++; }
void only(A &inout a) { a.v++; }
void look(const FromInt &inout a) { print("" + a.v); }
void main() {
    Caster c; B b; weakref<A> w(b);
    change(c); only(c);
    change(b); only(b);
    change(w); only(w);
    print("" + c.a.v + b.v); // expect: 35
    look(5); // expect: 5
    FromInt f(3);
    change(f);
    look(f); // expect: 4
}
