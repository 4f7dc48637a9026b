// rules: LEX-51
// There is no `->`, no `&&=` and no comma operator.
class A { int v; }
void arrow() { A@ a = A(); a->v = 1; } // error: E0006
void both() { bool b = true; b &&= false; } // error: E0006
void comma() { int a; a = (1, 2); } // error: E0007
