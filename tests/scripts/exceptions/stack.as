// rules: EXC-05, FUNC-49, ENGP-04, EXC-11
// properties: 4=60000
// Running out of stack is an exception like others: caught, with everything released, again and again.
class A { ~A() { died++; } }
int died = 0, depth = 0;
int deep(int n) { A a; depth++; return deep(n + 1) + 1; }
class Rec { Rec@ next; int sum() const { return next is null ? 0 : next.sum() + 1; } }
class Endless { Endless() { Endless e; } }
funcdef void F();
void viaHandle() { F@ f = viaHandle; f(); }
void main() {
    for (int i = 0; i < 3; i++) {
        try { deep(0); } catch { print(getExceptionInfo() + " " + (died == depth)); }
    }
    // expect: Stack overflow true
    // expect: Stack overflow true
    // expect: Stack overflow true
    try { Endless e; } catch { print(getExceptionInfo()); } // expect: Stack overflow
    try { viaHandle(); } catch { print(getExceptionInfo()); } // expect: Stack overflow
    Rec@ r;
    for (int i = 0; i < 100000; i++) { Rec n; @n.next = r; @r = n; }
    try { r.sum(); } catch { print(getExceptionInfo()); } // expect: Stack overflow
    @r = null;
    print("end"); // expect: end
}
