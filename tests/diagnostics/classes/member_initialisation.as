// rules: CLASS-45, CLASS-46, CLASS-47, ERR-169, ERR-171, ERR-173
class A {
    string s;
    int n;
    A(bool b) { if (b) s = "x"; }
    A(int i) { while (i > 0) s = "y"; }
    A(float f) { print(s); s = "z"; }
    A() { int x = n; n = 2; }
}
void main() {}
