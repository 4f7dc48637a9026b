// rules: MIXIN-02, MIXIN-04, MIXIN-07, MIXIN-10, GRAM-30
// A mixin's variables are added unless the class or its base has the name; its interfaces become the class's.
interface Named { string name(); }
interface Counted { int count(); }
mixin class M : Named, Counted {
    int v = 3; string text = "mixin"; int base = 4; int fresh = 5;
    string name() { return text; }
    int count() { return v + base + fresh; }
    int get_total() const property { return v + fresh; }
}
class Base { int base = 100; }
class A : Base, M { int v = 20; string text = "class"; }
class B : M { string name() { return "B" + text; } }
void main() {
    A a; B b;
    Named@ n = a; Counted@ c = b;
    print(n.name() + a.count() + " " + a.total); // expect: class125 25
    print(b.name() + c.count() + " " + b.total); // expect: Bmixin12 8
    @n = b;
    print(n.name()); // expect: Bmixin
}
