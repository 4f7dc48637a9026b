class A {}
class B {}
void main() {
    A a;
    A@ h;
    B@ b;
    h = null;
    @h = b;
    @a = h;
    a = b;
    bool same = h is b;
    bool eq = h == a;
    int i;
    @i = null;
    bool c = i is null;
}
