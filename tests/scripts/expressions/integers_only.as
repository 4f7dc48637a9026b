// rules: EXPR-19, EXPR-20, EXPR-21, EXPR-22, EXPR-23, EXPR-24, EXPR-29, EXPR-32, ERR-070, ERR-071
// What operators do not take.
class A {}
int f() { return 1; }
void main() {
    float r = 1; bool b = true; int i = 1; const int k = 1; A a;
    i = 1.5 << 1; // error: E0067
    i = 1 >> r; // error: E0067
    i = i & r; // error: E0067
    i = r | i; // error: E0067
    b = b ^ b; // error: E0067
    i = ~r; // error: E0067
    b = +b; // error: E0067
    +a; // error: E0067
    b = !i; // error: E0074
    b = b <= b; // error: E0067
    k++; // error: E0071
    f()++; // error: E0070
    --f(); // error: E0070
    b++; // error: E0069
    5++; // error: E0070
    +i = 3; // error: E0070
    i++ = 3; // error: E0072
    i++++; // error: E0070
}
