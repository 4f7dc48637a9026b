// rules: TYPE-18, TYPE-23, FUNC-21
// Aliases are the same type, everything else that differs in a part is another type.
typedef int number;
enum E { X = 2147483647, Y = -2147483648 }
class A {}
void same(number a) { print("int"); }
void f(int &in) { print("in"); }
void f(int &out a) { a = 3; print("out"); }
void g(A@) { print("A@"); }
void g(const A@) { print("const A@"); }
void g(array<A@>@) { print("array"); }
void g(array<const A@>@) { print("array of const"); }
funcdef void F(int32);
void main() {
    F@ h = same;
    h(1); // expect: int
    f(1 + 2); // expect: in
    const A@ c = A();
    A a;
    g(c); // expect: const A@
    g(a); // expect: A@
    g(array<A@>()); // expect: array
    g(array<const A@>()); // expect: array of const
    E e = X;
    print("" + int(e) + int(Y)); // expect: 2147483647-2147483648
    array<E> list = {X, Y, E(5)};
    int64 sum = 0;
    foreach (E x : list) sum += x;
    print("" + sum); // expect: 4
}
