// rules: FUNC-02, FUNC-05, FUNC-52, CLASS-27, CLASS-28, CLASS-37
// How an object that is passed by value is copied.
string trace;
class Copied { int v; Copied() { trace += "d"; } Copied(const Copied &in o) { v = o.v; trace += "c"; } Copied &opAssign(const Copied &in o) { v = o.v; trace += "a"; return this; } }
class Assigned { int v; Assigned() { trace += "d"; } Assigned(const Assigned &in) delete; Assigned &opAssign(const Assigned &in o) { v = o.v; trace += "a"; return this; } }
class OneParameter { int v; OneParameter() { trace += "d"; } OneParameter(int x) { v = x; trace += "n"; } OneParameter &opAssign(const OneParameter &in o) { v = o.v; trace += "a"; return this; } }
class TwoParameters { int v; TwoParameters() { trace += "d"; } TwoParameters(int x, int) { v = x; } }
void f(Copied c) { c.v = 9; }
void f(Assigned c) { c.v = 9; }
void f(OneParameter c) { c.v = 9; }
void f(TwoParameters c) { c.v = 9; }
void shared_(Copied@ c) { c.v++; @c = Copied(); c.v = 9; }
int total(array<int> l) { l.insertLast(1); return l.length(); }
void main() {
    Copied a; Assigned b; OneParameter c(4); TwoParameters d(5, 0);
    a.v = 2; b.v = 3;
    trace = "";
    f(a);
    print(trace + a.v); // expect: c2
    trace = "";
    f(b);
    print(trace + b.v); // expect: da3
    trace = "";
    f(c);
    print(trace + c.v); // expect: da4
    trace = "";
    // A generated copy constructor shows nothing.
    f(d);
    print(trace + d.v); // expect: 5
    shared_(a);
    print("" + a.v); // expect: 3
    array<int> l = {1, 2};
    print("" + total(l) + l.length()); // expect: 32
}
