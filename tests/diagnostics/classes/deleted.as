class A { A() delete; A(int) {} A &opAssign(const A &in) delete; void f() delete; }
void take(A a) {}
void main() {
    A a;
    A b(1), c(2);
    b = c;
    take(b);
}
