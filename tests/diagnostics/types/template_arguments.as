interface I {}
class A { A(int) {} }
void main() {
    array a;
    array<int, int> b;
    dictionary<int> c;
    array<void> d;
    array<I> e;
    array<A> f;
}
