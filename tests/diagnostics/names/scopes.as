namespace N { class A {} int v; }
class B { int v; void f() {} }
enum E { X, Y }
void main() {
    A a;
    int i = B::v;
    B::f();
    E::Z;
    int j = N::w;
    using namespace M;
    N::A::b();
    i::x = 1;
}
