class A {}
void main() {
    A a;
    array<int> l;
    foreach (int x : a) {}
    foreach (int x, uint i, int j : l) {}
    foreach (string s : l) {}
    foreach (int x in l) {}
    foreach (auto x : 5) {}
    foreach (auto x : l) { x = 1; }
}
