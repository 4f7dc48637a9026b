mixin class M { void f() { nothing(); } int v; }
class A : M {}
class B : M {}
mixin class C { C() {} }
class D : C {}
void main() { M m; }
