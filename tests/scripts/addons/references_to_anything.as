// rules: REF-01, REF-02, REF-03, REF-04, REF-05, REF-06, HANDLE-23, HANDLE-24
// A ref holds any handle and acts as one; a weakref does so too.
class A { int v = 1; }
class B : A {}
interface I {}
class C : I { int w = 2; }
int kind(ref@ r) { return r is null ? 0 : cast<B>(r) !is null ? 2 : cast<A>(r) !is null ? 1 : cast<I>(r) !is null ? 3 : 4; }
void main() {
    A a; B b; C c; array<int> l(1);
    print("" + kind(a) + kind(b) + kind(c) + kind(l) + kind(null)); // expect: 12340
    ref@ r = a, s = r;
    ref t(b);
    print("" + (r is s) + (r is a) + (s is t) + (t is b) + (r !is null)); // expect: truetruefalsetruetrue
    @s = c;
    print("" + (r is s) + cast<C>(s).w + (cast<A>(s) is null)); // expect: false2true
    @s = null;
    print("" + (s is null) + (cast<C>(s) is null)); // expect: truetrue
    const A@ k = a;
    @s = k;
    print("" + (cast<A>(s) is null) + cast<const A>(s).v); // expect: true1
    array<ref@> all = {a, c, null};
    print("" + kind(all[0]) + kind(all[1]) + (all[2] is null)); // expect: 13true
}
