// rules: EXPR-07, ENGP-22
// properties: 22=1
// Integers are divided as doubles; what is assigned back is converted. Remainders and powers stay what they are.
void f(double) { print("double"); }
void f(int) { print("int"); }
void main() {
    int a = 7, b = 2;
    print("" + a / b + " " + 1 / 4 + " " + a % b + " " + a ** b); // expect: 3.5 0.25 1 49
    f(a / b); // expect: double
    f(a % b); // expect: int
    a /= b; // warning: W0004
    print("" + a); // expect: 3
    uint8 u = 9;
    double d = u / 2;
    print("" + d); // expect: 4.5
}
