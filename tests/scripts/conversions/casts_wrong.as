// rules: CONV-22, CONV-24, CONV-26, CONV-27, CONV-30, CONV-32, CONV-43, CONV-44, ERR-077
class A { int v; void f() {} }
class B : A {}
class P {}
class W { P p; P@ opCast() { return p; } int opConv() const { return 1; } }
class E { E() {} E(int) explicit {} }
class One { One() {} One(int) {} }
class Two { Two() {} Two(const One &in o) {} }
enum Color2 { Green }
void takesE(const E &in e) {}
void takesTwo(const Two &in t) {}
void main() {
    int i = cast<int>(1.5); // error: E0077
    string s = cast<string>("x"); // error: E0077
    NV m, n = cast<NV>(m); // error: E0077
    const A@ a = B();
    cast<B>(a).f(); // error: E0089
    cast<B>(a).v = 1; // error: E0071
    W w;
    P@ p = w; // error: E0065
    i = w; // error: E0065
    i = int(w);
    takesE(1); // error: E0100
    takesE(E(1));
    E e = 1; // error: E0065
    E e2(1);
    takesTwo(1); // error: E0100
    takesTwo(One(1));
    if (a) {} // error: E0074
    i = null; // error: E0065
    string t;
    t = null; // error: E0065
    A object = null; // error: E0065
    Color2 c = 1; // error: E0065
}
