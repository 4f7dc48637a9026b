// rules: CLASS-02, CLASS-02b, CLASS-14, CLASS-15, CLASS-16, OP-20, PROP-19
class A {
    private int p;
    protected int r;
    private A opAdd(int x) { return this; }
    protected int opIndex(int i) { return i; }
    protected void m() {}
    int get_prop() const property { return p; } private void set_prop(int v) property { p = v; }
    protected A(int x) {}
    A() {}
    private A &opAssign(const A &in o) { return this; }
    private int opForBegin() { return 0; }
    private bool opCmp(int x) { return true; }
}
class B : A {
    B() { super(1); }
    void f(A@ a) { a.m(); a.r = 1; } // error: E0093
    void g() { p = 1; } // error: E0094
    void h() { prop = 1; } // error: E0090
}
void main() {
    A a, b;
    a.p = 1; // error: E0091
    a.r = 1; // error: E0093
    a + 1; // error: E0090
    a[1]; // error: E0092
    a.m(); // error: E0092
    a.prop = 2; // error: E0090
    A c(1); // error: E0092
    a = b; // error: E0090
}
