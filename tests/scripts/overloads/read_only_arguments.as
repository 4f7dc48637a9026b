// rules: OVERLOAD-11
class A {}
void f(A &in a) { print("changeable"); }
void f(const A &in a) { print("const"); }
void g(A &in a, A &in b) { print("both changeable"); }
void g(const A &in a, const A &in b) { print("both const"); }
void main() {
    A a;
    const A c;
    f(a); // expect: changeable
    f(c); // expect: const
    g(c, c); // expect: both const
}
