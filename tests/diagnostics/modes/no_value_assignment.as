// properties: 20=1
class A { A &opAddAssign(int) { return this; } }
void main() { A a, b; a = b; a += 1; }
