class A {
    void f() {}

class B {}

void main() {}
