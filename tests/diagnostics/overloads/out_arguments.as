void get(int &out v) { v = 1; }
void change(array<int> &inout l) {}
class A { int r { get { return 1; } } }
void main() {
    A a;
    const int k = 1;
    string s;
    get(5);
    get(k);
    get(s);
    get(a.r);
    const array<int> l;
    change(l);
    change(s);
}
