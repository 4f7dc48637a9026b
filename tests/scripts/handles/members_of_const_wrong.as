// rules: HANDLE-16, HANDLE-17, CLASS-11, CLASS-12, ERR-071, ERR-089
class In { int v = 1; void change() {} }
class A {
    In@ h = In(); In o; array<In@> list; array<int> numbers = {1}; int n;
    In@ inner() const { return o; } // error: E0065
    void look() const { n++; o.change(); @h = null; } // error: E0071, E0089, E0071
    int &direct() const { return n; } // error: E0065
}
void main() {
    const A@ a = A();
    a.o.v = 1; // error: E0071
    a.o.change(); // error: E0089
    @a.h = null; // error: E0071
    a.numbers[0] = 2; // error: E0071
    a.numbers.insertLast(1); // error: E0089
    @a.list[0] = In(); // error: E0071
    a.n++; // error: E0071
    In@ open = a.o; // error: E0065
}
