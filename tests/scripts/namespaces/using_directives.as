// rules: NS-01, NS-02, NS-07, NS-08, NS-10, NS-11, NS-13, NS-17
// Used names come after the namespace's own and before its parent's; blocks use for what follows in them.
int v = 1;
int early() { return w; }
using namespace Late;
namespace Late { int w = 5; }
namespace Late { int x = w + 1; }
namespace A::B { int v = 20; int deep = 21; namespace C { int c = 22; } }
namespace N { using namespace A::B; int f() { return v + deep; } int own() { return ::v; } }
namespace M { using namespace A::B; int v = 300; int f() { return v; } }
namespace Empty {}
void main() {
    using namespace Empty;
    print("" + early() + x + N::f() + N::own() + M::f()); // expect: 56411300
    {
        int before = v;
        using namespace A::B;
        print("" + before + deep); // expect: 121
        { print("" + deep); } // expect: 21
    }
    print("" + v + A::B::C::c + ::A::B::v); // expect: 12220
}
