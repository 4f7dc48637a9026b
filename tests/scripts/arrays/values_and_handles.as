// rules: ARR-03, ARR-29, TMPL-02, TMPL-03
// `array<F>` and `array<F@>` are two types.
class F { int v = 1; }
string which(array<F> &in) { return "values"; }
string which(array<F@> &in) { return "handles"; }
void main() {
    array<F> a(2);
    array<F@> b(2);
    print(which(a) + " " + which(b)); // expect: values handles
    print("" + (b[0] is null)); // expect: true
    @b[0] = a[0];
    b[0].v = 7;
    array<F> c = a;
    array<F@> d = b;
    c[0].v = 8;
    d[0].v = 9;
    print("" + a[0].v + c[0].v + b[0].v); // expect: 989
    array<array<F@>> n(1);
    n[0].insertLast(a[1]);
    n[0][0].v = 4;
    print("" + a[1].v); // expect: 4
}
