class A { Nope n; Nope2@ m = Nope2(); int v; }
Nope3 global;
void f(Nope4 x) { x.go(); x.v = 1; }
Nope5 g() { return 1; }
void main() {
    A a;
    a.n.x = 1;
    global.x = 2;
    f(1);
    g().h();
}
