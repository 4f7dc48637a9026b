class A { A(int a, int b) {} }
class B { B() {} B(const B &in) explicit {} }
void takeA(A a) {}
void takeB(B b) {}
void main() {
    A a(1, 2);
    A copy = a;
    takeA(a);
    B b;
    takeB(b);
    A other = 5;
}
A give(A@ a) { return a; }
