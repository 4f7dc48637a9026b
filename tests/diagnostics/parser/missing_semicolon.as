void main() {
    int a = 1
    int b = 2;
    print("" + a + b);
}
