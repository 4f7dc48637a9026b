void f() {
    if (true) {
        print("a");
}

void main() {
    f();
}
