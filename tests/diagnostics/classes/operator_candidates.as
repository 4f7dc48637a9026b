// Operators list what was tried, each with its reason.
class A {
    int opCmp(A@ other) { return 0; }
    int opAdd(A@ other) { return 1; }
    int opSub_r(A@ other) { return 1; }
    int opMul(int n) { return 1; }
    A@ opAddAssign(A@ other) { return this; }
    int opEquals(int n) { return 0; }
}

void main() {
    A a;
    const A c;
    bool less = a < 5;
    a + 1;
    1 - a;
    c * 2;
    a += 1;
    bool same = a == 5;
    a / 2;
}
