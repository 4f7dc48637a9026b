// rules: NS-04, NS-05, NS-06, NS-09, NS-11, NS-12, NS-13, NS-18, NS-20, ERR-022, ERR-023, ERR-028, ERR-031, ERR-037, ERR-048
int v;
namespace A { int a; class K {} namespace B { int b; } }
namespace C { void a() {} int same; }
namespace D { int other; }
class T {}
enum T { X } // error: E0028
mixin class M {}
interface M {} // error: E0031
void main() {
    int i = A::v; // error: E0020
    i = A::B::a; // error: E0020
    i = Nope::v; // error: E0022
    i = B::b; // error: E0022
    { using namespace A; i = a + B::b; } // error: E0022
    i = a; // error: E0020
    K k; // error: E0048
    i::x = 1; // error: E0023
    {
        using namespace A;
        using namespace C;
        a = 1; // error: E0037
    }
    { using namespace A::B; i = b + a; } // error: E0020
    using namespace Unknown; // error: E0022
}
