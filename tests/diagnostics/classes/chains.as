// Errors about a member are told at the member, on its line.
class B {
    private int v;
    private void hidden() {}
    protected void kept() {}
    int w;
    int f;
    int get_x() const property { return 1; }
    const B@ q() const { return this; }
    B@ open() { return this; }
    void change() {}
    void take(int a) {}
}

void main() {
    B b;
    b
        .q()
        .change();
    b
        .open()
        .v = 1;
    b
        .q()
        .w = 1;
    b
        .open()
        .hidden();
    b
        .open()
        .kept();
    b
        .open()
        .f();
    b
        .q()
        .x = 3;
    b
        .open()
        .take();
    b
        .open()
        .w[3];
    b
        .open()
        .x++;
    int n = b
        .open()
        .take;
}
