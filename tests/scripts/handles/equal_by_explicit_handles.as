// rules: HANDLE-10, HANDLE-11, OP-27, WARN-10
// With '@' before an operand, '==' and '!=' tell whether both are the same object; with '@' before one only, with a warning.
class A { bool opEquals(const A &in o) const { print("equals"); return true; } }
funcdef int F(int);
int twice(int x) { return 2 * x; }
int half(int x) { return x / 2; }
void main() {
    A@ a = A(), b = A(), c = a;
    print((@a == @b) + " " + (@a == @c) + " " + (@a != @b)); // expect: false true true
    // expect: equals
    print((a == b) + ""); // expect: true
    if (@a == @b) print("same");
    else print("others"); // expect: others
    F@ f = twice, g = half, h = twice;
    print((@f == @g) + " " + (@f == @h) + " " + (@f != null)); // expect: false true true
    A v;
    bool one = @a == c; // warning: W0010
    bool none = a == null; // warning: W0010
    print("" + none); // expect: false
    print((@v == @a) + " " + one); // expect: false true
}
