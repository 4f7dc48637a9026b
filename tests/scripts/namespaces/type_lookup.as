// rules: TYPE-19, NS-03, NS-07, NS-08, NS-10, NS-14, LAMBDA-14
// Types are found inside the class, in the namespace, in used ones, then further out.
string where(int) { return "global"; }
class T { string s = "::T"; }
funcdef int F(int);
namespace Used { class T { string s = "Used::T"; } class OnlyUsed { string s = "OnlyUsed"; } class Outer { string s = "Used::Outer"; } }
namespace N {
    class Outer { string s = "N::Outer"; }
    namespace Inner {
        using namespace Used;
        T here;
        OnlyUsed used;
        Outer before;
        string all() { return here.s + " " + used.s + " " + before.s; }
    }
    T global;
    namespace Own { using namespace Used; class T { string s = "Own::T"; } T own; }
}
class Base { funcdef int F(string); }
class Derived : Base { F@ child; ::F@ outer; int run() { @child = length; @outer = twice; return child("abc") + outer(20); } }
int length(string s) { return s.length(); }
int twice(int x) { return 2 * x; }
void main() {
    print(N::Inner::all()); // expect: Used::T OnlyUsed Used::Outer
    print(N::global.s + " " + N::Own::own.s); // expect: ::T Own::T
    Derived d;
    Base::F@ f = length;
    print("" + d.run() + f("x")); // expect: 431
    { using namespace N::Own; using namespace N; print(Outer().s); } // expect: N::Outer
    T t;
    print(t.s); // expect: ::T
}
