// rules: EVAL-01, EVAL-10, OP-04, OP-05, OP-07
// The left operand is evaluated first, also if the operator is a method of the right one.
class L { int opAdd(int x) const { return 1; } bool opEquals(int x) const { return true; } int opCmp(int x) const { return 1; } }
class Plain {}
class R {
    int opSub_r(const Plain &in p) const { return 2; }
    bool opEquals(const Plain &in p) const { return true; }
    int opCmp(const Plain &in p) const { return 1; }
    int opIndex(int i) const { return i; }
}
L l() { print("l"); return L(); }
Plain p() { print("p"); return Plain(); }
R r() { print("r"); return R(); }
int n() { print("n"); return 3; }
bool b(bool v) { print("b"); return v; }
void main() {
    int a = l() + n(); // expect: l
    // expect: n
    a = p() - r(); // expect: p
    // expect: r
    bool c = p() == r(); // expect: p
    // expect: r
    c = p() < r(); // expect: p
    // expect: r
    print("" + c); // expect: true
    c = n() == l(); // expect: n
    // expect: l
    c = l() > n(); // expect: l
    // expect: n
    a = b(true) ? n() : n(); // expect: b
    // expect: n
    c = b(false) && b(true); // expect: b
    c = b(false) || b(true); // expect: b
    // expect: b
}
