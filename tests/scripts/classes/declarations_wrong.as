// rules: CLASS-01, CLASS-03, CLASS-04, CLASS-05, CLASS-06, CLASS-07, CLASS-08, CLASS-09, CLASS-32, ERR-034, ERR-060, ERR-061, ERR-156, ERR-157, ERR-158, ERR-159, ERR-160, ERR-162
class A {
    A(int) {}
    A(string) {}
    int A() { return 1; } // error: E0156
    B() {} // error: E0157
    ~A() {}
    ~A() {} // error: E0036
    ~B() {} // error: E0158
}
class B { ~B(int a) {} } // error: E0159
class C { const int v = 1; } // error: E0061
class D { D own; } // error: E0060
class E { F f; E@ fine; array<E> list; }
class F { G g; }
class G { E e; } // error: E0060
class H { int v; float v; int w; void w() {} } // error: E0034, E0034
class I : H { int v; } // error: E0034
class J { void f() delete; } // error: E0160
class K { K(int) delete; } // error: E0160
class M { M() {} M() delete; } // error: E0162
void main() {}
