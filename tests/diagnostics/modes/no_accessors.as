// properties: 14=0
class A { int get_x() property { return 1; } int p { get { return 1; } } }
void main() {}
