// rules: OVERLOAD-07, OVERLOAD-09, OVERLOAD-10, OVERLOAD-11, OVERLOAD-11b, FUNC-36, ERR-036, ERR-101
// Pairs that may be declared, but of which no call says which is meant.
class A {}
void a(int) {}
void a(int &in) {}
void b(const int &in) {}
void b(int &in) {}
void c(int &in) {}
void c(int &out) {}
void d(A) {}
void d(A@) {}
void e(int) {}
void e(int, int = 1) {}
void f(int, int8) {}
void f(int8, int) {}
int g() { return 1; }
float g() { return 1; } // error: E0036
void main() {
    int i = 1; int64 w = 1; A x;
    a(i); // error: E0101
    b(i); // error: E0101
    c(i); // error: E0101
    c(1 + 1);
    d(x); // error: E0101
    e(i); // error: E0101
    e(i, i);
    f(w, w); // error: E0101
    f(i, i); // error: E0101
}
