int g;
int &a() { int l; return l; }
int &b(int p) { return p; }
array<int> list = {1};
int &c() { return list[0]; }
int &d() { return 5; }
const int k = 1;
int &e() { return k; }
int &ok() { return g; }
void main() { ok() = "x"; }
