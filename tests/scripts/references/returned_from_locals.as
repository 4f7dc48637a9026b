// rules: FUNC-43, FUNC-44, ERR-127, ERR-128
// A returned reference must not lead into what ends with the function, whatever path leads there.
class A { int v = 7; array<int> list = {1, 2}; A@ next; int &r() { return v; } int &opIndex(int i) { return v; } A@ me() { return this; } }
array<int>@ make() { return array<int>(10, 5); }
int &element() { array<int>@ a = make(); return a[3]; } // error: E0127
int &member() { A a; return a.v; } // error: E0127
int &viaHandle() { A@ a = A(); return a.r(); } // error: E0127
int &parameter(array<int> a) { return a[0]; } // error: E0127
int &deep() { A a; return a.list[0]; } // error: E0127
int &index() { A a; return a[0]; } // error: E0127
int &chain() { A a; return a.me().me().v; } // error: E0128
int &condition(bool b) { A a; return b ? a.v : global.v; } // error: E0127
int &argument() { A a; return through(a); } // error: E0128
int &constant(const A &in a) { A@ b = a.next; return b.v; } // error: E0127
int &made() { return A().v; } // error: E0128
int &through(A@ a) { return a.v; }
A global;
void main() {}
