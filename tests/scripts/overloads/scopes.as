// rules: OVERLOAD-01, OVERLOAD-21, OVERLOAD-23, NS-03, NS-10, NS-11
// The first scope that has the name has all candidates; used namespaces give theirs together.
void f(int) {}
void f(string) {}
namespace N {
    void f(string) {}
    void g() { f(1); f("s"); ::f(1); } // error: E0100
    namespace M { void h() { f(2); } } // error: E0100
}
class A { void f(string) {} void g() { f(3); ::f(3); } } // error: E0100
namespace U { void k(int) {} void same(int) {} }
namespace V { void k(string) {} void same(int) {} }
namespace W { int k; }
void main() {
    using namespace U;
    using namespace V;
    k(1);
    k("s");
    same(1); // error: E0101
    f(4);
    {
        using namespace W;
        k(1); // error: E0037
    }
}
