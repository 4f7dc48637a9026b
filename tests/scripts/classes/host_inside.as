// rules: CLASS-72, TYPE-06
// Host types are parts of classes, not bases.
class Wrapper {
    string text = "t";
    NV value = NV(4);
    V point;
    array<NV> list(2);
    array<NV>@ shared_ = array<NV>(1);
    int length { get const { return text.length(); } }
    Wrapper opAdd(const string &in s) const { Wrapper w = this; w.text += s; return w; }
}
class Derived : Wrapper { Derived() { point.x = 3; value.v++; } }
void main() {
    Derived d;
    Wrapper w = d + "abc";
    w.value.v = 100; w.list[0].v = 50; w.point.y = 9; w.shared_[0].v = 7;
    print("" + d.value.v + d.list[0].v + d.point.x + d.point.y + w.point.x + d.length + w.length + d.shared_[0].v); // expect: 50303147
    V a; a.x = 1; V b = a; b.x = 2;
    array<V> vs = {a, b};
    vs[0].x = 10;
    print("" + a.x + vs[0].x + vs[1].x); // expect: 1102
}
