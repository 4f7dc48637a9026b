// rules: FUNC-23, FUNC-28, FUNC-29
// Default arguments of script functions, in every form.
enum E { A = 4, B = -5 }
class C {
    int v;
    C(bool, int v = 12) { this.v = v; }
    C(int v) { this.v = v; }
    string m(int a, int b = 3) { return "" + (v + a * b); }
}
const int global = 31;
int calls = 0;
int next() { return ++calls; }

string fInt(int a, int b = 7) { return a + " " + b; }
string fUint(int a, uint b = 0xFFFFFFFF) { return a + " " + b; }
string fInt8(int a, int8 b = -128) { return a + " " + b; }
string fInt64(int a, int64 b = -5000000000) { return a + " " + b; }
string fFloat(int a, float b = 1.5f) { return a + " " + b; }
string fDouble(int a, double b = -2.25) { return a + " " + b; }
string fBool(int a, bool b = true) { return a + " " + b; }
string fString(int a, string b = "text") { return a + " " + b; }
string fStringIn(int a, const string &in b = "te" "xt") { return a + " " + b; }
string fNull(int a, C@ b = null) { return a + " " + (b is null); }
string fEnum(int a, E b = B) { return a + " " + b; }
string fScoped(int a, E b = E::A) { return a + " " + b; }
string fObject(int a, C@ b = C(9)) { return a + " " + b.v; }
string fObjectIn(int a, const C &in b = C(true)) { return a + " " + b.v; }
string fUnary(int a, int b = -global) { return a + " " + b; }
string fBinary(int a, int b = global * 2 + 1) { return a + " " + b; }
string fGlobal(int a, int b = global) { return a + " " + b; }
string fCall(int a, int b = next()) { return a + " " + b; }
string fTernary(int a, int b = global > 5 ? next() : 0) { return a + " " + b; }
string fCast(int a, int b = int(2.9)) { return a + " " + b; }
string fMany(int a = 1, int b = a0(), string c = "c", double d = 0.5) { return a + " " + b + c + d; }
int a0() { return 50; }

void main() {
    print(fInt(1)); // expect: 1 7
    print(fInt(1, 8)); // expect: 1 8
    print(fUint(1)); // expect: 1 4294967295
    print(fInt8(1)); // expect: 1 -128
    print(fInt64(1)); // expect: 1 -5000000000
    print(fFloat(1)); // expect: 1 1.5
    print(fDouble(1)); // expect: 1 -2.25
    print(fBool(1)); // expect: 1 true
    print(fString(1)); // expect: 1 text
    print(fStringIn(1)); // expect: 1 text
    print(fNull(1)); // expect: 1 true
    print(fEnum(1)); // expect: 1 -5
    print(fScoped(1)); // expect: 1 4
    print(fObject(1)); // expect: 1 9
    print(fObjectIn(1)); // expect: 1 12
    print(fUnary(1)); // expect: 1 -31
    print(fBinary(1)); // expect: 1 63
    print(fGlobal(1)); // expect: 1 31
    print(fCall(1) + "," + fCall(2) + "," + fCall(3, 0)); // expect: 1 1,2 2,3 0
    print(fTernary(1)); // expect: 1 3
    print(fCast(1)); // expect: 1 2
    print(fMany()); // expect: 1 50c0.5
    print(fMany(2)); // expect: 2 50c0.5
    print(fMany(2, 3, "x")); // expect: 2 3x0.5
    print(fMany(c: "n")); // expect: 1 50n0.5
    C c(true);
    print("" + c.v + " " + c.m(2) + " " + C(1).m(1, 1)); // expect: 12 18 2
}
