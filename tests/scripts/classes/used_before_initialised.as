// Members that are objects are null until their initialiser has run, whichever way they are used.
class In {
    int v = 5;
    In() {}
    In(int a) { v = a; }
    bool opEquals(const In &in o) const { return v == o.v; }
}
class AsArgument {
    int y = early();
    In x = In(3);
    In other;
    int early() { return other == x ? 1 : 2; }
}
class AsReference {
    int y = get().v;
    In x = In(3);
    In &get() { return x; }
}
class AsOperand {
    int y = early();
    array<int> b = {1, 2};
    int early() {
        array<int> c = {1};
        return c == b ? 1 : 2;
    }
}
class AsObject {
    int y = early();
    array<int> b = {1, 2};
    int early() {
        array<int> c = {1};
        return b == c ? 1 : 2;
    }
}
void main() {
    try { AsArgument a; print("set"); } catch { print("null"); } // expect: null
    try { AsReference a; print("set"); } catch { print("null"); } // expect: null
    try { AsOperand a; print("set"); } catch { print("null"); } // expect: null
    try { AsObject a; print("set"); } catch { print("null"); } // expect: null
}
