// rules: EXPR-41, EXPR-42, EXPR-44, EXPR-45, EXPR-46
// Branches of ?: that find one type: handles with null, derived classes with bases, lists with what has a type.
class A { int v = 1; }
class B : A { B() { v = 2; } }
class C : A {}
void f() { print("f"); }
void g() { print("g"); }
string t(int64) { return "int64"; }
string t(float) { return "float"; }
string t(double) { return "double"; }
void main() {
    bool yes = id(true), no = id(false);
    A a; B b;
    A@ h = a;
    A@ x = yes ? null : h;
    A@ y = no ? null : @a;
    print("" + (x is null) + (y is a)); // expect: truetrue
    print("" + (yes ? @a : @b).v + (no ? h : B()).v + (yes ? b : h).v); // expect: 122
    array<int> l = {1};
    array<int>@ first = yes ? {7, 8, 9} : l, second = yes ? l : {1, 2};
    print("" + first.length() + first[0] + second.length()); // expect: 371
    no ? f() : g(); // expect: g
    int64 w = 1; int8 i = 1; float r = 1;
    print(t(yes ? i : w) + t(yes ? r : i) + t(yes ? r : 1.5)); // expect: int64floatdouble
    print("" + (yes ? 1 : 2.5)); // expect: 1
}
bool id(bool b) { return b; }
