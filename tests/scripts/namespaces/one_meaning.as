// rules: NS-18, FUNC-36, ENUM-14, ERR-026, ERR-027, ERR-028, ERR-029, ERR-030, ERR-031
// Within a namespace a name has one meaning, but for overloads; in another one it may have another.
class A {}
int A; // error: E0028
mixin class M {}
class M {} // error: E0031
enum E { X }
interface E {} // error: E0029
funcdef void F();
int F; // error: E0030
int v;
class v {} // error: E0026
void f(int) {}
void f(string) {}
int f; // error: E0027
namespace N { int A; class v {} void E() {} int f; mixin class F {} funcdef void M(); }
namespace A {}
namespace N { int A; } // error: E0026
void main() {}
