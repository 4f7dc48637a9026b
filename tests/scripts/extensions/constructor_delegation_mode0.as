// The old order of initialisation: the constructor that is called initialises, once.
// properties: 114=1, 38=0
// rules: CLASS-51
int made = 0;
int next(int x) {
    made++;
    return x;
}
class Base {
    int b = next(1);
}
class A : Base {
    int v = next(5);
    string s;
    A(int x) {
        s = "s";
        super();
        v += x;
    }
    A() {
        this(2);
        v++;
    }
    A(bool b) {
        v = 1;
        v += 3;
    }
    A(string t) {
        this(true);
        s = t;
    }
}
void main() {
    A a;
    assert(a.v == 8 && a.s == "s" && a.b == 1 && made == 2);
    A b("t");
    assert(b.v == 4 && b.s == "t" && made == 4);
}
