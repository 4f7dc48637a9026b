void f(int a) {}
void f(string a) {}
void main() {
    f(missing);
    f(missing.x + 1);
    f(1 + "a" * 2);
}
