// rules: OVERLOAD-02, OVERLOAD-21, OVERLOAD-22, CLASS-13, CLASS-68
// All methods of a name in the class and its bases are candidates; global functions of the name are not.
void f(bool) { print("global"); }
class A { void f(int) { print("A int"); } void f(string) { print("A string"); } void only() { ::f(true); } }
class B : A { void f(int) { print("B int"); } void f(double) { print("B double"); } void all() { f(1); f("s"); f(1.5); } }
class C : B { void f(string) { print("C string"); } }
void main() {
    C c; B b; A@ a = c;
    c.all();
    // expect: B int
    // expect: C string
    // expect: B double
    b.f("x"); // expect: A string
    a.f(2); // expect: B int
    a.f("y"); // expect: C string
    a.f(2.0); // expect: B int
    a.only(); // expect: global
    c.f(2.0); // expect: B double
}
