// rules: OVERLOAD-12, OVERLOAD-13, OVERLOAD-14, FUNC-12, FUNC-14, FUNC-17
// Arguments convert towards &in, parameters towards what is given for &out, and &inout takes what is there.
class A { int v; A() {} A(int x) { v = x; } }
class B : A { B() { v = 7; } }
enum E { X, Y }
void in1(double &in d) { print("double " + d); }
void in1(const string &in s) { print("string " + s); }
void out1(double &out d) { d = 2.75; }
void out2(E &out e) { e = Y; }
void out3(A@ &out a) { @a = B(); }
void out4(A &out a) { a.v = 3; }
void out5(int &out a) { a = 1; print("int"); }
void out5(int &out a, int b) { a = b; print("int, int"); }
void inout1(A &inout a) { a.v++; }
void inout1(array<int> &inout l) { l.insertLast(1); }
void inout2(const A &inout a) { print("" + a.v); }
funcdef void F();
void takes(F@ f, int) { print("F"); }
void takes(array<int>@ l, int) { print("list"); }
void main() {
    in1(3); // expect: double 3
    in1(X); // expect: double 0
    in1("s"); // expect: string s
    float f; int i; int8 i8; double d;
    out1(f); out1(i8); out1(d); out1(void);
    print("" + f + i8 + d); // expect: 2.7522.75
    E e; double de;
    out2(e); out2(i); out2(de);
    print("" + int(e) + i + de); // expect: 111
    A@ a; A b;
    out3(a);
    out4(b); A@ plain = A(); out4(plain); a.v = plain.v;
    print("" + a.v + b.v + (cast<B>(a) !is null)); // expect: 33true
    out5(i); // expect: int
    out5(i, 8); // expect: int, int
    inout1(b); inout1(a); inout1(A(5));
    B derived;
    inout1(derived);
    print("" + a.v + b.v + derived.v); // expect: 448
    array<int> l;
    inout1(l);
    print("" + l.length()); // expect: 1
    inout2(6); // expect: 6
    inout2(derived); // expect: 8
    takes(function() {}, 1); // expect: F
    takes({1, 2}, 1); // expect: list
}
