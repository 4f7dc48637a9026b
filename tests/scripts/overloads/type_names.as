// rules: OVERLOAD-20, EXPR-50
// A type's name followed by arguments makes an object, in every namespace that sees the type.
class A { int v; A(int x) { v = x; } }
namespace N {
    class A { int v; A(int x) { v = -x; } }
    int f() { return A(3).v + ::A(10).v; }
}
enum E { X = 2 }
int f() { return 1; }
void main() {
    print("" + A(3).v + N::A(3).v + N::f() + int(E(2)) + double(E::X)); // expect: 3-3722
}
