// rules: CLASS-38, CLASS-39, CLASS-40, LIFE-09, LIFE-10, EXC-12, TYPE-22
// A destructor runs once, before the members go, also of what a constructor left half made.
string trace;
class M { string n; M(string s) { n = s; trace += "+" + n; } ~M() { trace += "-" + n; } }
class Base { M b = M("b"); ~Base() { trace += "~Base"; } }
class A : Base {
    M a = M("a"); M@ late;
    A(int how) { if (how == 1) throw("early"); @late = M("late"); if (how == 2) throw("late"); }
    ~A() { trace += late is null ? "~none" : "~A"; if (late !is null && late.n == "late") @kept = how == 3 ? @this : null; }
    int how = 0;
}
A@ kept;
string take() { string s = trace; trace = ""; return s; }
void main() {
    { A a(0); }
    print(take()); // expect: +b+a+late~A~Base-b-a-late
    try { A a(1); trace += "never"; } catch { trace += "|"; }
    print(take()); // expect: +b+a~none~Base-b-a|
    try { array<A@> l = {A(0), A(2)}; } catch { trace += "|"; }
    print(take()); // expect: +b+a+late+b+a+late~A~Base-b-a-late~A~Base-b-a-late|
    { A a(0); a.how = 3; }
    print(take() + kept.late.n); // expect: +b+a+late~A~Baselate
    @kept = null;
    print(take()); // expect: -b-a-late
}
