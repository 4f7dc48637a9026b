// properties: 14=0
class A { int get_x() property { return 1; } }
void main() { A a; int i = a.x; a.x = 1; }
