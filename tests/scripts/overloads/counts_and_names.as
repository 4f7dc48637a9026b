// rules: OVERLOAD-03, OVERLOAD-04, OVERLOAD-05, OVERLOAD-15
// First the number of arguments and their names, then whether they convert.
void f() { print("0"); }
void f(int a) { print("1"); }
void f(int a, int b, int c = 3) { print("2or3 " + a + b + c); }
void f(string s, int b) { print("s" + b); }
void f(int x, string y) { print("xy" + x + y); }
class A {
    string how;
    A() { how = "()"; }
    A(int a) { how = "(int)"; }
    A(double a) { how = "(double)"; }
    A(string s, int n = 1) { how = "(string " + n + ")"; }
    A(const A &in o) { how = "copy of " + o.how; }
    A(int a, double b) { how = "(int, double)"; }
    A(double a, int b) { how = "(double, int)"; }
}
void main() {
    f(); // expect: 0
    f(5); // expect: 1
    f(1, 2); // expect: 2or3 123
    f(1, c: 5, b: 4); // expect: 2or3 145
    f(b: 9, a: 8); // expect: 2or3 893
    f("x", 4); // expect: s4
    f(y: "q", x: 2); // expect: xy2q
    f(b: 6, s: "t"); // expect: s6
    print(A().how); // expect: ()
    print(A(1).how); // expect: (int)
    print(A(1.5).how); // expect: (double)
    print(A(1.5f).how); // expect: (double)
    print(A("s").how); // expect: (string 1)
    print(A("s", 7).how); // expect: (string 7)
    print(A(n: 4, s: "s").how); // expect: (string 4)
    print(A(1, 2.5).how); // expect: (int, double)
    print(A(2.5, 1).how); // expect: (double, int)
    A x("y", 2), y(x), z = y;
    print(y.how + ", " + z.how); // expect: copy of (string 2), copy of copy of (string 2)
    uint8 small = 1;
    print(A(small).how); // expect: (int)
}
