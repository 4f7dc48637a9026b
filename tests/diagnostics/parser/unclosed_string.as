void main() {
    print("hello);
    print("next");
}
