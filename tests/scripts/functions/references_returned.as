// rules: FUNC-40, FUNC-42, FUNC-44b, FUNC-45, FUNC-41, FUNC-47, EXPR-37, EXPR-37c
// References to globals, members and elements can be read, assigned, counted up and passed on.
int g = 1;
string text = "t";
class In { int v = 2; }
class A {
    int v = 3; In o; array<int> l = {4, 5}; private array<string> names = {"a", "b"};
    int &first() { return v; }
    const int &look() const { return v; }
    In &inner() { return o; }
    const In &fixed() const { return o; }
    int &at(uint i) { return l[i]; }
    string &name(uint i) { return names[i]; }
    const string &name(uint i) const { return names[i]; }
    int &deep() { return o.v; }
}
A object;
int &global() { return g; }
string &globalText() { return text; }
int &member() { return object.v; }
int &through() { return global(); }
int &pick(A@ a, bool b) { if (b) return a.v; return a.o.v; }
array<int>@ list() { return {7, 8}; }
void main() {
    global() = 5;
    global() += 2;
    global()++;
    ++through();
    print("" + g + global() + through()); // expect: 999
    globalText() += "!";
    globalText() = globalText() + globalText().length();
    print(text); // expect: t!2
    A a; const A@ k = a;
    a.first() = 30;
    a.inner().v = 31;
    a.at(1) *= 2;
    a.name(0) += "x";
    a.deep()++;
    print("" + a.v + k.look() + k.fixed().v + a.at(1) + k.name(0) + a.name(1)); // expect: 30303210axb
    member() = 6;
    pick(a, true) = 40;
    pick(a, false) = 41;
    print("" + object.v + a.v + a.o.v + list()[1]); // expect: 640418
    int copy = global();
    copy = 0;
    In@ h = a.inner();
    h.v = 50;
    print("" + g + a.o.v); // expect: 950
}
