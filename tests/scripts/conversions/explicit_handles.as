// rules: CONV-37
class A { int opImplConv() const { return 3; } }
class B { B() {} B(const A &in a) {} }
void f(B b) {}
void main() {
    A a;
    int i = a;
    int j = @a; // error: E0065
    f(a);
    f(@a); // error: E0100
}
