// rules: GLOB-07, LIFE-09
// When everything goes, globals are released in the order of declaration.
class A { string n; A@ o; A(string s) { n = s; } ~A() { print("~" + n); } }
A a("a");
int i = 3;
A@ b = A("b");
A@ sharedWithA = a;
array<A@> list = {A("l0"), A("l1")};
A last("last");
void main() {
    @last.o = b;
    print("end"); // expect: end
}
// expect: ~a
// expect: ~l0
// expect: ~l1
// expect: ~last
// expect: ~b
