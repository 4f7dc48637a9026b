// rules: EXPR-43, ERR-072
// A part of a temporary object cannot be assigned through a condition: the object ends with its branch.
class A { int v; }
int g;
A@ mk() { return A(); }
array<int>@ l() { return array<int>(3); }
void main() {
    (g == 0 ? mk().v : g) = 3; // error: E0072
    (g == 0 ? g : l()[1]) += 3; // error: E0072
    A a;
    array<int> k(2);
    (g == 0 ? a.v : k[1]) = 3;
}
