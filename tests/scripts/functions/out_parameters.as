// rules: FUNC-09, FUNC-11, FUNC-14, FUNC-53, EVAL-07
// An output parameter can be read: it starts fresh.
class A { int v = 9; string s = "s"; array<int> l = {1}; A@ next; int p { set { print("set " + value); } } }
int read(A &out a, string &out t, array<int> &out l, A@ &out h) {
    int r = a.v + int(t.length()) + int(l.length()) * 10 + (h is null ? 1000 : 0);
    a.v = 1; t = "t"; l.insertLast(4); @h = a;
    return r;
}
void one(int &out x) { x = 0; x++; x += x; }
void main() {
    A a; string t = "long text"; array<int> l = {1, 2, 3}; A@ h = a;
    a.v = 500;
    print("" + read(a, t, l, h) + " " + a.v + t + l.length() + h.v); // expect: 1009 1t11
    one(a.p); // expect: set 2
    one(a.l[0]);
    one(l[0]);
    print("" + a.l[0] + l[0]); // expect: 22
    A@ chain = A();
    // The first output is written last, and takes the others with it.
    read(chain, chain.s, chain.l, chain.next);
    print("" + chain.v + chain.s + chain.l.length() + (chain.next is null)); // expect: 1s1true
}
