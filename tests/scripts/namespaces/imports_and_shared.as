// rules: NS-14, NS-20, SHARED-01, SHARED-03, SHARED-06, SHARED-15, ERR-208
// Imports and shared entities of one name in two namespaces are two.
namespace A { import int f(int) from "m"; shared class S { int v = 1; } shared int g() { return 10; } shared enum E { X = 1 } }
namespace B { import int f(int) from "m"; shared class S { int v = 2; } shared int g() { return 20; } shared enum E { X = 2 } }
import int f(int) from "m";
import int f(string) from "m";
int g() { return A::g() + B::g(); }
void main() {
    A::S a; B::S b;
    print("" + a.v + b.v + g() + int(A::X) + int(B::E::X)); // expect: 123012
    string said;
    try { A::f(1); } catch { said += "A"; }
    try { B::f(1); } catch { said += "B"; }
    try { ::f(1); } catch { said += "int"; }
    try { f("x"); } catch { said += "string"; }
    print(said); // expect: ABintstring
}
