class A { A@ opAdd(int) { return this; } int opEquals(int) { return 1; } }
class B {}
void main() {
    A a;
    B b;
    a + "x";
    b + b;
    b + 1;
    a == 1;
    a < b;
    -b;
    b++;
    b[0];
    b(1);
    a += 1;
    !b;
    ~b;
}
