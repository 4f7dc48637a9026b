// rules: ENUM-05, ENUM-06, ENUM-11, ENGP-10
// properties: 10=1
enum E { A, B = A + 2 }
namespace N { enum F { A = 7 } }
string name(E e) { switch (e) { case E::A: return "A"; case E::B: return "B"; } return "?"; }
void main() {
    E e = E::B;
    print(name(e) + name(E::A) + int(N::F::A)); // expect: BA7
}
