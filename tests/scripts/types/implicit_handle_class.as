// rules: TYPE-24, ENGP-07
// properties: 7=1
// A class declared with `@`: its plain name is a handle, in variables, parameters, results, members and template arguments.
class @A { int v; A next; A() {} A(int x) { v = x; } A self() { return this; } int opAdd(int x) { return v + x; } }
class @B : A { B() { v = 50; } }
class Plain { A a; array<A> list; Plain() { @a = A(3); } }
A global;
A make(int x) { return A(x); }
void change(A a) { a.v++; }
void rebind(A &out a) { @a = A(77); }
void main() {
    A a = make(1), b = a, none;
    change(b);
    print("" + a.v + (a is b) + (none is null) + (global is null)); // expect: 2truetruetrue
    a = A(9);
    print("" + a.v + b.v + (a is b)); // expect: 92false
    @none = b;
    none.v = 4;
    print("" + b.v + (a.self() is a) + (a + 1)); // expect: 4true10
    array<A> list(2);
    @list[0] = a;
    list.insertLast(b);
    print("" + (list[0] is a) + (list[1] is null) + (list[2] is b)); // expect: truetruetrue
    Plain p, q = p;
    q.a.v = 30;
    print("" + p.a.v + (p.a is q.a)); // expect: 30true
    rebind(none);
    A base = B();
    print("" + none.v + b.v + base.v + (cast<B>(base) !is null)); // expect: 77450true
    a = null;
    print("" + (a is null)); // expect: true
    a.v = 1; // throws: Null pointer access
}
