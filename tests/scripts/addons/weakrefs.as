// rules: WREF-02
class A { int n = 1; }
void main() {
    weakref<A> empty;
    print("" + (empty.get() is null)); // expect: true
    A a;
    weakref<A> w(a), copy;
    copy = w;
    print("" + (copy.get() is a)); // expect: true
    @w = null;
    print("" + (w.get() is null) + (copy.get() is a)); // expect: truetrue
    A@ b = A();
    @w = b;
    print("" + (w.get() is b)); // expect: true
}
