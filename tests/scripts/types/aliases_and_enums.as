// rules: TYPE-18, ENUM-12, ENUM-13, FUNC-21
// Aliases take part as what they stand for; enums are types of their own; reference modes tell functions apart.
typedef uint8 byte;
typedef double real;
enum E { X = 1 }
enum F { Y = 1 }
void f(byte) { print("byte"); }
void f(E) { print("E"); }
void f(F) { print("F"); }
void f(real) { print("real"); }
void f(float) { print("float"); }
void modes(int) {}
void modes(int &in) {}
void modes(int &out) {}
funcdef void In(int &in);
funcdef void Out(int &out);
funcdef void Value(int);
void main() {
    byte b = 255;
    b++;
    print("" + b); // expect: 0
    f(b); // expect: byte
    f(uint8(1)); // expect: byte
    f(X); // expect: E
    f(F(1)); // expect: F
    f(1.5); // expect: real
    f(1.5f); // expect: float
    array<byte> l = {1, 2};
    array<uint8> m = l;
    print("" + m.length() + byte(257)); // expect: 21
    In@ i = modes;
    Out@ o = modes;
    Value@ v = modes;
}
