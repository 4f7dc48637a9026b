// Without the extension, properties are not counted up, and indexed ones take no compound assignment.
// rules: PROP-10, PROP-11, ERR-189, ERR-191
class A {
    int x {
        get const {
            return 1;
        }
        set {
        }
    }
    int get_item(int i) const property {
        return i;
    }
    void set_item(int i, int value) property {
    }
}
void main() {
    A a;
    a.x++; // error: E0189
    a.item[1] += 2; // error: E0191
    --a.item[1]; // error: E0189
}
