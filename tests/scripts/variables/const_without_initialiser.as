// rules: VAR-08
class A { int v = 5; int get() const { return v; } }
void main() {
    const A a;
    const string s;
    const array<int> l;
    const A@ h;
    print("" + a.v + a.get() + s.length() + l.length() + (h is null)); // expect: 5500true
}
