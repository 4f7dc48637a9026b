void f(int a, int b = 2) {}
void main() {
    f(b: 1, 2);
    f(a: 1, a: 2);
    f(1, a: 2);
    f(b: 3);
    f(c: 1);
}
