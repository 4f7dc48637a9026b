// rules: OP-01, OP-09, OP-25, EXPR-36, EXPR-39
class A {
    string log;
    int calls = 0;
    A &opAssign(int x) { log += "="; return this; }
    A &opAddAssign(int x) { log += "+="; return this; }
    A &opSubAssign(int x) { log += "-="; return this; }
    A &opMulAssign(int x) { log += "*="; return this; }
    A &opDivAssign(int x) { log += "/="; return this; }
    A &opModAssign(int x) { log += "%="; return this; }
    A &opPowAssign(int x) { log += "**="; return this; }
    A &opAndAssign(int x) { log += "&="; return this; }
    A &opOrAssign(int x) { log += "|="; return this; }
    A &opXorAssign(int x) { log += "^="; return this; }
    A &opShlAssign(int x) { log += "<<="; return this; }
    A &opShrAssign(int x) { log += ">>="; return this; }
    A &opUShrAssign(int x) { log += ">>>="; return this; }
    string opAddAssign(const string &in s) { return "text " + s; }
    int opSubAssign(const A &in o) const { return 9; }
}
class Holder { A a; int n; A@ get() { n++; return a; } A &ref() { n++; return a; } }
int calls = 0;
int one() { calls++; return 1; }
void main() {
    Holder h;
    h.get() = 1;
    h.a += one(); h.get() -= 1; h.a *= 1; h.a /= 1; h.ref() %= 1; h.a **= 1; h.a &= 1; h.a |= 1; h.a ^= 1; h.a <<= 1; h.a >>= 1; h.a >>>= 1;
    print(h.a.log + h.n + calls); // expect: =+=-=*=/=%=**=&=|=^=<<=>>=>>>=31
    h.a.log = "";
    ((h.a += 1) -= 2) *= 3;
    print(h.a.log); // expect: +=-=*=
    print(h.a += "x"); // expect: text x
    const A c;
    print("" + (c -= h.a)); // expect: 9
    A y;
    (y = 5) = 6;
    print(y.log); // expect: ==
}
