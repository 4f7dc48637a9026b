// rules: CLASS-02, CLASS-14, CLASS-15, CLASS-16, OP-20, PROP-19
// Each declaration has its own access; a class reaches the private members of all its objects.
class A {
    private int p = 1; int q = 2; protected int r = 3; int s = 4;
    private int pm() { return p; } int qm() { return pm(); } protected int rm() const { return r; }
    int get_prop() const property { return p; } private void set_prop(int v) property { p = v; }
    protected int half { get const { return p * 10; } }
    private A opAdd(int x) { A a; a.p = p + x; return a; }
    int add(int x) { return (this + x).p; }
    int other(A@ o) { return o.p + o.pm() + o.r + o.prop; }
    void write(int x) { prop = x; }
    private A &opAssign(const A &in o) { p = o.p + 100; return this; }
    void take(A@ o) { this = o; }
}
class B : A {
    int mine() { return r + rm() + half; }
    int theirs(A@ o) { return o.rm(); }
    int same(B@ o) { return o.r; }
}
void main() {
    A a; B b;
    b.write(5);
    print("" + a.q + a.s + a.qm() + a.add(4) + a.other(b) + b.prop); // expect: 2415185
    print("" + b.mine() + b.theirs(a) + b.same(b)); // expect: 5633
    a.take(b);
    print("" + a.prop); // expect: 105
}
