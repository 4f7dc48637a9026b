// rules: CLASS-30, ENGP-18, ENGP-36, ENGP-37
// properties: 18=1, 36=1, 37=1
// With 1 the functions are generated whatever else is declared, unless they themselves are declared or deleted.
class A { int v = 4; A(int x) { v = x; } A &opAssign(int x) { v = x * 10; return this; } }
class B { int v = 5; B(int x, int y) { v = x + y; } }
class Own { int v; Own() { v = 6; } Own(const Own &in o) { v = o.v + 100; } Own &opAssign(const Own &in o) { v = o.v + 1000; return this; } }
void take(A a) { print("" + a.v); }
void main() {
    A a, b(7);
    take(b); // expect: 7
    a = b;
    print("" + a.v); // expect: 7
    a = 2;
    print("" + a.v); // expect: 20
    B c, d(1, 2), e(d);
    c = d;
    print("" + c.v + e.v); // expect: 33
    Own f, g = f;
    f = g;
    print("" + g.v + " " + f.v); // expect: 106 1106
}
