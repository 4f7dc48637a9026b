// rules: EXPR-35, ERR-020, ERR-074
// What is never evaluated is checked all the same.
void main() {
    bool a = false && nothing; // error: E0020
    bool b = true || 1; // error: E0074
    bool c = true ? true : missing; // error: E0020
    if (false) { int d = gone; } // error: E0020
}
