// rules: GLOB-02, GLOB-03, GLOB-06, ENUM-03, TYPE-20, VAR-17, VAR-21b
// Primitives first, following what they mention; then objects as declared. Hidden reads meet zero.
string trace;
class A { int v; A(int x) { v = x; seen += "A" + x + " "; } }
string seen;
A first(base + 1);
int hidden() { return late; }
int early = hidden();
int late = 7;
int base = other * 2;
const int other = N::deep + 1;
namespace N { const int deep = 10; int viaFunction = ::hidden(); A inside(::base); }
A@ none;
array<int> list = {base, late, early};
A@ made = A(3);
A copy = A(list.length());
auto guess = list.length() + 1;
enum E { X = other }
E e;
double d;
void main() {
    print("" + early + late + base + other + first.v + N::viaFunction); // expect: 072211237
    print("" + (none is null) + list[0] + list[1] + list[2] + made.v + copy.v + guess + int(X) + int(e) + d); // expect: true22703341100
    print(seen); // expect: A23 A22 A3 A3 
}
