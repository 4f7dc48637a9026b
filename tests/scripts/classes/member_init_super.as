// rules: CLASS-43, CLASS-44, CLASS-48, CLASS-52, CLASS-53
// With `super` all members come first, but for those that the body initialises itself, on each of its paths.
class M { string n; M() { print("M()"); n = "d"; } M(string s) { print("M " + s); n = s; } M &opAssign(const M &in o) { print("= " + o.n); n = o.n; return this; } }
class Base { Base(int) { print("Base"); } }
class A : Base {
    M first; M second = M("second"); M third; M fourth("fourth"); int five = twice(2); int ten = this.five * 2;
    int twice(int x) { print("twice"); return x * 2 + 1; }
    A(int x) {
        super(x);
        print("body");
        first = M("first");
        if (x > 1) second = M("big");
        else second = M("small");
        first = M("again");
    }
}
void main() {
    A a(2);
    // expect: M()
    // expect: M fourth
    // expect: twice
    // expect: Base
    // expect: body
    // expect: M first
    // expect: M big
    // expect: M again
    // expect: = again
    print(a.first.n + a.second.n + a.third.n + a.fourth.n + a.five + a.ten); // expect: againbigdfourth510
}
