// rules: EVAL-06
// The index comes before the container, whatever the container is.
class Method { int opIndex(int i) { return i; } }
class Accessors {
    int get_opIndex(int i) property { return i; }
    void set_opIndex(int i, int v) property {}
    int get_at(int i) property { return i; }
    void set_at(int i, int v) property {}
    Accessors@ self() { print("self"); return this; }
}
Method m() { print("m"); return Method(); }
Accessors a() { print("a"); return Accessors(); }
array<int>@ list() { print("list"); return array<int>(3); }
int i() { print("i"); return 1; }
int v() { print("v"); return 2; }
void main() {
    int n = m()[i()]; // expect: i
    // expect: m
    n = a()[i()]; // expect: i
    // expect: a
    a()[i()] = v(); // expect: v
    // expect: i
    // expect: a
    n = a().at[i()]; // expect: i
    // expect: a
    a().at[i()] = v(); // expect: v
    // expect: i
    // expect: a
    n = a().self()[i()]; // expect: i
    // expect: a
    // expect: self
    n = list()[i()]; // expect: i
    // expect: list
    list()[i()] = v(); // expect: v
    // expect: i
    // expect: list
    Accessors local;
    int k = 1;
    print("" + local[k] + local.at[k + 1]); // expect: 12
    print("" + a()[a()[i()]]); // expect: i
    // expect: a
    // expect: a
    // expect: 1
}
