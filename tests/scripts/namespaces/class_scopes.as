// rules: NS-03, NS-04, NS-08, NS-14, NS-15, NS-16, NS-19, LAMBDA-14
// Classes, enums and namespaces of the same names; nothing in a namespace is private to it.
namespace N {
    funcdef int F(int);
    class C { funcdef int F(int, int); F@ f; int call(F@ g) { @f = g; return f(2, 3); } int outer(N::F@ g) { return g(9); } int v = inner; }
    enum E { X = 5, Y }
    int inner = 8;
    namespace Deep { int inner = 9; int up() { return inner + N::inner + ::inner; } class C : N::C { int both() { return N::C::call(mul) + v; } } int mul(int a, int b) { return a * b; } }
    int use() { return Deep::inner + E::X + Y; }
}
int inner = 1;
class C { int v = 77; }
int sum(int a, int b) { return a + b; }
int neg(int a) { return -a; }
namespace E { int Z = 50; }
void main() {
    N::C c;
    N::C::F@ f = sum;
    print("" + c.call(f) + c.call(sum) + c.outer(neg) + c.v); // expect: 55-98
    print("" + N::Deep::up() + N::use() + N::Deep::inner + int(N::E::X) + int(N::Y) + E::Z); // expect: 182095650
    N::Deep::C d;
    C own;
    print("" + d.both() + own.v + d.outer(N::Deep::mulBy)); // expect: 147718
    N::inner = 20;
    N::C later;
    print("" + later.v + N::C().v); // expect: 2020
    { using namespace N; using namespace N::Deep; print("" + mul(2, 3) + int(X)); } // expect: 65
}
namespace N::Deep { int mulBy(int a) { return a * 2; } }
