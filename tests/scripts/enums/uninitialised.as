// rules: ENUM-04, ENUM-08, WARN-06, EXPR-22, EXPR-56
enum E { A = 3, B }
class C { E e; E f = B; array<E> l = {A, E::B}; }
E g;
void main() {
    C c;
    print("" + int(c.e) + int(c.f) + int(g) + int(c.l[1])); // expect: 0404
    E e;
    int i = e; // warning: W0006
    E f = A;
    f++;
    print("" + int(f) + (f == B) + (f > A) + (f | 8)); // expect: 4truetrue12
}
