// rules: FUNC-01, FUNC-40, LIFE-07, FUNC-47
// Any order, recursion, results that are the caller's own.
class A { int v; A(int x) { v = x; } A() {} }
bool even(int n) { return n == 0 ? true : odd(n - 1); }
A make(int n) { A a(n); A b(n + 1); if (n > 5) return b; return a; }
A ofGlobal() { return g; }
A ofArgument(A a) { a.v += 1; return a; }
const A@ readOnly() { return g; }
A@ both(bool b) { if (b) return g; return A(77); }
const int number() { return 4; }
array<A> list() { array<A> l = {A(1), 2}; return l; }
string text(int n) { string s = "n"; s += n; return s; }
double widen() { return 3; }
uint8 narrow() { int x = 257; return x; }
A converted() { return 9; }
A conditional(bool b) { A x(1), y(2); return b ? x : y; }
A g(50);
bool odd(int n) { return n == 0 ? false : even(n - 1); }
void main() {
    print("" + even(10) + odd(7) + even(3)); // expect: truetruefalse
    print("" + make(3).v + make(6).v); // expect: 37
    A c = ofGlobal();
    c.v = 1;
    print("" + g.v + ofArgument(g).v + g.v); // expect: 505150
    print("" + readOnly().v + both(true).v + both(false).v + number()); // expect: 5050774
    both(true).v = 51;
    print("" + g.v + list()[1].v + list().length() + text(3) + widen() + narrow() + converted().v); // expect: 5122n3319
    print("" + conditional(true).v + conditional(false).v); // expect: 12
}
