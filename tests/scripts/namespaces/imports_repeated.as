// rules: SHARED-03, ERR-208
import void f() from "a";
import void f() from "b"; // error: E0208
import void g(int) from "a";
void g(int x) {} // error: E0208
import void h(int) from "a";
void h(string x) {}
namespace N { import void f() from "a"; }
void main() {}
