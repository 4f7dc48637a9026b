// rules: PROP-02, ENGP-14, ERR-195
// properties: 14=0
// Without virtual properties nothing named get_ or set_ is one, whoever declares it.
int get_g() property { return 1; }
class A { int get_x() property { return 1; } void set_x(int v) property {} }
void main() {
    A a;
    int i = a.x; // error: E0195
    a.x = 1; // error: E0195
    i = g; // error: E0020
    datetime d;
    i = d.year; // error: E0195
    i = a.get_x() + get_g() + d.get_year();
}
