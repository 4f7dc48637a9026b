// rules: DICT-06, DICT-12, DICT-18, ANY-02, ANY-04
// What is stored without `@` is copied; what cannot be copied raises.
class A { int v = 1; }
class NoCopy { int v = 1; NoCopy() {} NoCopy(const NoCopy &in) delete; NoCopy &opAssign(const NoCopy &in) delete; }
void main() {
    A a; NoCopy n;
    dictionary d; any x;
    d.set("a", a); d["b"] = a; x.store(a);
    a.v = 9;
    A b, c, e;
    print("" + d.get("a", b) + d.get("b", c) + x.retrieve(e) + b.v + c.v + e.v); // expect: truetruetrue111
    d.set("h", @n); @d["i"] = n; x.store(@n);
    NoCopy@ h;
    print("" + d.get("h", @h) + (h is n) + x.retrieve(@h)); // expect: truetruetrue
    string said;
    try { d.set("n", n); } catch { said += getExceptionInfo() + "|"; }
    try { d["m"] = n; } catch { said += getExceptionInfo() + "|"; }
    print(said + d.exists("n")); // expect: Cannot create copy of object|Cannot create copy of object|false
    any y;
    y = x;
    x.store(1);
    print("" + y.retrieve(@h) + (h is n)); // expect: truetrue
}
