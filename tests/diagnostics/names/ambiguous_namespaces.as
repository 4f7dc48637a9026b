namespace A { class x {} void f(int) {} }
namespace B { int x; void f(int) {} }
using namespace A;
using namespace B;
void main() { x = 1; f(1); }
