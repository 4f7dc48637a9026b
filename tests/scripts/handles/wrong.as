// rules: HANDLE-04, HANDLE-07, HANDLE-08, HANDLE-11, HANDLE-19, HANDLE-20, LAMBDA-06, TYPE-08, TYPE-09, TYPE-10, TYPE-11, ERR-050, ERR-051, ERR-076
class A { A@ next; }
class B {}
interface I {}
funcdef void F();
void f() {}
void main() {
    A a; A@ h = a; B b; int i = 0; NV n; F@ g = f;
    h = null; // error: E0065
    a.next = null; // error: E0065
    @h = null;
    bool c = a == h; // error: E0067
    c = g == g; // error: E0067
    c = n is n; // error: E0076
    c = i is i; // error: E0076
    c = a is b; // error: E0065
    c = a is null;
    @i; // error: E0050
    @n; // error: E0050
    @h = b; // error: E0065
    @i = null; // error: E0050
    int@ j; // error: E0050
    NV@ k; // error: E0050
    A@@ l; // error: E0051
    I m; // error: E0040
    F o; // error: E0040
}
