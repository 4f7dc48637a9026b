class A {
    int v;
    array<int> list;
    void change() {}
    int look() const { return v; }
    void inside() const { v = 1; change(); list.insertLast(1); this.v++; }
}
void f(const A &in a) { a.v = 1; a.change(); a.look(); a.list[0] = 1; }
void main() {
    const A a;
    a.v = 2;
    a = A();
    const int k = 1;
    k = 2;
    k++;
    A@ h = a;
}
