// rules: ENUM-01, ENUM-03, ENUM-04, ENUM-06, ENUM-10, ENUM-11, CONV-15, CONV-16
// Values out of earlier ones, of other enums and of constants; the same name in two enums goes by the type that is wanted.
const int base = 4;
enum First { A, B = 5, C, D = base * 2, E = D | 1, F }
enum Second { A = B + 10, G = First::A - 1, H }
namespace N { enum First { A = 77 } const int k = First::A; }
class Holder { First f = A; Second s = A; }
string name(First f) { switch (f) { case A: return "A"; case First::B: return "B"; default: return "?"; } }
Second pick(bool b) { return b ? Second::A : H; }
void take(Second s) { print("" + int(s)); }
void main() {
    print("" + int(First::A) + int(B) + int(C) + int(D) + int(E) + int(F)); // expect: 0568910
    print("" + int(Second::A) + int(G) + int(H) + N::k + int(N::A)); // expect: 15-107777
    First f = A; Second s = A;
    Holder h;
    print("" + int(f) + int(s) + int(h.f) + int(h.s)); // expect: 015015
    take(A); // expect: 15
    print(name(A) + name(B) + name(First(42)) + int(pick(true))); // expect: AB?15
    print("" + (f == A) + (s == A) + (B > f) + (int(First(42)))); // expect: truetruetrue42
    double d = B; int8 i = C; uint64 u = D;
    print("" + d + i + u); // expect: 568
}
