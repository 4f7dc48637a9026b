class A {
    private int secret;
    protected int shared_;
    private void hide() {}
    protected void show() {}
    private A(int x) {}
    A() {}
}
class B : A { void f() { secret = 1; hide(); shared_ = 2; show(); } }
void main() {
    A a;
    a.secret = 1;
    a.shared_ = 2;
    a.hide();
    a.show();
    A b(1);
}
