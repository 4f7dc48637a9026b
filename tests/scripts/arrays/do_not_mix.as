// rules: ERR-065
class F {}
void main() {
    array<F> a;
    array<F@>@ b = a; // error: E0065
}
