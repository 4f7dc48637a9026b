// rules: SHARED-05, ERR-202
// What an import's signature names must be known to the other side too: registered or shared.
class A {}
shared class S {}
enum E { X }
import A@ f() from "m"; // error: E0202
import void g(S@, E) from "m"; // error: E0202
import void h(array<A@>@) from "m"; // error: E0202
import S@ i(array<S@>@, string, int &out) from "m";
void main() {}
