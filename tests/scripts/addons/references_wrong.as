// rules: REF-06, WREF-01, DICT-14, STR-41, ARR-02
class A {}
void f(const array<int> &in a) {}
void main() {
    ref@ r;
    A@ a = r; // error: E0065
    weakref<int> w; // error: E0054
    weakref<A@> v; // error: E0054
    dictionary d;
    int i = d["a"]; // error: E0065
    string s = "1";
    i = int(s); // error: E0065
    f(3); // error: E0100
    foreach (auto c : s) {} // error: E0129
}
