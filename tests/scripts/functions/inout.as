// rules: FUNC-15, FUNC-16, FUNC-17, FUNC-18, ERR-055
// References to objects: kept alive while the function runs, temporaries too; const ones for const references only.
class A { int v; A(int x) { v = x; } ~A() { trace += "~" + v; } }
string trace;
A@ global = A(5);
void change(A &inout a) { @global = null; a.v++; trace += "v" + a.v; }
void look(const A &inout a) { trace += "l" + a.v; }
void plain(A & a) { a.v = 50; }
void main() {
    change(global);
    print(trace); // expect: v6~6
    trace = "";
    change(A(1));
    look(A(3));
    const A k(4);
    look(k);
    A a(7);
    plain(a);
    print(trace + a.v); // expect: v2~2l3~3l450
    trace = "";
    A@ none;
    look(none); // throws: Null pointer access
}
