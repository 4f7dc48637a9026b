// rules: FUNC-26, FUNC-29, FUNC-33, FUNC-34, EVAL-04
// Named arguments and defaults are those of the declaration that the call sees.
interface I { void f(int first, int second = 7); }
class A : I { void f(int x, int y = 8) { print("A " + x + y); } int get_p() const property { return 1; } }
class B : A { void f(int a, int b = 9) override { print("B " + a + b); } B() {} B(int u, int v) { f(b: v, a: u); } }
class C : B { C() { super(v: 1, u: 2); } }
funcdef void F(int one, int two);
void plain(int a, int b, int c = 3) { print("" + a + b + c); }
void main() {
    B b; A@ a = b; I@ i = b;
    b.f(b: 1, a: 2); // expect: B 21
    a.f(y: 1, x: 2); // expect: B 21
    i.f(second: 1, first: 2); // expect: B 21
    b.f(3); // expect: B 39
    a.f(3); // expect: B 38
    i.f(3); // expect: B 37
    F@ g = F(a.f);
    g(two: 5, one: 6); // expect: B 65
    B(v: 4, u: 5); // expect: B 54
    C(); // expect: B 21
    plain(1, c: 5, b: 6); // expect: 165
    plain(b: 1, a: 2); // expect: 213
}
