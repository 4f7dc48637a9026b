// rules: GRAM-15, GRAM-16, GRAM-18, EXPR-47, EXPR-48, EXPR-53
// What can be read as a declaration is one; everything else is an expression.
class A { int v; A() {} A(int x) { v = x; } A@ opCall(int x) { v += x; return this; } int opIndex(int i) { return i; } }
namespace N { class A { int w = 3; } A@ make() { return A(); } int a = 5; }
A g(4), h;
int f(int x) { return x; }
int variable = f(6);
void main() {
    A a(1);
    A b = A(2), c;
    N::A d;
    N::A@ e = N::make();
    array<A> list(2);
    array<array<A@>> nested;
    A[] old(3);
    A@[] handles;
    a(10);
    A(5);
    N::A();
    (a)(1);
    a[1];
    f(3);
    N::a = N::a + 1;
    (a.v) = a.v * 2;
    int x = 3, y = 4;
    x < y;
    x * y;
    print("" + a.v + b.v + c.v + d.w + e.w + list.length() + nested.length() + old.length() + handles.length() + N::a); // expect: 24203320306
    print("" + g.v + h.v + variable); // expect: 406
}
