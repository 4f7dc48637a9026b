void f() { int = 3; }
class { int a; }
void g() { print("a" "b" +); }
enum E { A B }
void main() { g(; }
