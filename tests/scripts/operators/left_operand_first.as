// rules: EVAL-01
// The left operand is what it was before the right one ran, whatever way the right one changes a variable.
class S { int v = 1; int opShr(int &out v) { v = 100; return 1; } }
int setp(int &out v) { v = 100; return 1; }
class Both { int a = 1; int b = 1; }
void main() {
    S s;
    int x = 1;
    print((x + setp(x)) + ""); // expect: 2
    x = 1;
    print((x + (s >> x)) + ""); // expect: 2
    x = 1;
    print((x + setp((x))) + ""); // expect: 2
    x = 1;
    print((x + setp(s.v > 0 ? x : x)) + ""); // expect: 2
    Both p;
    print((p.a + setp(p.a)) + ""); // expect: 2
    p.a = 1;
    print((p.a + (s >> p.a)) + ""); // expect: 2
    array<int> l = {1, 2};
    print((l[0] + setp(l[0])) + ""); // expect: 2
    x = 1;
    print((x < 50 && setp(x) == 1 && x == 100) + ""); // expect: true
    float f = 1;
    x = 1;
    print((f + x * (s >> x)) + ""); // expect: 2
    x = 1;
    print((x == (s >> x)) + ""); // expect: true
    x = 1;
    int y = x + x + (s >> x);
    print(y + ""); // expect: 3
}
