// rules: LEX-30
// The three literals that are words; null fits every kind of handle.
class A {}
interface I {}
funcdef void F();
void takes(A@ a) { print("A"); }
void takes(bool b) { print("bool"); }
void main() {
    takes(true); // expect: bool
    takes(null); // expect: A
    A@ a = null;
    I@ i = null;
    F@ f = null;
    array<int>@ l = null;
    const A@ c = null;
    print("" + (a is null) + (null is i) + (f is null) + (l is null) + (null !is c)); // expect: truetruetruetruefalse
    print("" + (null is null)); // expect: true
}
