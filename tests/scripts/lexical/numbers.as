// rules: LEX-18, LEX-19, LEX-20, LEX-22, LEX-23, LEX-24, LEX-26, LEX-27, LEX-29
string t(int) { return "i "; } string t(uint) { return "u "; } string t(int64) { return "i64 "; } string t(uint64) { return "u64 "; }
string t(float) { return "f "; } string t(double) { return "d "; }
void main() {
    print(t(0) + t(2147483647) + t(2147483648) + t(9223372036854775807) + t(9223372036854775808) + t(18446744073709551615)); // expect: i i i64 i64 u64 u64 
    print(t(0x0) + t(0xFFFFFFFF) + t(0x100000000) + t(0b1) + t(0o7) + t(0d9) + t(0XfF)); // expect: u u u64 u u u u 
    print(t(1.0) + t(1.) + t(.5) + t(1e3) + t(1.5f) + t(1.F) + t(.5f) + t(1e3f) + t(1E-3)); // expect: d d d d f f f f d 
    print("" + 007 + " " + 0b1011 + " " + 0o17 + " " + 0d0019 + " " + 0xAbC + " " + 0x + 0b); // expect: 7 11 15 19 2748 00
    print("" + 1e3 + " " + 1.5e+2 + " " + 25E-1 + " " + .5e1); // expect: 1000 150 2.5 5
    print(t(-2147483648) + t(-1) + t(-0x1) + -2147483648); // expect: i64 i i -2147483648
}
