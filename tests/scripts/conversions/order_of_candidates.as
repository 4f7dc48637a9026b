// rules: VAR-22, CONV-25, CONV-26, CONV-29, CONV-30, CONV-31, CONV-32, CONV-39
// An operator of the source is tried before a constructor of the target; one user conversion is all there is.
class Target { string how; Target() { how = "default"; } Target(const Source &in s) { how = "constructor"; } Target(int i) { how = "int"; } Target(const string &in s) explicit { how = "explicit"; } }
class Source { Target opImplConv() const { Target t; t.how = "operator"; return t; } int opImplConv() const { return 7; } string opConv() const { return "s"; } double opConv() const { return 1.5; } double opImplConv() const { return 2.5; } }
class Plain {}
class Member { Target t(global), u = global; }
Source global;
Target g1(global), g2 = global;
class FromPlain { string how; FromPlain() {} FromPlain(const Plain &in p) { how = "from plain"; } }
void f(const Target &in t) { print(t.how); }
void g(FromPlain p) { print(p.how); }
void main() {
    Source s; Plain p;
    f(s); // expect: operator
    Target a = s, b(s);
    print(a.how + " " + b.how + " " + Target(s).how); // expect: operator constructor operator
    Member m;
    print(m.t.how + " " + m.u.how + " " + g1.how + " " + g2.how); // expect: constructor operator constructor operator
    f(5); // expect: int
    f(Target("x")); // expect: explicit
    g(p); // expect: from plain
    double d = s; int i = s; float r = s;
    print("" + d + " " + double(s) + " " + i + " " + r + " " + string(s)); // expect: 2.5 1.5 7 2.5 s
    uint8 small = s;
    print("" + small + (s + 1)); // expect: 73.5
}
