// rules: FUNC-23, FUNC-24, FUNC-25, ERR-109, ERR-110
// A default argument sees globals and functions: no locals, no other parameters, not `this`. It is compiled where it is used.
class A { int v; void method(int a = v) {} void self(A@ a = this) {} }
void other(int a, int b = a) {}
void local(int a = hidden) {}
void wrong(int a = "text") {}
void unused(int a = nothing) {}
void order(int a = 1, int b) {} // error: E0110
void main() {
    int hidden = 1;
    A a;
    a.method(1);
    a.method(); // error: E0109
    a.self(); // error: E0109
    other(1, 2);
    other(1); // error: E0109
    local(); // error: E0109
    wrong(); // error: E0109
    unused(1);
}
