// rules: OP-04, OP-05, OP-06, OP-23, HANDLE-11
// The order in which == and < look for a method, and that != and the others come from the same.
class E { int v; E(int x) { v = x; } bool opEquals(const E &in o) const { return v == o.v; } bool opEquals(int x) const { return v == x; } }
class C { int v; C(int x) { v = x; } int opCmp(const C &in o) const { return v - o.v; } int opCmp(int x) const { return v - x; } }
class Both { bool opEquals(int x) const { print("equals"); return true; } int opCmp(int x) const { print("cmp"); return 0; } }
class Right { bool opEquals(const Plain &in p) const { print("right equals"); return true; } int opCmp(const Plain &in p) const { print("right cmp"); return 1; } }
class Plain { int opCmp(const Right &in r) const { print("left cmp"); return 0; } }
class Wrong { int opEquals(int x) const { return 1; } int opCmp(int x) const { print("cmp for =="); return 0; } }
class Number { int opImplConv() const { return 6; } }
class Derived : C { Derived(int x) { super(x); } }
void main() {
    E a(1), b(2); E@ h = a;
    print("" + (a == b) + (a != b) + (a == 1) + (1 == a) + (2 != a) + (h == a) + (h != b)); // expect: falsetruetruetruetruetruetrue
    C c(1), d(2); Derived e(1);
    print("" + (c < d) + (c <= d) + (c > d) + (c >= d) + (c == d) + (c != d)); // expect: truetruefalsefalsefalsetrue
    print("" + (c < 2) + (2 > c) + (1 <= c) + (1 >= c) + (0 < c) + (3 < c) + (1 == c)); // expect: truetruetruetruetruefalsetrue
    print("" + (e < d) + (d > e) + (c == e) + (e != c)); // expect: truetruetruefalse
    Both both;
    bool r = both == 1; // expect: equals
    r = both != 1; // expect: equals
    r = both < 1; // expect: cmp
    Plain p; Right q;
    r = p == q; // expect: right equals
    r = p < q; // expect: left cmp
    r = q >= p; // expect: right cmp
    Wrong w;
    print("" + (w == 1)); // expect: cmp for ==
    // expect: true
    Number n;
    print("" + (n == 6) + (n < 7) + (7 > n) + (n != n)); // expect: truetruetruefalse
}
