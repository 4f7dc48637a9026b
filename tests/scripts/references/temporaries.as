// rules: FUNC-07, FUNC-09, FUNC-11, FUNC-12, FUNC-16, FUNC-42
class A { int v; A(int v) { this.v = v; } A() {} ~A() { dead++; } }
int dead = 0;
int &pick(array<int> &a, int i) { return a[i]; }
void swap(A &inout a, A &inout b) { A t = a; a = b; b = t; }
void outs(int &out a, string &out b, A &out c) { a = 5; b = "five"; c.v = 55; }
void change(A &inout a) { a.v *= 2; }
void changeCopy(A &in a) { a.v *= 2; print("" + a.v); }
class Text { string s; Text@ longer() { s += "!"; return this; } string &get() { return s; } }
class Holder { string s = "h"; array<int> n = {1, 2}; string &text() { return s; } int &num(int i) { return n[i]; } }
void main() {
    int x = 1, y = 2;
    A p(1), q(2);
    swap(p, q);
    print("" + p.v + q.v + x + y); // expect: 2112
    array<int> list = {10, 20, 30};
    pick(list, 1) = pick(list, 0) + pick(list, 2);
    print("" + list[1]); // expect: 40
    string s; A a(1);
    outs(x, s, a);
    print(x + s + a.v); // expect: 5five55
    outs(list[0], s, void);
    print("" + list[0]); // expect: 5
    A b(4);
    change(b); changeCopy(b); changeCopy(A(7)); // expect: 16
    print("" + b.v); // expect: 14
    // expect: 8
    Text t;
    t.s = "x";
    t.longer().longer().get() += "?";
    print(t.s); // expect: x!!?
    print(t.longer().s); // expect: x!!?!
    Holder h;
    h.text() += h.text() + h.num(0);
    h.num(1) += h.num(0)++;
    print(h.s + h.n[0] + h.n[1]); // expect: hh123
}
