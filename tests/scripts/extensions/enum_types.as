// Enums over types other than int: sizes, ranges, conversions and overloads.
// properties: 110=1
enum Small : uint8 { Zero, Last = 255 }
enum Signed : int16 { Low = -32768, Next, High = 32767 }
enum Wide : int64 { Big = 5000000000, Bigger }
enum Huge : uint64 { Top = 18446744073709551615 }
enum Bits : uint { Sign = 0x80000000, After }
enum Plain : int { P = -1, Q }
const int64 fromEnum = Big + 1;
Wide global = Bigger;

void f(uint8) { print("uint8"); }
void f(int) { print("int"); }
void f(double) { print("double"); }
void g(Small) { print("Small"); }
void g(uint8) { print("uint8"); }

class Holder {
    Small a = Last;
    Small b;
    Signed c = Low;
    Wide d = Big;
    uint8 e = 7;
}

Wide next(Wide w) { return Wide(int64(w) + 1); }
void change(Small &out s) { s = Last; }

void main() {
    print("" + int(Zero) + " " + int(Last));                    // expect: 0 255
    print("" + int(Low) + " " + int(Next) + " " + int(High));   // expect: -32768 -32767 32767
    print("" + int64(Big) + " " + int64(Bigger));               // expect: 5000000000 5000000001
    print("" + uint64(Top));                                    // expect: 18446744073709551615
    print("" + uint(Sign) + " " + uint(After));                 // expect: 2147483648 2147483649
    print("" + int(P) + " " + int(Q));                          // expect: -1 0
    print("" + fromEnum + " " + int64(global));                 // expect: 5000000001 5000000001
    print("" + int(Small(257)) + " " + int(Signed(65535)));     // expect: 1 -1
    print("" + int64(next(Big)));                               // expect: 5000000001
    f(Zero);                                                    // expect: uint8
    g(Zero);                                                    // expect: Small
    g(uint8(1));                                                // expect: uint8

    Holder h;
    print("" + int(h.a) + " " + int(h.b) + " " + int(h.c) + " " + int64(h.d) + " " + h.e);  // expect: 255 0 -32768 5000000000 7
    h.b = Last;
    h.c = High;
    print("" + int(h.a) + " " + int(h.b) + " " + int(h.c) + " " + int64(h.d) + " " + h.e);  // expect: 255 255 32767 5000000000 7
    Holder copy = h;
    print("" + int(copy.b) + " " + int64(copy.d));              // expect: 255 5000000000

    array<Small> small = {Last, Zero, Small(3), Last};
    small.sortAsc();
    print("" + int(small[0]) + " " + int(small[1]) + " " + int(small[2]) + " " + int(small[3]));  // expect: 0 3 255 255
    print("" + small.find(Last));                               // expect: 2
    array<Wide> wide = {Bigger, Big};
    wide.sortAsc();
    print("" + int64(wide[0]) + " " + int64(wide[1]));          // expect: 5000000000 5000000001
    array<Huge> huge = {Top, Huge(1)};
    huge.sortAsc();
    print("" + uint64(huge[0]));                                // expect: 1

    dictionary d;
    d.set("w", Big);
    Wide back;
    print("" + d.get("w", back) + " " + int64(back));           // expect: true 5000000000

    Small s = Zero;
    change(s);
    print("" + int(s));                                         // expect: 255
    s++;
    print("" + int(s));                                         // expect: 0

    Wide local = global;
    switch (local) {
        case Big: print("big"); break;
        case Bigger: print("bigger"); break;                    // expect: bigger
    }
    print("" + (Last > Zero) + (Top > 1) + (Low < High));       // expect: truetruetrue
}
