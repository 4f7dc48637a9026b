// rules: LAMBDA-11, LAMBDA-12, ERR-096, ERR-097
funcdef uint Length();
funcdef void F();
class A { void m() {} uint n() { return 1; } }
void takes(F@ f) {}
void main() {
    string s;
    Length@ f = Length(s.length); // error: E0096
    A a;
    takes(a.m); // error: E0097
    F@ g = a.m; // error: E0097
    Length@ h = Length(a.m); // error: E0096
    Length@ i = Length(a.n);
}
