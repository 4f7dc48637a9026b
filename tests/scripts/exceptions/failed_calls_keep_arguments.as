// EXC-20: what a call would have taken over is destroyed also if the call fails before the function is entered:
// null handles of functions, null interfaces, imports without a binding.
class Counted {
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
    try { f(Counted(log), longText(1)); } catch { print("handle "); }
    print(alive(log) + "\n");
    try { i.take(Counted(log), longText(2)); } catch { print("interface "); }
    print(alive(log) + "\n");
    try { imported(Counted(log), longText(3)); } catch { print("import "); }
    print(alive(log) + "\n");
    print(log.length() + "\n");
}
// prints: handle 0
// prints: interface 0
// prints: import 0
// prints: 6
