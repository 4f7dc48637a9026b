// Without the extension `this(…)` calls the object, in constructors too.
class A {
    A() {
        this(1); // error: E0086
    }
    A(int x) {
    }
}
class B {
    int v;
    B() {
        this(1);
    }
    B(int x) {
        v = 100;
    }
    void opCall(int x) {
        v = x;
    }
}
void main() {
}
