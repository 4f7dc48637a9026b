// rules: SHARED-08, SHARED-09, SHARED-10, SHARED-12, SHARED-13, ERR-200, ERR-201, ERR-202, ERR-203, ERR-204
int v; const int unknown = v; const string text = "x";
class Own {}
interface Mine {}
enum E { X }
funcdef void F();
void g() {}
int get_p() property { return 1; }
shared class A : Own {} // error: E0203
shared class B : Mine {} // error: E0204
shared interface C : Mine {} // error: E0204
shared class D { Own o; } // error: E0202
shared class D2 { void f(E e) {} } // error: E0202
shared class D3 { F@ f; } // error: E0202
shared funcdef Own@ H(); // error: E0202
shared Own@ r() { return null; } // error: E0202
shared void f() {
    g(); // error: E0201
    v = 1; // error: E0200
    int i = unknown; // error: E0200
    string s = text; // error: E0200
    Own o; // error: E0202
    array<Own@> l; // error: E0202
    i = p; // error: E0201
    i = X; // error: E0202
    cast<Own>(null); // error: E0202
}
shared int global; // error: E0001
void main() {}
