// rules: HANDLE-15, CONV-20, IFACE-08, CLASS-13, CLASS-19, CLASS-70
interface Named { string name(); }
interface Loud : Named { string shout(); }
mixin class Counting { int count = 100; int inc() { return ++count; } }
class Base : Named { int v = 1; string name() { return "base" + v; } string both() { return name() + "!"; } }
class Mid : Base, Counting { string name() { return "mid" + inc(); } }
class Leaf : Mid, Loud { Leaf() { super(); v = 3; } string name() override { return "leaf/" + Mid::name() + "/" + Base::name(); } string shout() { return "LEAF"; } }
namespace N { class Base { int w = 9; } class Leaf : ::Leaf { string shout() { return "N" + ::Leaf::shout(); } } }
void main() {
    Leaf l;
    Base@ b = l;
    Named@ n = b;
    print(b.both()); // expect: leaf/mid101/base3!
    print(n.name()); // expect: leaf/mid102/base3
    Loud@ loud = cast<Loud>(n);
    print(loud.shout()); // expect: LEAF
    print("" + (cast<Leaf>(b) is l) + (cast<Mid>(n) is l) + (cast<Named>(loud) is n)); // expect: truetruetrue
    Base plain;
    @n = plain;
    print("" + (cast<Loud>(n) is null) + (cast<Leaf>(n) is null) + (cast<Base>(n) is null)); // expect: truetruefalse
    array<Base@> all = {plain, l, Mid(), N::Leaf()};
    string s;
    foreach (auto e : all) { s += e.name() + " "; Loud@ x = cast<Loud>(e); if (x !is null) s += x.shout() + " "; }
    print(s); // expect: base1 leaf/mid103/base3 LEAF mid101 leaf/mid101/base3 NLEAF 
    N::Base nb;
    print("" + nb.w); // expect: 9
    plain = l;
    print(plain.name()); // expect: base3
    const Base@ c = l;
    print("" + c.v + (c is l)); // expect: 3true
    @b = null;
    print("" + (b is null) + (b !is n)); // expect: truetrue
}
