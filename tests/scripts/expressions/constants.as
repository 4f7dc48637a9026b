// rules: EXPR-54, VAR-28
// What is computed when compiling is what would be computed when running.
int id(int x) { return x; }
int64 id(int64 x) { return x; }
uint id(uint x) { return x; }
double id(double x) { return x; }
float id(float x) { return x; }
const int K = 7, NEG = -K;
const uint U = 3;
const double D = 2.5;
void check(bool b, const string &in what) { if (!b) print("differs: " + what); }
void main() {
    check(K / NEG == id(K) / id(NEG), "div");
    check(-7 / 2 == id(-7) / id(2), "neg div");
    check(-7 % 2 == id(-7) % id(2), "neg mod");
    check(K << 3 == id(K) << 3, "shl");
    check(NEG >> 3 == id(NEG) >> 3, "shr");
    check(NEG >>> 2 == id(NEG) >>> 2, "ushr");
    check((NEG >> 28) == (id(NEG) >> 28), "shr sign");
    check(~K == ~id(K), "com");
    check((K ^ NEG) == (id(K) ^ id(NEG)), "xor");
    check(U - 4 == id(U) - 4, "wrap");
    check(2147483647 + 1 == id(2147483647) + 1, "overflow");
    check(-2147483647 - 2 == id(-2147483647) - 2, "underflow");
    check(65536 * 65536 == id(65536) * 65536, "mul");
    check(D * K == id(D) * id(K), "mixed");
    check(1.0f / 3 == id(1.0f) / 3, "float");
    check(2 ** 10 == id(2) ** 10, "pow");
    check((-2) ** 3 == id(-2) ** 3, "neg pow");
    check(D ** 3 == id(D) ** 3, "dpow");
    check(7.5 % 2 == id(7.5) % 2, "fmod");
    check((0x80000000 > 1) == (id(0x80000000) > 1), "unsigned compare");
    check(int8(200) == int8(id(200)), "narrow");
    check(uint8(-1) == uint8(id(-1)), "narrow unsigned");
    check(int(-2.9) == int(id(-2.9)), "truncate");
    check(uint(-1.0) == uint(id(-1.0)), "negative to unsigned");
    check((K > 3 ? 1 : 2) == (id(K) > 3 ? 1 : 2), "condition");
    check((K > 3 && !(D < 1.0)) == (id(K) > 3 && !(id(D) < 1.0)), "logic");
    check(9007199254740993 == id(9007199254740993), "int64");
    check(float(16777217) == float(id(16777217)), "rounding");
    check(-(-128) == -id(-128), "negation");
    switch (id(14)) { case K * 2: print("constant case"); break; } // expect: constant case
}
