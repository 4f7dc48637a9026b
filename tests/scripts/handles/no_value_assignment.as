// rules: HANDLE-22, ENGP-20, ERR-082
// properties: 20=1
// The property forbids `=` and `+=` on objects, not handles, initialisation, primitives and values.
class A { int v; A &opAddAssign(int i) { v += i; return this; } }
void f(A@ a) {}
void main() {
    A a, b = a, c(a);
    A@ h = a;
    @h = b;
    a = b; // error: E0082
    h = a; // error: E0082
    a += 1; // error: E0082
    a.v += 1;
    int i = 1;
    i = 2;
    string s = "x";
    s = "y";
    s += "z";
    array<int> l = {1}, m = {2};
    l = m; // error: E0082
    @h = null;
    f(b);
}
