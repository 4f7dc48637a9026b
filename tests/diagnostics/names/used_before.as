void main() {
    x = 1;
    int x = 2;
    { int inner = 3; }
    print("" + inner);
    for (int i = 0; i < 1; i++) {}
    print("" + i);
}
