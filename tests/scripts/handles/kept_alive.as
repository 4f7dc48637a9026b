// rules: HANDLE-01, HANDLE-02, HANDLE-03, HANDLE-05, HANDLE-06, HANDLE-21, CONV-48, EXPR-49
// Handles share one object and keep it; values are assigned through them.
class A { int v; A@ next; A(int x) { v = x; } A() {} ~A() { ended += v + " "; } A@ self() { return this; } }
string ended;
A@ give() { A a(5); return a; }
A@ pass(A@ a) { return a; }
A@ global;
void main() {
    A@ a = give(), b = a;
    print("" + a.v + ended + (a is b)); // expect: 5true
    b = A(6);
    print("" + a.v + ended); // expect: 66 
    @b = A(7);
    print("" + a.v + b.v + (a is b)); // expect: 67false
    { A local(8); @global = local; @local.next = b; }
    @b = null;
    print("" + global.v + global.next.v + ended); // expect: 876 
    @global = pass(global.next);
    print(ended + global.self().self().v); // expect: 6 8 7
    array<A@> list = {a, global, A(9)};
    @list[0] = list[2];
    list[0] = A(10);
    print("" + list[2].v + a.v); // expect: 106
    A@ none;
    string said;
    try { none.v = 1; } catch { said += getExceptionInfo() + " "; }
    try { none = a; } catch { said += getExceptionInfo() + " "; }
    try { a = none; } catch { said += getExceptionInfo() + " "; }
    try { A copy = none; } catch { said += getExceptionInfo() + " "; }
    try { none.self(); } catch { said += getExceptionInfo(); }
    print(said); // expect: Null pointer access Null pointer access Null pointer access Null pointer access Null pointer access
}
