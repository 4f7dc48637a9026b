// rules: EXC-11, EXC-12, STMT-20
// Whatever an exception interrupts, every object that was made is destroyed exactly once.
int made = 0, destroyed = 0;
class A {
    int id;
    A() { id = ++made; }
    A(int) { id = ++made; }
    A(const A &in o) { id = ++made; }
    ~A() { assert(id > 0); id = -id; ++destroyed; }
    A &opAssign(const A &in o) { return this; }
    A opAdd(const A &in o) { return A(); }
    A self() { return this; }
    A@ me() { return this; }
    int fail() { throw("fail"); return 1; }
    int ok() { return 1; }
    A opIndex(int i) { if (i > 2) throw("index"); return A(); }
}
class Half {
    A a;
    A b = A(thrower(2));
    A c;
}
class FailsInConstructor { A a; A@ b; FailsInConstructor() { @b = A(); throw("constructor"); } ~FailsInConstructor() { assert(false); } }
class FailsInDestructor { A a; ~FailsInDestructor() { A b; throw("destructor"); } }
class Derived : FailsInConstructor { A d; Derived() { A x; super(); } }

int thrower(int x) { if (x > 1) throw("thrower"); return x; }
void byValue(A a, A b, int c) {}
void byIn(const A &in a, const A &in b, int c) {}
void byOut(A &out a, A &out b) { A x; a = x; thrower(2); b = x; }
void byHandle(A@ a, A@ b, int c) {}
A ret(int x) { A a; thrower(x); return a; }
A@ retHandle(int x) { A@ a = A(); thrower(x); return a; }
void deep(int n, A@ a) { A b; if (n == 0) thrower(2); deep(n - 1, b); A c; }
funcdef void Callback();
array<A> global;

void scenario(int which) {
    A first;
    A@ second = A();
    NV value(which);
    string text = "some text that is too long for the inside of a string value";
    switch (which) {
    case 0: byValue(A(), first, thrower(2)); break;
    case 1: byIn(A(), A(), thrower(2)); break;
    case 2: byHandle(A(), retHandle(1), thrower(2)); break;
    case 3: { A a = ret(2); break; }
    case 4: { A@ a = retHandle(2); break; }
    case 5: byOut(first, second); break;
    case 6: deep(20, second); break;
    case 7: { Half h; break; }
    case 8: { FailsInConstructor f; break; }
    case 9: { Derived d; break; }
    case 10: { array<A> a(3); a[5] = first; break; }
    case 11: { array<A@> a = {A(), A(), retHandle(2)}; break; }
    case 12: { array<A> a = {A(), A(thrower(2))}; break; }
    case 13: first = first + A() + ret(2); break;
    case 14: first.self().self().me().fail(); break;
    case 15: first[0].self()[3].ok(); break;
    case 16: { for (int i = 0; i < 5; i++) { A a; A@ b = A(); if (i == 3) thrower(2); } break; }
    case 17: { A@ n; n.ok(); break; }
    case 18: { array<A@> list(2); foreach (auto e : list) { A x; e.ok(); } break; }
    case 19: { array<A> list(4); foreach (A e, uint i : list) { if (i == 2) thrower(2); } break; }
    case 20: { string s = text + text + thrower(2) + text; break; }
    case 21: { NV a(1), b(2); array<NV> c(10); NV d = a; thrower(2); break; }
    case 22: { A a = thrower(1) == 1 ? ret(2) : first; break; }
    case 23: { dictionary d = {{"a", A()}, {"b", thrower(2)}}; break; }
    case 24: { try { A a; thrower(2); } catch { A b; byValue(b, A(), thrower(2)); } break; }
    case 25: { Callback@ cb = function() { A x; throw("lambda"); }; cb(); break; }
    case 26: { A a; { A b; { A c; thrower(2); } A d; } break; }
    case 27: global.resize(3); global.insertLast(ret(2)); break;
    case 28: { A x; while (true) { A y; if (thrower(1) > 0) { A z; thrower(2); continue; } } break; }
    case 30: { array<string> l = {text + which, text, "" + thrower(2)}; break; }
    case 31: { array<NV> l = {value, NV(2), NV(thrower(2))}; break; }
    case 32: { dictionary l = {{text + which, text + 1}, {"b", value}, {"c" + thrower(2), A()}}; break; }
    case 33: { array<array<A@>> l = {{A(), null}, {A(), retHandle(2)}}; break; }
    case 34: { array<array<string>> l = {{text + 1}, {text + 2, text + thrower(2)}}; break; }
    case 35: { dictionary d; d[text] = text; @d["h"] = A(); d["v"] = A(); any a; a.store(value); a.store(@second); thrower(2); break; }
    case 29: { int zero = 0; A x; A@ y = (1 / zero > 0 ? A() : retHandle(1)); break; }
    }
    if (which != 36) throw("not reached " + which);
}

void main() {
    for (int i = 0; i <= 36; i++) {
        bool caught = false;
        try {
            A a;
            A@ b = a;
            scenario(i);
        } catch {
            caught = true;
            assert(getExceptionInfo().findFirst("not reached") < 0);
        }
        assert(caught == (i != 36));
        global.resize(0);
        gc();
        if (made != destroyed) print("scenario " + i + ": " + made + " made, " + destroyed + " destroyed");
        if (liveNV() != 0) print("scenario " + i + ": " + liveNV() + " values left");
        made = destroyed = 0;
    }
    { FailsInDestructor f; }
    assert(made == 2 && destroyed == 2);
    print("end"); // expect: end
}
