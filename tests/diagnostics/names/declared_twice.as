int a;
string a;
void a() {}
class B {}
enum B { X }
void f(int x) {}
void f(int y) {}
void g(int p, string p) {}
void main() {
    int l;
    float l;
}
class C { int m; void m() {} float m; }
