// rules: OVERLOAD-13, OVERLOAD-16, OP-08, CONV-53, ERR-068
// For outputs the conversion goes the other way; operators with several fits are errors; objects cost what their number does.
void f(int &out a) { a = 1; print("int"); }
void f(double &out a) { a = 2; print("double"); }
class Small { int8 opImplConv() const { return 3; } }
class Real { float opImplConv() const { return 1.5f; } }
void g(int) { print("int"); }
void g(double) { print("double"); }
void main() {
    int64 w; float r; int i; double d;
    f(w); // expect: int
    f(r); // expect: double
    f(i); // expect: int
    f(d); // expect: double
    g(Small()); // expect: int
    g(Real()); // expect: double
}
