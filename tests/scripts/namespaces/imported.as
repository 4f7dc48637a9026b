// rules: NS-20, SHARED-01, SHARED-02, SHARED-06, EXC-06
// Imports and shared things have namespaces; what is not bound raises when it is called.
namespace N {
    import int f(int) from "other";
    shared class S { int v = 4; S@ make() { return S(); } }
    shared enum E { A = 2 }
    shared interface I { int get(); }
    shared funcdef int F(int);
    shared class T : S, I { int get() { return v + int(A); } }
    shared int g(S@ s, F@ f) { return f(s.v); }
}
import void f() from "other";
int f(int x) { return x; }
int twice(int x) { return 2 * x; }
funcdef int F(int);
void main() {
    N::I@ i = N::T();
    print("" + i.get() + N::g(N::S().make(), twice) + f(3)); // expect: 683
    try { N::f(1); } catch { print(getExceptionInfo()); } // expect: Unbound function called
    F@ h = N::f;
    try { h(1); } catch { print(getExceptionInfo()); } // expect: Unbound function called
    try { f(); } catch { print(getExceptionInfo()); } // expect: Unbound function called
    F@ none;
    none(1); // throws: Unbound function called
}
