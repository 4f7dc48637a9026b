// rules: PROP-02, PROP-03, ENGP-14
// properties: 14=2
// Mode 2: names alone make properties, of methods and functions, host's and scripts'.
int store = 3;
int get_g() { return store; }
void set_g(int v) { store = v; }
class A { int s = 1; int get_x() const { return s; } void set_x(int v) { s = v; } int get_i(int n) { return n * 2; } int y { get { return s + 1; } } }
void main() {
    A a;
    a.x = 4;
    a.x += 2;
    g = g + a.x;
    datetime d(2020, 5, 6);
    print("" + a.x + a.y + a.i[5] + g + d.month); // expect: 671095
}
