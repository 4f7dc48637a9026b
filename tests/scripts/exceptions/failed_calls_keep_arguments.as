// rules: EXC-06, EXC-11
// What a call would have taken over is destroyed also if the call fails before the function is entered:
// null handles of functions, null interfaces, imports without a binding.
shared class Counted {
    int[]@ log;
    Counted(int[]@ l) { @log = l; log.insertLast(1); }
    Counted(const Counted &in o) { @log = o.log; log.insertLast(1); }
    ~Counted() { log.insertLast(-1); }
}
funcdef void F(Counted@ c, string text);
interface I { void take(Counted@ c, string text); }
import void imported(Counted@ c, string text) from "nowhere";
int alive(int[]@ log) {
    int sum = 0;
    for (uint i = 0; i < log.length(); i++) sum += log[i];
    return sum;
}
string longText(int n) { return "a text that is longer than what fits into a value " + n; }
void main() {
    int[] log;
    F@ f;
    I@ i;
    string failed;
    try { f(Counted(log), longText(1)); } catch { failed += "handle "; }
    assert(alive(log) == 0);
    try { i.take(Counted(log), longText(2)); } catch { failed += "interface "; }
    assert(alive(log) == 0);
    try { imported(Counted(log), longText(3)); } catch { failed += "import"; }
    assert(alive(log) == 0 && log.length() == 6);
    print(failed);
}
// expect: handle interface import
