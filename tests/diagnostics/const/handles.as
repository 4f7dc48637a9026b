class A { int v; }
void main() {
    A@ const fixed = A();
    @fixed = null;
    const A@ readOnly = A();
    readOnly.v = 1;
    A@ plain = readOnly;
}
