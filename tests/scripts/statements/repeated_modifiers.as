// rules: GRAM-14, WARN-11
final final class A {} // warning: W0011
shared shared class B {} // warning: W0011
abstract shared abstract class C {} // warning: W0011
class D { void f() final final {} } // warning: W0011
void main() {}
