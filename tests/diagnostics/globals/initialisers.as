class A { A(int x) {} }
A a;
A b("x");
A@ c = A();
int d = undefined + 1;
array<int> e = {1, "x"};
string f = e;
void main() { print(f); }
