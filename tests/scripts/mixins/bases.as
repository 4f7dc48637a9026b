// rules: MIXIN-02, MIXIN-03, MIXIN-05, MIXIN-11, MIXIN-13
// The text of a mixin is compiled anew in each class: `this`, `super`'s class and its names are that class's.
int outside = 100;
namespace N {
    int outside = 200;
    class Helper { int h = 3; }
    mixin class M {
        Helper help;
        int base() { return Base::value() + 1; }
        int value() { return Base::value() * 10 + extra(); }
        ::Self@ me() { return this; }
        int seen() { return outside; }
        int kind(::A@) { return 1; }
        int kind(::B@) { return 2; }
        int which() { return kind(this); }
    }
}
class Self {}
class Base : Self { int value() { return 4; } }
class A : Base, N::M { int extra() { return 1; } }
class B : Base, N::M { int v = 7; int extra() { return v; } int base() { return -1; } }
void main() {
    A a; B b;
    print("" + a.value() + " " + b.value() + " " + a.base() + " " + b.base()); // expect: 41 47 5 -1
    print("" + (a.me() is a) + (b.me() is b) + a.seen() + a.help.h); // expect: truetrue2003
    print("" + a.which() + b.which()); // expect: 12
    Base@ base = b;
    print("" + base.value()); // expect: 47
}
