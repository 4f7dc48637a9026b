// rules: OP-13, OP-14, OP-15, OP-20, OP-26, PROP-12
// Index operators and accessors are found in bases, on const objects the const ones; they are virtual and may be final.
class A {
    array<int> l = {1, 2, 3};
    int &opIndex(int i) { return l[i]; }
    const int &opIndex(int i) const { return l[i]; }
    string opIndex(const string &in s) const { return "A" + s; }
    int get_opIndex(double d) const property { return -1; }
}
class B : A { string opIndex(const string &in s) const { return "B" + s; } }
class C { int last = 0; int get_opIndex(int i) const property { return i * 2; } void set_opIndex(int i, int v) property { last = i * 100 + v; } }
class D : C { void set_opIndex(int i, int v) final override property { last = -i; } }
void main() {
    B b;
    const A@ c = b;
    A@ a = b;
    b[0] = 10;
    a[1] += b[0];
    print("" + b[0] + c[1] + a[2] + b["x"] + c["y"]); // expect: 10123BxBy
    D d; C@ e = d; const C@ f = d;
    e[3] = 4;
    print("" + d.last + d[4] + e[5] + f[6]); // expect: -381012
    d[2] = 7;
    print("" + d.last); // expect: -2
}
