// rules: TYPE-02, TYPE-03, CONV-01, EXPR-17
// float has 24 bits, double 53; bool is no number but has its own operators.
int wide() { return 1 << 24; }
bool flip(bool b) { return !b; }
void f(float) { print("float"); }
void f(double) { print("double"); }
void main() {
    float f24 = float(wide()) + 1.0f;
    double d53 = double(wide()) + 1.0;
    print("" + int(f24) + " " + int(d53)); // expect: 16777216 16777217
    float third = 1.0f / 3.0f;
    print("" + (double(third) == 1.0 / 3.0)); // expect: false
    float big = 3.0e38f;
    big = big * 10.0f;
    print("" + (big > 3.4e38f) + (big == big)); // expect: truetrue
    array<bool> flags(3);
    flags[1] = true;
    print("" + flags[0] + flags[1] + (flags[1] == flip(flags[0])) + (flags[1] ^^ flags[2])); // expect: falsetruetruetrue
    int8 i8 = 1; int16 i16 = i8; int i32 = i16; int64 i64 = i32; uint8 u8 = i64; uint16 u16 = u8; uint u32 = u16; uint64 u64 = u32;
    float g = u64; double h = g; i8 = u64;
    print("" + i8 + i16 + i32 + i64 + u8 + u16 + u32 + u64 + g + h); // expect: 1111111111
    // A power keeps an integer exponent for doubles; floats are raised as floats.
    double base = 1.5; int e = 3; float fb = 1.5f;
    f(base ** e); // expect: double
    f(fb ** e); // expect: float
    f(e ** base); // expect: double
    print("" + (base ** e) + " " + (base ** -e < 0.2963) + " " + (fb ** e) + " " + ((-base) ** 3)); // expect: 3.375 true 3.375 -3.375
}
