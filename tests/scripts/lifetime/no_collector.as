// rules: GC-05, ENGP-34
// properties: 34=1
class A { A@ o; ~A() { print("~"); } }
void main() {
    { A a, b; @a.o = b; @b.o = a; }
    gc();
    print("end"); // expect: end
}
// What is left goes with the VM.
// expect: ~
// expect: ~
