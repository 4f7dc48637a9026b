// rules: CLASS-22, HOST-025, HANDLE-01
// Handles to objects that nobody counts are members, globals and elements like others; saved programs are accepted.
class A { int before = 1; Thing@ thing; int after = 2; array<Thing@> all; }
class B : A { Thing@ made = Thing(); Thing@ none; }
Thing@ global;
Thing@ same(Thing@ t) { return t; }
void give(Thing@ &out t) { @t = global; }
void main() {
    A a, b;
    print("" + (a.thing is null) + a.before + a.after); // expect: true12
    @a.thing = Thing();
    @global = a.thing;
    @b.thing = same(global);
    b = a;
    a.all.insertLast(a.thing);
    @a.thing = null;
    give(a.thing);
    print("" + (b.thing is global) + (a.all[0] is global) + (a.thing is global) + a.before + a.after); // expect: truetruetrue12
    B c, d = c;
    @c.none = c.made;
    print("" + (d.made is c.made) + (d.none is null)); // expect: truetrue
    c.none.reverseThing();
    d.none.reverseThing(); // throws: Null pointer access
}
