// rules: CONV-03, CONV-04, CONV-05, CONV-06, CONV-07
// Integers become the nearest float; floats are cut; what is computed when compiling is what is computed when running.
int i(int x) { return x; }
int64 w(int64 x) { return x; }
uint64 u(uint64 x) { return x; }
double d(double x) { return x; }
float f(float x) { return x; }
void main() {
    print("" + uint(float(i(16777217))) + " " + uint(float(i(16777219)))); // expect: 16777216 16777220
    print("" + int64(double(w(9007199254740993))) + " " + int64(double(w(9007199254740995)))); // expect: 9007199254740992 9007199254740996
    print("" + (float(u(18446744073709551615)) == 18446744073709551616.0f) + (double(u(18446744073709551615)) == 18446744073709551616.0)); // expect: truetrue
    print("" + int(d(2.9)) + int(d(-2.9)) + int(f(0.99f)) + int8(d(-1.5)) + uint(d(-1.0)) + " " + uint64(d(-1.0))); // expect: 2-20-14294967295 18446744073709551615
    print("" + int8(i(300)) + " " + uint8(i(-1)) + " " + int16(w(4295000000)) + " " + uint(w(-1)) + " " + int64(uint(i(-1)))); // expect: 44 255 32704 4294967295 4294967295
    assert(int(1e10) == int(d(1e10)) && int(-1e10) == int(d(-1e10)) && int(1e30) == int(d(1e30)));
    assert(int64(1e30) == int64(d(1e30)) && uint64(1e30) == uint64(d(1e30)) && uint64(-1e30) == uint64(d(-1e30)));
    assert(uint(1e10) == uint(d(1e10)) && uint(-5e9) == uint(d(-5e9)) && uint(3e9) == uint(d(3e9)));
    assert(int8(1e10) == int8(d(1e10)) && uint8(1000.0) == uint8(d(1000.0)) && int16(-1e6) == int16(d(-1e6)) && uint16(1e6) == uint16(d(1e6)));
    assert(int(1e10f) == int(f(1e10f)) && uint8(1000.0f) == uint8(f(1000.0f)) && int64(1e30f) == int64(f(1e30f)));
    print("" + uint(d(3e9)) + " " + uint64(d(1e19))); // expect: 3000000000 10000000000000000000
}
