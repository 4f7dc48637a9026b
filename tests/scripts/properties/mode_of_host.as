// rules: PROP-02, ENGP-14
// properties: 14=1
// Mode 1: the host's accessors are properties, those of scripts are not.
class A { int get_x() property { return 1; } }
void main() {
    datetime d(2020, 5, 6);
    uint y = d.year;
    A a;
    int i = a.x; // error: E0195
}
