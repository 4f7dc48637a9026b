// rules: FOREACH-01, FOREACH-03, FOREACH-04, FOREACH-05
class It { int i; It(int i) { this.i = i; live++; } It(const It &in o) { i = o.i; live++; } ~It() { live--; } It() { live++; } It &opAssign(const It &in o) { i = o.i; return this; } }
int live = 0;
class Range {
    int from, to;
    Range(int a, int b) { from = a; to = b; }
    It@ opForBegin() const { return It(from); }
    bool opForEnd(const It &in it) const { return it.i >= to; }
    It@ opForNext(const It &in it) const { return It(it.i + 1); }
    int opForValue0(const It &in it) const { return it.i; }
    string opForValue1(const It &in it) const { return "<" + it.i * it.i + ">"; }
}
Range@ make(int a, int b) { return Range(a, b); }
string find(int n) { foreach (int v, string t : make(0, 100)) { foreach (auto w : Range(0, v)) { if (v * w == n) return v + t + w; } } return "none"; }
void main() {
    string s;
    foreach (auto v : make(1, 4)) s += v;
    foreach (int v, auto t : Range(2, 5)) { if (v == 3) continue; s += t; }
    print(s); // expect: 123<4><16>
    print(find(12) + " " + find(-1)); // expect: 4<16>3 none
    try { foreach (int v : Range(0, 3)) { if (v == 1) throw("in loop"); } } catch { print(getExceptionInfo()); } // expect: in loop
    print("" + live); // expect: 0
    array<array<int>> g = {{1}, {2, 3}, {}};
    int sum = 0;
    foreach (auto row, uint i : g) foreach (int x, uint j : row) sum += x * (10 * (i + 1) + j);
    print("" + sum); // expect: 113
}
