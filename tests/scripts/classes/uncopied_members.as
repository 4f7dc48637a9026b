// rules: CLASS-28, CLASS-29, CLASS-31, CLASS-32, FUNC-04, ERR-081, ERR-103
// A class with a part that cannot be copied has no generated copies: an error where one is needed, and only there.
class NoCopy { int v = 1; NoCopy() {} NoCopy(const NoCopy &in) delete; NoCopy &opAssign(const NoCopy &in) delete; }
class Member { NoCopy n; int w = 1; }
class Derived : NoCopy { int w = 1; }
class Deep : Member {}
class Fine { NoCopy@ h; }
void byValue(Member m) {}
Member result(Member@ m) { return m; } // error: E0103
void main() {
    Member a, b; Derived c, d; Deep e, f; Fine g, h;
    g = h;
    a = b; // error: E0081
    c = d; // error: E0081
    e = f; // error: E0081
    Member i = a; // error: E0081
    Member j(a); // error: E0100
    byValue(a); // error: E0103
    array<Member> l = {a}; // error: E0103
    array<Member> fresh(2);
    Member@ handle = a;
    handle = b; // error: E0081
}
