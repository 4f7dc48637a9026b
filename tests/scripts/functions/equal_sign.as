// rules: FUNC-32, EXPR-36, ENGP-21
// Without property 21, `name = value` among arguments is an assignment.
void f(int a, int b = 5) { print("" + a + b); }
void main() {
    int a = 1, b = 2;
    f(b = 7);  // expect: 75
    f(b = 8, a = 9);  // expect: 89
    print("" + a + b); // expect: 98
}
