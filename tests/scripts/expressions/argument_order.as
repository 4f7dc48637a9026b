// rules: EVAL-11, EVAL-03, EVAL-10, FUNC-28
// Constructors, super, delegates and defaults evaluate their arguments like calls: last to first.
int n(int i) { print("" + i); return i; }
class A { int s; A(int a, int b, int c = n(9)) { s = a * 100 + b * 10 + c; } }
class B : A { B() { super(n(1), n(2)); } }
class Op { int opCall(int a, int b) { return a * 10 + b; } int opIndex(int a, int b) { return a + b; } }
class M { A a = A(n(5), n(6), n(7)); A b(n(3), n(4), 0); }
funcdef int F(int, int);
int sum(int a, int b) { return a + b; }
bool cond(bool b) { print("c"); return b; }
void main() {
    A a(n(1), n(2), n(3)); // expect: 3
    // expect: 2
    // expect: 1
    print("" + A(n(4), n(5)).s); // expect: 9
    // expect: 5
    // expect: 4
    // expect: 459
    B b; // expect: 9
    // expect: 2
    // expect: 1
    Op o;
    print("" + o(n(1), n(2))); // expect: 2
    // expect: 1
    // expect: 12
    print("" + o[n(3), n(4)]); // expect: 4
    // expect: 3
    // expect: 7
    M m; // expect: 7
    // expect: 6
    // expect: 5
    // expect: 4
    // expect: 3
    F@ f = sum;
    print("" + f(n(1), f(n(2), n(3)))); // expect: 3
    // expect: 2
    // expect: 1
    // expect: 6
    int x = cond(true) ? n(1) : n(2); // expect: c
    // expect: 1
    bool y = cond(false) && cond(true) || cond(true); // expect: c
    // expect: c
}
