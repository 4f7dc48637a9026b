// rules: INIT-06, ARR-03
class A { int v = 4; }
void main() {
    array<A> a = {A(),, A()};
    array<string> s = {"x",, "y",};
    array<A@> h = {null,, A()};
    array<array<int>> n = {{1,},, {,}};
    array<int> i = {,5};
    print("" + a.length() + a[1].v + s.length() + s[1] + s[3] + h.length() + (h[1] is null)); // expect: 3443true
    print("" + n.length() + n[0].length() + n[1].length() + n[2].length() + i.length() + i[1]); // expect: 320225
}
