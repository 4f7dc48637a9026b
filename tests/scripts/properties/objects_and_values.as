// rules: PROP-10, PROP-15, PROP-16, PROP-20
// A getter's object can be used and changed; a value type is a temporary; outputs call the setter afterwards.
class In { int v = 1; array<int> l = {1, 2}; int p { get const { return v; } set { v = value; } } In@ me { get { return this; } } }
class A {
    In@ inner = In();
    string log;
    In@ obj { get { log += "g"; return inner; } set { log += "s"; @inner = value; } }
    const In@ fixed { get const { return inner; } }
    NV val { get const { return NV(3); } set { log += "v" + value.v; } }
    string text { get const { return inner.v + "t"; } set { log += value; } }
    int num { get const { return inner.v; } set { log += "n" + value; inner.v = value; } }
    array<int>@ list { get { return inner.l; } }
    In copy { get const { return inner; } }
}
void in1(int &in x) { x = 99; }
void in2(const In &in x) { print("in " + x.v); }
void out1(int &out x) { x = 7; }
void out2(In@ &out x) { @x = In(); x.v = 55; }
void out3(string &out x) { x = "O"; }
void inout1(In &inout x) { x.v++; }
void byval(In x) { x.v = -1; }
void byhandle(In@ x) { x.v += 10; }
void main() {
    A a;
    a.obj.v = 5; a.obj.l[0] = 8; a.obj.p += 1; a.obj.me.me.v++;
    print("" + a.inner.v + a.inner.l[0] + a.log); // expect: 78gggg
    a.log = "";
    in1(a.num); in2(a.obj); in2(a.fixed); inout1(a.obj); byval(a.obj); byhandle(a.obj);
    // expect: in 7
    // expect: in 7
    print("" + a.num + a.log); // expect: 18gggg
    a.log = "";
    out1(a.num); out2(a.obj); out3(a.text);
    print("" + a.num + a.log); // expect: 55n7sO
    a.log = "";
    a.list[1] = 4; a.list.insertLast(6);
    print("" + a.inner.l[1] + a.inner.l.length() + a.text.length() + a.val.v); // expect: 4333
    a.val = NV(6);
    print("" + a.num + a.log); // expect: 55v6
    a.text += "x";
    a.num *= 2;
    print("" + a.num + a.log); // expect: 110v655txn110
    @a.obj = null;
    print("" + (a.obj is null)); // expect: true
}
