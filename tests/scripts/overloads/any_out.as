// rules: ANY-03, DICT-05, OVERLOAD-13
// Objects that can be made from one number are got from containers as what they are.
class FromInt { int v; FromInt() {} FromInt(int x) { v = x; } }
class FromDouble { double v; FromDouble() {} FromDouble(double x) { v = x; } }
class FromBoth { int v; FromBoth() {} FromBoth(int x) { v = x; } FromBoth(double x) { v = int(x) + 100; } }
void fill(int &out i) { i = 9; }
void main() {
    any a;
    FromInt i(4), i2;
    a.store(i);
    print("" + a.retrieve(i2) + i2.v); // expect: true4
    FromDouble d(2.5), d2;
    a.store(d);
    print("" + a.retrieve(d2) + d2.v + a.retrieve(i2)); // expect: true2.5false
    FromBoth b(7), b2;
    a.store(b);
    print("" + a.retrieve(b2) + b2.v); // expect: true7
    int n; double x; float f;
    a.store(5);
    print("" + a.retrieve(n) + n + a.retrieve(x) + x + a.retrieve(f) + f); // expect: true5true5true5
    dictionary map;
    map.set("i", i); map.set("d", d); map.set("n", 3);
    FromInt i3; FromDouble d3;
    print("" + map.get("i", i3) + i3.v + map.get("d", d3) + d3.v + map.get("n", n) + n); // expect: true4true2.5true3
    FromInt@ h;
    a.store(@i);
    print("" + a.retrieve(@h) + (h is i)); // expect: truetrue
    // Without a '?' an object is made from the number that comes out.
    fill(i3);
    print("" + i3.v); // expect: 9
}
