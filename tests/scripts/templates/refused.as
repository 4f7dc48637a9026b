// rules: TMPL-03, TMPL-07, TMPL-09, ERR-052, ERR-053, ERR-054, TYPE-16, TYPE-17
interface I {}
abstract class Ab {}
class A { A(int) {} }
funcdef void F();
void main() {
    array<I> a; // error: E0054
    array<F> b; // error: E0054
    array<void> c; // error: E0054
    array<int, int> d; // error: E0052
    array e; // error: E0052
    A<int> f; // error: E0053
    array<Nope> g; // error: E0021
    array<array<Nope@>> h; // error: E0021
    weakref<int> i; // error: E0054
    array<A> j; // error: E0054
    array<Ab> k; // error: E0054
    array<A@> fine(2);
    array<NV@> l; // error: E0050
    array<auto> m; // error: E0016
}
