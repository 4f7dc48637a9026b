import void f() from other;
import void g() from "m";
void g() {}
import int v from "m";
import void h(Nope) from "m";
void main() { g(1); }
