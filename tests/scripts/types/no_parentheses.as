// rules: GRAM-08, ERR-059, TYPE-04
enum E { A }
void main() {
    int a(3); // error: E0059
    E b(A); // error: E0059
    bool c(true); // error: E0059
    double d(); // error: E0059
    string e("x");
    void g; // error: E0040
}
