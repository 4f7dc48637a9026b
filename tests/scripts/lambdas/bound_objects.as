// rules: LAMBDA-07, LAMBDA-09, LAMBDA-10, LAMBDA-11, LAMBDA-16, LAMBDA-25
// Delegates call virtually, keep their object, live in containers and namespaces; a lambda's result has the funcdef's type.
namespace N { funcdef double F(int); double twice(int x) { return x * 2; } double call(F@ f, int x) { return f(x); } }
funcdef int Get();
funcdef void Add(int);
class A { int v; A(int x) { v = x; } int get() { return v; } void add(int x) { v += x; } int both() const { return 1; } int both() { return 2; } }
class B : A { B(int x) { super(x); } int get() { return -v; } Get@ base() { A@ me = this; return Get(me.get); } Get@ self() { return Get(this.get); } Get@ bare() { return Get(get); } }
interface I { int get(); }
class C : I { ~C() { print("~C"); } int get() { return 7; } }
Get@ keep() { C c; return Get(c.get); }
string text(Get@ g) { return "" + g(); }
void main() {
    print("" + N::call(N::twice, 3) + N::call(function(x) { return x; }, 4)); // expect: 64
    N::F@ half = function(x) { return x / 2.0; };
    print("" + half(3)); // expect: 1.5
    N::F@ whole = function(x) { return x / 2; };
    print("" + whole(3)); // expect: 1
    B b(5);
    A@ a = b;
    Get@ g = Get(a.get);
    print(text(g) + text(b.base()) + text(b.self()) + text(b.bare())); // expect: -5-5-5-5
    array<Get@> list = {g, Get(b.get), keep(), function() { return 9; }};
    array<Add@> adds = {Add(b.add), Add(a.add)};
    for (uint i = 0; i < adds.length(); i++) adds[i](10);
    string s;
    foreach (Get@ f : list) s += f() + " ";
    print(s); // expect: -25 -25 7 9 
    @list[2] = null; // expect: ~C
    const A@ c = a;
    Get@ cg = Get(c.both);
    Get@ mg = Get(a.both);
    print("" + cg() + mg()); // expect: 12
    I@ i = C();
    Get@ ig = Get(i.get);
    @i = null;
    print(text(ig)); // expect: 7
    array<int> numbers = {1, 2};
    dictionary d;
    d.set("f", @g);
    Get@ got;
    d.get("f", @got);
    print("" + (got is g) + got()); // expect: true-25
    A@ none;
    try { Get@ n = Get(none.get); n(); print("no"); } catch { print(getExceptionInfo()); } // expect: Null pointer access
    @ig = null; // expect: ~C
    print("end"); // expect: end
}
