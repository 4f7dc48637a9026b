// rules: CLASS-29, CLASS-31, CLASS-35, DICT-18, EXC-07, TYPE-22
// Where only the actual object tells that it cannot be copied, copying it raises, and nothing is changed.
class NoCopy { int v = 1; NoCopy() {} NoCopy(const NoCopy &in) delete; NoCopy &opAssign(const NoCopy &in) delete; }
class Base { int b = 1; }
class Derived : Base { NoCopy n; int w = 1; }
class OneArgument { int v; OneArgument(int x) { v = x; } OneArgument &opAssign(const OneArgument &in) delete; }
class Deleted { int v = 1; Deleted() {} Deleted(const Deleted &in) delete; Deleted &opAssign(const Deleted &in) delete; }
class Assigned { int v = 1; Assigned() {} Assigned(const Assigned &in) delete; Assigned &opAssign(const Assigned &in o) { v = o.v; return this; } }
string said;
void tell() { said += getExceptionInfo() == "Cannot create copy of object" ? "x" : "?"; }
void main() {
    Derived x, y;
    x.b = 5; x.w = 6; x.n.v = 7;
    Base@ to = y, from = x;
    try { to = from; } catch { tell(); }
    print(said + y.b + y.w + y.n.v); // expect: x111
    Base part = from;
    print("" + part.b); // expect: 5
    dictionary d; any a;
    OneArgument o(3); Deleted e; Assigned s;
    s.v = 9;
    said = "";
    try { d.set("x", x); } catch { tell(); }
    try { d["o"] = o; } catch { tell(); }
    try { a.store(e); } catch { tell(); }
    d.set("s", s);
    Assigned@ copy;
    print(said + d.get("s", @copy) + (copy is s) + copy.v + d.exists("x")); // expect: xxxtruefalse9false
    said = "";
    try { array<Deleted> l(2), m; m = l; } catch { tell(); }
    print(said); // expect: x
}
