// rules: CLASS-43, CLASS-50, CLASS-61, CLASS-63
// Each path calls `super` once; inherited methods may be called before it, and members of the class itself set.
string trace;
class Base {
    int v = 1;
    Base() { trace += "Base "; }
    Base(int x) { v = x; trace += "Base" + x + " "; }
    int get() { return v; }
}
class A : Base {
    int own = 5;
    A(int x) { own = x; if (x > 2) { super(x); } else if (x > 1) super(20); else super(); trace += own + " "; }
    A(string s) { trace += get() + " "; super(8); trace += get() + " "; }
    A() {}
}
void main() {
    A a(3), b(2), c(1), d("x"), e;
    print(trace); // expect: Base3 3 Base20 2 Base 1 0 Base8 8 Base 
    print("" + a.v + b.v + c.v + d.v + e.v); // expect: 320181
}
