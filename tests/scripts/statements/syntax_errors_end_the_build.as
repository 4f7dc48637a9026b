// rules: GRAM-19, ERR-001, ERR-004, ERR-005, ERR-006, ERR-007
// After one the parser goes on behind it; what bodies mean is not looked at.
void undeclared() { nothing = 1; missing(); }
void type() { int = 3; } // error: E0001
class { int a; } // error: E0005
void operand() { int a = 1 + ; } // error: E0006
int operators = (1 2); // error: E0007
void f(3) {} // error: E0004
Unknown u;
void main() { print("a" ; } // error: E0007
