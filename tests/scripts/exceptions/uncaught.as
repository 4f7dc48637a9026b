// rules: EXC-11, LIFE-11
class A { string n; A(string n) { this.n = n; } ~A() { print("~" + n); } }
void inner() {
    A a("inner");
    array<int> list(2);
    list[2] = 1; // throws: Index out of bounds
}
void main() {
    A a("outer"); // expect: ~inner
    inner();
    // expect: ~outer
}
