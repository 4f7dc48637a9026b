// rules: GC-01, GC-02, GC-04, GC-07, GC-03, LIFE-10
// Circles of handles, containers and delegates go; their destructors may make objects; weak references see it.
funcdef void F();
class Node {
    Node@ other; array<Node@> list; dictionary d; F@ f; any a; string name;
    Node(string n) { name = n; }
    ~Node() { died++; if (name == "maker") { Node fresh("fresh"); @fresh.other = fresh; Plain p; born++; @rescued = this; } }
    void run() {}
}
class Plain { ~Plain() { plain++; } }
int died = 0, born = 0, plain = 0;
Node@ rescued;
void circles() {
    Node a("a"), b("b"), c("c"), d("d"), e("e");
    @a.other = b; @b.other = a;
    c.list.insertLast(c);
    d.d.set("me", @d);
    @e.f = F(e.run);
    Node f("f");
    f.a.store(@f);
    array<array<Node@>> nested = {{Node("n")}};
    nested[0][0].list = nested[0];
}
void main() {
    circles();
    gc();
    print("" + died); // expect: 7
    weakref<Node> w;
    { Node m("maker"); @m.other = m; @w = m; print("" + (w.get() !is null)); } // expect: true
    gc();
    print("" + died + born + plain + (w.get() is null) + rescued.name); // expect: 811truemaker
    @rescued = null;
    gc();
    print("" + died); // expect: 9
}
