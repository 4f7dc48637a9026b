import void g() from "m";
void g() {}
import void h(Nope) from "m";
void main() { g(1); }
