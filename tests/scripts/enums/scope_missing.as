// rules: ENUM-05, ENGP-10
// properties: 10=1
enum E { A, B }
void main() {
    E e = A; // error: E0020
    switch (e) { case B: break; } // error: E0020
    e = E::A;
}
