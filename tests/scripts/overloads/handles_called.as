// rules: OVERLOAD-19, LAMBDA-03, EXPR-49
// Variables and members that are function handles are called like functions; a local one hides functions.
funcdef string F(int);
string f(int x) { return "f" + x; }
string g(int x) { return "g" + x; }
F@ global = g;
class A {
    F@ member = f;
    array<F@> list = {f, g};
    F@ get() { return g; }
    string run() { return member(1) + this.member(2) + list[1](3) + get()(4); }
    string shadow() { F@ run = f; return run(5); }
}
namespace N { F@ inside = f; }
void main() {
    print(global(0) + N::inside(9)); // expect: g0f9
    A a;
    print(a.run() + a.shadow() + a.member(6) + a.get()(7) + a.list[0](8)); // expect: f1f2g3g4f5f6g7f8
    F@ f = ::g;
    print(f(1) + ::f(1)); // expect: g1f1
    array<array<F@>> table = {{f}};
    print(table[0][0](2)); // expect: g2
}
