// rules: TYPE-22
// An object variable is never null; one whose construction threw is not in scope.
class A {
    int v = 4;
    A(int x) { if (x < 0) throw("negative"); v = x; }
}
void main() {
    int seen = 0;
    for (int i = 1; i > -2; i--) {
        try {
            A a(i);
            seen += a.v + 10;
            A b(-i);
            seen += 100;
        } catch { seen += 1000; }
    }
    print("" + seen); // expect: 2121
}
