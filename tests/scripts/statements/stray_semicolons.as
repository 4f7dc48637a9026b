// rules: GRAM-02, GRAM-03, GRAM-12, GRAM-13, GRAM-14, STMT-02
;
enum E { A, B, };
interface I { ; void f(void); ; };
shared abstract class Base { ; int v; ; void g(int, int) {}; };
abstract shared class Other {};
final shared class Last : Base {};
class C : I { ; void f(void) {}; int h(int, int second) { return second; } };;
void main() { C c; c.f(); ; ; print("" + c.h(1, 2) + int(B)); } // expect: 21
;
