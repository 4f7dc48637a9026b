// rules: CONV-05, CONV-06, EXC-15
// Whatever a float is, turning it into an integer gives some integer and the same one each time.
double z = 0;
int same(double d) {
    int a = int(d), b = int(d);
    assert(a == b);
    assert(int64(d) == int64(d) && uint64(d) == uint64(d) && uint(d) == uint(d));
    assert(int8(d) == int8(d) && uint8(d) == uint8(d) && int16(d) == int16(d) && uint16(d) == uint16(d));
    assert(int(float(d)) == int(float(d)));
    return 1;
}
void main() {
    double inf = 1e308; inf *= 10;
    double nan = inf - inf;
    int n = same(1e10) + same(-1e10) + same(1e30) + same(-1e30) + same(inf) + same(-inf) + same(nan) + same(4294967295.0) + same(300);
    print("" + n); // expect: 9
    // Integers wrap silently everywhere.
    int a = 2147483647; a++; int64 b = -0x7FFFFFFFFFFFFFFF; b -= 2; uint8 c = 255; c++; int8 d = 127; d += 1; uint e = 1; e <<= 31; e *= 2;
    print("" + a + " " + b + " " + c + " " + d + " " + e); // expect: -2147483648 9223372036854775807 0 -128 0
}
