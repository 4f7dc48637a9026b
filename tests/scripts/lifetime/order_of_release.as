// rules: LIFE-01, LIFE-02, LIFE-03, LIFE-04, LIFE-06, LIFE-07, LIFE-08, LIFE-09, FUNC-20
// What is released when, told by destructors.
string trace;
class A {
    string n; A@ held;
    A(string s) { n = s; }
    ~A() { trace += "~" + n + " "; }
    A@ me() { return this; }
    A@ make(string s) { return A(s); }
    int use(int x = 0) { trace += "use" + n + " "; return 1; }
}
class Members { A first = A("m1"); A@ second = A("m2"); ~Members() { trace += "~Members "; } }
class More : Members { A third = A("m3"); ~More() { trace += "~More "; } }
int note(string s) { trace += s + " "; return 1; }
void value(A a, A b) { trace += "value "; }
void handles(A@ a, A@ b) { trace += "handles "; }
void refs(const A &in a, const A &in b) { trace += "refs "; }
A local(string s) { A a(s); A other("other"); return a; }
string take() { string s = trace; trace = ""; return s; }
void main() {
    { A a("a"); A b("b"); { A c("c"); } A d("d"); trace += "| "; }
    print(take()); // expect: ~c | ~d ~b ~a 
    for (int i = 0; i < 2; i++) { A a("in" + i); trace += i + " "; }
    print(take()); // expect: 0 ~in0 1 ~in1 
    int x = A("t").use() + note("then");
    print(take()); // expect: uset ~t then 
    handles(A("1"), A("2"));
    print(take()); // expect: handles ~1 ~2 
    refs(A("1"), A("2"));
    print(take()); // expect: refs ~2 ~1 
    A@ kept = local("kept");
    print(take()); // expect: ~other 
    @kept = null;
    print(take()); // expect: ~kept 
    A@ chain = A("x").make("y").me();
    print(take()); // expect: ~x 
    @chain = A("z");
    print(take()); // expect: ~y 
    { More m; @m.second = null; trace += "| "; }
    print(take()); // expect: ~m2 | ~More ~Members ~m1 ~m3 
    { array<A@> l = {A("e0"), A("e1")}; @l[0] = null; trace += "| "; }
    print(take()); // expect: ~e0 | ~e1 
    @chain.held = chain;
    @chain.held = null;
    @chain = null;
    print(take()); // expect: ~z 
}
