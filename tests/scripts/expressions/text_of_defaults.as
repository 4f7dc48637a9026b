// rules: GRAM-05, FUNC-24, FUNC-28
// A default argument is compiled where it is needed, and evaluated for each call.
int counter = 0;
int next() { return ++counter; }
namespace N {
    int base = 10;
    int scale(int x) { return x * base; }
    int f(int a, int b = scale(next()) /* a comment */ + base, int c = base * 2) { return a + b + c; }
}
class A {
    int v = 1000;
    int m(int a = next() * N::base) { return a; }
}
interface I { int m(int a = 7); }
int base = -1;
int scale(int x) { return -x; }
void main() {
    int base = 5;
    print("" + N::f(1)); // expect: 41
    print("" + N::f(1)); // expect: 51
    print("" + N::f(1, 2)); // expect: 23
    print("" + N::f(1, c: 0)); // expect: 41
    A a;
    print("" + a.m() + " " + a.m() + " " + a.m(3)); // expect: 40 50 3
    print("" + counter); // expect: 5
}
