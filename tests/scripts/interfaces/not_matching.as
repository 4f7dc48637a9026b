// rules: IFACE-02, IFACE-11, PROP-18, ERR-151
interface I { void f(int a); int g() const; string p { get const; } }
class A : I { void f(uint a) {} int g() const { return 1; } string p { get const { return ""; } } } // error: E0151
class B : I { void f(int a) {} int g() { return 1; } string p { get const { return ""; } } } // error: E0151
class C : I { void f(int a) {} int g() const { return 1; } string p { get { return ""; } } } // error: E0151
class D : I { int f(int a) { return 1; } int g() const { return 1; } string p { get const { return ""; } } } // error: E0151
class E : I { void f(int a) {} int g() const { return 1; } string p { get const { return ""; } } }
interface J { int f(int) const; }
class F : E, J {} // error: E0151
void main() {}
