// rules: VAR-09, VAR-10, VAR-11, VAR-12, VAR-13, VAR-14, VAR-17
// What `auto` becomes: copies of values, handles of objects, with the constness of objects.
class A { int v; A@ self() { return this; } const A@ fixed() const { return this; } }
string t(int) { return "int "; } string t(uint8) { return "uint8 "; } string t(float) { return "float "; } string t(double) { return "double "; }
auto global = 3.5f;
void main() {
    A a;
    auto h = a, k = A();
    h.v = 4;
    auto@ e = a.self();
    print("" + a.v + (e is h) + (k is a)); // expect: 4truefalse
    @h = k;
    h.v = 6;
    print("" + a.v + k.v); // expect: 46
    NV n(1);
    auto copy = n;
    copy.v = 2;
    print("" + n.v); // expect: 1
    const uint8 small = 7;
    auto s = small;
    s++;
    const auto c = small;
    print(t(s) + t(c) + t(global) + s); // expect: uint8 uint8 float 8
    auto first = 1, second = 2.75; // warning: W0003
    print(t(second) + second); // expect: int 2
    for (auto i = 0.5; i < 1; i++) print(t(i)); // expect: double 
    foreach (auto x : array<A> = {a}) print("" + x.v); // expect: 4
}
