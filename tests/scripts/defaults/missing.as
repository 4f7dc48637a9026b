// rules: ERR-110, FUNC-23
void f(int a = 1, int b) {} // error: E0110
void main() {}
