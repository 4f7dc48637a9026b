// rules: FUNC-19, FUNC-20, ENGP-01
// properties: 1=1
// Const references of any mode take constants; what they refer to is the caller's own.
int global = 1;
string text = "old";
array<int> list = {1, 2};
array<string> texts = {"first"};
void look(const int &inout a) { global = 5; print("" + a); }
void in1(const string &in s) { text = "new"; print(s); }
void element(const string &in s) { texts[0] = "other"; print(s); }
void every(const int &a, const string &b, const array<int> &c) { print("" + a + b + c.length()); }
void main() {
    look(3); // expect: 3
    look(global); // expect: 5
    look(global + 1); // expect: 6
    in1(text); // expect: new
    element(texts[0]); // expect: other
    every(1, "x", list); // expect: 1x2
    const int k = 4;
    look(k); // expect: 4
}
