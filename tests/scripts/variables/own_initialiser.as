// rules: VAR-01, VAR-04, WARN-06, ERR-020
// A variable's name is its own already in its initialiser: whatever else has the name is hidden.
class A { int v; A() {} A(const A &in o) { v = o.v; } A@ next; }
A@ find(A@ x) { return x; }
class B { A@ member; void f() { A@ member = member; } } // error: E0020
int number = 4;
void main() {
    A outer; A@ handle = outer;
    {
        A
            outer // warning: W0007
            = outer; // error: E0020
        A@
            handle // warning: W0007
            = find(handle); // error: E0020
    }
    A a(a); // error: E0020
    string s = "x" + s; // error: E0020
    int number = number + 1; // warning: W0006
    A@ next = a.next, last = next;
    auto outside = number;
    A A = A(a);
}
