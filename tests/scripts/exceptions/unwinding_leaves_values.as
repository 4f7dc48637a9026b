// rules: EXC-11, EXC-12, FUNC-10, STMT-22, EVAL-02, EVAL-07
// An exception leaves what was assigned before it, and outputs as they were.
class A { int v; ~A() { released++; } int p { get { return v; } set { v = value; if (value > 5) throw("setter"); } } }
int released = 0, counter = 0;
void outs(int &out a, string &out s, A@ &out h, int how) {
    a = 4; s = "out"; @h = A();
    if (how == 1) throw("x");
}
int fail() { throw("y"); return 1; }
int next() { return ++counter; }
void main() {
    int a = 1; string s = "old"; A@ h; A kept; array<int> l = {1, 2};
    try { outs(a, s, h, 1); } catch { print("" + a + s + (h is null) + released); } // expect: 1oldtrue1
    outs(a, s, h, 0);
    print("" + a + s + (h is null)); // expect: 4outfalse
    try { a = 5; a = fail(); a = 6; } catch { print("" + a); } // expect: 5
    try { l[next()] = fail(); } catch { print("" + l[1] + counter); } // expect: 20
    try { kept.p = 7; } catch { print("" + kept.v + getExceptionInfo()); } // expect: 7setter
    try { kept.p += fail(); } catch { print("" + kept.v); } // expect: 7
    try { s += "x" + fail(); } catch { print(s); } // expect: out
    try { l = {3, fail(), 5}; } catch { print("" + l.length() + l[0]); } // expect: 21
    try { l.insertLast(fail()); } catch { print("" + l.length()); } // expect: 2
    try { for (int i = 0; i < 3; i++) { a = i; if (i == 1) fail(); } } catch { print("" + a); } // expect: 1
}
