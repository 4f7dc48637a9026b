// rules: FUNC-48, FUNC-54, FUNC-04
// What the host does not let anybody copy is passed by handle only; `+` behind a handle means nothing in scripts.
class A { int v; }
void plus(A@+ a, const A@+ b) { a.v = b.v + 1; }
void fine(Thing@ t) {}
void value(Thing t) {}
Thing result(Thing@ t) { return t; } // error: E0103
void main() {
    A a;
    plus(a, a);
    fine(Thing());
    Thing t;
    value(t); // error: E0103
}
