// rules: CONV-42, ENGP-39
// properties: 39=1
class A { bool v; A(bool b) { v = b; } bool opImplConv() const { return v; } }
class B { bool opConv() const { return true; } }
void main() {
    A yes(true), no(false); B b;
    string s;
    if (yes) s += "if ";
    if (!no) s += "not ";
    while (b) { s += "while "; break; }
    do s += "do "; while (no);
    for (; no; ) s += "never ";
    s += no ? "never " : "? ";
    if (yes && b) s += "and ";
    if (no || b) s += "or ";
    if (yes ^^ no) s += "xor";
    print(s); // expect: if not while do ? and or xor
}
