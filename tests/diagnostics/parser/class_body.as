class A {
    int a = 1
    void f() {}
    return 1;
}
void main() {}
