class A {}
void main() {
    array<A@> l = {A(), 1, "x"};
    array<string> s = {1.5, A(), {}};
}
