// rules: CLASS-21, CLASS-55, CLASS-06, TYPE-19, VAR-26
// Bases, members, interfaces and mixins may be declared later, and stand in any order in the list.
void main() {
    Last l;
    l.b.v = 4;
    print("" + l.b.v + l.m + l.get() + l.x + l.y + l.z + (cast<Named>(l) !is null)); // expect: 4970120true
}
class Last : Named, Mixed, Middle { Part b, c; N::Deep d; int x, y = 12, z; }
class Middle : First {}
class First { int get() { return 7; } }
interface Named : Base { int get(); }
interface Base {}
mixin class Mixed { int m = 9; }
class Part { int v; Later@ later; array<Later> all; }
class Later { Part p; }
namespace N { class Deep : ::First {} }
