// rules: GLOB-08, EXC-13
// init: bad
// What is told of an initialiser that fails is the variable, and the others are not initialised.
string seen = "";
int f(int a) { if (a == 2) throw("two is bad"); seen += a; return a; }
class A { int v = f(1); }
A good;
A@ bad = A2(2);
A later = A();
A@ A2(int n) { f(n); return A(); }
void main() { print("never"); }
