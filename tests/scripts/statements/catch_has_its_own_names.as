// rules: STMT-20, STMT-21, STMT-22, STMT-23, STMT-25, GRAM-28
// Blocks of try and catch are scopes; each exception goes to the nearest one around.
string trace;
void f(int n) { if (n == 0) throw("deep"); f(n - 1); }
int leave(int how) {
    while (true) {
        try { if (how == 0) return 1; if (how == 1) break; throw("z"); } catch { if (how == 2) return 2; break; }
    }
    return 3;
}
void main() {
    print("[" + getExceptionInfo() + "]"); // expect: []
    try { int x = 1; f(3); trace += "never"; } catch { int x = 2; trace += getExceptionInfo() + x; }
    try { try { throw("a"); } catch { trace += getExceptionInfo(); throw("b"); } } catch { trace += getExceptionInfo(); }
    try { trace += "none"; } catch { trace += "never"; }
    try { try { f(0); } catch { trace += "in"; } trace += "out"; } catch { trace += "never"; }
    print(trace); // expect: deep2abnoneinout
    print("" + leave(0) + leave(1) + leave(2) + leave(4)); // expect: 1323
    print(getExceptionInfo()); // expect: z
}
