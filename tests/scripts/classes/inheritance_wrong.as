// rules: CLASS-55, CLASS-56, CLASS-57, CLASS-58, CLASS-59, CLASS-60, CLASS-64, CLASS-65, CLASS-66, ERR-057, ERR-145, ERR-146, ERR-147, ERR-148, ERR-152, ERR-153, ERR-154, ERR-155
class A {}
class B {}
class C : A, B {} // error: E0145
class D : string {} // error: E0147
class E : F {}
class F : E {} // error: E0146
class G : G {} // error: E0146
final class H {}
class I : H {} // error: E0147
abstract class J { int v = 3; int f() { return v; } }
class K : J {}
abstract final class L {} // error: E0152
enum En { X }
class M : En {} // error: E0148
class N { void f() {} void g() final {} int h() { return 1; } }
class O : N { int f() { return 1; } } // error: E0155
class P : N { void g() {} } // error: E0153
class Q : N { void h(int) override {} } // error: E0154
class R : N { void f() const {} int h(int a) { return 2; } }
void main() {
    K fine;
    J@ handle = fine;
    J a; // error: E0040
    J@ b = J(); // error: E0057
}
