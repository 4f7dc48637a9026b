// rules: OP-01, OP-02, OP-20, OP-21
// Each unary operator has its method, const or not, called by name too.
class A {
    int v = 5;
    string opNeg() const { return "neg"; }
    string opCom() const { return "com"; }
    A@ opPreInc() { v++; return this; }
    A@ opPreDec() { v--; return this; }
    int opPostInc() { v += 10; return v - 10; }
    int opPostDec() { v -= 10; return v + 10; }
}
void main() {
    A a; const A@ k = a;
    print(-a + ~a + -k + ~k + a.opNeg()); // expect: negcomnegcomneg
    print("" + (++a).v + (--a).v + a++ + a.v + a-- + a.v); // expect: 65515155
    print("" + (++(++a)).v + a.opPostInc()); // expect: 77
}
