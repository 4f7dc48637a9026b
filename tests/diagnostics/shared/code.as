// rules: ERR-200, ERR-201, ERR-202, ERR-203, ERR-204, ERR-206, ERR-207
int g;
class A {}
void plain() {}
shared class S : A { int v; A@ a; void f() { g = 1; plain(); A x; } }
shared void f(A@ a) { plain(); }
shared interface I : J {}
interface J {}
external shared class E;
external class F { int v; }
void main() {}
