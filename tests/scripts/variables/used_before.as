// rules: VAR-01, VAR-25, VAR-26, STMT-22, ERR-020
// A local is known from its declaration to the end of its block.
void main() {
    x = 1; // error: E0020
    int x = 2;
    { int inner = 3; }
    inner = 4; // error: E0020
    for (int i = 0; i < 1; i++) { int body = i; }
    i = 1; // error: E0020
    body = 1; // error: E0020
    try { int t = 1; } catch { t = 2; } // error: E0020
    foreach (int e : array<int>()) {}
    e = 1; // error: E0020
    int self = self; // warning: W0006
    y = later();
}
int later() { return y; }
int y = 3;
