funcdef void F(int);
funcdef void G(string);
void call(F@ f) {}
void call(G@ g) {}
void main() {
    call(function(a) {});
    call(function(a, b) {});
    call(main);
}
