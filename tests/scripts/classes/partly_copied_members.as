// rules: CLASS-27, CLASS-29, CLASS-31, HANDLE-18
// A member that can only be assigned is made and assigned by a generated copy.
string trace;
class OnlyAssign { int v = 1; OnlyAssign() { trace += "d"; } OnlyAssign(const OnlyAssign &in) delete; OnlyAssign &opAssign(const OnlyAssign &in o) { v = o.v + 10; trace += "a"; return this; } }
class OnlyCopy { int v = 1; OnlyCopy() { trace += "D"; } OnlyCopy(const OnlyCopy &in o) { v = o.v + 100; trace += "c"; } OnlyCopy &opAssign(const OnlyCopy &in) delete; }
class A { OnlyAssign o; int w = 1; A@ h; }
class B { OnlyCopy o; int w = 1; }
class C : A { int x = 2; }
void main() {
    A a;
    a.o.v = 6; a.w = 7; @a.h = a;
    trace = "";
    A b = a, c;
    c = a;
    print("" + b.o.v + b.w + (b.h is a) + c.o.v + c.w + (c.h is a) + trace); // expect: 167true167truedada
    B d;
    d.o.v = 6; d.w = 7;
    trace = "";
    B e = d, f(d);
    print("" + e.o.v + e.w + f.o.v + f.w + trace); // expect: 10671067cc
    C g, h;
    g.o.v = 3; g.w = 4; g.x = 5;
    C i = g;
    h = g;
    print("" + i.o.v + i.w + i.x + h.o.v + h.w + h.x); // expect: 13451345
    @a.h = null;
}
