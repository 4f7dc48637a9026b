// rules: ERR-153, ERR-154, ERR-155
class A {
    void f(int a) {}
    int g() { return 1; }
    void h() final {}
}
class B : A {
    void f(string a) override {}
    string g() { return ""; }
    void h() {}
    void nothing() override {}
}
void main() {}
