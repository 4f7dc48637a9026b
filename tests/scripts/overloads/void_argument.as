// rules: OVERLOAD-18
// A call without a value may be given to a function without parameters, and to nothing else.
void v() { print("v"); }
int n() { print("n"); return 5; }
int m(int x) { return x; }
class A { void go() { print("go"); } }
void main() {
    print("" + n(v())); // expect: v
    // expect: n
    // expect: 5
    A a;
    a.go(v()); // expect: v
    // expect: go
}
