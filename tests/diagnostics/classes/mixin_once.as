interface I { void go(int a); }
mixin class M : I { void go(string a) {} }
class A : M {}
mixin final class N {}
mixin class O { funcdef void F(); }
void main() {}
