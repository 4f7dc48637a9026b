// rules: IFACE-02, IFACE-03, IFACE-05, IFACE-06, IFACE-07, ERR-148, ERR-149, ERR-150, ERR-151, ERR-111
interface I { void f(); }
class C {}
interface J : C {} // error: E0149
interface K : K {} // error: E0150
interface L : M {}
interface M : L {} // error: E0150
abstract class A : I {} // error: E0151
class B : I { int f() { return 1; } } // error: E0151
interface Wide : I { void g(); }
class D : Wide { void g() {} } // error: E0151
void main() {
    I i; // error: E0040
    I@ j = I(); // error: E0057
    array<I> k; // error: E0054
}
