// properties: 111=1
void f(int) { print("int"); }
void f(uint) { print("uint"); }
void f(int64) { print("int64"); }
void f(float) { print("float"); }
void f(double) { print("double"); }

enum E { Million = 1'000'000 }

void main() {
    print("" + 1'000'000);                                  // expect: 1000000
    print("" + 0xFF'FF + " " + 0b1010'0101 + " " + 0o7'7 + " " + 0d1'2);    // expect: 65535 165 63 12
    print("" + 1'0.2'5 + " " + 1'0e0'2 + " " + .2'5f);      // expect: 10.25 1000 0.25
    print("" + int(Million));                               // expect: 1000000
    f(1'000);                                               // expect: int
    f(0x1'0);                                               // expect: uint
    f(10'000'000'000);                                      // expect: int64
    f(1'0.5f);                                              // expect: float
    f(1'0.5);                                               // expect: double
    print('text' + "it's" + '1''2');                        // expect: textit's12
}
