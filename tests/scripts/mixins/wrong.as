// rules: MIXIN-01, MIXIN-06, MIXIN-07, MIXIN-08, MIXIN-10, ERR-175, ERR-177
// What a mixin may not be used for and may not hold; a mixin nobody includes is not compiled.
class C {}
mixin class Fine { int v; }
mixin class Unused { void f() { nothing(); } Unused() {} }
mixin class Constructor { Constructor() {} } // error: E0175
class A : Constructor {}
mixin class Destructor { ~Destructor() {} } // error: E0175
class B : Destructor {}
mixin class Base : C {} // error: E0177
class D : Base {}
class E : Fine {}
mixin class Block { int p { get { return 1; } } } // error: E0010
class F : Block {}
void f(Fine@ m) {} // error: E0021
void main() {
    Fine a; // error: E0021
    E e;
    cast<Fine>(e); // error: E0021
    array<Fine@> l; // error: E0021
}
