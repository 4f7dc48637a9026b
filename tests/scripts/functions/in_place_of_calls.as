// rules: ENGP-02, CONV-03, EVAL-01, EVAL-03, EVAL-05
// Small functions may be compiled in place of their calls: nobody can tell.
int trace(int v) { print("t" + v); return v; }
int add(int a, int b) { return a + b; }
int twice(int x) { return x + x; }
int same(int x) { return x; }
int8 narrow(int x) { return x; }
uint8 small(uint8 x) { return x + 1; }
float half(float x) { return x * 0.5f; }
int cut(double d) { return d; } // warning: W0004
int quarter(int x) { return x / 4 % 10; }
bool both(bool a, bool b) { return a && b; }
int pick(bool c, int a, int b) { return c ? a : b; }
int seven() { return 7; }
int withDefault(int a, int b = 40 + seven()) { return a - b; }
int64 wide(int a) { return a; }
uint bits(uint a) { return ~a & 0xff; }
int count = 100;
int hidden(int x) { return x + 1; }
class Base { int kept = 3; int get_kept2() const property { return kept + kept; } }
class P : Base {
    private int value = 1;
    int8 little;
    float f = 0.25f;
    int x { get const { return this.value; } set { this.value = value + 1; } }
    int get() const { return value; }
    void put(int v) { value = v; }
    void more(int by) { value += by; }
    void setLittle(int v) { little = v; }
    int inc() { value++; return value; }
    float scaled(float by) const { return f * by - -f; }
    bool isMore(int than) const { return value > than; }
    int inherited() const { return kept; }
    int opCall(int i) const { return value * i; }
    int opAdd(int other) const { return value + other; }
    P() { put(5); kept = get() + 1; }
}
class Virt { int id() { return 1; } int plain() { return 10; } }
class W : Virt { int id() override { return 2; } }
mixin class M { int m = 6; int getM() { return m; } }
class UsesM : M {}
P@ maker() { print("made"); return P(); }
funcdef int F(int);
int global = add(2, 3);
int failing(P@ p) { return p.get(); } // throws: Null pointer access
void main() {
    assert(global == 5 && add(1, 2) == 3 && twice(add(1, twice(2))) == 10);
    int x = 4;
    x = add(x, x); assert(x == 8);
    x = pick(x > 7, x + 1, x); assert(x == 9);
    x = add(x, x++); assert(x == 18 || x == 19);
    int y = same(x) + x++; assert(y == 2 * x - 2);
    y = add(trace(1), trace(2)); // expect: t2
    // expect: t1
    assert(narrow(300) == 44 && small(255) == 0 && half(3) == 1.5f && cut(-2.75) == -2 && wide(-1) == -1);
    assert(quarter(-2147483647 - 1) == -2 && quarter(83) == 0);
    assert(bits(0x0f) == 0xf0);
    assert(both(true, !both(true, false)) && withDefault(50) == 3 && withDefault(b: 1, a: 2) == 1);
    P p;
    assert(p.get() == 5 && p.kept == 6 && p.inherited() == 6 && p.kept2 == 12);
    p.put(p.get() + 1); assert(p.get() == 6 && p.x == 6);
    p.x = 6; assert(p.x == 7);
    int before = p.get() + p.inc() * 100; assert(before == 807);
    before = p.get(); p.more(2); assert(before == 8 && p.get() == 10);
    p.setLittle(200); assert(p.little == -56);
    assert(p.scaled(3) == 1.0f && p.isMore(9) && !p.isMore(10) && p(3) == 30 && p + 5 == 15);
    int count = 1;
    assert(hidden(count) == 2 && seven() + count == 8);
    Virt@ v = W(); assert(v.id() == 2 && v.plain() == 10);
    UsesM u; u.m = 8; assert(u.getM() == 8);
    assert(maker().get() == 5); // expect: made
    maker().put(trace(4)); // expect: t4
    // expect: made
    F@ h = twice; assert(h(4) == 8);
    int sum = 0;
    for (int i = 0; i < 10; i++) { sum = add(sum, twice(i)); p.put(sum); }
    assert(sum == 90 && p.get() == 90);
    array<P> all(3);
    for (uint i = 0; i < 3; i++) all[i].put(i);
    assert(all[0].get() + all[1].get() * 10 + all[2].get() * 100 == 210);
    const P@ c = p; assert(c.get() == 90 && c.x == 90);
    P@ none;
    failing(none);
}
