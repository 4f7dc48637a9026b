// rules: PROP-10, PROP-11, ERR-189, ERR-190, ERR-191
class A { int s; int p { get { return s; } set { s = value; } } int r { get { return s; } } int get_i(int x) const property { return x; } void set_i(int x, int v) property {} }
A make() { return A(); }
int only { get { return 1; } }
void main() {
    A a;
    a.p += 1;
    make().p += 1;
    a.r += 1; // error: E0190
    a.i[0] += 1; // error: E0191
    ++a.p; // error: E0189
    a.p--; // error: E0189
    only += 1; // error: E0190
    only++; // error: E0189
}
