// rules: STMT-05, STMT-06, STMT-07, STMT-11, STMT-16
enum Kind { One = 1, Two, Three, Many = 100, Minus = -5 }
string name(int k) {
    switch (k) {
    case One: return "one";
    case Two:
    case Three: return "few";
    case Many: return "many";
    case Minus: return "minus";
    case 2147483647: return "max";
    case -2147483647 - 1: return "min";
    default: return "?";
    }
}
void main() {
    string s;
    for (int i = 0; i < 20; i++) {
        switch (i % 7) {
        case 0: continue;
        case 1: s += "a"; break;
        case 2: { for (int j = 0; ; j++) { if (j == 1) continue; if (j > 2) break; s += j; } }
        case 3: s += "c"; break;
        case 5: if (i > 10) break; s += "f"; break;
        default: s += ".";
        }
        if (i == 17) break;
        s += i;
    }
    print(s); // expect: a102c2c3.4f5.6a802c9c10.1112.13a1502c16c
    print(name(1) + name(2) + name(3) + name(100) + name(-5) + name(2147483647) + name(-2147483648) + name(4)); // expect: onefewfewmanyminusmaxmin?
    int n = 0, rounds = 0;
    do { n += 3; if (n % 2 == 0) continue; rounds++; } while (n < 20);
    print("" + n + " " + rounds); // expect: 21 4
    outer(3); // expect: 01 02 10 12 
    int w = 10;
    while (w-- > 0) { if (w == 3) break; if (w % 2 == 0) continue; s = "" + w; }
    print(s + " " + w); // expect: 5 3
    for (int i = 0, j = 10; i < j; i += 2, --j) n = i * 100 + j;
    print("" + n); // expect: 607
    for (;;) { for (;;) { break; } break; }
    int64 big = 0x100000001;
    switch (big) { case 1: print("cut"); } // expect: cut
}
void outer(int n) {
    string s;
    for (int i = 0; i < n; i++) { for (int j = 0; j < n; j++) { if (j == i) continue; if (i == 2) { print(s); return; } s += "" + i + j + " "; } }
}
