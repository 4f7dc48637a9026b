// rules: CLASS-41, CLASS-42, CLASS-44, CLASS-52
// Mode 1: an assignment in the body that comes first initialises, across inheritance, mixins and branches.
class M { string n; M() { print("M()"); n = "d"; } M(string s) { print("M " + s); n = s; } M &opAssign(const M &in o) { print("= " + o.n); n = o.n; return this; } M(const M &in o) { print("copy " + o.n); n = o.n; } }
mixin class Mix { M mixed = M("mixed"); }
class Base { M b = M("base"); Base() { print("Base"); } }
class A : Base, Mix {
    M first; M second = M("second"); M third; int count = calc();
    int calc() { print("calc " + second.n); return 5; }
    A() { print("body"); third = M("third"); third = M("again"); }
}
void main() {
    A a;
    // expect: M()
    // expect: M base
    // expect: Base
    // expect: M second
    // expect: calc second
    // expect: M mixed
    // expect: body
    // expect: M third
    // expect: M again
    // expect: = again
    print("--"); // expect: --
    print("" + a.first.n + a.third.n + a.count); // expect: dagain5
}
