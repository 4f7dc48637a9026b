// rules: FUNC-37, FUNC-38, FUNC-39
// Bodies that return on every path.
int branches(int a) { if (a > 0) return 1; else if (a < 0) { return 2; } else return 3; }
int blocks(int a) { { { return a; } } }
int cases(int a) {
    switch (a) {
        case 1: return 10;
        case 2:
        case 3: { return 20; }
        case 4: a = 30;
        default: if (a > 5) return a; else return 40;
    }
}
int tries(int a) { try { if (a == 0) throw("x"); return 1; } catch { return 2; } }
int after(int a) { while (true) { if (a-- < 0) break; } return a; }
int both(bool a) { try { if (a) return 1; else return 2; } catch { if (a) return 3; else return 4; } }
void nothing(int a) { if (a > 0) return; print("nothing"); }
void main() {
    print("" + branches(5) + branches(-5) + branches(0) + blocks(4) + cases(1) + cases(3) + cases(4) + cases(0)); // expect: 123410203040
    print("" + tries(0) + tries(1) + after(3) + both(false)); // expect: 21-22
    nothing(1);
    nothing(0); // expect: nothing
}
