// rules: CLASS-62, CLASS-29, CLASS-31
// A written copy constructor runs the base's default constructor unless it calls super; generated ones copy the base.
class A { int v = 1; A() {} A(const A &in o) { v = o.v + 100; } }
class B : A { int w = 2; B() {} B(const B &in o) { w = o.w; } }
class C : A { int w = 3; C() {} C(const C &in o) { super(o); w = o.w; } }
class D : A { int w = 4; }
class E { A a; array<A> l; int n; }
void main() {
    B b; b.v = 5; B b2 = b;
    C c; c.v = 5; C c2 = c;
    D d; d.v = 5; D d2 = d, d3; d3 = d;
    print("" + b2.v + b2.w + " " + c2.v + c2.w + " " + d2.v + d2.w + " " + d3.v + d3.w); // expect: 12 1053 1054 54
    E e; e.a.v = 7; e.l.resize(1); e.n = 8;
    E f = e;
    print("" + f.a.v + " " + f.l[0].v + " " + f.n); // expect: 107 101 8
}
