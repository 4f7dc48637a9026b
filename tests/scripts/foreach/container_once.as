// rules: FOREACH-02, FOREACH-09, FOREACH-10, FOREACH-07
// The container is evaluated once and held to the end of the block around the loop; values convert as in initialisers.
string trace;
class C {
    int n;
    C(int x) { n = x; trace += "+" + x; }
    ~C() { trace += "~" + n; }
    int opForBegin() { trace += "b"; return 0; }
    bool opForEnd(int i) { trace += "e"; return i >= n; }
    int opForNext(int i) { trace += "n"; return i + 1; }
    int opForValue(int i) { trace += "v"; return i; }
}
C@ make(int n) { trace += "m"; return C(n); }
class D { int v; D() {} D(int x) { v = x; } }
void main() {
    { foreach (int v : make(2)) { trace += v; } trace += "|"; }
    print(trace); // expect: m+2bev0nev1ne|~2
    trace = "";
    for (int i = 0; i < 2; i++) foreach (int v : make(0)) {}
    print(trace); // expect: m+0be~0m+0be~0
    trace = "";
    { foreach (int v : C(1)) { break; } foreach (int w : C(3)) { if (w == 1) break; continue; } trace += "|"; }
    print(trace); // expect: +1bev+3bevnev|~3~1
    array<int> l = {1, 2};
    double sum = 0;
    foreach (double d : l) sum += d / 2;
    foreach (int8 i, double at : l) sum += i * at;
    foreach (D d : l) { sum += d.v; d.v = 9; }
    print("" + sum); // expect: 6.5
    array<D> ds = {1, 2};
    foreach (D d : ds) d.v = 50;
    foreach (const D@ d : ds) sum += d.v;
    print("" + sum); // expect: 9.5
    array<int>@ none;
    foreach (int v : none) {} // throws: Null pointer access
}
