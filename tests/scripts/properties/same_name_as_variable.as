// rules: PROP-17, ERR-033
// A variable may have the name of a property: the accessors win everywhere but in themselves.
int x = 5;
int get_x() property { return x + 1; }
void set_x(int v) property { x = v * 2; }
int other() { return x; }
class A {
    int y = 5;
    int get_y() const property { return y + 100; }
    void set_y(int v) property { this.y = v * 2; }
    int other() { y = 7; return y; }
}
void main() {
    print("" + x + other() + ::x); // expect: 666
    x = 10;
    print("" + x); // expect: 21
    A a;
    print("" + a.y + " " + a.other()); // expect: 105 114
    a.y = 1;
    print("" + a.y); // expect: 102
}
