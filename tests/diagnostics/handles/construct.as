class A {}
funcdef void F();
void main() {
    A@ a(1);
    A@ b = A@();
    F f;
}
