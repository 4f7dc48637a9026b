// rules: SHARED-03, SHARED-05, SHARED-14, SHARED-15, ERR-206, ERR-207, ERR-208
shared class Ours {}
import Ours@ b(array<Ours@>@, string) from "m";
import void b2() from "m";
void b2() {} // error: E0208
external shared enum E { X } // error: E0207
external shared int f() { return 1; } // error: E0207
external shared interface I { void f(); } // error: E0207
external shared class C; // error: E0206
external shared void g(); // error: E0206
external shared enum F; // error: E0206
external shared funcdef void H(); // error: E0206
void main() {}
