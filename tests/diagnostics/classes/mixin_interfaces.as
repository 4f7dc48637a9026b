interface I { void go(int a); }
mixin class M : I { void go(string a) {} }
class A : M {}
void main() {}
