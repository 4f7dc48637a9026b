// rules: OVERLOAD-14, FUNC-19
// properties: 1=1
// References to values and numbers take exactly their type; objects are taken as what they are derived from.
class A {}
class B : A {}
class Other { A@ opImplCast() { return A(); } }
class FromInt { FromInt() {} FromInt(int) {} }
enum E { X }
void number(int &inout) {}
void text(string &inout) {}
void value(E &inout) {}
void object(A &inout) {}
void made(FromInt &inout) {}
void fixed(const int &inout) {}
void main() {
    int i = 1; int8 small = 1; uint u = 1; E e = X; string s; B b; A@ h; array<int> l(1);
    number(i);
    number(l[0]);
    number(small); // error: E0105
    number(u); // error: E0105
    number(e); // error: E0105
    text(s);
    text(i); // error: E0105
    value(e);
    value(i); // error: E0105
    object(b);
    object(h);
    object(Other());
    made(5); // error: E0100
    fixed(5);
    fixed(i);
}
