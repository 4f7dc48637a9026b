class A {}
void take(int count, const string &in name) {}
void main() {
    A a;
    take(1);
    take(1, 2, 3);
    take("x", "y");
    take(1, a);
    take(count: 1, nme: "x");
}
