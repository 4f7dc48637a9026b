// rules: SHARED-05
// Only functions can be imported.
import int variable from "m"; // error: E0001
import class A from "m"; // error: E0004
import void f() from m; // error: E0008
void main() {}
