// rules: OP-12, OP-13, OP-15, OP-16, FUNC-42
// Objects that are called or indexed: overloads, defaults, references to assign to.
class F {
    int opCall() { return 0; }
    int opCall(int a, int b = 2) { return a * 10 + b; }
    string opCall(const string &in s) const { return s + "!"; }
}
class G {
    array<int> cells = {0, 1, 2, 3};
    int &opIndex(int x, int y = 1) { return cells[y * 2 + x]; }
    int opIndex(const string &in name) const { return name.length(); }
    F f;
    F@ get() { return f; }
}
class P {
    int stored = 1;
    int get_opIndex(int i) const property { return stored + i; }
    void set_opIndex(int i, int v) property { stored = v - i; }
}
void main() {
    F f; const F@ k = f;
    print("" + f() + " " + f(3) + " " + f(3, b: 4) + f("x") + k("y")); // expect: 0 32 34x!y!
    G g;
    g[0, 0] = 5;
    g[1] += 7;
    g[0]++;
    print("" + g.cells[0] + g.cells[3] + g.cells[2] + g[1, 0] + g["name"]); // expect: 510314
    print("" + g.get()(1) + g.f("z")); // expect: 12z!
    P p;
    p[3] = 10;
    print("" + p[1]); // expect: 8
}
