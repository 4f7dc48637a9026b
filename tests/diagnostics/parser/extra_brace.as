void f() {
    print("a");
}
}
void main() { f(); }
