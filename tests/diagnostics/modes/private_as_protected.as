// properties: 24=1
class A { private int v; private void f() {} }
class B : A { void g() { v = 1; f(); } }
void main() {}
