// rules: FUNC-19, FUNC-20, LIFE-05, ENGP-01
// properties: 1=1
// With unsafe references everything has references, and temporaries live until the end of the whole expression.
class A { string n; A(string s) { n = s; } A() {} ~A() { print("~" + n); } int use() { print("use " + n); return 1; } }
int f(const A &in a) { print("f"); return 1; }
int say(string s) { print(s); return 1; }
void inc(int &x) { x++; }
void swap(int &a, int &b) { int t = a; a = b; b = t; }
void rebind(A@ &h) { @h = A("new"); }
void text(string &s) { s += "!"; }
class M { int v = 1; array<int> l = {1, 2, 3}; }
void main() {
    int x = f(A("t")) + say("between"); // expect: f
    // expect: between
    // expect: ~t
    M m;
    inc(x); inc(m.v); inc(m.l[1]);
    swap(m.l[0], m.l[2]);
    print("" + x + m.v + m.l[0] + m.l[1] + m.l[2]); // expect: 32331
    string s = "a";
    text(s);
    print(s); // expect: a!
    A@ h = A("old");
    rebind(h); // expect: ~old
    print(h.n); // expect: new
    print("end"); // expect: end
} // expect: ~new
