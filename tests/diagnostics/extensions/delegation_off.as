class A {
    A(int x) {
    }
    A() {
        this(1);
    }
    void f() {
        this(1);
    }
}
void main() {
}
