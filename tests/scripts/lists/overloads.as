// rules: INIT-01, INIT-02, INIT-12, INIT-13, INIT-18, EXPR-45
// A list picks the function whose parameter accepts lists.
class A { A() {} A(int) {} }
void f(array<int> l) { print("array " + l.length()); }
void f(A a) { print("A"); }
void f(int i) { print("int"); }
void g(dictionary d) { print("dictionary " + d.getSize()); }
void h(complex c, int n) { print("complex " + c.r); }
array<array<int>> rows() { return {{1}, {2, 3}}; }
void main() {
    f({1, 2}); // expect: array 2
    f({}); // expect: array 0
    f(1); // expect: int
    f(A()); // expect: A
    g({{"a", 1}, {"b", 2}}); // expect: dictionary 2
    h({4, 5}, 6); // expect: complex 4
    array<int> a;
    a = {7, 8, 9};
    a = {};
    auto b = array<int> = {1, 2};
    print("" + a.length() + b.length() + rows()[1].length()); // expect: 022
}
