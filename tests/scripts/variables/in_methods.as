// rules: VAR-27, VAR-04, CLASS-10
// Locals may be called like members, functions and globals; inside methods `this` and `super` keep their meaning.
int f() { return 1; }
int g = 2;
class A {
    int v = 3;
    int get(int v) { int f = 4, g = 5, get = 6; return this.v * 10000 + v * 1000 + f * 100 + g * 10 + get; }
    int globals() { return ::f() * 10 + ::g; }
}
void main() {
    A a;
    print("" + a.get(9) + " " + a.globals()); // expect: 39456 12
}
