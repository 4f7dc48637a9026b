// rules: SHARED-06, SHARED-11, SHARED-12, SHARED-18, SHARED-19, GRAM-14, LAMBDA-24, TMPL-10
// Shared entities use each other, constants, and what the host registered.
const int k = 3;
const string text = "not a constant";
shared enum E { X = 2, Y }
shared interface I { int get(E e); }
shared interface J : I { }
shared funcdef int F(I@);
shared abstract class Base : J { int v = k; array<I@> list; int get(E e) { return v + e; } }
shared final class A : Base { A@ next; Thing@ thing; dictionary d; A() { list.insertLast(this); } int twice { get const { return v * 2; } } }
final shared class B { A a; B opAdd(const B &in o) const { return B(); } }
shared int total(A@ a) { int n = 0; for (uint i = 0; i < a.list.length(); i++) n += a.list[i].get(Y); return n + apply(function(i) { return i.get(X); }, a); }
shared int apply(F@ f, I@ i) { return f(i); }
void main() {
    A a; B b = B() + B();
    print("" + total(a) + a.twice + b.a.v); // expect: 1163
    b.a = a;
    a.list.resize(0);
    b.a.list.resize(0);
}
