// rules: FUNC-06, FUNC-08
// A value that could change during the call is copied for `const &in`: nobody can tell that others are not.
class Owner { string text = "member"; NV n = NV(3); int i = 7; }
string global = "global";
array<string> list = {"element"};
Owner@ owner = Owner();
NV value = NV(1);
int number = 2;
void change() { global = "new"; list = {"other", "more"}; @owner = Owner(); owner.text = "changed"; owner.n.v = 9; value.v = 10; number = 20; }
void text(const string &in s) { string before = s; change(); print(before + " " + s); }
void nv(const NV &in n) { int before = n.v; value.v = 50; owner.n.v = 60; print("" + before + " " + n.v); }
void integer(const int &in n) { number = 99; owner.i = 98; print("" + n); }
void own(string &in s, int &in n) { s += "!"; n++; print(s + n); }
void main() {
    text(global); // expect: global global
    text(list[0]); // expect: other other
    list = {"element"};
    text(list[0]); // expect: element element
    owner.text = "member";
    text(owner.text); // expect: member member
    string local = "local";
    text(local); // expect: local local
    text("temp" + local); // expect: templocal templocal
    value.v = 1;
    nv(value); // expect: 1 1
    owner.n.v = 3;
    nv(owner.n); // expect: 3 3
    NV mine(4);
    nv(mine); // expect: 4 4
    number = 2;
    integer(number); // expect: 2
    integer(owner.i); // expect: 98
    own(local, number); // expect: local!100
    print(local + number); // expect: local99
}
