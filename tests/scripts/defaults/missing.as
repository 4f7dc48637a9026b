// rules: ERR-110
void f(int a = 1, int b) {} // error: E0110
void main() {}
