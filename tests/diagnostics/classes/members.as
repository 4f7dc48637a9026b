class A {
    int a;
    int a;
    const int c = 1;
    A self;
    void A() {}
    void f() {}
    int f() { return 1; }
    B() {}
    ~B() {}
    ~A(int x) {}
    auto v = 1;
}
void main() {}
