// rules: CLASS-02c, CLASS-14, CLASS-16, CLASS-17, ENGP-24, WARN-14
// properties: 24=1
// With property 24 an inherited private variable is a warning; methods stay private.
class A { private int v = 1; private void f() {} private A(int x) { v = x; } A() {} A@ make() { return A(5); } int get() { return v; } }
class B : A {
    void g() { v = 2; } // warning: W0014
    void h() { f(); } // error: E0090
    int other(A@ a) { return a.v; } // error: E0094
    int same(B@ b) { return b.v; } // warning: W0014
}
void main() {
    A a(1); // error: E0090
    a.v = 1; // error: E0091
}
