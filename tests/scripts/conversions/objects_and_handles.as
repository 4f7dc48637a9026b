// rules: CONV-38, CONV-48, CONV-46, HANDLE-06, FUNC-52
// Objects give handles where those are wanted and handles are followed where objects are; const is copied away.
class A { int v; A() {} A(int x) { v = x; } }
class Holder { A@ h; A o; void set(A@ a) { @h = a; } A@ get() { return h; } A copy() const { return o; } }
int byValue(A a) { return a.v++; }
int byIn(const A &in a) { return a.v; }
int byHandle(A@ a) { return ++a.v; }
int byConstHandle(const A@ a) { return a.v; }
A@ self(A@ a) { return a; }
int first(array<int> l) { int f = l[0]; l[0] = 99; return f; }
int total(const array<int>@ l) { int s = 0; for (uint i = 0; i < l.length(); i++) s += l[i]; return s; }
void main() {
    A a(1);
    A@ h = a;
    const A@ c = h;
    const A k(5);
    print("" + byValue(h) + byValue(c) + byValue(k) + byIn(c) + a.v + k.v); // expect: 115115
    print("" + byHandle(a) + byHandle(h) + byConstHandle(a) + byConstHandle(k)); // expect: 2335
    A copy = c;
    copy.v = 100;
    print("" + a.v + (self(h) is a) + (copy !is a)); // expect: 3truetrue
    Holder o;
    o.set(a);
    print("" + (o.h is a) + (o.get() is h) + o.copy().v); // expect: truetrue0
    o.o = o.h;
    o.o.v = 8;
    print("" + a.v + o.copy().v); // expect: 38
    array<A@> list = {a, h, self(a), null};
    print("" + (list[0] is list[1]) + (list[2] is a) + (list[3] is null)); // expect: truetruetrue
    array<int> l = {1, 2};
    print("" + first(l) + l[0] + first({7, 8}) + total({1, 2, 3})); // expect: 1176
    A@ none;
    byValue(none); // throws: Null pointer access
}
