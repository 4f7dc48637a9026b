// rules: GRAM-19, ERR-001, ERR-005, ERR-006
void f() { int = 3; }
class { int a; }
void g() { print("a" "b" +); }
enum E { A B }
void main() { g(; }
