// rules: CLASS-25, ERR-102
// A constructor whose parameters all have defaults is no default constructor.
class C { C(int v = 12) {} }
void main() {
    C c; // error: E0102
}
