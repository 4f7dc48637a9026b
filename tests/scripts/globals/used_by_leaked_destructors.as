// rules: GC-05, GLOB-07, LIFE-10
// properties: 34=1
// Destructors that run when the globals are gone find values as their types make them.
string text = "a text that is long enough to lie on the heap, and is changed at the end";
NV number = NV(7);
array<string> list = {"x"};
A@ kept;
class A { A@ other; int i; ~A() { text += "~ a text that is long enough to lie on the heap"; number.v += 5; @kept = this; print("" + text.length() + " " + number.v + (list is null)); } }
void main() {
    A a, b;
    @a.other = b;
    @b.other = a;
}
// expect: 47 5true
// expect: 94 10true
