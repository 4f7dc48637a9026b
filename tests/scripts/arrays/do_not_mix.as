// rules: ERR-065, TMPL-02
class F {}
void main() {
    array<F> a;
    array<F@>@ b = a; // error: E0065
}
