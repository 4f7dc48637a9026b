// rules: CONV-20, CONV-21, CONV-23, CONV-24, CONV-25, CONV-27, IFACE-09
// A cast gives a handle or null and makes nothing; opCast serves casts only, opImplCast what is implicit too.
interface I { int get(); }
interface J {}
class A { int v = 1; }
class B : A, I { B() { v = 2; } int get() { return v; } }
class Part { int v = 7; }
class Whole {
    Part p;
    A a;
    Part@ opCast() { print("opCast"); return p; }
    const Part@ opCast() const { print("const opCast"); return p; }
    A@ opImplCast() { print("opImplCast"); return a; }
}
int v(A@ a) { return a is null ? -1 : a.v; }
void main() {
    A a; B b; A@ h = b; A@ none;
    print("" + v(cast<B>(a)) + v(cast<B>(h)) + v(cast<B@>(h)) + v(cast<A>(b)) + v(cast<B>(none)) + v(cast<A>(null))); // expect: -1222-1-1
    print("" + (cast<I>(h) is b) + (cast<J>(h) is null) + (cast<B>(cast<I>(h)) is b) + (cast<Part>(a) is null)); // expect: truetruetruetrue
    const A@ fixed = h;
    print("" + cast<const B>(fixed).v + (cast<B>(fixed) is b)); // expect: 2true
    Whole w;
    Part@ p = cast<Part>(w); // expect: opCast
    print("" + (p is w.p)); // expect: true
    const Whole@ c = w;
    print("" + cast<const Part>(c).v); // expect: const opCast
    // expect: 7
    A@ i = w; // expect: opImplCast
    print("" + v(w) + (cast<A>(w) is w.a)); // expect: opImplCast
    // expect: opImplCast
    // expect: 1true
}
