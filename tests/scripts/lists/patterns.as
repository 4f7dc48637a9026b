// rules: INIT-03, INIT-04, INIT-05, INIT-10, INIT-11, INIT-15, INIT-16, INIT-17, CONV-46, EVAL-09
// Lists nest in templates, keep the types of `?` elements, are evaluated left to right and then handed over once.
class A { int v; A() { v = -1; } A(int x) { v = x; trace += "A" + x + " "; } A(const A &in o) { v = o.v; trace += "c" + v + " "; } }
class B : A { B(int x) { super(x); } }
class P { int v; }
enum E { X = 3 }
string trace;
int n(int x) { trace += "n" + x + " "; return x; }
array<int>@ l(array<int>@ a) { return a; }
int count(const array<array<A@>> &in a) { int c = 0; for (uint i = 0; i < a.length(); i++) c += a[i].length(); return c; }
dictionary make() { return {{"a", n(1)}}; }
array<string> words(bool b) { if (b) return {"x", "y"}; return {}; }
void main() {
    array<A> a = {n(1), A(n(2)), A(3)};
    print(trace + a[0].v + a[1].v + a[2].v); // expect: n1 A1 n2 A2 A3 c1 c2 c3 123
    trace = "";
    array<A@> h = {A(4), null, B(5), a[0]};
    print(trace + h[3].v + (h[3] is a[0]) + (cast<B>(h[2]) !is null)); // expect: A4 A5 1truetrue
    array<array<array<int>>> deep = {{{1}, {}}, {}, {{2, 3}, {4}, {n(5)}}};
    print("" + deep[2][0][1] + deep[2][2][0] + deep[0].length() + deep[1].length()); // expect: 3520
    P p; p.v = 3;
    dictionary d = {{"int", 1}, {"double", 2.5}, {"string", "s"}, {"handle", @h[0]}, {"value", p}, {"enum", X}, {"null", null}, {"neg", -1}, {"u64", uint64(7)}};
    P got; int64 i64; double dbl; A@ hd;
    d.get("value", got); d.get("int", i64); d.get("double", dbl); d.get("handle", @hd);
    print("" + got.v + i64 + dbl + (hd is h[0]) + string(d["string"]) + int(d["enum"]) + int(d["neg"]) + d.getSize()); // expect: 312.5trues3-19
    print("" + count({{A(1)}, {}, {null, B(2)}}) + l({7, 8})[1] + words(true).length() + words(false).length()); // expect: 3820
    array<double> dd = {1, 2.5f, X, uint8(4)};
    print("" + (dd[0] + dd[1] + dd[2] + dd[3])); // expect: 10.5
    array<string> s = {"a" + n(1), 'b', words(true)[1]};
    print(s[0] + s[1] + s[2]); // expect: a1by
    array<dictionary> ds = {{{"k", 1}}, {{"k", 2}, {"m", array<int> = {1, 2}}}};
    print("" + int(ds[1]["k"]) + ds[0].getSize() + ds[1].getSize()); // expect: 212
    complex c = {1, 2};
    array<complex> cs = {{1, 2}, {3, 4}};
    print("" + c.i + cs[1].r); // expect: 23
}
