// rules: FUNC-42, FUNC-43, FUNC-44, FUNC-45, CLASS-11, ERR-127, ERR-128, ERR-100
class A { int v; int &f() const { return v; } const int &g() const { return v; } A@ me() { return this; } } // error: E0065
int g;
const int k = 1;
array<int> list = {1};
int &local() { int l = 1; return l; } // error: E0127
int &parameter(int p) { return p; } // error: E0127
int &temporary() { return A().v; } // error: E0128
int &constant() { return 5; } // error: E0127
int &fixed() { return k; } // error: E0065
int &element() { return list[0]; } // error: E0128
int64 &other() { return g; } // error: E0065
void main() {
    const A k;
    k.g() = 1; // error: E0071
    A a;
    a.g()++; // error: E0071
}
