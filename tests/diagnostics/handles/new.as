class A {}
void main() {
    A@ c = new A();
    delete c;
}
