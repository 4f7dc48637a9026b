class A {}
class B { int opForBegin() { return 0; } bool opForEnd(int i) { return true; } }
void main() {
    A a; B b;
    array<int> l;
    foreach (int x : a) {}
    foreach (int x : b) {}
    foreach (int x, uint i, int j : l) {}
    foreach (A x : l) {}
    foreach (auto x : 5) {}
    foreach (auto x : l) { x = 1; }
    const B k;
    foreach (auto x : nothing) { x.go(); }
}
