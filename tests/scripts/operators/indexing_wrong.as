// rules: OP-26, ERR-085, ERR-089, ERR-186
class A { int &opIndex(int i) { return v; } int v; }
class B : A {}
class C { int get_opIndex(int i) const property { return 1; } }
class D { int opIndex(int i) const { return 1; } }
void main() {
    const B b;
    b[0]; // error: E0089
    B x;
    x["s"]; // error: E0100
    C c;
    c[0] = 1; // error: E0186
    D d;
    d[0] = 1; // error: E0072
    d[0]++; // error: E0070
    int n = 1;
    n[0]; // error: E0085
}
