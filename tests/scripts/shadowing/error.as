// rules: ERR-032
// shadowing: error
class Thing { int v = 5; } // error: E0032
void main() {}
