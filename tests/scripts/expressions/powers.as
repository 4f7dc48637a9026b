// rules: EXPR-12, EXPR-13, EXPR-14, EXPR-15, EXPR-17, EXC-04
int zero = 0, one = 1, two = 2, minus = -1;
int64 wide = 3;
uint u = 10;
double d = 2;
string raises(int which) {
    try {
        switch (which) {
            case 0: one = two ** 31; break;
            case 1: u = u ** 10; break;
            case 2: wide = wide ** 40; break;
            case 3: zero = zero ** zero; break;
            case 4: zero = zero ** minus; break;
            case 5: d = d ** 1024.0; break;
            case 6: d = -1e200; d = d ** 3; break;
            default: return "nothing";
        }
    } catch { return getExceptionInfo(); }
    return "no exception";
}
void main() {
    print("" + two ** 0 + (-two) ** 0 + minus ** 0 + wide ** 0 + u ** 0); // expect: 11111
    print("" + two ** 30 + " " + (-two) ** 31 + " " + u ** 9 + " " + wide ** 39); // expect: 1073741824 -2147483648 1000000000 4052555153018976267
    print("" + two ** minus + one ** minus + minus ** minus + minus ** -2 + wide ** minus); // expect: 00000
    print("" + zero ** 3 + minus ** 3 + minus ** 4); // expect: 0-11
    print("" + 4.0 ** 0.5 + " " + 2.0 ** -1 + " " + d ** 10 + " " + 2.0f ** 0.5f); // expect: 2 0.5 1024 1.41421
    double nan = (-8.0) ** (1.0 / 3);
    print("" + (nan == nan)); // expect: false
    for (int i = 0; i < 7; i++)
        if (raises(i) != "Overflow in exponent operation") print("" + i + raises(i));
    print(raises(7)); // expect: nothing
}
