// rules: EXC-12
// An exception nobody catches is told as it was raised, whatever destructors do on the way out.
class A { ~A() { try { throw("caught inside"); } catch { } } }
class B { ~B() { int zero = 0; zero = 1 / zero; } }
void inner() { A a; B b; throw("the real one"); } // throws: the real one
void main() { A a; B b; inner(); }
