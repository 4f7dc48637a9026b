void main() {
    Foo a = Foo(1);
    a.go();
    Bar@ b = Bar();
    array<Baz> c;
    c.insertLast(1);
    auto d = Qux(1).value;
    d++;
}
