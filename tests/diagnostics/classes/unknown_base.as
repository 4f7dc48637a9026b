// What the base or accessor would bring is not missed as well.
class A : Foo {
    void f() { inherited(); }
}

class P {
    int get_opIndex(int i, int j) property { return i + j; }
}

class Derived : A {}

void main() {
    A a;
    a.x();
    a.y = 1;
    Derived d;
    d.x();
    P p;
    int n = p[1, 2];
}
