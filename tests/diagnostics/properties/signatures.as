void nothing() property {}
int get_a(int x, int y) property { return 1; }
void get_b() property {}
int get_c() property { return 1; }
void set_c(string s) property {}
class A { void set_x(int8 v) property {} void set_x(int16 v) property {} }
void main() { A a; a.x = 1; c = 2; }
