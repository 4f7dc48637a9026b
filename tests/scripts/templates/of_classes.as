// rules: TMPL-02, TMPL-04, TMPL-06, TMPL-07, TYPE-02
// A use of a template is checked when its class is complete, wherever it stands.
class Late { array<NoDefault@> handles; array<Fine> objects; Fine f; }
class Wrong { array<NoDefault> objects; } // error: E0054
class NoDefault { NoDefault(int) {} }
class Fine { int v = 3; }
array<NoDefault>@ global; // error: E0054
void parameter(array<NoDefault>@ a) {} // error: E0054
array<NoDefault>@ result() { return null; } // error: E0054
void main() {
    array<int> a; array<uint> b;
    a = b; // error: E0081
    array<int>@ c = b; // error: E0065
    array<array<NoDefault>> d; // error: E0054
    array<Fine> e(2);
}
