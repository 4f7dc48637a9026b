// rules: OP-03, OP-06, OP-11, OP-19, OP-22, OP-10
class A {
    A@ opPos() { return this; }
    bool opNot() { return true; }
    bool opAnd_() { return true; }
    int opEquals(int x) { return 1; }
    double opCmp(string s) { return 1; }
    A &opHndlAssign(int x) { return this; }
    A &opAdd(int x) { return this; }
}
class B {}
int opSub(B@ a, B@ b) { return 1; }
void main() {
    A a; B b;
    +a; // error: E0067
    !a; // error: E0074
    bool c = a && a; // error: E0074
    c = a == 1; // error: E0066
    c = a < "s"; // error: E0067
    A@ h;
    @h = 1; // error: E0065
    a += 1; // error: E0067
    b - b; // error: E0067
    c = a is 1; // error: E0076
}
