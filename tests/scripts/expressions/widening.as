// rules: EXPR-01, EXPR-04, EXPR-18, EXPR-20, EXPR-24, EXPR-28, EXPR-56
// The type that each operator on integers gives.
enum E { X = 2, Y }
string t(int8) { return "i8 "; } string t(int16) { return "i16 "; } string t(int) { return "i "; } string t(int64) { return "i64 "; }
string t(uint8) { return "u8 "; } string t(uint16) { return "u16 "; } string t(uint) { return "u "; } string t(uint64) { return "u64 "; }
string t(E) { return "E "; }
void main() {
    int8 a = 1; int16 b = 1; int c = 1; int64 d = 1; uint8 e = 1; uint16 f = 1; uint g = 1; uint64 h = 1; E x = X;
    // Small ones and enums are widened first.
    print(t(a + a) + t(b * b) + t(e - e) + t(f / f) + t(x + x) + t(x % a) + t(-b) + t(x)); // expect: i i u u i i i16 E 
    // Any signed operand that is no constant makes it signed; any of 64 bits makes it so wide.
    print(t(a + e) + t(c + g) + t(g + c) + t(d + c) + t(h + c) + t(c + h) + t(g + d) + t(e + h)); // expect: i i i i64 i64 i64 i64 u64 
    // Constants follow the variable.
    print(t(g + 1) + t(1 + g) + t(h * 2) + t(c + 1) + t(e + 1) + t(1 + 1) + t(1 + 0x1)); // expect: u u u64 i u i u 
    // Signs and complements keep the size.
    print(t(-a) + t(-e) + t(-f) + t(-g) + t(-h) + t(~a) + t(~b) + t(~c) + t(~d) + t(~h)); // expect: i8 i8 i16 i i64 u8 u16 u u64 u64 
    // Shifts have the type of the left side.
    print(t(a << 1) + t(e << 1) + t(c << d) + t(d << c) + t(h >> a) + t(f >>> h)); // expect: i u i i64 u64 u 
    // Bits: the wider size, the left side's sign.
    print(t(c & g) + t(g & c) + t(a | e) + t(e ^ a) + t(d & g) + t(g | d) + t(c ^ h) + t(h & c)); // expect: i u i u i64 u64 i64 u64 
    print("" + (x + 1) + (x ** 3) + (Y << 2) + (X | Y) + -x); // expect: 38123-2
}
