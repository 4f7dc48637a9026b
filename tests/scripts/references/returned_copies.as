// rules: FUNC-40
// What a function returns by value is the caller's own, wherever it came from.
class A {
    int v;
    A@ next;
    A() {}
    A(int x) { v = x; }
    A own() { return this; }
    A following() { return next; }
    A through(A@ h) { A@ k = h; return k; }
}
A ofHandle(A@ h) { return h; }
A ofConstHandle(const A@ h) { return h; }
A ofReference(const A &in r) { return r; }
A ofInOut(A &inout r) { return r; }
A ofOut(A &out r) { r.v = 12; return r; }
A ofElement(array<A@>@ l) { return l[0]; }
A ofLocalHandle(A@ h) { A@ k = h; return k; }
A ofCondition(bool b, A@ h) { A x(40); return b ? h : x; }
A kept() { A x(30); @global = x; return x; }
A@ global;
A ofGlobal() { return global; }
void check(A@ a, A@ b, const string &in what) { if (a is b) print(what + " is not a copy"); if (a.v != b.v) print(what + " differs"); }
void main() {
    A a(7);
    @a.next = A(8);
    { A b = ofHandle(a); check(a, b, "handle"); }
    { A b = ofConstHandle(a); check(a, b, "const handle"); }
    { A b = ofReference(a); check(a, b, "reference"); }
    { A b = ofInOut(a); check(a, b, "inout"); }
    { array<A@> l = {a}; A b = ofElement(l); check(a, b, "element"); }
    { A b = ofLocalHandle(a); check(a, b, "local handle"); }
    { A b = ofCondition(true, a); check(a, b, "condition"); }
    { A b = a.own(); check(a, b, "this"); }
    { A b = a.following(); check(a.next, b, "member handle"); }
    { A b = a.through(a); check(a, b, "handle in method"); }
    { A c; A b = ofOut(c); check(c, b, "out"); }
    @global = a;
    { A b = ofGlobal(); check(a, b, "global handle"); }
    { A b = kept(); check(global, b, "kept local"); }
    print("end"); // expect: end
}
