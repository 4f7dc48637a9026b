// rules: FOREACH-09
// A body without braces is a block: the container of a foreach in it ends with it, in every round, and if there is one.
string trace;
class C {
    int n;
    C(int x) { n = x; trace += "+" + x; }
    ~C() { trace += "~" + n; }
    int opForBegin() { return 0; }
    bool opForEnd(int i) { return i >= n; }
    int opForNext(int i) { return i + 1; }
    int opForValue(int i) { trace += i; return i; }
}
int leave(bool b) {
    int a = 123456, c = 654321;
    if (b) foreach (int v : C(1)) {}
    else foreach (int v : C(2)) if (v == 1) return a;
    trace += "|";
    return c;
}
void fail(bool b) { if (b) foreach (int v : C(3)) { if (v == 1) throw("x"); } if (!b) foreach (int v : C(4)) break; throw("y"); }
void only(bool b) { if (b) foreach (int v : C(5)) {} trace += "|"; }
int cases(int x) {
    switch (x) {
        case 1: foreach (int v : C(1)) {} trace += "one";
        case 2: trace += "two"; break;
        case 3: foreach (int v : C(3)) if (v == 1) return 5; break;
    }
    return 0;
}
string take() { string s = trace; trace = ""; return s; }
void main() {
    for (int i = 0; i < 2; i++) foreach (int v : C(1)) {}
    print(take()); // expect: +10~1+10~1
    int n = 0;
    while (n++ < 2) foreach (int v : C(n)) if (v > 0) break;
    print(take()); // expect: +10~1+201~2
    do foreach (int v : C(1)) continue; while (--n > 1);
    print(take()); // expect: +10~1+10~1
    print("" + leave(false) + leave(true) + take()); // expect: 123456654321+201~2+10~1|
    for (int i = 0; i < 2; i++) try { fail(i == 0); } catch { trace += getExceptionInfo(); }
    print(take()); // expect: +301~3x+40~4y
    only(false);
    only(true);
    print(take()); // expect: |+501234~5|
    print("" + cases(2) + cases(1) + cases(3) + cases(9) + take()); // expect: 0050two+10one~1two+301~3
    foreach (int v : C(2)) foreach (int w : C(1)) trace += ".";
    print(take()); // expect: +20+10.~11+10.~1
}
