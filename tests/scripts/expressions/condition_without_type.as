// rules: EXPR-41, EXPR-44, EXPR-45
class A {}
class B : A {}
class C : A {}
void f() {}
void main() {
    bool yes = true;
    A a; B b; C c;
    A@ h = yes ? a : null; // error: E0075
    A@ i = yes ? b : c; // error: E0075
    A@ j = yes ? @b : @c; // error: E0075
    auto k = yes ? {1} : {2}; // error: E0075
    int l = yes ? 1 : "s"; // error: E0075
    int m = yes ? f() : 1; // error: E0075
    int n = yes ? null : 1; // error: E0075
    1 ? a : a; // error: E0074
}
