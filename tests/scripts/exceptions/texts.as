// rules: EXC-01, EXC-02, EXC-03, EXC-04, EXC-06, EXC-07, EXC-10, EXC-15
// Each situation that raises, with its text; all can be caught, and the script goes on.
class A { int v; A@ next; array<int> l; int opAdd(int x) { return x; } int opIndex(int i) { return i; } int p { get { return 1; } set {} } int opCall() { return 1; } void m() {} }
class B : A {}
interface I { void m(); }
funcdef void F();
import int imported(int) from "other";
int zero = 0, one = 1, minus = -1, least = -2147483648;
int64 zero64 = 0, least64 = -0x7FFFFFFFFFFFFFFF - 1, minus64 = -1;
uint uzero = 0; uint8 tiny = 0; float fz = 0; double dz = 0, huge = 1e300;
A@ none() { return null; }
void value(A a) {} void in1(const A &in a) {} void inout1(A &inout a) {}
string t(int which) {
    A@ a; I@ i; F@ f; array<int>@ l; array<int> list(2); string s = "s"; A obj; A@ derived = B(); dictionary d;
    try {
        switch (which) {
        case 0: a.v = 1; break;
        case 1: one = a.v; break;
        case 2: a.m(); break;
        case 3: i.m(); break;
        case 4: value(a); break;
        case 5: in1(a); break;
        case 6: inout1(a); break;
        case 7: obj = a; break;
        case 8: a = obj; break;
        case 9: one = a + 1; break;
        case 10: one = a[0]; break;
        case 11: one = a(); break;
        case 12: one = a.p; break;
        case 13: a.p = 1; break;
        case 14: l.insertLast(1); break;
        case 15: one = none().next.v; break;
        case 16: { A copy = a; break; }
        case 17: one = l[0]; break;
        case 18: foreach (int x : l) {} break;
        case 20: one = one / zero; break;
        case 21: one = one % zero; break;
        case 22: zero64 = one / zero64; break;
        case 23: uzero = 1 % uzero; break;
        case 24: one /= tiny; break;
        case 25: dz = 1 / dz; break;
        case 26: fz = fz % fz; break;
        case 30: one = least / minus; break;
        case 31: one = least % minus; break;
        case 32: least64 = least64 / minus64; break;
        case 33: least64 %= minus64; break;
        case 40: one = 10 ** (one + 9); break;
        case 41: one = zero ** zero; break;
        case 42: one = zero ** minus; break;
        case 43: huge = huge ** 2; break;
        case 50: f(); break;
        case 51: one = imported(1); break;
        case 60: derived = obj; break;
        case 70: one = list[2]; break;
        case 71: one = list[minus]; break;
        case 72: one = s[5]; break;
        case 73: list.removeAt(7); break;
        case 80: { int x = 2147483647; x += 1; x *= 65537; x <<= 31; int8 y = 127; y++; least64 -= 1; uzero -= 1; return "nothing"; }
        default: throw("mine " + which);
        }
        return "no exception";
    } catch { return getExceptionInfo(); }
}
void main() {
    for (int i = 0; i <= 18; i++) if (t(i) != "Null pointer access") print("" + i + ": " + t(i));
    for (int i = 20; i <= 26; i++) if (t(i) != "Divide by zero") print("" + i + ": " + t(i));
    for (int i = 30; i <= 33; i++) if (t(i) != "Overflow in integer division") print("" + i + ": " + t(i));
    for (int i = 40; i <= 43; i++) if (t(i) != "Overflow in exponent operation") print("" + i + ": " + t(i));
    print(t(50)); // expect: Unbound function called
    print(t(51)); // expect: Unbound function called
    print(t(60)); // expect: Mismatching types in value assignment
    for (int i = 70; i <= 73; i++) print(t(i));
    // expect: Index out of bounds
    // expect: Index out of bounds
    // expect: Out of range
    // expect: Index out of bounds
    print(t(80)); // expect: nothing
    print(t(99)); // expect: mine 99
    one = least / minus; // throws: Overflow in integer division
}
