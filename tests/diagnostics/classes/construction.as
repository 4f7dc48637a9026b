class A { A(int x) {} }
class B : A { int v; }
class C : A { C() { print("x"); } }
class D : A { D(bool b) { if (b) super(1); } }
class E { A a; }
class F : A { F() { super(1); super(2); } }
class G { G() { super(); } }
void main() { B b; E e; A a; }
