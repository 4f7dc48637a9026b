// rules: CONV-41, CONV-43, ENGP-39
// Without property 39 objects of classes are no conditions.
class A { bool opImplConv() const { return true; } }
class B { bool opConv() const { return true; } }
void main() {
    A a; B b;
    if (a) {} // error: E0074
    if (b) {} // error: E0074
    while (!a) {} // error: E0074
    bool c = a && true; // error: E0074
    c = a ? true : false; // error: E0074
    A@ h = a;
    if (h) {} // error: E0074
}
