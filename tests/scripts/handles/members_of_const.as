// rules: HANDLE-14, HANDLE-16, HANDLE-17, TYPE-12, CLASS-11
// Values of a const object are const, handles are fixed, what they lead to is not const.
class In { int v = 1; void change() { v++; } }
class A { In@ h = In(); In o; array<In@> list = {In()}; array<int> numbers = {1}; int n; In@ get() const { return h; } const In@ inner() const { return o; } }
void main() {
    A open;
    const A@ a = open;
    a.h.v = 5;
    a.h.change();
    a.list[0].v = 6;
    a.get().change();
    print("" + a.h.v + a.list[0].v + a.o.v + a.inner().v); // expect: 7611
    A copy = a;
    copy.o.v = 9;
    print("" + open.o.v + (copy.h is open.h)); // expect: 1true
}
