// rules: SHARED-14, SHARED-15, SHARED-19, ERR-206
// What nobody declared before cannot be used as external, whatever it is and however it is written.
external shared class A; // error: E0206
shared external class B; // error: E0206
external class C; // error: E0206
external shared enum D; // error: E0206
external shared interface E; // error: E0206
external shared funcdef void F(); // error: E0206
external shared int g(int a); // error: E0206
external void h(); // error: E0206
void main() {}
