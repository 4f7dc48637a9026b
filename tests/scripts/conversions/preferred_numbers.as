// rules: CONV-33, CONV-34, CONV-35, CONV-36
// Which of an object's conversion operators serves a number type it has no operator for.
class A { double opImplConv() const { return 1.5; } float opImplConv() const { return 2.5f; } int64 opImplConv() const { return 3; } uint8 opImplConv() const { return 4; } }
class B { uint opImplConv() const { return 5; } int64 opImplConv() const { return 6; } float opImplConv() const { return 7.5f; } }
class C { int8 opImplConv() const { return 8; } uint16 opImplConv() const { return 9; } double opImplConv() const { return 10.5; } }
class D { float opImplConv() const { return 11.5f; } double opImplConv() const { return 12.5; } }
void main() {
    A a; B b; C c; D d;
    { double x = a; float y = a; int64 z = a; uint64 w = a; print("" + x + " " + y + " " + z + " " + w); } // expect: 1.5 2.5 3 3
    { int x = a; uint y = a; int16 z = a; uint16 w = a; int8 v = a; uint8 u = a; print("" + x + y + z + w + v + u); } // expect: 333344
    { double x = b; int64 y = b; uint64 z = b; int w = b; uint v = b; int16 u = b; uint8 t = b; print("" + x + y + z + w + v + u + t); } // expect: 7.5665555
    { double x = c; int64 y = c; uint64 z = c; int w = c; uint v = c; int16 u = c; uint8 t = c; print("" + x + y + z + w + v + u + t); } // expect: 10.5999998
    { int x = d; float y = d; print("" + x + " " + y); } // expect: 12 11.5
    // In arithmetic: the first there is of double, float, int64, uint64, int, uint, …
    print("" + (a * 2) + " " + (b * 2) + " " + (c * 2) + " " + (d * 2)); // expect: 3 15 21 25
    print("" + (a < 2) + (2 < b) + (c == 10.5)); // expect: truetruetrue
}
