// rules: GLOB-13, ENGP-17, ERR-039
// properties: 17=1
int a; // error: E0039
namespace N { string b = "x"; } // error: E0039
const int k = 1; // error: E0039
class A { int member = 1; }
void main() { int local = hostValue; A a; }
