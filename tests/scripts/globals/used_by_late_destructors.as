// rules: GLOB-07, GC-03, LIFE-12
// Objects go before values: destructors of globals find the values as they were.
string first = "a text that is long enough to lie on the heap, and is changed at the end";
NV number = NV(7);
dictionary d = {{"k", 1}};
class A { ~A() { first += "!"; number.v++; print(first.substr(0, 6) + first.length() + " " + number.v + (d is null)); } }
A a;
string last = "another text that is long enough to lie on the heap, and is changed at the end";
class B { B@ circle; ~B() { last += "?"; print(last.substr(0, 7) + last.length()); } }
B@ b = B();
void main() {
    @b.circle = b;
}
// expect: a text73 8true
// A circle is found when the globals are gone: their values are new ones.
// expect: ?1
