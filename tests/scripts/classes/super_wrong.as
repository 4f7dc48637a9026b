// rules: CLASS-43, CLASS-50, CLASS-61, CLASS-62, CLASS-63, ERR-163, ERR-165, ERR-166, ERR-167, ERR-168
class Base { int v; Base(int x) {} void f() {} }
class A : Base { A() {} } // error: E0163
class B : Base { B(bool b) { if (b) super(1); } } // error: E0168
class C : Base { C() { super(1); super(2); } } // error: E0165
class D : Base { D() { while (true) super(1); } } // error: E0166
class E : Base { E(int i) { switch (i) { case 1: super(1); break; default: super(2); } } } // error: E0167, E0167
class F : Base { F() { v = 1; super(1); } } // error: E0173
class G : Base { G() { super("x"); } } // error: E0100
class H : Base { H() { super(1); v = 1; f(); } }
void main() { H h(1); } // error: E0100
