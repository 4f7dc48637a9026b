// rules: FUNC-32, ENGP-21, WARN-12
// properties: 21=1
void f(int a, int b = 5) { print("" + a + b); }
void main() {
    int b = 2;
    f(b = 7, a = 1); // warning: W0012, W0012
    // expect: 17
    f(1, b = 3); // warning: W0012
    // expect: 13
    print("" + b); // expect: 2
}
