// properties: 114=1
class A {
    int v;
    A(int x) {
        v = x;
    }
    A(string a) {
        this(a, 1);
    }
    A(bool a) {
        this(a, a);
    }
    A(bool a, bool b) {
        this(a);
    }
    A(A@ a) {
        this(a);
    }
    A(float a) {
        v = 1;
        this(1);
    }
    A(float a, float b) {
        if (a > b)
            return;
        this(1);
    }
}
void main() {
}
