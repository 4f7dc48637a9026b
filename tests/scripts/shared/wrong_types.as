// rules: SHARED-08, ERR-202
// Every place where shared code can name a type.
class Own {}
enum E { X }
enum F { Y } enum G { Y }
shared enum Fine { Z }
shared class Ours {}
shared void f(Ours@ o) {
    int i = X; // error: E0202
    i = E::X; // error: E0202
    F y = Y; // error: E0202, E0202
    i = Z;
    cast<Own>(o); // error: E0202
    Own(); // error: E0202
    array<Own> a; // error: E0202
    array<int> = {1};
    array<E> = {}; // error: E0202
    foreach (Ours@ x : array<Ours@>()) {}
    foreach (Own@ x : array<Ours@>()) {} // error: E0202, E0065
    switch (i) { case 0: break; case E::X: break; } // error: E0202, E0120
}
void main() {}
