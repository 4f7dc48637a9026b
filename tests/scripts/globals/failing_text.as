// rules: GLOB-08
// init: two is bad
// Its exception's text is told too.
int f(int a) { if (a == 2) throw("two is bad"); return a; }
int one = f(1), two = f(2), three = f(3);
void main() { print("never"); }
