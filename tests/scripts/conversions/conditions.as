// rules: CONV-40, CONV-41, STMT-09, EXPR-35, EXPR-34
// A value of the host with an implicit conversion to bool is a condition everywhere.
class A { bool opImplConv() const { return true; } }
void main() {
    NV yes(1), no(0);
    string s;
    if (yes) s += "if ";
    if (no) s += "never "; else s += "else ";
    while (yes) { s += "while "; break; }
    do s += "do "; while (no);
    for (int i = 0; no; i++) s += "never ";
    s += yes ? "? " : "never ";
    if (!no && yes) s += "and ";
    if (no || yes) s += "or ";
    if (yes ^^ no) s += "xor";
    print(s); // expect: if else while do ? and or xor
    A a;
    bool b = a;
    print("" + b + bool(a)); // expect: truetrue
}
