// rules: OVERLOAD-17, ERR-101
void f(int a, float b) {}
void f(float a, int b) {}
void g(int8 a) {}
void g(int16 a) {}
void main() {
    f(1, 1);
    int64 big = 1;
    g(big);
}
