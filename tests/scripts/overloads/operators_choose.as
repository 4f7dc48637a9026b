// rules: OVERLOAD-16, OP-01, OP-08, OP-20, OP-23, CONV-36
// The left operand's overloads first, then the right operand's reversed ones, then the built-in operator on numbers.
class L {
    string opAdd(int a) const { return "L+int"; }
    string opAdd(const string &in s) const { return "L+string"; }
    string opAdd(const L &in o) const { return "L+L"; }
    private string opSub(int a) const { return "L-int"; }
    string sub(int a) const { return this - a; }
}
class R {
    string opAdd_r(int a) const { return "int+R"; }
    string opAdd_r(const L &in a) const { return "L+R"; }
    string opMul_r(double d) const { return "double*R"; }
}
class N { int v = 6; int opImplConv() const { return v; } }
class D : L { string opAdd(int a) const { return "D+int"; } string opAdd(const D &in d) const { return "D+D"; } }
void main() {
    L l; R r; N n; D d;
    print(l + 1); // expect: L+int
    print(l + 1.5); // warning: W0003
    // expect: L+int
    print(l + "s"); // expect: L+string
    print(l + l); // expect: L+L
    print(l + r); // expect: L+R
    print(1 + r); // expect: int+R
    print(2.5 * r); // expect: double*R
    print(2 * r); // expect: double*R
    print(l + n); // expect: L+int
    print(n + r); // expect: int+R
    print("" + (n + n) + (n - 1) + (2 ** n) + (n << 1)); // expect: 1256412
    print(d + 1); // expect: D+int
    print(d + d); // expect: D+D
    print(d + l); // expect: L+L
    print(d + "s"); // expect: L+string
    L@ h = d;
    print(h + 1); // expect: D+int
    print(h + d); // expect: L+L
    print(l.sub(1)); // expect: L-int
}
