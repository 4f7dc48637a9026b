// rules: CLASS-41, CLASS-51, ENGP-38
// properties: 38=0
// Mode 0: members without initialiser, the base, members with initialiser, then the body, where assignments are assignments.
class M { string n; M() { print("M()"); n = "d"; } M(string s) { print("M " + s); n = s; } M &opAssign(const M &in o) { print("= " + o.n); n = o.n; return this; } }
class Base { Base() { print("Base"); } Base(int) { print("Base int"); } }
class A : Base {
    M with = M("with");
    M without;
    A() { print("body"); without = M("x"); with = M("y"); }
    A(int x) { print("before"); super(x); print("after"); without = M("z"); }
    A(bool b) { if (b) without = M("one branch"); for (int i = 0; i < 1; i++) without = M("loop"); }
}
void main() {
    A a;
    // expect: M()
    // expect: Base
    // expect: M with
    // expect: body
    // expect: M x
    // expect: = x
    // expect: M y
    // expect: = y
    print("--"); // expect: --
    A b(1);
    // expect: M()
    // expect: before
    // expect: Base int
    // expect: M with
    // expect: after
    // expect: M z
    // expect: = z
    print("--"); // expect: --
    A c(true);
    // expect: M()
    // expect: Base
    // expect: M with
    // expect: M one branch
    // expect: = one branch
    // expect: M loop
    // expect: = loop
}
