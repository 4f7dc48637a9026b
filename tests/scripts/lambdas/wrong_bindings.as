// rules: LAMBDA-05, LAMBDA-10, LAMBDA-11, LAMBDA-17, LAMBDA-18, LAMBDA-22, ERR-045, ERR-096
funcdef void F();
funcdef int G(int);
class A { void m() {} int n(int x) const { return x; } void o(int) {} int v; void inside() { F@ f = function() { v = 1; }; } } // error: E0020
void main() {
    const A@ c = A();
    A a;
    NV v;
    int local = 1;
    F@ f1 = F(c.m); // error: E0096
    F@ f2 = F(a.n); // error: E0096
    F@ f3 = F(v.v); // error: E0065
    F@ f4 = function() { local++; }; // error: E0020
    F@ f5 = function(int x) {}; // error: E0065
    G@ g1 = function(uint x) { return 1; }; // error: E0065
    G@ g2 = function(x) { return "s"; }; // error: E0065
    G@ g3 = function(x) {}; // error: E0124
    auto h = function() {}; // error: E0045
    G@ g4 = G(c.n);
    int r = g4("x"); // error: E0100
}
