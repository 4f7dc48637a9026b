class static {
}
class A {
    // Members of a type of that name.
    static s;
    static t, u;
    static v = static();
    static f() {
        return static();
    }
    static &g() {
        return s;
    }
    // Words that other languages have.
    static int count() {
        return 0;
    }
    private static A@ make(int a) {
        return A(a);
    }
    static int number = 1;
    static void reset();
    static const string &name() {
        return "";
    }
}
mixin class M {
    static auto x = 1;
}
interface I {
    static void f();
}
void main() {
}
