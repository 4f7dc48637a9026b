// properties: 10=1
enum E { A, B }
void main() { E e = A; int i = E::A; }
