// rules: FUNC-11, FUNC-12, FUNC-13, ERR-105
// What an output may be given: anything that can be assigned, `void`, the constant 0, null.
class A { int v; int p { get { return v; } set { v = value; } } int r { get { return v; } } }
void number(int &out a) { a = 4; }
void object(A@ &out a) { @a = A(); }
void text(string &out s) { s = "out"; }
const int k = 1;
int value() { return 1; }
void main() {
    A a; A@ h; const A@ ch; int i; double d; array<int> l(1); const array<int> cl(1); string s;
    number(i);
    number(d);
    number(a.v);
    number(a.p);
    number(l[0]);
    number(void);
    number(0);
    object(h);
    object(ch);
    object(null);
    object(void);
    number(s);
    text(void);
    number(5); // error: E0105
    number(k); // error: E0105
    number(i + 1); // error: E0105
    number(value()); // error: E0105
    number(a.r); // error: E0105
    number(cl[0]); // error: E0105
}
