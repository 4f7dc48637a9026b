// rules: STMT-03, STMT-07, STMT-10, STMT-16, STMT-18, ENUM-11
// No case fits: nothing happens. Cases fall through, hold blocks, and any integer type selects.
enum E { A, B = 40000, C = -1 }
string f(int64 x) {
    string s = "[";
    switch (x) {
        case 1: s += "1";
        case 2: { int y = 5; s += y; }
        case 3: s += "3"; break;
        case 40000: if (x > 0) { s += "big"; break; } s += "?";
        case -2147483648: s += "min"; break;
        case 2147483647: s += "max";
    }
    return s + "]";
}
string g(uint8 x) { switch (x) { case 255: return "ff"; } return "none"; }
string h(E e) { switch (e) { case A: return "A"; case B: case C: return "BC"; default: return "other"; } }
void main() {
    print(f(0) + f(1) + f(2) + f(3) + f(4) + f(40000) + f(-2147483648) + f(2147483647) + f(-1)); // expect: [][153][53][3][][big][min][max][]
    print(h(A) + h(B) + h(C) + h(E(9))); // expect: ABCBCother
    int n = 0;
    for (int i = 0; i < 6; i++) {
        switch (i) {
            case 1: continue;
            case 4: { while (true) { break; } break; }
            default: n += i;
        }
        if (i == 5) if (n > 100) n = 0; else n += 1000;
    }
    print("" + n); // expect: 1010
}
