// rules: ERR-108, OP-12
class A { int opIndex(int i) { return i; } }
void main() { A a; a[i: 1]; } // error: E0108
