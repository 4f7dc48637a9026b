// rules: VAR-11, VAR-12, FOREACH-06
class A { int v; const A@ fixed() const { return this; } }
void main() {
    auto s = "x";
    s = "y"; // error: E0071
    A a;
    auto f = a.fixed();
    f.v = 1; // error: E0071
    const auto c = 1;
    c = 2; // error: E0071
    const A k;
    auto h = k;
    h.v = 2; // error: E0071
    array<A> l(1);
    const array<A>@ cl = l;
    foreach (auto x : cl) x.v = 1; // error: E0071
}
