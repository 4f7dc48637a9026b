// rules: VAR-20, VAR-21, VAR-21b, VAR-22, VAR-23, CLASS-27, CLASS-37
// Which of construction and assignment `T v = expr` does.
class A { string how; A() { how = "d"; } A(const A &in o) { how = "c"; } A &opAssign(const A &in o) { how += "a"; return this; } }
class NoCopy { string how; NoCopy() { how = "d"; } NoCopy(const NoCopy &in) delete; NoCopy &opAssign(const NoCopy &in o) { how += "a"; return this; } }
class Explicit { string how; Explicit() { how = "d"; } Explicit(const Explicit &in) explicit { how = "c"; } Explicit &opAssign(const Explicit &in o) { how += "a"; return this; } }
class FromInt { string how; FromInt() { how = "d"; } FromInt &opAssign(int i) { how += "i"; return this; } }
class Both { string how; Both() { how = "d"; } Both(int i) { how = "n"; } Both &opAssign(int i) { how += "i"; return this; } }
class Holder { A made = A(); A fromHandle = handle; A fromVariable = variable; A plain; NoCopy uncopied = other; }
A variable;
A@ handle = A();
NoCopy other;
A g1 = A();
A g2 = variable;
A g3 = handle;
A make() { return A(); }
A@ makeHandle() { return A(); }
void main() {
    A x;
    A a = x, b(x), c = handle, d = A(), e = make(), f = makeHandle(), h = variable;
    print(a.how + " " + b.how + " " + c.how + " " + d.how + " " + e.how + " " + f.how + " " + h.how); // expect: c c da da da da c
    NoCopy n, m = n;
    Explicit p, q = p, r(p);
    FromInt i = 5;
    Both j = 5, k(5);
    print(m.how + " " + q.how + " " + r.how + " " + i.how + " " + j.how + " " + k.how); // expect: da da c di di n
    Holder o;
    print(o.made.how + " " + o.fromHandle.how + " " + o.fromVariable.how + " " + o.plain.how + " " + o.uncopied.how);
    // expect: d da c d da
    print(g1.how + " " + g2.how + " " + g3.how); // expect: d c da
}
