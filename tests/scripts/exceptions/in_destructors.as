// rules: EXC-12, CLASS-38, CLASS-39, LIFE-09
// What a destructor throws stays inside: the code around goes on, members are still released, the rest of it is skipped.
class M { string n; M(string s) { n = s; } ~M() { print("~" + n); } }
class A { M m = M("m"); ~A() { M local("local"); print("before"); array<int> l; l[3] = 1; print("never"); } }
class B : A { M b = M("b"); ~B() { throw("in B"); } }
A make() { return A(); }
int use(A@ a) { return 5; }
void main() {
    { A a; }
    // expect: before
    // expect: ~local
    // expect: ~m
    print("1"); // expect: 1
    print("" + use(A()));
    // expect: before
    // expect: ~local
    // expect: ~m
    // expect: 5
    { B b; }
    // expect: before
    // expect: ~local
    // expect: ~m
    // expect: ~b
    try { B b; throw("outer"); } catch { print(getExceptionInfo()); }
    // expect: before
    // expect: ~local
    // expect: ~m
    // expect: ~b
    // expect: outer
    array<A@> l = {A()};
    l.resize(0);
    // expect: before
    // expect: ~local
    // expect: ~m
    A@ circle = B();
    print("end"); // expect: end
    // expect: before
    // expect: ~local
    // expect: ~m
    // expect: ~b
}
