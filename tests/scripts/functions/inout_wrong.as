// rules: FUNC-15, FUNC-17, FUNC-22, ERR-055, ERR-056
class A { int v; void f() {} }
void number(int &inout a) {} // error: E0055
void plain(int &a) {} // error: E0055
void text(string &a) {} // error: E0055
void handle(A@ &inout a) {} // error: E0055
void nothing(void &in a) {} // error: E0056
void object(A &inout a) {}
void fixed(const A &inout a) { a.v = 1; a.f(); } // error: E0071, E0089
void byConst(const int a) { a = 1; } // error: E0071
void main() {
    const A k;
    object(k); // error: E0100
    fixed(k);
}
