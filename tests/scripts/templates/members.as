// rules: TMPL-03, TMPL-06, TMPL-02, TMPL-04, LAMBDA-25
// Members of an instance have its subtype put in; arguments may be instances, handles, funcdefs, enums, bools and script types.
enum E { X, Y }
funcdef int F(int);
interface I { int get(); }
class A : I { int v = 1; int get() { return v; } int opCmp(const A &in o) const { return v - o.v; } bool opEquals(const A &in o) const { return v == o.v; } }
namespace N { class C { array<C@> children; C@ parent; array<array<E>> table; } }
int twice(int x) { return 2 * x; }
void f(array<int>@) { print("ints"); }
void f(array<int8>@) { print("int8s"); }
void f(array<A@>@) { print("handles"); }
void f(array<A>@) { print("objects"); }
void f(array<array<A>>@) { print("nested"); }
void f(array<I@>@) { print("interfaces"); }
void main() {
    f(array<int>()); f(array<int8>()); f(array<A@>()); f(array<A>()); f(array<array<A>>()); f(array<I@>());
    // expect: ints
    // expect: int8s
    // expect: handles
    // expect: objects
    // expect: nested
    // expect: interfaces
    array<F@> fs = {twice, function(x) { return x + 1; }, null};
    print("" + fs[0](5) + fs[1](5) + (fs[2] is null)); // expect: 106true
    N::C root;
    root.children.insertLast(N::C());
    @root.children[0].parent = root;
    root.table.insertLast({X, Y});
    print("" + (root.children[0].parent is root) + int(root.table[0][1])); // expect: true1
    array<A> as = {A(), A()};
    as[0].v = 5;
    as.sortAsc();
    print("" + as[1].v + as.find(as[1])); // expect: 51
    array<bool> bs = {true, false};
    bs.reverse();
    print("" + bs[0] + bs[1]); // expect: falsetrue
    array<const A@> cs = {as[0]};
    print("" + cs[0].v); // expect: 1
    weakref<A> w(as[0]);
    A@ strong = w;
    print("" + (strong is as[0]) + (w.get() is as[0])); // expect: truetrue
    const array<A@> fixed = {as[0]};
    fixed[0].v = 4;
    print("" + as[0].v); // expect: 4
    array<weakref<A>> ws(2);
    array<array<array<N::C@>@>@> deep(1);
    @deep[0] = array<array<N::C@>@>(1);
    deep[0].resize(2);
    print("" + (deep[0][1] is null) + ws.length()); // expect: true2
}
