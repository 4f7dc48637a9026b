final class F {}
class A : F {}
class B : B {}
class C : string {}
class D : Nothing {}
class E : A, G {}
class G {}
abstract class H {}
enum N { X }
class I : N {}
void main() { H h; H@ k = H(); }
